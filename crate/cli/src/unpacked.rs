//! A snapshot whose members lie in a folder, as on a web host or after `tar -x`: they are joined into the container that they came
//! out of, and what reads containers reads them.

use std::fs;
use std::io;
use std::path::Path;

use yongquan_core::error::OpenError;
use yongquan_core::limits;
use yongquan_core::seal::container::{self, MANIFEST, SIGNATURE};

use crate::failure::Failure;
use crate::files;

/// The folders in which members lie, in the order of the container.
const FOLDERS: [&str; 3] = ["slots", "sections", "rotations"];

/// Members that a snapshot has at most: each change of the publisher's key is two.
const MAX_MEMBERS: usize = 2 + limits::MAX_SLOTS + limits::MAX_SECTIONS + 2 * limits::MAX_ROTATIONS;

/// Longest name of a member: what a header of the container holds. Names of format 1 are shorter.
const MAX_NAME_BYTES: usize = 100;

/// The bytes of the container whose members lie in a folder. Whether they are a snapshot is seen when they are read.
///
/// # Errors
///
/// - `cli.file_unreadable`;
/// - `open.container` for a file or folder that is no member: whoever checks a folder is told of everything in it;
/// - `open.too_large` for a file larger than any member, or more files than a snapshot has.
pub fn join(folder: &Path) -> Result<Vec<u8>, Failure> {
    let mut names = Vec::new();
    for name in entries(folder)? {
        if !FOLDERS.contains(&name.as_str()) {
            names.push(name);
            continue;
        }
        let inside = entries(&folder.join(&name))?;
        names.extend(inside.into_iter().map(|member| format!("{name}/{member}")));
    }
    if names.len() > MAX_MEMBERS {
        return Err(too_large(&folder.display().to_string(), names.len(), MAX_MEMBERS));
    }
    names.sort_by_cached_key(|name| place(name));
    let members = names.into_iter().map(|name| {
        let bytes = read_member(folder, &name)?;
        Ok((name, bytes))
    });
    let members: Vec<(String, Vec<u8>)> = members.collect::<Result<_, Failure>>()?;
    let members: Vec<(&str, &[u8])> = members
        .iter()
        .map(|(name, bytes)| (name.as_str(), &bytes[..]))
        .collect();
    Ok(container::write(&members))
}

/// The names in a folder.
fn entries(folder: &Path) -> Result<Vec<String>, Failure> {
    let unreadable = |error: io::Error| files::unreadable(folder, &error);
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let names = entries.map(|entry| {
        let name = entry.map_err(unreadable)?.file_name();
        // What is not UTF-8 is no name of a member, with the replacement character in it either.
        Ok(name.to_string_lossy().into_owned())
    });
    names.collect()
}

/// Where a member stands in the container. What is none comes last, and is refused there.
fn place(name: &str) -> (usize, u32, String) {
    let folder = name.split_once('/').map(|(folder, _)| folder);
    let rank = match (name, folder) {
        (MANIFEST, _) => 0,
        (SIGNATURE, _) => 1,
        (_, folder) => {
            let place = FOLDERS.iter().position(|known| Some(*known) == folder);
            2 + place.unwrap_or(FOLDERS.len())
        }
    };
    let number = name.strip_prefix("rotations/").and_then(|file| file.split('.').next());
    let number = number.and_then(|number| number.parse().ok()).unwrap_or(0);
    // Slots and sections stand in the order of their ids, and `a.age` would come behind `a-b.age`.
    (rank, number, name.strip_suffix(".age").unwrap_or(name).to_owned())
}

fn read_member(folder: &Path, name: &str) -> Result<Vec<u8>, Failure> {
    let path = folder.join(name);
    let found = fs::metadata(&path).map_err(|error| files::unreadable(&path, &error))?;
    if !found.is_file() || name.len() > MAX_NAME_BYTES {
        return Err(OpenError::Container {
            member: name.to_owned(),
            problem: "is no member of format 1, or in the wrong place",
        }
        .into());
    }
    let byte_len = usize::try_from(found.len()).unwrap_or(usize::MAX);
    if byte_len > limits::MAX_SECTION_BYTES {
        return Err(too_large(name, byte_len, limits::MAX_SECTION_BYTES));
    }
    files::read(&path)
}

fn too_large(what: &str, size: usize, limit: usize) -> Failure {
    OpenError::TooLarge {
        what: what.to_owned(),
        size: size as u64,
        limit: limit as u64,
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use yongquan_core::seal::SealedSnapshot;

    fn folder_with(members: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, bytes) in members {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("lies in the folder")).expect("a temporary folder is writable");
            fs::write(path, bytes).expect("a temporary folder is writable");
        }
        folder
    }

    /// In the order of the container, with more statements than ten.
    fn members() -> Vec<(String, Vec<u8>)> {
        let mut names = vec![MANIFEST.to_owned(), SIGNATURE.to_owned()];
        names.extend(["slots/a.age", "slots/a-b.age", "sections/s00.age", "sections/s01.age"].map(str::to_owned));
        for number in 1..=11 {
            names.push(format!("rotations/{number}.json"));
            names.push(format!("rotations/{number}.json.minisig"));
        }
        let bytes = |name: &String| (name.clone(), name.repeat(40).into_bytes());
        names.iter().map(bytes).collect()
    }

    fn borrowed(members: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
        members
            .iter()
            .map(|(name, bytes)| (name.as_str(), &bytes[..]))
            .collect()
    }

    #[test]
    fn a_folder_becomes_the_container_that_it_came_out_of() {
        let members = members();
        let folder = folder_with(&borrowed(&members));
        let joined = join(folder.path()).expect("can be joined");
        assert_eq!(joined, container::write(&borrowed(&members)));
        assert!(SealedSnapshot::parse(joined).is_ok());
    }

    #[test]
    fn what_is_no_member_is_not_overlooked() {
        let long = format!("slots/{}.age", "a".repeat(100));
        let cases: [&str; 6] = [
            "index.html",
            "slots/a.txt",
            "more/s02.age",
            "sections/deep/s02.age",
            "rotations/012.json",
            &long,
        ];
        for stray in cases {
            let mut members = members();
            members.push((stray.to_owned(), b"x".to_vec()));
            let folder = folder_with(&borrowed(&members));
            let code = match join(folder.path()) {
                Err(failure) => failure.code().to_owned(),
                Ok(joined) => match SealedSnapshot::parse(joined) {
                    Err(error) => error.code().to_owned(),
                    Ok(_) => "accepted".to_owned(),
                },
            };
            assert_eq!(code, "open.container", "{stray}");
        }
    }

    #[test]
    fn more_files_than_a_snapshot_has_are_not_read() {
        let folder = folder_with(&[(MANIFEST, b"{}")]);
        for number in 0..MAX_MEMBERS {
            fs::write(folder.path().join(format!("{number}.txt")), "").expect("a temporary folder is writable");
        }
        assert_eq!(join(folder.path()).expect_err("are too many").code(), "open.too_large");
        assert_eq!(
            join(&folder.path().join("no-such-folder"))
                .expect_err("is not there")
                .code(),
            "cli.file_unreadable"
        );
    }
}
