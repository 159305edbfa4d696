//! Sections are decrypted when they are first needed, give their memory back when they are closed, and are seen whole or not at all.

mod library;
mod memory;

use library::{AS_OF, LIBRARY, Library, MEMBERS_ONLY, ROW_COUNT};
use memory::{allocated, peak_of};
use serde_json::{Value as Json, json};
use yongquan_core::dataset::Sort;
use yongquan_core::date;
use yongquan_core::query::Filter;
use yongquan_core::register::{OpenRegister, Progress};
use yongquan_core::seal::Identity;

/// Bytes to decrypt and to inflate through: two pieces of 64 KiB, a window of as much, and what is read at a time.
const MAX_WINDOW_BYTES: usize = 256 << 10;

fn open(library: &Library, bytes: &[u8], identity: &Identity) -> Result<OpenRegister, &'static str> {
    let opened = OpenRegister::open(library.verified(bytes), identity, |_| ());
    opened.map_err(|refused| refused.error.code())
}

fn desk() -> OpenRegister {
    open(&LIBRARY, &LIBRARY.bytes, &LIBRARY.desk).expect("the desk opens it")
}

/// How many rows a filter matches, or the code of why not.
fn count(register: &mut OpenRegister, filter: Json) -> Result<usize, &'static str> {
    let filter = Filter::from_json(&filter).expect("is a filter");
    let selection = register.ask(|dataset| dataset.ask(&filter));
    selection
        .map(|selection| selection.counts().matched)
        .map_err(|error| error.code())
}

fn adults() -> Json {
    json!({"field": "years", "op": "ge", "value": 18})
}

fn borrowers() -> Json {
    json!({"field": "may_borrow", "op": "eq", "value": true})
}

fn set_as_of(register: &mut OpenRegister, day: &str) -> Result<(), &'static str> {
    let day = date::parse(day).expect("is a day");
    register.set_as_of(day).map_err(|error| error.code())
}

#[test]
fn opening_decrypts_the_base_section_and_knows_what_else_the_key_opens() {
    let mut register = desk();
    assert_eq!(register.open_sections(), ["s00"]);
    assert_eq!(register.openable_sections(), ["s00", "s01", "s02"]);
    assert!(register.locked_sections().is_empty());
    assert!(count(&mut register, adults()).expect("is in the base section") > 0);
    assert_eq!(register.open_sections(), ["s00"]);

    let counter = open(&LIBRARY, &LIBRARY.bytes, &LIBRARY.counter).expect("the counter opens it");
    assert_eq!(counter.openable_sections(), ["s00", "s02"]);
    assert_eq!(counter.locked_sections(), ["s01"]);
    let refused = open(&LIBRARY, &LIBRARY.bytes, &LIBRARY.stranger);
    assert_eq!(refused.err(), Some("open.no_access"));
}

#[test]
fn only_what_may_be_needed_again_is_kept_of_the_snapshot() {
    let kept = desk().sealed_byte_len();
    assert!(kept < LIBRARY.bytes.len() * 3 / 4, "{kept} of {}", LIBRARY.bytes.len());
    let counter = open(&LIBRARY, &LIBRARY.bytes, &LIBRARY.counter).expect("the counter opens it");
    assert!(counter.sealed_byte_len() < kept);
}

#[test]
fn each_way_to_ask_for_a_field_opens_its_section() {
    let cards = json!({"field": "card_no", "op": "not_missing"});
    let mut register = desk();
    assert_eq!(count(&mut register, cards), Ok(ROW_COUNT * 3 / 4));
    assert_eq!(register.open_sections(), ["s00", "s02"]);

    let mut register = desk();
    let field = register.schema().field_id("born_on").expect("is in the schema");
    let sort = Sort {
        field,
        is_descending: true,
    };
    let rows = register.ask(|dataset| dataset.rows(&dataset.everyone(), &[sort], 0, 1));
    assert_eq!(rows, Ok(vec![11_999]));
    assert_eq!(register.open_sections(), ["s00", "s01"]);

    let mut register = desk();
    let facet = register.ask(|dataset| dataset.facet(&dataset.everyone(), field));
    assert_eq!(facet.expect("is open").len(), 12_001);
    assert_eq!(register.open_sections(), ["s00", "s01"]);

    let mut register = desk();
    register.open_all().expect("everything is good");
    assert_eq!(register.open_sections(), ["s00", "s01", "s02"]);
}

#[test]
fn a_question_that_was_prepared_is_answered_after_its_section_was_closed() {
    let mut register = desk();
    let filter = Filter::from_json(&borrowers()).expect("is a filter");
    let question = register
        .ask(|dataset| dataset.prepare(filter.clone()))
        .expect("is fine");
    let before = register.ask(|dataset| dataset.count(&question)).expect("is fine");
    register.close_section("s02");
    assert_eq!(register.open_sections(), ["s00"]);
    assert_eq!(register.ask(|dataset| dataset.count(&question)), Ok(before));
    assert_eq!(register.open_sections(), ["s00", "s02"]);
}

#[test]
fn a_field_of_a_section_that_the_key_does_not_open_is_refused() {
    let mut counter = open(&LIBRARY, &LIBRARY.bytes, &LIBRARY.counter).expect("the counter opens it");
    let births = json!({"field": "born_on", "op": "not_missing"});
    assert_eq!(count(&mut counter, births), Err("query.locked_field"));
    assert_eq!(set_as_of(&mut counter, "2014-01-01"), Err("query.as_of_fixed"));
    let there = count(&mut counter, borrowers());
    assert_eq!(there, count(&mut desk(), borrowers()));
    assert_eq!(counter.open_sections(), ["s00", "s02"]);
}

#[test]
fn another_day_opens_what_ages_are_counted_from() {
    let mut register = desk();
    let today = count(&mut register, adults()).expect("is in the base section");
    set_as_of(&mut register, "2013-03-02").expect("is the snapshot's day");
    assert_eq!(register.open_sections(), ["s00"]);
    set_as_of(&mut register, "2020-03-02").expect("births can be opened");
    assert_eq!(register.open_sections(), ["s00", "s01", "s02"]);
    let later = count(&mut register, adults()).expect("births are open");
    assert!(later > today);
    assert_eq!(count(&mut register, borrowers()), Ok(later));
}

#[test]
fn what_was_computed_from_a_closed_section_is_computed_again_when_it_is_asked() {
    let mut register = desk();
    let today = count(&mut register, adults()).expect("is in the base section");
    set_as_of(&mut register, "2020-03-02").expect("births can be opened");
    let later = count(&mut register, adults()).expect("births are open");

    register.close_section("s01");
    let years = register.schema().field_id("years").expect("is in the schema");
    let may_borrow = register.schema().field_id("may_borrow").expect("is in the schema");
    assert!(!register.dataset().table().has(years) && !register.dataset().table().has(may_borrow));
    assert_eq!(count(&mut register, adults()), Ok(later));
    assert_eq!(register.open_sections(), ["s00", "s01", "s02"]);

    register.close_section("s02");
    assert_eq!(count(&mut register, borrowers()), Ok(later));

    for section in ["s01", "s02"] {
        register.close_section(section);
    }
    set_as_of(&mut register, AS_OF).expect("the packed values are kept");
    assert_eq!(count(&mut register, adults()), Ok(today));
    assert_eq!(count(&mut register, borrowers()), Ok(today));
    assert_eq!(register.open_sections(), ["s00", "s02"]);
}

#[test]
fn a_closed_section_gives_its_memory_back() {
    let mut register = desk();
    let births = json!({"field": "born_on", "op": "ge", "value": "2000-01-01"});
    let cards = json!({"field": "card_no", "op": "starts_with", "value": "C00"});
    let mut use_everything = || {
        for filter in [births.clone(), cards.clone(), borrowers(), adults()] {
            count(&mut register, filter).expect("is fine");
        }
        let used = allocated();
        for section in ["s01", "s02"] {
            register.close_section(section);
        }
        (used, allocated())
    };
    let (_, closed) = use_everything();
    let (open, closed_again) = use_everything();
    // Codes of two and four bytes a row, 30,000 texts of seven bytes with their offsets, and what was indexed.
    let least = ROW_COUNT * 6 + 30_000 * 11;
    assert!(open > closed + least as isize, "{open} − {closed}");
    assert_eq!(closed_again, closed, "closing gives back all that opening took");
    register.close_section("s00");
    register.close_section("nowhere");
    assert_eq!(register.open_sections(), ["s00"]);
}

#[test]
fn opening_a_section_takes_its_columns_and_some_windows_and_no_second_copy() {
    for section in ["s01", "s02"] {
        let mut register = desk();
        let fields = register.metadata().sections.iter().find(|entry| entry.id == section);
        let name = fields.expect("is announced").fields[0].clone();
        let field = register.schema().field_id(&name).expect("is in the schema");
        let before = allocated();
        let (opened, peak_byte_len) = peak_of(|| register.open_field(field));
        assert_eq!(opened, Ok(()));
        let kept = usize::try_from(allocated() - before).expect("its columns are kept");
        assert!(kept > ROW_COUNT, "{section}: {kept} bytes");
        assert!(
            peak_byte_len < kept + MAX_WINDOW_BYTES,
            "{section}: {peak_byte_len} − {kept}"
        );
    }
}

#[test]
fn a_damaged_section_is_refused_with_its_code_and_leaves_the_rest_as_it_was() {
    for (section, filter) in [
        ("s01", json!({"field": "born_on", "op": "not_missing"})),
        ("s02", borrowers()),
    ] {
        for distance in [-1, -100] {
            let bytes = LIBRARY.with_damage(section, distance);
            let mut register = open(&LIBRARY, &bytes, &LIBRARY.desk).expect("the base section is good");
            let before = count(&mut register, adults());
            for _ in 0..2 {
                assert_eq!(count(&mut register, filter.clone()), Err("open.section_altered"));
                assert_eq!(register.open_sections(), ["s00"]);
            }
            assert_eq!(
                register.open_all().map_err(|error| error.code()),
                Err("open.section_altered")
            );
            assert_eq!(count(&mut register, adults()), before);
        }
    }
    let bytes = LIBRARY.with_damage("s01", -1);
    let mut register = open(&LIBRARY, &bytes, &LIBRARY.desk).expect("the base section is good");
    assert_eq!(set_as_of(&mut register, "2020-03-02"), Err("open.section_altered"));
    assert_eq!(date::format(register.dataset().as_of()), AS_OF);
    assert!(count(&mut register, borrowers()).is_ok());
}

#[test]
fn a_damaged_header_does_not_pass_for_a_section_of_another_role() {
    // In the stanza, behind the first line of 22 bytes; the counter's own key does not open this section at all.
    for distance in [30, 60] {
        let bytes = LIBRARY.with_damage("s01", distance);
        for identity in [&LIBRARY.desk, &LIBRARY.counter] {
            assert_eq!(open(&LIBRARY, &bytes, identity).err(), Some("open.section_altered"));
        }
    }
    let bytes = LIBRARY.with_damage("s00", 30);
    assert_eq!(
        open(&LIBRARY, &bytes, &LIBRARY.desk).err(),
        Some("open.section_altered")
    );
}

#[test]
fn a_snapshot_that_was_not_opened_is_given_back_for_the_next_try() {
    let snapshot = LIBRARY.verified(&LIBRARY.bytes);
    let refused = OpenRegister::open(snapshot, &LIBRARY.stranger, |_| ());
    let Err(refused) = refused else {
        panic!("a stranger opened it");
    };
    assert!(OpenRegister::open(refused.snapshot, &LIBRARY.desk, |_| ()).is_ok());
}

#[test]
fn a_population_of_restricted_fields_opens_their_section_at_once() {
    let register = open(&MEMBERS_ONLY, &MEMBERS_ONLY.bytes, &MEMBERS_ONLY.counter).expect("has the cards");
    assert_eq!(register.open_sections(), ["s00", "s02"]);
    assert_eq!(register.dataset().population().count(), ROW_COUNT * 3 / 4);
}

#[test]
fn progress_goes_on_from_stage_to_stage_and_ends() {
    let mut reports = Vec::new();
    let snapshot = LIBRARY.verified(&LIBRARY.bytes);
    let opened = OpenRegister::open(snapshot, &LIBRARY.desk, |progress| reports.push(progress));
    assert!(opened.is_ok());
    let Some((&[Progress::Decode, Progress::Index], decrypted)) = reports.split_last_chunk().map(|(a, b)| (b, a))
    else {
        panic!("{reports:?}");
    };
    let done: Vec<(u64, u64)> = decrypted
        .iter()
        .map(|progress| match progress {
            Progress::Decrypt { done, total } => (*done, *total),
            _ => panic!("{reports:?}"),
        })
        .collect();
    assert_eq!(done[0].0, 0);
    assert!(done.is_sorted() && done.iter().all(|(done, total)| done <= total));
}
