//! A policy as written: what the file says, each name with its place.

use yongquan_core::schema::Title;

use super::error::{Place, PolicyError, PolicyFault};
use super::reader::{Item, Placed, Source, Table, parse};
use crate::keys::strength::{DEFAULT_MIN_BITS, HIGHEST_MIN_BITS, LOWEST_MIN_BITS};

/// Days that a snapshot may be used unless the policy says otherwise: until the next month's.
const DEFAULT_VALID_DAYS: u32 = 31;

/// Ten years: what is longer is a slip.
const HIGHEST_VALID_DAYS: u32 = 3_660;

/// A policy as written.
#[derive(Debug)]
pub(super) struct PolicyDocument {
    /// The file as a whole.
    pub place: Place,
    pub valid_days: u32,
    pub min_passphrase_bits: u32,
    pub sections: Vec<SectionDocument>,
    pub roles: Vec<RoleDocument>,
    pub operators: Vec<OperatorDocument>,
    pub escrow: Option<KeyDocument>,
    pub auditor: Option<KeyDocument>,
    pub purposes: Vec<PurposeDocument>,
    pub notice: Option<NoticeDocument>,
}

/// A reason for looking at people as written.
#[derive(Debug)]
pub(super) struct PurposeDocument {
    pub id: Placed<String>,
    pub title: Title,
}

/// The rules for notices as written.
#[derive(Debug)]
pub(super) struct NoticeDocument {
    pub fields: Vec<Placed<String>>,
    /// Field and rule.
    pub cut: Vec<(Placed<String>, Placed<String>)>,
}

/// A section as written.
#[derive(Debug)]
pub(super) struct SectionDocument {
    pub id: Placed<String>,
    pub title: Title,
    pub fields: Vec<Placed<String>>,
}

/// A role as written.
#[derive(Debug)]
pub(super) struct RoleDocument {
    pub id: Placed<String>,
    pub title: Title,
    pub sections: Vec<Placed<String>>,
}

/// An operator as written.
#[derive(Debug)]
pub(super) struct OperatorDocument {
    pub id: Placed<String>,
    pub name: String,
    pub roles: Vec<Placed<String>>,
    pub key: KeyDocument,
}

/// Where a public key is: in the policy, or in a file of its own.
#[derive(Debug)]
pub(super) struct KeyDocument {
    /// The key, if it stands in the policy.
    pub inline: Option<Placed<String>>,
    /// The table that it belongs to.
    pub place: Place,
}

impl PolicyDocument {
    /// Reads a policy; nothing in it is looked up yet.
    ///
    /// # Errors
    ///
    /// If it is not TOML, has a key that is not known, lacks one, or a value has another shape.
    pub fn read(source: Source<'_>) -> Result<Self, PolicyError> {
        let parsed = parse(&source)?;
        let keys = [
            "valid_days",
            "min_passphrase_bits",
            "section",
            "role",
            "operator",
            "escrow",
            "auditor",
            "purpose",
            "notice",
        ];
        let root = Table::root(source, parsed.get_ref(), &keys)?;
        let number = |key, default, range| root.optional(key).map_or(Ok(default), |item| item.number(range));
        let sections = root.tables("section", &["id", "title", "title_en", "fields"])?;
        let roles = root.tables("role", &["id", "title", "title_en", "sections"])?;
        let operators = root.tables("operator", &["id", "name", "roles", "key"])?;
        // Without an operator nobody would open it.
        if operators.is_empty() {
            let key = "operator".to_owned();
            return Err(root.place().fault(PolicyFault::MissingKey { key }));
        }
        let purposes = root.tables("purpose", &["id", "title", "title_en"])?;
        let notice = root.optional("notice").map(|item| item.table(&["fields", "cut"]));
        let key_of = |key| root.optional(key).map(|item| item.table(&["key"])).transpose();
        Ok(Self {
            valid_days: number("valid_days", DEFAULT_VALID_DAYS, 1..=HIGHEST_VALID_DAYS)?,
            min_passphrase_bits: number(
                "min_passphrase_bits",
                DEFAULT_MIN_BITS,
                LOWEST_MIN_BITS..=HIGHEST_MIN_BITS,
            )?,
            sections: sections.iter().map(SectionDocument::read).collect::<Result<_, _>>()?,
            roles: roles.iter().map(RoleDocument::read).collect::<Result<_, _>>()?,
            operators: operators.iter().map(OperatorDocument::read).collect::<Result<_, _>>()?,
            escrow: key_of("escrow")?.as_ref().map(KeyDocument::read).transpose()?,
            auditor: key_of("auditor")?.as_ref().map(KeyDocument::read).transpose()?,
            purposes: purposes.iter().map(PurposeDocument::read).collect::<Result<_, _>>()?,
            notice: notice.transpose()?.as_ref().map(NoticeDocument::read).transpose()?,
            place: root.place().clone(),
        })
    }
}

fn title(table: &Table<'_>) -> Result<Title, PolicyError> {
    Ok(Title {
        zh: table.required("title")?.text()?.value,
        en: table.required("title_en")?.text()?.value,
    })
}

impl SectionDocument {
    fn read(table: &Table<'_>) -> Result<Self, PolicyError> {
        Ok(Self {
            id: table.required("id")?.id()?,
            title: title(table)?,
            fields: table.required("fields")?.some_texts()?,
        })
    }
}

impl RoleDocument {
    fn read(table: &Table<'_>) -> Result<Self, PolicyError> {
        Ok(Self {
            id: table.required("id")?.id()?,
            title: title(table)?,
            sections: table.required("sections")?.texts()?,
        })
    }
}

impl OperatorDocument {
    fn read(table: &Table<'_>) -> Result<Self, PolicyError> {
        Ok(Self {
            id: table.required("id")?.id()?,
            name: table.required("name")?.text()?.value,
            roles: table.required("roles")?.some_texts()?,
            key: KeyDocument::read(table)?,
        })
    }
}

impl PurposeDocument {
    fn read(table: &Table<'_>) -> Result<Self, PolicyError> {
        Ok(Self {
            id: table.required("id")?.id()?,
            title: title(table)?,
        })
    }
}

impl NoticeDocument {
    fn read(table: &Table<'_>) -> Result<Self, PolicyError> {
        let cut = table.optional("cut").map_or_else(|| Ok(Vec::new()), Item::entries)?;
        Ok(Self {
            fields: table.required("fields")?.some_texts()?,
            cut: (cut.into_iter())
                .map(|(field, rule)| Ok((field, rule.text()?)))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl KeyDocument {
    fn read(table: &Table<'_>) -> Result<Self, PolicyError> {
        Ok(Self {
            inline: table.optional("key").map(Item::text).transpose()?,
            place: table.place().clone(),
        })
    }
}
