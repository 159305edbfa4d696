//! `yongquan keys new`: the keys of a publisher, an operator, an escrow and an auditor.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{make_slot, parse_work_factor};
use crate::credentials::{self, NewPassphraseArguments, PassphraseArguments};
use crate::failure::Failure;
use crate::keys::slot::NewSlot;
use crate::keys::{self, DEFAULT_WORK_FACTOR, Owner};
use crate::output;

#[derive(Subcommand)]
pub(super) enum New {
    /// 发布者：给快照签名 · The publisher, who signs snapshots.
    ///
    /// 私钥文件只有所有者可读（Windows 上沿用文件夹的权限），默认不加口令，请存放在加密磁盘上；--protect 另加口令。
    /// The secret key is readable by its owner only (on Windows: by whoever the folder lets in) and under no passphrase unless --protect is
    /// given: keep it on an encrypted disk.
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
    /// 口令默认由程序抽取，只显示一次；自己的口令用 --passphrase-file、环境变量 YONGQUAN_PASSPHRASE 或 --ask 给出。
    /// 公钥文件里记下口令的强度：太弱的密钥槽不能随快照携带。
    /// The passphrase is drawn and shown once; one's own comes from --passphrase-file, YONGQUAN_PASSPHRASE or --ask. The public key
    /// file records how strong it is: a weak slot may not travel inside a snapshot.
    Operator {
        /// 名称：小写字母、数字、连字符；会公开，宜用岗位名 · Up to 32 of a-z, 0-9 and -. It is public: name a desk, not a person.
        #[arg(long, value_name = "NAME")]
        name: String,
        #[command(flatten)]
        slot: SlotArguments,
    },
    /// 单位的托管密钥：能打开每一个分区 · The office's escrow, who opens every section.
    ///
    /// 权限表里写上 escrow，以后打包的每个分区都会加密给它。托管密钥不含操作员的密钥：操作员忘了口令，用它能打开快照，但不能恢复口令。
    /// 密钥槽从不随快照携带；请与口令分开封存，两人共同保管。
    /// With escrow in the policy every section that is packed from then on is encrypted to it. The escrow holds no operator's key: where a passphrase is forgotten it
    /// opens the snapshot and brings no passphrase back. Its slot never travels inside a snapshot: seal it up apart from its
    /// passphrase, with two people to keep them.
    Escrow {
        /// 名称 · Up to 32 of a-z, 0-9 and -.
        #[arg(long, value_name = "NAME", default_value = "escrow")]
        name: String,
        #[command(flatten)]
        slot: SlotArguments,
    },
    /// 审计员：查看使用记录 · The auditor, who reads the log.
    ///
    /// 使用记录加密给 NAME.pub；这把密钥打不开快照的任何分区，密钥槽从不随快照携带。
    /// The log is encrypted to NAME.pub. This key opens no section of a snapshot, and its slot never travels inside one.
    Auditor {
        /// 名称 · Up to 32 of a-z, 0-9 and -.
        #[arg(long, value_name = "NAME", default_value = "auditor")]
        name: String,
        #[command(flatten)]
        slot: SlotArguments,
    },
}

/// Where a new slot goes and what protects it.
#[derive(Args)]
pub(super) struct SlotArguments {
    /// 输出文件夹 · Folder for NAME.age and NAME.pub.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// 口令派生强度（2 的幂）；2–4 GB 内存的旧电脑用 17 · Work of one unlocking as a power of two; 17 suits machines with 2–4 GB.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_WORK_FACTOR, value_parser = parse_work_factor)]
    work_factor: u8,
    #[command(flatten)]
    own: PassphraseArguments,
    #[command(flatten)]
    new: NewPassphraseArguments,
}

impl New {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self {
            Self::Publisher { out, protect } => {
                let passphrase = protect.then(credentials::new_publisher_passphrase).transpose()?;
                let public = keys::new_publisher(&out, passphrase)?;
                output::print(format!(
                    "发布公钥 public key   {}\n指纹 fingerprint      {}\n私钥 secret key       {}\n",
                    public.as_str(),
                    public.fingerprint(),
                    out.join("publisher.key").display()
                ))
            }
            Self::Operator { name, slot } => slot.make(Owner::Operator, &name),
            Self::Escrow { name, slot } => slot.make(Owner::Escrow, &name),
            Self::Auditor { name, slot } => slot.make(Owner::Auditor, &name),
        }
    }
}

impl SlotArguments {
    fn make(&self, owner: Owner, name: &str) -> Result<(), Failure> {
        let slot = NewSlot::new(owner, name, &self.out)?;
        // Whoever wants to be asked is asked, also where the environment holds a passphrase for other commands.
        let own = if self.new.ask { None } else { self.own.unattended()? };
        make_slot(&slot, own, &self.new, name, self.work_factor)
    }
}
