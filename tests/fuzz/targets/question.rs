//! Questions, as text and as JSON, to the registers of the case list.
//!
//! The first byte chooses: `0`–`3` is text to one of the four registers, `4`–`7` the JSON of a filter.

use std::sync::LazyLock;

use serde_json::Value;
use yongquan_core::dataset::Dataset;
use yongquan_core::error::QueryError;
use yongquan_core::query::sql::{Dialect, Target, to_sql};
use yongquan_core::query::{Filter, text};

use super::{ACCEPTED, choose};
use crate::model::load_fixture;
use crate::oracle::{Register, engine};

/// The registers, in the order of their choices.
pub const FIXTURES: [&str; 4] = ["choir", "hamlet", "ladder", "tally"];

/// More rows show nothing that these do not.
const MAX_ROWS: usize = 40;

/// What the oracle answers within the time that an input has.
const MAX_ORACLE_BYTES: usize = 512;

static REGISTERS: LazyLock<[(Register, Dataset); FIXTURES.len()]> = LazyLock::new(|| {
    FIXTURES.map(|fixture| {
        let whole = load_fixture(fixture).register(None);
        let row_count = whole.rows.len().min(MAX_ROWS);
        let register = Register::new(whole.schema, &whole.as_of, whole.rows[..row_count].to_vec());
        let dataset = engine::dataset(&register);
        (register, dataset)
    })
});

pub fn read(input: &[u8]) -> &'static str {
    let (choice, question) = choose(input, 2 * FIXTURES.len());
    let (register, dataset) = &REGISTERS[choice % FIXTURES.len()];
    let outcome = if choice < FIXTURES.len() {
        // The doors take text; what is none ends before them.
        read_text(&String::from_utf8_lossy(question), dataset)
    } else {
        let Ok(json) = serde_json::from_slice(question) else {
            return "query.malformed";
        };
        read_json(json)
    };
    let outcome = outcome.and_then(|filter| {
        check_forms(&filter, dataset);
        // A plan that the oracle cannot follow in time is made and evaluated all the same.
        let selection = dataset.ask(&filter)?;
        let counts = selection.counts();
        assert_eq!(counts.population() + counts.excluded, register.rows.len());
        let prepared = dataset.prepare(filter.clone())?;
        assert_eq!(dataset.count(&prepared), Ok(counts));
        if question.len() <= MAX_ORACLE_BYTES {
            let answer = register.ask(&filter);
            assert_eq!(answer.counts, counts);
            assert!(
                selection
                    .matched()
                    .iter()
                    .map(|row_id| row_id as u32)
                    .eq(answer.matched),
                "other rows"
            );
        }
        Ok(())
    });
    match outcome {
        Ok(()) => ACCEPTED,
        Err(error) => error.code(),
    }
}

fn read_text(question: &str, dataset: &Dataset) -> Result<Filter, QueryError> {
    text::parse(question, dataset.schema()).inspect_err(|error| {
        let params = error.params();
        if let Some((_, position)) = params.iter().find(|(name, _)| *name == "position") {
            let position: usize = position.parse().expect("a position is a number");
            assert!(position <= question.chars().count(), "{error}");
        }
    })
}

fn read_json(json: Value) -> Result<Filter, QueryError> {
    let filter = Filter::from_json(&json)?;
    // What is dropped may have been meant as a restriction.
    assert_eq!(filter.to_json(), in_range(json));
    Ok(filter)
}

/// The same JSON with whole numbers past 64 bits as the numbers that they are read as.
fn in_range(json: Value) -> Value {
    match json {
        Value::Number(number) if number.as_i64().is_none() => serde_json::json!(number.as_f64()),
        Value::Array(members) => members.into_iter().map(in_range).collect(),
        Value::Object(entries) => entries.into_iter().map(|(key, value)| (key, in_range(value))).collect(),
        other => other,
    }
}

/// A filter says the same in each of its forms.
fn check_forms(filter: &Filter, dataset: &Dataset) {
    let schema = dataset.schema();
    assert_eq!(Filter::from_json(&filter.to_json()).as_ref(), Ok(filter));
    let is_accepted = dataset.prepare(filter.clone()).is_ok();
    if is_accepted {
        let printed = text::print(filter, schema);
        match text::parse(&printed, schema) {
            // JSON can say more within its limits than a text can.
            Err(QueryError::TooMany { .. } | QueryError::TooDeep { .. }) => {}
            read => assert_eq!(read, Ok(without_lone_members(filter.clone())), "printed as {printed:?}"),
        }
    }
    for dialect in Dialect::ALL {
        let target = Target {
            dialect,
            table: "residents",
            as_of: dataset.as_of(),
        };
        if let Err(error) = to_sql(filter, schema, target) {
            let is_sql_only = matches!(error, QueryError::NoSql { .. } | QueryError::TooMany { .. });
            assert!(is_sql_only || !is_accepted, "{error}");
        }
    }
}

/// The same with every group of one as its member, which is how it is printed.
fn without_lone_members(filter: Filter) -> Filter {
    let members = |members: Vec<Filter>| members.into_iter().map(without_lone_members).collect::<Vec<_>>();
    match filter {
        Filter::And(mut group) | Filter::Or(mut group) if group.len() == 1 => without_lone_members(group.remove(0)),
        Filter::And(group) => Filter::And(members(group)),
        Filter::Or(group) => Filter::Or(members(group)),
        Filter::Not(member) => Filter::Not(Box::new(without_lone_members(*member))),
        Filter::Household { quantifier, filter } => Filter::Household {
            quantifier,
            filter: Box::new(without_lone_members(*filter)),
        },
        leaf => leaf,
    }
}
