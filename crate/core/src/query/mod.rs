//! A question: a filter as asked, its plan in ids and codes, and the rows for which it is true.
//!
//! ```text
//! text ─ text::parse ─┐
//! JSON ─ from_json ───┴▶ Filter ─ Plan::new ─▶ Plan ─ Rows::select ─▶ Bitmap
//! ```
//!
//! Missing is not a value. A comparison with a missing cell is neither true nor false, and so is one with a code that the code
//! list declares as *not known*, unless the comparison names that very code. AND, OR and NOT follow SQL's three-valued logic.
//! A row is selected only when the filter is true for it.

mod budget;
mod eval;
mod filter;
mod fold;
mod json;
mod plan;
pub mod sql;
pub mod text;

pub use eval::{Division, Rows};
pub use filter::{Comparison, Filter, Literal, Quantifier};
pub use plan::{CodeSet, Condition, Plan};
