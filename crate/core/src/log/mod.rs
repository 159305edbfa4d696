//! A log of who looked at whom, and why: encrypted to the auditor, and chained so that nothing can be taken out of it unnoticed.
//!
//! The format stands in `data-schema/log.md`. A log is lines of text: a header in clear, then entries that only the auditor reads. Each
//! entry names the hash of the one before over *ciphertext*, so that whoever has no key can verify the chain.
//!
//! ```text
//! bytes ─ [Log::verify] ─▶ Verified { log: what is as it was written, fault: the first thing that is not }
//!                             │ marks seen on paper ─ [Log::check_mark]
//!                             └ entries ─ [LogEntry::open](&Identity) ─▶ Action
//! ```
//!
//! What this module does *not* do: write a log to a disk, seal an entry (which needs randomness: the page's binding does that), or prove
//! who wrote it. It is a chain and no signature; what it proves it proves together with the marks that stand on every printed list.

mod action;
mod chain;

pub use action::{Action, Operator};
pub use chain::{Log, LogEntry, LogHeader, Mark, Verified};
