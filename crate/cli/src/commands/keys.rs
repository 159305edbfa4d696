//! `yongquan keys`: makes the keys of a publisher and of operators.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use yongquan_core::limits::MAX_WORK_FACTOR;

use super::numbers;
use crate::credentials::{self, PassphraseArguments};
use crate::failure::Failure;
use crate::keys::{self, DEFAULT_WORK_FACTOR, MIN_WORK_FACTOR};
use crate::output;

/// 生成密钥 · Makes keys.
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
        owner: Owner,
    },
}

#[derive(Subcommand)]
enum Owner {
    /// 发布者：给快照签名 · The publisher, who signs snapshots.
    ///
    /// 私钥文件只有所有者可读，默认不加口令，请存放在加密磁盘上；--protect 另加口令。
    /// The secret key is readable by its owner only and under no passphrase unless --protect is given: keep it on an
    /// encrypted disk.
    Publisher {
        /// 输出文件夹 · Folder for publisher.key and publisher.pub.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// 给私钥加口令（环境变量 YONGQUAN_PUBLISHER_PASSPHRASE 或现场输入） · Puts the secret key under a passphrase, from
        /// YONGQUAN_PUBLISHER_PASSPHRASE or asked.
        #[arg(long)]
        protect: bool,
    },
    /// 操作员：打开快照 · An operator, who opens snapshots.
    ///
    /// 口令依次取自 --passphrase-file、环境变量 YONGQUAN_PASSPHRASE、现场输入。
    /// The passphrase comes from --passphrase-file, from YONGQUAN_PASSPHRASE, or is asked twice.
    Operator {
        /// 名称：小写字母、数字、连字符；会公开，宜用岗位名 · Up to 32 of a-z, 0-9 and -. It is public: name a desk, not a person.
        #[arg(long, value_name = "NAME")]
        name: String,
        /// 输出文件夹 · Folder for NAME.age and NAME.pub.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// 口令派生强度（2 的幂）；2–4 GB 内存的旧电脑用 17 · Work of one unlocking as a power of two; 17 suits machines with 2–4 GB.
        #[arg(long, value_name = "N", default_value_t = DEFAULT_WORK_FACTOR, value_parser = parse_work_factor)]
        work_factor: u8,
        #[command(flatten)]
        passphrase: PassphraseArguments,
    },
}

fn parse_work_factor(text: &str) -> Result<u8, String> {
    numbers::parse_within(text, MIN_WORK_FACTOR..=MAX_WORK_FACTOR)
}

impl Keys {
    /// Makes the keys and prints what is public about them.
    ///
    /// # Errors
    ///
    /// If a file exists already or cannot be written, or a passphrase is missing or too weak.
    pub fn run(self) -> Result<(), Failure> {
        let Action::New { owner } = self.action;
        match owner {
            Owner::Publisher { out, protect } => {
                let passphrase = protect.then(credentials::new_publisher_passphrase).transpose()?;
                let public = keys::new_publisher(&out, passphrase)?;
                output::print(format!(
                    "发布公钥 public key   {}\n指纹 fingerprint      {}\n私钥 secret key       {}\n",
                    public.as_str(),
                    public.fingerprint(),
                    out.join("publisher.key").display()
                ))
            }
            Owner::Operator {
                name,
                out,
                work_factor,
                passphrase,
            } => {
                let passphrase = passphrase.read_new("新口令 New passphrase: ")?;
                let recipient = keys::new_operator(&out, &name, passphrase, work_factor)?;
                let slot = out.join(format!("{name}.age"));
                output::print(format!(
                    "操作员公钥 public key {recipient}\n密钥槽 key slot       {}\n",
                    slot.display()
                ))
            }
        }
    }
}
