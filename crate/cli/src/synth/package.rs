//! Writes a register as a complete data package: descriptor, code lists, data, and the policy of the demonstration.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde_json::Value;

use super::columns::Column;
use super::model::Kind;
use super::tables::Tables;
use super::{Options, Summary, blocks};
use crate::failure::Failure;
use crate::files::{self, Workshop};

/// The schema package of the resident register, as it is in the source tree.
static SCHEMA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../data-schema/residents");

/// Name of the descriptor in a package.
const DESCRIPTOR: &str = "datapackage.json";

/// Name of the policy in a package.
const POLICY: &str = "policy.toml";

/// Folder of the code lists in a package.
const CODE_LISTS: &str = "codes";

/// Writes the package under its final name only when it is complete.
///
/// # Errors
///
/// As [`super::generate`].
pub fn write(options: &Options, progress: impl FnMut(usize)) -> Result<Summary, Failure> {
    let schema = Schema::embedded();
    let replaced = check_target(options, &schema)?;
    let parent = match options.out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let cannot_write = |error: io::Error| unwritable(&options.out, &error);
    fs::create_dir_all(&parent).map_err(cannot_write)?;
    let workshop = Workshop::new_in(&parent).map_err(cannot_write)?;
    let package = workshop.path().join("package");
    let summary = fill(options, &schema, &package, progress).map_err(cannot_write)?;
    let aside = workshop.path().join("replaced");
    if replaced {
        fs::rename(&options.out, &aside).map_err(cannot_write)?;
    }
    if let Err(error) = fs::rename(&package, &options.out) {
        // The earlier one goes back to its place before the workshop is removed.
        if replaced {
            fs::rename(&aside, &options.out).map_err(cannot_write)?;
        }
        return Err(cannot_write(error));
    }
    files::sync_folder(&parent).map_err(cannot_write)?;
    Ok(summary)
}

/// Makes the package in a folder that is not there yet, with all of it on the disk.
fn fill(options: &Options, schema: &Schema, package: &Path, progress: impl FnMut(usize)) -> io::Result<Summary> {
    let code_lists = package.join(CODE_LISTS);
    fs::create_dir(package)?;
    fs::create_dir(&code_lists)?;
    for list in schema.code_lists() {
        write_new(&package.join(list.path()), list.contents())?;
    }
    write_new(&package.join(DESCRIPTOR), schema.descriptor_for(options).as_bytes())?;
    let policy = SCHEMA.get_file(POLICY).expect("the schema package has a policy");
    write_new(&package.join(POLICY), policy.contents())?;
    let summary = write_rows(options, &package.join(&schema.table_path), progress)?;
    files::sync_folder(&code_lists)?;
    files::sync_folder(package)?;
    Ok(summary)
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Whether there is an earlier package to replace.
fn check_target(options: &Options, schema: &Schema) -> Result<bool, Failure> {
    let out = &options.out;
    if !out.try_exists().map_err(|error| unwritable(out, &error))? {
        return Ok(false);
    }
    let shown = out.display();
    let entries = fs::read_dir(out).map_err(|error| unwritable(out, &error))?;
    let names: Vec<String> = entries
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_, _>>()
        .map_err(|error| unwritable(out, &error))?;
    if names.is_empty() {
        return Ok(true);
    }
    let known = |name: &String| [DESCRIPTOR, POLICY, CODE_LISTS, schema.table_path.as_str()].contains(&name.as_str());
    let is_ours = names.iter().all(known) && is_synthetic(&out.join(DESCRIPTOR));
    match (is_ours, options.force) {
        (true, true) => Ok(true),
        (true, false) => Err(Failure::new(
            "synth.exists",
            (
                format!("文件夹 {shown} 里已经有一份生成的数据"),
                "换一个 --out，或者加上 --force 覆盖它",
            ),
            (
                format!("the folder {shown} already holds a generated register"),
                "choose another --out, or add --force to replace it",
            ),
        )),
        (false, _) => Err(Failure::new(
            "synth.not_ours",
            (
                format!("文件夹 {shown} 不是空的，里面也不是本程序生成的数据"),
                "换一个空的或不存在的文件夹；--force 不会覆盖别的内容",
            ),
            (
                format!("the folder {shown} is not empty, and what it holds was not made by this program"),
                "choose an empty or a new folder; --force does not overwrite anything else",
            ),
        )),
    }
}

fn is_synthetic(descriptor: &Path) -> bool {
    let text = fs::read_to_string(descriptor).unwrap_or_default();
    let parsed: Option<Value> = serde_json::from_str(&text).ok();
    parsed.is_some_and(|value| value["yq:kind"] == "synthetic")
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    if files::is_disk_full(error) {
        return files::disk_full(path, error);
    }
    let shown = path.display();
    Failure::new(
        "synth.unwritable",
        (
            format!("无法写入 {shown}：{error}"),
            "检查磁盘空间和文件夹的权限，再运行一次",
        ),
        (
            format!("cannot write {shown}: {error}"),
            "check the free space and the permissions of the folder, then run it again",
        ),
    )
}

fn write_rows(options: &Options, path: &Path, mut progress: impl FnMut(usize)) -> io::Result<Summary> {
    let tables = Tables::load();
    let mut writer = csv::Writer::from_writer(BufWriter::new(fs::File::create_new(path)?));
    let header = Column::ALL.iter().map(|column| column.id());
    writer.write_record(header).map_err(of_system)?;
    let mut summary = Summary {
        active: 0,
        closed: 0,
        households: 0,
    };
    for block in blocks(options, &tables) {
        for home in &block.homes {
            for person in home.people() {
                writer
                    .write_record(block.people[person].row.cells())
                    .map_err(of_system)?;
            }
        }
        for person in &block.closed {
            writer.write_record(person.row.cells()).map_err(of_system)?;
        }
        summary.active += block.people.len();
        summary.closed += block.closed.len();
        summary.households += block.homes.len();
        progress(summary.active);
    }
    let mut file = writer.into_inner().map_err(|error| error.into_error())?;
    file.flush()?;
    file.get_ref().sync_all()?;
    Ok(summary)
}

/// What the system said, which csv's own conversion wraps, so that a full disk would not be known as one.
fn of_system(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        // Rows of one width are all that is written; nothing else can go wrong.
        other => io::Error::other(format!("{other:?}")),
    }
}

/// What the generator needs to know of the schema package.
struct Schema {
    text: &'static str,
    table_path: String,
}

impl Schema {
    /// Reads the embedded descriptor.
    ///
    /// # Panics
    ///
    /// If it is no data package with one table, or the table's fields are not those of the generator: both are shown by tests.
    fn embedded() -> Self {
        let file = SCHEMA
            .get_file(DESCRIPTOR)
            .expect("the schema package has a descriptor");
        let text = file.contents_utf8().expect("the descriptor is UTF-8");
        let value: Value = serde_json::from_str(text).expect("the descriptor is JSON");
        let resources = value["resources"].as_array().expect("a package has resources");
        let table = resources
            .iter()
            .find(|resource| resource["yq:codeList"] != true)
            .expect("a package has one table besides the code lists");
        let fields = table["schema"]["fields"].as_array().expect("the table has fields");
        let ids: Vec<&str> = fields.iter().filter_map(|field| field["name"].as_str()).collect();
        let made: Vec<&str> = Column::ALL.iter().map(|column| column.id()).collect();
        assert_eq!(ids, made, "the generator fills other fields than the schema declares");
        let table_path = table["path"].as_str().expect("the table has a path").to_owned();
        Self { text, table_path }
    }

    /// The files of the code lists.
    fn code_lists(&self) -> impl Iterator<Item = &'static include_dir::File<'static>> {
        SCHEMA.get_dir(CODE_LISTS).into_iter().flat_map(Dir::files)
    }

    /// The descriptor with what is true of this register only, put in front so that the rest stays as it was written.
    fn descriptor_for(&self, options: &Options) -> String {
        let register = match options.kind {
            Kind::Community => "synthetic-community".to_owned(),
            Kind::Village => "synthetic-village".to_owned(),
            Kind::Scale => format!("synthetic-scale-{}", options.residents),
        };
        let rest = self
            .text
            .trim_start()
            .strip_prefix('{')
            .expect("a descriptor is a JSON object");
        format!(
            "{{\n  \"yq:register\": \"{register}\",\n  \"yq:asOf\": \"{}\",\n  \"yq:kind\": \"synthetic\",{rest}",
            options.as_of
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::calendar::DEFAULT_AS_OF;

    fn options(kind: Kind) -> Options {
        Options {
            kind,
            residents: 40,
            seed: 1,
            as_of: DEFAULT_AS_OF,
            out: PathBuf::new(),
            force: false,
        }
    }

    #[test]
    fn the_generator_fills_the_fields_of_the_schema() {
        assert_eq!(Schema::embedded().table_path, "residents.csv");
        assert_eq!(Column::ALL.len(), 140);
    }

    #[test]
    fn the_descriptor_says_what_the_register_is() {
        let schema = Schema::embedded();
        let before: Value = serde_json::from_str(schema.text).expect("the descriptor is JSON");
        for key in ["yq:register", "yq:asOf", "yq:kind"] {
            assert!(before.get(key).is_none(), "{key} would stand twice");
        }
        let after: Value = serde_json::from_str(&schema.descriptor_for(&options(Kind::Scale))).expect("still JSON");
        assert_eq!(after["yq:register"], "synthetic-scale-40");
        assert_eq!(after["yq:asOf"], "2013-03-02");
        assert_eq!(after["yq:kind"], "synthetic");
        assert_eq!(after["resources"], before["resources"]);
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let make = |name: &str, seed: u64| {
            let out = folder.path().join(name);
            let summary = write(
                &Options {
                    seed,
                    out: out.clone(),
                    ..options(Kind::Scale)
                },
                |_| (),
            )
            .expect("it is written");
            assert_eq!((summary.active, summary.closed), (40, 0));
            fs::read(out.join("residents.csv")).expect("the data are there")
        };
        let first = make("a", 7);
        assert_eq!(first, make("b", 7));
        assert_ne!(first, make("c", 8));
    }

    #[test]
    fn only_our_own_packages_are_replaced() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("register");
        let with = |force: bool| Options {
            out: out.clone(),
            force,
            ..options(Kind::Scale)
        };
        write(&with(false), |_| ()).expect("a new folder is written");
        assert_eq!(
            write(&with(false), |_| ()).expect_err("it exists").code(),
            "synth.exists"
        );
        write(&with(true), |_| ()).expect("our own is replaced");
        fs::write(out.join("letter.txt"), "mine").expect("a foreign file");
        assert_eq!(
            write(&with(true), |_| ()).expect_err("it is not ours").code(),
            "synth.not_ours"
        );
        assert_eq!(fs::read_to_string(out.join("letter.txt")).expect("untouched"), "mine");
        let left: Vec<_> = fs::read_dir(folder.path()).expect("readable").collect();
        assert_eq!(left.len(), 1, "no workshop is left behind");
    }
}
