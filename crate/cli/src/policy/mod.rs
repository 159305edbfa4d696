//! Policies: which fields lie together in a section, which sections a role has, who plays which roles, and with which keys; for which
//! reasons people are looked at, and what may stand on a public notice.
//!
//! The contract is `data-schema/README.md`. Two types for two states: a policy as written, in which every key has its shape and
//! every name its place, and a [`Policy`], which is made by looking up every name in the register and every key in its file. Reading is
//! strict: a field that no section has, or a key that two people hold, would only be noticed by those who see too much.

mod access;
mod check;
mod disclosure;
mod document;
mod error;
mod reader;
#[cfg(test)]
mod tests;

pub use access::Access;
pub use error::{Place, PolicyError, PolicyFault};

use std::path::{Path, PathBuf};

use age::x25519::Recipient;
use yongquan_core::schema::{Schema, Title};
use yongquan_core::seal::ExposeSecret;
use yongquan_core::snapshot::{Notice, Purpose, SectionEntry};

use crate::failure::Failure;
use crate::files;
use crate::keys::PublicKeyFile;
use crate::package::Package;
use reader::Source;

/// A checked policy for one register.
pub struct Policy {
    /// Days that a snapshot may be used.
    pub valid_days: u32,
    /// Bits that the passphrase of a slot inside has at least.
    pub min_passphrase_bits: u32,
    /// The restricted sections as the snapshot announces them, each with all of its fields, sounds included.
    pub sections: Vec<SectionEntry>,
    /// The roles in the order of the file.
    pub roles: Vec<Role>,
    /// The operators in the order of the file.
    pub operators: Vec<Operator>,
    /// The key that opens every section; `None` if the office keeps none.
    pub escrow: Option<Recipient>,
    /// The key that reads the log; `None` if the office has no auditor.
    pub auditor: Option<Recipient>,
    /// The reasons for looking at people in the order of the file; empty if operators use their own words.
    pub purposes: Vec<Purpose>,
    /// The rules for public notices; `None` if none can be made.
    pub notice: Option<Notice>,
}

/// A set of sections.
pub struct Role {
    /// Id.
    pub id: String,
    /// Title.
    pub title: Title,
    /// Places in [`Policy::sections`], ascending.
    pub sections: Vec<usize>,
}

/// Somebody who may open a snapshot.
pub struct Operator {
    /// Id: that of the slot.
    pub id: String,
    /// What people call them.
    pub name: String,
    /// Places in [`Policy::roles`], ascending.
    pub roles: Vec<usize>,
    /// The public key, with what its file says about the slot.
    pub key: PublicKeyFile,
    /// Where the key stands: its file, or the policy.
    pub key_path: PathBuf,
}

impl Policy {
    /// Reads a policy and looks up every field in the register, and every key: `ID.pub`, `escrow.pub` and `auditor.pub` in the folder
    /// `keys`, unless it stands in the policy.
    ///
    /// `schema` is the checked form of the package's.
    ///
    /// # Errors
    ///
    /// - a file that cannot be read, or holds no key;
    /// - any [`PolicyError`].
    pub fn load(file: &Path, keys: Option<&Path>, package: &Package, schema: &Schema) -> Result<Self, Failure> {
        let text = files::read_secret_text(file)?;
        let text = text.expose_secret();
        let source = Source {
            file,
            text: text.strip_prefix('\u{feff}').unwrap_or(text),
        };
        let document = document::PolicyDocument::read(source)?;
        check::check(document, file, keys, package, schema)
    }

    /// Whether an operator opens a section: 0 is the base section, *n* is `sections[n - 1]`.
    pub fn opens(&self, operator: &Operator, section: usize) -> bool {
        let has = |role: &usize| {
            section
                .checked_sub(1)
                .is_none_or(|index| self.roles[*role].sections.contains(&index))
        };
        operator.roles.iter().any(has)
    }

    /// Whom each section is encrypted to, the base section first: the operators whose roles include it, and the escrow.
    pub fn recipients(&self) -> Vec<Vec<Recipient>> {
        let of_section = |section| {
            let operators = self.operators.iter().filter(|operator| self.opens(operator, section));
            let keys = operators.map(|operator| operator.key.recipient.clone());
            keys.chain(self.escrow.clone()).collect()
        };
        (0..=self.sections.len()).map(of_section).collect()
    }
}
