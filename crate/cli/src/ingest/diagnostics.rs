//! Everything that was found in one file, collected, counted and told.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};
use yongquan_core::schema::Title;

use super::fault::{Fault, Severity};
use crate::failure::Failure;

/// How many faults are kept and shown unless somebody asks for all.
pub const DEFAULT_SHOWN_LIMIT: usize = 100;

/// Which column a fault is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ColumnPlace {
    /// Place in the file from 0; `None` if the file lacks the column.
    pub index: Option<usize>,
    /// The field; `None` if the column belongs to none.
    pub field: Option<FieldName>,
}

/// Id and titles of a field, for messages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldName {
    /// Id.
    pub id: String,
    /// Chinese title.
    pub zh: String,
    /// English title.
    pub en: String,
}

impl FieldName {
    /// The name of a field.
    pub fn new(id: &str, title: &Title) -> Self {
        Self {
            id: id.to_owned(),
            zh: title.zh.clone(),
            en: title.en.clone(),
        }
    }
}

impl ColumnPlace {
    /// The letters that a spreadsheet shows above the column.
    pub fn letters(&self) -> Option<String> {
        self.index.map(letters)
    }

    fn zh(&self) -> String {
        let letters = self
            .letters()
            .map(|letters| format!("{letters} 列"))
            .unwrap_or_default();
        let field = self
            .field
            .as_ref()
            .map(|field| format!("“{}”（{}）", field.zh, field.id));
        letters + &field.unwrap_or_default()
    }

    fn en(&self) -> String {
        let letters = self.letters().map(|letters| format!("column {letters}"));
        let field = self
            .field
            .as_ref()
            .map(|field| format!("\"{}\" ({})", field.en, field.id));
        letters.into_iter().chain(field).collect::<Vec<_>>().join(" ")
    }
}

/// The letters of a column: A, B … Z, AA, AB …
pub fn letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// A fault and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// What it is.
    pub fault: Fault,
    /// Row as a spreadsheet counts: from 1, the header and blank rows included.
    pub row: Option<u64>,
    /// Column.
    pub column: Option<Arc<ColumnPlace>>,
}

impl Diagnostic {
    fn place(&self) -> (String, String) {
        let mut zh = String::new();
        let mut en = Vec::new();
        if let Some(row) = self.row {
            zh += &format!("第 {row} 行 ");
            en.push(format!("row {row}"));
        }
        if let Some(column) = &self.column {
            zh += &column.zh();
            en.push(column.en());
        }
        (zh.trim_end().to_owned(), en.join(", "))
    }

    /// The diagnostic as JSON.
    pub fn to_json(&self) -> Value {
        let phrase = |phrase: crate::package::Phrase| json!({"zh": phrase.zh, "en": phrase.en});
        json!({
            "severity": self.fault.severity().name(),
            "code": self.fault.code(),
            "row": self.row,
            "column": self.column.as_ref().map(|column| json!({
                "letters": column.letters(),
                "id": column.field.as_ref().map(|field| &field.id),
                "title": column.field.as_ref().map(|field| json!({"zh": field.zh, "en": field.en})),
            })),
            "what": phrase(self.fault.what()),
            "hint": self.fault.hint().map(phrase),
        })
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (zh_name, en_name) = match self.fault.severity() {
            Severity::Error => ("错误", "error"),
            Severity::Warning => ("注意", "warning"),
            Severity::Notice => ("说明", "notice"),
        };
        let (zh_place, en_place) = self.place();
        let colon = |place: &str, colon: &str| {
            if place.is_empty() {
                String::new()
            } else {
                format!("{place}{colon}")
            }
        };
        let (code, what, hint) = (self.fault.code(), self.fault.what(), self.fault.hint());
        writeln!(f, "{zh_name} [{code}] {}{}", colon(&zh_place, "："), what.zh)?;
        if let Some(hint) = &hint {
            writeln!(f, "  怎么办：{}", hint.zh)?;
        }
        writeln!(f, "{en_name} [{code}] {}{}", colon(&en_place, ": "), what.en)?;
        if let Some(hint) = &hint {
            writeln!(f, "  what to do: {}", hint.en)?;
        }
        Ok(())
    }
}

/// Everything found in one file.
///
/// Every fault is counted; the first ones, up to a limit for each severity, are kept. `Display` tells those that are kept,
/// and if some are not, how often each kind occurs in each column.
#[derive(Debug, Clone)]
pub struct Diagnostics {
    kept: Vec<Diagnostic>,
    limit: usize,
    counts: BTreeMap<Severity, u64>,
    tally: BTreeMap<(Severity, &'static str, Option<Arc<ColumnPlace>>), u64>,
}

impl Diagnostics {
    /// No faults yet. At most `limit` of each severity will be kept.
    pub fn new(limit: usize) -> Self {
        Self {
            kept: Vec::new(),
            limit,
            counts: BTreeMap::new(),
            tally: BTreeMap::new(),
        }
    }

    /// Adds a fault.
    pub fn add(&mut self, fault: Fault, row: Option<u64>, column: Option<&Arc<ColumnPlace>>) {
        let severity = fault.severity();
        let count = self.counts.entry(severity).or_default();
        *count += 1;
        *self.tally.entry((severity, fault.code(), column.cloned())).or_default() += 1;
        if *count <= self.limit as u64 {
            self.kept.push(Diagnostic {
                fault,
                row,
                column: column.cloned(),
            });
        }
    }

    /// The faults that were kept, in the order of the file.
    pub fn kept(&self) -> &[Diagnostic] {
        &self.kept
    }

    /// How many faults of a severity there are, kept or not.
    pub fn count(&self, severity: Severity) -> u64 {
        self.counts.get(&severity).copied().unwrap_or(0)
    }

    /// Whether the file must be refused.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// The failure that a command ends with after it told the faults.
    pub fn failure(&self) -> Failure {
        let count = self.count(Severity::Error);
        Failure::new(
            "import.refused",
            (
                format!("文件有 {count} 处错误，没有写出任何文件"),
                "请在原表中逐处改正，重新导出后再运行一次。",
            ),
            (
                match count {
                    1 => "the file has 1 error, and nothing was written".to_owned(),
                    _ => format!("the file has {count} errors, and nothing was written"),
                },
                "Correct them in the source, export again and run the command once more.",
            ),
        )
    }

    /// The faults and counts as JSON.
    pub fn to_json(&self) -> Value {
        json!({
            "counts": {
                "error": self.count(Severity::Error),
                "warning": self.count(Severity::Warning),
                "notice": self.count(Severity::Notice),
            },
            "faults": self.kept.iter().map(Diagnostic::to_json).collect::<Vec<_>>(),
        })
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.kept {
            diagnostic.fmt(f)?;
        }
        let total: u64 = self.counts.values().sum();
        let shown = self.kept.len() as u64;
        if shown == total {
            return Ok(());
        }
        writeln!(
            f,
            "共 {total} 处，以上是其中 {shown} 处；yongquan check --all 列出全部。各类各列的数目："
        )?;
        writeln!(
            f,
            "{total} in all, {shown} of them above; yongquan check --all lists every one. By kind and column:"
        )?;
        for ((_, code, column), count) in &self.tally {
            let place = column
                .as_ref()
                .map(|column| format!("  {} · {}", column.zh(), column.en()));
            writeln!(f, "  {count} × {code}{}", place.unwrap_or_default())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (index, expected) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
        ] {
            assert_eq!(letters(index), expected);
        }
    }

    #[test]
    fn faults_beyond_the_limit_are_counted_but_not_kept() {
        let mut diagnostics = Diagnostics::new(2);
        for row in 2..7 {
            diagnostics.add(Fault::Required, Some(row), None);
        }
        diagnostics.add(Fault::BlankRows { count: 3 }, None, None);
        assert_eq!(diagnostics.kept().len(), 3);
        assert_eq!(diagnostics.count(Severity::Error), 5);
        let text = diagnostics.to_string();
        assert!(
            text.contains("5 × import.required") && text.contains("6 in all, 3 of them above"),
            "{text}"
        );
    }

    #[test]
    fn a_diagnostic_says_place_fault_and_remedy_in_both_languages() {
        let place = ColumnPlace {
            index: Some(2),
            field: Some(FieldName {
                id: "born_on".to_owned(),
                zh: "出生".to_owned(),
                en: "Born".to_owned(),
            }),
        };
        let mut diagnostics = Diagnostics::new(1);
        diagnostics.add(Fault::Required, Some(17), Some(&Arc::new(place)));
        assert_eq!(
            diagnostics.to_string(),
            "错误 [import.required] 第 17 行 C 列“出生”（born_on）：必填，不能为空\n  怎么办：请补上这个值。\n\
             error [import.required] row 17, column C \"Born\" (born_on): must be filled in\n  what to do: Fill in the value.\n"
        );
    }
}
