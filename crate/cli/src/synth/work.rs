//! Who works, at what, where, and who looks for work.

use rand::RngExt;
use rand::seq::IndexedRandom;

use super::calendar::iso;
use super::columns::Column;
use super::model::{Block, Chance, Residence};
use super::quotas::{choose, choose_weighted, deal_suiting, draw, part_of};
use super::serial::Serials;

/// Age from which somebody may work.
pub const WORKING_AGE: i32 = 16;

/// Share of people of working age who work.
const EMPLOYED: f64 = 0.581;

/// Occupations inside each group of the census.
const OCCUPATIONS: [(&str, &[&str]); 7] = [
    ("heads", &["0-1", "0-2", "0-3", "0-4", "0-5"]),
    (
        "professionals",
        &[
            "1-1", "1-3", "1-7", "1-9", "2-1", "2-2", "2-3", "2-4", "2-5", "2-6", "2-7", "2-9",
        ],
    ),
    ("clerks", &["3-1", "3-2", "3-3", "3-9"]),
    ("services", &["4-1", "4-2", "4-3", "4-4", "4-5", "4-6", "4-7", "4-9"]),
    ("farming", &["5-1", "5-2", "5-3", "5-4", "5-5", "5-9"]),
    (
        "production",
        &[
            "6-1", "6-2", "6-4", "6-6", "6-7", "7-1", "7-2", "7-3", "7-4", "7-5", "7-6", "7-7", "7-9", "8-1", "8-2",
            "8-3", "8-4", "8-5", "8-6", "8-7", "8-8", "9-1", "9-2", "9-3", "9-9",
        ],
    ),
    ("other", &["Y"]),
];

/// Fills the fields of employment. Students and pensioners are known already.
pub fn fill(block: &mut Block, serials: &mut Serials) {
    choose_workers(block);
    occupations(block);
    employers(block);
    statuses(block);
    unemployment(block, serials);
    intentions(block);
    land_and_households(block);
}

fn choose_workers(block: &mut Block) {
    let of_age = block.people_where(|person| person.age >= WORKING_AGE);
    let weights: Vec<(usize, f64)> = of_age
        .iter()
        .map(|&person| {
            let someone = &block.people[person];
            let weight = match (someone.age, someone.is_woman()) {
                _ if someone.row.is_yes(Column::IsStudent) => 0.0,
                _ if someone.row.get(Column::PresenceStatus) == "6" => 0.0,
                _ if someone.row.is_yes(Column::IsReceivingPension) => 0.02,
                (16..=19, _) => 0.6,
                (20..=49, true) => 1.4,
                (20..=54, false) => 3.0,
                (50..=54, true) | (55..=59, false) => 0.8,
                (55..=64, _) => 0.2,
                _ => 0.01,
            };
            (person, weight)
        })
        .collect();
    let employed = choose_weighted(&mut block.chance, &weights, part_of(of_age.len(), EMPLOYED));
    for person in &mut block.people {
        person.row.set_flag(Column::IsEmployed, false);
    }
    for person in employed {
        block.people[person].row.set_flag(Column::IsEmployed, true);
    }
}

fn group_of(occupation: &str) -> &'static str {
    OCCUPATIONS
        .iter()
        .find(|group| group.1.contains(&occupation))
        .map_or("other", |group| group.0)
}

fn occupations(block: &mut Block) {
    let workers = block.people_where(|person| person.row.is_yes(Column::IsEmployed));
    let groups = block.tables.occupation.clone();
    let people = &block.people;
    // Schooling decides for desks, age and registration for the fields.
    let dealt = deal_suiting(&mut block.chance, &groups, &workers, |chance, person| {
        let row = &people[person].row;
        let (graduate, farmer) = (
            row.get(Column::EducationLevel) < "40",
            row.get(Column::HukouNature) == "2",
        );
        match people[person].age {
            _ if graduate && row.has(Column::EducationLevel) => Some(draw(
                chance,
                &[
                    ("professionals", 3.0),
                    ("clerks", 2.0),
                    ("heads", 1.0),
                    ("services", 2.0),
                ],
            )),
            40.. if farmer => Some("farming"),
            _ => None,
        }
    });
    for (person, group) in dealt {
        let codes = OCCUPATIONS
            .iter()
            .find(|entry| entry.0 == group)
            .map_or(&["Y"][..], |entry| entry.1);
        let code = codes
            .choose(&mut block.chance)
            .copied()
            .expect("no group of occupations is empty");
        block.people[person].row.set(Column::Occupation, code);
    }
    let industries = block.tables.industry.clone();
    let people = &block.people;
    let dealt = deal_suiting(
        &mut block.chance,
        &industries,
        &workers,
        |chance, person| match people[person].row.get(Column::Occupation) {
            "0-1" | "0-2" | "0-3" => Some("S"),
            "2-4" => Some("P"),
            "1-9" | "4-6" => Some("Q"),
            "2-2" => Some("J"),
            "4-3" | "4-4" => Some("H"),
            "4-1" => Some("F"),
            "4-7" => Some("O"),
            "4-5" | "9-1" => Some("G"),
            "8-8" => Some("E"),
            "6-1" => Some("B"),
            "7-2" => Some("D"),
            code if code.starts_with('5') => Some("A"),
            code if code.starts_with(['6', '7', '8', '9']) => Some(draw(chance, &[("C", 3.0), ("E", 1.0)])),
            _ => None,
        },
    );
    for (person, industry) in dealt {
        block.people[person].row.set(Column::Industry, industry);
    }
}

fn employers(block: &mut Block) {
    let count = block.people.len();
    let workers = block.people_where(|person| person.row.is_yes(Column::IsEmployed));
    let forms = [
        ("1", 55.0),
        ("3", 20.0),
        ("2", 13.0),
        ("5", 6.0),
        ("4", 3.0),
        ("6", 3.0),
    ];
    let people = &block.people;
    let dealt = deal_suiting(&mut block.chance, &forms, &workers, |chance, person| {
        let row = &people[person].row;
        match (row.get(Column::PresenceStatus), group_of(row.get(Column::Occupation))) {
            ("2" | "3", _) => Some("6"),
            (_, "farming") => Some(draw(chance, &[("5", 2.0), ("3", 3.0), ("1", 1.0)])),
            (_, "heads" | "professionals" | "clerks") => Some("1"),
            (_, "services") => Some(draw(chance, &[("2", 2.0), ("1", 3.0), ("3", 1.0)])),
            _ => None,
        }
    });
    for (person, form) in dealt {
        block.people[person].row.set(Column::EmploymentForm, form);
    }
    let weight = |form: &str| match form {
        "1" | "4" => 1_000.0,
        "2" | "6" => 100.0,
        "5" => 0.01,
        _ => 1.0,
    };
    let by_form: Vec<(usize, f64)> = workers
        .iter()
        .map(|&person| (person, weight(block.people[person].row.get(Column::EmploymentForm))))
        .collect();
    let typed = choose_weighted(&mut block.chance, &by_form, part_of(count, 0.47));
    let types = [
        ("33", 55.0),
        ("40", 22.0),
        ("20", 8.0),
        ("31", 6.0),
        ("10", 3.0),
        ("32", 2.0),
        ("34", 1.5),
        ("60", 1.5),
        ("50", 0.5),
        ("90", 0.5),
    ];
    let people = &block.people;
    let dealt = deal_suiting(&mut block.chance, &types, &typed, |_, person| {
        let row = &people[person].row;
        match (row.get(Column::EmploymentForm), row.get(Column::Industry)) {
            ("2" | "3", _) => Some("40"),
            (_, "P" | "Q") => Some("20"),
            (_, "S") => Some("10"),
            (_, "D" | "J") => Some("31"),
            _ => Some("33"),
        }
    });
    for (person, code) in dealt {
        block.people[person].row.set(Column::EmployerType, code);
    }
    let named: Vec<(usize, f64)> = typed
        .iter()
        .map(|&person| (person, weight(block.people[person].row.get(Column::EmploymentForm))))
        .collect();
    for person in choose_weighted(&mut block.chance, &named, part_of(count, 0.44)) {
        let name = employer_name(&mut block.chance);
        block.people[person].row.set(Column::EmployerName, name);
    }
    for person in choose(&mut block.chance, &workers, part_of(count, 0.50)) {
        let income = income(&mut block.chance);
        block.people[person].row.set(Column::MonthlyIncome, income.to_string());
    }
}

/// One of 900 invented employers; the first are much larger than the last.
fn employer_name(chance: &mut Chance) -> String {
    const FIRST: [&str; 30] = [
        "泉盛", "蓉涌", "瑞江", "清源", "鼎泰", "宏达", "康宁", "锦禾", "安顺", "美林", "和润", "天佑", "德昌", "兴旺",
        "光明", "华庭", "金谷", "川味", "百家", "新禾", "东升", "益民", "博远", "佳和", "永固", "春晖", "顺达", "盛世",
        "福满", "众诚",
    ];
    const TRADE: [&str; 30] = [
        "建筑劳务公司",
        "物业服务公司",
        "机械厂",
        "食品厂",
        "餐饮店",
        "超市",
        "花木园艺场",
        "物流公司",
        "家具厂",
        "电子厂",
        "商贸公司",
        "汽修厂",
        "装饰公司",
        "家政公司",
        "印务公司",
        "制衣厂",
        "农业合作社",
        "苗圃",
        "药业公司",
        "建材经营部",
        "酒店",
        "火锅店",
        "环保公司",
        "保安公司",
        "科技公司",
        "塑料制品厂",
        "门窗厂",
        "养殖场",
        "粮油店",
        "美发店",
    ];
    let halvings = chance.random::<u32>().trailing_zeros().min(8);
    let number = chance.random_range(0..(FIRST.len() * TRADE.len()) >> halvings);
    format!(
        "{}{}",
        FIRST[number % FIRST.len()],
        TRADE[number * 7 / FIRST.len() % TRADE.len()]
    )
}

/// Monthly income in yuan, rounded to hundreds: a skewed curve with its middle at 2,300.
fn income(chance: &mut Chance) -> u32 {
    /// Share of people below, and the income there.
    const CURVE: [(f64, f64); 10] = [
        (0.0, 700.0),
        (0.05, 1_010.0),
        (0.1, 1_210.0),
        (0.25, 1_640.0),
        (0.5, 2_300.0),
        (0.75, 3_220.0),
        (0.9, 4_370.0),
        (0.95, 5_230.0),
        (0.99, 7_360.0),
        (1.0, 15_000.0),
    ];
    let share: f64 = chance.random();
    let step = CURVE
        .windows(2)
        .find(|step| share < step[1].0)
        .expect("a share is below one");
    let yuan = step[0].1 + (step[1].1 - step[0].1) * (share - step[0].0) / (step[1].0 - step[0].0);
    (yuan / 100.0).round() as u32 * 100
}

fn statuses(block: &mut Block) {
    for person in &mut block.people {
        let row = &person.row;
        let status = if row.is_yes(Column::IsStudent) {
            "31"
        } else if row.is_yes(Column::IsEmployed) {
            match (
                row.get(Column::EmploymentForm),
                group_of(row.get(Column::Occupation)),
                row.get(Column::EmployerType),
            ) {
                (_, _, "10") => "11",
                ("2", _, _) => "54",
                (_, "heads", _) => "21",
                (_, "professionals", _) => "13",
                (_, "clerks", _) => "17",
                (_, "farming", _) => "27",
                ("3", _, _) => "51",
                _ => "24",
            }
        } else if row.is_yes(Column::IsReceivingPension) {
            "80"
        } else if person.age >= WORKING_AGE {
            "70"
        } else {
            "90"
        };
        person.row.set(Column::PersonalStatus, status);
    }
}

fn unemployment(block: &mut Block, serials: &mut Serials) {
    let (count, today) = (block.people.len(), block.calendar.today());
    let idle = |person: &super::model::Person| {
        person.row.get(Column::PersonalStatus) == "70" && (WORKING_AGE..=59).contains(&person.age)
    };
    let labour = block
        .people_where(|person| person.row.is_yes(Column::IsEmployed) && person.age < 60)
        .len();
    let seekers = block.people_where(idle);
    let registered = choose(&mut block.chance, &seekers, part_of(labour, 0.0267));
    for person in &mut block.people {
        person.row.set_flag(Column::IsRegisteredUnemployed, false);
    }
    for &person in &registered {
        block.people[person].row.set_flag(Column::IsRegisteredUnemployed, true);
    }
    let first = |list: Vec<usize>, registered: &[usize]| -> Vec<(usize, f64)> {
        list.into_iter()
            .map(|person| {
                (
                    person,
                    if registered.binary_search(&person).is_ok() {
                        1e6
                    } else {
                        1.0
                    },
                )
            })
            .collect()
    };
    for person in choose_weighted(&mut block.chance, &first(seekers, &registered), part_of(count, 0.025)) {
        let earliest = super::calendar::birthday(block.people[person].birth, WORKING_AGE);
        let day = (today - block.chance.random_range(1..=1_095)).max(earliest);
        block.people[person].row.set(Column::UnemploymentDate, iso(day));
    }
    let known = block.people_where(|person| {
        (18..=59).contains(&person.age)
            && !person.row.is_yes(Column::IsStudent)
            && person.residence.is_registered_here()
            || person.row.is_yes(Column::IsRegisteredUnemployed)
    });
    for person in choose_weighted(&mut block.chance, &first(known, &registered), part_of(count, 0.05)) {
        let number = format!("510115{}", serials.employment_cards.take());
        block.people[person].row.set(Column::UnemploymentCardNo, number);
    }
}

fn intentions(block: &mut Block) {
    let count = block.people.len();
    let of_age = block.people_where(|person| (WORKING_AGE..=59).contains(&person.age));
    for person in choose(&mut block.chance, &of_age, part_of(count, 0.55)) {
        let row = &block.people[person].row;
        let chance = &mut block.chance;
        let code = if row.is_yes(Column::IsStudent) {
            draw(chance, &[("0", 85.0), ("1", 8.0), ("2", 4.0), ("9", 3.0)])
        } else if row.is_yes(Column::IsRegisteredUnemployed) {
            draw(chance, &[("1", 80.0), ("2", 8.0), ("3", 12.0)])
        } else if row.is_yes(Column::IsEmployed) {
            draw(chance, &[("1", 70.0), ("0", 12.0), ("2", 8.0), ("3", 7.0), ("9", 3.0)])
        } else {
            draw(chance, &[("0", 60.0), ("1", 30.0), ("3", 4.0), ("2", 2.0), ("9", 4.0)])
        };
        block.people[person].row.set(Column::JobIntention, code);
    }
    let courses = [
        ("00", 80.0),
        ("01", 3.5),
        ("02", 3.0),
        ("03", 3.0),
        ("04", 3.0),
        ("05", 3.0),
        ("06", 1.0),
        ("07", 1.5),
        ("08", 0.8),
        ("09", 1.0),
        ("99", 0.2),
    ];
    for person in choose(&mut block.chance, &of_age, part_of(count, 0.40)) {
        let code = draw(&mut block.chance, &courses);
        block.people[person].row.set(Column::TrainingNeed, code);
    }
    let adults: Vec<(usize, f64)> = block
        .people_where(|person| person.age >= 18)
        .into_iter()
        .map(|person| {
            (
                person,
                if block.people[person].row.is_yes(Column::IsEmployed) {
                    3.0
                } else {
                    0.5
                },
            )
        })
        .collect();
    for person in choose_weighted(&mut block.chance, &adults, part_of(count, 0.30)) {
        let code = match block.people[person].age {
            ..=23 => draw(&mut block.chance, &[("0", 92.0), ("5", 8.0)]),
            _ => draw(
                &mut block.chance,
                &[("0", 88.0), ("5", 6.0), ("4", 4.0), ("3", 1.5), ("2", 0.4), ("1", 0.1)],
            ),
        };
        block.people[person].row.set(Column::SkillLevel, code);
    }
}

fn land_and_households(block: &mut Block) {
    let registered = block.people_where(|person| {
        matches!(
            person.residence,
            Residence::Local | Residence::Away | Residence::District
        ) && person.age >= 1
    });
    let taken = choose(&mut block.chance, &registered, part_of(registered.len(), 0.55));
    for person in &mut block.people {
        person.row.set_flag(Column::IsLandExpropriated, false);
        person.row.set_flag(Column::IsZeroEmploymentHousehold, false);
    }
    for person in taken {
        block.people[person].row.set_flag(Column::IsLandExpropriated, true);
    }
    // Somebody who could work, nobody who does.
    let without: Vec<usize> = (0..block.homes.len())
        .filter(|&home| {
            let members = || block.homes[home].people().map(|person| &block.people[person].row);
            members().any(|row| row.is_yes(Column::IsRegisteredUnemployed))
                && !members().any(|row| row.is_yes(Column::IsEmployed))
        })
        .collect();
    for home in super::dwelling::homes_covering(block, &without, 0.004) {
        let members: Vec<usize> = block.homes[home].people().collect();
        for person in members {
            block.people[person]
                .row
                .set_flag(Column::IsZeroEmploymentHousehold, true);
        }
    }
}
