//! A register of the case list as a sealed snapshot, and the keys to open it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use age::x25519;
use yongquan_cli::failure::Failure;
use yongquan_cli::files;
use yongquan_cli::keys::{PublisherSecret, Rotations};
use yongquan_cli::seal::{Identification, Plain, plain_sections, seal_snapshot};
use yongquan_core::schema::{Pack, Schema};
use yongquan_core::seal::{ExposeSecret, Kind};
use yongquan_core::snapshot::{Metadata, Notice, NoticeCut, Purpose, SectionEntry, section_id};

use crate::oracle::{Register, engine};

const SEQ: u64 = 1;

/// Ten years, in seconds.
const LIFETIME_S: i64 = 315_360_000;

/// The keys of the case list.
pub struct Keys {
    publisher: PublisherSecret,
    /// Opens every section.
    all: x25519::Identity,
    /// Opens the base section only.
    base: x25519::Identity,
}

impl Keys {
    /// Draws keys, and writes `publisher.pub`, `all.identity` and `base.identity` into a folder.
    pub fn generate(folder: &Path) -> Result<Self, Failure> {
        let keys = Self {
            publisher: PublisherSecret::generate()?,
            all: x25519::Identity::generate(),
            base: x25519::Identity::generate(),
        };
        fs::create_dir_all(folder).expect("the folder can be made");
        let write = |name: &str, text: &str| files::replace(&folder.join(name), text.as_bytes());
        write("publisher.pub", keys.publisher.public().as_str())?;
        write("all.identity", keys.all.to_string().expose_secret())?;
        write("base.identity", keys.base.to_string().expose_secret())?;
        Ok(keys)
    }

    /// The bytes of a snapshot.
    pub fn seal(&self, register: &Register, issued_unix_s: i64) -> Result<Vec<u8>, Failure> {
        let plain = PlainRegister::of(register, issued_unix_s)?;
        let everybody = vec![self.all.to_public(), self.base.to_public()];
        let recipients = [everybody, vec![self.all.to_public()]];
        seal_snapshot(
            &plain.identification,
            &plain.metadata.as_of,
            &plain.sections,
            &recipients,
            Vec::new(),
            &Rotations::default(),
            &self.publisher,
        )
    }
}

/// A register of the case list before it is encrypted.
pub struct PlainRegister {
    /// What the snapshot is of.
    pub identification: Identification,
    /// What the base section says beside its columns.
    pub metadata: Metadata,
    /// The base section, and one with all restricted fields if there are any.
    pub sections: Vec<Plain>,
}

impl PlainRegister {
    /// Cuts a register into sections.
    pub fn of(register: &Register, issued_unix_s: i64) -> Result<Self, Failure> {
        let identification = Identification {
            register: "cases".to_owned(),
            kind: Kind::Synthetic,
            seq: SEQ,
            issued_unix_s,
            expires_unix_s: issued_unix_s + LIFETIME_S,
        };
        let (schema, table) = engine::table(register);
        let metadata = Metadata {
            schema: register.schema.clone(),
            as_of: register.as_of.clone(),
            operators: BTreeMap::new(),
            sections: one_section(&schema),
            auditor: None,
            purposes: vec![Purpose {
                id: "visit".to_owned(),
                title: "走访".to_owned(),
                title_en: "Visit".to_owned(),
            }],
            notice: notice_of(&schema),
        };
        let sections = plain_sections(&identification, &metadata, &schema, &table)?;
        Ok(Self {
            identification,
            metadata,
            sections,
        })
    }
}

/// A notice of the first field that may stand on one whole, and of the first date, without its day.
fn notice_of(schema: &Schema) -> Option<Notice> {
    let fields = || schema.fields().iter();
    let whole = fields().find(|field| field.pack == Pack::Yes && !NoticeCut::is_needed(field))?;
    let day = fields().find(|field| NoticeCut::Month.fits(field) && field.id != whole.id);
    Some(Notice {
        fields: [whole].into_iter().chain(day).map(|field| field.id.clone()).collect(),
        cut: day.map(|day| (day.id.clone(), NoticeCut::Month)).into_iter().collect(),
    })
}

/// All restricted fields in one section.
fn one_section(schema: &Schema) -> Vec<SectionEntry> {
    let restricted = schema.fields().iter().filter(|field| field.pack == Pack::Role);
    let fields: Vec<String> = restricted.map(|field| field.id.clone()).collect();
    if fields.is_empty() {
        return Vec::new();
    }
    vec![SectionEntry {
        id: section_id(1),
        title: "受限字段".to_owned(),
        title_en: "Restricted fields".to_owned(),
        fields,
    }]
}
