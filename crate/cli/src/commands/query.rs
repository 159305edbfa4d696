//! `yongquan query`: asks a snapshot a question.

use std::path::{Path, PathBuf};

use clap::Args;
use yongquan_core::error::QueryError;
use yongquan_core::limits;

use crate::failure::Failure;
use crate::files;
use crate::opening::OpenArguments;
use crate::question::{self, Page, Request};
use crate::texts::failure;

/// 向快照提问 · Asks a snapshot a question, such as '80岁以上 女'.
#[derive(Args)]
pub struct Query {
    /// 快照文件 · The snapshot.
    snapshot: PathBuf,
    /// 问题，例如 '80岁以上 女' · The question, such as 'age >= 80 and sex = 女'.
    #[arg(required_unless_present = "filter")]
    expression: Option<String>,
    /// 以 JSON 文件给出条件 · Takes the conditions from a file in JSON form instead.
    #[arg(long, value_name = "FILE", conflicts_with = "expression")]
    filter: Option<PathBuf>,
    #[command(flatten)]
    open: OpenArguments,
    /// 年龄计算到哪一天；默认为快照的截止日期 · Counts ages to this day instead of the snapshot's.
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
    /// 再按一个字段的取值分别计数 · Also counts the rows by the values of a field.
    #[arg(long, value_name = "FIELD")]
    facet: Option<String>,
    /// 列出前 N 行；姓名、号码和地址按登记册的规定遮盖，--json 则给出全值 · Lists the first N rows; masked as the register says, whole with --json.
    #[arg(long, value_name = "N")]
    list: Option<usize>,
    /// 跳过前 N 行 · Begins the list after N rows.
    #[arg(long, value_name = "N", default_value_t = 0, requires = "list")]
    offset: usize,
    /// 列出哪些字段，逗号分隔 · The fields of the list, with commas between.
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',', requires = "list")]
    fields: Vec<String>,
    /// 按哪个字段排序 · The field that orders the list.
    #[arg(long, value_name = "FIELD", requires = "list")]
    sort: Option<String>,
    /// 从大到小 · Largest first.
    #[arg(long, requires = "sort")]
    descending: bool,
    /// 以一个 JSON 对象输出 · Prints one JSON object.
    #[arg(long)]
    json: bool,
}

impl Query {
    /// Prints the answer.
    ///
    /// # Errors
    ///
    /// - the filter's file cannot be read or is no JSON;
    /// - the snapshot cannot be opened;
    /// - the question is refused; its place is pointed at first, where it has one.
    pub fn run(self) -> Result<(), Failure> {
        // Before the passphrase is asked for: nobody should type it in vain.
        let filter = self.filter.as_deref().map(read_json).transpose()?;
        let register = self.open.open(&self.snapshot)?;
        let request = Request {
            question: self.expression.as_deref(),
            filter: filter.as_ref(),
            as_of: self.as_of.as_deref(),
            facet: self.facet.as_deref(),
            page: self.list.map(|limit| Page {
                limit: limit.min(limits::MAX_PAGE_ROWS + 1),
                offset: self.offset,
                fields: &self.fields,
                sort: self.sort.as_deref(),
                is_descending: self.descending,
            }),
        };
        let answer = question::answer(register, &request).map_err(|refusal| self.explain(refusal))?;
        if self.json {
            println!("{}", answer.to_json());
        } else {
            print!("{}", answer.to_text());
        }
        Ok(())
    }

    fn explain(&self, refusal: question::Refusal) -> Failure {
        match refusal {
            question::Refusal::Question(error) => {
                if let (Some(question), Some(position)) = (&self.expression, position(&error)) {
                    eprint!("{}", question::pointer(question, position));
                }
                error.into()
            }
            question::Refusal::Schema(error) => error.into(),
        }
    }
}

fn position(error: &QueryError) -> Option<usize> {
    let params = error.params();
    let (_, position) = params.iter().find(|(name, _)| *name == "position")?;
    position.parse().ok()
}

fn read_json(file: &Path) -> Result<serde_json::Value, Failure> {
    let bytes = files::read(file)?;
    serde_json::from_slice(&bytes).map_err(|error| {
        failure(
            "cli.filter_json",
            &[
                ("path", file.display().to_string()),
                ("line", error.line().to_string()),
                ("column", error.column().to_string()),
            ],
        )
    })
}
