//! The browser binding of the engine: every exported function converts, calls the core, and converts back.
//!
//! Nothing is decided here. [`errors`](self) cross in `errors.rs`, values in `values.rs`, and bulk as typed arrays: the boundary
//! is where the time goes, so a whole question crosses once.
//!
//! A JavaScript object owns its Rust value. WebAssembly memory never shrinks: end the worker to give it back.
#![forbid(unsafe_code)]

mod encryption;
mod engine;
mod errors;
mod log;
mod question;
mod sealed;
mod selection;
mod values;

pub use engine::Engine;
pub use log::{log_entry, log_header, verify_log};
pub use question::Question;
pub use sealed::{SealedSnapshot, fingerprint, unlock_slot};
pub use selection::Selection;
