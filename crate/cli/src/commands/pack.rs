//! `yongquan pack`: from a data package to a sealed snapshot.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use age::x25519::Recipient;
use clap::Args;
use yongquan_core::dataset;
use yongquan_core::date::{self, Day};
use yongquan_core::schema::{Derivation, FieldDocument, Schema, SchemaDocument};
use yongquan_core::seal::{ExposeSecret, Kind, PublisherKey, SealedSnapshot, is_slot_id, time};
use yongquan_core::snapshot::Metadata;
use yongquan_core::table::{Column, Table};

use super::numbers;
use super::register::RegisterArguments;
use crate::credentials;
use crate::failure::Failure;
use crate::files;
use crate::ingest::DEFAULT_SHOWN_LIMIT;
use crate::keys::PublisherSecret;
use crate::opening;
use crate::output;
use crate::package::{Package, RegisterKind};
use crate::pinyin;
use crate::seal::{self, Identification, Slot};
use crate::texts::failure;

const DAY_S: i64 = 24 * 60 * 60;

/// Days that a snapshot may be used unless another day is named: until the next month's.
const DEFAULT_VALID_DAYS: i64 = 31;

/// 打包：检查数据，加密、签名，写出一个快照文件 · Checks a register and packs it into a sealed snapshot.
#[derive(Args)]
pub struct Pack {
    #[command(flatten)]
    source: RegisterArguments,
    /// 发布私钥 · The publisher's secret key, which signs.
    #[arg(long, value_name = "FILE")]
    publisher_key: PathBuf,
    /// 操作员公钥，可多次给出 · Public key file of an operator who may open the snapshot; may be repeated.
    #[arg(long = "operator", value_name = "FILE", required = true)]
    operators: Vec<PathBuf>,
    /// 随快照携带的密钥槽，可多次给出；真实数据的密钥槽不要放在公开网站上 · Slot file to carry inside; may be repeated. Keep the slots
    /// of real registers off public hosts.
    #[arg(long = "slot", value_name = "FILE")]
    slots: Vec<PathBuf>,
    /// 序号：每次打包加一 · Sequence number, larger than that of the snapshot before.
    #[arg(long, value_name = "N", value_parser = numbers::parse_whole::<u64>)]
    seq: u64,
    /// 有效期至（不含），默认签发后 31 天 · From when on it may not be used: a day or a moment in UTC; 31 days after issue by default.
    #[arg(long, value_name = "TIME", value_parser = parse_moment)]
    expires: Option<i64>,
    /// 签发时间，默认现在 · When it is issued: a day or a moment in UTC; now by default.
    #[arg(long, value_name = "TIME", value_parser = parse_moment)]
    issued: Option<i64>,
    /// 登记册编号，默认为数据包中写明的 · Id of the register, instead of the one in the package.
    #[arg(long, value_name = "ID")]
    register: Option<String>,
    /// 数据截止日期，默认为数据包中写明的 · The day the data speaks of, instead of the one in the package.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    as_of: Option<Day>,
    /// 输出文件；只替换同一登记册、序号不更大的快照 · The snapshot to write. Of this name, only an earlier snapshot of the register
    /// is replaced.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 无论 --out 处是什么文件都覆盖 · Replaces whatever file stands at --out.
    #[arg(long)]
    force: bool,
}

fn parse_moment(text: &str) -> Result<i64, String> {
    let day = date::parse(text).map(|day| i64::from(day) * DAY_S);
    day.or_else(|| time::parse(text)).ok_or_else(|| {
        "应为 YYYY-MM-DD 或 YYYY-MM-DDTHH:MM:SSZ · YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ is needed".to_owned()
    })
}

fn parse_day(text: &str) -> Result<Day, String> {
    date::parse(text).ok_or_else(|| "应为 YYYY-MM-DD · YYYY-MM-DD is needed".to_owned())
}

/// An operator's public key and the id it goes by.
struct Operator {
    id: String,
    recipient: Recipient,
}

impl Pack {
    /// Reads, checks, seals, checks the result, and only then writes it.
    ///
    /// # Errors
    ///
    /// - the package or a key file is refused;
    /// - without `--force`, anything but an earlier snapshot of the register stands where this one is to be written;
    /// - the register has errors: `import.refused`, after all of them were printed;
    /// - the snapshot cannot be written. Nothing is half-written then, and a snapshot of this name is what it was.
    pub fn run(self) -> Result<(), Failure> {
        // Keys first: reading a large register for minutes to find a mistyped key file would be unkind.
        let publisher = PublisherSecret::load(&self.publisher_key, credentials::publisher_passphrase)?;
        let operators = read_operators(&self.operators)?;
        let slots = read_slots(&self.slots, &operators)?;
        let package = self.source.package()?;
        let as_of = self
            .as_of
            .or(package.as_of)
            .ok_or_else(|| failure("cli.no_as_of", &[]))?;
        let identification = self.identification(&package)?;
        if !self.force {
            check_replaceable(&self.out, &identification, publisher.public())?;
        }

        let (schema, table) = self.read_register(&package, as_of)?;
        let metadata = Metadata {
            schema: schema.document().clone(),
            as_of: date::format(as_of),
            operators: operators
                .iter()
                .map(|operator| (operator.id.clone(), operator.id.clone()))
                .collect(),
            sections: seal::one_section(&schema),
            auditor: None,
        };
        let sections = seal::plain_sections(&identification, &metadata, &schema, &table)?;
        let recipients: Vec<Recipient> = operators.into_iter().map(|operator| operator.recipient).collect();
        let recipients = vec![recipients; sections.len()];
        let snapshot = seal::seal_snapshot(
            &identification,
            &metadata.as_of,
            &sections,
            &recipients,
            slots,
            &publisher,
        )?;
        let snapshot = seal::self_check(snapshot, &identification, &publisher)?;
        files::replace(&self.out, &snapshot)?;

        // The sounds of names are an index, not a field that anybody fills in.
        let is_field = |field: &&FieldDocument| !matches!(field.derived, Some(Derivation::Pinyin { .. }));
        let field_count = schema.fields().iter().filter(is_field).count();
        let (out, rows) = (self.out.display(), table.row_count());
        let (sections, bytes) = (sections.len(), snapshot.len());
        output::print(format!(
            "已写出 {out}：{rows} 行，{field_count} 个字段，{sections} 个分区，{bytes} 字节\n\
             wrote {out}: {rows} rows, {field_count} fields, {sections} sections, {bytes} bytes\n\
             指纹 fingerprint {}\n",
            publisher.public().fingerprint()
        ))
    }

    fn identification(&self, package: &Package) -> Result<Identification, Failure> {
        let register = self.register.clone().or_else(|| package.register.clone());
        let issued_unix_s = self.issued.map_or_else(opening::now_unix_s, Ok)?;
        let identification = Identification {
            register: register.ok_or_else(|| failure("cli.no_register", &[]))?,
            kind: match package.kind {
                RegisterKind::Synthetic => Kind::Synthetic,
                RegisterKind::Real => Kind::Real,
            },
            seq: self.seq,
            issued_unix_s,
            expires_unix_s: self.expires.unwrap_or(issued_unix_s + DEFAULT_VALID_DAYS * DAY_S),
        };
        identification.check()?;
        Ok(identification)
    }

    fn read_register(&self, package: &Package, as_of: Day) -> Result<(Schema, Table), Failure> {
        let read = self.source.read(package, DEFAULT_SHOWN_LIMIT);
        let register = read.map_err(|diagnostics| {
            output::report(&diagnostics);
            diagnostics.failure()
        })?;
        output::report(&register.remarks);
        build(register.schema_document, register.row_count, register.columns, as_of)
    }
}

/// A checked schema, and a table with stored and derived columns.
fn build(
    document: SchemaDocument,
    row_count: usize,
    columns: Vec<(String, Column)>,
    as_of: Day,
) -> Result<(Schema, Table), Failure> {
    let schema = Schema::new(document)?;
    let mut table = Table::new(row_count, schema.fields().len());
    for (name, column) in columns {
        let unknown = || failure("cli.values_without_field", &[("field", name.clone())]);
        table.set(schema.field_id(&name).ok_or_else(unknown)?, column);
    }
    pinyin::add_sounds(&schema, &mut table);
    dataset::derive(&schema, &mut table, as_of)?;
    Ok((schema, table))
}

/// Refuses to replace what a publisher would miss: only a snapshot of this register by this publisher is in the way of the next one.
///
/// The same number again is no fault: a snapshot that nobody has yet is packed anew when the register was corrected. The signature
/// is checked, because nothing may be decided by a manifest that anybody could have written.
///
/// # Errors
///
/// - `cli.out_foreign`: no snapshot, a damaged one, or one that another key signed;
/// - `cli.out_other_register`;
/// - `cli.out_newer`: its sequence number is larger, so readers would refuse the new one.
fn check_replaceable(out: &Path, identification: &Identification, publisher: &PublisherKey) -> Result<(), Failure> {
    match fs::metadata(out) {
        // Whatever else is wrong with the place, writing says it.
        Err(_) => return Ok(()),
        Ok(found) if found.is_dir() => return Ok(()),
        Ok(_) => {}
    }
    let path = || ("path", out.display().to_string());
    let signed = SealedSnapshot::parse(files::read(out)?).and_then(|snapshot| snapshot.authenticate(publisher));
    let signed = signed.map_err(|_| failure("cli.out_foreign", &[path()]))?;
    let (found, register) = (&signed.manifest().register, &identification.register);
    if found != register {
        let params = [path(), ("found", found.clone()), ("register", register.clone())];
        return Err(failure("cli.out_other_register", &params));
    }
    let (found, seq) = (signed.manifest().seq, identification.seq);
    if found > seq {
        let params = [path(), ("found", found.to_string()), ("seq", seq.to_string())];
        return Err(failure("cli.out_newer", &params));
    }
    Ok(())
}

/// The id that a key or slot file goes by: its name without the extension.
fn id_of(file: &Path) -> Result<String, Failure> {
    let stem = file
        .file_stem()
        .and_then(|stem| stem.to_str())
        .filter(|stem| is_slot_id(stem));
    let no_id = || failure("cli.file_name_no_id", &[("path", file.display().to_string())]);
    stem.map(str::to_owned).ok_or_else(no_id)
}

fn read_operators(paths: &[PathBuf]) -> Result<Vec<Operator>, Failure> {
    let mut operators: BTreeMap<String, Recipient> = BTreeMap::new();
    for file in paths {
        let path = || [("path", file.display().to_string())];
        let text = files::read_secret_text(file)?;
        let mut keys = text
            .expose_secret()
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let recipient = match (keys.next().map(Recipient::from_str), keys.next()) {
            (Some(Ok(recipient)), None) => recipient,
            _ => return Err(failure("cli.operator_key", &path())),
        };
        if operators.insert(id_of(file)?, recipient).is_some() {
            return Err(failure("cli.operators_alike", &path()));
        }
    }
    Ok(operators
        .into_iter()
        .map(|(id, recipient)| Operator { id, recipient })
        .collect())
}

fn read_slots(paths: &[PathBuf], operators: &[Operator]) -> Result<Vec<Slot>, Failure> {
    let read = |file: &PathBuf| {
        let id = id_of(file)?;
        // A slot that opens nothing would cost its owner a second of work and end in a riddle.
        if !operators.iter().any(|operator| operator.id == id) {
            return Err(failure("cli.slot_without_operator", &[("slot", id)]));
        }
        Ok(Slot {
            id,
            bytes: files::read(file)?,
        })
    };
    paths.iter().map(read).collect()
}
