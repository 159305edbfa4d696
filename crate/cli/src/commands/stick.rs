//! `yongquan stick`: the folder that goes onto an office's stick.

use std::path::PathBuf;

use clap::Args;
use yongquan_core::seal::{Kind, Trust};

use crate::credentials;
use crate::failure::Failure;
use crate::files;
use crate::keys::PublisherSecret;
use crate::opening;
use crate::output;
use crate::stick::folder::Folder;
use crate::stick::release::Release;
use crate::stick::sums::{SUMS_FILE, SUMS_SIGNATURE_FILE, grouped};
use crate::stick::{Contents, SlotFile, Snapshot};
use crate::texts::{LIST_SEPARATOR, failure};
use crate::version;

/// 制作办公室用的 U 盘：网页、程序、快照、说明和校验值 · Makes an office's stick: page, programs, snapshots, a text and hashes.
///
/// 先全部检查，再写出：发布文件与 SHA256SUMS 一致，快照签名有效、未过期、没有损坏。网页里写入可信的发布公钥和登记册编号，
/// 双击就能用。密钥槽只在 --slot 点名时才放上去。
/// Everything is checked before anything is written: the release agrees with its SHA256SUMS, the snapshots are signed, whole and not
/// expired. The page is told the publisher's key and the register. A slot goes onto the stick only if --slot names it.
#[derive(Args)]
pub struct Stick {
    /// 输出文件夹：新的、空的，或以前做好的；别人的文件从不删除 · Folder to write: a new or empty one, or one made before. Files of others
    /// are never deleted.
    folder: PathBuf,
    /// 快照，可多次给出 · Snapshot; may be repeated.
    #[arg(long = "snapshot", value_name = "FILE", required = true)]
    snapshots: Vec<PathBuf>,
    /// 可信的发布公钥 · Public key file of the publisher that is trusted.
    #[arg(long, value_name = "FILE", env = "YONGQUAN_TRUST")]
    trust: Option<PathBuf>,
    /// 只接受这个登记册 · Accepts no other register than this one.
    #[arg(long, value_name = "ID")]
    register: Option<String>,
    /// 一并放上的密钥槽文件，可多次给出；U 盘丢了，就只剩口令保护 · Slot file to put beside; may be repeated. If such a stick is lost, only the
    /// passphrase protects it.
    #[arg(long = "slot", value_name = "FILE")]
    slots: Vec<PathBuf>,
    /// 发布文件所在的文件夹，默认为本程序所在的文件夹 · Folder with the release; by default the one that this program lies in.
    #[arg(long, value_name = "DIR")]
    release: Option<PathBuf>,
    /// 软件发布者的公钥：核对 SHA256SUMS 的签名 · Public key of whoever released the program, to check the signature of SHA256SUMS.
    #[arg(long, value_name = "FILE")]
    release_key: Option<PathBuf>,
    /// 发布私钥：给 U 盘的 SHA256SUMS 签名 · The publisher's secret key, to sign the stick's own SHA256SUMS.
    #[arg(long, value_name = "FILE")]
    publisher_key: Option<PathBuf>,
}

impl Stick {
    /// Reads, checks, and only then writes.
    ///
    /// # Errors
    ///
    /// - the release, a snapshot, a slot or a key is refused; the folder is somebody else's: nothing is written then;
    /// - the folder cannot be written, or gives back other bytes.
    pub fn run(self) -> Result<(), Failure> {
        let load = |file: &PathBuf| PublisherSecret::load(file, credentials::publisher_passphrase);
        let secret = self.publisher_key.as_ref().map(load).transpose()?;
        let trust = self.trust()?;
        let release_key = self
            .release_key
            .as_deref()
            .map(opening::read_publisher_key)
            .transpose()?;
        let release = Release::read(&self.release_folder()?, release_key.as_ref())?;
        let is_release_signed = release.is_signature_checked;
        let snapshots = self.snapshots.iter().map(|file| Snapshot::read(file, &trust));
        let snapshots = snapshots.collect::<Result<Vec<_>, Failure>>()?;
        let slots = self.slots.iter().map(|file| SlotFile::read(file));
        let slots = slots.collect::<Result<Vec<_>, Failure>>()?;
        let note = slot_note(&snapshots, !slots.is_empty());
        let contents = Contents::new(release, snapshots, slots, secret.is_some(), version::text())?;
        let signature = secret.as_ref().map(|secret| contents.sign(secret)).transpose()?;
        let folder = Folder::check(&self.folder, &contents)?;
        folder.write(&contents, signature.as_deref())?;

        output::report(note.unwrap_or_default());
        let listed = contents.files.iter().map(|file| format!("  {}\n", file.name));
        let listed: String = listed.collect();
        let (own, of_release) = (
            match signature {
                Some(_) => format!("{SUMS_FILE}{LIST_SEPARATOR}{SUMS_SIGNATURE_FILE}"),
                None => format!("{SUMS_FILE}（未签名，没有 --publisher-key · not signed: no --publisher-key）"),
            },
            match is_release_signed {
                true => "校验和、签名一致 hashes and signature agree",
                false => {
                    "校验和一致，签名未核对（没有 --release-key） · hashes agree, signature not checked: no --release-key"
                }
            },
        );
        output::print(format!(
            "已写出 wrote        {}\n{listed}  {own}\n\
             登记册 register     {}\n\
             发布文件 release    {of_release}\n\
             指纹 fingerprint    {}\n\
             网页 page SHA-256   {}\n\
             请把指纹和网页的 SHA-256 抄在纸上，与 U 盘分开交给使用者。 · Write fingerprint and SHA-256 on paper, and hand it over apart from the stick.\n",
            self.folder.display(),
            contents.register,
            contents.publisher.fingerprint(),
            grouped(&contents.page_sha256),
        ))
    }

    fn trust(&self) -> Result<Trust, Failure> {
        let file = self.trust.as_deref().ok_or_else(|| failure("cli.trust_needed", &[]))?;
        Ok(Trust {
            publisher_key: opening::read_publisher_key(file)?,
            register: self.register.clone(),
            min_seq: 0,
            now_unix_s: opening::now_unix_s()?,
        })
    }

    fn release_folder(&self) -> Result<PathBuf, Failure> {
        if let Some(folder) = &self.release {
            return Ok(folder.clone());
        }
        let program = std::env::current_exe();
        let folder = program.map(|program| program.parent().map(PathBuf::from).unwrap_or_default());
        folder.map_err(|error| files::unreadable("yongquan".as_ref(), &error))
    }
}

/// What is to be said of slots on the stick, beside the snapshots or inside them.
fn slot_note(snapshots: &[Snapshot], are_beside: bool) -> Option<String> {
    let are_inside = snapshots
        .iter()
        .any(|snapshot| snapshot.kind == Kind::Real && !snapshot.slots_inside.is_empty());
    (are_beside || are_inside).then(|| {
        "注意 [cli.stick_slots] U 盘上有密钥槽：U 盘丢了，就只剩口令保护\n\
         \x20 怎么办：只用程序抽取的口令，不与 U 盘放在一起；U 盘丢了，立即给这位操作员换密钥并重新打包。\n\
         notice [cli.stick_slots] The stick carries key slots: if it is lost, the passphrase is all that protects it\n\
         \x20 what to do: Use drawn passphrases only and keep them apart from the stick; if it is lost, give the operator a new key and pack again.\n"
            .to_owned()
    })
}
