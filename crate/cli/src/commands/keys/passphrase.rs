//! `yongquan keys passphrase`: draws a passphrase.

use std::path::PathBuf;

use clap::Args;
use yongquan_core::seal::{ExposeSecret, SecretString};

use crate::credentials;
use crate::failure::Failure;
use crate::files::{self, Readers};
use crate::keys::passphrase::{DEFAULT_WORD_COUNT, DrawnPassphrase};
use crate::output;

/// 抽取一个口令：互不相干的词，按拼音输入 · Draws a passphrase of unrelated words, typed in pinyin without tones.
///
/// 词取自 7,776 个词的公开词表，每个词 12.9 比特，五个词 64.6 比特；汉字只是帮助记忆，不用输入。
/// The words come from a public list of 7,776, 12.9 bits each and 64.6 bits for five; the characters help to remember and are not
/// typed.
#[derive(Args)]
pub(super) struct Passphrase {
    /// 几个词 · How many words
    #[arg(long, value_name = "N", default_value_t = DEFAULT_WORD_COUNT, value_parser = credentials::parse_word_count)]
    words: usize,
    /// 不显示，只写入一个新文件，仅所有者可读 · Shows nothing and writes the passphrase into a new file, readable by its owner only
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Passphrase {
    pub(super) fn run(self) -> Result<(), Failure> {
        let drawn = DrawnPassphrase::draw(self.words)?;
        let Some(file) = self.out else {
            return output::print(drawn.to_text().expose_secret());
        };
        let line = SecretString::from(format!("{}\n", drawn.passphrase.expose_secret()));
        files::create_all(&[(file.clone(), line.expose_secret().as_bytes(), Readers::Owner)])?;
        let strength = drawn.strength.to_text();
        output::print(format!(
            "口令文件 file         {}\n强度 strength         {strength}\n",
            file.display()
        ))
    }
}
