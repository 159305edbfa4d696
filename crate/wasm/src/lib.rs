//! The browser binding of the engine.
#![forbid(unsafe_code)]
