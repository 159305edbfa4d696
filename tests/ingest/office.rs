//! A package, a folder for files, and what was found in them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use yongquan_cli::ingest::{self, Diagnostic, Diagnostics, Options, Register};
use yongquan_cli::package::Package;

/// The library's package, as it lies in `data-schema`.
pub fn library_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-schema/library")
}

/// A package and a folder to write files into.
pub struct Office {
    pub package: Package,
    folder: TempDir,
}

impl Office {
    /// The library as it is.
    pub fn library() -> Self {
        Self {
            package: Package::load(&library_folder()).expect("the library's package is valid"),
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// The library with another descriptor and other card kinds, as a line-by-line change of the files.
    pub fn altered(change: impl FnOnce(&mut Value), more_card_kinds: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let [from, to] = [library_folder(), folder.path().join("package")];
        fs::create_dir_all(to.join("codes")).expect("a temporary folder is writable");
        for list in ["card_kinds", "card_states", "library_branches"] {
            let name = format!("codes/{list}.csv");
            let mut text = fs::read_to_string(from.join(&name)).expect("the library has this list");
            if list == "card_kinds" {
                text += more_card_kinds;
            }
            fs::write(to.join(&name), text).expect("a temporary folder is writable");
        }
        let text = fs::read_to_string(from.join("datapackage.json")).expect("the library has a descriptor");
        let mut descriptor: Value = serde_json::from_str(&text).expect("is JSON");
        change(&mut descriptor);
        fs::write(to.join("datapackage.json"), descriptor.to_string()).expect("a temporary folder is writable");
        Self {
            package: Package::load(&to).expect("the altered package is valid"),
            folder,
        }
    }

    /// Where a file of this name goes.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and reads it.
    pub fn read(&self, name: &str, bytes: &[u8]) -> Result<Register, Diagnostics> {
        self.read_with(name, bytes, &Options::default())
    }

    /// The same with options.
    pub fn read_with(&self, name: &str, bytes: &[u8], options: &Options) -> Result<Register, Diagnostics> {
        let path = self.path(name);
        fs::write(&path, bytes).expect("a temporary folder is writable");
        ingest::read(&self.package, &path, options)
    }
}

/// The field of the library's descriptor with this id.
pub fn field<'a>(descriptor: &'a mut Value, id: &str) -> &'a mut Value {
    let fields = descriptor["resources"][0]["schema"]["fields"].as_array_mut();
    let field = fields.expect("a list").iter_mut().find(|field| field["name"] == id);
    field.expect("the library has this field")
}

/// What was found, whether the file is taken or refused.
pub fn diagnostics(result: &Result<Register, Diagnostics>) -> &Diagnostics {
    match result {
        Ok(register) => &register.remarks,
        Err(diagnostics) => diagnostics,
    }
}

/// A fault as its code and place: `import.required 3 C born_on`, with `-` for what it has not.
pub fn line(diagnostic: &Diagnostic) -> String {
    let column = diagnostic.column.as_deref();
    let row = diagnostic.row.map(|row| row.to_string());
    let letters = column.and_then(|column| column.letters());
    let field = column.and_then(|column| column.field.as_ref().map(|field| field.id.clone()));
    let place = [row, letters, field].map(|part| part.unwrap_or_else(|| "-".to_owned()));
    format!("{} {}", diagnostic.fault.code(), place.join(" "))
}

/// Everything found, in order.
pub fn lines(result: &Result<Register, Diagnostics>) -> Vec<String> {
    diagnostics(result).kept().iter().map(line).collect()
}

/// The codes of everything found, in order.
pub fn codes(result: &Result<Register, Diagnostics>) -> Vec<&'static str> {
    let kept = diagnostics(result).kept().iter();
    kept.map(|diagnostic| diagnostic.fault.code()).collect()
}
