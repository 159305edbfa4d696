//! An independent check of the synthetic registers.
//!
//! The generator and this checker share no code: the rules are written again here, the expectations are small tables in
//! `expected/`, and the registers are read back from the files that `yongquan synth` writes. What a register promises is in
//! `promises.rs`; `checker.rs` proves that the checker itself can fail.

mod catalogue;
mod checker;
mod day;
mod folder;
mod generated;
mod mutations;
mod promises;
mod register;
mod rules;
mod scale;
mod shares;
mod statistics;
