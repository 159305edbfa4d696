//! `yongquan extract`: writes what a key may see into a file in clear.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::question::{QuestionArguments, explain};
use crate::cut;
#[cfg(feature = "columnar")]
use crate::extract::Columnar;
use crate::extract::{self, CsvOptions, Extract as Rows, ExtractRequest, Language};
use crate::failure::Failure;
use crate::files::{self, Readers};
use crate::opening::OpenArguments;
use crate::output;
use crate::question::{Register, SYNTHETIC_NOTE};
use crate::texts::{LIST_SEPARATOR, failure};

/// 导出明文：密钥可见的字段，写成 CSV、Parquet 或 Arrow 文件 · Writes the fields that a key opens into a CSV, Parquet or Arrow file, in clear.
///
/// 默认导出全部行和全部原始字段，值与登记册相同，因此 CSV 可以再打包成同样的分区；派生字段（如年龄）用 --derived 或 --fields 指定。
/// 标为 never 的字段和拼音从不导出。文件只有本人可读，但内容未加密。
/// Writes every row and every stored field by default, with the values of the register, so that a CSV packs again to the same sections;
/// derived fields, such as ages, come with --derived or --fields. Fields marked never and sounds are never written. Only its owner may
/// read the file, but nothing in it is encrypted.
#[derive(Args)]
pub struct Extract {
    /// 快照文件，或解开快照的文件夹 · The snapshot, or the folder into which it was unpacked.
    snapshot: PathBuf,
    /// 文件格式 · Format of the file.
    #[arg(long = "as", value_name = "FORMAT", value_enum)]
    format: Format,
    /// 输出文件 · The file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 只导出条件成立的行，例如 '80岁以上 女'；默认为全部，不在统计之内的也包括 · Only the rows for which a question is true; by default all of them,
    /// also those that are not counted.
    #[arg(long = "where", value_name = "QUESTION")]
    expression: Option<String>,
    #[command(flatten)]
    question: QuestionArguments,
    /// 导出哪些字段，逗号分隔；默认为密钥可见的全部原始字段 · The fields, with commas between; by default every stored field that the key opens.
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',')]
    fields: Vec<String>,
    /// 也导出派生字段，例如年龄 · Also the derived fields, such as ages.
    #[arg(long, conflicts_with = "fields")]
    derived: bool,
    /// 以标题代替字段编号，以名称代替代码：zh 中文，en 英文 · Titles instead of ids and labels instead of codes, in Chinese or English.
    #[arg(long, value_name = "LANGUAGE", value_enum)]
    labels: Option<Language>,
    /// CSV 开头不写字节顺序标记 · Leaves out the byte order mark at the beginning of CSV.
    #[arg(long)]
    no_bom: bool,
    /// 供电子表格打开：给会被当作公式、数值或日期的文字加上单引号；这样的文件不宜再打包 · For spreadsheets: puts an apostrophe before texts that
    /// would be computed or taken for numbers or dates. Such a CSV is not for packing again.
    #[arg(long)]
    spreadsheet_safe: bool,
    /// 覆盖 --out 处已有的文件 · Replaces the file that stands at --out.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    open: OpenArguments,
}

/// A format of an extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Delimited text.
    Csv,
    /// Parquet.
    Parquet,
    /// The file format of Arrow.
    Arrow,
}

/// A format that this program can write: without the feature `columnar` it is one of text only.
enum Writer {
    Csv(CsvOptions),
    #[cfg(feature = "columnar")]
    Columnar(Columnar),
}

impl Extract {
    /// Writes the file and says that it is in clear.
    ///
    /// # Errors
    ///
    /// - an option of CSV is given for another format, or the program was built without the format;
    /// - a file stands at `--out` and may not be replaced;
    /// - as [`Query::run`](super::query::Query::run), but for SQL;
    /// - there is no field to write;
    /// - the file cannot be written. Nothing is half-written then.
    pub fn run(self) -> Result<(), Failure> {
        self.check_options()?;
        let writer = self.writer()?;
        if !self.force && files::check_absent(&self.out).is_err() {
            return Err(failure(
                "cli.extract_exists",
                &[("path", self.out.display().to_string())],
            ));
        }
        let filter = self.question.read_filter()?;
        let mut register = Register::new(self.open.open(&self.snapshot)?)?;
        let expression = self.expression.as_deref();
        let request = ExtractRequest {
            question: self.question.question(expression, filter.as_ref()),
            fields: &self.fields,
            with_derived: self.derived,
            labels: self.labels,
        };
        let rows = Rows::new(&mut register, &request).map_err(|error| explain(expression, error))?;
        if rows.column_count() == 0 {
            return Err(failure("cli.nothing_to_extract", &[]));
        }
        files::write_with(&self.out, Readers::Owner, self.force, |file| {
            let mut out = BufWriter::new(file);
            match writer {
                Writer::Csv(options) => extract::write_csv(&rows, options, &mut out)?,
                #[cfg(feature = "columnar")]
                Writer::Columnar(format) => extract::write_columnar(&rows, format, &mut out)?,
            }
            out.flush()
        })?;
        output::report(self.in_clear(&rows));
        output::print(self.written(&rows))
    }

    /// How the rows are written.
    fn writer(&self) -> Result<Writer, Failure> {
        match self.format {
            Format::Csv => Ok(Writer::Csv(CsvOptions {
                has_bom: !self.no_bom,
                is_spreadsheet_safe: self.spreadsheet_safe,
            })),
            #[cfg(feature = "columnar")]
            Format::Parquet => Ok(Writer::Columnar(Columnar::Parquet)),
            #[cfg(feature = "columnar")]
            Format::Arrow => Ok(Writer::Columnar(Columnar::Arrow)),
            #[cfg(not(feature = "columnar"))]
            Format::Parquet | Format::Arrow => Err(failure("cli.no_columnar", &[]).with_status(2)),
        }
    }

    /// An option that would do nothing is a misunderstanding.
    fn check_options(&self) -> Result<(), Failure> {
        let options = [(self.no_bom, "--no-bom"), (self.spreadsheet_safe, "--spreadsheet-safe")];
        match options.into_iter().find(|(is_given, _)| *is_given) {
            Some((_, option)) if self.format != Format::Csv => {
                Err(failure("cli.only_for_csv", &[("argument", option.to_owned())]).with_status(2))
            }
            _ => Ok(()),
        }
    }

    /// What was written.
    fn written(&self, rows: &Rows) -> String {
        let (out, row_count, column_count) = (self.out.display(), rows.row_count(), rows.column_count());
        let mut text = format!(
            "已写出 {out}：{row_count} 行，{column_count} 列\n\
             wrote {out}: {row_count} rows, {column_count} columns\n"
        );
        if let Some(counts) = rows.counts() {
            text += &format!("未导出 left out: {}\n", cut::left_out_text(counts));
        } else if rows.uncounted_rows() > 0 {
            text += &format!("其中不在统计之内 not counted among them: {}\n", rows.uncounted_rows());
        }
        text
    }

    /// That the file is in clear, and what is not in it because the key does not open it.
    fn in_clear(&self, rows: &Rows) -> String {
        let (path, row_count, column_count) = (self.out.display(), rows.row_count(), rows.column_count());
        let closed = rows.closed_sections();
        let list = |language: usize, none: &str, separator: &str| match closed.is_empty() {
            true => none.to_owned(),
            false => {
                let titles = closed.iter().map(|(titles, id)| format!("{} {id}", titles[language]));
                titles.collect::<Vec<_>>().join(separator)
            }
        };
        let (zh, en) = (list(0, "无", LIST_SEPARATOR), list(1, "none", ", "));
        let synthetic = if rows.is_synthetic() { SYNTHETIC_NOTE } else { "" };
        format!(
            "{synthetic}注意 [cli.in_clear] {path} 是明文，未加密：{row_count} 行，{column_count} 列，谁拿到都能读。密钥未打开的分区：{zh}。\n\
             \x20 怎么办：只交给工作需要的人，用完即删；不要放进共享文件夹、网盘或聊天软件。\n\
             notice [cli.in_clear] {path} is in clear: {row_count} rows and {column_count} columns that whoever holds the file can read. \
             Sections that the key left closed: {en}.\n\
             \x20 what to do: Give it only to people whose work needs it, delete it after use, and keep it out of shared folders and chats.\n"
        )
    }
}
