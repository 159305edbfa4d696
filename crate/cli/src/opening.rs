//! Opening a snapshot file, for every command that reads one.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use yongquan_core::register::OpenRegister;
use yongquan_core::seal::{AuthenticSnapshot, ExposeSecret, PublisherKey, SealedSnapshot, Trust, VerifiedSnapshot};

use crate::commands::numbers;
use crate::credentials::KeyArguments;
use crate::failure::Failure;
use crate::files;
use crate::output;
use crate::texts::failure;
use crate::unpacked;

/// Whom to believe, and with which key to open.
#[derive(Debug, Args)]
pub struct OpenArguments {
    /// 可信的发布公钥 · Public key file of the publisher that is trusted
    #[arg(long, value_name = "FILE", env = "YONGQUAN_TRUST")]
    pub trust: Option<PathBuf>,
    /// 只接受这个登记册 · Accepts no other register than this one
    #[arg(long, value_name = "ID")]
    pub register: Option<String>,
    /// 不接受更旧的快照 · Accepts no snapshot with a lower sequence number
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = numbers::parse_whole::<u64>)]
    pub min_seq: u64,
    /// The operator's key.
    #[command(flatten)]
    pub key: KeyArguments,
}

impl OpenArguments {
    /// What a reader trusts by these arguments, now.
    ///
    /// # Errors
    ///
    /// `cli.trust_needed` if no publisher's key is named; `open.publisher_key` if the file is none.
    pub fn trust(&self) -> Result<Trust, Failure> {
        let file = self.trust.as_deref().ok_or_else(|| failure("cli.trust_needed", &[]))?;
        Ok(Trust {
            publisher_key: read_publisher_key(file)?,
            register: self.register.clone(),
            min_seq: self.min_seq,
            now_unix_s: now_unix_s()?,
        })
    }

    /// Reads a snapshot, checks it, and opens it with the key; restricted sections follow when they are needed.
    ///
    /// # Errors
    ///
    /// Whatever fails first: reading, signature, register, clock, passphrase, decryption, decoding.
    pub fn open(&self, file: &Path) -> Result<OpenRegister, Failure> {
        let trust = self.trust()?;
        let snapshot = SealedSnapshot::verify(read_snapshot(file)?, &trust)?;
        note_new_signer(snapshot.signer(), &trust.publisher_key);
        self.open_verified(snapshot)
    }

    /// Opens a checked snapshot with the key.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), from the passphrase on.
    pub fn open_verified(&self, snapshot: VerifiedSnapshot) -> Result<OpenRegister, Failure> {
        let identity = self.key.identity(&snapshot)?;
        OpenRegister::open(snapshot, &identity, |_| ()).map_err(|refused| refused.error.into())
    }
}

/// Says if the publisher has changed keys since the trusted one: from now on the new one is to be trusted, since the old one may end in
/// other hands.
pub fn note_new_signer(signer: &PublisherKey, trusted: &PublisherKey) {
    if signer == trusted {
        return;
    }
    let (key, fingerprint) = (signer.as_str(), signer.fingerprint());
    output::report(format!(
        "注意 [cli.new_signer] 发布者已更换密钥，新公钥 {key}，指纹 {fingerprint}\n\
         \x20 怎么办：请把 --trust 的文件换成新公钥。\n\
         notice [cli.new_signer] The publisher has a new key, {key}, fingerprint {fingerprint}\n\
         \x20 what to do: Put the new key into the file of --trust.\n"
    ));
}

/// All bytes of a snapshot: of its file, or of the folder that its members lie in.
///
/// # Errors
///
/// `cli.file_unreadable`, and those of [`unpacked::join`].
pub fn read_snapshot(path: &Path) -> Result<Vec<u8>, Failure> {
    if path.is_dir() {
        unpacked::join(path)
    } else {
        files::read(path)
    }
}

/// Checks the signature of a snapshot file and nothing beyond it: an expired one is still worth looking at.
///
/// # Errors
///
/// Those of reading, framing, signature and manifest.
pub fn authenticate(bytes: Vec<u8>, publisher_key: &PublisherKey) -> Result<AuthenticSnapshot, Failure> {
    Ok(SealedSnapshot::parse(bytes)?.authenticate(publisher_key)?)
}

/// The publisher's public key in a file.
///
/// # Errors
///
/// `cli.file_unreadable`, `cli.not_utf8`, `open.publisher_key`.
pub fn read_publisher_key(file: &Path) -> Result<PublisherKey, Failure> {
    Ok(PublisherKey::parse(files::read_secret_text(file)?.expose_secret())?)
}

/// The system's clock, in seconds since 1970.
///
/// # Errors
///
/// `cli.clock` if it stands before 1970.
pub fn now_unix_s() -> Result<i64, Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since.ok().and_then(|since| i64::try_from(since.as_secs()).ok());
    seconds.ok_or_else(|| failure("cli.clock", &[]))
}
