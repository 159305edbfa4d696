//! `yongquan keys recover`: a new slot for an operator who forgot their passphrase, by the office's escrow.

use std::path::PathBuf;

use clap::Args;

use super::{make_slot, parse_work_factor};
use crate::credentials::{self, NewPassphraseArguments};
use crate::failure::Failure;
use crate::keys::slot::NewSlot;
use crate::keys::{DEFAULT_WORK_FACTOR, Owner};
use crate::opening::OpenArguments;
use crate::output;
use crate::texts::{LIST_SEPARATOR, failure};

/// 操作员忘了口令：用托管密钥核对快照，另做一个密钥槽 · After a forgotten passphrase: checks a snapshot with the escrow's key and makes a new slot.
///
/// 口令和密钥都找不回来：托管密钥不含操作员的密钥。本命令用托管密钥（--slot 及其口令，或 --identity）打开快照的全部分区，
/// 确认数据完好、确有这位操作员，再为其生成全新的密钥和口令。新密钥打不开已有的快照：请用新的 NAME.pub 打包下一份；
/// 在此之前，可用 query --slot 加托管密钥槽查询。旧密钥仍能打开旧快照，下一份不要再列入它的公钥。
/// Neither passphrase nor key comes back: the escrow holds no operator's key. With the escrow's key (--slot and its passphrase, or
/// --identity) every section of the snapshot is opened, to see that nothing is lost and that there is such an operator; then a
/// new key and a new passphrase are made. The new key opens no snapshot that is there already: pack the next one to the new NAME.pub.
/// Until then query --slot answers with the escrow's slot. The old key goes on opening old snapshots: leave it out of the next.
#[derive(Args)]
pub(super) struct Recover {
    /// 最近的快照 · The latest snapshot
    #[arg(value_name = "SNAPSHOT")]
    snapshot: PathBuf,
    /// The escrow's key, and whom to believe.
    #[command(flatten)]
    escrow: OpenArguments,
    /// 忘了口令的操作员 · The operator who forgot the passphrase
    #[arg(long, value_name = "NAME")]
    operator: String,
    /// 输出文件夹：新的 NAME.age 和 NAME.pub；不能是旧密钥槽所在的文件夹 · Folder for the new NAME.age and NAME.pub; not the old slot's
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// 自己的新口令的文件 · File that holds a new passphrase of one's own, and nothing else
    #[arg(long, value_name = "FILE", conflicts_with_all = ["ask", "words"])]
    new_passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    new: NewPassphraseArguments,
    /// 口令派生强度（2 的幂）；2–4 GB 内存的旧电脑用 17 · Work of one unlocking as a power of two; 17 suits machines with 2–4 GB.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_WORK_FACTOR, value_parser = parse_work_factor)]
    work_factor: u8,
}

impl Recover {
    pub(super) fn run(self) -> Result<(), Failure> {
        let slot = NewSlot::new(Owner::Operator, &self.operator, &self.out)?;
        let own = credentials::own_passphrase(self.new_passphrase_file.as_deref())?;
        let mut register = self.escrow.open(&self.snapshot)?;
        let locked = register.locked_sections();
        if !locked.is_empty() {
            let sections = locked.join(LIST_SEPARATOR);
            return Err(failure("cli.escrow_locked", &[("sections", sections)]));
        }
        let operators = &register.metadata().operators;
        if !operators.contains_key(&self.operator) {
            let known: Vec<&str> = operators.keys().map(String::as_str).collect();
            let params = [
                ("operator", self.operator.clone()),
                ("operators", known.join(LIST_SEPARATOR)),
            ];
            return Err(failure("cli.unknown_operator", &params));
        }
        register.open_all()?;
        let (sections, rows) = (register.open_sections().len(), register.dataset().table().row_count());
        output::print(format!(
            "托管密钥打开了全部 {sections} 个分区，{rows} 行 · The escrow's key opened all {sections} sections, {rows} rows\n"
        ))?;
        make_slot(&slot, own, &self.new, &self.operator, self.work_factor)?;
        output::print(
            "新密钥打不开已有的快照：请用新公钥打包下一份。 · The new key opens no snapshot that is there already: pack the next one to it.\n",
        )
    }
}
