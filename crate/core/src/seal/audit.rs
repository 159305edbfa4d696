//! Every check that needs no operator's key, one after the other, going on where a reader would stop.
//!
//! A reader refuses a snapshot for the first fault. Whoever audits one wants to know all of them: which members were altered, and
//! whether it had expired as well. The steps are those of [`SealedSnapshot::authenticate`] and [`AuthenticSnapshot::accept`], called
//! from here in the same order, so the first that fails is the one that a reader reports.
//!
//! [`AuthenticSnapshot::accept`]: super::AuthenticSnapshot::accept

use super::manifest::Manifest;
use super::verify::{self, SealedSnapshot, Trust};
use crate::error::OpenError;

/// A thing that can be checked of a snapshot without an operator's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// The key that the signature names signed the manifest.
    Signature,
    /// Every change of the publisher's key was signed by the key before it, and the last one leads to the signer.
    Chain,
    /// The signer is trusted, or was handed over to by a key that is.
    Publisher,
    /// The manifest obeys the rules of its format, and is the one that the signature speaks of.
    Manifest,
    /// The members are those that the manifest names, and as long as it says.
    Members,
    /// A slot has the hash that the manifest names. The slot's id.
    Slot(String),
    /// The statement of a change of key has the hash that the manifest names, and is of its register. The statement's number.
    Rotation(u32),
    /// The register is the wanted one.
    Register,
    /// No newer snapshot was seen.
    Seq,
    /// The snapshot may still be used.
    Expiry,
    /// The snapshot was not made in the future.
    Clock,
    /// A section has the hash that the manifest names. The section's id.
    Section(String),
}

/// A check that was made, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was checked.
    pub check: Check,
    /// Why it failed, if it did.
    pub outcome: Result<(), OpenError>,
}

impl SealedSnapshot {
    /// Makes every check that needs no operator's key and hashes every member.
    ///
    /// Until the manifest is known to be the publisher's the first fault is the last finding, since nothing after it could be
    /// believed. From the manifest on everything is checked. A snapshot of which all is good opens none the less only through
    /// [`authenticate`](Self::authenticate) and what follows it.
    pub fn audit(&self, trust: &Trust) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let Some(manifest) = self.audit_manifest(trust, &mut findings) {
            self.audit_members(trust, &manifest, &mut findings);
        }
        findings
    }

    /// Up to the manifest; `None` if something failed.
    fn audit_manifest(&self, trust: &Trust, findings: &mut Vec<Finding>) -> Option<Manifest> {
        let file = note(findings, Check::Signature, self.signature())?;
        let rotations = note(findings, Check::Chain, self.rotations(&file.signer))?;
        let publisher = verify::check_publisher(&trust.publisher_key, &file.signer, &rotations);
        note(findings, Check::Publisher, publisher)?;
        let manifest = note(findings, Check::Manifest, self.signed_manifest(&file))?;
        note(findings, Check::Members, self.check_members(&manifest))?;
        for slot in &manifest.slots {
            note(findings, Check::Slot(slot.id.clone()), self.check_slot(slot));
        }
        for rotation in &rotations {
            let outcome = self.check_rotation(rotation, &manifest);
            note(findings, Check::Rotation(rotation.number), outcome);
        }
        Some(manifest)
    }

    /// What the manifest says about the snapshot as a whole, and the hashes of the sections.
    fn audit_members(&self, trust: &Trust, manifest: &Manifest, findings: &mut Vec<Finding>) {
        note(findings, Check::Register, verify::check_register(manifest, trust));
        note(findings, Check::Seq, verify::check_seq(manifest, trust));
        note(findings, Check::Expiry, verify::check_expiry(manifest, trust));
        note(findings, Check::Clock, verify::check_clock(manifest, trust));
        for section in &manifest.sections {
            let outcome = self.check_section(section);
            note(findings, Check::Section(section.id.clone()), outcome);
        }
    }
}

/// Writes a finding down and goes on with what was found, if it is good.
fn note<T>(findings: &mut Vec<Finding>, check: Check, outcome: Result<T, OpenError>) -> Option<T> {
    let (found, outcome) = match outcome {
        Ok(found) => (Some(found), Ok(())),
        Err(error) => (None, Err(error)),
    };
    findings.push(Finding { check, outcome });
    found
}
