//! One module per subcommand: its arguments, and `run`, which calls the library and prints.

use clap::Subcommand;

use crate::failure::Failure;

/// What `yongquan` can be told to do.
#[derive(Subcommand)]
pub enum Command {}

impl Command {
    /// Does it.
    ///
    /// # Errors
    ///
    /// Whatever the subcommand reports; nothing is half-written then.
    pub fn run(self) -> Result<(), Failure> {
        match self {}
    }
}
