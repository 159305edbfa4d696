//! Data packages: a descriptor, the code lists beside it, and the name of one table.
//!
//! The contract is `data-schema/README.md`. Two types for two states: a descriptor as written, in which every key has its
//! shape, and a [`Package`], which is made by looking up every name in it. Reading is strict: what is not understood is an
//! error, because a rule or a mark that is silently ignored would leak a field or admit a value.

mod check;
mod code_list;
mod constraint;
mod descriptor;
mod error;
mod json;

pub use constraint::{Bound, Constraints, Pattern};
pub use error::{PackageError, Phrase};

use std::path::{Path, PathBuf};

use yongquan_core::date::Day;
use yongquan_core::schema::{CodeListDocument, FieldKind, Pack, SchemaDocument, Title};

/// Name of the descriptor inside a package folder.
pub const DESCRIPTOR: &str = "datapackage.json";

/// Whether the people and things in a register are invented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegisterKind {
    /// Invented: may be published as a demonstration.
    Synthetic,
    /// Real: never reaches a public host.
    Real,
}

/// A field that the source holds, packed or not.
#[derive(Debug, Clone)]
pub struct StoredField {
    /// Id, unique in the package; a column of the source may be headed by it.
    pub id: String,
    /// Title; a column of the source may be headed by it as well.
    pub title: Title,
    /// Type of the values.
    pub kind: FieldKind,
    /// What every value must satisfy.
    pub constraints: Constraints,
    /// The spellings of true; empty unless the field is a boolean.
    pub true_values: Vec<String>,
    /// The spellings of false; empty unless the field is a boolean.
    pub false_values: Vec<String>,
    /// The texts that mean *missing*.
    pub missing_values: Vec<String>,
    /// Place of the code list in [`Package::code_lists`].
    pub code_list: Option<usize>,
    /// Where the field is packed; `None` means never.
    pub pack: Option<Pack>,
}

/// A field that is computed and never in the source.
#[derive(Debug, Clone)]
pub struct DerivedField {
    /// Id, unique in the package.
    pub id: String,
    /// Title.
    pub title: Title,
}

/// A checked data package.
#[derive(Debug, Clone)]
pub struct Package {
    /// The package folder.
    pub dir: PathBuf,
    /// The file of the table, which need not exist yet.
    pub table_path: PathBuf,
    /// The schema that goes into a snapshot: packed stored fields in order, then packed derived fields.
    pub schema_document: SchemaDocument,
    /// The fields of the source in the order of the descriptor, the never packed ones included.
    pub stored: Vec<StoredField>,
    /// The derived fields, the never packed ones included. A column of the source that is headed by one is ignored.
    pub derived: Vec<DerivedField>,
    /// Every code list of the package.
    pub code_lists: Vec<CodeListDocument>,
    /// Places in [`stored`](Self::stored) of the fields that together name a row; empty if there is no primary key.
    pub primary_key: Vec<usize>,
    /// Id of the register.
    pub register: Option<String>,
    /// The day the data speaks of.
    pub as_of: Option<Day>,
    /// Whether the data is invented.
    pub kind: RegisterKind,
}

impl Package {
    /// Reads the package in a folder. The table itself is not touched.
    ///
    /// # Errors
    ///
    /// - a file that cannot be read, or is no JSON or no CSV;
    /// - an unknown `yq:` key, or a known one with a value of another shape;
    /// - a constraint, field type or format that is not supported, or a constraint that does not fit its field;
    /// - a name that points at nothing, or that two things share;
    /// - a derived field or a filter that could never be computed.
    pub fn load(dir: &Path) -> Result<Self, PackageError> {
        let file = dir.join(DESCRIPTOR);
        let text = code_list::read_text(&file)?;
        let value = json::parse(&file, &text)?;
        check::check(dir, descriptor::PackageDescriptor::read(&value)?)
    }
}
