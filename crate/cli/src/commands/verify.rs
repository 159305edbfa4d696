//! `yongquan verify`: checks everything that can be checked of a snapshot, and says what was checked.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use yongquan_core::register::OpenRegister;
use yongquan_core::seal::{BASE_SECTION, Check, Manifest, SealedSnapshot, Trust, VerifiedSnapshot};

use crate::failure::Failure;
use crate::opening::{self, OpenArguments};
use crate::output;

/// 验证快照：签名、有效期、每个成员的校验值；有密钥时还解密并检查能打开的每个分区 · Checks signature, dates and the hash of every member of a
/// snapshot; with a key also decrypts and checks every section that it opens.
///
/// 逐项列出结果，全部通过才以 0 结束。快照也可以是解开的文件夹。
/// Prints a line for each check and ends with 0 only if all passed. The snapshot may be a folder into which it was unpacked.
#[derive(Args)]
pub struct Verify {
    /// 快照文件，或解开快照的文件夹 · The snapshot, or the folder into which it was unpacked.
    snapshot: PathBuf,
    #[command(flatten)]
    open: OpenArguments,
    /// 以 JSON 输出 · Prints JSON.
    #[arg(long)]
    json: bool,
}

/// A thing that is checked, as it is called: in JSON, in Chinese, in English.
struct Name([&'static str; 3]);

const CONTAINER: Name = Name(["container", "容器", "container"]);
const KEY: Name = Name(["key", "密钥", "key"]);
const CONTENT: Name = Name(["content", "分区内容", "content of section"]);

/// What became of a check.
enum Outcome {
    Passed,
    Failed(Failure),
    /// The key does not open it, which is no fault. Titles of the section, in both languages.
    Closed([String; 2]),
    /// Something before it failed.
    Skipped,
}

/// A check and what became of it.
struct Line {
    name: Name,
    /// Which one, where there are several.
    of: Option<String>,
    outcome: Outcome,
}

/// Every check so far.
#[derive(Default)]
struct Report {
    lines: Vec<Line>,
    /// What the publisher says about the snapshot, if all that can be checked without a key passed.
    manifest: Option<Manifest>,
}

impl Verify {
    /// Prints every check and what came of it.
    ///
    /// # Errors
    ///
    /// - the snapshot cannot be read, or no publisher is trusted;
    /// - a check failed: after all that could be made were printed. What each failure means is said on standard error, the last one by
    ///   the caller.
    pub fn run(self) -> Result<(), Failure> {
        let trust = self.open.trust()?;
        let bytes = opening::read_snapshot(&self.snapshot)?;
        let mut report = Report::default();
        let verified = report.check_public(bytes, &trust)?;
        // Before a passphrase is asked for, which takes a person and a second.
        let shown = report.lines.len();
        if !self.json {
            output::print(report.to_text(0))?;
        }
        if let Some(verified) = &verified {
            opening::note_new_signer(verified.signer(), &trust.publisher_key);
        }
        match verified {
            Some(verified) if self.open.key.is_given_for(&verified) => self.check_sections(verified, &mut report),
            None if self.open.key.is_named() => report.push(KEY, None, Outcome::Skipped),
            _ => {}
        }
        if self.json {
            output::print(format!("{:#}\n", report.to_json()))?;
        } else {
            output::print(report.to_text(shown) + &report.verdict())?;
        }
        let mut failures = report.into_failures();
        let Some(last) = failures.pop() else { return Ok(()) };
        failures.iter().for_each(output::report);
        Err(last)
    }

    /// What only a key can tell: whether the sections that it opens hold what they should.
    fn check_sections(&self, verified: VerifiedSnapshot, report: &mut Report) {
        let identity = self.open.key.identity(&verified);
        let Some(identity) = report.note(KEY, None, identity) else {
            return;
        };
        let opened = OpenRegister::open(verified, &identity, |_| ()).map_err(|refused| refused.error);
        let Some(mut register) = report.note(CONTENT, Some(BASE_SECTION), opened) else {
            return;
        };
        let locked: Vec<String> = register.locked_sections().into_iter().map(str::to_owned).collect();
        for section in register.metadata().sections.clone() {
            if locked.contains(&section.id) {
                report.push(
                    CONTENT,
                    Some(section.id),
                    Outcome::Closed([section.title, section.title_en]),
                );
                continue;
            }
            let field = section.fields.iter().find_map(|id| register.schema().field_id(id));
            let field = field.expect("every section that the metadata announces has a field of the schema");
            let outcome = register.open_field(field);
            report.note(CONTENT, Some(&section.id), outcome);
            // Whatever is in it was seen; a large register need not be in memory as a whole.
            register.close_section(&section.id);
        }
    }
}

impl Report {
    /// Everything that needs no key; the snapshot, if it passed.
    fn check_public(&mut self, bytes: Vec<u8>, trust: &Trust) -> Result<Option<VerifiedSnapshot>, Failure> {
        let Some(sealed) = self.note(CONTAINER, None, SealedSnapshot::parse(bytes)) else {
            return Ok(None);
        };
        for finding in sealed.audit(trust) {
            let (name, of) = name_of(finding.check);
            self.note(name, of.as_deref(), finding.outcome);
        }
        if !self.has_passed() {
            return Ok(None);
        }
        // The door that every reader goes through: nothing is opened because of a list of findings.
        let verified = sealed.authenticate(&trust.publisher_key)?.accept(trust)?;
        self.manifest = Some(verified.manifest().clone());
        Ok(Some(verified))
    }

    fn push(&mut self, name: Name, of: Option<String>, outcome: Outcome) {
        self.lines.push(Line { name, of, outcome });
    }

    /// Writes a check down, and gives back what it found if it passed.
    fn note<T>(&mut self, name: Name, of: Option<&str>, outcome: Result<T, impl Into<Failure>>) -> Option<T> {
        let (found, outcome) = match outcome {
            Ok(found) => (Some(found), Outcome::Passed),
            Err(error) => (None, Outcome::Failed(error.into())),
        };
        self.push(name, of.map(str::to_owned), outcome);
        found
    }

    fn has_passed(&self) -> bool {
        self.failed_count() == 0
    }

    fn failed_count(&self) -> usize {
        let failed = self
            .lines
            .iter()
            .filter(|line| matches!(line.outcome, Outcome::Failed(_)));
        failed.count()
    }

    fn into_failures(self) -> Vec<Failure> {
        let failures = self.lines.into_iter().filter_map(|line| match line.outcome {
            Outcome::Failed(failure) => Some(failure),
            _ => None,
        });
        failures.collect()
    }

    /// The checks from this one on, a line each.
    fn to_text(&self, first: usize) -> String {
        let lines = self.lines[first..].iter().map(|line| line.to_text() + "\n");
        lines.collect()
    }

    fn verdict(&self) -> String {
        match (&self.manifest, self.failed_count()) {
            (Some(manifest), 0) => {
                format!("全部通过 all passed: {} #{}\n", manifest.register, manifest.seq)
            }
            (_, count) => format!("没有全部通过 not all passed: 未过 failed {count}\n"),
        }
    }

    fn to_json(&self) -> Value {
        let checks: Vec<Value> = self.lines.iter().map(Line::to_json).collect();
        json!({ "passed": self.has_passed(), "manifest": self.manifest, "checks": checks })
    }
}

impl Line {
    fn to_text(&self) -> String {
        let [_, zh, en] = self.name.0;
        let of = self.of.as_ref().map(|of| format!(" {of}")).unwrap_or_default();
        let name = format!("{zh} {en}{of}");
        match &self.outcome {
            Outcome::Passed => format!("通过 passed   {name}"),
            Outcome::Failed(failure) => format!("未过 FAILED   {name}  [{}]", failure.code()),
            Outcome::Closed([title, title_en]) => format!("未开 closed   {name}  {title} · {title_en}"),
            Outcome::Skipped => format!("未查 skipped  {name}"),
        }
    }

    fn to_json(&self) -> Value {
        let (outcome, code) = match &self.outcome {
            Outcome::Passed => ("passed", None),
            Outcome::Failed(failure) => ("failed", Some(failure.code())),
            Outcome::Closed(_) => ("closed", None),
            Outcome::Skipped => ("skipped", None),
        };
        json!({ "check": self.name.0[0], "of": self.of, "outcome": outcome, "code": code })
    }
}

/// What a check of the core is called, and which one it is.
fn name_of(check: Check) -> (Name, Option<String>) {
    let (name, of) = match check {
        Check::Signature => (["signature", "签名", "signature"], None),
        Check::Chain => (["chain", "更换密钥", "changes of key"], None),
        Check::Publisher => (["publisher", "发布者", "publisher"], None),
        Check::Manifest => (["manifest", "清单", "manifest"], None),
        Check::Members => (["members", "成员", "members"], None),
        Check::Slot(id) => (["slot", "密钥槽校验值", "hash of slot"], Some(id)),
        Check::Rotation(number) => (
            ["rotation", "更换声明校验值", "hash of statement"],
            Some(number.to_string()),
        ),
        Check::Register => (["register", "登记册", "register"], None),
        Check::Seq => (["seq", "序号", "seq"], None),
        Check::Expiry => (["expiry", "有效期", "expiry"], None),
        Check::Clock => (["clock", "时钟", "clock"], None),
        Check::Section(id) => (["section", "分区校验值", "hash of section"], Some(id)),
    };
    (Name(name), of)
}
