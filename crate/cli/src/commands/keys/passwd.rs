//! `yongquan keys passwd`: another passphrase for the same key.

use std::path::PathBuf;

use clap::Args;

use super::parse_work_factor;
use crate::credentials::{self, NewPassphraseArguments, PassphraseArguments};
use crate::failure::Failure;
use crate::keys::slot::OpenedSlot;
use crate::output;

/// 给密钥槽换一个口令；密钥不变，公钥也不变 · Gives a slot another passphrase; the key in it stays, and so does its public half.
///
/// 先验证旧口令（--passphrase-file、环境变量 YONGQUAN_PASSPHRASE 或现场输入）；新口令默认由程序抽取，只显示一次。
/// 旧口令仍能打开密钥槽的旧副本：若旧口令已泄露，请另做一个密钥槽，不要只换口令。
/// The old passphrase is asked first (--passphrase-file, YONGQUAN_PASSPHRASE, or at the terminal); the new one is drawn and shown once.
/// Copies of the old slot still open with the old passphrase: where that has leaked, make a new slot instead.
#[derive(Args)]
pub(super) struct Passwd {
    /// 密钥槽文件；旁边的 NAME.pub 会记下新口令的强度 · The slot; NAME.pub beside it will record the new strength
    #[arg(value_name = "SLOT")]
    slot: PathBuf,
    /// Where the old passphrase comes from.
    #[command(flatten)]
    old: PassphraseArguments,
    /// 自己的新口令的文件 · File that holds a new passphrase of one's own, and nothing else
    #[arg(long, value_name = "FILE", conflicts_with_all = ["ask", "words"])]
    new_passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    new: NewPassphraseArguments,
    /// 口令派生强度（2 的幂），默认不变 · Work of one unlocking as a power of two; as it was by default.
    #[arg(long, value_name = "N", value_parser = parse_work_factor)]
    work_factor: Option<u8>,
}

impl Passwd {
    pub(super) fn run(self) -> Result<(), Failure> {
        let opened = OpenedSlot::open(&self.slot, || self.old.read("旧口令 Old passphrase: "))?;
        let own = credentials::own_passphrase(self.new_passphrase_file.as_deref())?;
        let name = self.slot.file_stem().unwrap_or_default().to_string_lossy();
        // A drawn passphrase is shown before it holds: if the slot cannot be written, the old one goes on holding, and if the new
        // one could not be shown, nobody could ever open the slot again.
        let new = self.new.new_passphrase(own, &[&name])?;
        let strength = new.strength.to_text();
        let recipient = opened.recipient();
        let foreign = opened.foreign_public_file().map(ToOwned::to_owned);
        opened.relock(new, self.work_factor)?;
        output::print(format!(
            "公钥不变 public key   {recipient}\n密钥槽 key slot       {}\n口令强度 strength     {strength}\n",
            self.slot.display()
        ))?;
        match foreign {
            Some(file) => output::print(format!(
                "{} 不是这个密钥槽的公钥，未改动 · is another key and was left as it is\n",
                file.display()
            )),
            None => Ok(()),
        }
    }
}
