//! Files are there whole or not at all.
//!
//! What is written lies beside its place until all of it is on the disk, and gets its name in one step. So a program that is killed, a
//! full disk or a stick that is pulled out leaves the file that was there, or the new one.

mod beside;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use yongquan_core::seal::SecretString;

pub use self::beside::Workshop;
use self::beside::{Staged, folder_of};
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
/// - `cli.disk_full`, `cli.file_unwritable`, `cli.not_a_file`: the file of this name is then what it was before;
/// - `cli.file_unconfirmed`: it is the new one, but may be gone after a power failure.
pub fn replace(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    replace_all(&[(file.to_owned(), bytes, Readers::All)])
}

/// The same for several files that belong together: each is written beside its place before the first of them is replaced, so that a
/// full disk leaves all of them as they were. Whoever needs one of them to be replaced first puts it first.
///
/// # Errors
///
/// As [`replace`], of the file that is named. Files before that one may be new if it is not the disk that is full.
pub fn replace_all(files: &[(PathBuf, &[u8], Readers)]) -> Result<(), Failure> {
    let mut staged = Vec::new();
    for (file, bytes, readers) in files {
        check_ordinary(file)?;
        staged.push(Staged::write(file, bytes, *readers).map_err(|error| unwritable(file, &error))?);
    }
    for (staged, (file, ..)) in staged.into_iter().zip(files) {
        staged.replace().map_err(|error| unwritable(file, &error))?;
        confirm(file)?;
    }
    Ok(())
}

/// The same for one file that need not be in memory: `fill` writes it. A file of this name is replaced only if it may be.
///
/// # Errors
///
/// As [`replace`], also if `fill` fails; `cli.file_exists`.
pub fn write_with(
    file: &Path,
    readers: Readers,
    may_replace: bool,
    fill: impl FnOnce(&mut fs::File) -> io::Result<()>,
) -> Result<(), Failure> {
    check_ordinary(file)?;
    let write = || {
        let staged = Staged::write_with(file, readers, fill)?;
        if may_replace { staged.replace() } else { staged.create() }
    };
    write().map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => exists(file),
        _ => unwritable(file, &error),
    })?;
    confirm(file)
}

/// A device or a pipe would become a file, for every program of this machine.
fn check_ordinary(file: &Path) -> Result<(), Failure> {
    if fs::metadata(file).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        return Err(failure("cli.not_a_file", &[("path", file.display().to_string())]));
    }
    Ok(())
}

fn confirm(file: &Path) -> Result<(), Failure> {
    sync_folder(&folder_of(file)).map_err(|error| failure("cli.file_unconfirmed", &place_and_reason(file, &error)))
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

/// Writes new files, all of them or none, in folders that are made where they are missing. No file is ever replaced: an overwritten key
/// is lost for good.
///
/// They get their names in the order given. Whoever is killed in between leaves the first ones: what is of no use, or does harm, without
/// another file comes behind that.
///
/// # Errors
///
/// `cli.file_exists`, `cli.disk_full`, `cli.file_unwritable`.
pub fn create_all(new_files: &[(PathBuf, &[u8], Readers)]) -> Result<(), Failure> {
    let mut new_folders = NewFolders::default();
    let mut staged = Vec::new();
    for (file, bytes, readers) in new_files {
        let write = new_folders
            .make(&folder_of(file))
            .and_then(|()| Staged::write(file, bytes, *readers));
        staged.push(write.map_err(|error| unwritable(file, &error))?);
    }
    let mut created: Vec<&Path> = Vec::new();
    for (staged, (file, ..)) in staged.into_iter().zip(new_files) {
        let named = staged.create().and_then(|()| {
            created.push(file);
            sync_folder(&folder_of(file))
        });
        if let Err(error) = named {
            for file in created.into_iter().rev() {
                // What cannot be removed is named: the user has to know that it is there.
                if fs::remove_file(file).is_err() {
                    output::report(format!("{}\n", file.display()));
                }
            }
            return Err(match error.kind() {
                io::ErrorKind::AlreadyExists => exists(file),
                _ => unwritable(file, &error),
            });
        }
    }
    Ok(())
}

/// Folders that were made for new files. Dropped, those are gone that are empty.
#[derive(Debug, Default)]
struct NewFolders(Vec<PathBuf>);

impl NewFolders {
    /// Makes a folder and those that it lies in, as far as they are missing.
    fn make(&mut self, folder: &Path) -> io::Result<()> {
        let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let missing: Vec<&Path> = folder.ancestors().take_while(is_missing).collect();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(folder) {
                Ok(()) => self.0.push(folder.to_owned()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
            sync_folder(&folder_of(folder))?;
        }
        Ok(())
    }
}

impl Drop for NewFolders {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // Refused of a folder that something lies in, as it should be.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Makes the new names in a folder survive a power failure or the pulling of a stick. Windows has no such call.
///
/// # Errors
///
/// What the system says, unless it cannot do this for any folder of this kind, as with some network shares, or the folder must not be
/// read.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Err(error) = fs::File::open(folder).and_then(|folder| folder.sync_all()) {
        use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
        if !matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) {
            return Err(error);
        }
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// `cli.file_unreadable`, with what the system says.
pub fn unreadable(file: &Path, error: &io::Error) -> Failure {
    let params = [("path", file.display().to_string()), ("reason", error.to_string())];
    failure("cli.file_unreadable", &params)
}

/// Whether nothing more can be written because there is no room, on the disk or for a single file.
pub fn is_disk_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

/// `cli.disk_full`, with what the system says.
pub fn disk_full(file: &Path, error: &io::Error) -> Failure {
    failure("cli.disk_full", &place_and_reason(file, error))
}

fn exists(file: &Path) -> Failure {
    failure("cli.file_exists", &[("path", file.display().to_string())])
}

/// `cli.disk_full` or `cli.file_unwritable`, with what the system says.
pub fn unwritable(file: &Path, error: &io::Error) -> Failure {
    if is_disk_full(error) {
        return disk_full(file, error);
    }
    failure("cli.file_unwritable", &place_and_reason(file, error))
}

/// The parameters of a failure to write.
fn place_and_reason(file: &Path, error: &io::Error) -> [(&'static str, String); 2] {
    // An error that is not the system's own names our temporary file, of which the user knows nothing.
    let reason = match error.raw_os_error() {
        Some(_) => error.to_string(),
        None => error.kind().to_string(),
    };
    [("path", file.display().to_string()), ("reason", reason)]
}

#[cfg(test)]
mod tests {
    use std::io::Write;

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
        assert_eq!(failed.code(), "cli.disk_full");
        assert_eq!(fs::read_dir(folder.path()).expect("is there").count(), 0);
        write_with(&file, Readers::Owner, false, |beside| beside.write_all(b"1")).expect("nothing is in the way");
        let refused = write_with(&file, Readers::Owner, false, |beside| beside.write_all(b"2"));
        assert_eq!(refused.expect_err("is in the way").code(), "cli.file_exists");
        assert_eq!(fs::read(&file).expect("is there"), b"1");
        assert_eq!(fs::read_dir(folder.path()).expect("is there").count(), 1);
    }

    #[test]
    fn folders_for_new_files_are_made_and_go_with_them() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("letter"), "mine").expect("a temporary folder is writable");
        let files = [
            (at("a/b/new"), b"new".as_slice(), Readers::All),
            (at("letter"), b"new", Readers::All),
        ];
        assert_eq!(
            create_all(&files).expect_err("the letter exists").code(),
            "cli.file_exists"
        );
        assert!(!at("a").exists(), "nothing is left behind");
        create_all(&files[..1]).expect("nothing is in the way");
        assert_eq!(fs::read(at("a/b/new")).expect("is there"), b"new");
    }

    #[test]
    fn what_cannot_be_written_leaves_all_that_was_to_be_replaced() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let [a, nowhere] = ["a", "no/such/folder/b"].map(|name| folder.path().join(name));
        fs::write(&a, "old").expect("a temporary folder is writable");
        let files = [
            (a.clone(), b"new".as_slice(), Readers::Owner),
            (nowhere, b"new", Readers::All),
        ];
        assert_eq!(
            replace_all(&files).expect_err("no folder").code(),
            "cli.file_unwritable"
        );
        assert_eq!(fs::read(&a).expect("is still there"), b"old");
        assert_eq!(fs::read_dir(folder.path()).expect("is there").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_ordinary_file_stays_what_it_is() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("every system has mkfifo").success());
        assert_eq!(replace(&pipe, b"new").expect_err("is no file").code(), "cli.not_a_file");
        assert!(!fs::metadata(&pipe).expect("is there").is_file());
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
