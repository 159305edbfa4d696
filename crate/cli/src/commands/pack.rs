//! `yongquan pack`: from a data package to a sealed snapshot.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use yongquan_core::dataset;
use yongquan_core::date::{self, Day};
use yongquan_core::query::Filter;
use yongquan_core::schema::{FieldDocument, Schema, Title};
use yongquan_core::seal::{Kind, PublisherKey, SealedSnapshot, is_slot_id, time};
use yongquan_core::snapshot::Metadata;
use yongquan_core::table::{Column, Table};

use super::numbers;
use super::question::explain;
use super::register::RegisterArguments;
use crate::credentials;
use crate::cut::{self, Cut};
use crate::failure::Failure;
use crate::files;
use crate::ingest::DEFAULT_SHOWN_LIMIT;
use crate::keys::{PublisherSecret, Rotations};
use crate::opening;
use crate::output;
use crate::package::{Package, RegisterKind};
use crate::pinyin;
use crate::policy::{Access, Policy};
use crate::seal::{self, Identification, Slot};
use crate::texts::failure;

const DAY_S: i64 = 24 * 60 * 60;

/// 打包：检查数据，按权限表加密、签名，写出一个快照文件 · Checks a register and packs it by a policy into a sealed snapshot.
#[derive(Args)]
pub struct Pack {
    #[command(flatten)]
    source: RegisterArguments,
    /// 权限表：谁能看哪些字段，写法见 data-schema/README.md · The policy: who may read what; data-schema/README.md says how it is written.
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,
    /// 公钥文件夹：每位操作员的 ID.pub，以及 escrow.pub、auditor.pub · Folder with the public keys ID.pub, escrow.pub and auditor.pub.
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
    /// 发布私钥 · The publisher's secret key, which signs.
    #[arg(long, value_name = "FILE", required_unless_present = "dry_run")]
    publisher_key: Option<PathBuf>,
    /// 更换密钥的声明所在的文件夹，默认为发布私钥旁边的 rotations · Folder with the statements that lead to this key; by default the folder
    /// rotations beside the secret key, if there is one.
    #[arg(long, value_name = "DIR")]
    rotations: Option<PathBuf>,
    /// 随快照携带的密钥槽，可多次给出；真实数据的密钥槽不要放在公开网站上 · Slot file to carry inside; may be repeated. Keep the slots
    /// of real registers off public hosts.
    #[arg(long = "slot", value_name = "FILE")]
    slots: Vec<PathBuf>,
    /// 序号：每次打包加一 · Sequence number, larger than that of the snapshot before.
    #[arg(long, value_name = "N", value_parser = numbers::parse_whole::<u64>)]
    seq: u64,
    /// 只收入条件成立的行，例如 '第3网格' · Packs only the rows for which a question is true, such as 'grid_code = 003'.
    #[arg(long = "where", value_name = "QUESTION")]
    question: Option<String>,
    /// 有效期至（不含），默认为签发后权限表规定的天数 · From when on it may not be used: a day or a moment in UTC; as many days after issue
    /// as the policy says by default.
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
    #[arg(long, value_name = "FILE", required_unless_present = "dry_run")]
    out: Option<PathBuf>,
    /// 无论 --out 处是什么文件都覆盖 · Replaces whatever file stands at --out.
    #[arg(long)]
    force: bool,
    /// 只检查并列出谁将能看什么，不写出任何文件 · Checks everything, prints who will be able to read what, and writes nothing.
    #[arg(long)]
    dry_run: bool,
    /// 以 JSON 列出 · Prints that as JSON.
    #[arg(long, requires = "dry_run")]
    json: bool,
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

impl Pack {
    /// Reads, checks, seals, checks the result, and only then writes it.
    ///
    /// # Errors
    ///
    /// - the package, the policy or a key file is refused;
    /// - a slot is too weak to travel inside, or belongs to no operator of the policy;
    /// - another file stands where the snapshot is to be written, see `check_replaceable`;
    /// - the register has errors: `import.refused`, after all of them were printed;
    /// - the question is refused or true of no row;
    /// - the snapshot cannot be written. Nothing is half-written then, and a snapshot of this name is what it was.
    pub fn run(self) -> Result<(), Failure> {
        // Keys first: reading a large register for minutes to find a mistyped key file would be unkind.
        let load = |file: &PathBuf| PublisherSecret::load(file, credentials::publisher_passphrase);
        let publisher = self.publisher_key.as_ref().map(load).transpose()?;
        let rotations = match (&self.publisher_key, &publisher) {
            (Some(file), Some(publisher)) => Rotations::of_key(self.rotations.as_deref(), file, publisher.public())?,
            _ => Rotations::default(),
        };
        let package = self.source.package()?;
        let schema = Schema::new(package.schema_document.clone())?;
        let policy = Policy::load(&self.policy, self.keys.as_deref(), &package, &schema)?;
        let slots = read_slots(&self.slots, &policy)?;
        let as_of = self
            .as_of
            .or(package.as_of)
            .ok_or_else(|| failure("cli.no_as_of", &[]))?;
        let identification = self.identification(&package, &policy)?;
        let question = self.question.as_deref();
        let filter = question.map(|text| cut::parse(&schema, text).map_err(|error| explain(question, error)));
        let filter = filter.transpose()?;
        rotations.check_register(&identification.register)?;
        if let (Some(out), Some(publisher), false) = (&self.out, &publisher, self.force) {
            let mut signers = rotations.earlier_keys()?;
            signers.push(publisher.public().clone());
            check_replaceable(out, &identification, &signers)?;
        }

        let (table, cut) = self.read_register(&package, &schema, as_of, filter.as_ref())?;
        if self.dry_run {
            return self.print_access(&Access {
                policy: &policy,
                identification: &identification,
                as_of: &date::format(as_of),
                row_count: table.row_count(),
                base_field_count: fields(&schema)
                    .filter(|field| field.pack == yongquan_core::schema::Pack::Yes)
                    .count(),
                sounds: sounds(&schema),
                cut: cut.as_ref(),
                never: never_packed(&package),
                slots: slots.iter().map(|slot| slot.id.as_str()).collect(),
            });
        }
        let publisher = publisher.expect("the command line is refused without, unless it is a dry run");
        let out = self
            .out
            .as_ref()
            .expect("the command line is refused without, unless it is a dry run");
        let metadata = Metadata {
            schema: schema.document().clone(),
            as_of: date::format(as_of),
            operators: (policy.operators.iter())
                .map(|operator| (operator.id.clone(), operator.name.clone()))
                .collect(),
            sections: policy.sections.clone(),
            auditor: policy.auditor.as_ref().map(ToString::to_string),
            purposes: policy.purposes.clone(),
            notice: policy.notice.clone(),
        };
        let sections = seal::plain_sections(&identification, &metadata, &schema, &table)?;
        let snapshot = seal::seal_snapshot(
            &identification,
            &metadata.as_of,
            &sections,
            &policy.recipients(),
            slots,
            &rotations,
            &publisher,
        )?;
        let snapshot = seal::self_check(snapshot, &identification, &publisher)?;
        files::replace(out, &snapshot)?;

        let (out, rows, field_count) = (out.display(), table.row_count(), fields(&schema).count());
        let (sections, bytes) = (sections.len(), snapshot.len());
        let left_out = cut.map_or_else(String::new, |cut| format!("未收入 left out: {}\n", cut.left_out_text()));
        output::print(format!(
            "已写出 {out}：{rows} 行，{field_count} 个字段，{sections} 个分区，{bytes} 字节\n\
             wrote {out}: {rows} rows, {field_count} fields, {sections} sections, {bytes} bytes\n\
             {left_out}指纹 fingerprint {}\n",
            publisher.public().fingerprint()
        ))
    }

    fn print_access(&self, access: &Access<'_>) -> Result<(), Failure> {
        if self.json {
            return output::print(format!("{:#}\n", access.to_json()));
        }
        let nothing = "只是预演，没有写出任何文件 · a dry run: nothing was written";
        output::print(format!("{}\n{nothing}\n", access.to_text()))
    }

    fn identification(&self, package: &Package, policy: &Policy) -> Result<Identification, Failure> {
        let register = self.register.clone().or_else(|| package.register.clone());
        let issued_unix_s = self.issued.map_or_else(opening::now_unix_s, Ok)?;
        let valid_s = i64::from(policy.valid_days) * DAY_S;
        let identification = Identification {
            register: register.ok_or_else(|| failure("cli.no_register", &[]))?,
            kind: match package.kind {
                RegisterKind::Synthetic => Kind::Synthetic,
                RegisterKind::Real => Kind::Real,
            },
            seq: self.seq,
            issued_unix_s,
            expires_unix_s: self.expires.unwrap_or(issued_unix_s + valid_s),
        };
        identification.check()?;
        Ok(identification)
    }

    /// The table with stored and derived columns, and what a question left out of it.
    fn read_register(
        &self,
        package: &Package,
        schema: &Schema,
        as_of: Day,
        filter: Option<&Filter>,
    ) -> Result<(Table, Option<Cut>), Failure> {
        let read = self.source.read(package, DEFAULT_SHOWN_LIMIT);
        let register = read.map_err(|diagnostics| {
            output::report(&diagnostics);
            diagnostics.failure()
        })?;
        output::report(&register.remarks);
        let table = build(schema, register.row_count, register.columns, as_of)?;
        let Some(filter) = filter else {
            return Ok((table, None));
        };
        let (part, cut) = cut::cut(schema, table, as_of, filter)?;
        Ok((part, Some(cut)))
    }
}

/// The fields that hold values. The sounds of names are an index, not a field that anybody fills in.
fn fields(schema: &Schema) -> impl Iterator<Item = &FieldDocument> {
    let ids = schema.field_ids().filter(|&id| !schema.is_pinyin(id));
    ids.map(|id| schema.field(id))
}

fn sounds(schema: &Schema) -> BTreeSet<&str> {
    let ids = schema.field_ids().filter(|&id| schema.is_pinyin(id));
    ids.map(|id| schema.field(id).id.as_str()).collect()
}

/// The fields of the package that no snapshot ever holds.
fn never_packed(package: &Package) -> Vec<(&str, &Title)> {
    let packed: BTreeSet<&str> = package
        .schema_document
        .fields
        .iter()
        .map(|field| field.id.as_str())
        .collect();
    let stored = package.stored.iter().map(|field| (field.id.as_str(), &field.title));
    let derived = package.derived.iter().map(|field| (field.id.as_str(), &field.title));
    stored.chain(derived).filter(|(id, _)| !packed.contains(id)).collect()
}

/// A table with stored and derived columns.
fn build(schema: &Schema, row_count: usize, columns: Vec<(String, Column)>, as_of: Day) -> Result<Table, Failure> {
    let mut table = Table::new(row_count, schema.fields().len());
    for (name, column) in columns {
        let unknown = || failure("cli.values_without_field", &[("field", name.clone())]);
        table.set(schema.field_id(&name).ok_or_else(unknown)?, column);
    }
    pinyin::add_sounds(schema, &mut table);
    dataset::derive(schema, &mut table, as_of)?;
    Ok(table)
}

/// Refuses to replace what a publisher would miss: only a snapshot of this register by this publisher is in the way of the next one.
///
/// The same number again is no fault: a snapshot that nobody has yet is packed anew when the register was corrected. The signature
/// is checked, because nothing may be decided by a manifest that anybody could have written.
///
/// # Errors
///
/// - `cli.out_foreign`: no snapshot, a damaged one, or one that none of `signers`, today's key and those before it, signed;
/// - `cli.out_other_register`;
/// - `cli.out_newer`: its sequence number is larger, so readers would refuse the new one.
fn check_replaceable(out: &Path, identification: &Identification, signers: &[PublisherKey]) -> Result<(), Failure> {
    match fs::metadata(out) {
        // Whatever else is wrong with the place, writing says it.
        Err(_) => return Ok(()),
        Ok(found) if found.is_dir() => return Ok(()),
        Ok(_) => {}
    }
    let path = || ("path", out.display().to_string());
    let foreign = || failure("cli.out_foreign", &[path()]);
    let sealed = SealedSnapshot::parse(files::read(out)?).map_err(|_| foreign())?;
    let claimed = sealed.claimed_signer().map_err(|_| foreign())?;
    // The oldest of these keys may be trusted by a chain that leads to a stranger: today's signer has to be one of them.
    let signer = signers.iter().find(|signer| **signer == claimed).ok_or_else(foreign)?;
    let signed = sealed.authenticate(signer).map_err(|_| foreign())?;
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

/// The slots that travel inside.
///
/// # Errors
///
/// - `cli.slot_without_operator`; for that of the escrow or the auditor `cli.slot_never_inside`;
/// - those of [`PublicKeyFile::check_slot_may_travel`](crate::keys::PublicKeyFile::check_slot_may_travel).
fn read_slots(paths: &[PathBuf], policy: &Policy) -> Result<Vec<Slot>, Failure> {
    let read = |file: &PathBuf| {
        let id = id_of(file)?;
        // A slot that opens nothing would cost its owner a second of work and end in a riddle.
        let operator = policy.operators.iter().find(|operator| operator.id == id);
        let operator = operator.ok_or_else(|| match id.as_str() {
            owner @ ("escrow" | "auditor") => {
                let params = [("path", file.display().to_string()), ("owner", owner.to_owned())];
                failure("cli.slot_never_inside", &params)
            }
            _ => failure("cli.slot_without_operator", &[("slot", id.clone())]),
        })?;
        operator
            .key
            .check_slot_may_travel(&operator.key_path, policy.min_passphrase_bits)?;
        Ok(Slot {
            id,
            bytes: files::read(file)?,
        })
    };
    paths.iter().map(read).collect()
}
