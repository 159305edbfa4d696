//! Looks up every name of a policy.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use age::x25519::Recipient;
use yongquan_core::limits;
use yongquan_core::schema::{FieldId, Pack, Schema};
use yongquan_core::snapshot::{SectionEntry, section_id};

use super::disclosure::{check_notice, check_purposes};
use super::document::{KeyDocument, PolicyDocument, RoleDocument, SectionDocument};
use super::error::{Place, PolicyError, PolicyFault};
use super::reader::Placed;
use super::{Operator, Policy, Role};
use crate::failure::Failure;
use crate::keys::{Owner, PublicKeyFile};
use crate::package::Package;

/// Makes a policy of a document.
pub(super) fn check(
    document: PolicyDocument,
    file: &Path,
    keys: Option<&Path>,
    package: &Package,
    schema: &Schema,
) -> Result<Policy, Failure> {
    let sections = check_sections(&document, package, schema)?;
    let roles = check_roles(&document)?;
    let purposes = check_purposes(&document.purposes)?;
    let notice = document.notice.as_ref();
    let notice = notice.map(|notice| check_notice(notice, package, schema)).transpose()?;
    let folder = KeyFolder { policy: file, keys };
    let mut holders = Holders::default();
    let mut operators: Vec<Operator> = Vec::with_capacity(document.operators.len());
    let known: Vec<String> = roles.iter().map(|role| role.id.clone()).collect();
    no_duplicates(document.operators.iter().map(|operator| &operator.id))?;
    for operator in document.operators {
        let (key, key_path) = folder.find(&operator.id.value, Owner::Operator, &operator.key)?;
        holders.add(&operator.id.value, &key.recipient, &operator.key.place)?;
        let unknown = |role: &str| PolicyFault::UnknownRole {
            role: role.to_owned(),
            known: known.clone(),
        };
        operators.push(Operator {
            roles: places_of(&operator.roles, &known, unknown)?,
            id: operator.id.value,
            name: operator.name,
            key,
            key_path,
        });
    }
    let mut other_key = |owner: Owner, document: Option<KeyDocument>| -> Result<Option<Recipient>, Failure> {
        let Some(document) = document else { return Ok(None) };
        let (key, _) = folder.find(owner.as_str(), owner, &document)?;
        holders.add(owner.as_str(), &key.recipient, &document.place)?;
        Ok(Some(key.recipient))
    };
    Ok(Policy {
        valid_days: document.valid_days,
        min_passphrase_bits: document.min_passphrase_bits,
        sections,
        roles,
        operators,
        escrow: other_key(Owner::Escrow, document.escrow)?,
        auditor: other_key(Owner::Auditor, document.auditor)?,
        purposes,
        notice,
    })
}

/// The sections, each with all of its fields in the order of the schema.
fn check_sections(
    document: &PolicyDocument,
    package: &Package,
    schema: &Schema,
) -> Result<Vec<SectionEntry>, PolicyError> {
    let sections = &document.sections;
    no_duplicates(sections.iter().map(|section| &section.id))?;
    let limit = limits::MAX_SECTIONS - 1;
    if sections.len() > limit {
        let count = sections.len();
        let place = &sections[limit].id.place;
        return Err(place.fault(PolicyFault::TooManySections { count, limit }));
    }
    let home = homes(sections, package, schema)?;
    let unassigned = schema.field_ids().filter(|&field| {
        schema.field(field).pack == Pack::Role && !schema.is_pinyin(field) && !home.contains_key(&field)
    });
    let fields: Vec<String> = unassigned.map(|field| schema.field(field).id.clone()).collect();
    if !fields.is_empty() {
        return Err(document.place.fault(PolicyFault::FieldsUnassigned { fields }));
    }
    for section in sections {
        let has = |role: &RoleDocument| role.sections.iter().any(|named| named.value == section.id.value);
        if !document.roles.iter().any(has) {
            let id = section.id.value.clone();
            return Err(section.id.place.fault(PolicyFault::SectionUnused { section: id }));
        }
    }
    let entries = sections.iter().enumerate().map(|(index, section)| {
        // How a name sounds says the name, so it lies with it.
        let home_of = |field: FieldId| home.get(&schema.pinyin_source(field).unwrap_or(field));
        let fields = schema.field_ids().filter(|&field| home_of(field) == Some(&index));
        SectionEntry {
            id: section_id(index + 1),
            title: section.title.zh.clone(),
            title_en: section.title.en.clone(),
            fields: fields.map(|field| schema.field(field).id.clone()).collect(),
        }
    });
    Ok(entries.collect())
}

/// Which section each named field lies in.
fn homes(
    sections: &[SectionDocument],
    package: &Package,
    schema: &Schema,
) -> Result<HashMap<FieldId, usize>, PolicyError> {
    let mut home: HashMap<FieldId, usize> = HashMap::new();
    for (index, section) in sections.iter().enumerate() {
        for Placed { value: name, place } in &section.fields {
            let field = match schema.field_id(name).filter(|&field| !schema.is_pinyin(field)) {
                Some(field) if schema.field(field).pack == Pack::Role => field,
                Some(_) => return Err(place.fault(not_restricted(name, "yes"))),
                None if is_never_packed(package, name) => return Err(place.fault(not_restricted(name, "never"))),
                None => return Err(place.fault(PolicyFault::UnknownField { field: name.clone() })),
            };
            if let Some(other) = home.insert(field, index) {
                let section = sections[other].id.value.clone();
                let field = name.clone();
                return Err(place.fault(PolicyFault::FieldTwice { field, section }));
            }
        }
    }
    Ok(home)
}

fn not_restricted(field: &str, pack: &'static str) -> PolicyFault {
    PolicyFault::NotRestricted {
        field: field.to_owned(),
        pack,
    }
}

/// Whether the package has the field and keeps it out of every snapshot.
pub(super) fn is_never_packed(package: &Package, name: &str) -> bool {
    let mut stored = package.stored.iter().map(|field| &field.id);
    let mut derived = package.derived.iter().map(|field| &field.id);
    stored.any(|id| id == name) || derived.any(|id| id == name)
}

fn check_roles(document: &PolicyDocument) -> Result<Vec<Role>, PolicyError> {
    no_duplicates(document.roles.iter().map(|role| &role.id))?;
    let known: Vec<String> = document
        .sections
        .iter()
        .map(|section| section.id.value.clone())
        .collect();
    let roles = document.roles.iter().map(|role| {
        let unknown = |section: &str| PolicyFault::UnknownSection {
            section: section.to_owned(),
            known: known.clone(),
        };
        Ok(Role {
            id: role.id.value.clone(),
            title: role.title.clone(),
            sections: places_of(&role.sections, &known, unknown)?,
        })
    });
    roles.collect()
}

/// The places of names in a list, ascending.
fn places_of(
    names: &[Placed<String>],
    known: &[String],
    unknown: impl Fn(&str) -> PolicyFault,
) -> Result<Vec<usize>, PolicyError> {
    no_duplicates(names)?;
    let mut places = Vec::with_capacity(names.len());
    for Placed { value: name, place } in names {
        let found = known.iter().position(|known| known == name);
        places.push(found.ok_or_else(|| place.fault(unknown(name)))?);
    }
    places.sort_unstable();
    Ok(places)
}

pub(super) fn no_duplicates<'a>(ids: impl IntoIterator<Item = &'a Placed<String>>) -> Result<(), PolicyError> {
    let mut seen = std::collections::BTreeSet::new();
    for id in ids {
        if !seen.insert(&id.value) {
            let fault = PolicyFault::Duplicate { id: id.value.clone() };
            return Err(id.place.fault(fault));
        }
    }
    Ok(())
}

/// Who holds which key.
#[derive(Default)]
struct Holders(BTreeMap<String, String>);

impl Holders {
    fn add(&mut self, owner: &str, key: &Recipient, place: &Place) -> Result<(), PolicyError> {
        match self.0.insert(key.to_string(), owner.to_owned()) {
            None => Ok(()),
            Some(other) => {
                let owner = owner.to_owned();
                Err(place.fault(PolicyFault::KeysAlike { owner, other }))
            }
        }
    }
}

/// Where public keys are looked for.
struct KeyFolder<'a> {
    policy: &'a Path,
    keys: Option<&'a Path>,
}

impl KeyFolder<'_> {
    /// The key of somebody, and the file that it stands in.
    fn find(&self, id: &str, owner: Owner, document: &KeyDocument) -> Result<(PublicKeyFile, PathBuf), Failure> {
        if let Some(Placed { value, place }) = &document.inline {
            let owner = id.to_owned();
            // Nothing but the key itself: a comment in it would not be one of TOML's.
            let is_key = Recipient::from_str(value).is_ok();
            let key = PublicKeyFile::parse(value).filter(|_| is_key);
            let key = key.ok_or_else(|| place.fault(PolicyFault::BadKey { owner }))?;
            return Ok((key, self.policy.to_owned()));
        }
        let file = self.keys.map(|folder| folder.join(format!("{id}.pub")));
        let Some(file) = file.as_ref().filter(|file| file.exists()) else {
            let path = file.map_or_else(|| "--keys ?".to_owned(), |file| file.display().to_string());
            let owner = id.to_owned();
            return Err(document.place.fault(PolicyFault::NoKey { owner, path }).into());
        };
        let key = PublicKeyFile::read(file)?;
        match key.owner {
            Some(found) if found != owner => {
                let fault = PolicyFault::OtherOwner {
                    owner: id.to_owned(),
                    path: file.display().to_string(),
                    found: found.as_str(),
                };
                Err(document.place.fault(fault).into())
            }
            _ => Ok((key, file.clone())),
        }
    }
}
