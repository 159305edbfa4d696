//! `yongquan stats`: counts, cross-tabulates and summarises.

use std::path::PathBuf;

use clap::Args;

use super::question::{QuestionArguments, explain};
use crate::failure::Failure;
use crate::opening::OpenArguments;
use crate::output;
use crate::question::{DEFAULT_QUANTILES, Figures, FiguresRequest, Register};

/// 统计：按一至三个字段交叉计数，汇总数值和日期 · Counts by up to three fields; summarises numbers and dates.
#[derive(Args)]
pub struct Stats {
    /// 快照文件 · The snapshot.
    snapshot: PathBuf,
    /// 按哪些字段计数，逗号分隔，最多三个 · The fields to count by, with commas between, three at most.
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',')]
    by: Vec<String>,
    /// 只统计符合条件的人，例如 '80岁以上 女'；默认为全部在册 · Only of those who match; everybody by default.
    #[arg(long = "where", value_name = "QUESTION")]
    expression: Option<String>,
    #[command(flatten)]
    question: QuestionArguments,
    /// 汇总哪些数值或日期字段，逗号分隔 · The fields of numbers or dates to summarise.
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',')]
    summary: Vec<String>,
    /// 汇总哪些分位数 · The quantiles of each summary.
    #[arg(long, value_name = "P,…", value_delimiter = ',', default_values_t = DEFAULT_QUANTILES, value_parser = parse_probability)]
    quantiles: Vec<f64>,
    /// 统计哪些字段有多少个不同的值，例如户数 · The fields whose different values are counted, such as households.
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',')]
    distinct: Vec<String>,
    #[command(flatten)]
    open: OpenArguments,
    /// 以一个 JSON 对象输出 · Prints one JSON object.
    #[arg(long)]
    json: bool,
}

fn parse_probability(text: &str) -> Result<f64, String> {
    let probability: Option<f64> = text.parse().ok().filter(|p| (0.0..=1.0).contains(p));
    probability.ok_or_else(|| "应为 0 到 1 之间的数 · a number from 0 to 1 is needed".to_owned())
}

impl Stats {
    /// Prints the figures.
    ///
    /// # Errors
    ///
    /// As [`Query::run`](super::query::Query::run).
    pub fn run(self) -> Result<(), Failure> {
        let filter = self.question.read_filter()?;
        let mut register = Register::new(self.open.open(&self.snapshot)?)?;
        let request = FiguresRequest {
            question: self.question.question(self.expression.as_deref(), filter.as_ref()),
            by: &self.by,
            summaries: &self.summary,
            quantiles: &self.quantiles,
            distinct: &self.distinct,
        };
        let figures =
            Figures::new(&mut register, &request).map_err(|error| explain(self.expression.as_deref(), error))?;
        if self.json {
            output::print(format!("{}\n", figures.to_json()))
        } else {
            output::print(figures.to_text())
        }
    }
}
