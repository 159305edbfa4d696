//! Which register a command reads: the same arguments for every one.

use std::path::PathBuf;

use clap::Args;

use crate::failure::Failure;
use crate::ingest::{self, Diagnostics, Options, Register};
use crate::package::Package;

/// A package and the file to read by it.
#[derive(Debug, Args)]
pub struct RegisterArguments {
    /// 数据包文件夹 · The package folder, with datapackage.json in it.
    #[arg(long, value_name = "DIR")]
    package: PathBuf,
    /// 数据文件，默认为数据包中写明的文件 · The file to read instead of the one that the package names.
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// 工作表名称，默认为第一个 · The sheet of a workbook, instead of the first one.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
}

impl RegisterArguments {
    /// The package.
    ///
    /// # Errors
    ///
    /// As [`Package::load`].
    pub fn package(&self) -> Result<Package, Failure> {
        Ok(Package::load(&self.package)?)
    }

    /// Reads the file and checks it against the package; keeps at most `shown_limit` faults of each severity.
    ///
    /// # Errors
    ///
    /// As [`ingest::read`].
    pub fn read(&self, package: &Package, shown_limit: usize) -> Result<Register, Diagnostics> {
        let file = self.input.as_deref().unwrap_or(&package.table_path);
        let options = Options {
            sheet: self.sheet.clone(),
            shown_limit,
            ..Options::default()
        };
        ingest::read(package, file, &options)
    }
}
