//! What a key does not open, and keys that open no more.

use age::x25519;
use yongquan_core::dataset::Sort;
use yongquan_core::register::OpenRegister;
use yongquan_core::seal::{Identity, SealedSnapshot, Trust};

use crate::fixture::{GOOD, OFFICE, SEQ, STRANGERS, identity};
use crate::reading::{Outcome, RESTRICTED_FIELDS, count, outcome};
use crate::register;
use crate::tally::judge;

fn open(bytes: &[u8], identity: &Identity) -> OpenRegister {
    let snapshot = SealedSnapshot::verify(bytes.to_vec(), &OFFICE.trust()).expect("is good");
    let opened = OpenRegister::open(snapshot, identity, |_| ());
    opened
        .map_err(|refused| refused.error.code())
        .expect("the key opens the base section")
}

/// The office's snapshot of a number, for some operators.
fn sealed_for(seq: u64, recipients: [Vec<&x25519::Identity>; 2]) -> Vec<u8> {
    let recipients = recipients.map(|keys| keys.into_iter().map(x25519::Identity::to_public).collect());
    let identification = register::identification(seq);
    let sections = register::sections(seq);
    OFFICE.seal_for(
        &recipients,
        &identification,
        &OFFICE.publisher,
        &Default::default(),
        &sections,
    )
}

#[test]
fn a_key_that_is_no_recipient_opens_nothing() {
    let trust = OFFICE.trust();
    let keys = [
        ("a stranger's", x25519::Identity::generate()),
        ("another office's", STRANGERS.desk.clone()),
        ("another counter's", STRANGERS.counter.clone()),
    ];
    let faults = keys.map(|(name, key)| {
        (
            name.to_owned(),
            outcome(&GOOD, &trust, &identity(&key)),
            "open.no_access",
        )
    });
    judge("keys that are no recipients", 3, faults);
    // One who may read a restricted section and not the base section may read nothing: there is no schema for it.
    let without_base = sealed_for(SEQ, [vec![&OFFICE.desk], vec![&OFFICE.desk, &OFFICE.counter]]);
    assert_eq!(
        outcome(&without_base, &trust, &identity(&OFFICE.counter)),
        "open.no_access"
    );
}

#[test]
fn an_operator_who_was_dropped_opens_the_old_snapshot_and_not_the_new_one() {
    let (old_trust, counter) = (OFFICE.trust(), identity(&OFFICE.counter));
    let new = sealed_for(SEQ + 1, [vec![&OFFICE.desk], vec![&OFFICE.desk]]);
    let new_trust = Trust {
        min_seq: SEQ + 1,
        ..OFFICE.trust()
    };
    assert_eq!(
        [
            (
                "the old one, by a reader that has not seen the new one",
                outcome(&GOOD, &old_trust, &counter)
            ),
            ("the new one", outcome(&new, &old_trust, &counter)),
            (
                "the old one, by a reader that has",
                outcome(&GOOD, &new_trust, &counter)
            ),
            (
                "the new one, by an operator who stays",
                outcome(&new, &new_trust, &identity(&OFFICE.desk))
            ),
        ]
        .map(|(_, code)| code),
        ["accepted", "open.no_access", "open.older_seq", "accepted"]
    );
}

#[test]
fn an_operator_whose_role_lost_a_section_finds_it_closed_in_the_new_snapshot() {
    let both = || vec![&OFFICE.desk, &OFFICE.counter];
    let before = sealed_for(SEQ, [both(), both()]);
    let after = sealed_for(SEQ + 1, [both(), vec![&OFFICE.desk]]);
    let counter = identity(&OFFICE.counter);
    let locked = |bytes: &[u8]| Outcome::of(bytes, &OFFICE.trust(), &counter).read;
    assert_eq!(locked(&before), Ok((register::ROW_COUNT, vec![])));
    assert_eq!(locked(&after), Ok((register::ROW_COUNT, vec!["s01".to_owned()])));
    assert_eq!(count(&mut open(&before, &counter), "phone"), Ok(27));
    assert_eq!(count(&mut open(&after, &counter), "phone"), Err("query.locked_field"));
}

#[test]
fn a_section_outside_the_role_stays_closed_however_it_is_asked_for() {
    let mut register = open(&GOOD, &identity(&OFFICE.counter));
    let mut faults = Vec::new();
    for name in RESTRICTED_FIELDS {
        let field = register
            .schema()
            .field_id(name)
            .expect("the schema tells what is closed");
        let mut ask = |what: &str, code: Option<&'static str>| {
            faults.push((
                format!("{what} {name}"),
                code.unwrap_or("accepted"),
                "query.locked_field",
            ));
        };
        ask("rows by", count(&mut register, name).err());
        let sort = Sort {
            field,
            is_descending: false,
        };
        let sorted = register.ask(|dataset| dataset.rows(&dataset.everyone(), &[sort], 0, 1));
        ask("sorted by", sorted.err().map(|error| error.code()));
        let facet = register.ask(|dataset| dataset.facet(&dataset.everyone(), field));
        ask("facet of", facet.err().map(|error| error.code()));
        let cross_tab = register.ask(|dataset| dataset.cross_tab(&dataset.everyone(), &[field]));
        ask("table of", cross_tab.err().map(|error| error.code()));
        let distinct = register.ask(|dataset| dataset.distinct(&dataset.everyone(), field));
        ask("values of", distinct.err().map(|error| error.code()));
        let column = register.ask(|dataset| dataset.column(field).map(|_| ()));
        ask("column of", column.err().map(|error| error.code()));
        register
            .open_field(field)
            .expect("it is no fault that a section is closed");
        register.open_all().expect("it is no fault that a section is closed");
        let column = register.ask(|dataset| dataset.column(field).map(|_| ()));
        ask("column, once all is open, of", column.err().map(|error| error.code()));
        assert!(
            !register.can_open(field) && !register.dataset().table().has(field),
            "{name}"
        );
    }
    assert_eq!(register.open_sections(), ["s00"]);
    assert_eq!(
        register.sealed_byte_len(),
        0,
        "what the key does not open is not even kept"
    );
    judge("questions about a section outside the role", 14, faults);
}
