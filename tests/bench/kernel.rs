//! The kernels that are measured, on a register that is the same on every machine: by the clock in `kernels.rs`, by counting
//! instructions in `instructions.rs`. Everything goes through the public interface of the crate.

use serde_json::{Value, json};
use yongquan_core::bitmap::Bitmap;
use yongquan_core::dataset::{Dataset, Selection, Sort};
use yongquan_core::date::{self, Day};
use yongquan_core::query::Filter;
use yongquan_core::schema::{FieldId, Schema, SchemaDocument};
use yongquan_core::table::{Column, Table};

/// The fields, in the order of the schema, with their kinds.
const FIELDS: [(&str, &str); 8] = [
    ("name", "text"),
    ("sex", "text"),
    ("age", "integer"),
    ("birth_date", "date"),
    ("education", "text"),
    ("marital", "text"),
    ("grid", "text"),
    ("income", "number"),
];

/// Half of the people are of this age or older, and a hundredth of this other one.
const MIDDLE_AGE: i64 = 50;
const OLD_AGE: i64 = 99;
const AGES: u32 = 100;
const AS_OF: &str = "2013-03-02";

/// A kernel: its name, and the work, which gives back something that depends on all of it.
pub type Kernel<'a> = (&'static str, Box<dyn Fn() -> u64 + 'a>);

/// The register and what the kernels are asked with.
pub struct Bench {
    dataset: Dataset,
    women: Bitmap,
    older: Bitmap,
    /// One row in a hundred, and one in two.
    few: Selection,
    half: Selection,
}

/// Numbers without any pattern that matters here, the same on every machine (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) as u32;
        ((u64::from(high) * u64::from(bound)) >> 32) as u32
    }

    /// One of `count` characters from the start of the common ideographs.
    fn ideograph(&mut self, count: u32) -> char {
        char::from_u32(0x4e00 + self.below(count)).expect("the block of common ideographs has no gaps")
    }
}

/// Texts of two digits, 1 in `missing_of` missing.
fn codes(row_count: usize, numbers: &mut Numbers, cardinality: u32, missing_of: u32) -> Column {
    let mut cell = || (numbers.below(missing_of) != 0).then(|| format!("{:02}", numbers.below(cardinality)));
    let cells: Vec<Option<String>> = (0..row_count).map(|_| cell()).collect();
    Column::from_texts(&cells)
}

fn register(row_count: usize, schema: &Schema) -> Table {
    let mut numbers = Numbers(2013);
    let as_of = date::parse(AS_OF).expect("it is a day");
    let ages: Vec<u32> = (0..row_count).map(|_| numbers.below(AGES)).collect();
    let born = |&age: &u32| as_of - Day::try_from(age * 365 + 180).expect("a hundred years are few days");
    let births: Vec<Option<Day>> = ages
        .iter()
        .map(|age| Some(born(age) - Day::try_from(numbers.below(180)).expect("few days")))
        .collect();
    let names: Vec<Option<String>> = (0..row_count)
        .map(|_| {
            Some(
                [numbers.ideograph(200), numbers.ideograph(900), numbers.ideograph(900)]
                    .iter()
                    .collect(),
            )
        })
        .collect();
    let incomes: Vec<Option<f64>> = (0..row_count)
        .map(|_| (numbers.below(2) == 0).then(|| f64::from(numbers.below(120) * 100)))
        .collect();
    let columns = [
        Column::from_texts(&names),
        codes(row_count, &mut numbers, 2, 1_000),
        Column::from_integers(&ages.iter().map(|&age| Some(i64::from(age))).collect::<Vec<_>>()),
        Column::from_dates(&births),
        codes(row_count, &mut numbers, 23, 20),
        codes(row_count, &mut numbers, 7, 50),
        codes(row_count, &mut numbers, 20, u32::MAX),
        Column::from_numbers(&incomes),
    ];
    let mut table = Table::new(row_count, columns.len());
    for (field, column) in schema.field_ids().zip(columns) {
        table.set(field, column);
    }
    table
}

fn schema() -> Schema {
    let field = |&(id, kind): &(&str, &str)| {
        json!({
            "id": id, "title": {"zh": id, "en": id}, "kind": kind, "group": "person", "sensitivity": "internal",
            "department": "", "purpose": "", "legal_basis": "", "standard": "", "pack": "yes"
        })
    };
    let title = json!({"zh": "测", "en": "Bench"});
    let document: SchemaDocument = serde_json::from_value(json!({
        "title": title, "groups": [{"id": "person", "title": title}], "fields": FIELDS.iter().map(field).collect::<Vec<_>>(),
        "code_lists": [], "roles": {}, "default_columns": [], "default_facets": [], "example_questions": []
    }))
    .expect("the document is of the shape that the schema has");
    Schema::new(document).expect("the schema is a good one")
}

impl Bench {
    /// A register of `row_count` people.
    pub fn new(row_count: usize) -> Self {
        let schema = schema();
        let table = register(row_count, &schema);
        let as_of = date::parse(AS_OF).expect("it is a day");
        let dataset = Dataset::new(schema, table, as_of).expect("the schema names no population");
        let selected = |filter: Value| {
            let filter = Filter::from_json(&filter).expect("it is a filter");
            dataset.ask(&filter).expect("its fields are there")
        };
        let women = selected(json!({"field": "sex", "op": "eq", "value": "01"}));
        let half = selected(json!({"field": "age", "op": "ge", "value": MIDDLE_AGE}));
        let few = selected(json!({"field": "age", "op": "ge", "value": OLD_AGE}));
        Self {
            women: women.matched().clone(),
            older: half.matched().clone(),
            few,
            half,
            dataset,
        }
    }

    fn field(&self, id: &str) -> FieldId {
        self.dataset.schema().field_id(id).expect("it is one of the fields")
    }

    /// Counts the rows of a prepared question.
    fn counting(&self, filter: Value) -> Box<dyn Fn() -> u64 + '_> {
        let filter = Filter::from_json(&filter).expect("it is a filter");
        let question = self.dataset.prepare(filter).expect("its fields are there");
        Box::new(move || self.dataset.count(&question).expect("it was prepared").matched as u64)
    }

    fn facet<'a>(&'a self, selection: &'a Selection, field: &str) -> Box<dyn Fn() -> u64 + 'a> {
        let field = self.field(field);
        Box::new(move || total(&self.dataset.facet(selection, field).expect("the field is there")))
    }

    /// All of them.
    pub fn kernels(&self) -> Vec<Kernel<'_>> {
        let cross = ["education", "marital", "sex"].map(|id| self.field(id));
        let (income, birth_date) = (self.field("income"), self.field("birth_date"));
        let sorts = [Sort {
            field: birth_date,
            is_descending: true,
        }];
        vec![
            ("count", Box::new(|| self.older.count() as u64)),
            ("and_count", Box::new(|| self.older.and_count(&self.women) as u64)),
            (
                "two_fields",
                self.counting(json!({"and": [
                    {"field": "sex", "op": "eq", "value": "01"}, {"field": "age", "op": "ge", "value": 80}
                ]})),
            ),
            (
                "range_by_slices",
                self.counting(
                    json!({"field": "birth_date", "op": "between", "low": "1950-01-01", "high": "1969-12-31"}),
                ),
            ),
            ("facet_1_percent", self.facet(&self.few, "education")),
            ("facet_50_percent", self.facet(&self.half, "education")),
            (
                "facets_50_percent",
                Box::new(|| total(&self.dataset.facets(&self.half))),
            ),
            (
                "cross_tab_50_percent",
                Box::new(move || {
                    total(
                        &self
                            .dataset
                            .cross_tab(&self.half, &cross)
                            .expect("the fields are there"),
                    )
                }),
            ),
            (
                "summary_50_percent",
                Box::new(move || {
                    let summary = self.dataset.summary(&self.half, income, &[0.5, 0.9]);
                    summary.expect("incomes are numbers").count as u64
                }),
            ),
            (
                "name_search",
                // Preparing is where the names are searched.
                Box::new(|| self.counting(json!({"field": "name", "op": "contains", "value": "世"}))()),
            ),
            (
                "page_sorted",
                Box::new(move || {
                    let rows = self.dataset.rows(&self.half, &sorts, 0, 100);
                    total(&rows.expect("the page is small enough"))
                }),
            ),
        ]
    }
}

fn total(numbers: &[u32]) -> u64 {
    numbers.iter().map(|&number| u64::from(number)).sum()
}
