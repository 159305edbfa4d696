//! The program as a person sees it: transcripts of a terminal, run again and compared.
//!
//! Every `*.md` in this folder is one. It begins in a folder of its own with the library's package in `library/` and the files of
//! `office/`; its commands run one after the other, through `sh`, with nothing but `PATH` in the environment and nobody to ask.
//! `SNAPSHOTS=overwrite cargo test --package yongquan-cli --test transcripts` writes what the program says now into the files:
//! read the difference before it is committed.

mod closed_pipe;
mod crash_points;
mod extracted;
mod full_disk;
mod help;
mod killed;
mod left_out;
mod program;
mod query_md;
mod transcript;

use std::collections::BTreeSet;

macro_rules! transcripts {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            transcript::run(stringify!($name));
        })*

        #[test]
        fn every_transcript_is_run() {
            let run: BTreeSet<String> = [$(stringify!($name)),*].map(str::to_owned).into();
            assert_eq!(run, transcript::names());
        }
    };
}

transcripts! {
    a_batch_answers_every_line
    a_forgotten_passphrase
    a_log_of_who_looked_is_verified
    a_register_becomes_an_answer
    a_snapshot_is_verified
    an_extract_is_in_clear
    an_offices_stick
    check_tells_every_fault
    damaged_snapshots_are_refused
    keys_and_their_passphrases
    output_that_nobody_takes
    pack_writes_a_good_snapshot_or_nothing
    passphrases_are_never_on_the_command_line
    the_publisher_changes_keys
    who_may_read_what
    wrong_command_lines_are_refused
}
