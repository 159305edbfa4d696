//! The text that lies beside the page: what this is, how to open it, how to see that nobody altered it.

use yongquan_core::seal::Kind;

use super::sums::{SUMS_FILE, SUMS_SIGNATURE_FILE, grouped};
use super::{KEY_FILE, RELEASE_SUMS_FILE, Snapshot};
use crate::stick::release::PAGE_FILE;

/// What the text tells of a stick.
pub struct Facts<'a> {
    /// Number and commit of the program that made the stick.
    pub version: &'a str,
    /// Id of the register.
    pub register: &'a str,
    /// The snapshots.
    pub snapshots: &'a [Snapshot],
    /// Names of the slot files beside them.
    pub slots: Vec<&'a str>,
    /// The publisher's fingerprint.
    pub fingerprint: &'a str,
    /// SHA-256 of the page, in hexadecimal.
    pub page_sha256: &'a str,
    /// Whether the publisher signed the list of hashes.
    pub is_signed: bool,
}

/// The text, for Notepad of an old Windows as well: with a byte order mark, and lines that end with CR and LF.
pub fn text(facts: &Facts<'_>) -> String {
    let text = format!("{}\n{}\n{}", chinese(facts), "-".repeat(72), english(facts));
    format!("\u{feff}{}", text.replace('\n', "\r\n"))
}

fn chinese(facts: &Facts<'_>) -> String {
    let (register, version, page) = (facts.register, facts.version, PAGE_FILE);
    let snapshots = facts.snapshots.iter().map(|snapshot| {
        let kind = match snapshot.kind {
            Kind::Synthetic => "虚构演示数据",
            Kind::Real => "真实数据",
        };
        let (name, seq, expires) = (&snapshot.name, snapshot.seq, &snapshot.expires);
        format!("  {name}  {kind}，序号 {seq}，{expires} 到期\n")
    });
    let snapshots: String = snapshots.collect();
    let slots = match &facts.slots[..] {
        [] => "这个 U 盘上没有密钥槽文件。".to_owned(),
        slots => format!(
            "注意：这个 U 盘上有密钥槽文件（{}）。谁拿到 U 盘，就只差口令。\n不要把口令写在 U 盘上或与它放在一起；U 盘丢了，请立即告诉发布者。",
            slots.join("、")
        ),
    };
    let signed = if facts.is_signed {
        format!(
            "\n  签名：minisign -V -m {SUMS_FILE} -x {SUMS_SIGNATURE_FILE} -p 自己保存的 {KEY_FILE}\n  （不要用 U 盘上的 {KEY_FILE} 核对 U 盘自己）"
        )
    } else {
        String::new()
    };
    let (groups, fingerprint) = (page_groups(facts), facts.fingerprint);
    format!(
        "涌泉 Yongquan {version}\n登记册 {register}\n\n\
         怎么打开\n\n  \
         1. 双击 {page}，用 Chrome、Edge 或 360 浏览器的新版本打开，不需要网络。\n  \
         2. 把快照文件拖进网页，输入口令。\n\n\
         快照\n\n{snapshots}\n{slots}\n\n\
         怎么核对\n\n  \
         网页 {page} 的 SHA-256：\n\n{groups}\n  \
         发布者指纹：{fingerprint}\n\n  \
         请与发布者另外交给你的纸条核对：写在 U 盘上的数，改 U 盘的人也能改。\n  \
         Windows：certutil -hashfile {page} SHA256\n  \
         Linux：sha256sum -c {SUMS_FILE}{signed}\n  \
         发布文件原来的校验值在 {RELEASE_SUMS_FILE}。\n  \
         对不上就不要输入口令，告诉发布者。\n"
    )
}

fn english(facts: &Facts<'_>) -> String {
    let (register, version, page) = (facts.register, facts.version, PAGE_FILE);
    let snapshots = facts.snapshots.iter().map(|snapshot| {
        let kind = match snapshot.kind {
            Kind::Synthetic => "synthetic data, nobody in it exists",
            Kind::Real => "real data",
        };
        let (name, seq, expires) = (&snapshot.name, snapshot.seq, &snapshot.expires);
        format!("  {name}  {kind}, number {seq}, expires {expires}\n")
    });
    let snapshots: String = snapshots.collect();
    let slots = match &facts.slots[..] {
        [] => "No slot file lies on this stick.".to_owned(),
        slots => format!(
            "Careful: slot files lie on this stick ({}). Whoever gets the stick lacks the passphrase only.\n\
             Never write the passphrase on the stick or keep it with it; if the stick is lost, tell the publisher at once.",
            slots.join(", ")
        ),
    };
    let signed = if facts.is_signed {
        format!(
            "\n  Signature: minisign -V -m {SUMS_FILE} -x {SUMS_SIGNATURE_FILE} -p your own copy of {KEY_FILE}\n  \
             (a stick is not checked with the {KEY_FILE} that lies on it)"
        )
    } else {
        String::new()
    };
    let (groups, fingerprint) = (page_groups(facts), facts.fingerprint);
    format!(
        "Yongquan {version}\nRegister {register}\n\n\
         How to open it\n\n  \
         1. Double-click {page}. A current Chrome, Edge or 360 opens it; no network is needed.\n  \
         2. Drop the snapshot onto the page and enter the passphrase.\n\n\
         Snapshots\n\n{snapshots}\n{slots}\n\n\
         How to check it\n\n  \
         SHA-256 of the page {page}:\n\n{groups}\n  \
         Fingerprint of the publisher: {fingerprint}\n\n  \
         Compare both with the paper that the publisher gave you: whoever alters a stick can alter what is written on it.\n  \
         Windows: certutil -hashfile {page} SHA256\n  \
         Linux: sha256sum -c {SUMS_FILE}{signed}\n  \
         The hashes of the release as it was are in {RELEASE_SUMS_FILE}.\n  \
         If they differ, enter no passphrase and tell the publisher.\n"
    )
}

/// The hash of the page in four lines, as a person reads it out.
fn page_groups(facts: &Facts<'_>) -> String {
    let groups = grouped(facts.page_sha256);
    let groups: Vec<&str> = groups.split(' ').collect();
    let lines = groups.chunks(4).map(|line| format!("    {}\n", line.join(" ")));
    lines.collect()
}
