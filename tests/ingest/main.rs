//! The import as a whole: real files, written to a folder and read through the library as `yongquan check` reads them.
//!
//! What a single cell or row must look like is tested beside the code. Here the same register comes in every encoding and
//! kind of file and must give equal columns, every fault is provoked by a file that has it, and files that are no register
//! are refused.

mod by_hand;
mod faults;
mod hostile;
mod office;
mod register;
mod round_trip;
mod secrets;
mod spellings;
mod workbooks;
