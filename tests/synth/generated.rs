//! Runs the generator and reads what it wrote, once for each register.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use crate::register::{CodeLists, Register};

/// The seeds on which the community must keep its promises.
pub const SEEDS: [u64; 3] = [1, 20_130_302, 987_654_321];

/// A generated package in memory; its folder is gone.
pub struct Generated {
    /// Every file by its path inside the folder.
    pub files: BTreeMap<PathBuf, Vec<u8>>,
    /// The residents.
    pub register: Register,
    /// The header as written.
    pub header: Vec<String>,
}

/// The community for one of [`SEEDS`], by its place.
pub fn community(seed_index: usize) -> &'static Generated {
    static COMMUNITIES: [OnceLock<Generated>; 3] = [const { OnceLock::new() }; 3];
    COMMUNITIES[seed_index].get_or_init(|| generate(&["community"], SEEDS[seed_index]))
}

/// The village for the first of [`SEEDS`].
pub fn village() -> &'static Generated {
    static VILLAGE: OnceLock<Generated> = OnceLock::new();
    VILLAGE.get_or_init(|| generate(&["village"], SEEDS[0]))
}

/// Generates a register anew.
///
/// # Panics
///
/// If the generator fails; its own message is shown.
pub fn generate(arguments: &[&str], seed: u64) -> Generated {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let out = folder.path().join("package");
    let output = run(arguments, seed, &out);
    assert!(
        output.status.success(),
        "synth {arguments:?} ended with {:?}: {}",
        output.status.code(),
        String::from_utf8_lossy(&output.stderr)
    );
    let files = files_under(&out);
    let code_lists = code_lists_of(&files);
    let bytes = &files[Path::new("residents.csv")];
    assert!(std::str::from_utf8(bytes).is_ok(), "residents.csv is not UTF-8");
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header: Vec<String> = reader
        .headers()
        .expect("residents.csv has a header")
        .iter()
        .map(str::to_owned)
        .collect();
    let rows = reader
        .records()
        .map(|record| {
            record
                .expect("residents.csv is well-formed")
                .iter()
                .map(str::to_owned)
                .collect()
        })
        .collect();
    Generated {
        register: Register::new(&header, rows, code_lists),
        header,
        files,
    }
}

/// Runs `yongquan synth` and returns what it said.
pub fn run(arguments: &[&str], seed: u64, out: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_yongquan"))
        .arg("synth")
        .args(arguments)
        .args(["--seed", &seed.to_string(), "--out"])
        .arg(out)
        .output()
        .expect("the program under test can be started")
}

/// Every file under a folder, by its path inside it.
pub fn files_under(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(&current).expect("the folder can be listed") {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let inside = path.strip_prefix(folder).expect("listed under the folder").to_owned();
                files.insert(inside, fs::read(&path).expect("the file can be read"));
            }
        }
    }
    files
}

/// The code lists that a package's descriptor names.
fn code_lists_of(files: &BTreeMap<PathBuf, Vec<u8>>) -> CodeLists {
    let descriptor: serde_json::Value =
        serde_json::from_slice(&files[Path::new("datapackage.json")]).expect("datapackage.json is JSON");
    descriptor["resources"]
        .as_array()
        .expect("a package has resources")
        .iter()
        .filter(|resource| resource["yq:codeList"] == true)
        .map(|resource| {
            let text = |key: &str| resource[key].as_str().expect("a resource has a name and a path");
            (text("name").to_owned(), codes_of(&files[Path::new(text("path"))]))
        })
        .collect()
}

/// The code lists that the project ships, for registers made by hand.
pub fn code_lists_of_the_schema() -> CodeLists {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-schema/residents");
    code_lists_of(&files_under(&folder))
}

fn codes_of(bytes: &[u8]) -> std::collections::BTreeSet<String> {
    csv::Reader::from_reader(bytes)
        .records()
        .map(|record| record.expect("code lists are well-formed CSV")[0].to_owned())
        .collect()
}
