//! Bitmap indexes over the codes of a column, built when a field is first asked and kept.
//!
//! - a *bitmap index*: one bitmap per value, for fields with few values;
//! - a *bit-sliced index*: one bitmap per binary digit of the code, for ranges over fields with many.

use std::sync::OnceLock;

use crate::bitmap::{Bitmap, slices_below};
use crate::limits::MAX_BITMAP_CARDINALITY;
use crate::schema::FieldId;
use crate::table::Column;
use crate::with_codes;

/// The indexes of one table.
#[derive(Debug)]
pub struct Index {
    fields: Vec<FieldIndex>,
}

#[derive(Debug, Default)]
struct FieldIndex {
    values: OnceLock<Vec<Bitmap>>,
    slices: OnceLock<Vec<Bitmap>>,
}

impl Index {
    /// An index with nothing built yet.
    pub fn new(field_count: usize) -> Self {
        let fields = (0..field_count).map(|_| FieldIndex::default()).collect();
        Self { fields }
    }

    /// Drops what was built for a field, whose column has changed.
    pub fn forget(&mut self, field: FieldId) {
        self.fields[field.index()] = FieldIndex::default();
    }

    /// One bitmap per code, the missing code's last; `None` if the field has too many values for that.
    pub fn values(&self, field: FieldId, column: &Column) -> Option<&[Bitmap]> {
        if column.cardinality() > MAX_BITMAP_CARDINALITY {
            return None;
        }
        let build = || {
            let mut bitmaps = vec![Bitmap::empty(column.codes().len()); column.cardinality() + 1];
            with_codes!(column.codes(), codes => {
                for (row_id, &code) in codes.iter().enumerate() {
                    bitmaps[code as usize].insert(row_id);
                }
            });
            bitmaps
        };
        Some(self.fields[field.index()].values.get_or_init(build))
    }

    /// The rows whose code is below `bound`.
    pub fn below(&self, field: FieldId, column: &Column, bound: usize) -> Bitmap {
        let row_count = column.codes().len();
        let slices = self.fields[field.index()].slices.get_or_init(|| {
            let bit_count = usize::BITS - column.missing_code().leading_zeros();
            let slice = |bit| {
                with_codes!(column.codes(), codes => {
                    Bitmap::from_fn(row_count, |row_id| codes[row_id] as usize >> bit & 1 == 1)
                })
            };
            (0..bit_count).map(slice).collect()
        });
        let bound = u32::try_from(bound).expect("codes fit 32 bits");
        slices_below(row_count, slices, bound)
    }
}
