//! Why a data package is refused.

use std::fmt;
use std::path::PathBuf;

use yongquan_core::error::SchemaError;

use crate::failure::Failure;

/// A piece of a sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Phrase {
    /// A phrase in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }
}

/// Why a data package is refused.
///
/// A `path` leads to the place in `datapackage.json`, for example `resources[0].schema.fields[3].constraints.pattern`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PackageError {
    /// A file of the package cannot be read.
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        reason: String,
    },
    /// The descriptor is not JSON, or an object of it has the same key twice.
    NotJson {
        /// The file.
        file: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A key has a value of another shape.
    Shape {
        /// Where.
        path: String,
        /// What belongs there.
        expected: Phrase,
    },
    /// A key is absent that must be there.
    Missing {
        /// Where it belongs.
        path: String,
    },
    /// A `yq:` key that this program does not know.
    UnknownKey {
        /// Where.
        path: String,
    },
    /// A rule of the standard that this program does not check and therefore refuses.
    UnsupportedRule {
        /// Where.
        path: String,
    },
    /// A field type other than the five that are read.
    UnsupportedType {
        /// Where.
        path: String,
    },
    /// A constraint that does not fit the type of its field, or contradicts another.
    BadConstraint {
        /// Where.
        path: String,
        /// What is wrong with it.
        problem: Phrase,
    },
    /// A name that points at nothing.
    NoSuchName {
        /// Where.
        path: String,
        /// What it should be the name of.
        wanted: Phrase,
        /// The name.
        name: String,
    },
    /// A name that something else has already.
    Duplicate {
        /// Where.
        path: String,
        /// The name.
        name: String,
    },
    /// The package has no table, or more than one.
    TableCount {
        /// Resources that are no code list.
        count: usize,
    },
    /// A field with a code list lacks the foreign key to it, or a foreign key leads elsewhere.
    ForeignKey {
        /// Where.
        path: String,
        /// What the foreign key must be.
        expected: Phrase,
    },
    /// A code list file breaks a rule.
    CodeList {
        /// The file.
        file: PathBuf,
        /// Row of the file, the header being row 1.
        row: usize,
        /// What is wrong there.
        problem: Phrase,
    },
    /// A filter that the query engine refuses.
    Filter {
        /// Where.
        path: String,
        /// The code of the query error, for example `query.unknown_field`.
        code: String,
    },
    /// A derived field that cannot be computed.
    Derived {
        /// Where.
        path: String,
        /// What is wrong with it.
        problem: Phrase,
    },
    /// The engine refuses the schema for a reason that no other check here found.
    Schema(SchemaError),
}

impl PackageError {
    /// The code that names this error for ever.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "package.unreadable",
            Self::NotJson { .. } => "package.not_json",
            Self::Shape { .. } => "package.shape",
            Self::Missing { .. } => "package.missing_key",
            Self::UnknownKey { .. } => "package.unknown_key",
            Self::UnsupportedRule { .. } => "package.unsupported_rule",
            Self::UnsupportedType { .. } => "package.unsupported_type",
            Self::BadConstraint { .. } => "package.bad_constraint",
            Self::NoSuchName { .. } => "package.no_such_name",
            Self::Duplicate { .. } => "package.duplicate",
            Self::TableCount { .. } => "package.table_count",
            Self::ForeignKey { .. } => "package.foreign_key",
            Self::CodeList { .. } => "package.code_list",
            Self::Filter { .. } => "package.filter",
            Self::Derived { .. } => "package.derived",
            Self::Schema(_) => "package.schema",
        }
    }

    /// What happened.
    fn what(&self) -> Phrase {
        match self {
            Self::Unreadable { file, reason } => {
                let file = file.display();
                Phrase::new(
                    format!("无法读取文件 {file}（{reason}）"),
                    format!("cannot read {file} ({reason})"),
                )
            }
            Self::NotJson { file, line, column } => {
                let file = file.display();
                Phrase::new(
                    format!("{file} 第 {line} 行第 {column} 列不是正确的 JSON，或同一个键出现了两次"),
                    format!("{file} is not valid JSON at line {line} column {column}, or a key occurs twice there"),
                )
            }
            Self::Shape { path, expected } => Phrase::new(
                format!("描述文件中 {path} 的值应为{}", expected.zh),
                format!("{path} in the descriptor must be {}", expected.en),
            ),
            Self::Missing { path } => {
                Phrase::new(format!("描述文件缺少 {path}"), format!("the descriptor lacks {path}"))
            }
            Self::UnknownKey { path } => Phrase::new(
                format!("描述文件中 {path} 不是已知的 yq: 键"),
                format!("{path} in the descriptor is no known yq: key"),
            ),
            Self::UnsupportedRule { path } => Phrase::new(
                format!("描述文件中的规则 {path} 本程序不检查，因此不接受"),
                format!("the rule {path} in the descriptor is not checked by this program and therefore refused"),
            ),
            Self::UnsupportedType { path } => Phrase::new(
                format!("描述文件中 {path} 的字段类型不受支持"),
                format!("the field type at {path} in the descriptor is not supported"),
            ),
            Self::BadConstraint { path, problem } => Phrase::new(
                format!("描述文件中 {path} 的约束不成立：{}", problem.zh),
                format!(
                    "the constraint {path} in the descriptor does not hold together: {}",
                    problem.en
                ),
            ),
            Self::NoSuchName { path, wanted, name } => Phrase::new(
                format!("描述文件中 {path} 写的是“{name}”，但没有这样的{}", wanted.zh),
                format!(
                    "{path} in the descriptor says \"{name}\", but there is no such {}",
                    wanted.en
                ),
            ),
            Self::Duplicate { path, name } => Phrase::new(
                format!("描述文件中 {path} 的名称“{name}”为空或重复"),
                format!("the name \"{name}\" at {path} in the descriptor is empty or not unique"),
            ),
            Self::TableCount { count } => Phrase::new(
                format!("数据包应有且只有一个数据表资源，现有 {count} 个"),
                format!("a data package has exactly one table resource, this one has {count}"),
            ),
            Self::ForeignKey { path, expected } => Phrase::new(
                format!("描述文件中 {path} 的外键不正确：{}", expected.zh),
                format!("the foreign key at {path} in the descriptor is wrong: {}", expected.en),
            ),
            Self::CodeList { file, row, problem } => {
                let file = file.display();
                Phrase::new(
                    format!("代码表 {file} 第 {row} 行：{}", problem.zh),
                    format!("code list {file}, row {row}: {}", problem.en),
                )
            }
            Self::Filter { path, code } => Phrase::new(
                format!("描述文件中 {path} 的筛选条件不成立（{code}）"),
                format!("the filter at {path} in the descriptor is refused ({code})"),
            ),
            Self::Derived { path, problem } => Phrase::new(
                format!("描述文件中 {path} 的派生字段不成立：{}", problem.zh),
                format!(
                    "the derived field at {path} in the descriptor cannot be computed: {}",
                    problem.en
                ),
            ),
            Self::Schema(error) => Phrase::new(
                format!("数据结构没有通过检查，位置 {}（{}）", error.path, error.problem),
                format!("the schema is refused at {}: {}", error.path, error.problem),
            ),
        }
    }

    /// What to do about it.
    fn remedy(&self) -> Phrase {
        let (zh, en) = match self {
            Self::Unreadable { .. } => (
                "请确认数据包文件夹和文件名正确，并且有读取权限。",
                "Check the package folder, the file name and the permission to read it.",
            ),
            Self::NotJson { .. } => (
                "请用文本编辑器改正该处后重试。",
                "Correct that place in a text editor and try again.",
            ),
            Self::CodeList { .. } => (
                "代码表的列为 code,title_zh,title_en,parent,synonyms，编码为 UTF-8；请改正该行后重试。",
                "A code list has the columns code,title_zh,title_en,parent,synonyms in UTF-8; correct the row and try again.",
            ),
            Self::UnsupportedType { .. } => (
                "可用的类型为 string、integer、number、boolean、date，格式只能是 default。",
                "Use string, integer, number, boolean or date, with no format but the default one.",
            ),
            Self::UnsupportedRule { .. } => (
                "可用的约束为 required、unique、pattern、minimum、maximum、enum；请删除其他规则，或用这些表达。",
                "Use required, unique, pattern, minimum, maximum and enum; remove other rules or say them with these.",
            ),
            Self::TableCount { .. } => (
                "请保留一个数据表；代码表资源要写 \"yq:codeList\": true。",
                "Keep one table; a code list resource says \"yq:codeList\": true.",
            ),
            _ => (
                "请对照 data-schema/README.md 修改 datapackage.json 后重试。",
                "Correct datapackage.json by data-schema/README.md and try again.",
            ),
        };
        Phrase::new(zh, en)
    }
}

impl fmt::Display for PackageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what().en)
    }
}

impl std::error::Error for PackageError {}

impl From<PackageError> for Failure {
    fn from(error: PackageError) -> Self {
        let (what, remedy) = (error.what(), error.remedy());
        Self::new(error.code(), (what.zh, remedy.zh), (what.en, remedy.en))
    }
}
