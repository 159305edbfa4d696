//! Random registers and questions that fit them.
//!
//! A question is drawn without knowing its register, as choices; [`RawFilter::resolve`] turns the choices into fields and values
//! of the register at hand. So both shrink on their own and always fit.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use yongquan_core::query::{Comparison, Filter, Literal};
use yongquan_core::schema::{FieldDocument, FieldKind};

use crate::oracle::{Cell, Register};

/// Days with edges of months, years and leap years among them.
const DAYS: &[&str] = &[
    "1900-01-01",
    "1932-02-29",
    "1933-03-01",
    "1933-03-02",
    "1933-03-03",
    "1969-12-31",
    "1970-01-01",
    "1996-02-29",
    "2000-02-29",
    "2012-02-29",
    "2013-02-28",
    "2013-03-01",
    "2013-03-02",
    "2013-03-03",
    "2100-12-31",
];

const TEXTS: &[&str] = &[
    "a",
    "A",
    "ab",
    "a b",
    "女",
    "男性",
    "𠮷田",
    "é",
    "e\u{301}",
    "say \"q\"",
    "and",
    "（）",
    "0",
    "z",
];

const NUMBERS: &[f64] = &[-1e9, -2.5, -0.0, 0.0, 0.1, 1.0, 2.0, 2.5, 80.0, 1e15];

/// Kinds of stored field: coded, text, small and wide integer, number, boolean, date, and one without any value.
const FIELD_CHOICES: u8 = 8;

/// A register as choices.
#[derive(Debug, Clone)]
pub struct RawRegister {
    lists: Vec<Vec<(Option<Index>, bool)>>,
    fields: Vec<(u8, Index)>,
    row_count: usize,
    /// More cells than any row needs.
    cells: Vec<u16>,
    as_of: &'static str,
    population: Option<RawLeaf>,
    condition: RawLeaf,
}

/// A leaf as choices.
#[derive(Debug, Clone)]
pub struct RawLeaf {
    field: Index,
    operator: u8,
    values: Vec<u16>,
}

/// A filter as choices.
#[derive(Debug, Clone)]
pub enum RawFilter {
    Leaf(RawLeaf),
    And(Vec<RawFilter>),
    Or(Vec<RawFilter>),
    Not(Box<RawFilter>),
}

/// A day as text.
pub fn days() -> impl Strategy<Value = String> {
    select(DAYS).prop_map(str::to_owned)
}

/// Registers of up to 130 rows.
pub fn registers() -> impl Strategy<Value = RawRegister> {
    let list = vec((any::<Option<Index>>(), proptest::bool::weighted(0.25)), 1..7);
    let row_count = prop_oneof![select(vec![0_usize, 1, 31, 32, 33, 63, 64, 65]), 0..130_usize];
    (
        vec(list, 1..3),
        vec((0..FIELD_CHOICES, any::<Index>()), 1..6),
        row_count,
        vec(any::<u16>(), 1..200),
        select(DAYS),
        proptest::option::of(leaves()),
        leaves(),
    )
        .prop_map(
            |(lists, fields, row_count, cells, as_of, population, condition)| RawRegister {
                lists,
                fields,
                row_count,
                cells,
                as_of,
                population,
                condition,
            },
        )
}

fn leaves() -> impl Strategy<Value = RawLeaf> {
    (any::<Index>(), 0..12_u8, vec(any::<u16>(), 2..5)).prop_map(|(field, operator, values)| RawLeaf {
        field,
        operator,
        values,
    })
}

/// Filters of up to five levels.
pub fn filters() -> impl Strategy<Value = RawFilter> {
    leaves().prop_map(RawFilter::Leaf).prop_recursive(4, 24, 4, |member| {
        prop_oneof![
            vec(member.clone(), 2..4).prop_map(RawFilter::And),
            vec(member.clone(), 2..4).prop_map(RawFilter::Or),
            member.prop_map(|member| RawFilter::Not(Box::new(member))),
        ]
    })
}

impl RawRegister {
    /// The register.
    pub fn register(&self) -> Register {
        let mut schema = self.schema();
        let stored = Register {
            schema: serde_json::from_value(schema.clone()).expect("the schema has the shape of one"),
            as_of: self.as_of.to_owned(),
            rows: Vec::new(),
        };
        if let Some(leaf) = &self.population {
            schema["population"] = leaf.resolve(&stored).to_json();
        }
        let first = |kind: FieldKind| stored.schema.fields.iter().find(|field| field.kind == kind);
        let mut derived = Vec::new();
        if let Some(date) = first(FieldKind::Date) {
            derived.push(("years", "integer", json!({"kind": "full_years", "of": date.id})));
        }
        if let Some(text) = first(FieldKind::Text) {
            derived.push(("size", "integer", json!({"kind": "group_size", "by": text.id})));
        }
        let condition = self.condition.resolve(&stored).to_json();
        derived.push(("condition", "boolean", json!({"kind": "where", "filter": condition})));
        let fields = schema["fields"].as_array_mut().expect("fields are a list");
        for (id, kind, derivation) in derived {
            let mut document = field(id, kind);
            document["derived"] = derivation;
            fields.push(document);
        }
        let schema = serde_json::from_value(schema).expect("the schema has the shape of one");
        let rows = (0..self.row_count).map(|row_id| {
            let stored = self.fields.iter().enumerate();
            let cells = stored.map(|(place, (choice, _))| {
                let chosen = self.cells[(row_id * self.fields.len() + place) % self.cells.len()];
                // Cells repeat after a while, and rows must not: their place takes part.
                self.cell(place, *choice, chosen.wrapping_add((row_id / 7) as u16))
            });
            let derived = stored_len_to(&schema, self.fields.len());
            cells.chain(derived.map(|_| None)).collect()
        });
        let rows: Vec<Vec<Option<Cell>>> = rows.collect();
        Register::new(schema, self.as_of, rows)
    }

    fn schema(&self) -> Value {
        let lists: Vec<Value> = (self.lists.iter().enumerate())
            .map(|(place, codes)| {
                let written: Vec<Value> = (codes.iter().enumerate())
                    .map(|(index, (parent, _))| {
                        let title = json!({"zh": format!("码{place}{index}"), "en": format!("code {place} {index}")});
                        let mut code = json!({"code": format!("c{index}"), "title": title});
                        // A parent stands before its kinds, so no code is its own ancestor.
                        if let (Some(parent), true) = (parent, index > 0) {
                            code["parent"] = json!(format!("c{}", parent.index(index)));
                        }
                        code
                    })
                    .collect();
                let unknown = (0..codes.len()).filter(|&index| codes[index].1);
                let unknown: Vec<String> = unknown.map(|index| format!("c{index}")).collect();
                let title = json!({"zh": "表", "en": "list"});
                json!({"id": format!("list{place}"), "title": title, "codes": written, "unknown_codes": unknown})
            })
            .collect();
        let fields: Vec<Value> = (self.fields.iter().enumerate())
            .map(|(place, (choice, list))| {
                let kind = [
                    "text", "text", "integer", "integer", "number", "boolean", "date", "number",
                ];
                let mut document = field(&format!("field{place}"), kind[usize::from(*choice)]);
                if *choice == 0 {
                    document["code_list"] = json!(format!("list{}", list.index(self.lists.len())));
                    document["bare_words"] = json!(place % 2 == 0);
                }
                document
            })
            .collect();
        json!({
            "title": {"zh": "任意", "en": "Any"},
            "groups": [{"id": "all", "title": {"zh": "全部", "en": "All"}}],
            "fields": fields,
            "code_lists": lists,
            "roles": {}, "default_columns": [], "default_facets": [], "example_questions": [],
        })
    }

    /// About every sixth cell is missing.
    fn cell(&self, place: usize, choice: u8, chosen: u16) -> Option<Cell> {
        if choice == 7 || chosen.is_multiple_of(6) {
            return None;
        }
        let chosen = chosen / 6;
        Some(match choice {
            0 => {
                let (_, list) = &self.fields[place];
                let codes = list.get(&self.lists).len();
                Cell::Text(format!("c{}", usize::from(chosen) % codes))
            }
            1 => Cell::Text((*pick(TEXTS, chosen)).to_owned()),
            2 => Cell::Integer(i64::from(chosen % 9) - 3),
            // More values than a bitmap index keeps.
            3 => Cell::Integer(i64::from(chosen % 500) * 7),
            4 => Cell::Number(*pick(NUMBERS, chosen)),
            5 => Cell::Boolean(chosen % 2 == 1),
            6 => {
                let mut parts = pick(DAYS, chosen).split('-').map(|part| part.parse().expect("digits"));
                let mut part = || parts.next().expect("three parts");
                Cell::Date((part(), part() as u32, part() as u32))
            }
            other => unreachable!("{other} is no choice"),
        })
    }
}

fn stored_len_to(schema: &yongquan_core::schema::SchemaDocument, stored: usize) -> impl Iterator<Item = usize> + use<> {
    stored..schema.fields.len()
}

fn field(id: &str, kind: &str) -> Value {
    json!({
        "id": id, "title": {"zh": format!("题{id}"), "en": format!("Title of {id}")}, "kind": kind, "group": "all",
        "sensitivity": "internal", "department": "", "purpose": "", "legal_basis": "", "standard": "", "pack": "yes",
    })
}

fn pick<T>(pool: &[T], chosen: u16) -> &T {
    &pool[usize::from(chosen) % pool.len()]
}

impl RawFilter {
    /// The filter for a register.
    pub fn resolve(&self, register: &Register) -> Filter {
        let all = |members: &[Self]| members.iter().map(|member| member.resolve(register)).collect();
        match self {
            Self::Leaf(leaf) => leaf.resolve(register),
            Self::And(members) => Filter::And(all(members)),
            Self::Or(members) => Filter::Or(all(members)),
            Self::Not(member) => Filter::Not(Box::new(member.resolve(register))),
        }
    }
}

impl RawLeaf {
    fn resolve(&self, register: &Register) -> Filter {
        let document = self.field.get(&register.schema.fields);
        let field = document.id.clone();
        let is_coded = document.code_list.is_some();
        let has_order = !is_coded && document.kind != FieldKind::Boolean;
        let literals: Vec<Literal> = self
            .values
            .iter()
            .map(|&chosen| literal(register, document, chosen))
            .collect();
        let value = literals[0].clone();
        let comparison = Comparison::ALL[usize::from(self.operator) % 6];
        match self.operator {
            6 => Filter::In {
                field,
                values: literals,
            },
            7 => Filter::IsMissing { field },
            8 => Filter::NotMissing { field },
            9 | 10 if has_order => {
                let (low, high) = ordered(&literals[0], &literals[1]);
                Filter::Between { field, low, high }
            }
            9..=11 if is_coded => Filter::Under { field, value },
            _ if comparison.is_ordering() && !has_order => Filter::compare(field, Comparison::Ne, value),
            _ => Filter::compare(field, comparison, value),
        }
    }
}

fn literal(register: &Register, field: &FieldDocument, chosen: u16) -> Literal {
    if let Some(name) = &field.code_list {
        let list = register.schema.code_lists.iter().find(|list| list.id == *name);
        return Literal::from(pick(&list.expect("the list exists").codes, chosen).code.as_str());
    }
    match field.kind {
        FieldKind::Text => Literal::from(*pick(TEXTS, chosen)),
        FieldKind::Integer if chosen.is_multiple_of(5) => Literal::from(f64::from(chosen % 100) + 0.5),
        FieldKind::Integer if chosen.is_multiple_of(2) => Literal::from(i64::from(chosen % 12) - 4),
        FieldKind::Integer => Literal::from(i64::from(chosen) % 3_600),
        FieldKind::Number if chosen.is_multiple_of(3) => Literal::from(i64::from(chosen % 90) - 4),
        FieldKind::Number => Literal::from(*pick(NUMBERS, chosen)),
        FieldKind::Boolean => Literal::from(chosen % 2 == 1),
        FieldKind::Date => Literal::from(*pick(DAYS, chosen)),
    }
}

fn ordered(a: &Literal, b: &Literal) -> (Literal, Literal) {
    let number = |literal: &Literal| match literal {
        Literal::Integer(number) => Some(*number as f64),
        Literal::Number(number) => Some(*number),
        Literal::Text(_) | Literal::Boolean(_) => None,
    };
    let is_reversed = match (a, b) {
        (Literal::Text(a), Literal::Text(b)) => a > b,
        (a, b) => number(a) > number(b),
    };
    if is_reversed {
        (b.clone(), a.clone())
    } else {
        (a.clone(), b.clone())
    }
}
