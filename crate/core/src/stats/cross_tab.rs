//! Counts by several fields at once.

use crate::bitmap::{Bitmap, WINDOW_ROWS};
use crate::table::{Codes, Column};

/// The part of the rows of a window, as one in so many, above which the cells of all of them are numbered.
const DENSE_SHARE: usize = 8;

/// One side of a cross-tabulation: a column whose codes may be put together into fewer groups.
#[derive(Debug, Clone)]
pub struct Axis<'a> {
    /// The column.
    pub column: &'a Column,
    /// The group of each code, that of missing last; `None` where each code is a group of its own.
    pub groups: Option<Vec<u32>>,
}

impl<'a> Axis<'a> {
    /// An axis with one place per value of a column and a last one for missing.
    pub fn of_values(column: &'a Column) -> Self {
        Self { column, groups: None }
    }

    /// Number of places.
    pub fn len(&self) -> usize {
        match &self.groups {
            None => self.column.cardinality() + 1,
            Some(groups) => groups.iter().max().map_or(0, |&last| last as usize + 1),
        }
    }

    fn place(&self, row_id: usize) -> usize {
        let code = self.column.codes().get(row_id);
        self.groups.as_ref().map_or(code, |groups| groups[code] as usize)
    }

    /// Makes room for this axis in the cell numbers of a window of rows, and adds the place of each row.
    fn add_places<C: Cell>(&self, cells: &mut [C; WINDOW_ROWS], first: usize, is_first: bool) {
        let len = C::from_place(if is_first { 0 } else { self.len() as u32 });
        match (self.column.codes(), &self.groups) {
            (Codes::One(codes), None) => add_places(cells, &codes[first..], len, u32::from),
            (Codes::Two(codes), None) => add_places(cells, &codes[first..], len, u32::from),
            (Codes::Four(codes), None) => add_places(cells, &codes[first..], len, |code| code),
            (Codes::One(codes), Some(groups)) => {
                add_places(cells, &codes[first..], len, |code| groups[usize::from(code)]);
            }
            (Codes::Two(codes), Some(groups)) => {
                add_places(cells, &codes[first..], len, |code| groups[usize::from(code)]);
            }
            (Codes::Four(codes), Some(groups)) => {
                add_places(cells, &codes[first..], len, |code| groups[code as usize]);
            }
        }
    }

    /// Whether there is no place at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn add_places<T: Copy, C: Cell>(cells: &mut [C; WINDOW_ROWS], codes: &[T], len: C, place: impl Fn(T) -> u32) {
    for (cell, &code) in cells.iter_mut().zip(codes) {
        *cell = cell.deeper(len, C::from_place(place(code)));
    }
}

/// How many rows of a set have each combination of values.
///
/// The counts of the last axis lie next to each other; all add up to the set. There are as many as the product of the lengths.
///
/// # Panics
///
/// - If the set ranges over another table;
/// - if there is no axis.
pub fn cross_tab(rows: &Bitmap, axes: &[Axis]) -> Vec<u32> {
    assert!(!axes.is_empty(), "a table has an axis");
    let cell_count: usize = axes.iter().map(Axis::len).product();
    // PERF: half as wide numbers are twice as many in a vector.
    if u16::try_from(cell_count).is_ok() {
        count_cells::<u16>(rows, axes, cell_count)
    } else {
        count_cells::<u32>(rows, axes, cell_count)
    }
}

/// The number of a cell, as wide as there are cells.
trait Cell: Copy + Default + Into<u32> {
    fn from_place(place: u32) -> Self;
    /// Makes room for `len` places and takes one of them.
    fn deeper(self, len: Self, place: Self) -> Self;
}

impl Cell for u16 {
    fn from_place(place: u32) -> Self {
        place as Self
    }

    fn deeper(self, len: Self, place: Self) -> Self {
        self.wrapping_mul(len).wrapping_add(place)
    }
}

impl Cell for u32 {
    fn from_place(place: u32) -> Self {
        place
    }

    fn deeper(self, len: Self, place: Self) -> Self {
        self.wrapping_mul(len).wrapping_add(place)
    }
}

fn count_cells<C: Cell>(rows: &Bitmap, axes: &[Axis], cell_count: usize) -> Vec<u32> {
    let mut counts = vec![0; cell_count];
    let mut cells = [C::default(); WINDOW_ROWS];
    rows.for_each_window(|first, offsets| {
        // PERF: numbering the cells of all rows in the window is a few vector instructions; only counting them goes row by row.
        let is_dense = offsets.len() * DENSE_SHARE > WINDOW_ROWS;
        if is_dense {
            for (place, axis) in axes.iter().enumerate() {
                axis.add_places(&mut cells, first, place == 0);
            }
            for &offset in offsets {
                counts[cells[usize::from(offset) % WINDOW_ROWS].into() as usize] += 1;
            }
        } else {
            for &offset in offsets {
                let row_id = first + usize::from(offset);
                let cell = axes.iter().fold(0, |cell, axis| cell * axis.len() + axis.place(row_id));
                counts[cell] += 1;
            }
        }
    });
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_lie_row_by_row_and_missing_is_a_place() {
        let a = Column::from_texts(&[Some("x"), Some("y"), None, Some("x"), Some("x")]);
        let b = Column::from_integers(&[Some(1), Some(2), Some(1), None, Some(1)]);
        let all = Bitmap::full(5);
        let axes = [Axis::of_values(&a), Axis::of_values(&b)];
        assert_eq!(cross_tab(&all, &axes), [2, 0, 1, 0, 1, 0, 1, 0, 0]);
        let grouped = Axis {
            column: &b,
            groups: Some(vec![0, 0, 1]),
        };
        assert_eq!(cross_tab(&all, &[axes[0].clone(), grouped]), [2, 1, 1, 0, 1, 0]);
    }

    #[test]
    fn dense_and_sparse_windows_count_alike() {
        let row_count = 3 * WINDOW_ROWS + 5;
        let a = Column::from_integers(&(0..row_count as i64).map(|row| Some(row % 300)).collect::<Vec<_>>());
        let b = Column::from_integers(
            &(0..row_count as i64)
                .map(|row| (row % 5 > 0).then_some(row % 4))
                .collect::<Vec<_>>(),
        );
        let axes = [
            Axis {
                column: &a,
                groups: Some((0..301).map(|code| code / 100).collect()),
            },
            Axis::of_values(&b),
        ];
        for share in [1, 2, 50] {
            let rows = Bitmap::from_fn(row_count, |row_id| row_id % share == 0);
            let mut expected = vec![0; axes[0].len() * axes[1].len()];
            for row_id in rows.iter() {
                expected[axes[0].place(row_id) * axes[1].len() + axes[1].place(row_id)] += 1;
            }
            assert_eq!(cross_tab(&rows, &axes), expected, "one in {share}");
        }
    }
}
