//! One module per subcommand: its arguments, and `run`, which calls the library and prints.

mod batch;
pub mod check;
pub mod extract;
pub mod inspect;
pub mod keys;
pub mod log;
pub(crate) mod numbers;
pub mod pack;
pub mod query;
mod question;
mod register;
pub mod stats;
pub mod stick;
pub mod synth;
pub mod verify;

use clap::Subcommand;

use crate::failure::Failure;

/// What `yongquan` can be told to do.
#[derive(Subcommand)]
pub enum Command {
    /// 检查数据，不写出任何文件 · Checks a register against its package and writes nothing
    Check(check::Check),
    /// 导出密钥可见的资料为 CSV、Parquet 或 Arrow 明文文件 · Writes what a key may see into a file in clear
    Extract(extract::Extract),
    /// 查看快照的公开清单；有密钥时还有分区、字段和计数 · Shows what a snapshot says, to everybody and to a key
    Inspect(inspect::Inspect),
    /// 生成发布者和操作员的密钥 · Makes the keys of a publisher and of operators
    Keys(keys::Keys),
    /// 核对、查看网页导出的操作日志 · Verifies and shows a log that a page exported
    Log(log::LogCommand),
    /// 检查、加密、签名，写出快照 · Checks, seals and writes a snapshot
    Pack(pack::Pack),
    /// 向快照提问：计数、分组、列表 · Asks a snapshot a question: count, facet, list
    Query(query::Query),
    /// 统计：交叉计数，汇总数值 · Cross-tabulates and summarises
    Stats(stats::Stats),
    /// 制作办公室用的 U 盘 · Makes the stick that an office opens
    Stick(stick::Stick),
    /// 生成虚构的登记册 · Makes an invented register
    Synth(synth::Synth),
    /// 验证快照：逐项检查，全部通过才算 · Checks everything about a snapshot, item by item
    Verify(verify::Verify),
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
            Self::Extract(command) => command.run(),
            Self::Inspect(command) => command.run(),
            Self::Keys(command) => command.run(),
            Self::Log(command) => command.run(),
            Self::Pack(command) => command.run(),
            Self::Query(command) => command.run(),
            Self::Stats(command) => command.run(),
            Self::Stick(command) => command.run(),
            Self::Synth(command) => command.run(),
            Self::Verify(command) => command.run(),
        }
    }
}
