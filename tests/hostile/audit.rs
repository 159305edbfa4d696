//! An audit tells of every fault; the first is the one that a reader stops at.

use yongquan_core::seal::{Check, SealedSnapshot, Trust};

use crate::fixture::{GOOD, Members, OFFICE, SEQ, STRANGERS};
use crate::register;

/// Whoever audits the bytes is told the reader's error first, and is told of an altered section if and only if there is one.
pub fn check_audit(bytes: &[u8], trust: &Trust, code: &str) {
    let Ok(sealed) = SealedSnapshot::parse(bytes.to_vec()) else {
        return;
    };
    let (sections, others): (Vec<_>, Vec<_>) = sealed
        .audit(trust)
        .into_iter()
        .partition(|finding| matches!(finding.check, Check::Section(_)));
    let first = others.into_iter().find_map(|finding| finding.outcome.err());
    assert_eq!(
        first,
        SealedSnapshot::verify(bytes.to_vec(), trust).err(),
        "the reader says {code}"
    );
    let is_altered = sections.iter().any(|finding| finding.outcome.is_err());
    if first.is_none() {
        assert_eq!(is_altered, code == "open.section_altered", "the reader says {code}");
    }
}

#[test]
fn an_audit_goes_on_where_a_reader_stops() {
    let mut members = Members::of(&GOOD);
    for name in ["slots/desk.age", "sections/s00.age", "sections/s01.age"] {
        members.get(name)[100] ^= 1;
    }
    let mut trust = OFFICE.trust();
    trust.register = Some("another".to_owned());
    trust.min_seq = SEQ + 1;
    trust.now_unix_s = register::EXPIRES_UNIX_S;
    let sealed = SealedSnapshot::parse(members.join()).expect("is framed well");
    let findings = sealed.audit(&trust).into_iter();
    let failed: Vec<(Check, &str)> = findings
        .filter_map(|finding| Some((finding.check, finding.outcome.err()?.code())))
        .collect();
    let expected = [
        (Check::Slot("desk".to_owned()), "open.slot_altered"),
        (Check::Register, "open.wrong_register"),
        (Check::Seq, "open.older_seq"),
        (Check::Expiry, "open.expired"),
        (Check::Section("s00".to_owned()), "open.section_altered"),
        (Check::Section("s01".to_owned()), "open.section_altered"),
    ];
    assert_eq!(failed, expected);
    // Where the publisher is a stranger, nothing of the manifest is believed.
    let findings = sealed.audit(&STRANGERS.trust());
    let last = findings.last().expect("something was checked");
    assert_eq!(last.check, Check::Publisher);
    assert_eq!(
        last.outcome.as_ref().expect_err("is a stranger").code(),
        "open.wrong_signer"
    );
}
