//! Part of a register as a register of its own: the rows that a question selects, and nothing of the others.
//!
//! Who may see one area only gets a snapshot of that area: a section's key opens every row of it. So what is left out must not lie
//! in the file in any form: dictionaries hold only values that a row of the part has, and sounds are made of those.
//!
//! Derived values are those of the whole register. How many people a household has is a fact about the household, not about the
//! file: whoever lives with a son across the street does not live alone. Questions about households are asked of the file,
//! however, and see only the members inside; how many households have members on both sides is therefore counted.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use yongquan_core::dataset::{Counts, Dataset};
use yongquan_core::date::Day;
use yongquan_core::error::QueryError;
use yongquan_core::query::{Filter, Plan, text};
use yongquan_core::schema::{Role, Schema};
use yongquan_core::table::{Column, Dictionary, Table, Value};

use crate::failure::Failure;
use crate::pinyin;
use crate::texts::failure;

/// What a question selected and left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The question in its canonical form.
    pub question: String,
    /// How the rows divided.
    pub counts: Counts,
    /// Households with counted members on both sides; `None` if the register has no households.
    pub split_household_count: Option<usize>,
}

/// How many rows a question leaves out and why, in both languages.
pub fn left_out_text(counts: Counts) -> String {
    let Counts {
        not_matched,
        unknown,
        excluded,
        ..
    } = counts;
    format!("不符合 not matching {not_matched}，无法判断 unknown {unknown}，不在统计之内 not counted {excluded}")
}

impl Cut {
    /// What was left out, in both languages.
    pub fn left_out_text(&self) -> String {
        let mut text = left_out_text(self.counts);
        if let Some(count) = self.split_household_count {
            text += &format!("；有成员被留在外面的户 households with members left out {count}");
        }
        text
    }

    /// The same as JSON.
    pub fn to_json(&self) -> Json {
        json!({
            "where": self.question,
            "matched": self.counts.matched,
            "not_matched": self.counts.not_matched,
            "unknown": self.counts.unknown,
            "excluded": self.counts.excluded,
            "split_households": self.split_household_count,
        })
    }
}

/// Reads a question in the text form and looks up all that it names, before there is any row to ask about.
///
/// # Errors
///
/// The question is refused.
pub fn parse(schema: &Schema, question: &str) -> Result<Filter, QueryError> {
    let filter = text::parse(question, schema)?;
    Plan::new(&filter, schema, &Table::without_rows(schema))?;
    Ok(filter)
}

/// Keeps the rows of the population for which a question is true.
///
/// `table` holds the derived values of the whole register, and the sounds of its texts.
///
/// # Errors
///
/// - the question is refused;
/// - `cli.where_nothing` if it is true of no row.
pub fn cut(schema: &Schema, table: Table, as_of: Day, filter: &Filter) -> Result<(Table, Cut), Failure> {
    let dataset = Dataset::new(schema.clone(), table, as_of)?;
    let selection = dataset.ask(filter)?;
    let row_ids: Vec<usize> = selection.matched().iter().collect();
    if row_ids.is_empty() {
        let unknown = selection.counts().unknown.to_string();
        return Err(failure("cli.where_nothing", &[("unknown", unknown)]));
    }
    let mut part = Table::new(row_ids.len(), schema.fields().len());
    for field in schema.field_ids() {
        if let Some(column) = dataset.table().column(field) {
            part.set(field, rows_of(column, &row_ids));
        }
    }
    pinyin::add_sounds(schema, &mut part);
    let cut = Cut {
        question: text::print(filter, schema),
        counts: selection.counts(),
        split_household_count: split_households(&dataset, |row_id| selection.matched().contains(row_id)),
    };
    Ok((part, cut))
}

/// The same column with these rows only; its dictionary holds no other value than theirs.
fn rows_of(column: &Column, row_ids: &[usize]) -> Column {
    let values = || row_ids.iter().map(|&row_id| column.value(row_id));
    match column.dictionary() {
        Dictionary::Text(texts) => {
            let all: Vec<&str> = (0..texts.len()).map(|code| texts.get(code)).collect();
            let missing = column.missing_code();
            let codes = row_ids.iter().map(|&row_id| column.codes().get(row_id));
            let codes =
                codes.map(|code| (code != missing).then(|| u32::try_from(code).expect("MAX_ROWS fits 32 bits")));
            Column::from_distinct_texts(&all, codes)
        }
        Dictionary::Integer(_) => Column::from_integers(&values().map(integer).collect::<Vec<_>>()),
        Dictionary::Number(_) => Column::from_numbers(&values().map(number).collect::<Vec<_>>()),
        Dictionary::Boolean => Column::from_booleans(&values().map(boolean).collect::<Vec<_>>()),
        Dictionary::Date(_) => Column::from_dates(&values().map(day).collect::<Vec<_>>()),
    }
}

fn integer(value: Option<Value>) -> Option<i64> {
    match value {
        Some(Value::Integer(integer)) => Some(integer),
        _ => None,
    }
}

fn number(value: Option<Value>) -> Option<f64> {
    match value {
        Some(Value::Number(number)) => Some(number),
        _ => None,
    }
}

fn boolean(value: Option<Value>) -> Option<bool> {
    match value {
        Some(Value::Boolean(boolean)) => Some(boolean),
        _ => None,
    }
}

fn day(value: Option<Value>) -> Option<Day> {
    match value {
        Some(Value::Date(day)) => Some(day),
        _ => None,
    }
}

/// How many households have counted members that are in and others that are not.
fn split_households(dataset: &Dataset, is_in: impl Fn(usize) -> bool) -> Option<usize> {
    let household = dataset.schema().role(Role::HouseholdId)?;
    let column = dataset.table().column(household)?;
    let mut sides: BTreeMap<usize, (bool, bool)> = BTreeMap::new();
    for row_id in dataset.population().iter() {
        let code = column.codes().get(row_id);
        if code != column.missing_code() {
            let (inside, outside) = sides.entry(code).or_default();
            *inside |= is_in(row_id);
            *outside |= !is_in(row_id);
        }
    }
    Some(sides.values().filter(|&&(inside, outside)| inside && outside).count())
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use yongquan_core::dataset;
    use yongquan_core::date;

    use super::*;

    /// Two streets. Household A has Li in the first and Wang in the second; Zhao is closed; of Sun no street is known.
    fn register() -> (Schema, Table, Day) {
        let field = |id: &str, kind: &str| {
            json!({
                "id": id, "title": {"zh": id, "en": id}, "kind": kind, "group": "g", "sensitivity": "internal",
                "department": "", "purpose": "", "legal_basis": "", "standard": "", "pack": "yes",
            })
        };
        let mut members = field("members", "integer");
        members["derived"] = json!({"kind": "group_size", "by": "household"});
        let mut sounds = field("name.pinyin", "text");
        sounds["derived"] = json!({"kind": "pinyin", "of": "name"});
        let document = json!({
            "title": {"zh": "册", "en": "Register"}, "groups": [{"id": "g", "title": {"zh": "组", "en": "Group"}}],
            "fields": [
                field("name", "text"), field("household", "text"), field("street", "integer"), field("fee", "number"),
                field("born", "date"), field("open", "boolean"), members, sounds,
            ],
            "code_lists": [], "roles": {"household_id": "household", "person_name": "name"},
            "population": {"field": "open", "op": "eq", "value": true},
            "default_columns": [], "default_facets": [], "example_questions": [],
        });
        let schema = serde_json::from_value(document).expect("is a schema document");
        let schema = Schema::new(schema).expect("is a schema");
        let mut table = Table::new(5, schema.fields().len());
        let columns = [
            (
                "name",
                Column::from_texts(&["李一", "王二", "赵三", "孙四", "周五"].map(Some)),
            ),
            ("household", Column::from_texts(&["A", "A", "B", "C", "B"].map(Some))),
            (
                "street",
                Column::from_integers(&[Some(1), Some(2), Some(1), None, Some(1)]),
            ),
            (
                "fee",
                Column::from_numbers(&[Some(1.5), Some(2.5), Some(3.5), None, None]),
            ),
            ("born", Column::from_dates(&[Some(0), Some(1), Some(2), Some(3), None])),
            (
                "open",
                Column::from_booleans(&[true, true, false, true, true].map(Some)),
            ),
        ];
        for (name, column) in columns {
            table.set(schema.field_id(name).expect("is in the schema"), column);
        }
        let as_of = date::parse("2013-03-02").expect("is a day");
        pinyin::add_sounds(&schema, &mut table);
        dataset::derive(&schema, &mut table, as_of).expect("can be derived");
        (schema, table, as_of)
    }

    #[test]
    fn only_the_rows_for_which_it_is_true_remain_and_nothing_of_the_others() {
        let (schema, table, as_of) = register();
        let (part, cut) = cut(
            &schema,
            table,
            as_of,
            &parse(&schema, "street = 1").expect("can be asked"),
        )
        .expect("is true of somebody");
        assert_eq!(part.row_count(), 2, "Li and Zhou; Zhao is not counted");
        let column = |name: &str| {
            part.column(schema.field_id(name).expect("is in the schema"))
                .expect("is there")
        };
        assert_eq!(*column("name"), Column::from_texts(&["李一", "周五"].map(Some)));
        assert_eq!(*column("household"), Column::from_texts(&["A", "B"].map(Some)));
        assert_eq!(*column("street"), Column::from_integers(&[Some(1), Some(1)]));
        assert_eq!(*column("fee"), Column::from_numbers(&[Some(1.5), None]));
        assert_eq!(*column("born"), Column::from_dates(&[Some(0), None]));
        assert_eq!(*column("open"), Column::from_booleans(&[Some(true), Some(true)]));
        // Li lives with Wang, who is left out.
        assert_eq!(*column("members"), Column::from_integers(&[Some(2), Some(1)]));
        let sounds = part.sounds(schema.field_id("name.pinyin").expect("is in the schema"));
        assert_eq!(sounds.expect("are made anew").text_count(), 2);
        assert_eq!(
            cut,
            Cut {
                question: "street = 1".to_owned(),
                counts: Counts {
                    matched: 2,
                    not_matched: 1,
                    unknown: 1,
                    excluded: 1
                },
                split_household_count: Some(1),
            }
        );
    }

    #[test]
    fn a_question_that_is_true_of_nobody_makes_no_register() {
        let (schema, table, as_of) = register();
        let filter = parse(&schema, "street = 9").expect("can be asked");
        let failure = cut(&schema, table, as_of, &filter).expect_err("nobody lives there");
        assert_eq!(failure.code(), "cli.where_nothing");
        let code = |question: &str| parse(&schema, question).expect_err("is refused").code();
        assert_eq!(code("stret = 9"), "query.unknown_word");
        assert_eq!(code("name = 9 and fee contains x"), "query.wrong_operator");
    }
}
