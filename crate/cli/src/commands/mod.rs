//! One module per subcommand: its arguments, and `run`, which calls the library and prints.

pub mod check;
pub mod synth;

use clap::Subcommand;

use crate::failure::Failure;

/// What `yongquan` can be told to do.
#[derive(Subcommand)]
pub enum Command {
    /// 检查数据，不写出任何文件 · Checks a register against its package and writes nothing
    Check(check::Check),
    /// 生成虚构的登记册 · Makes an invented register
    Synth(synth::Synth),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    ///
    /// Whatever the subcommand reports; nothing is half-written then.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::Check(command) => command.run(),
            Self::Synth(command) => command.run(),
        }
    }
}
