//! Registers, questions in SQL and the rows that the oracle finds: `cargo run -p yongquan-core --example sql-questions -- FILE`.
//!
//! `tests/sql/run` puts the registers into databases and asks them the same. The questions are those of the case list and a few
//! hundred random ones, each with its negation, so that false and unknown rows are told apart as well.

#[path = "../properties/generate.rs"]
#[allow(dead_code, reason = "the properties use all of it")]
mod generate;
#[path = "../cases/model.rs"]
mod model;
#[path = "../oracle/mod.rs"]
mod oracle;

use std::collections::BTreeMap;
use std::process::ExitCode;

use oracle::{Cell, Register};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use yongquan_core::date;
use yongquan_core::query::sql::{Dialect, Target, to_sql};
use yongquan_core::query::{Filter, text};
use yongquan_core::schema::{Derivation, Schema};

/// Name of the table, which every database has to be told in quotes.
const TABLE: &str = "a \"register\"";

/// Random registers, and questions to each.
const REGISTERS: usize = 60;
const QUESTIONS: usize = 10;

fn main() -> ExitCode {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("names the file to write");
        return ExitCode::from(2);
    };
    let mut asked = Asked::default();
    from_case_list(&mut asked);
    at_random(&mut asked);
    let document = json!({"table": TABLE, "registers": asked.registers.into_values().collect::<Vec<_>>()});
    std::fs::write(path, document.to_string()).expect("the file can be written");
    println!(
        "{} questions, {} refused for their sounds",
        asked.written, asked.refused
    );
    ExitCode::SUCCESS
}

#[derive(Default)]
struct Asked {
    registers: BTreeMap<String, Value>,
    written: usize,
    refused: usize,
}

impl Asked {
    /// Writes a question and its negation, or sees that both are refused because there is no column.
    fn ask(&mut self, table: &str, name: &str, register: &Register, filter: &Filter) {
        let schema = Schema::new(register.schema.clone()).expect("a schema of a test is consistent");
        let as_of = date::parse(&register.as_of).expect("a day that exists");
        let entry = self
            .registers
            .entry(table.to_owned())
            .or_insert_with(|| table_of(table, register));
        for (name, filter) in [
            (name.to_owned(), filter.clone()),
            (format!("not: {name}"), Filter::Not(Box::new(filter.clone()))),
        ] {
            let written = Dialect::ALL.map(|dialect| {
                let table = TABLE;
                (
                    dialect.name(),
                    to_sql(&filter, &schema, Target { dialect, table, as_of }),
                )
            });
            if asks_for_sounds(&filter, register) {
                let refused = written
                    .iter()
                    .all(|(_, sql)| matches!(sql, Err(error) if error.code() == "query.no_sql"));
                assert!(refused, "{name}: no column holds sounds");
                self.refused += 1;
                continue;
            }
            let sql: BTreeMap<&str, String> = written
                .into_iter()
                .map(|(dialect, sql)| (dialect, sql.unwrap_or_else(|error| panic!("{name}: {error}"))))
                .collect();
            let matched = register.ask(&filter).matched;
            let questions = entry["questions"].as_array_mut().expect("is a list");
            questions.push(json!({"name": name, "matched": matched, "sql": sql}));
            self.written += 1;
        }
    }
}

fn from_case_list(asked: &mut Asked) {
    for (file, case) in model::load_cases() {
        if case.error.is_some() {
            continue;
        }
        let register = case.register();
        let register = case.as_of.as_ref().map_or(register.clone(), |day| register.at(day));
        let schema = Schema::new(register.schema.clone()).expect("a schema of a test is consistent");
        let filter = match (&case.question, &case.filter) {
            (Some(question), _) => text::parse(question, &schema).expect("no error is expected"),
            (None, Some(filter)) => {
                let filter = serde_json::from_str(filter).expect("the filter of a case is JSON");
                Filter::from_json(&filter).expect("no error is expected")
            }
            (None, None) => panic!("{} asks nothing", case.name),
        };
        let table = match case.rows {
            Some(row_count) => format!("{}, {row_count} rows", case.fixture),
            None => case.fixture.clone(),
        };
        asked.ask(&table, &format!("{file}: {}", case.name), &register, &filter);
    }
}

fn at_random(asked: &mut Asked) {
    let mut runner = TestRunner::deterministic();
    for place in 0..REGISTERS {
        let registers = generate::small_registers().new_tree(&mut runner);
        let register = registers.expect("nothing is rejected").current().register();
        for number in 0..QUESTIONS {
            let filters = generate::filters().new_tree(&mut runner);
            let filter = filters.expect("nothing is rejected").current().resolve(&register);
            asked.ask(
                &format!("random {place}"),
                &format!("random {place}.{number}"),
                &register,
                &filter,
            );
        }
    }
}

/// The stored columns of a register: what somebody has who holds it in a database.
fn table_of(name: &str, register: &Register) -> Value {
    let stored: Vec<usize> = (register.schema.fields.iter().enumerate())
        .filter(|(_, field)| field.derived.is_none())
        .map(|(place, _)| place)
        .collect();
    let fields = stored.iter().map(|&place| &register.schema.fields[place]);
    let columns: Vec<Value> = fields
        .map(|field| json!({"id": field.id, "kind": field.kind}))
        .collect();
    let rows: Vec<Vec<Value>> = (register.rows.iter())
        .map(|row| stored.iter().map(|&place| cell(row[place].as_ref())).collect())
        .collect();
    json!({"name": name, "columns": columns, "rows": rows, "questions": []})
}

fn cell(cell: Option<&Cell>) -> Value {
    match cell {
        None => Value::Null,
        Some(Cell::Integer(number)) => json!(number),
        Some(Cell::Number(number)) => json!(number),
        Some(Cell::Boolean(value)) => json!(value),
        Some(text) => json!(text.name()),
    }
}

/// Whether a question needs how names sound, which is in no column: by asking for it, or through a field derived from such a
/// question.
fn asks_for_sounds(filter: &Filter, register: &Register) -> bool {
    match filter {
        Filter::And(members) | Filter::Or(members) => members.iter().any(|member| asks_for_sounds(member, register)),
        Filter::Not(member) | Filter::Household { filter: member, .. } => asks_for_sounds(member, register),
        Filter::Pinyin { .. } => true,
        Filter::Compare { field, .. }
        | Filter::In { field, .. }
        | Filter::Between { field, .. }
        | Filter::Under { field, .. }
        | Filter::Contains { field, .. }
        | Filter::StartsWith { field, .. }
        | Filter::EndsWith { field, .. }
        | Filter::IsMissing { field }
        | Filter::NotMissing { field } => match &register.field(field).derived {
            Some(Derivation::Pinyin { .. }) => true,
            Some(Derivation::Where { filter }) => {
                let filter = Filter::from_json(filter).expect("a filter of a test is well-formed");
                asks_for_sounds(&filter, register)
            }
            _ => false,
        },
    }
}
