//! Random registers and questions that fit them.
//!
//! A question is drawn without knowing its register, as choices; [`RawFilter::resolve`] turns the choices into fields and values
//! of the register at hand. So both shrink on their own and always fit.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use yongquan_core::query::{Comparison, Filter, Literal, Quantifier};
use yongquan_core::schema::{Derivation, FieldDocument, FieldKind, Role, SchemaDocument};

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
    "阿依·古丽",
    "阿依•古丽",
    "阿依・古丽",
    "依·",
    "单小红",
];

/// What a publisher writes for names: some with two readings.
const SOUNDS: &[&str] = &[
    "shan xiao hong;dan xiao hong",
    "a yi gu li",
    "lv bu",
    "lu",
    "ou yang",
    "xi an",
    "xian",
];

/// What a person types to find them.
const TYPED: &[&str] = &[
    "s", "DXH", "lü", "l", "xian", "xi'an", "x", "shanx", "a yi", "ouy", "zz",
];

/// Edges of bands, among them fractions and what no cell reaches.
const EDGES: &[f64] = &[-2.0, 0.0, 0.5, 2.5, 18.0, 80.0, 1000.0];

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
    condition: RawFilter,
    bands: Vec<bool>,
    household: Option<Index>,
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
    Household(u8, Box<RawFilter>),
}

/// A day as text.
pub fn days() -> impl Strategy<Value = String> {
    select(DAYS).prop_map(str::to_owned)
}

/// Registers of up to 130 rows.
pub fn registers() -> impl Strategy<Value = RawRegister> {
    registers_of(prop_oneof![
        select(vec![0_usize, 1, 31, 32, 33, 63, 64, 65]),
        0..130_usize
    ])
}

/// Registers of a few rows, of which many can be asked in little time.
pub fn small_registers() -> impl Strategy<Value = RawRegister> {
    registers_of(0..14_usize)
}

fn registers_of(row_count: impl Strategy<Value = usize>) -> impl Strategy<Value = RawRegister> {
    let list = vec((any::<Option<Index>>(), proptest::bool::weighted(0.25)), 1..7);
    (
        vec(list, 1..3),
        vec((0..FIELD_CHOICES, any::<Index>()), 1..6),
        row_count,
        vec(any::<u16>(), 1..200),
        select(DAYS),
        proptest::option::of(leaves()),
        filters_of(2),
        vec(any::<bool>(), EDGES.len()),
        proptest::option::weighted(0.8, any::<Index>()),
    )
        .prop_map(
            |(lists, fields, row_count, cells, as_of, population, condition, bands, household)| RawRegister {
                lists,
                fields,
                row_count,
                cells,
                as_of,
                population,
                condition,
                bands,
                household,
            },
        )
}

fn leaves() -> impl Strategy<Value = RawLeaf> {
    (any::<Index>(), 0..17_u8, vec(any::<u16>(), 2..5)).prop_map(|(field, operator, values)| RawLeaf {
        field,
        operator,
        values,
    })
}

/// Filters of up to six levels.
pub fn filters() -> impl Strategy<Value = RawFilter> {
    filters_of(6)
}

fn filters_of(levels: u32) -> impl Strategy<Value = RawFilter> {
    leaves()
        .prop_map(RawFilter::Leaf)
        .prop_recursive(levels - 1, 24, 4, |member| {
            prop_oneof![
                3 => vec(member.clone(), 2..4).prop_map(RawFilter::And),
                3 => vec(member.clone(), 2..4).prop_map(RawFilter::Or),
                2 => member.clone().prop_map(|member| RawFilter::Not(Box::new(member))),
                2 => (any::<u8>(), member).prop_map(|(count, member)| RawFilter::Household(count, Box::new(member))),
            ]
        })
}

impl RawRegister {
    /// The register.
    pub fn register(&self) -> Register {
        let mut schema = self.schema();
        let read = |schema: &Value| serde_json::from_value(schema.clone()).expect("the schema has the shape of one");
        let stored = Register::new(read(&schema), self.as_of, Vec::new());
        if let Some(leaf) = &self.population {
            schema["population"] = leaf.resolve(&stored).to_json();
        }
        let first = |kind: FieldKind| stored.schema.fields.iter().find(|field| field.kind == kind);
        let mut derived = Vec::new();
        if let Some(text) = stored.schema.fields.iter().find(is_plain_text) {
            derived.push(("sounds", "text", json!({"kind": "pinyin", "of": text.id})));
        }
        if let Some(date) = first(FieldKind::Date) {
            derived.push(("years", "integer", json!({"kind": "full_years", "of": date.id})));
        }
        if let Some(text) = first(FieldKind::Text) {
            derived.push(("size", "integer", json!({"kind": "group_size", "by": text.id})));
        }
        let is_number = |field: &&FieldDocument| matches!(field.kind, FieldKind::Integer | FieldKind::Number);
        let number = stored
            .schema
            .fields
            .iter()
            .find(is_number)
            .map(|field| field.id.clone());
        let years = derived
            .iter()
            .find(|(id, ..)| *id == "years")
            .map(|_| "years".to_owned());
        let edges = EDGES.iter().enumerate().filter(|(place, _)| self.bands[*place]);
        let bands = edges.map(|(place, from)| json!({"from": from, "code": format!("band{place}")}));
        let bands: Vec<Value> = bands.collect();
        if let (Some(number), false) = (years.or(number), bands.is_empty()) {
            derived.push(("band", "text", json!({"kind": "band", "of": number, "bands": bands})));
        }
        let condition = self.condition.resolve(&stored).to_json();
        derived.push(("condition", "boolean", json!({"kind": "where", "filter": condition})));
        let fields = schema["fields"].as_array_mut().expect("fields are a list");
        for (id, kind, derivation) in derived {
            let mut document = field(id, kind);
            if id == "band" {
                document["code_list"] = json!("bands");
            }
            document["derived"] = derivation;
            fields.push(document);
        }
        let schema: SchemaDocument = read(&schema);
        let rows = (0..self.row_count).map(|row_id| {
            let stored = self.fields.iter().enumerate();
            let cells = stored.map(|(place, (choice, _))| {
                let chosen = self.cells[(row_id * self.fields.len() + place) % self.cells.len()];
                // Cells repeat after a while, and rows must not: their place takes part.
                self.cell(place, *choice, chosen.wrapping_add((row_id / 7) as u16))
            });
            let mut cells: Vec<Option<Cell>> = cells.collect();
            for field in &schema.fields[self.fields.len()..] {
                cells.push(match &field.derived {
                    Some(Derivation::Pinyin { of }) => {
                        let source = schema
                            .fields
                            .iter()
                            .position(|field| field.id == *of)
                            .expect("is a field");
                        cells[source].as_ref().and_then(sound)
                    }
                    _ => None,
                });
            }
            cells
        });
        let rows: Vec<Vec<Option<Cell>>> = rows.collect();
        Register::new(schema, self.as_of, rows)
    }

    fn schema(&self) -> Value {
        let mut lists: Vec<Value> = (self.lists.iter().enumerate())
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
        let bands = (0..EDGES.len()).map(|place| {
            let title = json!({"zh": format!("段{place}"), "en": format!("band {place}")});
            json!({"code": format!("band{place}"), "title": title})
        });
        let bands: Vec<Value> = bands.collect();
        lists.push(json!({"id": "bands", "title": {"zh": "段", "en": "bands"}, "codes": bands}));
        let household = self.household.map(|household| &household.get(&fields)["id"]);
        let roles = household.map_or(json!({}), |field| json!({"household_id": field}));
        json!({
            "title": {"zh": "任意", "en": "Any"},
            "groups": [{"id": "all", "title": {"zh": "全部", "en": "All"}}],
            "fields": fields,
            "code_lists": lists,
            "roles": roles, "default_columns": [], "default_facets": [], "example_questions": [],
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
        self.resolve_within(register, register.schema.roles.contains_key(&Role::HouseholdId))
    }

    /// A quantifier that may not stand here falls away, and what it asks of members is asked of the row.
    fn resolve_within(&self, register: &Register, may_quantify: bool) -> Filter {
        let one = |member: &Self| Box::new(member.resolve_within(register, may_quantify));
        let all = |members: &[Self]| members.iter().map(|member| *one(member)).collect();
        match self {
            Self::Leaf(leaf) => leaf.resolve(register),
            Self::And(members) => Filter::And(all(members)),
            Self::Or(members) => Filter::Or(all(members)),
            Self::Not(member) => Filter::Not(one(member)),
            Self::Household(_, member) if !may_quantify => *one(member),
            Self::Household(choice, member) => Filter::Household {
                quantifier: match choice % 5 {
                    0 | 1 => Quantifier::Any,
                    2 => Quantifier::All,
                    _ => Quantifier::AtLeast(u32::from(choice / 5) % 4 + 1),
                },
                filter: Box::new(member.resolve_within(register, false)),
            },
        }
    }
}

impl RawLeaf {
    fn resolve(&self, register: &Register) -> Filter {
        // What only plain texts have is asked of one of them, if there is one: few fields are.
        let fields = register.schema.fields.iter();
        let texts: Vec<&FieldDocument> = match self.operator {
            12 | 13 | 16 => fields.filter(has_values).filter(is_plain_text).collect(),
            14 | 15 => fields.filter(|field| register.sounds_of(&field.id).is_some()).collect(),
            _ => Vec::new(),
        };
        let all: Vec<&FieldDocument> = register.schema.fields.iter().filter(has_values).collect();
        let document = match texts.as_slice() {
            [] => *self.field.get(&all),
            texts => *self.field.get(texts),
        };
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
        let text = || (*pick(TEXTS, self.values[1])).to_owned();
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
            12 if is_plain_text(&document) => Filter::Contains { field, value: text() },
            13 if is_plain_text(&document) => Filter::StartsWith { field, value: text() },
            16 if is_plain_text(&document) => Filter::EndsWith { field, value: text() },
            14 | 15 if register.sounds_of(&field).is_some() => Filter::Pinyin {
                field,
                value: (*pick(TYPED, self.values[1])).to_owned(),
            },
            _ if comparison.is_ordering() && !has_order => Filter::compare(field, Comparison::Ne, value),
            _ => Filter::compare(field, comparison, value),
        }
    }
}

/// How a text sounds: always in the same way, and some texts in none.
fn sound(text: &Cell) -> Option<Cell> {
    let name = text.name();
    let chosen: u16 = name
        .bytes()
        .fold(7, |sum, byte| sum.wrapping_mul(31).wrapping_add(u16::from(byte)));
    let is_silent = name.is_empty() || chosen.is_multiple_of(6);
    (!is_silent).then(|| Cell::Text((*pick(SOUNDS, chosen / 6)).to_owned()))
}

/// Whether a field is asked for its values: sounds are asked for by their own operator.
pub fn has_values(field: &&FieldDocument) -> bool {
    !matches!(field.derived, Some(Derivation::Pinyin { .. }))
}

fn is_plain_text(field: &&FieldDocument) -> bool {
    field.kind == FieldKind::Text && field.code_list.is_none()
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
