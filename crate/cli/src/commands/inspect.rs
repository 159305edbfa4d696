//! `yongquan inspect`: what a snapshot says, to everybody and to a key.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use yongquan_core::error::OpenError;
use yongquan_core::register::OpenRegister;
use yongquan_core::schema::Pack;
use yongquan_core::seal::{Kind, Manifest, PublisherKey, Rotation, SealedSnapshot};

use crate::failure::Failure;
use crate::opening::{self, OpenArguments};
use crate::output;
use crate::texts::failure;

/// 查看快照：公开清单；有密钥时还有分区、字段和计数 · Shows the public manifest; with a key also sections, fields and counts.
#[derive(Args)]
pub struct Inspect {
    /// 快照文件 · The snapshot.
    snapshot: PathBuf,
    #[command(flatten)]
    open: OpenArguments,
    /// 以 JSON 输出 · Prints JSON.
    #[arg(long)]
    json: bool,
}

/// What was found out about a snapshot.
struct Findings {
    manifest: Manifest,
    /// The key that signed: checked if `is_verified`, else only claimed.
    signer: PublisherKey,
    /// The changes of key that lead to it, each signed by the key before.
    rotations: Vec<Rotation>,
    /// The trusted key, if it is an earlier one than the signer's.
    trusted: Option<PublisherKey>,
    is_verified: bool,
    /// Why a reader would refuse it although its signature is good.
    refused: Option<OpenError>,
    opened: Option<OpenRegister>,
}

impl Inspect {
    /// Prints what is there.
    ///
    /// # Errors
    ///
    /// - the file is no snapshot, or its signature is not good;
    /// - it is good, but expired, older than wanted or of another register: after the manifest was printed;
    /// - a key is given and does not open it, or is given without a publisher to trust.
    pub fn run(self) -> Result<(), Failure> {
        let findings = self.find()?;
        if self.json {
            output::print(format!("{:#}\n", findings.to_json()))?;
        } else {
            output::print(findings.to_text())?;
        }
        match findings.refused {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
    }

    fn find(&self) -> Result<Findings, Failure> {
        let bytes = opening::read_snapshot(&self.snapshot)?;
        if self.open.trust.is_none() {
            if self.open.key.is_named() {
                return Err(failure("cli.trust_needed", &[]));
            }
            let sealed = SealedSnapshot::parse(bytes)?;
            return Ok(Findings {
                signer: sealed.claimed_signer()?,
                rotations: sealed.claimed_rotations()?,
                trusted: None,
                manifest: sealed.unverified_manifest()?,
                is_verified: false,
                refused: None,
                opened: None,
            });
        }
        let trust = self.open.trust()?;
        let authentic = opening::authenticate(bytes, &trust.publisher_key)?;
        let mut findings = Findings {
            manifest: authentic.manifest().clone(),
            signer: authentic.signer().clone(),
            rotations: authentic.rotations().to_vec(),
            trusted: Some(trust.publisher_key.clone()).filter(|trusted| trusted != authentic.signer()),
            is_verified: true,
            refused: None,
            opened: None,
        };
        match authentic.accept(&trust) {
            Ok(verified) if self.open.key.is_given_for(&verified) => {
                let mut opened = self.open.open_verified(verified)?;
                opened.open_all()?;
                findings.opened = Some(opened);
            }
            Ok(_) => {}
            Err(error) => findings.refused = Some(error),
        }
        Ok(findings)
    }
}

impl Findings {
    fn to_text(&self) -> String {
        let manifest = &self.manifest;
        let kind = match manifest.kind {
            Kind::Synthetic => "虚构演示数据 synthetic",
            Kind::Real => "真实数据 real",
        };
        let signature = if self.is_verified {
            "已验证 verified"
        } else {
            "未验证 NOT VERIFIED（没有 --trust，以下内容可能是任何人写的 · without --trust anybody may have written this）"
        };
        let mut lines = vec![
            format!("签名 signature      {signature}"),
            format!("签名者 signer       {}", self.signer.fingerprint()),
            format!("格式 format         {} {}", manifest.format, manifest.suite),
            format!("登记册 register     {}", manifest.register),
            format!("数据 data           {kind}"),
            format!("序号 seq            {}", manifest.seq),
            format!("签发 issued         {}", manifest.issued),
            format!("到期 expires        {}", manifest.expires),
            format!("数据截止 as of      {}", manifest.as_of),
        ];
        if let Some(trusted) = &self.trusted {
            let trusted = trusted.fingerprint();
            lines.push(format!(
                "信任的 trusted      {trusted}，已更换 · handed over to the signer"
            ));
            lines.push(format!("新公钥 new key      {}", self.signer.as_str()));
        }
        for rotation in &self.rotations {
            lines.push(format!(
                "换密钥 rotation     {}  {} → {}  {}",
                rotation.number,
                fingerprint_of(&rotation.from),
                fingerprint_of(&rotation.to),
                rotation.issued
            ));
        }
        for slot in &manifest.slots {
            lines.push(format!("密钥槽 slot         {}", slot.id));
        }
        for section in &manifest.sections {
            lines.push(format!(
                "分区 section        {}  {} 字节 bytes",
                section.id, section.byte_len
            ));
        }
        if let Some(opened) = &self.opened {
            lines.push(format!("行数 rows           {}", opened.dataset().table().row_count()));
            lines.push(format!("已打开 opened       {}", opened.open_sections().join(" ")));
            lines.push(format!("未打开 locked       {}", opened.locked_sections().join(" ")));
            for field in fields_of(opened) {
                lines.push(match field.counts {
                    Some((values, missing)) => format!(
                        "字段 field          {}  {}  有值 values {values}  缺失 missing {missing}  不同值 distinct {}",
                        field.id, field.title, field.distinct
                    ),
                    None => format!("字段 field          {}  {}  未打开 locked", field.id, field.title),
                });
            }
        }
        lines.join("\n") + "\n"
    }

    fn to_json(&self) -> Value {
        let mut value = json!({
            "verified": self.is_verified,
            "signer": self.signer.as_str(),
            "fingerprint": self.signer.fingerprint(),
            "rotations": self.rotations,
            "refused": self.refused.as_ref().map(OpenError::code),
            "manifest": self.manifest,
        });
        if let Some(opened) = &self.opened {
            let fields: Vec<Value> = fields_of(opened)
                .map(|field| {
                    json!({
                        "id": field.id,
                        "title": field.title,
                        "pack": field.pack,
                        "open": field.counts.is_some(),
                        "values": field.counts.map(|(values, _)| values),
                        "missing": field.counts.map(|(_, missing)| missing),
                        "distinct": field.counts.map(|_| field.distinct),
                    })
                })
                .collect();
            value["opened"] = json!({
                "rows": opened.dataset().table().row_count(),
                "sections": opened.open_sections(),
                "locked": opened.locked_sections(),
                "operators": opened.metadata().operators,
                "purposes": opened.metadata().purposes,
                "notice": opened.metadata().notice,
                "fields": fields,
            });
        }
        value
    }
}

/// The fingerprint of a key in a statement, which was read as a key before.
fn fingerprint_of(key: &str) -> String {
    PublisherKey::parse(key).map_or_else(|_| key.to_owned(), |key| key.fingerprint())
}

/// What is told about a field.
struct FieldFindings<'a> {
    id: &'a str,
    title: &'a str,
    pack: Pack,
    /// Rows with a value and rows without; `None` if the section is closed.
    counts: Option<(usize, usize)>,
    /// Number of different values.
    distinct: usize,
}

/// What is told about each field. Every section that the key opens is open.
fn fields_of(register: &OpenRegister) -> impl Iterator<Item = FieldFindings<'_>> {
    let (schema, table) = (register.schema(), register.dataset().table());
    // How a name sounds is an index and has no values.
    let fields = schema.field_ids().filter(|&id| !schema.is_pinyin(id));
    fields.map(|id| {
        let field = schema.field(id);
        let column = table.column(id);
        let missing = column.map(|column| {
            let codes = column.codes();
            (0..codes.len())
                .filter(|&row_id| codes.get(row_id) == column.missing_code())
                .count()
        });
        FieldFindings {
            id: &field.id,
            title: &field.title.zh,
            pack: field.pack,
            counts: missing.map(|missing| (table.row_count() - missing, missing)),
            distinct: column.map_or(0, yongquan_core::table::Column::cardinality),
        }
    })
}
