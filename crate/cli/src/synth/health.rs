//! Health, disability, and the life of the old.

use rand::RngExt;

use super::columns::Column;
use super::model::{Block, Marital, Part, Person};
use super::quotas::{choose, choose_weighted, deal, draw, part_of};
use super::serial::Serials;

/// Age from which somebody is counted among the elderly.
const ELDERLY: i32 = 60;

/// Age from which the longevity allowance is paid.
const LONGEVITY: i32 = 80;

/// Fills health, disability and old-age fields. Disability comes first: health and care follow from it.
pub fn fill(block: &mut Block, serials: &mut Serials) {
    disability(block);
    health(block, serials);
    living(block);
    care(block, serials);
}

fn disability(block: &mut Block) {
    let weights: Vec<(usize, f64)> = block
        .people_where(|person| person.row.has(Column::IdNumber))
        .into_iter()
        .map(|person| {
            let weight = match block.people[person].age {
                ..=5 => 0.1,
                6..=39 => 0.6,
                40..=59 => 1.2,
                _ => 3.0,
            };
            (person, weight)
        })
        .collect();
    let disabled = choose_weighted(&mut block.chance, &weights, part_of(block.people.len(), 0.024));
    let kinds = [
        ("1", 14.9),
        ("2", 24.2),
        ("3", 1.5),
        ("4", 29.1),
        ("5", 6.7),
        ("6", 7.4),
        ("7", 16.3),
    ];
    let kinds = deal(&mut block.chance, &kinds, disabled.len());
    let grades = deal(
        &mut block.chance,
        &[("1", 13.0), ("2", 27.0), ("3", 28.0), ("4", 32.0)],
        disabled.len(),
    );
    let needs = [
        ("00", 60.0),
        ("01", 14.0),
        ("02", 9.0),
        ("03", 4.0),
        ("04", 6.0),
        ("05", 6.0),
        ("99", 1.0),
    ];
    let needs = deal(&mut block.chance, &needs, disabled.len());
    for (position, person) in disabled.into_iter().enumerate() {
        let row = &mut block.people[person].row;
        let (kind, grade) = (kinds[position], grades[position]);
        let certificate = format!("{}{kind}{grade}", row.get(Column::IdNumber));
        row.set(Column::DisabilityType, kind);
        row.set(Column::DisabilityGrade, grade);
        row.set(Column::DisabilityCertNo, certificate);
        row.set(Column::AssistiveNeed, needs[position]);
    }
}

fn health(block: &mut Block, serials: &mut Serials) {
    let count = block.people.len();
    for index in 0..count {
        let (age, chance) = (block.people[index].age, &mut block.chance);
        let healthy = match age {
            ..=39 => 0.965,
            40..=59 => 0.86,
            60..=74 => 0.60,
            _ => 0.37,
        };
        let chronic = match age {
            ..=39 => 0.015,
            40..=59 => 0.09,
            60..=74 => 0.30,
            _ => 0.52,
        };
        let status = match chance.random::<f64>() {
            share if share < healthy => "10",
            share if share < healthy + chronic => draw(
                chance,
                &[
                    ("30", 30.0),
                    ("31", 24.0),
                    ("37", 16.0),
                    ("33", 10.0),
                    ("34", 8.0),
                    ("32", 5.0),
                    ("35", 2.0),
                    ("41", 2.0),
                    ("38", 2.0),
                    ("49", 1.0),
                ],
            ),
            _ => "20",
        };
        let status = match block.people[index].row.get(Column::DisabilityType) {
            "1" => "61",
            "2" => "62",
            "3" => "63",
            "4" => "64",
            "5" => "65",
            "6" => "66",
            "7" => "67",
            _ => status,
        };
        block.people[index].row.set(Column::HealthStatus, status);
    }
    let everybody: Vec<usize> = (0..count).collect();
    for person in choose(&mut block.chance, &everybody, part_of(count, 0.95)) {
        let disease = chronic_disease(block, person);
        block.people[person].row.set(Column::ChronicDisease, disease);
    }
    for person in choose(&mut block.chance, &everybody, part_of(count, 0.85)) {
        serials.health_records += 1;
        let community = 510_115_003_064_u64 + block.number as u64;
        let number = format!("{community}{:05}", serials.health_records % 100_000);
        block.people[person].row.set(Column::HealthRecordNo, number);
    }
    let groups = [("3", 34.0), ("1", 31.0), ("2", 25.0), ("4", 8.0), ("5", 2.0)];
    for person in choose(&mut block.chance, &everybody, part_of(count, 0.30)) {
        let group = draw(&mut block.chance, &groups);
        block.people[person].row.set(Column::BloodType, group);
    }
    for index in 0..count {
        let age = block.people[index].age;
        let signed = block.chance.random_bool(if age >= ELDERLY { 0.6 } else { 0.2 });
        let vaccinated = match age {
            ..=6 => draw(&mut block.chance, &[("1", 95.0), ("2", 3.5), ("3", 0.5), ("9", 1.0)]),
            _ => "0",
        };
        let row = &mut block.people[index].row;
        row.set_flag(Column::IsFamilyDoctorSigned, signed);
        row.set(Column::VaccinationStatus, vaccinated);
    }
}

/// The main chronic disease, in keeping with the health status.
fn chronic_disease(block: &mut Block, index: usize) -> &'static str {
    let person = &block.people[index];
    let chance = &mut block.chance;
    let hypertension = if person.age >= ELDERLY {
        0.45
    } else if person.age >= 40 {
        0.08
    } else {
        0.002
    };
    match person.row.get(Column::HealthStatus) {
        "31" => draw(chance, &[("01", 70.0), ("03", 30.0)]),
        "32" => "04",
        "33" => "05",
        "35" => "07",
        "37" => "02",
        "41" => "06",
        "30" | "34" | "49" => draw(chance, &[("01", 45.0), ("09", 25.0), ("02", 10.0), ("99", 20.0)]),
        _ if chance.random_bool(hypertension) => "01",
        _ if person.age >= ELDERLY => draw(chance, &[("00", 88.0), ("09", 9.0), ("02", 3.0)]),
        _ => "00",
    }
}

/// How the old live, as the household shows it.
fn living(block: &mut Block) {
    for index in 0..block.people.len() {
        let code = if block.people[index].age < ELDERLY {
            "0"
        } else {
            living_type(block, index)
        };
        block.people[index].row.set(Column::ElderlyLivingType, code);
    }
}

fn living_type(block: &Block, index: usize) -> &'static str {
    let person = &block.people[index];
    let home = &block.homes[person.home];
    let part = home
        .members
        .iter()
        .find(|member| member.0 == index)
        .map(|member| member.1);
    let has = |part| home.with_part(part).next().is_some();
    let is_parent = |other: &Person| other.father == Some(index) || other.mother == Some(index);
    let with_child = home.people().any(|other| is_parent(&block.people[other]));
    if home.members.len() == 1 {
        let childless = matches!(person.row.get(Column::ChildrenCount), "" | "0");
        let unmarried = matches!(person.marital, Marital::Single) || person.marital == Marital::Widowed && childless;
        return if unmarried { "4" } else { "3" };
    }
    match part {
        Some(Part::ParentOfMan | Part::ParentOfWoman | Part::Grandparent) => "1",
        _ if with_child => "1",
        _ if has(Part::Grandchild) => "5",
        _ if home.members.len() == 2 && person.spouse.is_some() => "2",
        _ => "9",
    }
}

fn care(block: &mut Block, serials: &mut Serials) {
    let count = block.people.len();
    for index in 0..count {
        let (age, chance) = (block.people[index].age, &mut block.chance);
        let allowance = age >= LONGEVITY && chance.random_bool(0.96);
        let service = if age >= ELDERLY {
            draw(
                chance,
                &[("0", 86.0), ("1", 6.0), ("2", 3.0), ("3", 3.0), ("4", 1.5), ("9", 0.5)],
            )
        } else {
            "0"
        };
        let row = &mut block.people[index].row;
        row.set_flag(Column::HasLongevityAllowance, allowance);
        row.set(Column::CareServiceType, service);
    }
    abilities(block);
    let elderly = block.people_where(|person| person.age >= ELDERLY);
    for person in choose(
        &mut block.chance,
        &elderly,
        part_of(count, 0.14).min(part_of(elderly.len(), 0.94)),
    ) {
        let number = format!("51011{}", serials.elderly_cards.take());
        block.people[person].row.set(Column::ElderlyCardNo, number);
    }
    let dependents: Vec<(usize, f64)> = (0..count)
        .map(|index| {
            let person = &block.people[index];
            let dependent = matches!(person.row.get(Column::SelfCareAbility), "2" | "3" | "4");
            let weight = match person.age {
                LONGEVITY.. => 100.0,
                _ if dependent => 100.0,
                70.. => 1.0,
                ELDERLY.. => 0.2,
                _ => 0.0,
            };
            (index, weight)
        })
        .collect();
    for person in choose_weighted(&mut block.chance, &dependents, part_of(count, 0.05)) {
        let phone = caregiver_phone(block, person, serials);
        block.people[person].row.set(Column::CaregiverPhone, phone);
    }
    evacuation(block);
}

/// A grown member of the household who has a phone, else somebody from outside.
fn caregiver_phone(block: &Block, index: usize, serials: &mut Serials) -> String {
    let home = &block.homes[block.people[index].home];
    let fit = |&other: &usize| {
        let person = &block.people[other];
        other != index && (18..75).contains(&person.age) && person.row.has(Column::MobilePhone)
    };
    match home.people().find(fit) {
        Some(other) => block.people[other].row.get(Column::MobilePhone).to_owned(),
        None => serials.mobile(),
    }
}

/// Self-care and care need: everybody of sixty and over, and some others.
fn abilities(block: &mut Block) {
    let count = block.people.len();
    let assessed = |block: &mut Block, share: f64| -> Vec<usize> {
        let weights: Vec<(usize, f64)> = (0..count)
            .map(|index| {
                let person = &block.people[index];
                let disabled = person.row.has(Column::DisabilityType);
                (
                    index,
                    if person.age >= ELDERLY {
                        1e6
                    } else if disabled {
                        1e3
                    } else {
                        1.0
                    },
                )
            })
            .collect();
        choose_weighted(&mut block.chance, &weights, part_of(count, share))
    };
    for person in assessed(block, 0.16) {
        let row = &block.people[person].row;
        let severe = matches!(row.get(Column::DisabilityGrade), "1" | "2");
        let shares: [f64; 4] = match block.people[person].age {
            _ if severe => [30.0, 30.0, 22.0, 18.0],
            LONGEVITY.. => [55.0, 25.0, 12.0, 8.0],
            ELDERLY.. => [84.0, 10.0, 4.0, 2.0],
            _ => [96.0, 3.0, 0.7, 0.3],
        };
        let codes: Vec<(&'static str, f64)> = ["1", "2", "3", "4"].into_iter().zip(shares).collect();
        let code = draw(&mut block.chance, &codes);
        block.people[person].row.set(Column::SelfCareAbility, code);
    }
    for person in assessed(block, 0.30) {
        let row = &block.people[person].row;
        let code = match row.get(Column::SelfCareAbility) {
            _ if block.people[person].age < ELDERLY => "9",
            "1" => draw(&mut block.chance, &[("0", 97.0), ("1", 3.0)]),
            "2" => draw(&mut block.chance, &[("1", 85.0), ("2", 15.0)]),
            "3" => draw(&mut block.chance, &[("2", 70.0), ("3", 30.0)]),
            "4" => draw(&mut block.chance, &[("3", 40.0), ("4", 40.0), ("5", 20.0)]),
            _ => "9",
        };
        block.people[person].row.set(Column::CareNeedLevel, code);
    }
}

/// Who must be fetched when a flood, a fire or a heat wave comes.
fn evacuation(block: &mut Block) {
    for index in 0..block.people.len() {
        let person = &block.people[index];
        let disabled = person.row.has(Column::DisabilityType);
        let chance = &mut block.chance;
        let code = match (person.row.get(Column::SelfCareAbility), person.age) {
            ("4", _) => "3",
            ("3", _) => draw(chance, &[("2", 60.0), ("3", 40.0)]),
            ("2", _) => draw(chance, &[("1", 40.0), ("2", 60.0)]),
            (_, LONGEVITY..) => draw(chance, &[("0", 30.0), ("1", 45.0), ("2", 25.0)]),
            (_, ..=5) => draw(chance, &[("0", 78.0), ("1", 6.0), ("2", 15.0), ("9", 1.0)]),
            _ if disabled => draw(chance, &[("0", 55.0), ("1", 25.0), ("2", 20.0)]),
            _ => "0",
        };
        block.people[index].row.set(Column::EvacuationAidNeed, code);
    }
}
