//! What is not finished yet lies beside its final place, under a name of its own.
//!
//! A program that is killed leaves such a file or folder behind, and it may hold a secret key. So whoever writes into a folder first
//! removes what others left there. A lock tells a leftover from what another program is still working on: the system drops the
//! lock of a program that ended, however it ended.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempDir};

use super::Readers;

/// How the name of a file begins that is being written.
const FILE_PREFIX: &str = ".yongquan-";

/// How it ends: not like a snapshot, a key or a table.
const FILE_SUFFIX: &str = ".part";

/// How the name of a folder begins that is being filled.
const FOLDER_PREFIX: &str = ".yongquan-folder-";

/// The file in such a folder that is locked as long as somebody fills it.
const FOLDER_LOCK: &str = "in-use";

/// How many characters chance puts into a name.
const RANDOM_LEN: usize = 6;

/// How often another program may take a name for a leftover in the moment between its making and its locking.
const MAX_ATTEMPTS: usize = 16;

/// A file that is written to the disk to its end, under a name of its own. Dropped, it is gone.
#[derive(Debug)]
pub(super) struct Staged {
    beside: NamedTempFile,
    file: PathBuf,
}

impl Staged {
    /// Writes all bytes of what will be `file`.
    pub(super) fn write(file: &Path, bytes: &[u8], readers: Readers) -> io::Result<Self> {
        Self::fill(file, readers, |beside| beside.write_all(bytes))
    }

    /// Has what will be `file` written by a function.
    fn fill(file: &Path, readers: Readers, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<Self> {
        let folder = folder_of(file);
        remove_leftovers(&folder);
        let mut beside = held(
            || new_file(&folder, readers),
            |beside| try_lock(beside.as_file()),
            NamedTempFile::path,
        )?;
        fill(beside.as_file_mut())?;
        beside.as_file().sync_all()?;
        let file = file.to_owned();
        Ok(Self { beside, file })
    }

    /// Gives the file its final name in one step, in place of whatever has it.
    pub(super) fn replace(self) -> io::Result<()> {
        let persisted = self.beside.persist(self.file);
        persisted.map(|_| ()).map_err(|error| error.error)
    }

    /// Gives the file its final name in one step, unless something has it.
    pub(super) fn create(self) -> io::Result<()> {
        let persisted = self.beside.persist_noclobber(self.file);
        persisted.map(|_| ()).map_err(|error| error.error)
    }
}

/// A folder beside the one that is to be made. Dropped, it is gone with all that is left in it.
#[derive(Debug)]
pub struct Workshop {
    // First: a file that is open cannot be removed everywhere.
    _lock: Option<File>,
    folder: TempDir,
}

impl Workshop {
    /// An empty folder in another one that is there.
    ///
    /// # Errors
    ///
    /// If the system makes none.
    pub fn new_in(folder: &Path) -> io::Result<Self> {
        remove_leftovers(folder);
        let make = || {
            Builder::new()
                .prefix(FOLDER_PREFIX)
                .rand_bytes(RANDOM_LEN)
                .tempdir_in(folder)
        };
        let mut lock = None;
        let made = held(
            make,
            |made| {
                lock = match File::create_new(made.path().join(FOLDER_LOCK)) {
                    Ok(file) => Some(file),
                    // Taken away as an empty leftover; looking for its name tells.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
                    Err(error) => return Err(error),
                };
                lock.as_ref().map_or(Ok(true), try_lock)
            },
            TempDir::path,
        )?;
        Ok(Self {
            _lock: lock,
            folder: made,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Makes something under a name of chance and locks it, again if another program took it for a leftover in between.
fn held<T>(
    make: impl Fn() -> io::Result<T>,
    mut lock: impl FnMut(&T) -> io::Result<bool>,
    path_of: impl Fn(&T) -> &Path,
) -> io::Result<T> {
    for _ in 0..MAX_ATTEMPTS {
        let made = make()?;
        if lock(&made)? && path_of(&made).exists() {
            return Ok(made);
        }
    }
    Err(io::ErrorKind::ResourceBusy.into())
}

/// Locks a file, unless another program has it. Where the file system knows no locks nobody takes anything for a leftover.
fn try_lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) | Err(TryLockError::Error(_)) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
    }
}

fn new_file(folder: &Path, readers: Readers) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(FILE_PREFIX).suffix(FILE_SUFFIX).rand_bytes(RANDOM_LEN);
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
    builder.tempfile_in(folder)
}

/// Removes what programs left in a folder that were ended while they wrote into it. What cannot be removed stays, and disturbs nothing.
fn remove_leftovers(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        // Links are not followed: they are none of ours.
        let (Some(name), Ok(kind)) = (name.to_str(), entry.file_type()) else {
            continue;
        };
        if kind.is_file() && is_random(name, FILE_PREFIX, FILE_SUFFIX) {
            let _ = remove_if_unlocked(&path, || fs::remove_file(&path));
        } else if kind.is_dir() && is_random(name, FOLDER_PREFIX, "") {
            // A folder whose maker was ended before the lock was there is empty.
            let _ = fs::remove_dir(&path).or_else(|_| {
                let lock = path.join(FOLDER_LOCK);
                remove_if_unlocked(&lock, || fs::remove_dir_all(&path))
            });
        }
    }
}

fn is_random(name: &str, prefix: &str, suffix: &str) -> bool {
    let random = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(suffix));
    random.is_some_and(|random| random.len() == RANDOM_LEN && random.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn remove_if_unlocked(lock: &Path, remove: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    let file = File::options().read(true).write(true).open(lock)?;
    match file.try_lock() {
        Ok(()) => remove(),
        Err(TryLockError::WouldBlock) => Ok(()),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The folder that a file lies in.
pub(super) fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::thread;

    use super::*;

    fn names(folder: &Path) -> BTreeSet<String> {
        let entries = fs::read_dir(folder).expect("is there");
        let names = entries.map(|entry| entry.expect("is readable").file_name());
        names.map(|name| name.into_string().expect("is UTF-8")).collect()
    }

    fn write_one(folder: &Path) {
        let staged = Staged::write(&folder.join("x"), b"new", Readers::All).expect("a temporary folder is writable");
        staged.replace().expect("a temporary folder is writable");
    }

    #[test]
    fn what_was_left_behind_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        let foreign = [
            ".yongquan-notes.part",
            ".yongquan-a1b2c3.txt",
            ".yongquan-a1 2c3.part",
            "yongquan-a1b2c3.part",
            ".a1b2c3.part",
        ];
        for name in foreign.iter().chain(&[".yongquan-a1b2c3.part"]) {
            fs::write(at(name), "left").expect("a temporary folder is writable");
        }
        for name in [
            ".yongquan-folder-a1b2c3",
            ".yongquan-folder-d4e5f6",
            ".yongquan-folder-mine",
            ".yongquan-folder-g7h8i9",
        ] {
            fs::create_dir(at(name)).expect("a temporary folder is writable");
        }
        fs::write(at(".yongquan-folder-d4e5f6/in-use"), "").expect("a temporary folder is writable");
        fs::write(at(".yongquan-folder-d4e5f6/residents.csv"), "").expect("a temporary folder is writable");
        fs::write(at(".yongquan-folder-g7h8i9/letter.txt"), "mine").expect("a temporary folder is writable");
        write_one(folder.path());
        let mut expected: BTreeSet<String> = foreign.map(str::to_owned).into();
        expected.extend([".yongquan-folder-mine", ".yongquan-folder-g7h8i9", "x"].map(str::to_owned));
        assert_eq!(names(folder.path()), expected);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_with_the_name_of_a_leftover_is_left_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let letter = folder.path().join("letter.txt");
        fs::write(&letter, "mine").expect("a temporary folder is writable");
        std::os::unix::fs::symlink(&letter, folder.path().join(".yongquan-a1b2c3.part")).expect("is writable");
        write_one(folder.path());
        assert_eq!(names(folder.path()).len(), 3);
        assert_eq!(fs::read(&letter).expect("is there"), b"mine");
    }

    #[test]
    fn what_another_program_is_writing_stays() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let other = Staged::write(&folder.path().join("y"), b"other", Readers::All).expect("is writable");
        let workshop = Workshop::new_in(folder.path()).expect("is writable");
        write_one(folder.path());
        assert!(workshop.path().is_dir());
        other.replace().expect("its file is still there");
        drop(workshop);
        assert_eq!(names(folder.path()), ["x", "y"].map(str::to_owned).into());
    }

    #[test]
    fn many_writers_of_one_folder_do_not_take_each_other_for_leftovers() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        thread::scope(|scope| {
            for writer in 0..8 {
                let folder = folder.path();
                scope.spawn(move || {
                    for round in 0..40 {
                        let file = folder.join(format!("{writer}-{round}"));
                        let staged = Staged::write(&file, b"new", Readers::All).expect("is writable");
                        staged.create().expect("its file is still there");
                        let workshop = Workshop::new_in(folder).expect("is writable");
                        assert!(workshop.path().join(FOLDER_LOCK).exists());
                    }
                });
            }
        });
        assert_eq!(names(folder.path()).len(), 8 * 40);
    }
}
