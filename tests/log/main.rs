//! Logs that somebody changed, one fault at a time: each is found, and the first entry that cannot be believed is named.

mod action;

use std::str::FromStr;

use age::secrecy::ExposeSecret;
use age::x25519;
use yongquan_core::error::LogError;
use yongquan_core::limits;
use yongquan_core::log::{Action, Log, LogEntry, LogHeader, Mark};
use yongquan_core::seal::{Identity, sha256_hex};

struct Fixture {
    auditor: x25519::Identity,
    lines: Vec<String>,
}

impl Fixture {
    /// A log of so many entries.
    fn new(count: u64) -> Self {
        let auditor = x25519::Identity::generate();
        let header = LogHeader::new(
            [7; 16],
            "510115003064",
            &auditor.to_public().to_string(),
            [1, 2, 3, 4],
            action::STARTED_UNIX_S,
        );
        let mut lines = vec![header.expect("everything is as it must be").to_line()];
        let mut prev = sha256_hex(lines[0].as_bytes());
        for number in 1..=count {
            let entry = LogEntry::new(number, &prev, &action::sealed_to(&auditor, &action::of(number)));
            prev.clone_from(&entry.hash);
            lines.push(entry.to_line());
        }
        Self { auditor, lines }
    }

    fn identity(&self) -> Identity {
        Identity::parse(self.auditor.to_string().expose_secret()).expect("is a key")
    }
}

fn text(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn fault(lines: &[String]) -> Option<LogError> {
    match Log::verify(text(lines).as_bytes()) {
        Ok(verified) => verified.fault,
        Err(error) => Some(error),
    }
}

#[test]
fn a_log_says_to_the_auditor_what_was_written_and_to_nobody_else() {
    let fixture = Fixture::new(3);
    let verified = Log::verify(text(&fixture.lines).as_bytes()).expect("has a header");
    assert_eq!(verified.fault, None);
    let said: Vec<Action> = verified
        .log
        .entries
        .iter()
        .map(|entry| entry.open(&fixture.identity()).expect("is the auditor's"))
        .collect();
    assert_eq!(said, [action::of(1), action::of(2), action::of(3)]);
    let stranger = Fixture::new(0).identity();
    assert_eq!(verified.log.entries[0].open(&stranger), Err(LogError::NoAccess));
    assert_eq!(action::of(1).to_padded_text().len() % 256, 0);
    let empty = Log::verify(text(&Fixture::new(0).lines).as_bytes()).expect("has a header");
    assert_eq!((empty.log.head(), empty.fault), (None, None));
}

#[test]
fn every_character_that_is_changed_is_noticed_in_its_own_entry_or_the_next() {
    let fixture = Fixture::new(2);
    let good = text(&fixture.lines);
    let starts: Vec<usize> = good.match_indices('\n').map(|(place, _)| place + 1).collect();
    let mut noticed = [0_u32; 4];
    for place in 0..good.len() {
        let mut bytes = good.clone().into_bytes();
        bytes[place] = if bytes[place] == b'0' { b'1' } else { b'0' };
        let entry = starts.iter().filter(|start| **start <= place).count();
        let (intact, fault) = match Log::verify(&bytes) {
            Ok(verified) => (verified.log.entries.len(), verified.fault),
            Err(error) => (0, Some(error)),
        };
        let fault = fault.unwrap_or_else(|| panic!("byte {place} was changed"));
        assert!(intact < entry.max(1), "byte {place}: {fault}");
        match fault {
            LogError::Format { .. } => noticed[0] += 1,
            LogError::Altered { entry: found } => {
                noticed[1] += 1;
                assert_eq!(found as usize, entry, "byte {place}");
            }
            LogError::Order { .. } | LogError::Missing { .. } => noticed[2] += 1,
            _ => noticed[3] += 1,
        }
    }
    assert!(noticed[0] > 100 && noticed[1] > 500 && noticed[3] == 0, "{noticed:?}");
}

#[test]
fn entries_that_are_taken_out_moved_doubled_or_exchanged_are_named() {
    let good = Fixture::new(5).lines;
    let with = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = good.clone();
        change(&mut lines);
        fault(&lines)
    };
    assert_eq!(with(&|_| {}), None);
    assert_eq!(
        with(&|lines| drop(lines.remove(3))),
        Some(LogError::Missing { entry: 3 })
    );
    assert_eq!(
        with(&|lines| drop(lines.remove(1))),
        Some(LogError::Missing { entry: 1 })
    );
    assert_eq!(with(&|lines| lines.swap(2, 3)), Some(LogError::Missing { entry: 2 }));
    assert_eq!(
        with(&|lines| lines.insert(3, lines[2].clone())),
        Some(LogError::Order { entry: 3 })
    );
    let other = Fixture::new(5).lines;
    assert_eq!(
        with(&|lines| lines[0].clone_from(&other[0])),
        Some(LogError::Altered { entry: 0 })
    );
    assert_eq!(
        with(&|lines| lines[3].clone_from(&other[3])),
        Some(LogError::Order { entry: 3 })
    );
    // Written anew with its hash, an entry is whole; the next one does not follow from it any more.
    let forged = |lines: &mut Vec<String>| {
        let entry: serde_json::Value = serde_json::from_str(&lines[2]).expect("is JSON");
        lines[2] = LogEntry::new(2, entry["prev"].as_str().expect("is a hash"), b"forged").to_line();
    };
    assert_eq!(with(&|lines| forged(lines)), Some(LogError::Order { entry: 3 }));
    assert_eq!(
        with(&|lines| lines[2].insert(1, ' ')),
        Some(LogError::Format {
            line: 3,
            problem: "spelling"
        })
    );
    assert_eq!(
        with(&|lines| lines[2].push_str("{}")),
        Some(LogError::Format {
            line: 3,
            problem: "JSON"
        })
    );
    assert_eq!(
        with(&|lines| lines.push(String::new())),
        Some(LogError::Format {
            line: 7,
            problem: "JSON"
        })
    );
}

#[test]
fn a_tail_that_was_cut_is_found_by_what_is_on_paper() {
    let lines = Fixture::new(5).lines;
    let verified = |lines: &[String]| Log::verify(text(lines).as_bytes()).expect("has a header");
    let mark = verified(&lines).log.head().expect("has entries");
    let cut = verified(&lines[..4]);
    assert_eq!(cut.fault, None, "the chain alone cannot know");
    assert_eq!(cut.log.check_mark(&mark), Err(LogError::Cut { seen: 5, last: 3 }));
    assert_eq!(verified(&lines).log.check_mark(&mark), Ok(()));
    assert_eq!(
        verified(&Fixture::new(5).lines).log.check_mark(&mark),
        Err(LogError::Other { entry: 5 })
    );

    let on_paper = mark.to_string();
    let grouped = format!("5:{}-{}", &mark.hash[..4].to_uppercase(), &mark.hash[4..]);
    for text in [&on_paper, &grouped, &format!(" {on_paper}\n")] {
        assert_eq!(Mark::from_str(text), Ok(mark.clone()), "{text}");
    }
    for text in [
        "",
        "5",
        "5:",
        "0:0123456789abcdef01234567",
        "x:0123456789abcdef01234567",
        "5:0123456789abcdef0123456",
        "5:zzzz56789abcdef012345678",
    ] {
        assert_eq!(Mark::from_str(text), Err(LogError::Mark), "{text}");
    }
}

#[test]
fn a_file_that_is_no_log_is_refused_by_its_first_line() {
    let good = Fixture::new(1).lines;
    let header = |change: &dyn Fn(&str) -> String| fault(&[change(&good[0])]);
    let format = |problem| Some(LogError::Format { line: 1, problem });
    for (from, to, problem) in [
        ("yongquan-log-1", "yongquan-log-2", "format"),
        ("0707", "07G7", "log"),
        ("510115003064", "../x", "register"),
        ("age1", "age2", "auditor"),
        ("01020304", "0102030", "device"),
        ("T00:00:00Z", "T24:00:00Z", "started"),
    ] {
        assert_eq!(header(&|line| line.replacen(from, to, 1)), format(problem), "{from}");
    }
    for bytes in [b"".as_slice(), b"{}", b"\xff\n", b"<html>\n", b"PK\x03\x04\n"] {
        assert!(matches!(Log::verify(bytes), Err(LogError::Format { line: 1, .. })));
    }
    let too_large = vec![b' '; limits::MAX_LOG_BYTES + 1];
    assert!(matches!(
        Log::verify(&too_large),
        Err(LogError::TooLarge { what: "log", .. })
    ));
    let long = LogEntry::new(
        1,
        &sha256_hex(good[0].as_bytes()),
        &vec![0; limits::MAX_LOG_ENTRY_BYTES + 3],
    );
    assert!(matches!(
        fault(&[good[0].clone(), long.to_line()]),
        Some(LogError::TooLarge { what: "entry", .. })
    ));
}

#[test]
fn what_is_sealed_but_no_entry_is_said_to_be_none() {
    let fixture = Fixture::new(0);
    let prev = sha256_hex(fixture.lines[0].as_bytes());
    let mut many = action::of(1);
    many.persons = vec![String::new(); limits::MAX_LOG_PERSONS + 1];
    for (sealed, problem) in [
        (b"hello".to_vec(), "age v1"),
        (action::text_sealed_to(&fixture.auditor, b"hello"), "JSON"),
        (action::sealed_to(&fixture.auditor, &many), "JSON"),
    ] {
        let entry = LogEntry::new(1, &prev, &sealed);
        assert_eq!(
            entry.open(&fixture.identity()),
            Err(LogError::Entry { entry: 1, problem })
        );
    }
}
