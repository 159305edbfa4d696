//! An answer for the eyes: short, in both languages.

use yongquan_core::date;
use yongquan_core::query::text;
use yongquan_core::schema::FieldId;
use yongquan_core::seal::Kind;

use super::{Answer, Facet, Listing, layout};

impl Answer {
    /// The answer as lines of text. Names, numbers and addresses are masked as the register says.
    pub fn to_text(&self) -> String {
        let mut report = String::new();
        if self.kind == Kind::Synthetic {
            report.push_str("虚构演示数据 · synthetic data, nobody in it exists\n");
        }
        let schema = self.dataset.schema();
        let counts = self.counts;
        let count = |rows: usize| layout::grouped(rows as u64);
        let lines = [
            ["登记册 register".to_owned(), format!("{} #{}", self.register, self.seq)],
            ["截止 as of".to_owned(), date::format(self.dataset.as_of())],
            ["条件 filter".to_owned(), text::print(&self.filter, schema)],
            [
                "符合 matched".to_owned(),
                format!("{} / {}", count(counts.matched), count(counts.population())),
            ],
            ["不详 unknown".to_owned(), count(counts.unknown)],
            ["不计入 excluded".to_owned(), count(counts.excluded)],
        ];
        report.push_str(&layout::table(&lines, &[false, false]));
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
        let mut lines = vec![[self.heading(facet.field), "人数 count".to_owned()]];
        for (value, count) in self.facet_values(facet) {
            let title = self.title(facet.field, value);
            let title = title.unwrap_or_else(|| "（缺失 missing）".to_owned());
            lines.push([self.masked(facet.field, title), layout::grouped(count.into())]);
        }
        layout::table(&lines, &[false, true])
    }

    fn listing_table(&self, listing: &Listing) -> String {
        let mut lines: Vec<Vec<String>> = vec![listing.fields.iter().map(|&field| self.heading(field)).collect()];
        for &row_id in &listing.row_ids {
            let cells = listing.fields.iter().map(|&field| {
                let title = self.title(field, self.value(field, row_id));
                self.masked(field, title.unwrap_or_default())
            });
            lines.push(cells.collect());
        }
        let is_right: Vec<bool> = vec![false; listing.fields.len()];
        layout::table(&lines, &is_right)
    }

    fn heading(&self, field: FieldId) -> String {
        self.dataset.schema().field(field).title.zh.clone()
    }

    fn masked(&self, field: FieldId, value: String) -> String {
        match self.dataset.schema().field(field).mask {
            Some(mask) => layout::mask(&value, mask),
            None => value,
        }
    }
}
