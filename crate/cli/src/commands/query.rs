//! `yongquan query`: asks a snapshot a question.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use yongquan_core::limits;
use yongquan_core::query::sql::Dialect;

use super::question::{QuestionArguments, explain};
use super::{batch, numbers};
use crate::failure::Failure;
use crate::opening::OpenArguments;
use crate::output;
use crate::question::{self, Page, Register, Request};

/// 向快照提问 · Asks a snapshot a question, such as '80岁以上 女'.
#[derive(Args)]
pub struct Query {
    /// 快照文件 · The snapshot.
    snapshot: PathBuf,
    /// 问题，例如 '80岁以上 女' · The question, such as 'age >= 80 and sex = 女'.
    #[arg(required_unless_present_any = ["filter", "batch"])]
    expression: Option<String>,
    #[command(flatten)]
    question: QuestionArguments,
    #[command(flatten)]
    open: OpenArguments,
    /// 再按一个字段的取值分别计数 · Also counts the rows by the values of a field.
    #[arg(long, value_name = "FIELD")]
    facet: Option<String>,
    /// 列出前 N 行；姓名、号码和地址按登记册的规定遮盖，--json 则给出全值 · Lists the first N rows; masked as the register says, whole with --json.
    #[arg(long, value_name = "N", value_parser = numbers::parse_whole::<usize>)]
    list: Option<usize>,
    /// 跳过前 N 行 · Begins the list after N rows.
    #[arg(long, value_name = "N", default_value_t = 0, requires = "list", value_parser = numbers::parse_whole::<usize>)]
    offset: usize,
    /// 列出哪些字段，逗号分隔 · The fields of the list, with commas between.
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',', requires = "list")]
    fields: Vec<String>,
    /// 按哪些字段排序，逗号分隔，最多三个；姓名按拼音 · The fields that order the list, three at most; names by their sound.
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',', requires = "list")]
    sort: Vec<String>,
    /// 从大到小 · Largest first.
    #[arg(long, requires = "sort")]
    descending: bool,
    /// 不提问，只把条件写成 SQL：登记册的原始字段各为一列 · Asks nothing and prints the filter as SQL over a table of the stored fields.
    #[arg(long, value_name = "DATABASE", value_parser = dialects(), conflicts_with_all = ["facet", "list", "json"])]
    sql: Option<Dialect>,
    /// SQL 中的表名 · Name of that table.
    #[arg(long, value_name = "NAME", default_value = "register", requires = "sql")]
    sql_table: String,
    /// 以一个 JSON 对象输出 · Prints one JSON object.
    #[arg(long)]
    json: bool,
    /// 逐行回答 JSON 请求，“-”为标准输入；写法见 data-schema/query.md · Answers the JSON requests in the lines of a file, or of standard
    /// input for -; data-schema/query.md says how they are written.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["expression", "filter", "as_of", "facet", "list", "sql", "json"])]
    batch: Option<PathBuf>,
}

fn dialects() -> impl TypedValueParser<Value = Dialect> {
    PossibleValuesParser::new(Dialect::ALL.map(Dialect::name)).map(|name| {
        let named = Dialect::ALL.into_iter().find(|dialect| dialect.name() == name);
        named.expect("only names of dialects are let through")
    })
}

impl Query {
    /// Prints the answer.
    ///
    /// # Errors
    ///
    /// - the filter's file cannot be read or is no JSON;
    /// - the snapshot cannot be opened;
    /// - requests of a batch are refused: after all of them were answered;
    /// - the question is refused, or no column answers it and SQL is wanted; its place is pointed at first, where it has one.
    pub fn run(self) -> Result<(), Failure> {
        if let Some(file) = &self.batch {
            return batch::run(file, || self.open.open(&self.snapshot));
        }
        let filter = self.question.read_filter()?;
        let register = self.open.open(&self.snapshot)?;
        let question = self.question.question(self.expression.as_deref(), filter.as_ref());
        if let Some(dialect) = self.sql {
            let sql = question::to_sql(&register, &question, dialect, &self.sql_table);
            let sql = sql.map_err(|error| explain(self.expression.as_deref(), error))?;
            return output::print(format!("{sql}\n"));
        }
        let request = Request {
            question,
            facet: self.facet.as_deref(),
            page: self.list.map(|limit| Page {
                limit: limit.min(limits::MAX_PAGE_ROWS + 1),
                offset: self.offset,
                fields: &self.fields,
                sort: &self.sort,
                is_descending: self.descending,
            }),
        };
        let mut register = Register::new(register)?;
        let answer =
            question::answer(&mut register, &request).map_err(|error| explain(self.expression.as_deref(), error))?;
        if self.json {
            output::print(format!("{}\n", answer.to_json()))
        } else {
            output::print(answer.to_text())
        }
    }
}
