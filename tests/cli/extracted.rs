//! What is extracted packs again to the same sections, and holds nothing of what was not to be extracted.
//!
//! Parquet and Arrow files are read back by others in `tests/extract`.

use std::fs;

use super::left_out::{plain_sections, policy};
use super::transcript;

const PASSPHRASE: [(&str, &str); 1] = [("YONGQUAN_PASSPHRASE", "kxvr-wmzn-bqtd-hjfp")];

/// The library with every awkward cell there is.
fn register() -> String {
    let path = transcript::repository().join("data-schema/library/cards.csv");
    fs::read_to_string(path).expect("the register is there")
}

/// Packs a register, and extracts with the key of the desk, which opens everything, or of `statistics`, which opens the base section.
fn extract(register: &str, operator: &str, arguments: &str) -> Vec<u8> {
    let office = transcript::office();
    let statistics = "[[operator]]\nid = \"statistics\"\nname = \"馆长室\"\nroles = [\"statistics\"]\n";
    fs::write(office.path().join("policy.toml"), policy() + statistics).expect("is writable");
    fs::write(office.path().join("register.csv"), register).expect("is writable");
    let said = transcript::execute(
        &office,
        &PASSPHRASE,
        &format!(
            "set -e; exec > /dev/null
             yongquan keys new publisher --out keys
             for id in desk statistics; do yongquan keys new operator --name $id --out keys --work-factor 10; done
             yongquan pack --package library --input register.csv --policy policy.toml --keys keys --publisher-key keys/publisher.key \
                 --slot keys/desk.age --slot keys/statistics.age --seq 1 --out cards.yqs 2> /dev/null
             yongquan extract cards.yqs --trust keys/publisher.pub --slot-id {operator} --out extract {arguments} 2> /dev/null"
        ),
    );
    assert_eq!(said, "", "{arguments}");
    fs::read(office.path().join("extract")).expect("was written")
}

fn csv(arguments: &str) -> String {
    String::from_utf8(extract(&register(), "desk", &format!("--as csv {arguments}"))).expect("is UTF-8")
}

#[test]
fn a_csv_packs_again_to_the_same_sections() {
    // Of line breaks inside a cell there is a warning.
    let packed = |csv: &str| plain_sections(&policy(), csv, "2> /dev/null");
    let sections = packed(&register());
    assert_eq!(sections.len(), 3);
    for arguments in ["", "--no-bom", "--derived", "--labels zh", "--labels en"] {
        let csv = csv(arguments);
        assert_eq!(csv.starts_with('\u{feff}'), arguments != "--no-bom", "{arguments}");
        assert_eq!(packed(&csv), sections, "{arguments}");
    }
    // Sections of other rows are others, so the comparison can fail.
    let fewer = csv("--where '少儿证'");
    assert_ne!(packed(&fewer), sections);
}

#[test]
fn what_is_not_extracted_is_in_no_byte_of_the_file() {
    let register = "card_no,reader_name,born_on,family_card,card_kind,home_branch,issued_on,card_state,loans_now,deposit,wants_reminders,reader_note,contact_email
L90001,植于内,2015-01-01,F901,J,C,2020-01-01,1,1,,,note-inside,never@example.invalid
L90002,植于外,2015-01-01,F902,T,C,2020-01-01,1,1,,,note-outside,never@example.invalid
";
    let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    for format in ["csv", "parquet", "arrow"] {
        let some = extract(register, "desk", &format!("--as {format} --derived --where '少儿证'"));
        for inside in ["植于内", "note-inside", "L90001", "card_no", "reader_age"] {
            assert!(holds(&some, inside), "{format} {inside}");
        }
        for outside in [
            "植于外",
            "note-outside",
            "L90002",
            "F902",
            "never",
            "contact_email",
            "zhi",
            "pinyin",
        ] {
            assert!(!holds(&some, outside), "{format} {outside}");
        }
        let base = extract(register, "statistics", &format!("--as {format}"));
        assert!(holds(&base, "L90001") && holds(&base, "L90002"), "{format}");
        for closed in ["植于", "note-", "reader_name", "born_on", "reader_age"] {
            assert!(!holds(&base, closed), "{format} {closed}");
        }
    }
}
