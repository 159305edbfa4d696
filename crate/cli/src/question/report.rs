//! An answer for the eyes: short, in both languages.

use yongquan_core::date;
use yongquan_core::query::text;
use yongquan_core::schema::FieldId;
use yongquan_core::seal::Kind;
use yongquan_core::table::Value;

use super::{Answer, Asked, Facet, Listing, SYNTHETIC_NOTE, layout};

impl Asked<'_> {
    /// The counts and what they are of, as lines of text.
    pub(super) fn to_text(&self) -> String {
        let mut report = String::new();
        if self.register.kind == Kind::Synthetic {
            report.push_str(SYNTHETIC_NOTE);
        }
        let schema = self.dataset.schema();
        let counts = self.selection.counts();
        let count = |rows: usize| layout::grouped(rows as u64);
        let filter = self.filter.as_ref().map(|filter| text::print(filter, schema));
        let lines = [
            [
                "登记册 register".to_owned(),
                format!("{} #{}", self.register.id, self.register.seq),
            ],
            ["截止 as of".to_owned(), date::format(self.dataset.as_of())],
            [
                "条件 filter".to_owned(),
                filter.unwrap_or_else(|| "（无，全部在册 none, everybody）".to_owned()),
            ],
            [
                "符合 matched".to_owned(),
                format!("{} / {}", count(counts.matched), count(counts.population())),
            ],
            ["不详 unknown".to_owned(), count(counts.unknown)],
            ["不计入 excluded".to_owned(), count(counts.excluded)],
        ];
        report.push_str(&layout::table(&lines, &[false, false]));
        report
    }

    pub(super) fn heading(&self, field: FieldId) -> String {
        self.dataset.schema().field(field).title.zh.clone()
    }

    pub(super) fn masked(&self, field: FieldId, value: String) -> String {
        match self.dataset.schema().field(field).mask {
            Some(mask) => layout::mask(&value, mask),
            None => value,
        }
    }

    /// A value in words, masked as the register says; missing in words of its own.
    pub(super) fn words(&self, field: FieldId, value: Option<Value>) -> String {
        match self.title(field, value) {
            Some(title) => self.masked(field, title),
            None => "（缺失 missing）".to_owned(),
        }
    }
}

impl Answer<'_> {
    /// The answer as lines of text. Names, numbers and addresses are masked as the register says.
    pub fn to_text(&self) -> String {
        let mut report = self.asked.to_text();
        if let Some(facet) = &self.facet {
            report.push('\n');
            report.push_str(&self.facet_table(facet));
        }
        if let Some(listing) = &self.listing {
            report.push('\n');
            report.push_str(&self.listing_table(listing));
        }
        report
    }

    fn facet_table(&self, facet: &Facet) -> String {
        let mut lines = vec![[self.asked.heading(facet.field), "人数 count".to_owned()]];
        for (value, count) in facet.values(&self.asked) {
            lines.push([self.asked.words(facet.field, value), layout::grouped(count.into())]);
        }
        layout::table(&lines, &[false, true])
    }

    fn listing_table(&self, listing: &Listing) -> String {
        let headings = listing.fields.iter().map(|&field| self.asked.heading(field));
        let mut lines: Vec<Vec<String>> = vec![headings.collect()];
        for &row_id in &listing.row_ids {
            let cells = listing.fields.iter().map(|&field| {
                let title = self.asked.title(field, listing.value(&self.asked, field, row_id));
                self.asked.masked(field, title.unwrap_or_default())
            });
            lines.push(cells.collect());
        }
        let is_right: Vec<bool> = vec![false; listing.fields.len()];
        layout::table(&lines, &is_right)
    }
}
