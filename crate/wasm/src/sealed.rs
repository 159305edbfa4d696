//! A sealed snapshot, from bytes to an opened register.

use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yongquan_core::dataset::Dataset;
use yongquan_core::date;
use yongquan_core::error::OpenError;
use yongquan_core::schema::Schema;
use yongquan_core::seal::{self, ExposeSecret, Identity, Kind, PublisherKey, SecretString, Trust, VerifiedSnapshot};
use yongquan_core::snapshot::{self, SectionBytes, SectionEntry};

use crate::engine::{About, Engine, RestrictedSection};
use crate::{errors, values};

/// What JavaScript says it trusts.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TrustArgument {
    publisher_key: String,
    /// Absent: any register of this publisher.
    #[serde(default)]
    register: Option<String>,
    min_seq: u64,
    /// Seconds since 1970-01-01, UTC: there is no clock in here.
    now: i64,
}

/// What a page may show of a snapshot that is not open yet.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ManifestView<'a> {
    register: &'a str,
    kind: Kind,
    seq: u64,
    issued: &'a str,
    expires: &'a str,
    as_of: &'a str,
    slots: Vec<SlotView<'a>>,
    sections: Vec<SectionView<'a>>,
}

#[derive(Serialize)]
struct SlotView<'a> {
    id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SectionView<'a> {
    id: &'a str,
    byte_len: u64,
}

/// A snapshot whose signature, register, sequence number and expiry were checked.
#[wasm_bindgen]
pub struct SealedSnapshot {
    verified: VerifiedSnapshot,
}

#[wasm_bindgen]
impl SealedSnapshot {
    /// Checks everything that can be checked without a key. `trust` is `{ publisherKey, register?, minSeq, now }`.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>, trust: JsValue) -> Result<SealedSnapshot, JsValue> {
        let shape = "{ publisherKey, register?, minSeq, now }";
        let argument: TrustArgument = values::from_js(trust, "trust", shape)?;
        let trust = Trust {
            publisher_key: PublisherKey::parse(&argument.publisher_key).map_err(errors::from_open)?,
            register: argument.register,
            min_seq: argument.min_seq,
            now_unix_s: argument.now,
        };
        let verified = seal::SealedSnapshot::verify(bytes, &trust).map_err(errors::from_open)?;
        Ok(Self { verified })
    }

    /// What the snapshot says about itself.
    pub fn manifest(&self) -> JsValue {
        let manifest = self.verified.manifest();
        let sections = manifest.sections.iter().map(|section| SectionView {
            id: &section.id,
            byte_len: section.byte_len,
        });
        let view = ManifestView {
            register: &manifest.register,
            kind: manifest.kind,
            seq: manifest.seq,
            issued: &manifest.issued,
            expires: &manifest.expires,
            as_of: &manifest.as_of,
            slots: manifest.slots.iter().map(|slot| SlotView { id: &slot.id }).collect(),
            sections: sections.collect(),
        };
        values::to_js(&view)
    }

    /// The bytes of a key slot that travels inside the snapshot.
    pub fn slot(&self, id: &str) -> Option<Vec<u8>> {
        self.verified.slot(id).map(<[u8]>::to_vec)
    }

    /// Decrypts and decodes every section that the identity opens.
    pub fn open(&self, identity: &str) -> Result<Engine, JsValue> {
        let (dataset, about) = self.open_sections(identity).map_err(errors::from_open)?;
        Ok(Engine::new(dataset, about))
    }
}

impl SealedSnapshot {
    fn open_sections(&self, identity: &str) -> Result<(Dataset, About), OpenError> {
        let manifest = self.verified.manifest();
        let opened = self.verified.open(&Identity::parse(identity)?)?;
        let open_sections: Vec<String> = opened.sections.iter().map(|section| section.id.clone()).collect();
        let plain = opened.sections.into_iter().map(|section| {
            let (reader, max_byte_len) = (section.reader, section.max_byte_len);
            (section.id, SectionBytes { reader, max_byte_len })
        });
        let ids: Vec<&str> = manifest.sections.iter().map(|section| section.id.as_str()).collect();
        let (metadata, schema, table) =
            snapshot::decode_snapshot(&manifest.register, manifest.seq, &manifest.as_of, &ids, plain)?;
        let sections = restricted_sections(metadata.sections, &schema, &open_sections);
        let title = schema.document().title.clone();
        let as_of = date::parse(&manifest.as_of).ok_or_else(|| OpenError::Manifest {
            problem: "as_of is no day".to_owned(),
        })?;
        let dataset = Dataset::new(schema, table, as_of)?;
        let population = dataset.population().count();
        let row_count = dataset.table().row_count();
        let about = About {
            register: manifest.register.clone(),
            kind: manifest.kind,
            seq: manifest.seq,
            issued: manifest.issued.clone(),
            expires: manifest.expires.clone(),
            as_of: manifest.as_of.clone(),
            title,
            row_count,
            population,
            excluded: row_count - population,
            open_sections,
            locked_sections: opened.locked,
            sections,
            operators: metadata.operators,
        };
        Ok((dataset, about))
    }
}

fn restricted_sections(
    entries: Vec<SectionEntry>,
    schema: &Schema,
    open_sections: &[String],
) -> Vec<RestrictedSection> {
    let is_shown = |name: &String| schema.field_id(name).is_some_and(|id| !schema.is_pinyin(id));
    let sections = entries.into_iter().map(|entry| RestrictedSection {
        open: open_sections.contains(&entry.id),
        id: entry.id,
        title: entry.title,
        title_en: entry.title_en,
        fields: entry.fields.into_iter().filter(is_shown).collect(),
    });
    sections.collect()
}

/// The operator's key out of a slot. Takes seconds and up to 256 MiB that are never given back: call it in a worker that ends.
#[wasm_bindgen(js_name = unlockSlot)]
pub fn unlock_slot(slot: &[u8], passphrase: String) -> Result<String, JsValue> {
    let identity = seal::unlock_slot(slot, SecretString::from(passphrase)).map_err(errors::from_open)?;
    Ok(identity.to_secret_string().expose_secret().to_owned())
}

/// The fingerprint of a publisher's public key, to be compared with the printed one.
#[wasm_bindgen]
pub fn fingerprint(publisher_key: &str) -> Result<String, JsValue> {
    let key = PublisherKey::parse(publisher_key).map_err(errors::from_open)?;
    Ok(key.fingerprint())
}
