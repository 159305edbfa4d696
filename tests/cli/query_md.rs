//! The examples of `data-schema/query.md` are what the program says of the invented community.

use std::fs;

use super::transcript;

/// The seed of `scripts/demo`, whose people everybody has.
const SEED: &str = "2013";

/// What the page says that its reader has set.
const VARIABLES: [(&str, &str); 2] = [
    ("YONGQUAN_TRUST", "keys/publisher.pub"),
    ("YONGQUAN_PASSPHRASE", "kxvr-wmzn-bqtd-hjfp"),
];

#[test]
fn the_examples_of_query_md_are_what_the_program_says() {
    let office = transcript::office();
    let made = transcript::execute(
        &office,
        &VARIABLES,
        &format!(
            "set -e; exec > /dev/null 2>&1; yongquan synth community --seed {SEED} --out demo
             yongquan keys new publisher --out keys
             for id in counter desk elder-care relief office; do
                 yongquan keys new operator --name $id --out keys --work-factor 10
             done
             yongquan keys new escrow --out keys --work-factor 10
             yongquan keys new auditor --out keys --work-factor 10
             yongquan pack --package demo --policy demo/policy.toml --keys keys --publisher-key keys/publisher.key \
                 --slot keys/office.age --seq 1 --out demo.yqs"
        ),
    );
    assert_eq!(made, "");
    transcript::compare(
        &transcript::repository().join("data-schema/query.md"),
        &office,
        &VARIABLES,
    );
}

#[test]
fn query_md_has_the_examples_that_everybody_asks_first() {
    let page = fs::read_to_string(transcript::repository().join("data-schema/query.md")).expect("the page is there");
    for command in [
        "$ yongquan query demo.yqs '80岁以上 女' --json\n",
        "$ yongquan query demo.yqs 'household any (age >= 80) and not household any (18 <= age < 60)' --json\n",
        "$ yongquan stats demo.yqs --by sex,age_band5,education_level --where '80岁以上' --json",
        "$ yongquan query demo.yqs --batch ",
    ] {
        assert!(page.contains(command), "{command}");
    }
}
