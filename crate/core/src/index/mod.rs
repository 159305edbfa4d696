//! Bitmap indexes over the codes of a column, built when a field is first asked and kept within a memory budget.
//!
//! - a *bitmap index*: one bitmap per value, for fields with few values;
//! - a *bit-sliced index*: one bitmap per binary digit of the code, for ranges over fields with many;
//! - *postings*: the row ids of each value, for finding few of the values of a field with very many;
//! - the *most frequent* value and the rows that have another, for counting a field that concerns few.
//!
//! What was used longest ago goes first when the budget is spent. Whoever holds an index keeps it alive until done with it.

mod frequent;
mod postings;
mod slices;
mod values;

pub use frequent::Frequent;
pub use postings::Postings;
pub use slices::Slices;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::bitmap::Bitmap;
use crate::limits::{MAX_BITMAP_CARDINALITY, MAX_INDEX_BYTES};
use crate::schema::FieldId;
use crate::table::Column;

/// The indexes of one table.
#[derive(Debug)]
pub struct Index {
    state: Mutex<State>,
    budget_bytes: usize,
}

#[derive(Debug, Default)]
struct State {
    fields: Vec<FieldIndex>,
    used_bytes: usize,
    /// Counts uses, so that entries can be compared by when they were used last.
    clock: u64,
}

#[derive(Debug, Default)]
struct FieldIndex {
    values: Option<Entry<Vec<Bitmap>>>,
    slices: Option<Entry<Slices>>,
    postings: Option<Entry<Postings>>,
    frequent: Option<Entry<Frequent>>,
}

#[derive(Debug)]
struct Entry<T> {
    built: Arc<T>,
    byte_len: usize,
    last_use: u64,
}

/// Where an index of one kind stands among those of a field.
type Place<T> = fn(&mut FieldIndex) -> &mut Option<Entry<T>>;

/// What may be done to make room for an index.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    /// Drop others.
    Make,
    /// Build only what fits beside the others.
    Find,
}

impl Index {
    /// An index with nothing built yet.
    pub fn new(field_count: usize) -> Self {
        Self::with_budget(field_count, MAX_INDEX_BYTES)
    }

    /// An index that keeps at most so many bytes.
    pub fn with_budget(field_count: usize, budget_bytes: usize) -> Self {
        let fields = (0..field_count).map(|_| FieldIndex::default()).collect();
        let state = State {
            fields,
            ..State::default()
        };
        Self {
            state: Mutex::new(state),
            budget_bytes,
        }
    }

    /// Bytes of the indexes that are kept.
    pub fn used_bytes(&self) -> usize {
        self.state().used_bytes
    }

    /// Drops what was built for a field, whose column has changed.
    pub fn forget(&mut self, field: FieldId) {
        let mut state = self.state();
        let old = std::mem::take(&mut state.fields[field.index()]);
        state.used_bytes -= old.byte_len();
    }

    /// One bitmap per code, the missing code's last; `None` if the field has too many values for that.
    pub fn values(&self, field: FieldId, column: &Column) -> Option<Arc<Vec<Bitmap>>> {
        if column.cardinality() > MAX_BITMAP_CARDINALITY {
            return None;
        }
        let byte_len = (column.cardinality() + 1) * bitmap_bytes(column);
        let build = || values::of_codes(column);
        self.get(field, |field| &mut field.values, byte_len, Room::Make, build)
    }

    /// One bitmap per binary digit of the code.
    pub fn slices(&self, field: FieldId, column: &Column) -> Arc<Slices> {
        self.slices_with(field, column, Room::Make).expect("room is made")
    }

    /// As [`slices`](Self::slices), but `None` where they neither are there nor fit beside what is.
    ///
    /// For a look at every field: dropping the first field's to build the last one's would build all of them each time.
    pub fn slices_if_room(&self, field: FieldId, column: &Column) -> Option<Arc<Slices>> {
        self.slices_with(field, column, Room::Find)
    }

    fn slices_with(&self, field: FieldId, column: &Column, room: Room) -> Option<Arc<Slices>> {
        let byte_len = Slices::bitmap_count_for(column) * bitmap_bytes(column);
        let build = || Slices::new(column);
        self.get(field, |field| &mut field.slices, byte_len, room, build)
    }

    /// The row ids of each code.
    pub fn postings(&self, field: FieldId, column: &Column) -> Arc<Postings> {
        let byte_len = Postings::byte_len_for(column);
        let build = || Postings::new(column);
        self.get(field, |field| &mut field.postings, byte_len, Room::Make, build)
            .expect("room is made")
    }

    /// The most frequent value; `None` where it is neither there nor fits beside what is.
    pub fn frequent_if_room(&self, field: FieldId, column: &Column) -> Option<Arc<Frequent>> {
        let build = || Frequent::new(column);
        self.get(
            field,
            |field| &mut field.frequent,
            bitmap_bytes(column),
            Room::Find,
            build,
        )
    }

    fn get<T>(
        &self,
        field: FieldId,
        place: Place<T>,
        byte_len: usize,
        room: Room,
        build: impl FnOnce() -> T,
    ) -> Option<Arc<T>> {
        let mut state = self.state();
        state.clock += 1;
        let now = state.clock;
        if let Some(entry) = place(&mut state.fields[field.index()]) {
            entry.last_use = now;
            return Some(Arc::clone(&entry.built));
        }
        let fits = state.used_bytes + byte_len <= self.budget_bytes;
        if !fits && room == Room::Find {
            return None;
        }
        while state.used_bytes + byte_len > self.budget_bytes && state.used_bytes > 0 {
            state.drop_oldest();
        }
        let built = Arc::new(build());
        // What alone is more than the budget serves this one question and is not kept.
        if byte_len <= self.budget_bytes {
            state.used_bytes += byte_len;
            *place(&mut state.fields[field.index()]) = Some(Entry {
                built: Arc::clone(&built),
                byte_len,
                last_use: now,
            });
        }
        Some(built)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A builder that panicked has put nothing into the state.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn drop_oldest(&mut self) {
        let Some(oldest) = self.fields.iter().filter_map(FieldIndex::oldest_use).min() else {
            return;
        };
        for field in &mut self.fields {
            self.used_bytes -= field.drop_used_at(oldest);
        }
    }
}

impl FieldIndex {
    /// Length and last use of each index that is built.
    fn entries(&self) -> impl Iterator<Item = (usize, u64)> {
        let entries = [
            entry_of(&self.values),
            entry_of(&self.slices),
            entry_of(&self.postings),
            entry_of(&self.frequent),
        ];
        entries.into_iter().flatten()
    }

    fn byte_len(&self) -> usize {
        self.entries().map(|(byte_len, _)| byte_len).sum()
    }

    fn oldest_use(&self) -> Option<u64> {
        self.entries().map(|(_, last_use)| last_use).min()
    }

    /// Drops what was used last at this moment, and tells its length.
    fn drop_used_at(&mut self, moment: u64) -> usize {
        let before = self.byte_len();
        drop_if(&mut self.values, moment);
        drop_if(&mut self.slices, moment);
        drop_if(&mut self.postings, moment);
        drop_if(&mut self.frequent, moment);
        before - self.byte_len()
    }
}

fn entry_of<T>(entry: &Option<Entry<T>>) -> Option<(usize, u64)> {
    entry.as_ref().map(|entry| (entry.byte_len, entry.last_use))
}

/// Each use has a moment of its own.
fn drop_if<T>(entry: &mut Option<Entry<T>>, moment: u64) {
    if entry.as_ref().is_some_and(|entry| entry.last_use == moment) {
        *entry = None;
    }
}

/// Bytes of one bitmap over the rows of a column.
fn bitmap_bytes(column: &Column) -> usize {
    column.codes().len().div_ceil(8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::sample;

    #[test]
    fn the_budget_holds_and_what_was_used_longest_ago_goes_first() {
        let column = Column::from_integers(&(0..800).map(|number| Some(number % 3)).collect::<Vec<_>>());
        let fields: Vec<FieldId> = sample::integers(4).field_ids().collect();
        // Four bitmaps of a hundred bytes each: two fields fit, a third does not.
        let mut index = Index::with_budget(4, 900);
        let first = index.values(fields[0], &column).expect("few values");
        index.values(fields[1], &column).expect("few values");
        assert_eq!(index.used_bytes(), 800);
        assert!(index.slices_if_room(fields[2], &column).is_none());
        index.values(fields[0], &column).expect("few values");
        index.values(fields[2], &column).expect("few values");
        assert_eq!(index.used_bytes(), 800);
        assert!(Arc::ptr_eq(&first, &index.values(fields[0], &column).expect("kept")));
        index.forget(fields[0]);
        assert_eq!(index.used_bytes(), 400);
        assert_eq!(first[0].count(), 267);

        let tiny = Index::with_budget(4, 10);
        assert_eq!(tiny.slices(fields[0], &column).digits().len(), 2);
        assert_eq!(tiny.used_bytes(), 0);
    }
}
