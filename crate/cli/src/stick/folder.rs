//! The folder that a stick is made in: an empty one, or one that was made before.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use yongquan_core::seal::sha256_hex;

use super::sums::{SUMS_FILE, SUMS_SIGNATURE_FILE, Sums};
use super::{Contents, README_FILE, StickFile};
use crate::failure::Failure;
use crate::files;
use crate::texts::failure;

/// What systems put on every stick by themselves, beside names that begin with a dot.
const OF_SYSTEMS: [&str; 3] = ["system volume information", "$recycle.bin", "lost+found"];

/// A folder that may be written, and what there is to do in it.
pub struct Folder {
    path: PathBuf,
    /// Files of the stick that was here, which the new one does not have: exactly as they were listed then.
    stale: Vec<PathBuf>,
}

impl Folder {
    /// Looks at a folder, and changes nothing.
    ///
    /// A file is ours if the list in the folder names it with the hash that it has, or if it is what would be written: so a run that was
    /// interrupted can be repeated.
    ///
    /// # Errors
    ///
    /// - `cli.stick_not_empty` if it holds something and is no stick;
    /// - `cli.stick_altered` if a file that would be replaced is not what was written then;
    /// - `cli.file_unreadable`, `cli.sums`.
    pub fn check(path: &Path, contents: &Contents) -> Result<Self, Failure> {
        let mut folder = Self {
            path: path.to_owned(),
            stale: Vec::new(),
        };
        if fs::symlink_metadata(path).is_err() {
            return Ok(folder);
        }
        let unreadable = |error| files::unreadable(path, &error);
        let old = old_list(path)?;
        let new = contents
            .files
            .iter()
            .map(|file| (folded(&file.name), sha256_hex(&file.bytes)));
        let new: BTreeMap<String, String> = new.collect();
        for entry in fs::read_dir(path).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let path = entry.path();
            let name = folded(&entry.file_name().to_string_lossy());
            let named = || ("path", path.display().to_string());
            let wanted = new.get(&name);
            let listed = old.as_ref().and_then(|old| old.get(&name));
            let is_list = old.is_some() && [SUMS_FILE, SUMS_SIGNATURE_FILE].map(folded).contains(&name);
            if is_list || name.starts_with('.') || OF_SYSTEMS.contains(&name.as_str()) {
                continue;
            }
            // A link is not followed: what is behind it is not on the stick.
            let is_file = entry.file_type().map_err(unreadable)?.is_file();
            let hash = match (wanted.is_some() || listed.is_some()) && is_file {
                true => Some(sha256_hex(&files::read(&path)?)),
                false => None,
            };
            let is_as_listed = hash.is_some() && hash.as_ref() == listed;
            let is_as_wanted = hash.is_some() && hash.as_ref() == wanted;
            match wanted {
                Some(_) if is_as_listed || is_as_wanted => {}
                Some(_) if old.is_some() => return Err(failure("cli.stick_altered", &[named()])),
                None if is_as_listed => folder.stale.push(path),
                // Somebody else's, and in nobody's way.
                None if old.is_some() => {}
                _ => return Err(failure("cli.stick_not_empty", &[named()])),
            }
        }
        Ok(folder)
    }

    /// Writes everything, the list of hashes last, and reads it back.
    ///
    /// # Errors
    ///
    /// - `cli.disk_full`, `cli.file_unwritable`, `cli.file_unreadable`: what is in the folder then is not a whole stick, and
    ///   running the command again makes it one;
    /// - `cli.stick_unread` if the stick gives back other bytes.
    pub fn write(&self, contents: &Contents, signature: Option<&[u8]>) -> Result<(), Failure> {
        fs::create_dir_all(&self.path).map_err(|error| files::unwritable(&self.path, &error))?;
        let sums = contents.sums().to_text();
        let list = [(SUMS_FILE, Some(sums.as_bytes())), (SUMS_SIGNATURE_FILE, signature)];
        let list = list.into_iter().filter_map(|(name, bytes)| Some((name, bytes?, false)));
        let all = contents.files.iter().map(StickFile::parts).chain(list);
        let all = all.map(|(name, bytes, is_program)| (self.path.join(name), bytes, is_program));
        let all: Vec<(PathBuf, &[u8], bool)> = all.collect();
        let (files, list) = all.split_at(contents.files.len());
        for (path, bytes, is_program) in files {
            files::replace(path, bytes)?;
            if *is_program {
                make_executable(path);
            }
        }
        // The old signature would be one of another list.
        let signature_path = self.path.join(SUMS_SIGNATURE_FILE);
        let old_signature = signature_path.exists().then_some(&signature_path);
        for path in self.stale.iter().chain(old_signature) {
            fs::remove_file(path).map_err(|error| files::unwritable(path, &error))?;
        }
        for (path, bytes, _) in list {
            files::replace(path, bytes)?;
        }
        for (path, bytes, _) in &all {
            if files::read(path)? != *bytes {
                return Err(failure("cli.stick_unread", &[("path", path.display().to_string())]));
            }
        }
        Ok(())
    }
}

/// The list of the stick that a folder holds, by folded name; `None` if it holds none.
fn old_list(folder: &Path) -> Result<Option<BTreeMap<String, String>>, Failure> {
    let path = folder.join(SUMS_FILE);
    if !path.is_file() {
        return Ok(None);
    }
    let sums = Sums::read(&path)?;
    // Many things have a list of hashes; only a stick has this text.
    if sums.get(README_FILE).is_none() {
        return Ok(None);
    }
    let listed = sums
        .names()
        .filter_map(|name| Some((folded(name), sums.get(name)?.to_owned())));
    Ok(Some(listed.collect()))
}

/// A name as the file systems of sticks compare it, which take large and small letters for the same.
pub fn folded(name: &str) -> String {
    name.to_lowercase()
}

/// On a file system that knows who may run a program. That of a stick does not, and refusing to say so is no fault.
fn make_executable(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o755));
    }
    #[cfg(not(unix))]
    let _ = path;
}
