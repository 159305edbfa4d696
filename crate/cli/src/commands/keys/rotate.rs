//! `yongquan keys rotate`: the next key of a publisher.

use std::path::PathBuf;

use clap::Args;

use crate::credentials;
use crate::failure::Failure;
use crate::keys::PublisherSecret;
use crate::keys::rotation::{self, FOLDER, Rotations};
use crate::opening;
use crate::output;

/// 更换发布密钥：生成新密钥，并由旧密钥签名移交 · Makes the publisher's next key, and has the old one hand over to it.
///
/// 以后用新私钥打包，快照会带上移交声明：信任旧公钥的人自动认得新公钥，漏了几份快照也跟得上。
/// 收不回旧密钥：若旧私钥被盗，偷到的人也能签名和移交，还没见过新快照的电脑会相信。那时请立即更换，并请大家当面核对新指纹。
/// Snapshots packed with the new key carry the statement: whoever trusts the old key follows, even after missing some snapshots.
/// It takes nothing back: whoever stole the old key can sign and hand over as well, and computers that have not seen the new key yet
/// believe it. Then change the key at once, and have everybody compare its fingerprint in person.
#[derive(Args)]
pub(super) struct Rotate {
    /// 旧的发布私钥（有口令的，取自环境变量 YONGQUAN_PUBLISHER_PASSPHRASE 或现场输入） · The old secret key; its passphrase comes from
    /// YONGQUAN_PUBLISHER_PASSPHRASE or is asked.
    #[arg(long, value_name = "FILE")]
    publisher_key: PathBuf,
    /// 登记册编号：声明只对它有效 · Id of the register that the statement is for.
    #[arg(long, value_name = "ID")]
    register: String,
    /// 以前的声明所在的文件夹，默认为旧私钥旁边的 rotations · Folder with the statements so far; by default the folder rotations beside the
    /// old key, if there is one.
    #[arg(long, value_name = "DIR")]
    rotations: Option<PathBuf>,
    /// 输出文件夹：新的 publisher.key、publisher.pub 和 rotations · Folder for the new publisher.key, publisher.pub and rotations.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// 给新私钥加口令；旧私钥有口令时总是如此 · Puts the new key under a passphrase, as is always done if the old one is under one.
    #[arg(long)]
    protect: bool,
}

impl Rotate {
    pub(super) fn run(self) -> Result<(), Failure> {
        let old = PublisherSecret::load(&self.publisher_key, credentials::publisher_passphrase)?;
        let rotations = Rotations::of_key(self.rotations.as_deref(), &self.publisher_key, old.public())?;
        let is_protected = self.protect || old.is_protected();
        let passphrase = is_protected.then(credentials::new_publisher_passphrase).transpose()?;
        let now_unix_s = opening::now_unix_s()?;
        let (new, rotations) = rotation::rotate(&self.out, rotations, &old, passphrase, &self.register, now_unix_s)?;
        output::print(format!(
            "新公钥 public key     {}\n指纹 fingerprint      {}\n旧指纹 old            {}\n私钥 secret key       {}\n声明 statements       {}  第 {} 次 change {}\n",
            new.as_str(),
            new.fingerprint(),
            old.public().fingerprint(),
            self.out.join("publisher.key").display(),
            self.out.join(FOLDER).display(),
            rotations.chain.len(),
            rotations.chain.len(),
        ))?;
        output::print(
            "请用新私钥打包；所有人都打开过新快照之后，销毁旧私钥。 · Pack with the new key; destroy the old one once everybody has opened a new snapshot.\n",
        )
    }
}
