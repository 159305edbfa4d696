//! Policies that are right, and one fault at a time.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use age::x25519;
use proptest::prelude::*;
use yongquan_core::seal::ExposeSecret;

use super::*;
use crate::keys::Strength;
use crate::keys::public::Owner;
use crate::keys::strength::Origin;

const OPERATORS: [&str; 2] = ["counter", "desk"];

/// A good policy for the library: its three restricted fields in two sections.
const GOOD: &str = r#"# a comment
valid_days = 7
min_passphrase_bits = 50

[escrow]

[auditor]

[[section]]
id = "reader"
title = "读者"
title_en = "Reader"
fields = ["born_on", "reader_name"]

[[section]]
id = "note"
title = "留言"
title_en = "Note"
fields = ["reader_note"]

[[role]]
id = "counter"
title = "总台"
title_en = "Counter"
sections = []

[[role]]
id = "desk"
title = "办证台"
title_en = "Desk"
sections = ["note", "reader"]

[[operator]]
id = "counter"
name = "总台"
roles = ["counter"]

[[operator]]
id = "desk"
name = "办证台"
roles = ["desk", "counter"]
"#;

/// A folder with the public keys of `GOOD`.
struct Office {
    folder: tempfile::TempDir,
    package: Package,
    schema: Schema,
}

fn new_key(owner: Owner, name: &str) -> String {
    let key = x25519::Identity::generate().to_public().to_string();
    let strength = Strength {
        bits: 64.6,
        origin: Origin::Generated,
    };
    PublicKeyFile::new_text(owner, name, &key, strength)
}

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |owner: Owner, name: &str| {
            fs::write(folder.path().join(format!("{name}.pub")), new_key(owner, name)).expect("is writable");
        };
        for id in OPERATORS {
            write(Owner::Operator, id);
        }
        write(Owner::Escrow, "escrow");
        write(Owner::Auditor, "auditor");
        let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-schema/library");
        let package = Package::load(&library).expect("the library's package is good");
        let schema = Schema::new(package.schema_document.clone()).expect("its schema is good");
        Self {
            folder,
            package,
            schema,
        }
    }

    fn load(&self, text: &str) -> Result<Policy, Failure> {
        let file = self.folder.path().join("policy.toml");
        fs::write(&file, text).expect("a temporary folder is writable");
        Policy::load(&file, Some(self.folder.path()), &self.package, &self.schema)
    }

    /// Code and first Chinese sentence of a refusal, without the folder's name.
    fn refusal(&self, text: &str) -> (String, String) {
        let failure = self.load(text).err().expect("must be refused");
        let folder = format!("{}/", self.folder.path().display());
        let said = failure.texts().expect("says why")[0][0].replace(&folder, "");
        (failure.code().to_owned(), said)
    }
}

#[test]
fn a_good_policy_says_who_opens_what() {
    let office = Office::new();
    let policy = office.load(GOOD).expect("is good");
    assert_eq!((policy.valid_days, policy.min_passphrase_bits), (7, 50));
    let sections: Vec<(&str, &str, Vec<&str>)> = (policy.sections.iter())
        .map(|entry| {
            let fields = entry.fields.iter().map(String::as_str).collect();
            (entry.id.as_str(), entry.title_en.as_str(), fields)
        })
        .collect();
    // In the order of the schema, and how a name sounds lies with the name.
    let expected = [
        ("s01", "Reader", vec!["reader_name", "born_on", "reader_name.pinyin"]),
        ("s02", "Note", vec!["reader_note"]),
    ];
    assert_eq!(sections, expected);
    let opens = |id: &str| {
        let operator = policy.operators.iter().find(|operator| operator.id == id);
        let operator = operator.expect("is in the policy");
        [0, 1, 2].map(|section| policy.opens(operator, section))
    };
    assert_eq!(opens("counter"), [true, false, false]);
    assert_eq!(opens("desk"), [true, true, true]);
    let key_of = |name: &str| {
        let file = PublicKeyFile::read(&office.folder.path().join(format!("{name}.pub")));
        file.expect("is a key").recipient.to_string()
    };
    let recipients: Vec<Vec<String>> = (policy.recipients().iter())
        .map(|keys| keys.iter().map(ToString::to_string).collect())
        .collect();
    let restricted = vec![key_of("desk"), key_of("escrow")];
    assert_eq!(
        recipients,
        [
            vec![key_of("counter"), key_of("desk"), key_of("escrow")],
            restricted.clone(),
            restricted,
        ],
        "and never to the auditor"
    );
    assert_eq!(policy.auditor.map(|key| key.to_string()), Some(key_of("auditor")));
}

#[test]
fn what_is_not_said_has_a_default_and_keys_may_stand_in_the_policy() {
    let office = Office::new();
    let without = GOOD.replace(
        "valid_days = 7\nmin_passphrase_bits = 50\n\n[escrow]\n\n[auditor]\n",
        "",
    );
    let policy = office.load(&without).expect("is good");
    assert_eq!((policy.valid_days, policy.min_passphrase_bits), (31, 60));
    assert!(policy.escrow.is_none() && policy.auditor.is_none());

    let key = x25519::Identity::generate().to_public().to_string();
    let inline = GOOD.replace("[escrow]\n", &format!("[escrow]\nkey = \"{key}\"\n"));
    fs::remove_file(office.folder.path().join("escrow.pub")).expect("is there");
    let policy = office.load(&inline).expect("is good");
    assert_eq!(policy.escrow.map(|key| key.to_string()), Some(key));

    let file = office.folder.path().join("policy.toml");
    let refused = Policy::load(&file, None, &office.package, &office.schema)
        .err()
        .expect("needs a folder");
    assert_eq!(refused.code(), "policy.no_key");
}

#[test]
fn each_fault_has_its_code_and_its_place() {
    let office = Office::new();
    let faults = [
        ("= 7", "= = 7", "policy.not_toml", "policy.toml:2："),
        (
            "valid_days = 7",
            "valid_days = 7\nvalid_days = 8",
            "policy.not_toml",
            "policy.toml:3：",
        ),
        (
            "valid_days = 7",
            "valid_dais = 7",
            "policy.unknown_key",
            "policy.toml:2 (valid_dais)：",
        ),
        (
            "id = \"note\"",
            "id = \"note\"\ncolour = 1",
            "policy.unknown_key",
            "policy.toml:17 (section[1].colour)：",
        ),
        (
            "valid_days = 7",
            "valid_days = 0",
            "policy.shape",
            "policy.toml:2 (valid_days)：应为1 到 3660 的整数",
        ),
        (
            "valid_days = 7",
            "valid_days = \"7\"",
            "policy.shape",
            "policy.toml:2 (valid_days)：",
        ),
        (
            "= 50",
            "= 39",
            "policy.shape",
            "policy.toml:3 (min_passphrase_bits)：应为40 到 128 的整数",
        ),
        ("= 50", "= -50", "policy.shape", "policy.toml:3 (min_passphrase_bits)："),
        (
            "id = \"note\"",
            "id = \"Note\"",
            "policy.shape",
            "policy.toml:16 (section[1].id)：",
        ),
        (
            "\"Note\"",
            "\" \"",
            "policy.shape",
            "policy.toml:18 (section[1].title_en)：",
        ),
        (
            "fields = [\"reader_note\"]",
            "fields = []",
            "policy.shape",
            "policy.toml:19 (section[1].fields)：",
        ),
        (
            "fields = [\"reader_note\"]",
            "fields = \"reader_note\"",
            "policy.shape",
            "policy.toml:19 (section[1].fields)：",
        ),
        (
            "\"reader_note\"",
            "7",
            "policy.shape",
            "policy.toml:19 (section[1].fields[0])：",
        ),
        (
            "roles = [\"counter\"]",
            "roles = []",
            "policy.shape",
            "policy.toml:36 (operator[0].roles)：",
        ),
        ("[escrow]", "escrow = true", "policy.shape", "policy.toml:5 (escrow)："),
        (
            "title = \"留言\"\n",
            "",
            "policy.missing_key",
            "policy.toml:15 (section[1])：缺少 title",
        ),
        (
            "name = \"办证台\"\n",
            "",
            "policy.missing_key",
            "policy.toml:38 (operator[1])：缺少 name",
        ),
        (
            "id = \"note\"",
            "id = \"reader\"",
            "policy.duplicate",
            "policy.toml:16 (section[1].id)：",
        ),
        (
            "id = \"desk\"\ntitle",
            "id = \"counter\"\ntitle",
            "policy.duplicate",
            "policy.toml:28 (role[1].id)：",
        ),
        (
            "id = \"desk\"\nname",
            "id = \"counter\"\nname",
            "policy.duplicate",
            "policy.toml:39 (operator[1].id)：",
        ),
        (
            "\"note\", \"reader\"",
            "\"note\", \"reader\", \"note\"",
            "policy.duplicate",
            "policy.toml:31 (role[1].sections[2])：",
        ),
        (
            "\"reader_note\"",
            "\"reader_nose\"",
            "policy.unknown_field",
            "policy.toml:19 (section[1].fields[0])：登记册没有字段 reader_nose",
        ),
        (
            "\"reader_note\"",
            "\"reader_name.pinyin\"",
            "policy.unknown_field",
            "policy.toml:19 (section[1].fields[0])：",
        ),
        (
            "\"reader_note\"",
            "\"reader_note\", \"card_no\"",
            "policy.not_restricted",
            "policy.toml:19 (section[1].fields[1])：字段 card_no 标为 yes",
        ),
        (
            "\"reader_note\"",
            "\"contact_email\"",
            "policy.not_restricted",
            "policy.toml:19 (section[1].fields[0])：字段 contact_email 标为 never",
        ),
        (
            "\"reader_note\"",
            "\"reader_note\", \"born_on\"",
            "policy.field_twice",
            "policy.toml:19 (section[1].fields[1])：字段 born_on 已经在分区“reader”里",
        ),
        (
            "\"reader_note\"",
            "\"reader_note\", \"reader_note\"",
            "policy.field_twice",
            "policy.toml:19 (section[1].fields[1])：",
        ),
        (
            "\"born_on\", ",
            "",
            "policy.fields_unassigned",
            "policy.toml：这些字段标为 role，却不属于任何分区：born_on",
        ),
        (
            "\"note\", \"reader\"",
            "\"reader\"",
            "policy.section_unused",
            "policy.toml:16 (section[1].id)：没有任何角色包含分区“note”",
        ),
        (
            "\"note\", \"reader\"",
            "\"note\", \"reader\", \"s00\"",
            "policy.unknown_section",
            "policy.toml:31 (role[1].sections[2])：",
        ),
        (
            "[\"counter\"]",
            "[\"counters\"]",
            "policy.unknown_role",
            "policy.toml:36 (operator[0].roles[0])：没有角色“counters”",
        ),
        (
            "id = \"desk\"\nname",
            "id = \"window\"\nname",
            "policy.no_key",
            "policy.toml:38 (operator[1])：没有“window”的公钥（window.pub）",
        ),
        (
            "[auditor]",
            "[auditor]\nkey = \"age1\"",
            "policy.bad_key",
            "policy.toml:8 (auditor.key)：",
        ),
        (
            "[auditor]",
            "[auditor]\nkey = \"# x\\nage1\"",
            "policy.bad_key",
            "policy.toml:8 (auditor.key)：",
        ),
    ];
    for (from, to, code, said) in faults {
        assert!(GOOD.contains(from), "{from}");
        let (found, text) = office.refusal(&GOOD.replacen(from, to, 1));
        assert_eq!(found, code, "{to}: {text}");
        assert!(text.starts_with(said), "{to}\n{text}\n{said}");
    }
    let end = GOOD.find("[[operator]]").expect("has operators");
    let (code, said) = office.refusal(&GOOD[..end]);
    assert_eq!(
        (code.as_str(), said.as_str()),
        ("policy.missing_key", "policy.toml：缺少 operator。")
    );
}

#[test]
fn too_many_sections_are_refused_before_their_fields_are_looked_up() {
    let section = |index: usize| {
        format!("[[section]]\nid = \"x{index}\"\ntitle = \"x\"\ntitle_en = \"x\"\nfields = [\"nobody\"]\n")
    };
    let many: String = (0..100).map(section).collect();
    let office = Office::new();
    let (code, said) = office.refusal(&(GOOD.to_owned() + &many));
    assert_eq!(code, "policy.too_many_sections");
    assert!(said.contains("102") && said.contains("99"), "{said}");
}

/// What `GOOD` may say beside who reads what.
const DISCLOSURE: &str = r#"
[[purpose]]
id = "reminder"
title = "提醒"
title_en = "Reminder"

[[purpose]]
id = "card"
title = "办证"
title_en = "Card"

[notice]
fields = ["card_no", "reader_name", "born_on", "issued_on"]

[notice.cut]
reader_name = "surname"
born_on = "month"
"#;

#[test]
fn purposes_and_notices_are_kept_in_order_and_may_be_absent() {
    let office = Office::new();
    let without = office.load(GOOD).expect("is good");
    assert!(without.purposes.is_empty() && without.notice.is_none());
    let policy = office.load(&(GOOD.to_owned() + DISCLOSURE)).expect("is good");
    let purposes: Vec<(&str, &str, &str)> = (policy.purposes.iter())
        .map(|purpose| (purpose.id.as_str(), purpose.title.as_str(), purpose.title_en.as_str()))
        .collect();
    assert_eq!(purposes, [("reminder", "提醒", "Reminder"), ("card", "办证", "Card")]);
    let notice = policy.notice.expect("has rules");
    assert_eq!(notice.fields, ["card_no", "reader_name", "born_on", "issued_on"]);
    let cut: Vec<(&str, &str)> = (notice.cut.iter())
        .map(|(field, cut)| (field.as_str(), cut.as_str()))
        .collect();
    assert_eq!(cut, [("born_on", "month"), ("reader_name", "surname")]);
}

#[test]
fn wrong_purposes_and_notices_have_their_codes_and_places() {
    let office = Office::new();
    let first_line = GOOD.lines().count() + 1;
    let faults = [
        (
            "id = \"card\"",
            "id = \"reminder\"",
            "policy.duplicate",
            8,
            "purpose[1].id",
        ),
        ("id = \"card\"", "id = \"办证\"", "policy.shape", 8, "purpose[1].id"),
        (
            "title = \"提醒\"",
            "title = \" \"",
            "policy.shape",
            4,
            "purpose[0].title",
        ),
        ("title = \"提醒\"\n", "", "policy.missing_key", 2, "purpose[0]"),
        (
            "id = \"card\"",
            "id = \"card\"\nlaw = \"\"",
            "policy.unknown_key",
            9,
            "purpose[1].law",
        ),
        (
            "fields = [\"card_no\", ",
            "fields = [\"card_nr\", ",
            "policy.unknown_field",
            13,
            "notice.fields[0]",
        ),
        (
            "\"card_no\"",
            "\"reader_name.pinyin\"",
            "policy.unknown_field",
            13,
            "notice.fields[0]",
        ),
        (
            "\"card_no\"",
            "\"contact_email\"",
            "policy.not_on_notice",
            13,
            "notice.fields[0]",
        ),
        (
            "\"card_no\"",
            "\"reader_note\"",
            "policy.not_on_notice",
            13,
            "notice.fields[0]",
        ),
        (
            "\"card_no\"",
            "\"issued_on\"",
            "policy.duplicate",
            13,
            "notice.fields[3]",
        ),
        (
            "born_on = \"month\"\n",
            "",
            "policy.cut_missing",
            13,
            "notice.fields[2]",
        ),
        (
            "reader_name = \"surname\"\n",
            "",
            "policy.cut_missing",
            13,
            "notice.fields[1]",
        ),
        (
            "\"surname\"",
            "\"last4\"",
            "policy.cut_unfit",
            16,
            "notice.cut.reader_name",
        ),
        ("\"month\"", "\"name\"", "policy.cut_unfit", 17, "notice.cut.born_on"),
        ("\"month\"", "\"year\"", "policy.unknown_cut", 17, "notice.cut.born_on"),
        ("\"month\"", "7", "policy.shape", 17, "notice.cut.born_on"),
        ("\"born_on\", ", "", "policy.cut_unused", 17, "notice.cut.born_on"),
        (
            "born_on = \"month\"",
            "nobody = \"month\"",
            "policy.cut_missing",
            13,
            "notice.fields[2]",
        ),
        (
            "born_on = \"month\"",
            "born_on = \"month\"\nnobody = \"month\"",
            "policy.cut_unused",
            18,
            "notice.cut.nobody",
        ),
        (
            "fields = [\"card_no\"",
            "colour = 1\nfields = [\"card_no\"",
            "policy.unknown_key",
            13,
            "notice.colour",
        ),
        (
            "fields = [\"card_no\", \"reader_name\", \"born_on\", \"issued_on\"]",
            "fields = []",
            "policy.shape",
            13,
            "notice.fields",
        ),
        (
            "[notice.cut]\nreader_name = \"surname\"\nborn_on = \"month\"",
            "cut = \"month\"",
            "policy.shape",
            15,
            "notice.cut",
        ),
    ];
    for (from, to, code, line, path) in faults {
        assert!(DISCLOSURE.contains(from), "{from}");
        let (found, text) = office.refusal(&(GOOD.to_owned() + &DISCLOSURE.replacen(from, to, 1)));
        assert_eq!(found, code, "{to}: {text}");
        let said = format!("policy.toml:{} ({path})：", first_line + line - 1);
        assert!(text.starts_with(&said), "{to}\n{text}\n{said}");
        assert!(!text.contains(['{', '}']), "{text}");
    }
    let many: String = (0..=yongquan_core::limits::MAX_PURPOSES)
        .map(|index| format!("[[purpose]]\nid = \"p{index}\"\ntitle = \"x\"\ntitle_en = \"x\"\n"))
        .collect();
    let (code, said) = office.refusal(&(GOOD.to_owned() + &many));
    assert_eq!(code, "policy.too_many_purposes");
    assert!(said.contains("51") && said.contains("50"), "{said}");
}

#[test]
fn everybody_has_a_key_of_their_own() {
    let office = Office::new();
    let key = |name: &str| office.folder.path().join(format!("{name}.pub"));
    let good = fs::read(key("desk")).expect("is there");
    fs::copy(key("counter"), key("desk")).expect("is writable");
    let (code, said) = office.refusal(GOOD);
    assert_eq!(code, "policy.keys_alike");
    assert!(said.contains("“desk”与“counter”"), "{said}");
    fs::write(key("desk"), &good).expect("is writable");

    let escrow = fs::read(key("escrow")).expect("is there");
    for other in ["auditor", "desk"] {
        fs::copy(key(other), key("escrow")).expect("is writable");
        let (code, said) = office.refusal(GOOD);
        assert_eq!(code, "policy.other_owner", "{said}");
    }
    // A file that says nothing about its owner may be anybody's, but not two people's.
    let bare = String::from_utf8(good).expect("is text");
    let bare = bare.lines().last().expect("ends with the key");
    fs::write(key("escrow"), bare).expect("is writable");
    assert_eq!(office.refusal(GOOD).0, "policy.keys_alike");
    fs::write(key("escrow"), &escrow).expect("is writable");
    assert!(office.load(GOOD).is_ok());

    fs::write(key("desk"), "no key").expect("is writable");
    assert_eq!(office.refusal(GOOD).0, "cli.operator_key");
    fs::write(key("desk"), x25519::Identity::generate().to_string().expose_secret()).expect("is writable");
    assert_eq!(
        office.refusal(GOOD).0,
        "cli.operator_key",
        "a secret key is none either"
    );
}

#[test]
fn every_fault_has_texts_that_name_real_parameters() {
    let source = include_str!("error.rs");
    let codes: BTreeSet<&str> = source.split('"').filter(|text| text.starts_with("policy.")).collect();
    let texts: serde_json::Value =
        serde_json::from_str(include_str!("../../../../data-schema/errors.json")).expect("is JSON");
    let written: BTreeSet<&str> = texts
        .as_object()
        .expect("is an object")
        .keys()
        .map(String::as_str)
        .collect();
    let written: BTreeSet<&str> = written.into_iter().filter(|code| code.starts_with("policy.")).collect();
    assert_eq!(codes, written);
    let office = Office::new();
    for (from, to) in [
        ("= 7", "= = 7"),
        ("valid_days = 7", "valid_dais = 7"),
        ("= 50", "= 39"),
        ("\"reader_note\"", "\"nobody\""),
        ("\"reader_note\"", "\"card_no\""),
        ("\"reader_note\"", "\"born_on\""),
        ("\"born_on\", ", ""),
        ("\"note\", \"reader\"", "\"reader\""),
        ("\"note\", \"reader\"", "\"nothing\", \"note\""),
        ("[\"counter\"]", "[\"nobody\"]"),
        ("id = \"desk\"\nname", "id = \"window\"\nname"),
    ] {
        let failure = office.load(&GOOD.replacen(from, to, 1)).err().expect("must be refused");
        for text in failure.texts().expect("says why").as_flattened() {
            assert!(!text.contains(['{', '}']), "{text}");
        }
    }
}

proptest! {
    /// Whatever is cut out of a policy, or put into it, is refused or understood, never a panic.
    #[test]
    fn any_text_is_read_without_a_panic(start in 0..GOOD.len(), byte_len in 0..40_usize, put in "[\\[\\]a-z\"=#\n0-9. ]{0,12}") {
        let floor = |index: usize| (0..=index.min(GOOD.len())).rev().find(|&index| GOOD.is_char_boundary(index)).unwrap_or(0);
        let (start, end) = (floor(start), floor(start + byte_len));
        let text = format!("{}{put}{}", &GOOD[..start], &GOOD[end.max(start)..]);
        let file = Path::new("policy.toml");
        let _ = document::PolicyDocument::read(Source { file, text: &text });
    }

    /// However the fields are dealt out, each is in one section and everybody opens what their roles say.
    #[test]
    fn fields_are_dealt_out_once(deal in proptest::collection::vec(0..3_usize, 3)) {
        let office = Office::new();
        let names = ["reader_name", "born_on", "reader_note"];
        let mut text = GOOD[..GOOD.find("[[section]]").expect("has sections")].to_owned();
        let used: BTreeSet<usize> = deal.iter().copied().collect();
        for section in &used {
            let fields: Vec<&str> = (0..3).filter(|&field| deal[field] == *section).map(|field| names[field]).collect();
            text += &format!("[[section]]\nid = \"x{section}\"\ntitle = \"x\"\ntitle_en = \"x\"\nfields = {fields:?}\n");
        }
        let ids: Vec<String> = used.iter().map(|section| format!("x{section}")).collect();
        text += &format!("[[role]]\nid = \"all\"\ntitle = \"x\"\ntitle_en = \"x\"\nsections = {ids:?}\n");
        text += "[[operator]]\nid = \"desk\"\nname = \"x\"\nroles = [\"all\"]\n";
        let policy = office.load(&text).expect("is good");
        let mut fields: Vec<&str> = policy.sections.iter().flat_map(|entry| &entry.fields).map(String::as_str).collect();
        fields.sort_unstable();
        prop_assert_eq!(fields, ["born_on", "reader_name", "reader_name.pinyin", "reader_note"]);
        let desk = &policy.operators[0];
        prop_assert!((0..=policy.sections.len()).all(|section| policy.opens(desk, section)));
    }
}
