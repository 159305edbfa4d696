//! Opens a sealed register snapshot and answers questions about it with bitmap indexes.
#![deny(unsafe_code)]
