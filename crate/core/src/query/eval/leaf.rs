//! The cheapest way to the rows whose code lies in a set.

use std::ops::Range;
use std::sync::Arc;

use crate::bitmap::{Bitmap, Block};
use crate::index::{Index, Slices};
use crate::query::plan::CodeSet;
use crate::schema::FieldId;
use crate::table::Column;
use crate::with_codes;

/// Ranges up to which a set of codes is found by the bit-sliced index; a set in more pieces is looked up row by row.
const MAX_SLICED_RANGES: usize = 4;

/// The part of a column's values, as one in so many, up to which they are found by their postings.
const POSTINGS_SHARE: usize = 8;

/// A way to the rows whose code lies in a set.
pub(super) enum Leaf<'a> {
    /// All rows, or none.
    Constant(bool),
    /// The rows of some value bitmaps, or all others.
    Values {
        values: Arc<Vec<Bitmap>>,
        codes: Vec<usize>,
        is_inverted: bool,
    },
    /// The rows without a value.
    Missing(Arc<Slices>),
    /// The rows whose code is in one of these ranges.
    Sliced {
        slices: Arc<Slices>,
        ranges: Vec<Range<usize>>,
    },
    /// The rows of a set made for this question.
    Set(Bitmap),
    /// The rows whose code is marked.
    Marked { column: &'a Column, is_marked: Vec<bool> },
}

impl<'a> Leaf<'a> {
    pub fn new(field: FieldId, column: &'a Column, wanted: &CodeSet, index: &Index) -> Self {
        let missing = column.missing_code();
        let end = missing + usize::from(column.has_missing());
        let wanted_below = |end| wanted.ranges().iter().any(|range| range.start < end);
        if !wanted_below(end) {
            return Self::Constant(false);
        }
        if matches!(wanted.ranges(), [range] if range.start == 0 && range.end >= end) {
            return Self::Constant(true);
        }
        if let Some(values) = index.values(field, column) {
            // Whichever side has fewer values: every row has exactly one code.
            let is_inverted = wanted.len() * 2 > end;
            let is_wanted = |code: usize| wanted.ranges().iter().any(|range| range.contains(&code));
            let codes = (0..end).filter(|&code| is_wanted(code) != is_inverted).collect();
            return Self::Values {
                values,
                codes,
                is_inverted,
            };
        }
        if !wanted_below(missing) {
            return Self::Missing(index.slices(field, column));
        }
        if wanted.ranges().len() <= MAX_SLICED_RANGES {
            return Self::Sliced {
                slices: index.slices(field, column),
                ranges: wanted.ranges().to_vec(),
            };
        }
        if wanted.len() <= column.cardinality() / POSTINGS_SHARE {
            let postings = index.postings(field, column);
            let lists = wanted.ranges().iter().map(|range| postings.rows(range.clone()));
            return Self::Set(Bitmap::from_row_ids(column.codes().len(), lists));
        }
        let mut is_marked = vec![false; missing + 1];
        for range in wanted.ranges() {
            is_marked[range.clone()].fill(true);
        }
        Self::Marked { column, is_marked }
    }

    /// Whether no row is there.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Constant(false))
    }

    /// Words read for a word of result.
    pub fn cost(&self) -> usize {
        match self {
            Self::Constant(_) => 0,
            Self::Set(_) | Self::Missing(_) => 1,
            Self::Values { codes, .. } => codes.len(),
            Self::Sliced { slices, ranges } => slices.digits().len() * ranges.len(),
            Self::Marked { .. } => 64,
        }
    }

    /// Takes the rows into a block, whose content is overwritten.
    pub fn assign(&self, block: &mut Block) {
        match self {
            Self::Constant(value) => block.fill(*value),
            Self::Set(set) => block.assign(set),
            Self::Missing(slices) => match slices.missing() {
                Some(missing) => block.assign(missing),
                None => block.fill(false),
            },
            Self::Values {
                values,
                codes,
                is_inverted,
            } => {
                match codes.split_first() {
                    None => block.fill(false),
                    Some((&first, others)) => {
                        block.assign(&values[first]);
                        for &code in others {
                            block.unite_set(&values[code]);
                        }
                    }
                }
                if *is_inverted {
                    block.complement();
                }
            }
            Self::Sliced { slices, ranges } => slices.assign_ranges(block, ranges),
            Self::Marked { column, is_marked } => with_codes!(column.codes(), codes => {
                block.assign_fn(codes.len(), |row_id| is_marked[codes[row_id] as usize]);
            }),
        }
    }

    /// Keeps the rows of a block that are there. `scratch` is overwritten.
    pub fn intersect(&self, block: &mut Block, scratch: &mut Block) {
        match self {
            Self::Constant(true) => {}
            Self::Set(set) => block.intersect_set(set, false),
            Self::Values {
                values,
                codes,
                is_inverted,
            } if codes.len() == 1 => block.intersect_set(&values[codes[0]], *is_inverted),
            _ => {
                scratch.shape_like(block);
                self.assign(scratch);
                block.intersect(scratch);
            }
        }
    }
}
