//! Figures about the rows that a question selects: cross-tabulations, summaries, distinct values.

use serde_json::{Value as Json, json};
use yongquan_core::date;
use yongquan_core::error::{AnswerError, QueryError};
use yongquan_core::schema::{FieldId, FieldKind};
use yongquan_core::stats::Summary;

use super::{Asked, Question, Register, cell, find_field, layout};

/// The quantiles of a summary that names none, as probabilities.
pub const DEFAULT_QUANTILES: [f64; 3] = [0.25, 0.5, 0.75];

/// What is asked about whom. Fields go by id or title.
pub struct FiguresRequest<'a> {
    /// About whom; neither text nor JSON: everybody.
    pub question: Question<'a>,
    /// Up to three fields to count by.
    pub by: &'a [String],
    /// Fields of numbers or dates to summarise.
    pub summaries: &'a [String],
    /// Which quantiles each summary has, as probabilities.
    pub quantiles: &'a [f64],
    /// Fields whose different values are counted.
    pub distinct: &'a [String],
}

/// The answer to a [`FiguresRequest`].
pub struct Figures<'a> {
    asked: Asked<'a>,
    cross_tab: Option<CrossTab>,
    summaries: Vec<FieldSummary>,
    distinct: Vec<(FieldId, usize)>,
}

/// What the values of one field are like.
pub(super) struct FieldSummary {
    field: FieldId,
    quantiles: Vec<f64>,
    summary: Summary,
}

/// Counts by some fields.
pub(super) struct CrossTab {
    fields: Vec<FieldId>,
    /// For each field the codes that occur, in the order in which they are shown.
    codes: Vec<Vec<usize>>,
    /// For each field how many rows have each code.
    totals: Vec<Vec<u32>>,
    /// One count per combination of codes; the codes of the last field lie next to each other.
    counts: Vec<u32>,
}

impl CrossTab {
    pub(super) fn new(asked: &Asked, fields: Vec<FieldId>) -> Result<Self, QueryError> {
        let (dataset, selection) = (asked.dataset, &asked.selection);
        let counts = dataset.cross_tab(selection, &fields)?;
        let totals: Result<Vec<Vec<u32>>, QueryError> =
            fields.iter().map(|&field| dataset.facet(selection, field)).collect();
        let totals = totals?;
        let codes = fields
            .iter()
            .zip(&totals)
            .map(|(&field, counts)| asked.codes_in_order(field, counts));
        Ok(Self {
            codes: codes.collect(),
            fields,
            totals,
            counts,
        })
    }

    /// The combinations that occur, in order, with their counts.
    fn cells(&self) -> Vec<(Vec<usize>, u32)> {
        let mut combinations: Vec<(Vec<usize>, usize)> = vec![(Vec::new(), 0)];
        for (codes, totals) in self.codes.iter().zip(&self.totals) {
            let longer = combinations.iter().flat_map(|(combination, place)| {
                codes.iter().map(move |&code| {
                    let mut longer = combination.clone();
                    longer.push(code);
                    (longer, place * totals.len() + code)
                })
            });
            combinations = longer.collect();
        }
        let cells = combinations
            .into_iter()
            .map(|(codes, place)| (codes, self.counts[place]));
        cells.filter(|&(_, count)| count > 0).collect()
    }

    /// Puts the fields, the cells and the margins into an answer.
    pub(super) fn write(&self, asked: &Asked, object: &mut Json) {
        let ids: Vec<&str> = self.fields.iter().map(|&field| asked.id(field)).collect();
        object["by"] = json!(ids);
        let cells = self.cells().into_iter().map(|(codes, count)| {
            let pairs = self.fields.iter().zip(codes).map(|(&field, code)| {
                let value = asked.value_of(field, code);
                (cell(value), asked.title(field, value))
            });
            let (values, titles): (Vec<Json>, Vec<Option<String>>) = pairs.unzip();
            json!({ "values": values, "titles": titles, "count": count })
        });
        object["cells"] = cells.collect();
        let totals = self.fields.iter().zip(&self.codes).zip(&self.totals);
        let totals = totals.map(|((&field, codes), counts)| {
            let values = codes.iter().map(|&code| asked.counted(field, code, counts[code]));
            json!({ "field": asked.id(field), "values": values.collect::<Vec<Json>>() })
        });
        object["totals"] = totals.collect();
    }
}

impl FieldSummary {
    pub(super) fn new(asked: &Asked, field: FieldId, quantiles: &[f64]) -> Result<Self, QueryError> {
        Ok(Self {
            field,
            quantiles: quantiles.to_vec(),
            summary: asked.dataset.summary(&asked.selection, field, quantiles)?,
        })
    }

    pub(super) fn to_json(&self, asked: &Asked) -> Json {
        let summary = &self.summary;
        let is_date = asked.is_date(self.field);
        let value = |value: Option<f64>| match value {
            Some(day) if is_date => json!(day_of(day)),
            other => json!(other),
        };
        let quantiles = self.quantiles.iter().zip(&summary.quantiles);
        let quantiles = quantiles.map(|(&p, &quantile)| json!({ "p": p, "value": value(quantile) }));
        json!({
            "field": asked.id(self.field),
            "count": summary.count,
            "missing": summary.missing,
            // Days add up to nothing that means anything.
            "sum": (!is_date).then_some(sum_of(summary)),
            "mean": value(summary.mean),
            "sd": summary.standard_deviation,
            "min": value(summary.min),
            "max": value(summary.max),
            "quantiles": quantiles.collect::<Vec<Json>>(),
        })
    }

    fn to_text(&self, asked: &Asked) -> String {
        let summary = &self.summary;
        let is_date = asked.is_date(self.field);
        let value = |value: Option<f64>| match value {
            None => "—".to_owned(),
            Some(day) if is_date => day_of(day),
            Some(value) => format!("{}", (value * 1e4).round() / 1e4),
        };
        let mut lines = vec![
            [asked.heading(self.field), String::new()],
            ["有值 count".to_owned(), layout::grouped(summary.count as u64)],
            ["缺失 missing".to_owned(), layout::grouped(summary.missing as u64)],
            ["平均 mean".to_owned(), value(summary.mean)],
            ["最小 min".to_owned(), value(summary.min)],
            ["最大 max".to_owned(), value(summary.max)],
        ];
        if !is_date {
            lines.push(["合计 sum".to_owned(), value(Some(sum_of(summary)))]);
            lines.push(["标准差 sd".to_owned(), value(summary.standard_deviation)]);
        }
        for (p, quantile) in self.quantiles.iter().zip(&summary.quantiles) {
            lines.push([format!("分位数 quantile {p}"), value(*quantile)]);
        }
        layout::table(&lines, &[false, true])
    }
}

/// How many different values each field has, for an answer.
pub(super) fn distinct_json(asked: &Asked, counts: &[(FieldId, usize)]) -> Json {
    let counts = counts.iter();
    counts
        .map(|&(field, count)| json!({ "field": asked.id(field), "count": count }))
        .collect()
}

impl Asked<'_> {
    pub(super) fn is_date(&self, field: FieldId) -> bool {
        self.dataset.schema().field(field).kind == FieldKind::Date
    }
}

impl<'a> Figures<'a> {
    /// Answers.
    ///
    /// # Errors
    ///
    /// - the question is refused, or a field does not exist, is not open, or is of the wrong type;
    /// - more than three fields to count by, or too many combinations of their values;
    /// - a section that it needs cannot be opened;
    /// - the as-of date does not exist or cannot be changed.
    pub fn new(register: &'a mut Register, request: &FiguresRequest) -> Result<Self, AnswerError> {
        let names = [request.by, request.summaries, request.distinct].concat();
        register.open_fields(names.iter().map(String::as_str))?;
        let asked = register.ask(&request.question)?;
        let dataset = asked.dataset;
        let find = |names: &[String], argument| {
            let fields = names.iter().map(|name| find_field(dataset, name, argument));
            fields.collect::<Result<Vec<FieldId>, QueryError>>()
        };
        let by = find(request.by, "--by")?;
        let cross_tab = (!by.is_empty()).then(|| CrossTab::new(&asked, by)).transpose()?;
        let mut summaries = Vec::new();
        for field in find(request.summaries, "--summary")? {
            summaries.push(FieldSummary::new(&asked, field, request.quantiles)?);
        }
        let mut distinct = Vec::new();
        for field in find(request.distinct, "--distinct")? {
            distinct.push((field, dataset.distinct(&asked.selection, field)?));
        }
        Ok(Self {
            cross_tab,
            summaries,
            distinct,
            asked,
        })
    }

    /// The answer as one JSON object, described in `data-schema/query.md`.
    pub fn to_json(&self) -> Json {
        let asked = &self.asked;
        let mut object = asked.to_json();
        if let Some(table) = &self.cross_tab {
            table.write(asked, &mut object);
        }
        if !self.summaries.is_empty() {
            object["summaries"] = self.summaries.iter().map(|summary| summary.to_json(asked)).collect();
        }
        if !self.distinct.is_empty() {
            object["distinct"] = distinct_json(asked, &self.distinct);
        }
        object
    }

    /// The answer as lines of text, in both languages.
    pub fn to_text(&self) -> String {
        let mut report = self.asked.to_text();
        if let Some(table) = &self.cross_tab {
            report.push('\n');
            report.push_str(&self.cross_tab_lines(table));
        }
        for summary in &self.summaries {
            report.push('\n');
            report.push_str(&summary.to_text(&self.asked));
        }
        for &(field, count) in &self.distinct {
            let heading = self.asked.heading(field);
            let count = layout::grouped(count as u64);
            report.push_str(&format!("\n{heading} 不同取值 distinct values: {count}\n"));
        }
        report
    }

    fn cross_tab_lines(&self, table: &CrossTab) -> String {
        let headings = table.fields.iter().map(|&field| self.asked.heading(field));
        let mut lines: Vec<Vec<String>> = vec![headings.chain(["人数 count".to_owned()]).collect()];
        for (codes, count) in table.cells() {
            let words = table.fields.iter().zip(codes);
            let words = words.map(|(&field, code)| self.asked.words(field, self.asked.value_of(field, code)));
            lines.push(words.chain([layout::grouped(count.into())]).collect());
        }
        let mut total = vec![String::new(); table.fields.len()];
        total[0] = "合计 total".to_owned();
        total.push(layout::grouped(self.asked.selection.counts().matched as u64));
        lines.push(total);
        let mut is_right = vec![false; table.fields.len()];
        is_right.push(true);
        layout::table(&lines, &is_right)
    }
}

/// The sum of the values; that of none is 0 and not -0, which is what Rust adds up to.
fn sum_of(summary: &Summary) -> f64 {
    summary.sum + 0.0
}

/// The day that a number of days since 1970 falls on.
pub(super) fn day_of(day: f64) -> String {
    date::format(day.floor() as i32)
}
