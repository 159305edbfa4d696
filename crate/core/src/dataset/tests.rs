use serde_json::json;

use super::*;
use crate::query::Comparison;
use crate::schema::{Role, SchemaDocument};

fn schema() -> Schema {
    let title = json!({"zh": "题", "en": "title"});
    let field = |id: &str, kind: &str, derived: serde_json::Value| {
        let mut field = json!({
            "id": id, "title": title, "kind": kind, "group": "g", "sensitivity": "internal", "department": "",
            "purpose": "", "legal_basis": "", "standard": "", "pack": "yes"
        });
        if !derived.is_null() {
            field["derived"] = derived;
        }
        field
    };
    let of_age = json!({"field": "years", "op": "ge", "value": 18});
    let document: SchemaDocument = serde_json::from_value(json!({
        "title": title,
        "groups": [{"id": "g", "title": title}],
        "fields": [
            field("is_open", "boolean", json!(null)),
            field("born", "date", json!(null)),
            field("flat", "text", json!(null)),
            field("is_of_age", "boolean", json!({"kind": "where", "filter": of_age})),
            field("years", "integer", json!({"kind": "full_years", "of": "born"})),
            field("flatmates", "integer", json!({"kind": "group_size", "by": "flat"})),
        ],
        "code_lists": [],
        "population": {"field": "is_open", "op": "eq", "value": true},
        "roles": {"age": "years"},
        "default_columns": [], "default_facets": [], "example_questions": []
    }))
    .expect("the document has the shape of one");
    Schema::new(document).expect("the schema is sound")
}

fn day(text: &str) -> Day {
    date::parse(text).expect("a test writes real days")
}

/// Five people; the third moved out, the fourth has no date and the fifth no flat.
fn dataset() -> Dataset {
    let schema = schema();
    let mut table = Table::new(5, schema.fields().len());
    let field = |id: &str| schema.field_id(id).expect("the field exists");
    let is_open = [Some(true), Some(true), Some(false), Some(true), Some(true)];
    table.set(field("is_open"), Column::from_booleans(&is_open));
    let born = ["1995-03-02", "1995-03-03", "1990-01-01", "", "2020-01-01"].map(date::parse);
    table.set(field("born"), Column::from_dates(&born));
    let flat = [Some("a"), Some("a"), Some("a"), Some("b"), None];
    table.set(field("flat"), Column::from_texts(&flat));
    derive(&schema, &mut table, day("2013-03-02")).expect("all sources are there");
    Dataset::new(schema, table, day("2013-03-02")).expect("the population is sound")
}

fn column(dataset: &Dataset, id: &str) -> Vec<Option<String>> {
    let field = dataset.schema().field_id(id).expect("the field exists");
    let column = dataset.column(field).expect("the column is open");
    let cell = |row_id| column.value(row_id).map(|value| value.to_string());
    (0..dataset.table().row_count()).map(cell).collect()
}

fn texts<const N: usize>(cells: [&str; N]) -> Vec<Option<String>> {
    cells.map(|cell| (!cell.is_empty()).then(|| cell.to_owned())).to_vec()
}

#[test]
fn derived_fields_are_counted_to_the_day_and_over_the_population() {
    let dataset = dataset();
    assert_eq!(column(&dataset, "years"), texts(["18", "17", "23", "", ""]));
    assert_eq!(column(&dataset, "is_of_age"), texts(["true", "false", "true", "", ""]));
    assert_eq!(column(&dataset, "flatmates"), texts(["2", "2", "", "1", ""]));
}

#[test]
fn every_row_is_true_false_unknown_or_excluded() {
    let dataset = dataset();
    let filter = Filter::compare("years", Comparison::Ge, 18);
    let counts = dataset.ask(&filter).expect("the question is sound").counts();
    let expected = Counts {
        matched: 1,
        not_matched: 1,
        unknown: 2,
        excluded: 1,
    };
    assert_eq!(counts, expected);
    assert_eq!(counts.population(), 4);
    assert_eq!(dataset.everyone().counts().matched, 4);
}

#[test]
fn ages_follow_the_as_of_date_there_and_back() {
    let mut dataset = dataset();
    let filter = Filter::eq("is_of_age", true);
    let matched = |dataset: &Dataset| {
        let selection = dataset.ask(&filter).expect("the question is sound");
        selection.matched().iter().collect::<Vec<_>>()
    };
    assert_eq!(matched(&dataset), [0]);
    dataset.set_as_of(day("2013-03-03")).expect("births are open");
    assert_eq!(matched(&dataset), [0, 1]);
    dataset.set_as_of(day("2040-01-01")).expect("births are open");
    assert_eq!(matched(&dataset), [0, 1, 4]);
    dataset
        .set_as_of(day("2013-03-02"))
        .expect("the packed values are kept");
    assert_eq!(matched(&dataset), [0]);
    assert_eq!(column(&dataset, "years"), texts(["18", "17", "23", "", ""]));
    assert_eq!(dataset.set_as_of(day("1899-12-31")), Err(QueryError::WrongAsOf));
}

#[test]
fn without_births_the_as_of_date_is_fixed_and_nothing_changes() {
    let open = dataset();
    let schema = schema();
    let mut table = Table::new(5, schema.fields().len());
    for field in schema.field_ids().filter(|&field| schema.field(field).id != "born") {
        table.set(field, open.table().column(field).expect("the column is open").clone());
    }
    let mut dataset = Dataset::new(schema, table, day("2013-03-02")).expect("the population is sound");
    let refused = dataset.set_as_of(day("2014-01-01"));
    let expected = QueryError::AsOfFixed {
        field: "years".to_owned(),
    };
    assert_eq!(refused, Err(expected));
    assert_eq!(dataset.as_of(), day("2013-03-02"));
    assert_eq!(column(&dataset, "years"), texts(["18", "17", "23", "", ""]));
}

#[test]
fn pages_follow_the_sort_with_missing_last_both_ways() {
    let dataset = dataset();
    let years = dataset.schema().field_id("years").expect("the field exists");
    let everyone = dataset.everyone();
    let page = |is_descending, offset, limit| {
        let sort = Sort {
            field: years,
            is_descending,
        };
        dataset
            .rows(&everyone, &[sort], offset, limit)
            .expect("the column is open")
    };
    assert_eq!(page(false, 0, 10), [1, 0, 3, 4]);
    assert_eq!(page(true, 0, 10), [0, 1, 3, 4]);
    assert_eq!(page(true, 1, 2), [1, 3]);
    assert!(page(true, 4, 2).is_empty());
    assert_eq!(dataset.rows(&everyone, &[], 2, 9).expect("any page is fine"), [3, 4]);
    let refused = dataset.rows(&everyone, &[], 0, limits::MAX_PAGE_ROWS + 1);
    assert_eq!(refused.map_err(|error| error.code()), Err("query.too_many"));
}

#[test]
fn a_page_is_sorted_by_three_fields_at_most() {
    let dataset = dataset();
    let everyone = dataset.everyone();
    let sort = |id: &str, is_descending| Sort {
        field: dataset.schema().field_id(id).expect("the field exists"),
        is_descending,
    };
    let sorts = [sort("flatmates", true), sort("years", true), sort("born", false)];
    assert_eq!(dataset.rows(&everyone, &sorts, 0, 9), Ok(vec![0, 1, 3, 4]));
    let sorts = [sort("flat", false), sort("years", false)];
    assert_eq!(dataset.rows(&everyone, &sorts, 0, 9), Ok(vec![1, 0, 3, 4]));
    let refused = dataset.rows(&everyone, &[sorts[0]; limits::MAX_SORT_FIELDS + 1], 0, 1);
    assert_eq!(refused.map_err(|error| error.code()), Err("query.too_many"));
}

#[test]
fn a_facet_adds_up_to_the_selection() {
    let dataset = dataset();
    let flat = dataset.schema().field_id("flat").expect("the field exists");
    assert_eq!(dataset.facet(&dataset.everyone(), flat), Ok(vec![2, 1, 1]));
}

#[test]
fn a_relation_needs_a_code_list() {
    let mut document = schema().document().clone();
    document.roles.insert(Role::Relation, "flat".to_owned());
    let refused = Schema::new(document.clone())
        .map(|_| ())
        .map_err(|error| error.to_string());
    assert!(refused.is_err_and(|problem| problem.contains("the field flat has no code list")));
    let list = json!({"id": "kinship", "title": {"zh": "关系", "en": "Kinship"}, "codes": []});
    document
        .code_lists
        .push(serde_json::from_value(list).expect("has the shape of a list"));
    document.fields[2].code_list = Some("kinship".to_owned());
    let schema = Schema::new(document).expect("the schema is sound");
    assert_eq!(schema.role(Role::Relation), schema.field_id("flat"));
}

#[test]
fn a_population_that_counts_on_derived_fields_is_refused() {
    let mut document = schema().document().clone();
    document.population = Some(json!({"field": "years", "op": "ge", "value": 18}));
    let schema = Schema::new(document).expect("the schema is sound");
    let table = dataset().table().clone();
    assert!(Dataset::new(schema, table, day("2013-03-02")).is_err());
}
