//! Numbers and order over a set of rows. Knows bitmaps and columns, but no queries.
//!
//! Everything counts codes, never values: a dictionary is sorted, so that the smallest, the largest and every quantile of a field
//! are found among its counts.

mod cross_tab;
mod facet;
mod order;
mod summary;

pub use cross_tab::{Axis, cross_tab};
pub use facet::{Counted, distinct, facet, facets};
pub use order::{SortKey, page};
pub use summary::{Summary, histogram, summary};
