//! Households by assembly: exact sizes, and in each a family that could be one.
//!
//! [`template`] says what a household of a size is made of, [`assembly`] finds the people for it, [`relations`] chooses the
//! head and says what everybody is to him or her.

pub mod assembly;
mod children;
mod couples;
mod leftover;
mod parents;
pub mod pool;
pub mod relations;
pub mod template;
