//! Where the generator writes, and where it must not.

use std::fs;

use crate::generated::{SEEDS, files_under, run};

#[test]
fn a_folder_with_files_of_somebody_else_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    fs::write(folder.path().join("notes.txt"), "not ours").expect("the folder is writable");
    fs::create_dir(folder.path().join("codes")).expect("the folder is writable");
    fs::write(folder.path().join("codes/sex.csv"), "mine\n").expect("the folder is writable");
    let before = files_under(folder.path());

    let output = run(&["village"], SEEDS[0], folder.path());

    assert_eq!(output.status.code(), Some(1));
    assert!(files_under(folder.path()) == before, "the folder changed");
    let message = String::from_utf8(output.stderr).expect("messages are UTF-8");
    // The path is echoed and must not count as English.
    let message = message.replace(&folder.path().display().to_string(), "");
    let is_chinese = |character: char| ('\u{4E00}'..='\u{9FFF}').contains(&character);
    assert!(message.contains(is_chinese), "no Chinese text: {message}");
    assert!(
        message.split(|c: char| !c.is_ascii_alphabetic()).count() > 4,
        "no English text: {message}"
    );
}

#[test]
fn a_path_that_is_a_file_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("package");
    fs::write(&path, "not ours").expect("the folder is writable");

    let output = run(&["village"], SEEDS[0], &path);

    assert_eq!(output.status.code(), Some(1));
    assert_eq!(fs::read(&path).expect("the file is there"), b"not ours");
    assert_eq!(files_under(folder.path()).len(), 1, "something was left beside it");
}
