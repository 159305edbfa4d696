//! What can be wrong with a file, and what the office reads about it.

use crate::package::Phrase;

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file is refused.
    Error,
    /// The file is taken, but somebody should look.
    Warning,
    /// The file is taken; this is how it was read.
    Notice,
}

impl Severity {
    /// The name of the severity in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// One thing that is wrong, or worth saying. Never holds a cell value.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// The operating system refuses the file.
    Unreadable {
        /// Its path.
        file: String,
        /// What it says.
        reason: String,
    },
    /// The file is neither text nor an `.xlsx` workbook.
    UnknownFormat,
    /// The workbook is damaged.
    BrokenWorkbook,
    /// The workbook has no such sheet; or a sheet is asked for and the file is a text, or has none.
    NoSuchSheet {
        /// The sheets that it has.
        sheets: Vec<String>,
    },
    /// The file has more rows than a table can hold.
    TooManyRows {
        /// Rows allowed.
        limit: usize,
    },
    /// There is not even a header.
    Empty,
    /// There is a header and nothing below it.
    NoRows,
    /// The content is of another kind than the extension of the file name says.
    Extension,
    /// The first row names no column at all.
    NoHeader,
    /// A column that the schema does not know. `heading` is empty where it might be a cell value.
    UnknownColumn {
        /// The heading, trimmed.
        heading: String,
    },
    /// A column without a heading that holds values.
    UnnamedColumn,
    /// A heading that two fields share as their title.
    AmbiguousColumn,
    /// A second column for the same field.
    DuplicateColumn {
        /// Letter of the first one.
        first: String,
    },
    /// A field without a column.
    MissingColumn,
    /// A field that is never packed without a column: nobody needs to hand it over.
    UnpackedColumn,
    /// A column that is computed and therefore ignored.
    DerivedColumn,
    /// A row with fewer cells than the header.
    RowTooShort {
        /// Cells in the row.
        found: usize,
        /// Cells in the header.
        expected: usize,
    },
    /// A row with more cells than the header.
    RowTooLong {
        /// Cells in the row.
        found: usize,
        /// Cells in the header.
        expected: usize,
    },
    /// A quotation mark that is opened and never closed.
    UnclosedQuote,
    /// Merged cells: only the first of them holds the value.
    MergedCells,
    /// A required value is missing.
    Required,
    /// Characters were destroyed before the file came here, or do not belong to its encoding.
    DamagedText,
    /// A long number that a spreadsheet rounded.
    DigitsLost,
    /// A cell of another type in a text field.
    NotText,
    /// No whole number.
    NotInteger,
    /// A whole number too large to be exact.
    IntegerTooLarge {
        /// The largest magnitude allowed.
        limit: i64,
    },
    /// No number.
    NotNumber,
    /// Neither true nor false.
    NotBoolean {
        /// How true is written.
        true_word: String,
        /// How false is written.
        false_word: String,
    },
    /// No day, or a spelling that could be read in two ways.
    NotDate,
    /// A day with a time of day.
    DateWithTime,
    /// The formula of the cell gives an error, or was saved without its result.
    FormulaError,
    /// No code, title or synonym of the code list.
    UnknownCode {
        /// Title of the code list.
        list: String,
        /// Id of the code list.
        list_id: String,
    },
    /// A title or synonym of several codes.
    AmbiguousCode {
        /// Title of the code list.
        list: String,
        /// Id of the code list.
        list_id: String,
    },
    /// Does not match the pattern of the field.
    Pattern {
        /// The pattern.
        pattern: String,
    },
    /// Below the least value allowed.
    BelowMinimum {
        /// The least value allowed.
        minimum: String,
    },
    /// Above the greatest value allowed.
    AboveMaximum {
        /// The greatest value allowed.
        maximum: String,
    },
    /// None of the values allowed.
    NotAllowed {
        /// The values allowed.
        allowed: Vec<String>,
    },
    /// Another row has the same value, or the same values of a key of several fields.
    Duplicate {
        /// The first row that has it.
        first_row: u64,
    },
    /// A text with a line break inside.
    LineBreak,
    /// Values with spaces around them, which were removed.
    Trimmed {
        /// Number of values.
        count: u64,
    },
    /// Rows without any value, which were skipped.
    BlankRows {
        /// Number of rows.
        count: u64,
    },
}

/// The code of each variant, once: [`Fault::code`] and [`Fault::ALL_CODES`] cannot disagree, and a variant without a code does
/// not compile.
macro_rules! codes {
    ($($variant:ident => $code:literal,)*) => {
        impl Fault {
            /// The code of every kind of fault, in the order of the variants.
            pub const ALL_CODES: &'static [&'static str] = &[$($code),*];

            /// The code that names this kind of fault for ever.
            pub fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $code,)*
                }
            }
        }
    };
}

codes! {
    Unreadable => "import.unreadable",
    UnknownFormat => "import.unknown_format",
    BrokenWorkbook => "import.broken_workbook",
    NoSuchSheet => "import.no_such_sheet",
    TooManyRows => "import.too_many_rows",
    Empty => "import.empty",
    NoRows => "import.no_rows",
    Extension => "import.extension",
    NoHeader => "import.no_header",
    UnknownColumn => "import.unknown_column",
    UnnamedColumn => "import.unnamed_column",
    AmbiguousColumn => "import.ambiguous_column",
    DuplicateColumn => "import.duplicate_column",
    MissingColumn => "import.missing_column",
    UnpackedColumn => "import.unpacked_column",
    DerivedColumn => "import.derived_column",
    RowTooShort => "import.row_too_short",
    RowTooLong => "import.row_too_long",
    UnclosedQuote => "import.unclosed_quote",
    MergedCells => "import.merged_cells",
    Required => "import.required",
    DamagedText => "import.damaged_text",
    DigitsLost => "import.digits_lost",
    NotText => "import.not_text",
    NotInteger => "import.not_integer",
    IntegerTooLarge => "import.integer_too_large",
    NotNumber => "import.not_number",
    NotBoolean => "import.not_boolean",
    NotDate => "import.not_date",
    DateWithTime => "import.date_with_time",
    FormulaError => "import.formula_error",
    UnknownCode => "import.unknown_code",
    AmbiguousCode => "import.ambiguous_code",
    Pattern => "import.pattern",
    BelowMinimum => "import.below_minimum",
    AboveMaximum => "import.above_maximum",
    NotAllowed => "import.not_allowed",
    Duplicate => "import.duplicate",
    LineBreak => "import.line_break",
    Trimmed => "import.trimmed",
    BlankRows => "import.blank_rows",
}

impl Fault {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::DerivedColumn | Self::Extension | Self::LineBreak | Self::NoRows => Severity::Warning,
            Self::UnpackedColumn | Self::Trimmed { .. } | Self::BlankRows { .. } => Severity::Notice,
            _ => Severity::Error,
        }
    }

    /// What was found or expected, as the end of a sentence that begins with the place.
    pub fn what(&self) -> Phrase {
        let (zh, en) = match self {
            Self::Unreadable { file, reason } => {
                return both(
                    format!("无法读取 {file}（{reason}）"),
                    format!("{file} cannot be read ({reason})"),
                );
            }
            Self::UnknownFormat => (
                "既不是文本文件，也不是 .xlsx 工作簿",
                "is neither a text file nor an .xlsx workbook",
            ),
            Self::BrokenWorkbook => ("工作簿已损坏，无法读取", "the workbook is damaged and cannot be read"),
            Self::NoSuchSheet { sheets } if sheets.is_empty() => ("文件里没有工作表", "the file has no sheet"),
            Self::NoSuchSheet { sheets } => {
                return both(
                    format!("工作簿中没有这个工作表，现有：{}", sheets.join("、")),
                    format!("the workbook has no such sheet; it has: {}", sheets.join(", ")),
                );
            }
            Self::TooManyRows { limit } => {
                return both(format!("超过 {limit} 行"), format!("there are more than {limit} rows"));
            }
            Self::Empty => ("文件是空的，连表头也没有", "the file is empty, without even a header"),
            Self::NoRows => ("只有表头，没有数据行", "there is a header but no row of data"),
            Self::Extension => (
                "文件内容与扩展名不符，已按内容读取",
                "the content is not what the extension says; it was read by its content",
            ),
            Self::NoHeader => (
                "第一行不是表头：其中没有一个是数据结构中的列名",
                "the first row is no header: not one of its cells names a column of the schema",
            ),
            Self::UnknownColumn { heading } if heading.is_empty() => {
                ("数据结构中没有这一列", "the schema has no such column")
            }
            Self::UnknownColumn { heading } => {
                return both(
                    format!("数据结构中没有名为“{heading}”的列"),
                    format!("the schema has no column called \"{heading}\""),
                );
            }
            Self::UnnamedColumn => ("这一列有内容但没有列名", "the column has values but no heading"),
            Self::AmbiguousColumn => ("有多个字段使用这个名称", "several fields have this title"),
            Self::DuplicateColumn { first } => {
                return both(format!("与 {first} 列重复"), format!("repeats column {first}"));
            }
            Self::MissingColumn => ("缺少这一列", "the column is missing"),
            Self::UnpackedColumn => ("缺少这一列，它从不打包", "the column is missing, and is never packed"),
            Self::DerivedColumn => (
                "这一列由程序计算，文件中的内容已忽略",
                "the column is computed by the program; what the file says is ignored",
            ),
            Self::RowTooShort { found, expected } => {
                return both(
                    format!("只有 {found} 个单元格，表头有 {expected} 个"),
                    format!("has {found} cells, the header has {expected}"),
                );
            }
            Self::RowTooLong { found, expected } => {
                return both(
                    format!("有 {found} 个单元格，表头只有 {expected} 个"),
                    format!("has {found} cells, the header only {expected}"),
                );
            }
            Self::UnclosedQuote => (
                "有一个引号没有配对，后面的内容都并入了一个单元格",
                "a quotation mark is never closed, so that one cell swallows the rest of the file",
            ),
            Self::MergedCells => (
                "有合并的单元格，只有第一格有值",
                "cells are merged, and only the first of them has a value",
            ),
            Self::Required => ("必填，不能为空", "must be filled in"),
            Self::DamagedText => (
                "文字已损坏或有乱码",
                "the text is damaged: it has characters that do not belong to the encoding of the file",
            ),
            Self::DigitsLost => (
                "长号码被表格软件当作数字保存，末尾几位已经丢失",
                "a spreadsheet kept a long number as a quantity, and its last digits are lost",
            ),
            Self::NotText => (
                "应为文字，单元格却是别的类型",
                "expected text, but the cell is of another type",
            ),
            Self::NotInteger => ("应为整数", "expected a whole number"),
            Self::IntegerTooLarge { limit } => {
                return both(
                    format!("整数的绝对值不能大于 {limit}"),
                    format!("a whole number must not be beyond {limit}"),
                );
            }
            Self::NotNumber => ("应为数字", "expected a number"),
            Self::NotBoolean { true_word, false_word } => {
                return both(
                    format!("应为“{true_word}”或“{false_word}”"),
                    format!("expected \"{true_word}\" or \"{false_word}\""),
                );
            }
            Self::NotDate => ("应为真实存在的日期", "expected a day that exists"),
            Self::DateWithTime => ("应只有日期，不带时刻", "expected a day without a time"),
            Self::FormulaError => (
                "公式出错，或没有保存计算结果",
                "the formula gives an error, or was saved without its result",
            ),
            Self::UnknownCode { list, list_id } => {
                return both(
                    format!("应为代码表“{list}”（{list_id}）中的代码、名称或同义词"),
                    format!("expected a code, title or synonym of the code list {list_id}"),
                );
            }
            Self::AmbiguousCode { list, list_id } => {
                return both(
                    format!("这个名称在代码表“{list}”（{list_id}）中对应多个代码"),
                    format!("several codes of the code list {list_id} have this title"),
                );
            }
            Self::Pattern { pattern } => {
                return both(
                    format!("不符合规定的格式 {pattern}"),
                    format!("does not have the form {pattern}"),
                );
            }
            Self::BelowMinimum { minimum } => {
                return both(format!("不能小于 {minimum}"), format!("must not be below {minimum}"));
            }
            Self::AboveMaximum { maximum } => {
                return both(format!("不能大于 {maximum}"), format!("must not be above {maximum}"));
            }
            Self::NotAllowed { allowed } => {
                return both(
                    format!("只能是：{}", allowed.join("、")),
                    format!("must be one of {}", allowed.join(", ")),
                );
            }
            Self::Duplicate { first_row } => {
                return both(
                    format!("与第 {first_row} 行重复，这里不允许重复"),
                    format!("repeats row {first_row}, where no repetition is allowed"),
                );
            }
            Self::LineBreak => ("文字中有换行", "the text has a line break inside"),
            Self::Trimmed { count } => {
                return both(
                    format!("有 {count} 个值首尾带空格，已去掉"),
                    format!("values with spaces around them, which were removed: {count}"),
                );
            }
            Self::BlankRows { count } => {
                return both(
                    format!("跳过了 {count} 个空行"),
                    format!("rows without any value, which were skipped: {count}"),
                );
            }
        };
        Phrase::new(zh, en)
    }

    /// What to do about it; `None` where there is nothing to do.
    pub fn hint(&self) -> Option<Phrase> {
        let (zh, en) = match self {
            Self::Unreadable { .. } => (
                "请确认文件存在、有读取权限，并且没有被其他程序占用。",
                "Check that the file exists, that it may be read and that no other program holds it.",
            ),
            Self::UnknownFormat => (
                "请在 Excel 或 WPS 中另存为 .xlsx（不加密码）或 CSV UTF-8。旧的 .xls、.et 和加密的文件不能直接读取。",
                "Save it as .xlsx without a password, or as CSV UTF-8, in Excel or WPS. Old .xls and .et files and encrypted ones cannot be read.",
            ),
            Self::BrokenWorkbook => (
                "请用 Excel 或 WPS 打开后重新另存为 .xlsx。",
                "Open it in Excel or WPS and save it as .xlsx again.",
            ),
            Self::NoSuchSheet { sheets } if sheets.is_empty() => (
                "请确认是 .xlsx 工作簿；CSV 文件没有工作表，请去掉 --sheet。",
                "Check that it is an .xlsx workbook; a CSV file has no sheets: leave --sheet out.",
            ),
            Self::NoSuchSheet { .. } => (
                "请用 --sheet 写出正确的工作表名称。",
                "Give the right name with --sheet.",
            ),
            Self::TooManyRows { .. } => ("请把数据分成几个登记册。", "Divide the data into several registers."),
            Self::Empty | Self::NoRows => ("请确认导出的是正确的表。", "Check that the right table was exported."),
            Self::Extension => ("请改正文件的扩展名。", "Correct the extension of the file name."),
            Self::NoHeader => (
                "请删去表头上方的标题行，使第一行是列名（字段编号或中文名称）。",
                "Delete the title rows above the header: the first row must hold the field ids or titles.",
            ),
            Self::UnknownColumn { .. } => (
                "请删去这一列，或改成数据结构中的字段编号或名称。",
                "Delete the column, or head it with an id or a title of the schema.",
            ),
            Self::UnnamedColumn => ("请填写列名，或删去这一列。", "Write a heading or delete the column."),
            Self::AmbiguousColumn => ("请改用字段编号作列名。", "Head the column with the id of the field."),
            Self::DuplicateColumn { .. } => ("请只保留其中一列。", "Keep one of the two."),
            Self::MissingColumn => (
                "请补上这一列；没有数据时也要保留列名，内容留空。",
                "Add the column; where there is no data keep the heading and leave the cells empty.",
            ),
            Self::DerivedColumn => (
                "不需要处理；也可以删去这一列。",
                "Nothing needs to be done; the column may be deleted.",
            ),
            Self::RowTooShort { .. } | Self::RowTooLong { .. } => (
                "请检查该行是否有多余或缺少的分隔符；值中含分隔符时要用英文双引号括起来。",
                "Look for a separator too many or too few; a value that holds one must stand in double quotes.",
            ),
            Self::UnclosedQuote => (
                "请从该行起检查英文双引号，补上或删去多余的一个。",
                "Look for a double quote from this row on, and close or delete it.",
            ),
            Self::MergedCells => (
                "请取消合并，并在每一格填上值。",
                "Unmerge the cells and fill in every one of them.",
            ),
            Self::Required => ("请补上这个值。", "Fill in the value."),
            Self::DamagedText => (
                "请在原系统中改正该处文字，重新导出为 CSV UTF-8 或 .xlsx。",
                "Correct the text in the system it comes from and export again as CSV UTF-8 or .xlsx.",
            ),
            Self::DigitsLost => (
                "请把该列设为“文本”格式，再从原系统重新填入完整的号码；丢失的位数无法恢复。",
                "Format the column as text and enter the whole number again from its source; the lost digits cannot be recovered.",
            ),
            Self::NotText => (
                "请把该列设为“文本”格式，再重新填写这一格。",
                "Format the column as text and enter the cell again.",
            ),
            Self::NotInteger => (
                "请只写半角数字，不要单位、小数点和千分位。",
                "Write plain digits without unit, decimal point or separators.",
            ),
            Self::NotNumber => (
                "请只写半角数字和小数点，不要单位和千分位。",
                "Write plain digits and a decimal point, without unit or separators.",
            ),
            Self::NotDate | Self::DateWithTime => (
                "请写成年-月-日，例如 1932-03-02；也可写 1932/3/2、1932.3.2、19320302、1932年3月2日。",
                "Write year-month-day, for example 1932-03-02; 1932/3/2, 1932.3.2, 19320302 and 1932年3月2日 are read as well.",
            ),
            Self::FormulaError => (
                "请用 Excel 或 WPS 打开并保存，使公式算出结果；出错的请改正公式，或直接填写值。",
                "Open and save it in Excel or WPS, which computes it; correct a formula that gives an error, or write the value itself.",
            ),
            Self::UnknownCode { .. } => (
                "请对照数据包 codes 文件夹中的代码表改正。",
                "Look it up in the code list in the folder codes of the package.",
            ),
            Self::AmbiguousCode { .. } => ("请改写代码。", "Write the code instead."),
            Self::Pattern { .. } | Self::IntegerTooLarge { .. } => (
                "请核对位数和字符后改正。",
                "Check the digits and letters and correct the value.",
            ),
            Self::BelowMinimum { .. }
            | Self::AboveMaximum { .. }
            | Self::NotAllowed { .. }
            | Self::NotBoolean { .. } => ("请核对后改正。", "Check and correct the value."),
            Self::Duplicate { .. } => (
                "请核对两行是否为同一条记录，删去一行或改正编号。",
                "Check whether both rows are the same record; delete one or correct the number.",
            ),
            Self::LineBreak => (
                "请核对这一格；如果是多余的引号造成的，请改正。",
                "Look at the cell; correct it if a stray quotation mark joined two rows.",
            ),
            Self::UnpackedColumn | Self::Trimmed { .. } | Self::BlankRows { .. } => return None,
        };
        Some(Phrase::new(zh, en))
    }
}

fn both(zh: String, en: String) -> Phrase {
    Phrase::new(zh, en)
}
