//! `yongquan keys`: makes, changes and replaces the keys of publishers and of those who read.

mod new;
mod passphrase;
mod passwd;
mod recover;
mod rotate;

use clap::{Args, Subcommand};
use yongquan_core::limits::MAX_WORK_FACTOR;
use yongquan_core::seal::SecretString;

use super::numbers;
use crate::credentials::NewPassphraseArguments;
use crate::failure::Failure;
use crate::keys::MIN_WORK_FACTOR;
use crate::keys::slot::NewSlot;
use crate::output;

/// 生成和更换密钥 · Makes and replaces keys.
#[derive(Args)]
pub struct Keys {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// 生成新密钥，从不覆盖旧密钥 · Makes new keys and never replaces old ones.
    New {
        #[command(subcommand)]
        owner: new::New,
    },
    /// 抽取一个口令 · Draws a passphrase.
    Passphrase(passphrase::Passphrase),
    /// 给密钥槽换一个口令 · Gives a slot another passphrase.
    Passwd(passwd::Passwd),
    /// 操作员忘了口令：用托管密钥核对快照，另做一个密钥槽 · Makes an operator a new slot, with the escrow's key.
    Recover(recover::Recover),
    /// 更换发布密钥：生成新密钥，并由旧密钥签名移交 · Makes the publisher's next key, signed by the old one.
    Rotate(rotate::Rotate),
}

impl Keys {
    /// Does what is wanted with keys and prints what is public about them.
    ///
    /// # Errors
    ///
    /// If a file is in the way or cannot be written, or a passphrase is missing, wrong or too weak.
    pub fn run(self) -> Result<(), Failure> {
        match self.action {
            Action::New { owner } => owner.run(),
            Action::Passphrase(command) => command.run(),
            Action::Passwd(command) => command.run(),
            Action::Recover(command) => command.run(),
            Action::Rotate(command) => command.run(),
        }
    }
}

fn parse_work_factor(text: &str) -> Result<u8, String> {
    numbers::parse_within(text, MIN_WORK_FACTOR..=MAX_WORK_FACTOR)
}

/// Makes a slot under a new passphrase, one's own or a drawn one, and prints what is public about it.
fn make_slot(
    slot: &NewSlot,
    own: Option<SecretString>,
    arguments: &NewPassphraseArguments,
    name: &str,
    work_factor: u8,
) -> Result<(), Failure> {
    let new = arguments.new_passphrase(own, &[name])?;
    let strength = new.strength.to_text();
    let recipient = slot.make(new, work_factor)?;
    output::print(format!(
        "公钥 public key       {recipient}\n公钥文件 public file  {}\n密钥槽 key slot       {}\n口令强度 strength     {strength}\n",
        slot.public_file().display(),
        slot.slot_file().display(),
    ))
}
