//! The one case list, asked of the index engine and of the oracle. `tests/wasm` asks the same list in WebAssembly.

mod model;
#[path = "../oracle/mod.rs"]
mod oracle;

use std::collections::BTreeSet;

use model::{Case, Key};
use oracle::{Register, engine};
use yongquan_core::dataset::{Dataset, Sort};
use yongquan_core::date;
use yongquan_core::error::QueryError;
use yongquan_core::query::{Filter, text};

#[test]
fn every_case_holds_for_the_index_engine() {
    let failures = failures_of(|case| {
        let register = case.register();
        let mut dataset = match case.key {
            Key::All => engine::dataset(&register),
            Key::Base => engine::base_dataset(&register),
        };
        match ask_engine(case, &mut dataset) {
            Ok(()) => assert_eq!(case.error, None, "an error was expected"),
            Err(error) => check_error(case, &error),
        }
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_case_without_an_error_holds_for_the_oracle() {
    let failures = failures_of(|case| {
        if case.error.is_some() {
            return;
        }
        let register = case.register();
        let filter = filter_of(case, &engine::dataset(&register)).expect("no error is expected");
        let register = case.as_of.as_ref().map_or(register.clone(), |day| register.at(day));
        ask_oracle(case, &register, &filter);
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn names_are_sentences_of_their_own_and_each_case_expects_something() {
    let mut names = BTreeSet::new();
    let cases = model::load_cases();
    for (file, case) in &cases {
        assert!(names.insert(&case.name), "{file}: two cases are named {:?}", case.name);
        assert!(case.name.contains(' '), "{file}: {:?} is no sentence", case.name);
        assert!(
            case.question.is_some() || case.filter.is_some(),
            "{file}: {} asks nothing",
            case.name
        );
        let answers = case.counts.is_some() || (case.question.is_some() && case.filter.is_some());
        assert!(
            answers != case.error.is_some(),
            "{file}: {} expects nothing, or two things",
            case.name
        );
        assert!(
            case.params.is_empty() || case.error.is_some(),
            "{file}: {} has no error",
            case.name
        );
    }
    let sizes: BTreeSet<usize> = cases.iter().filter_map(|(_, case)| case.rows).collect();
    for size in [0, 1, 31, 32, 33, 63, 64, 65] {
        assert!(sizes.contains(&size), "no case has {size} rows");
    }
}

/// Runs each case and collects what went wrong, so that one run tells all.
fn failures_of(run: impl Fn(&Case) + std::panic::RefUnwindSafe) -> Vec<String> {
    let cases = model::load_cases();
    assert!(!cases.is_empty(), "the case list is there");
    let failed = cases.iter().filter_map(|(file, case)| {
        let result = std::panic::catch_unwind(|| run(case));
        let panic = result.err()?;
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Some(format!("{file}: {}: {}", case.name, text.unwrap_or_default()))
    });
    failed.collect()
}

/// The filter that is asked; where a case has both forms they mean the same, and the text survives printing.
fn filter_of(case: &Case, dataset: &Dataset) -> Result<Filter, QueryError> {
    let json = case.filter.as_ref().map(|json| {
        let value = serde_json::from_str(json).expect("the filter of a case is JSON");
        let filter = Filter::from_json(&value)?;
        assert_eq!(filter.to_json(), value, "JSON round trip");
        Ok::<_, QueryError>(filter)
    });
    let json = json.transpose()?;
    let Some(question) = &case.question else {
        return Ok(json.expect("a case asks something"));
    };
    let parsed = text::parse(question, dataset.schema())?;
    let printed = text::print(&parsed, dataset.schema());
    assert_eq!(
        text::parse(&printed, dataset.schema()),
        Ok(parsed.clone()),
        "printed as {printed}"
    );
    if let Some(json) = json {
        assert_eq!(parsed, json, "the question means the filter");
    }
    Ok(parsed)
}

fn ask_engine(case: &Case, dataset: &mut Dataset) -> Result<(), QueryError> {
    let filter = filter_of(case, dataset)?;
    if let Some(day) = &case.as_of {
        dataset.set_as_of(date::parse(day).ok_or(QueryError::WrongAsOf)?)?;
    }
    let selection = dataset.ask(&filter)?;
    let field = |name: &str| {
        dataset
            .schema()
            .field_id(name)
            .unwrap_or_else(|| panic!("no field {name}"))
    };
    let counts = selection.counts();
    check_counts(
        case,
        [counts.matched, counts.not_matched, counts.unknown, counts.excluded],
    );
    if let Some(matched) = &case.matched {
        let found: Vec<u32> = selection.matched().iter().map(|row_id| row_id as u32).collect();
        assert_eq!(&found, matched, "matched rows");
    }
    if let Some(facet) = &case.facet {
        let found = engine::facet(dataset, &selection, &facet.field);
        let found = found
            .into_iter()
            .map(|(value, count)| (value.unwrap_or_default(), count));
        assert_eq!(
            found.collect::<std::collections::BTreeMap<_, _>>(),
            facet.counts,
            "facet"
        );
    }
    if let Some(page) = &case.page {
        let sorts: Vec<Sort> = (page.order())
            .map(|(name, is_descending)| Sort {
                field: field(name),
                is_descending,
            })
            .collect();
        let found = dataset.rows(&selection, &sorts, page.offset, page.limit)?;
        assert_eq!(found, page.rows, "page");
    }
    Ok(())
}

fn ask_oracle(case: &Case, register: &Register, filter: &Filter) {
    let answer = register.ask(filter);
    let counts = answer.counts;
    check_counts(
        case,
        [counts.matched, counts.not_matched, counts.unknown, counts.excluded],
    );
    if let Some(matched) = &case.matched {
        assert_eq!(&answer.matched, matched, "matched rows");
    }
    if let Some(facet) = &case.facet {
        let found = answer.facet(&facet.field).into_iter();
        let found = found.map(|(value, count)| (value.unwrap_or_default(), count));
        assert_eq!(
            found.collect::<std::collections::BTreeMap<_, _>>(),
            facet.counts,
            "facet"
        );
    }
    if let Some(page) = &case.page {
        let orders: Vec<_> = page.order().collect();
        assert_eq!(answer.page(&orders, page.offset, page.limit), page.rows, "page");
    }
}

fn check_counts(case: &Case, found: [usize; 4]) {
    if let Some(counts) = case.counts {
        assert_eq!(found, counts, "true, false, unknown, excluded");
    }
}

fn check_error(case: &Case, error: &QueryError) {
    assert_eq!(Some(error.code()), case.error.as_deref(), "{error}");
    let params = error.params();
    for (name, expected) in &case.params {
        let found = params.iter().find(|(param, _)| param == name);
        assert_eq!(
            found.map(|(_, value)| value),
            Some(expected),
            "parameter {name} of {error}"
        );
    }
}
