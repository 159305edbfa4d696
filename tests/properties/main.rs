//! What must hold for any register and any question.

mod doors;
mod generate;
mod laws;
#[path = "../oracle/mod.rs"]
mod oracle;
mod schema_words;

use std::collections::BTreeMap;

use generate::{RawFilter, RawRegister, filters, has_values, registers, small_registers};
use oracle::engine;
use proptest::prelude::*;
use proptest::sample::Index;
use yongquan_core::dataset::Sort;
use yongquan_core::date;
use yongquan_core::limits;
use yongquan_core::query::{Filter, text};

/// Registers and questions that each property is tried on.
const CASES: u32 = 3_000;

/// Filters that are compared with the oracle over small registers, each over one of its own: what goes wrong in a filter shows
/// in a few rows, and few rows are quick.
const SMALL_CASES: u32 = 20_000;

/// Failures are printed with their register; a file beside the sources would be one more thing that a test writes.
pub fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(CASES))]

    #[test]
    fn the_engine_answers_as_the_oracle_does(
        raw in registers(),
        filter in filters(),
        sorts in proptest::collection::vec((any::<Index>(), any::<bool>()), 0..=limits::MAX_SORT_FIELDS),
        (offset, limit) in (0..40_usize, 0..80_usize),
    ) {
        let register = raw.register();
        let dataset = engine::dataset(&register);
        let filter = filter.resolve(&register);
        let answer = register.ask(&filter);
        let selection = dataset.ask(&filter).expect("the filter fits the schema");

        let matched: Vec<u32> = selection.matched().iter().map(|row_id| row_id as u32).collect();
        prop_assert_eq!(&matched, &answer.matched);
        prop_assert_eq!(selection.counts(), answer.counts);
        let counts = selection.counts();
        prop_assert_eq!(counts.population() + counts.excluded, register.rows.len());

        for field in register.schema.fields.iter().filter(has_values) {
            let facet = engine::facet(&dataset, &selection, &field.id);
            prop_assert_eq!(facet.values().sum::<usize>(), counts.matched);
            prop_assert_eq!(facet, answer.facet(&field.id));
        }

        let with_values: Vec<_> = register.schema.fields.iter().filter(has_values).collect();
        let orders: Vec<(&str, bool)> = sorts
            .iter()
            .map(|(field, is_descending)| (field.get(&with_values).id.as_str(), *is_descending))
            .collect();
        let sorts: Vec<Sort> = orders
            .iter()
            .map(|&(field, is_descending)| {
                let field = dataset.schema().field_id(field).expect("the field exists");
                Sort { field, is_descending }
            })
            .collect();
        let page = dataset.rows(&selection, &sorts, offset, limit).expect("the page is small");
        prop_assert_eq!(page, answer.page(&orders, offset, limit));
    }

    #[test]
    fn a_filter_survives_json_and_text(raw in registers(), filter in filters()) {
        let register = raw.register();
        let dataset = engine::dataset(&register);
        let filter = filter.resolve(&register);
        let json = serde_json::to_string(&filter.to_json()).expect("a filter is JSON");
        let value = serde_json::from_str(&json).expect("and back");
        prop_assert_eq!(Filter::from_json(&value), Ok(filter.clone()));
        let printed = text::print(&filter, dataset.schema());
        prop_assert_eq!(text::parse(&printed, dataset.schema()), Ok(filter), "printed as {}", printed);
    }

    #[test]
    fn another_day_is_answered_as_if_the_register_spoke_of_it(
        raw in registers(),
        filter in filters(),
        day in generate::days(),
    ) {
        let register = raw.register();
        let mut dataset = engine::dataset(&register);
        let there = register.at(&day);
        let filter = filter.resolve(&register);
        dataset.set_as_of(date::parse(&day).expect("the day exists")).expect("all dates are open");
        let selection = dataset.ask(&filter).expect("the filter fits the schema");
        prop_assert_eq!(selection.counts(), there.ask(&filter).counts);
        dataset.set_as_of(date::parse(&register.as_of).expect("the day exists")).expect("all dates are open");
        let selection = dataset.ask(&filter).expect("the filter fits the schema");
        prop_assert_eq!(selection.counts(), register.ask(&filter).counts);
    }
}

proptest! {
    #![proptest_config(config(SMALL_CASES))]

    #[test]
    fn filters_over_every_type_of_field_answer_as_the_oracle_does(raw in small_registers(), filter in filters()) {
        let register = raw.register();
        let dataset = engine::dataset(&register);
        let filter = filter.resolve(&register);
        let answer = register.ask(&filter);
        let selection = dataset.ask(&filter).expect("the filter fits the schema");
        let matched: Vec<u32> = selection.matched().iter().map(|row_id| row_id as u32).collect();
        prop_assert_eq!(&matched, &answer.matched);
        prop_assert_eq!(selection.counts(), answer.counts);
        let question = dataset.prepare(filter).expect("the filter fits the schema");
        prop_assert_eq!(dataset.count(&question), Ok(answer.counts));
    }
}

/// A property that never sees a row of some answer would hold by accident.
#[test]
fn the_generated_questions_divide_their_registers() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut totals = [0_usize; 4];
    let mut kinds = BTreeMap::new();
    for _ in 0..300 {
        let mut sample = |raw: RawRegister, filter: RawFilter| {
            let register = raw.register();
            let filter = filter.resolve(&register);
            count_kinds(&filter, &mut kinds);
            let counts = register.ask(&filter).counts;
            [counts.matched, counts.not_matched, counts.unknown, counts.excluded]
        };
        let tree = (registers(), filters())
            .new_tree(&mut runner)
            .expect("nothing is rejected");
        let (raw, filter) = tree.current();
        for (total, count) in totals.iter_mut().zip(sample(raw, filter)) {
            *total += count;
        }
    }
    assert!(totals.iter().all(|total| *total > 1_000), "{totals:?}");
    for kind in [
        "any",
        "all",
        "count",
        "contains",
        "starts_with",
        "ends_with",
        "pinyin",
        "under",
        "in",
        "between",
        "eq",
        "lt",
    ] {
        assert!(kinds.get(kind).is_some_and(|&count| count > 10), "{kind}: {kinds:?}");
    }
}

/// Counts the operators and quantifiers of a filter by their names in JSON.
fn count_kinds(filter: &Filter, kinds: &mut BTreeMap<String, usize>) {
    fn walk(json: &serde_json::Value, kinds: &mut BTreeMap<String, usize>) {
        let members = match json {
            serde_json::Value::Object(entries) => {
                let named = ["op", "household"]
                    .into_iter()
                    .filter_map(|key| entries.get(key)?.as_str());
                named.for_each(|name| *kinds.entry(name.to_owned()).or_default() += 1);
                entries.values().collect()
            }
            serde_json::Value::Array(members) => members.iter().collect(),
            _ => Vec::new(),
        };
        members.into_iter().for_each(|member| walk(member, kinds));
    }
    walk(&filter.to_json(), kinds);
}
