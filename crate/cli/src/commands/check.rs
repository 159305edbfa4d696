//! `yongquan check`: reads a register without writing anything.

use clap::Args;
use serde_json::json;

use super::register::RegisterArguments;
use crate::failure::Failure;
use crate::ingest::{DEFAULT_SHOWN_LIMIT, Register, Severity, Source};
use crate::output;
use crate::package::Package;

/// 检查数据，不写出任何文件 · Checks a register against its package and writes nothing.
#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    register: RegisterArguments,
    /// 列出全部问题，而不只是前 100 处 · Lists every fault instead of the first 100.
    #[arg(long)]
    all: bool,
    /// 以 JSON 输出结果 · Prints the result as JSON.
    #[arg(long)]
    json: bool,
}

impl Check {
    /// Checks, and prints the summary to standard output or the faults to standard error.
    ///
    /// # Errors
    ///
    /// - the package is refused;
    /// - the file has errors: `import.refused`, after all of them were printed.
    pub fn run(self) -> Result<(), Failure> {
        let package = self.register.package()?;
        let shown_limit = if self.all { usize::MAX } else { DEFAULT_SHOWN_LIMIT };
        match self.register.read(&package, shown_limit) {
            Ok(register) => {
                if self.json {
                    output::print(format!("{}\n", summary_json(&package, &register)))
                } else {
                    output::print(format!("{}{}", register.remarks, summary(&package, &register)))
                }
            }
            Err(diagnostics) => {
                if self.json {
                    output::print(format!(
                        "{}\n",
                        json!({"ok": false, "diagnostics": diagnostics.to_json()})
                    ))?;
                } else {
                    output::report(&diagnostics);
                }
                Err(diagnostics.failure())
            }
        }
    }
}

fn summary(package: &Package, register: &Register) -> String {
    let format = match &register.source {
        Source::Text(format) => {
            let delimiter = match format.delimiter {
                '\t' => ("制表符", "tab"),
                ';' => ("分号", "semicolon"),
                _ => ("逗号", "comma"),
            };
            let encoding = format.encoding;
            (
                format!("文本，{encoding}，{}分隔", delimiter.0),
                format!("text, {encoding}, {} separated", delimiter.1),
            )
        }
        Source::Workbook { sheet } => (
            format!("xlsx 工作簿，工作表“{sheet}”"),
            format!("xlsx workbook, sheet \"{sheet}\""),
        ),
    };
    let (rows, fields, packed) = (register.row_count, package.stored.len(), register.columns.len());
    let (warnings, notices) = (
        register.remarks.count(Severity::Warning),
        register.remarks.count(Severity::Notice),
    );
    format!(
        "检查通过：{rows} 行，{fields} 个字段，其中 {packed} 个可打包（{}）；注意 {warnings} 处，说明 {notices} 处。\n\
         passed: {rows} rows, {fields} fields, {packed} of them to be packed ({}); warnings: {warnings}, notices: {notices}.\n",
        format.0, format.1
    )
}

fn summary_json(package: &Package, register: &Register) -> serde_json::Value {
    let source = match &register.source {
        Source::Text(format) => json!({
            "format": "text",
            "encoding": format.encoding.to_string(),
            "delimiter": format.delimiter,
        }),
        Source::Workbook { sheet } => json!({"format": "xlsx", "sheet": sheet}),
    };
    json!({
        "ok": true,
        "rows": register.row_count,
        "fields": package.stored.len(),
        "packed_fields": register.columns.len(),
        "source": source,
        "diagnostics": register.remarks.to_json(),
    })
}
