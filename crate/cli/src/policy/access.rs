//! Who will be able to read what: the table that a dry run prints.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use yongquan_core::schema::Title;
use yongquan_core::seal::{self, Kind};
use yongquan_core::snapshot::{Notice, Purpose};

use super::Policy;
use crate::cut::Cut;
use crate::seal::Identification;

/// What a snapshot will let whom read.
pub struct Access<'a> {
    /// The policy that it is packed by.
    pub policy: &'a Policy,
    /// What it is of.
    pub identification: &'a Identification,
    /// The day that the data speaks of, `YYYY-MM-DD`.
    pub as_of: &'a str,
    /// Number of rows, closed ones included.
    pub row_count: usize,
    /// Number of fields in the base section.
    pub base_field_count: usize,
    /// Ids of the fields that have sounds and no values, which nobody counts.
    pub sounds: BTreeSet<&'a str>,
    /// The rows that a question left out.
    pub cut: Option<&'a Cut>,
    /// Id and title of the fields that no snapshot ever holds.
    pub never: Vec<(&'a str, &'a Title)>,
    /// Ids of the operators whose slot travels inside.
    pub slots: BTreeSet<&'a str>,
}

const OPEN: char = '●';
const CLOSED: char = '·';

/// Columns that the label of a line takes.
const LABEL_WIDTH: usize = 22;

impl Access<'_> {
    /// The table for people, in both languages.
    pub fn to_text(&self) -> String {
        let Identification {
            register, kind, seq, ..
        } = self.identification;
        let kind = match kind {
            Kind::Synthetic => "虚构演示数据 synthetic",
            Kind::Real => "真实数据 real",
        };
        let mut lines = vec![
            line("登记册 register", register),
            line("数据 data", kind),
            line("序号 seq", seq),
            line("数据截止 as of", self.as_of),
            line("签发 issued", seal::time::format(self.identification.issued_unix_s)),
            line("到期 expires", seal::time::format(self.identification.expires_unix_s)),
            line("行数 rows", self.row_count),
        ];
        if let Some(cut) = self.cut {
            lines.push(line("条件 where", &cut.question));
            lines.push(line("未收入 left out", cut.left_out_text()));
        }
        lines.push(String::new());
        for section in 0..=self.policy.sections.len() {
            let (id, title, title_en) = self.section(section);
            let fields = format!("{id}  {:>3} 个字段 fields  {title} · {title_en}", self.fields(section));
            lines.push(line("分区 section", fields));
        }
        lines.push(String::new());
        let ids: Vec<String> = (0..=self.policy.sections.len())
            .map(|section| self.section(section).0)
            .collect();
        lines.push(line("", ids.join(" ")));
        for operator in &self.policy.operators {
            let roles = operator.roles.iter().map(|&role| {
                let title = &self.policy.roles[role].title;
                format!("{} {}", title.zh, title.en)
            });
            let slot = match self.slots.contains(operator.id.as_str()) {
                true => "，随带密钥槽 slot inside",
                false => "",
            };
            let roles = roles.collect::<Vec<_>>().join(", ");
            let name = format!("{}（{roles}）{slot}", operator.name);
            lines.push(self.row(&operator.id, |section| self.policy.opens(operator, section), &name));
        }
        match &self.policy.escrow {
            Some(key) => lines.push(self.row("escrow", |_| true, &format!("托管密钥 escrow {key}"))),
            None => lines.push(line(
                "escrow",
                "没有托管密钥：口令全部遗失时无人能打开 · none: nobody opens it once all passphrases are lost",
            )),
        }
        if let Some(key) = &self.policy.auditor {
            lines.push(self.row(
                "auditor",
                |_| false,
                &format!("审计密钥，只读日志 reads the log only {key}"),
            ));
        }
        lines.push(String::new());
        lines.extend(self.disclosure());
        let never: Vec<String> = self
            .never
            .iter()
            .map(|(id, title)| format!("{id} {}", title.zh))
            .collect();
        let never = match never.is_empty() {
            true => "没有 none".to_owned(),
            false => never.join("、"),
        };
        lines.push(line("从不打包 never packed", never));
        lines.join("\n") + "\n"
    }

    /// The reasons for looking at people, and what may stand on a notice.
    fn disclosure(&self) -> Vec<String> {
        let purposes = self.policy.purposes.iter();
        let mut lines: Vec<String> = purposes
            .map(|purpose| {
                let Purpose { id, title, title_en } = purpose;
                line("用途 purpose", format!("{id}  {title} · {title_en}"))
            })
            .collect();
        if lines.is_empty() {
            lines.push(line(
                "用途 purpose",
                "没有清单，由操作员填写 · no list: operators use their own words",
            ));
        }
        lines.push(match &self.policy.notice {
            None => line("公示 notice", "没有规则，不能公示 · no rules: none can be made"),
            Some(Notice { fields, cut }) => {
                let fields = fields.iter().map(|field| match cut.get(field) {
                    Some(cut) => format!("{field} ({})", cut.as_str()),
                    None => field.clone(),
                });
                line("公示 notice", fields.collect::<Vec<_>>().join("、"))
            }
        });
        lines
    }

    /// The same as one JSON object.
    pub fn to_json(&self) -> Value {
        let ids_of = |is_open: &dyn Fn(usize) -> bool| -> Vec<String> {
            let open = (0..=self.policy.sections.len()).filter(|&section| is_open(section));
            open.map(|section| self.section(section).0).collect()
        };
        let sections = (0..=self.policy.sections.len()).map(|section| {
            let (id, title, title_en) = self.section(section);
            json!({ "id": id, "title": title, "title_en": title_en, "field_count": self.fields(section) })
        });
        let operators = self.policy.operators.iter().map(|operator| {
            let roles = operator.roles.iter().map(|&role| &self.policy.roles[role].id);
            json!({
                "id": operator.id,
                "name": operator.name,
                "roles": roles.collect::<Vec<_>>(),
                "sections": ids_of(&|section| self.policy.opens(operator, section)),
                "slot_inside": self.slots.contains(operator.id.as_str()),
            })
        });
        json!({
            "register": self.identification.register,
            "kind": self.identification.kind,
            "seq": self.identification.seq,
            "as_of": self.as_of,
            "issued": seal::time::format(self.identification.issued_unix_s),
            "expires": seal::time::format(self.identification.expires_unix_s),
            "rows": self.row_count,
            "cut": self.cut.map(Cut::to_json),
            "purposes": self.policy.purposes,
            "notice": self.policy.notice,
            "sections": sections.collect::<Vec<_>>(),
            "operators": operators.collect::<Vec<_>>(),
            "escrow": self.policy.escrow.as_ref().map(ToString::to_string),
            "auditor": self.policy.auditor.as_ref().map(ToString::to_string),
            "never": self.never.iter().map(|(id, _)| id).collect::<Vec<_>>(),
        })
    }

    /// Id and titles of a section; 0 is the base section.
    fn section(&self, section: usize) -> (String, &str, &str) {
        match section.checked_sub(1).map(|index| &self.policy.sections[index]) {
            None => (yongquan_core::snapshot::section_id(0), "基础分区", "Base section"),
            Some(entry) => (entry.id.clone(), &entry.title, &entry.title_en),
        }
    }

    /// Number of fields of a section that hold values.
    fn fields(&self, section: usize) -> usize {
        match section.checked_sub(1).map(|index| &self.policy.sections[index]) {
            None => self.base_field_count,
            Some(entry) => entry
                .fields
                .iter()
                .filter(|field| !self.sounds.contains(field.as_str()))
                .count(),
        }
    }

    fn row(&self, id: &str, is_open: impl Fn(usize) -> bool, name: &str) -> String {
        let marks = (0..=self.policy.sections.len()).map(|section| if is_open(section) { OPEN } else { CLOSED });
        let marks: Vec<String> = marks.map(|mark| format!(" {mark} ")).collect();
        line(id, format!("{} {name}", marks.join(" ")))
    }
}

/// A line of a label and what it says; Chinese characters take two columns.
fn line(label: &str, text: impl std::fmt::Display) -> String {
    let width: usize = label
        .chars()
        .map(|character| if character.is_ascii() { 1 } else { 2 })
        .sum();
    format!("{label}{:1$}{text}", "", LABEL_WIDTH.saturating_sub(width).max(1))
        .trim_end()
        .to_owned()
}
