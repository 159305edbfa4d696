//! Files are there whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use yongquan_core::seal::SecretString;

use crate::failure::Failure;
use crate::output;
use crate::texts::failure;

/// Who may read a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner only: secret keys.
    Owner,
    /// Everybody whom the folder lets in.
    All,
}

/// All bytes of a file.
///
/// # Errors
///
/// `cli.file_unreadable`.
pub fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(|error| unreadable(file, &error))
}

/// The text of a file that holds a secret.
///
/// # Errors
///
/// `cli.file_unreadable`, `cli.not_utf8`.
pub fn read_secret_text(file: &Path) -> Result<SecretString, Failure> {
    let not_utf8 = || failure("cli.not_utf8", &[("path", file.display().to_string())]);
    let text = String::from_utf8(read(file)?).map_err(|_| not_utf8())?;
    Ok(SecretString::from(text))
}

/// Writes a file under its final name only when all of it is on the disk. A file of this name is replaced.
///
/// # Errors
///
/// `cli.file_unwritable`; the file of this name is then what it was before.
pub fn replace(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    replace_for(file, bytes, Readers::All)
}

/// The same, readable by its owner only if that is wanted.
///
/// # Errors
///
/// As [`replace`].
pub fn replace_for(file: &Path, bytes: &[u8], readers: Readers) -> Result<(), Failure> {
    write_with(file, readers, true, |beside| beside.write_all(bytes))
}

/// The same for a file that need not be in memory: `fill` writes it. A file of this name is replaced only if it may be.
///
/// # Errors
///
/// `cli.file_exists`; `cli.file_unwritable`, also if `fill` fails. Nothing is left behind then.
pub fn write_with(
    file: &Path,
    readers: Readers,
    may_replace: bool,
    fill: impl FnOnce(&mut fs::File) -> io::Result<()>,
) -> Result<(), Failure> {
    let write = || -> io::Result<()> {
        let folder = folder_of(file);
        let beside = written_beside(&folder, readers, fill)?;
        let persisted = if may_replace {
            beside.persist(file)
        } else {
            beside.persist_noclobber(file)
        };
        persisted.map_err(|error| error.error)?;
        sync_folder(&folder)
    };
    write().map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => exists(file),
        _ => unwritable(file, &error),
    })
}

/// Says early that a new file would be in the way of an old one. That nothing is replaced is seen to by [`create_all`].
///
/// # Errors
///
/// `cli.file_exists`.
pub fn check_absent(file: &Path) -> Result<(), Failure> {
    // A link that leads nowhere is a name that is taken as well.
    match fs::symlink_metadata(file) {
        Ok(_) => Err(exists(file)),
        Err(_) => Ok(()),
    }
}

/// Writes new files, all of them or none. No file is ever replaced: an overwritten key is lost for good.
///
/// # Errors
///
/// `cli.file_exists`, `cli.file_unwritable`.
pub fn create_all(new_files: &[(PathBuf, &[u8], Readers)]) -> Result<(), Failure> {
    let mut created: Vec<&Path> = Vec::new();
    for (file, bytes, readers) in new_files {
        if let Err(failure) = create(file, bytes, *readers) {
            for file in created {
                // What cannot be removed is named: the user has to know that it is there.
                if fs::remove_file(file).is_err() {
                    output::report(format!("{}\n", file.display()));
                }
            }
            return Err(failure);
        }
        created.push(file);
    }
    Ok(())
}

fn create(file: &Path, bytes: &[u8], readers: Readers) -> Result<(), Failure> {
    let folder = folder_of(file);
    let write = || -> io::Result<()> {
        fs::create_dir_all(&folder)?;
        written_beside(&folder, readers, |beside| beside.write_all(bytes))?
            .persist_noclobber(file)
            .map_err(|error| error.error)?;
        sync_folder(&folder)
    };
    write().map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => exists(file),
        _ => unwritable(file, &error),
    })
}

/// A file of another name in the same folder, so that renaming it is one step.
fn written_beside(
    folder: &Path,
    readers: Readers,
    fill: impl FnOnce(&mut fs::File) -> io::Result<()>,
) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".yongquan-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = match readers {
            Readers::Owner => 0o600,
            Readers::All => 0o644,
        };
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = readers;
    let mut beside = builder.tempfile_in(folder)?;
    fill(beside.as_file_mut())?;
    beside.as_file().sync_all()?;
    Ok(beside)
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Makes the new name itself survive a power failure. Windows has no such call.
fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// `cli.file_unreadable`, with what the system says.
pub fn unreadable(file: &Path, error: &io::Error) -> Failure {
    let params = [("path", file.display().to_string()), ("reason", error.to_string())];
    failure("cli.file_unreadable", &params)
}

fn exists(file: &Path) -> Failure {
    failure("cli.file_exists", &[("path", file.display().to_string())])
}

fn unwritable(file: &Path, error: &io::Error) -> Failure {
    // An error that is not the system's own names our temporary file, of which the user knows nothing.
    let reason = match error.raw_os_error() {
        Some(_) => error.to_string(),
        None => error.kind().to_string(),
    };
    let params = [("path", file.display().to_string()), ("reason", reason)];
    failure("cli.file_unwritable", &params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_files_come_all_or_none_and_never_replace() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let [a, b] = ["k/a", "k/b"].map(|name| folder.path().join(name));
        fs::create_dir(folder.path().join("k")).expect("a temporary folder is writable");
        fs::write(&b, "old").expect("a temporary folder is writable");
        let files = [
            (a.clone(), b"new".as_slice(), Readers::Owner),
            (b.clone(), b"new", Readers::All),
        ];
        assert_eq!(create_all(&files).expect_err("b exists").code(), "cli.file_exists");
        assert!(!a.exists(), "nothing is left behind");
        assert_eq!(fs::read(&b).expect("is still there"), b"old");
        fs::remove_file(&b).expect("a temporary folder is writable");
        create_all(&files).expect("nothing is in the way now");
        assert_eq!(fs::read_dir(folder.path().join("k")).expect("is there").count(), 2);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |file: &Path| fs::metadata(file).expect("is there").permissions().mode() & 0o777;
            assert_eq!(mode(&a), 0o600);
        }
    }

    #[test]
    fn a_file_that_cannot_be_filled_is_not_there_and_another_is_not_lost() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("x.csv");
        let half = |beside: &mut fs::File| {
            beside.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        };
        let failed = write_with(&file, Readers::Owner, true, half).expect_err("the disk is full");
        assert_eq!(failed.code(), "cli.file_unwritable");
        assert_eq!(fs::read_dir(folder.path()).expect("is there").count(), 0);
        write_with(&file, Readers::Owner, false, |beside| beside.write_all(b"1")).expect("nothing is in the way");
        let refused = write_with(&file, Readers::Owner, false, |beside| beside.write_all(b"2"));
        assert_eq!(refused.expect_err("is in the way").code(), "cli.file_exists");
        assert_eq!(fs::read(&file).expect("is there"), b"1");
        assert_eq!(fs::read_dir(folder.path()).expect("is there").count(), 1);
    }

    #[test]
    fn replacing_leaves_one_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("x.yqs");
        for bytes in [b"1".as_slice(), b"22"] {
            replace(&file, bytes).expect("a temporary folder is writable");
            assert_eq!(fs::read(&file).expect("is there"), bytes);
        }
        assert_eq!(fs::read_dir(folder.path()).expect("is there").count(), 1);
        let nowhere = folder.path().join("no/such/folder/x.yqs");
        assert_eq!(
            replace(&nowhere, b"").expect_err("no folder").code(),
            "cli.file_unwritable"
        );
    }
}
