//! Service and party, voters and volunteers, and help for those in need.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::calendar::{birthday, iso};
use super::columns::Column;
use super::model::{Block, Marital, Part};
use super::quotas::{choose, choose_weighted, deal, draw, part_of};
use super::serial::Serials;

/// Fills veterans, assistance, party and civic fields.
pub fn fill(block: &mut Block, serials: &mut Serials) {
    military(block);
    dibao(block, serials);
    hardship(block);
    politics(block);
    civic(block);
    needs(block);
}

fn military(block: &mut Block) {
    let count = block.people.len();
    let weights: Vec<(usize, f64)> = (0..count)
        .map(|person| (person, if block.people[person].age < 18 { 0.2 } else { 5.0 }))
        .collect();
    for person in choose_weighted(&mut block.chance, &weights, part_of(count, 0.92)) {
        block.people[person].row.set(Column::MilitaryService, "0");
    }
    let men: Vec<(usize, f64)> = block
        .people_where(|person| person.age >= 22 && person.row.has(Column::MilitaryService))
        .into_iter()
        .map(|person| (person, if block.people[person].is_woman() { 0.02 } else { 1.0 }))
        .collect();
    let served = choose_weighted(&mut block.chance, &men, part_of(count, 0.03));
    for &person in &served {
        let years = block.chance.random_range(20..=21);
        let day = birthday(block.people[person].birth, years) + block.chance.random_range(0..360);
        let row = &mut block.people[person].row;
        row.set(Column::MilitaryService, "1");
        row.set(Column::DischargeDate, iso(day));
    }
    let reserve =
        block.people_where(|person| (18..=35).contains(&person.age) && person.row.get(Column::MilitaryService) == "0");
    for person in choose(&mut block.chance, &reserve, part_of(count, 0.002)) {
        block.people[person].row.set(Column::MilitaryService, "2");
    }
    for person in &mut block.people {
        person.row.set(Column::EntitledGroup, "00");
    }
    let mut veterans = served;
    veterans.shuffle(&mut block.chance);
    for person in veterans.into_iter().take(part_of(count, 0.012)) {
        let code = match block.people[person].age {
            78.. => draw(&mut block.chance, &[("05", 50.0), ("09", 30.0), ("01", 20.0)]),
            60.. => draw(
                &mut block.chance,
                &[("09", 60.0), ("07", 15.0), ("06", 10.0), ("08", 5.0), ("01", 10.0)],
            ),
            50.. => draw(
                &mut block.chance,
                &[("07", 30.0), ("06", 10.0), ("01", 8.0), ("99", 52.0)],
            ),
            _ => draw(&mut block.chance, &[("99", 92.0), ("01", 8.0)]),
        };
        block.people[person].row.set(Column::EntitledGroup, code);
    }
    let families = block.people_where(|person| person.age >= 40 && person.row.get(Column::EntitledGroup) == "00");
    for person in choose(&mut block.chance, &families, part_of(count, 0.002)) {
        let code = draw(
            &mut block.chance,
            &[("10", 60.0), ("02", 15.0), ("03", 10.0), ("04", 15.0)],
        );
        block.people[person].row.set(Column::EntitledGroup, code);
    }
}

/// Minimum living allowance, by household: those without work, with the disabled and the old, come first.
fn dibao(block: &mut Block, serials: &mut Serials) {
    let count = block.people.len();
    for person in &mut block.people {
        person.row.set(Column::DibaoType, "0");
    }
    let mut left = part_of(count, 0.022);
    let mut town_left = part_of(count, 0.016);
    let mut keyed: Vec<(f64, usize)> = (0..block.homes.len())
        .map(|home| {
            let rows = || block.homes[home].people().map(|person| &block.people[person]);
            let works = rows().filter(|person| person.row.is_yes(Column::IsEmployed)).count();
            let weak = rows()
                .filter(|person| person.row.has(Column::DisabilityType) || person.age >= 70)
                .count();
            let migrant = rows().any(|person| person.residence.is_migrant());
            let weight = if migrant {
                1e-6
            } else {
                (1.0 + 8.0 * weak as f64) / (1.0 + 6.0 * works as f64)
            };
            (block.chance.random::<f64>() / weight, home)
        })
        .collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    for (_, home) in keyed {
        let members: Vec<usize> = block.homes[home].people().collect();
        if members.len() > left {
            continue;
        }
        left -= members.len();
        let code = if town_left >= members.len() { "1" } else { "2" };
        if code == "1" {
            town_left -= members.len();
        }
        let certificate = format!("川{}", serials.dibao_certs.take());
        let yuan = (block.chance.random_range(15..=38) * 10).to_string();
        for person in members {
            let row = &mut block.people[person].row;
            row.set(Column::DibaoType, code);
            row.set(Column::DibaoCertNo, certificate.clone());
            row.set(Column::DibaoMonthlyAmount, yuan.clone());
        }
    }
}

fn hardship(block: &mut Block) {
    let count = block.people.len();
    for person in &mut block.people {
        person.row.set(Column::DestituteType, "0");
        person.row.set(Column::HardshipType, "00");
    }
    let alone = block.people_where(|person| {
        person.age >= 60
            && person.marital == Marital::Single
            && person.row.get(Column::DibaoType) == "0"
            && !person.row.is_yes(Column::IsEmployed)
    });
    for person in choose(&mut block.chance, &alone, part_of(count, 0.002)) {
        let code = match block.people[person].row.get(Column::HukouNature) {
            "2" => "3",
            _ => "1",
        };
        block.people[person].row.set(Column::DestituteType, code);
    }
    let everybody: Vec<usize> = (0..count).collect();
    for person in choose(&mut block.chance, &everybody, part_of(count, 0.04)) {
        let someone = &block.people[person];
        let part = block.homes[someone.home]
            .members
            .iter()
            .find(|member| member.0 == person)
            .map(|member| member.1);
        let apart = someone.marital == Marital::Married && someone.spouse.is_none();
        let chance = &mut block.chance;
        let code = match someone.age {
            ..=17 if matches!(part, Some(Part::Grandchild | Part::Ward)) => "07",
            ..=17 => draw(chance, &[("06", 30.0), ("03", 70.0)]),
            18..=59 if apart && someone.is_woman() => "09",
            18..=59 => draw(
                chance,
                &[
                    ("01", 40.0),
                    ("02", 20.0),
                    ("03", 15.0),
                    ("04", 5.0),
                    ("05", 17.0),
                    ("99", 3.0),
                ],
            ),
            _ if someone.row.get(Column::ElderlyLivingType) == "3" => "08",
            _ => draw(chance, &[("01", 50.0), ("02", 45.0), ("05", 5.0)]),
        };
        block.people[person].row.set(Column::HardshipType, code);
    }
}

fn politics(block: &mut Block) {
    let (count, today) = (block.people.len(), block.calendar.today());
    for person in &mut block.people {
        person.row.set(Column::PoliticalStatus, "13");
        person.row.set_flag(Column::IsFloatingPartyMember, false);
    }
    let mainland = |person: &super::model::Person| person.row.get(Column::Nationality) == "CHN";
    let adults: Vec<(usize, f64)> = block
        .people_where(|person| person.age >= 20 && mainland(person))
        .into_iter()
        .map(|person| {
            let someone = &block.people[person];
            let schooled = someone.row.has(Column::EducationLevel) && someone.row.get(Column::EducationLevel) < "50";
            let weight = if schooled { 3.0 } else { 1.0 }
                * if someone.is_woman() { 0.5 } else { 1.0 }
                * if someone.age >= 35 { 2.0 } else { 0.8 };
            (person, weight)
        })
        .collect();
    let members = choose_weighted(&mut block.chance, &adults, part_of(count, 0.055));
    let branches = deal(
        &mut block.chance,
        &[
            ("第一", 1.0),
            ("第二", 1.0),
            ("第三", 1.0),
            ("第四", 1.0),
            ("第五", 1.0),
            ("第六", 1.0),
            ("第七", 1.0),
            ("第八", 1.0),
            ("第九", 1.0),
            ("第十", 1.0),
            ("第十一", 1.0),
            ("退休", 2.0),
            ("流动", 0.5),
        ],
        members.len(),
    );
    let with_branch = choose(&mut block.chance, &members, part_of(count, 0.05));
    for (&person, branch) in members.iter().zip(branches) {
        let age = block.people[person].age;
        let joined_at = block.chance.random_range(18..=age.min(45).min(18 + age / 2) - 1);
        let earliest = birthday(block.people[person].birth, 18) + 1;
        let day = (birthday(block.people[person].birth, joined_at) + block.chance.random_range(0..365))
            .max(earliest)
            .min(today);
        // Who joined within the last year is still on probation.
        let code = if today - day < 365 { "02" } else { "01" };
        let row = &mut block.people[person].row;
        row.set(Column::PoliticalStatus, code);
        row.set(Column::PartyJoinDate, iso(day));
        if with_branch.binary_search(&person).is_ok() {
            row.set(Column::PartyBranch, format!("{branch}党支部"));
        }
    }
    let migrants: Vec<usize> = members
        .iter()
        .copied()
        .filter(|&person| block.people[person].residence.is_migrant())
        .collect();
    for person in choose(&mut block.chance, &migrants, part_of(count, 0.004)) {
        block.people[person].row.set_flag(Column::IsFloatingPartyMember, true);
    }
    let plain = |person: &super::model::Person| person.row.get(Column::PoliticalStatus) == "13" && mainland(person);
    let youth: Vec<(usize, f64)> = block
        .people_where(|person| (14..=28).contains(&person.age) && plain(person))
        .into_iter()
        .map(|person| {
            (
                person,
                if block.people[person].row.is_yes(Column::IsStudent) {
                    4.0
                } else {
                    1.0
                },
            )
        })
        .collect();
    for person in choose_weighted(&mut block.chance, &youth, part_of(count, 0.12)) {
        block.people[person].row.set(Column::PoliticalStatus, "03");
    }
    let graduates = block.people_where(|person| {
        person.age >= 30
            && plain(person)
            && person.row.has(Column::EducationLevel)
            && person.row.get(Column::EducationLevel) < "40"
    });
    for person in choose(&mut block.chance, &graduates, part_of(count, 0.0012)) {
        let code = draw(
            &mut block.chance,
            &[
                ("05", 35.0),
                ("06", 20.0),
                ("04", 12.0),
                ("10", 13.0),
                ("08", 10.0),
                ("07", 10.0),
            ],
        );
        block.people[person].row.set(Column::PoliticalStatus, code);
    }
}

fn civic(block: &mut Block) {
    for index in 0..block.people.len() {
        let person = &block.people[index];
        let volunteers = (16..75).contains(&person.age);
        let votes = person.age >= 18 && person.residence.is_registered_here();
        let volunteer = volunteers && block.chance.random_bool(0.07);
        let voter = votes && block.chance.random_bool(0.97);
        let row = &mut block.people[index].row;
        row.set_flag(Column::IsVolunteer, volunteer);
        row.set_flag(Column::IsRegisteredVoter, voter);
    }
}

/// What people asked for: legal help and services, in keeping with their age and situation.
fn needs(block: &mut Block) {
    for index in 0..block.people.len() {
        let person = &block.people[index];
        let chance = &mut block.chance;
        let legal = match person.age {
            ..=17 => "0",
            _ => draw(chance, &[("0", 97.7), ("1", 0.6), ("2", 0.6), ("3", 0.6), ("9", 0.5)]),
        };
        let service = if !chance.random_bool(0.18) {
            "00"
        } else if person.row.has(Column::DisabilityType) {
            draw(chance, &[("03", 60.0), ("04", 30.0), ("05", 10.0)])
        } else {
            match person.age {
                ..=14 => draw(chance, &[("08", 85.0), ("09", 15.0)]),
                15..=22 => draw(chance, &[("09", 45.0), ("01", 35.0), ("08", 15.0), ("10", 5.0)]),
                23..=59 => draw(
                    chance,
                    &[
                        ("01", 35.0),
                        ("07", 18.0),
                        ("06", 12.0),
                        ("08", 12.0),
                        ("09", 12.0),
                        ("05", 6.0),
                        ("10", 3.0),
                        ("99", 2.0),
                    ],
                ),
                _ => draw(
                    chance,
                    &[("02", 45.0), ("04", 25.0), ("09", 15.0), ("07", 10.0), ("05", 5.0)],
                ),
            }
        };
        let row = &mut block.people[index].row;
        row.set(Column::LegalAidNeed, legal);
        row.set(Column::ServiceNeed, service);
    }
}
