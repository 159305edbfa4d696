//! `yongquan synth`: makes an invented register.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::numbers;
use crate::failure::Failure;
use crate::output;
use crate::synth::calendar::{AS_OF_YEARS, DEFAULT_AS_OF};
use crate::synth::model::Kind;
use crate::synth::{MAX_RESIDENTS, Options, generate};

/// A large register reports progress after this many residents.
const PROGRESS_STEP: usize = 100_000;

/// 生成虚构的登记册 · Makes an invented register as a data package.
#[derive(Args)]
pub struct Synth {
    #[command(subcommand)]
    register: Register,
}

#[derive(Subcommand)]
enum Register {
    /// 社区：8,812 人、3,276 户、20 个网格 · The community: 8,812 residents, 3,276 households, 20 grids.
    Community(Common),
    /// 村：1,206 人、431 户 · The village: 1,206 residents, 431 households.
    Village(Common),
    /// 任意规模，用于测量 · Any size, for measuring.
    Scale {
        /// 人数 · How many residents.
        #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = parse_residents)]
        residents: usize,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Args)]
struct Common {
    /// 随机种子：相同的种子得到相同的文件 · The same seed gives the same bytes.
    #[arg(long, value_name = "N", value_parser = numbers::parse_whole::<u64>)]
    seed: u64,
    /// 输出文件夹 · Folder of the new data package.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// 数据截止日期 · The day the register speaks of.
    #[arg(long, value_name = "YYYY-MM-DD", default_value_t = DEFAULT_AS_OF, value_parser = parse_as_of)]
    as_of: Date,
    /// 覆盖以前生成的数据 · Replace a register that was generated before.
    #[arg(long)]
    force: bool,
}

fn parse_residents(text: &str) -> Result<usize, String> {
    numbers::parse_within(text, 1..=MAX_RESIDENTS)
}

fn parse_as_of(text: &str) -> Result<Date, String> {
    let (from, to) = (AS_OF_YEARS.start(), AS_OF_YEARS.end());
    match text.parse::<Date>() {
        Ok(date) if AS_OF_YEARS.contains(&date.year()) => Ok(date),
        _ => Err(format!(
            "应为 {from} 至 {to} 年之间的日期，如 2013-03-02 · a date from {from} to {to} is needed, such as 2013-03-02"
        )),
    }
}

impl Synth {
    /// Makes the register and says on standard error what was made.
    ///
    /// # Errors
    ///
    /// As [`generate`].
    pub fn run(self) -> Result<(), Failure> {
        let (kind, residents, common) = match self.register {
            Register::Community(common) => (Kind::Community, 0, common),
            Register::Village(common) => (Kind::Village, 0, common),
            Register::Scale { residents, common } => (Kind::Scale, residents, common),
        };
        let Common {
            seed,
            out,
            as_of,
            force,
        } = common;
        let options = Options {
            kind,
            residents,
            seed,
            as_of,
            out,
            force,
        };
        let total = options.resident_count();
        let mut reported = 0;
        let summary = generate(&options, |done| {
            if done / PROGRESS_STEP > reported / PROGRESS_STEP {
                output::report(format!("{done} / {total}\n"));
            }
            reported = done;
        })?;
        let shown = options.out.display();
        let (active, closed, households) = (summary.active, summary.closed, summary.households);
        output::report(format!(
            "{shown}：{active} 人在册，{closed} 条注销记录，{households} 户\n\
             {shown}: {active} active residents, {closed} closed records, {households} households\n"
        ));
        Ok(())
    }
}
