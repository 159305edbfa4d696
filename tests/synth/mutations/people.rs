//! Mutations of people: V37 to V50.

use super::{Mutation, Others, first, plain, rewrite_id_number, set_first};
use crate::register::Register;

const ALONE: Others = Others::Exactly(&[]);

/// The mutations, in the order of the rules.
pub fn mutations() -> Vec<Mutation> {
    let mut all = lives();
    all.extend(aid_and_records());
    all
}

fn lives() -> Vec<Mutation> {
    vec![
        Mutation {
            rule: "V37",
            change: "married at nine",
            others: ALONE,
            apply: |register| {
                set_first(
                    register,
                    |person| (8..13).contains(&person.age()),
                    "marital_status",
                    "20",
                )
            },
        },
        Mutation {
            rule: "V37",
            change: "married below the legal age",
            others: ALONE,
            apply: |register| {
                set_first(
                    register,
                    |person| person.is("sex", "2") && (15..20).contains(&person.age()),
                    "marital_status",
                    "21",
                );
            },
        },
        Mutation {
            rule: "V38",
            change: "a first marriage of the never married",
            others: ALONE,
            apply: |register| {
                set_first(
                    register,
                    |person| person.is("marital_status", "10") && person.age() >= 17,
                    "first_marriage_date",
                    "2013-01-05",
                );
            },
        },
        Mutation {
            rule: "V38",
            change: "a first marriage at six",
            others: ALONE,
            apply: |register| {
                let row = first(register, |person| {
                    !person.is("marital_status", "10") && person.age() >= 30
                });
                let birth = register.get(row, "birth_date");
                let year: i32 = birth[..4].parse().expect("birth dates are ISO days");
                let marriage = format!("{}-06-15", year + 6);
                register.set(row, "first_marriage_date", &marriage);
            },
        },
        Mutation {
            rule: "V39",
            change: "a bachelor of eight",
            others: ALONE,
            apply: |register| {
                set_first(
                    register,
                    |person| (8..13).contains(&person.age()),
                    "education_level",
                    "21",
                )
            },
        },
        Mutation {
            rule: "V40",
            change: "employed and not employed",
            others: ALONE,
            apply: |register| {
                set_first(
                    register,
                    |person| person.is("is_employed", "1"),
                    "personal_status",
                    "70",
                )
            },
        },
        Mutation {
            rule: "V40",
            change: "employed at ten",
            others: ALONE,
            apply: |register| set_first(register, |person| (8..13).contains(&person.age()), "is_employed", "1"),
        },
        Mutation {
            rule: "V41",
            change: "employed and registered as unemployed",
            others: ALONE,
            apply: |register| {
                set_first(
                    register,
                    |person| person.is("is_employed", "1"),
                    "is_registered_unemployed",
                    "1",
                )
            },
        },
        Mutation {
            rule: "V42",
            change: "an occupation without employment",
            others: ALONE,
            apply: |register| set_first(register, |person| person.is("is_employed", "0"), "occupation", "4-1"),
        },
        Mutation {
            rule: "V42",
            change: "an industry without employment",
            others: ALONE,
            apply: |register| set_first(register, |person| person.is("is_employed", "0"), "industry", "C"),
        },
        Mutation {
            rule: "V42",
            change: "an employer without employment",
            others: ALONE,
            apply: |register| {
                set_first(
                    register,
                    |person| person.is("is_employed", "0"),
                    "employer_name",
                    "甲公司",
                )
            },
        },
        Mutation {
            rule: "V43",
            change: "a pension at thirty",
            others: ALONE,
            apply: |register| {
                set_first(
                    register,
                    |person| (20..45).contains(&person.age()),
                    "is_receiving_pension",
                    "1",
                )
            },
        },
        Mutation {
            rule: "V43",
            change: "a longevity allowance at seventy",
            others: ALONE,
            apply: |register| {
                set_first(
                    register,
                    |person| (70..80).contains(&person.age()),
                    "has_longevity_allowance",
                    "1",
                )
            },
        },
    ]
}

fn aid_and_records() -> Vec<Mutation> {
    vec![
        Mutation {
            rule: "V44",
            change: "a kind of disability that the certificate does not say",
            others: ALONE,
            apply: |register| {
                let row = first(register, |person| !person.is("disability_cert_no", ""));
                let other = if register.get(row, "disability_type") == "2" {
                    "4"
                } else {
                    "2"
                };
                register.set(row, "disability_type", other);
            },
        },
        Mutation {
            rule: "V44",
            change: "a disability without grade and certificate",
            others: ALONE,
            apply: |register| register.set(plain(register), "disability_type", "4"),
        },
        Mutation {
            rule: "V45",
            change: "a birth permit of a man",
            others: ALONE,
            apply: |register| set_first(register, |person| person.is("sex", "1"), "birth_permit_no", "SYZ0001"),
        },
        Mutation {
            rule: "V45",
            change: "a birth permit of a woman of seventy",
            others: ALONE,
            apply: |register| {
                set_first(
                    register,
                    |person| person.is("sex", "2") && person.age() >= 70,
                    "birth_permit_no",
                    "SYZ0001",
                );
            },
        },
        Mutation {
            rule: "V45",
            change: "family-planning aid of a child",
            others: ALONE,
            apply: |register| {
                set_first(
                    register,
                    |person| (1..15).contains(&person.age()),
                    "family_planning_aid",
                    "1",
                )
            },
        },
        Mutation {
            rule: "V45",
            change: "a first marriage of a child",
            others: Others::Exactly(&["V38"]),
            apply: |register| {
                set_first(
                    register,
                    |person| (1..15).contains(&person.age()),
                    "first_marriage_date",
                    "2013-02-01",
                );
            },
        },
        Mutation {
            rule: "V46",
            change: "a party member of twelve",
            others: ALONE,
            apply: |register| {
                set_first(
                    register,
                    |person| (8..13).contains(&person.age()),
                    "political_status",
                    "01",
                )
            },
        },
        Mutation {
            rule: "V46",
            change: "a League member of forty",
            others: ALONE,
            apply: |register| {
                set_first(
                    register,
                    |person| (30..60).contains(&person.age()),
                    "political_status",
                    "03",
                )
            },
        },
        Mutation {
            rule: "V46",
            change: "joined the party as a child",
            others: ALONE,
            apply: |register| {
                let row = first(register, |person| person.age() >= 40);
                let year: i32 = register.get(row, "birth_date")[..4]
                    .parse()
                    .expect("birth dates are ISO days");
                register.set(row, "party_join_date", &format!("{}-07-01", year + 12));
            },
        },
        Mutation {
            rule: "V47",
            change: "dead in an active record",
            others: ALONE,
            apply: |register| register.set(plain(register), "presence_status", "5"),
        },
        Mutation {
            rule: "V47",
            change: "moved out in an active record",
            others: ALONE,
            apply: |register| register.set(plain(register), "presence_status", "4"),
        },
        Mutation {
            rule: "V48",
            change: "too many people born on 1970-01-01",
            others: Others::Any,
            apply: |register| set_births(register, 0.003, |_| "1970-01-01".to_owned()),
        },
        Mutation {
            rule: "V48",
            change: "too many people born on 1900-01-01",
            others: Others::Any,
            apply: |register| set_births(register, 0.003, |_| "1900-01-01".to_owned()),
        },
        Mutation {
            rule: "V48",
            change: "too many people born on 1 January",
            others: Others::Any,
            apply: |register| set_births(register, 0.021, |birth| format!("{}-01-01", &birth[..4])),
        },
        Mutation {
            rule: "V49",
            change: "born on the spreadsheet's day zero",
            others: ALONE,
            apply: |register| {
                let row = first(register, |person| {
                    // Who lives alone or is a parent of the head has nobody who could be too far apart in age.
                    person.is_plain()
                        && person.age() >= 80
                        && (person.is("relation_to_head", "01") || person.get("relation_to_head").starts_with('5'))
                });
                rewrite_id_number(register, row, 6, "18991230");
                register.set(row, "birth_date", "1899-12-30");
            },
        },
        Mutation {
            rule: "V50",
            change: "a phone with country code and dashes",
            others: ALONE,
            apply: |register| register.set(plain(register), "mobile_phone", "+86 138-0000-0000"),
        },
        Mutation {
            rule: "V50",
            change: "a landline for a mobile phone",
            others: ALONE,
            apply: |register| register.set(plain(register), "mobile_phone", "028-8270"),
        },
        Mutation {
            rule: "V50",
            change: "one number of nine people",
            others: ALONE,
            apply: |register| {
                for row in register.active_rows().into_iter().take(9) {
                    register.set(row, "mobile_phone", "15499999999");
                }
            },
        },
    ]
}

/// Gives a share of the active rows another birth date.
fn set_births(register: &mut Register, share: f64, birth: impl Fn(&str) -> String) {
    let active = register.active_rows();
    let count = (active.len() as f64 * share).ceil() as usize;
    for row in active.into_iter().take(count) {
        let new = birth(register.get(row, "birth_date"));
        register.set(row, "birth_date", &new);
    }
}
