//! Mutations of single cells: V01 to V27.

use super::{Mutation, Others, first, plain, rewrite_id_number, set_first};
use crate::rules::identity::check_character;

const ALONE: Others = Others::Exactly(&[]);

/// The mutations, in the order of the rules.
pub fn mutations() -> Vec<Mutation> {
    vec![
        Mutation {
            rule: "V01",
            change: "no name",
            others: ALONE,
            apply: |register| set_first(register, |person| !person.is_head(), "name", ""),
        },
        Mutation {
            rule: "V01",
            change: "a name that says there is none",
            others: ALONE,
            apply: |register| set_first(register, |person| !person.is_head(), "name", "无名氏"),
        },
        Mutation {
            rule: "V02",
            change: "16 digits",
            others: ALONE,
            apply: |register| register.set(plain(register), "id_number", "5199991932030200"),
        },
        Mutation {
            rule: "V03",
            change: "30 February",
            others: ALONE,
            apply: |register| rewrite_id_number(register, plain(register), 6, "19490230"),
        },
        Mutation {
            rule: "V04",
            change: "another check character",
            others: ALONE,
            apply: |register| {
                let row = plain(register);
                let digits = register.get(row, "id_number")[..17].to_owned();
                let wrong = if check_character(&digits) == '7' { '8' } else { '7' };
                register.set(row, "id_number", &format!("{digits}{wrong}"));
            },
        },
        Mutation {
            rule: "V05",
            change: "an identity number in full-width digits",
            others: Others::Exactly(&["V02"]),
            apply: |register| {
                register.set(plain(register), "id_number", "１１０１０５１９４９１２３１００２Ｘ");
            },
        },
        Mutation {
            rule: "V05",
            change: "a full-width code",
            others: Others::Exactly(&["V24"]),
            apply: |register| register.set(plain(register), "ethnicity", "０１"),
        },
        Mutation {
            rule: "V06",
            change: "an ideographic space behind a name",
            others: ALONE,
            apply: |register| set_first(register, |person| !person.is_head(), "name", "王 秀英　"),
        },
        Mutation {
            rule: "V06",
            change: "a line end behind a name",
            others: ALONE,
            apply: |register| set_first(register, |person| !person.is_head(), "name", "李强\n"),
        },
        Mutation {
            rule: "V06",
            change: "a space inside a name of two characters",
            others: ALONE,
            apply: |register| set_first(register, |person| !person.is_head(), "name", "李 强"),
        },
        Mutation {
            rule: "V06",
            change: "an apostrophe before an identity number",
            others: Others::Exactly(&["V02"]),
            apply: |register| {
                let row = plain(register);
                let number = format!("'{}", register.get(row, "id_number"));
                register.set(row, "id_number", &number);
            },
        },
        Mutation {
            rule: "V07",
            change: "an identity number as a spreadsheet shows it",
            others: Others::Exactly(&["V02"]),
            apply: |register| register.set(plain(register), "id_number", "3.20E+17"),
        },
        Mutation {
            rule: "V07",
            change: "a health record number as a spreadsheet shows it",
            others: ALONE,
            apply: |register| register.set(plain(register), "health_record_no", "5.10115E+17"),
        },
        Mutation {
            rule: "V07",
            change: "a phone as a spreadsheet shows it",
            others: Others::Exactly(&["V50"]),
            apply: |register| register.set(plain(register), "mobile_phone", "1.38E+10"),
        },
        Mutation {
            rule: "V08",
            change: "a small x",
            others: Others::Exactly(&["V02"]),
            apply: |register| replace_x(register, "x"),
        },
        Mutation {
            rule: "V08",
            change: "a multiplication sign for X",
            others: Others::Exactly(&["V02"]),
            apply: |register| replace_x(register, "×"),
        },
        Mutation {
            rule: "V09",
            change: "the number of 15 digits",
            others: ALONE,
            apply: |register| {
                let row = plain(register);
                let number = register.get(row, "id_number");
                let old = format!("{}{}", &number[..6], &number[8..17]);
                register.set(row, "id_number", &old);
            },
        },
        Mutation {
            rule: "V10",
            change: "the last three digits lost",
            others: Others::Exactly(&["V04"]),
            apply: |register| {
                let zeroed = |number: &str| format!("{}00", &number[..15]);
                let row = first(register, |person| {
                    person.is_plain()
                        && person.is("sex", "2")
                        && check_character(&zeroed(person.get("id_number"))) != '0'
                });
                let number = format!("{}0", zeroed(register.get(row, "id_number")));
                register.set(row, "id_number", &number);
            },
        },
        Mutation {
            rule: "V11",
            change: "a word for no date",
            others: ALONE,
            apply: |register| register.set(plain(register), "last_service_date", "不详"),
        },
        Mutation {
            rule: "V11",
            change: "the spreadsheet's day zero",
            others: ALONE,
            apply: |register| register.set(plain(register), "last_service_date", "1900-01-00"),
        },
        Mutation {
            rule: "V12",
            change: "a birth date as a day number",
            others: ALONE,
            apply: |register| register.set(plain(register), "birth_date", "11750"),
        },
        Mutation {
            rule: "V13",
            change: "a date in Chinese writing",
            others: ALONE,
            apply: |register| register.set(plain(register), "birth_date", "1932年3月2日"),
        },
        Mutation {
            rule: "V13",
            change: "a date in Chinese numerals",
            others: ALONE,
            apply: |register| register.set(plain(register), "birth_date", "一九三二年三月二日"),
        },
        Mutation {
            rule: "V13",
            change: "eight digits",
            others: ALONE,
            apply: |register| register.set(plain(register), "birth_date", "19320302"),
        },
        Mutation {
            rule: "V13",
            change: "a date with a time",
            others: ALONE,
            apply: |register| register.set(plain(register), "birth_date", "1932-03-02 00:00:00"),
        },
        Mutation {
            rule: "V14",
            change: "an order that has to be guessed",
            others: ALONE,
            apply: |register| register.set(plain(register), "birth_date", "3/2/32"),
        },
        Mutation {
            rule: "V14",
            change: "day, month and year",
            others: ALONE,
            apply: |register| register.set(plain(register), "birth_date", "02-03-1932"),
        },
        Mutation {
            rule: "V15",
            change: "year and month",
            others: ALONE,
            apply: |register| register.set(plain(register), "birth_date", "1932-03"),
        },
        Mutation {
            rule: "V15",
            change: "a year of the Republic",
            others: ALONE,
            apply: |register| register.set(plain(register), "birth_date", "民国21年"),
        },
        Mutation {
            rule: "V15",
            change: "a lunar date",
            others: ALONE,
            apply: |register| register.set(plain(register), "birth_date", "农历二月初六"),
        },
        Mutation {
            rule: "V16",
            change: "29 February of a common year",
            others: ALONE,
            apply: |register| register.set(plain(register), "birth_date", "1931-02-29"),
        },
        Mutation {
            rule: "V16",
            change: "a thirteenth month",
            others: ALONE,
            apply: |register| register.set(plain(register), "last_service_date", "1980-13-01"),
        },
        Mutation {
            rule: "V17",
            change: "born after the as-of day",
            others: Others::Any,
            apply: |register| register.set(plain(register), "birth_date", "2031-03-02"),
        },
        Mutation {
            rule: "V17",
            change: "an event the day after the as-of day",
            others: ALONE,
            apply: |register| register.set(plain(register), "updated_date", "2013-03-03"),
        },
        Mutation {
            rule: "V17",
            change: "an event before birth",
            others: ALONE,
            apply: |register| register.set(plain(register), "last_service_date", "1891-05-01"),
        },
        Mutation {
            rule: "V18",
            change: "one number twice",
            others: Others::Exactly(&["V20"]),
            apply: |register| {
                let one = first(register, |person| person.is_plain() && person.is("sex", "2"));
                let birth = register.get(one, "birth_date").to_owned();
                let other = first(register, |person| {
                    person.is_plain() && person.is("sex", "2") && !person.is("birth_date", &birth)
                });
                let number = register.get(one, "id_number").to_owned();
                register.set(other, "id_number", &number);
            },
        },
        Mutation {
            rule: "V19",
            change: "one person twice in a household",
            others: Others::Any,
            apply: |register| {
                let one = first(register, |person| !person.is_head());
                let other = super::household_of(register, one)
                    .into_iter()
                    .find(|&row| row != one)
                    .expect("who is not the head does not live alone");
                for id in ["name", "birth_date", "sex"] {
                    let value = register.get(one, id).to_owned();
                    register.set(other, id, &value);
                }
            },
        },
        Mutation {
            rule: "V20",
            change: "another birth date inside the identity number",
            others: ALONE,
            apply: |register| {
                let row = first(register, |person| {
                    person.is_plain() && !person.is("birth_date", "1932-03-02")
                });
                rewrite_id_number(register, row, 6, "19320302");
            },
        },
        Mutation {
            rule: "V21",
            change: "an even 17th digit for a man",
            others: ALONE,
            apply: |register| {
                let row = first(register, |person| person.is_plain() && person.is("sex", "1"));
                rewrite_id_number(register, row, 16, "8");
            },
        },
        Mutation {
            rule: "V22",
            change: "a tick for yes",
            others: ALONE,
            apply: |register| register.set(plain(register), "is_volunteer", "√"),
        },
        Mutation {
            rule: "V22",
            change: "a word for no",
            others: ALONE,
            apply: |register| register.set(plain(register), "is_volunteer", "no"),
        },
        Mutation {
            rule: "V23",
            change: "neither yes nor no",
            others: ALONE,
            apply: |register| register.set(plain(register), "is_volunteer", "待查"),
        },
        Mutation {
            rule: "V23",
            change: "a two",
            others: ALONE,
            apply: |register| register.set(plain(register), "is_volunteer", "2"),
        },
        Mutation {
            rule: "V24",
            change: "a short title for a code",
            others: ALONE,
            apply: |register| register.set(plain(register), "ethnicity", "汉"),
        },
        Mutation {
            rule: "V24",
            change: "a relation of the edition of 1984",
            others: ALONE,
            apply: |register| {
                set_first(register, |person| !person.is_head(), "relation_to_head", "98");
            },
        },
        Mutation {
            rule: "V25",
            change: "an ethnic group without its zero",
            others: ALONE,
            apply: |register| register.set(plain(register), "ethnicity", "1"),
        },
        Mutation {
            rule: "V25",
            change: "a political status without its zero",
            others: ALONE,
            apply: |register| register.set(plain(register), "political_status", "3"),
        },
        Mutation {
            rule: "V26",
            change: "a prefix that no division had",
            others: Others::Exactly(&["V27"]),
            apply: |register| rewrite_with_division(register, "999999"),
        },
        Mutation {
            rule: "V27",
            change: "a prefix of another division",
            others: Others::Exactly(&["V26"]),
            apply: |register| rewrite_with_division(register, "512922"),
        },
    ]
}

/// Writes another sign for the X at the end of a number.
fn replace_x(register: &mut crate::register::Register, sign: &str) {
    let row = first(register, |person| {
        person.is_plain() && person.get("id_number").ends_with('X')
    });
    let number = register.get(row, "id_number").replace('X', sign);
    register.set(row, "id_number", &number);
}

/// Gives somebody who is registered here a number with another prefix.
fn rewrite_with_division(register: &mut crate::register::Register, prefix: &str) {
    let row = plain(register);
    register.set(row, "hukou_division", "510115");
    rewrite_id_number(register, row, 0, prefix);
}
