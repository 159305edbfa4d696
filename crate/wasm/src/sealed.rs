//! A sealed snapshot, from bytes to an opened register.

use js_sys::Function;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yongquan_core::register::{OpenRegister, Progress};
use yongquan_core::seal::{self, ExposeSecret, Identity, Kind, PublisherKey, SecretString, Trust, VerifiedSnapshot};

use crate::engine::{About, Engine, PurposeView, RestrictedSection};
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
    /// The key that signed, if it is not the trusted one but one that this handed over to.
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<&'a str>,
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
    /// Gone once it was opened: what is still sealed belongs to the engine then.
    verified: Option<VerifiedSnapshot>,
    /// The key that signed, if it is not the trusted one.
    new_signer: Option<String>,
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
        let signer = Some(verified.signer()).filter(|&signer| *signer != trust.publisher_key);
        let new_signer = signer.map(|signer| signer.as_str().to_owned());
        Ok(Self {
            verified: Some(verified),
            new_signer,
        })
    }

    /// What the snapshot says about itself.
    pub fn manifest(&self) -> Result<JsValue, JsValue> {
        let manifest = self.verified.as_ref().ok_or_else(spent)?.manifest();
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
            signer: self.new_signer.as_deref(),
        };
        Ok(values::to_js(&view))
    }

    /// The bytes of a key slot that travels inside the snapshot.
    pub fn slot(&self, id: &str) -> Option<Vec<u8>> {
        self.verified.as_ref()?.slot(id).map(<[u8]>::to_vec)
    }

    /// Decrypts and decodes the base section, and finds out which others the identity opens; they follow when they are needed.
    ///
    /// `report`, if given, is called as `report(stage, done, total)`: `decrypt` with bytes done and in all, then `decode` and `index`
    /// with zeros. The snapshot is spent once it was opened; what fails leaves it as it was.
    pub fn open(&mut self, identity: &str, report: Option<Function>) -> Result<Engine, JsValue> {
        let identity = Identity::parse(identity).map_err(errors::from_open)?;
        let snapshot = self.verified.take().ok_or_else(spent)?;
        let tell = |progress| {
            let (stage, done, total) = match progress {
                Progress::Decrypt { done, total } => ("decrypt", done, total),
                Progress::Decode => ("decode", 0, 0),
                Progress::Index => ("index", 0, 0),
            };
            if let Some(report) = &report {
                // Whoever listens cannot stop an opening by failing.
                let _ = report.call3(
                    &JsValue::NULL,
                    &stage.into(),
                    &(done as f64).into(),
                    &(total as f64).into(),
                );
            }
        };
        match OpenRegister::open(snapshot, &identity, tell) {
            Ok(register) => {
                let about = about(&register);
                Ok(Engine::new(register, about, identity))
            }
            Err(refused) => {
                self.verified = Some(refused.snapshot);
                Err(errors::from_open(refused.error))
            }
        }
    }
}

fn spent() -> JsValue {
    errors::from_argument("this", "尚未打开的快照 · a snapshot that was not opened yet")
}

fn about(register: &OpenRegister) -> About {
    let (manifest, metadata, schema) = (register.manifest(), register.metadata(), register.schema());
    let owned = |ids: Vec<&str>| ids.into_iter().map(str::to_owned).collect::<Vec<String>>();
    let (open_sections, locked_sections) = (owned(register.openable_sections()), owned(register.locked_sections()));
    let is_shown = |name: &&String| schema.field_id(name).is_some_and(|id| !schema.is_pinyin(id));
    let sections = metadata.sections.iter().map(|entry| RestrictedSection {
        open: open_sections.contains(&entry.id),
        id: entry.id.clone(),
        title: entry.title.clone(),
        title_en: entry.title_en.clone(),
        fields: entry.fields.iter().filter(is_shown).cloned().collect(),
    });
    let (row_count, population) = (
        register.dataset().table().row_count(),
        register.dataset().population().count(),
    );
    About {
        register: manifest.register.clone(),
        kind: manifest.kind,
        seq: manifest.seq,
        issued: manifest.issued.clone(),
        expires: manifest.expires.clone(),
        as_of: manifest.as_of.clone(),
        title: schema.document().title.clone(),
        row_count,
        population,
        excluded: row_count - population,
        sections: sections.collect(),
        open_sections,
        locked_sections,
        operators: metadata.operators.clone(),
        auditor: metadata.auditor.clone(),
        purposes: (metadata.purposes.iter())
            .map(|purpose| PurposeView {
                id: purpose.id.clone(),
                title: purpose.title.clone(),
                title_en: purpose.title_en.clone(),
            })
            .collect(),
        notice: metadata.notice.clone(),
    }
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
