//! Sealing: columns become sections, sections are encrypted, the manifest is signed, and all of it framed.
//!
//! The counterpart of `yongquan_core::seal`, which opens. It lives here because age draws file keys, and minisign nonces, from
//! the system's randomness; so sealing the same register twice gives different bytes with the same plain sections inside.

use std::io::Write;

use age::{Encryptor, x25519};
use yongquan_core::limits;
use yongquan_core::schema::{FieldId, Pack, Role, Schema};
use yongquan_core::seal::{
    self, BASE_SECTION, FORMAT, Kind, Manifest, ManifestRotation, ManifestSection, ManifestSlot, SUITE, SealedSnapshot,
    Trust, container, rotation_file, section_file, sha256_hex, signature_file, slot_file,
};
use yongquan_core::snapshot::{
    Metadata, SectionBytes, SectionHeader, decode_snapshot, encode_section, row_order_digest,
};
use yongquan_core::table::{Column, Sounds, Table};

use crate::failure::Failure;
use crate::keys::rotation::SignedRotation;
use crate::keys::{PublisherSecret, Rotations};
use crate::texts::failure;

/// What a snapshot is of.
#[derive(Debug, Clone)]
pub struct Identification {
    /// Id of the register.
    pub register: String,
    /// Whether the people in it are invented.
    pub kind: Kind,
    /// Sequence number.
    pub seq: u64,
    /// When it is made, seconds since 1970.
    pub issued_unix_s: i64,
    /// From when on it may not be used, seconds since 1970.
    pub expires_unix_s: i64,
}

impl Identification {
    /// Checks that readers will accept it; cheap, so that it can be done before any work.
    ///
    /// # Errors
    ///
    /// `cli.register_id`, `cli.seq`, `cli.expires`.
    pub fn check(&self) -> Result<(), Failure> {
        if !seal::is_register_id(&self.register) {
            return Err(failure("cli.register_id", &[("register", self.register.clone())]));
        }
        if self.seq == 0 || self.seq > limits::MAX_INTEGER as u64 {
            return Err(failure("cli.seq", &[("seq", self.seq.to_string())]));
        }
        if self.expires_unix_s <= self.issued_unix_s {
            let params = [
                ("issued", seal::time::format(self.issued_unix_s)),
                ("expires", seal::time::format(self.expires_unix_s)),
            ];
            return Err(failure("cli.expires", &params));
        }
        Ok(())
    }
}

/// A section before it is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    /// Id of the section.
    pub id: String,
    /// What `encode_section` gave.
    pub bytes: Vec<u8>,
}

/// A key slot that travels inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Id of the slot.
    pub id: String,
    /// The slot file as it is.
    pub bytes: Vec<u8>,
}

/// The fields of one section.
#[derive(Default)]
struct Fields<'a> {
    columns: Vec<(&'a str, &'a Column)>,
    sounds: Vec<(&'a str, &'a Sounds)>,
}

impl<'a> Fields<'a> {
    fn of(ids: &[FieldId], schema: &'a Schema, table: &'a Table) -> Result<Self, Failure> {
        let mut fields = Self::default();
        for &id in ids {
            let name = schema.field(id).id.as_str();
            let no_values = || failure("cli.field_without_values", &[("field", name.to_owned())]);
            match table.sounds(id) {
                Some(sounds) => fields.sounds.push((name, sounds)),
                None => fields.columns.push((name, table.column(id).ok_or_else(no_values)?)),
            }
        }
        Ok(fields)
    }
}

/// Cuts a register into plain sections: the base section, and those that the metadata announces.
///
/// `table` holds the derived values already.
///
/// # Errors
///
/// - `cli.field_without_values` if a field has no column;
/// - whatever a reader would refuse about the result, a restricted field that no section has among it.
pub fn plain_sections(
    identification: &Identification,
    metadata: &Metadata,
    schema: &Schema,
    table: &Table,
) -> Result<Vec<Plain>, Failure> {
    let row_order = row_order(identification, schema, table);
    let encode = |id: String, metadata: Option<&Metadata>, ids: &[FieldId]| {
        let fields = Fields::of(ids, schema, table)?;
        let header = SectionHeader {
            register: identification.register.clone(),
            seq: identification.seq,
            section: id.clone(),
            row_count: table.row_count(),
            row_order: row_order.clone(),
        };
        let bytes = encode_section(&header, metadata, &fields.columns, &fields.sounds);
        Ok::<Plain, Failure>(Plain { id, bytes })
    };
    let is_base_field = |id: &FieldId| schema.field(*id).pack == Pack::Yes;
    let base: Vec<FieldId> = schema.field_ids().filter(is_base_field).collect();
    let mut sections = vec![encode(BASE_SECTION.to_owned(), Some(metadata), &base)?];
    for entry in &metadata.sections {
        let ids: Vec<FieldId> = entry.fields.iter().filter_map(|id| schema.field_id(id)).collect();
        sections.push(encode(entry.id.clone(), None, &ids)?);
    }
    // Read back as a reader will: what is above a limit, or not the schema's, must not leave this machine.
    let plain = sections
        .iter()
        .map(|section| (&section.id, SectionBytes::from(&section.bytes[..])));
    let section_ids: Vec<&str> = sections.iter().map(|section| section.id.as_str()).collect();
    decode_snapshot(
        &identification.register,
        identification.seq,
        &metadata.as_of,
        &section_ids,
        plain,
    )?;
    Ok(sections)
}

/// The digest over the key, or over every stored column of a register that has none.
fn row_order(identification: &Identification, schema: &Schema, table: &Table) -> String {
    let columns: Vec<&Column> = match schema.role(Role::Key).and_then(|key| table.column(key)) {
        Some(key) => vec![key],
        None => {
            let stored = schema.field_ids().filter(|&id| schema.field(id).derived.is_none());
            stored.filter_map(|id| table.column(id)).collect()
        }
    };
    row_order_digest(
        &identification.register,
        identification.seq,
        table.row_count(),
        &columns,
    )
}

/// Encrypts, hashes, signs and frames: the bytes of a snapshot.
///
/// `recipients[n]` are the operators whose key opens `sections[n]`. `slots` are in any order. `rotations` lead to the publisher's key, or
/// are none.
///
/// # Errors
///
/// - those of [`Identification::check`];
/// - `cli.rotations_other_register` if the statements are of another register;
/// - `cli.slots_alike` if two slots have one id;
/// - those of [`encrypt`]: a section that nobody or too many may read;
/// - `cli.section_too_large` if a section is above its limit;
/// - `cli.randomness` if the system gives none.
pub fn seal_snapshot(
    identification: &Identification,
    as_of: &str,
    sections: &[Plain],
    recipients: &[Vec<x25519::Recipient>],
    mut slots: Vec<Slot>,
    rotations: &Rotations,
    publisher: &PublisherSecret,
) -> Result<Vec<u8>, Failure> {
    identification.check()?;
    rotations.check_register(&identification.register)?;
    slots.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some(pair) = slots.windows(2).find(|pair| pair[0].id == pair[1].id) {
        return Err(failure("cli.slots_alike", &[("slot", pair[0].id.clone())]));
    }
    let mut sealed = Vec::with_capacity(sections.len());
    for (section, recipients) in sections.iter().zip(recipients) {
        let bytes = encrypt(&section.bytes, recipients)?;
        if bytes.len() > limits::MAX_SECTION_BYTES {
            let params = [
                ("section", section.id.clone()),
                ("size", bytes.len().to_string()),
                ("limit", limits::MAX_SECTION_BYTES.to_string()),
            ];
            return Err(failure("cli.section_too_large", &params));
        }
        sealed.push((section.id.as_str(), bytes));
    }
    let manifest = manifest(identification, as_of, &sealed, &slots, &rotations.signed);
    let manifest_bytes = manifest.to_bytes();
    let signature = sign(&manifest_bytes, &manifest.register, manifest.seq, publisher)?;
    let slot_files: Vec<String> = slots.iter().map(|slot| slot_file(&slot.id)).collect();
    let section_files: Vec<String> = sealed.iter().map(|(id, _)| section_file(id)).collect();
    let mut members: Vec<(&str, &[u8])> = vec![
        (container::MANIFEST, &manifest_bytes),
        (container::SIGNATURE, signature.as_bytes()),
    ];
    members.extend(
        slot_files
            .iter()
            .zip(&slots)
            .map(|(file, slot)| (file.as_str(), &slot.bytes[..])),
    );
    members.extend(
        section_files
            .iter()
            .zip(&sealed)
            .map(|(file, (_, bytes))| (file.as_str(), &bytes[..])),
    );
    let rotation_files: Vec<[String; 2]> = manifest
        .rotations
        .iter()
        .map(|rotation| [rotation.file.clone(), signature_file(&rotation.file)])
        .collect();
    for ([json, signature], signed) in rotation_files.iter().zip(&rotations.signed) {
        members.push((json, &signed.json));
        members.push((signature, &signed.signature));
    }
    Ok(container::write(&members))
}

fn manifest(
    identification: &Identification,
    as_of: &str,
    sections: &[(&str, Vec<u8>)],
    slots: &[Slot],
    rotations: &[SignedRotation],
) -> Manifest {
    let sections = sections.iter().map(|(id, bytes)| ManifestSection {
        id: (*id).to_owned(),
        file: section_file(id),
        byte_len: bytes.len() as u64,
        sha256: sha256_hex(bytes),
    });
    let slots = slots.iter().map(|slot| ManifestSlot {
        id: slot.id.clone(),
        file: slot_file(&slot.id),
        byte_len: slot.bytes.len() as u64,
        sha256: sha256_hex(&slot.bytes),
    });
    let rotations = (1..).zip(rotations).map(|(number, signed)| ManifestRotation {
        number,
        file: rotation_file(number),
        byte_len: signed.json.len() as u64,
        sha256: sha256_hex(&signed.json),
    });
    Manifest {
        format: FORMAT,
        suite: SUITE.to_owned(),
        register: identification.register.clone(),
        kind: identification.kind,
        seq: identification.seq,
        issued: seal::time::format(identification.issued_unix_s),
        expires: seal::time::format(identification.expires_unix_s),
        as_of: as_of.to_owned(),
        previous: None,
        sections: sections.collect(),
        slots: slots.collect(),
        rotations: rotations.collect(),
    }
}

/// Encrypts to every recipient.
///
/// # Errors
///
/// `cli.no_operator` if there is none, `cli.too_many_recipients` if there are more than a reader takes.
pub fn encrypt(plain: &[u8], recipients: &[x25519::Recipient]) -> Result<Vec<u8>, Failure> {
    if recipients.len() > limits::MAX_RECIPIENTS {
        let params = [
            ("count", recipients.len().to_string()),
            ("limit", limits::MAX_RECIPIENTS.to_string()),
        ];
        return Err(failure("cli.too_many_recipients", &params));
    }
    let recipients = recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
    let encryptor = Encryptor::with_recipients(recipients).map_err(|_| failure("cli.no_operator", &[]))?;
    let mut sealed = Vec::with_capacity(plain.len() + plain.len() / 4096 + 1024);
    encryptor
        .wrap_output(&mut sealed)
        .and_then(|mut writer| {
            writer.write_all(plain)?;
            writer.finish()
        })
        .expect("a vector takes every byte");
    Ok(sealed)
}

/// The signature file of a manifest.
///
/// # Errors
///
/// `cli.randomness` if the system gives none.
pub fn sign(manifest: &[u8], register: &str, seq: u64, publisher: &PublisherSecret) -> Result<String, Failure> {
    let signature = minisign::sign(
        None,
        &publisher.secret,
        manifest,
        Some(&seal::trusted_comment(register, seq)),
        Some(&seal::signature_comment(publisher.public().as_str())),
    );
    let signature = signature.map_err(|_| failure("cli.randomness", &[]))?;
    Ok(signature.to_string())
}

/// Opens what was just sealed as far as that goes without a key, as its readers will.
///
/// # Errors
///
/// Whatever a reader would report. That would be a fault of this program, and nothing must be written.
pub fn self_check(
    snapshot: Vec<u8>,
    identification: &Identification,
    publisher: &PublisherSecret,
) -> Result<Vec<u8>, Failure> {
    let trust = Trust {
        publisher_key: publisher.public().clone(),
        register: Some(identification.register.clone()),
        min_seq: identification.seq,
        now_unix_s: identification.issued_unix_s,
    };
    Ok(SealedSnapshot::verify(snapshot, &trust)?.into_bytes())
}
