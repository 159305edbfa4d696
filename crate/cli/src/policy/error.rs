//! Why a policy is refused.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::package::Phrase;
use crate::texts::{LIST_SEPARATOR, failure};

/// A place in a policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    file: PathBuf,
    /// From 1; `None` where something is missing from the file as a whole.
    line: Option<usize>,
    /// The keys that lead there, `section[1].fields[3]`.
    path: String,
}

impl Place {
    pub(super) fn new(file: &Path, line: Option<usize>, path: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line,
            path: path.into(),
        }
    }

    /// The policy with this fault here.
    pub(super) fn fault(&self, fault: PolicyFault) -> PolicyError {
        PolicyError {
            place: self.clone(),
            fault: Box::new(fault),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.path.is_empty() {
            write!(f, " ({})", self.path)?;
        }
        Ok(())
    }
}

/// Why a policy is refused, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// Where.
    pub place: Place,
    /// What is wrong there.
    pub fault: Box<PolicyFault>,
}

/// What can be wrong with a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicyFault {
    /// The file is not TOML, or has a key twice.
    NotToml {
        /// What the reader of TOML says.
        problem: String,
    },
    /// A key has a value of another shape.
    Shape {
        /// What belongs there.
        expected: Phrase,
    },
    /// A key is absent that must be there.
    MissingKey {
        /// The key.
        key: String,
    },
    /// A key that this program does not know.
    UnknownKey {
        /// The key.
        key: String,
        /// Those that it knows there.
        known: Vec<String>,
    },
    /// Two sections, roles or operators with one id.
    Duplicate {
        /// The id.
        id: String,
    },
    /// A field that the register does not have.
    UnknownField {
        /// The id that was written.
        field: String,
    },
    /// A field that is not marked `role`.
    NotRestricted {
        /// Id of the field.
        field: String,
        /// Its mark: `yes` or `never`.
        pack: &'static str,
    },
    /// A field in two sections, or twice in one.
    FieldTwice {
        /// Id of the field.
        field: String,
        /// The section that has it already.
        section: String,
    },
    /// Fields marked `role` that no section has.
    FieldsUnassigned {
        /// Their ids.
        fields: Vec<String>,
    },
    /// A section that no role has.
    SectionUnused {
        /// Id of the section.
        section: String,
    },
    /// A role with a section that there is not.
    UnknownSection {
        /// The id that was written.
        section: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// An operator with a role that there is not.
    UnknownRole {
        /// The id that was written.
        role: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// More sections than a snapshot can have.
    TooManySections {
        /// How many there are.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// More purposes than a snapshot can have.
    TooManyPurposes {
        /// How many there are.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A field that never stands on a notice.
    NotOnNotice {
        /// Id of the field.
        field: String,
        /// Its mark: `role` or `never`.
        pack: &'static str,
    },
    /// A rule for cutting values that there is not.
    UnknownCut {
        /// The rule that was written.
        rule: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// A field of the notice that would stand there whole and must not.
    CutMissing {
        /// Id of the field.
        field: String,
        /// The rules for it.
        fitting: Vec<String>,
    },
    /// A rule that is not for its field.
    CutUnfit {
        /// Id of the field.
        field: String,
        /// The rule.
        rule: String,
        /// The rules for it.
        fitting: Vec<String>,
    },
    /// A rule for a field that is not on the notice.
    CutUnused {
        /// Id of the field.
        field: String,
    },
    /// An operator, the escrow or the auditor has no public key.
    NoKey {
        /// Id of the operator, `escrow` or `auditor`.
        owner: String,
        /// The file that was looked for; `--keys ?` if no folder was named.
        path: String,
    },
    /// A key in the policy that is none.
    BadKey {
        /// Id of the operator, `escrow` or `auditor`.
        owner: String,
    },
    /// A key file that says to be somebody else's.
    OtherOwner {
        /// Id of the operator, `escrow` or `auditor`.
        owner: String,
        /// The file.
        path: String,
        /// Whose it says to be: `operator`, `escrow` or `auditor`.
        found: &'static str,
    },
    /// Two of them have one key.
    KeysAlike {
        /// The one.
        owner: String,
        /// The other.
        other: String,
    },
}

impl PolicyError {
    /// The code that names this error for ever.
    pub fn code(&self) -> &'static str {
        match &*self.fault {
            PolicyFault::NotToml { .. } => "policy.not_toml",
            PolicyFault::Shape { .. } => "policy.shape",
            PolicyFault::MissingKey { .. } => "policy.missing_key",
            PolicyFault::UnknownKey { .. } => "policy.unknown_key",
            PolicyFault::Duplicate { .. } => "policy.duplicate",
            PolicyFault::UnknownField { .. } => "policy.unknown_field",
            PolicyFault::NotRestricted { .. } => "policy.not_restricted",
            PolicyFault::FieldTwice { .. } => "policy.field_twice",
            PolicyFault::FieldsUnassigned { .. } => "policy.fields_unassigned",
            PolicyFault::SectionUnused { .. } => "policy.section_unused",
            PolicyFault::UnknownSection { .. } => "policy.unknown_section",
            PolicyFault::UnknownRole { .. } => "policy.unknown_role",
            PolicyFault::TooManySections { .. } => "policy.too_many_sections",
            PolicyFault::TooManyPurposes { .. } => "policy.too_many_purposes",
            PolicyFault::NotOnNotice { .. } => "policy.not_on_notice",
            PolicyFault::UnknownCut { .. } => "policy.unknown_cut",
            PolicyFault::CutMissing { .. } => "policy.cut_missing",
            PolicyFault::CutUnfit { .. } => "policy.cut_unfit",
            PolicyFault::CutUnused { .. } => "policy.cut_unused",
            PolicyFault::NoKey { .. } => "policy.no_key",
            PolicyFault::BadKey { .. } => "policy.bad_key",
            PolicyFault::OtherOwner { .. } => "policy.other_owner",
            PolicyFault::KeysAlike { .. } => "policy.keys_alike",
        }
    }

    /// Name and value of each parameter, for the texts of `data-schema/errors.json`.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let list = |words: &[String]| words.join(LIST_SEPARATOR);
        let text = |text: &str| text.to_owned();
        let mut params = vec![("place", self.place.to_string())];
        params.extend(match &*self.fault {
            PolicyFault::NotToml { problem } => vec![("problem", text(problem))],
            PolicyFault::Shape { expected } => vec![("expected", format!("{} · {}", expected.zh, expected.en))],
            PolicyFault::MissingKey { key } => vec![("key", text(key))],
            PolicyFault::UnknownKey { key, known } => vec![("key", text(key)), ("choices", list(known))],
            PolicyFault::Duplicate { id } => vec![("id", text(id))],
            PolicyFault::UnknownField { field } | PolicyFault::CutUnused { field } => vec![("field", text(field))],
            PolicyFault::NotRestricted { field, pack } | PolicyFault::NotOnNotice { field, pack } => {
                vec![("field", text(field)), ("pack", text(pack))]
            }
            PolicyFault::FieldTwice { field, section } => vec![("field", text(field)), ("section", text(section))],
            PolicyFault::FieldsUnassigned { fields } => vec![("fields", list(fields))],
            PolicyFault::SectionUnused { section } => vec![("section", text(section))],
            PolicyFault::UnknownSection { section, known } => {
                vec![("section", text(section)), ("choices", list(known))]
            }
            PolicyFault::UnknownRole { role, known } => vec![("role", text(role)), ("choices", list(known))],
            PolicyFault::TooManySections { count, limit } | PolicyFault::TooManyPurposes { count, limit } => {
                vec![("count", count.to_string()), ("limit", limit.to_string())]
            }
            PolicyFault::UnknownCut { rule, known } => vec![("rule", text(rule)), ("choices", list(known))],
            PolicyFault::CutMissing { field, fitting } => vec![("field", text(field)), ("choices", list(fitting))],
            PolicyFault::CutUnfit { field, rule, fitting } => {
                vec![("field", text(field)), ("rule", text(rule)), ("choices", list(fitting))]
            }
            PolicyFault::NoKey { owner, path } => vec![("owner", text(owner)), ("path", text(path))],
            PolicyFault::BadKey { owner } => vec![("owner", text(owner))],
            PolicyFault::OtherOwner { owner, path, found } => {
                vec![("owner", text(owner)), ("path", text(path)), ("found", text(found))]
            }
            PolicyFault::KeysAlike { owner, other } => vec![("owner", text(owner)), ("other", text(other))],
        });
        params
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        for (name, value) in self.params() {
            write!(f, " {name}={value:?}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PolicyError {}

impl From<PolicyError> for Failure {
    fn from(error: PolicyError) -> Self {
        failure(error.code(), &error.params())
    }
}
