//! Codes of one column as ranges.

use std::ops::Range;

/// A set of codes of one column: half-open ranges, ascending, disjoint and not touching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSet {
    ranges: Vec<Range<usize>>,
}

impl CodeSet {
    /// The set of the codes in these ranges, in any order, which may touch or overlap.
    pub(super) fn new(mut ranges: Vec<Range<usize>>) -> Self {
        ranges.retain(|range| !range.is_empty());
        ranges.sort_by_key(|range| range.start);
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        Self { ranges: merged }
    }

    /// The set of these codes, in any order.
    pub(super) fn of_codes(codes: impl IntoIterator<Item = usize>) -> Self {
        // PERF: neighbours are joined at once; a range of a million codes is one entry, not a million.
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for code in codes {
            match ranges.last_mut() {
                Some(last) if last.end == code => last.end += 1,
                _ => ranges.push(code..code + 1),
            }
        }
        Self::new(ranges)
    }

    /// The set with one code more.
    pub(super) fn with(mut self, code: usize) -> Self {
        self.ranges.push(code..code + 1);
        Self::new(self.ranges)
    }

    /// The codes below `end` that are not in the set.
    pub(super) fn complement(&self, end: usize) -> Self {
        let mut ranges = Vec::with_capacity(self.ranges.len() + 1);
        let mut start = 0;
        for range in &self.ranges {
            ranges.push(start..range.start.min(end));
            start = range.end;
        }
        ranges.push(start.min(end)..end);
        Self::new(ranges)
    }

    pub(super) fn without(&self, other: &Self, end: usize) -> Self {
        let mut kept = self.complement(end);
        kept.ranges.extend(other.ranges.iter().cloned());
        Self::new(kept.ranges).complement(end)
    }

    /// The ranges, ascending.
    pub fn ranges(&self) -> &[Range<usize>] {
        &self.ranges
    }

    /// Number of codes in the set.
    pub fn len(&self) -> usize {
        self.ranges.iter().map(Range::len).sum()
    }

    /// Whether the set holds no code.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }
}
