//! Students, schools and education.

use rand::RngExt;
use rand::seq::IndexedRandom;

use super::columns::Column;
use super::model::{Block, Residence};
use super::quotas::{choose, choose_weighted, draw, largest_remainder, part_of};

/// Education levels of the census, lowest first: the order of the table.
const NONE: usize = 0;
const PRIMARY: usize = 1;
const JUNIOR: usize = 2;
const SENIOR: usize = 3;
const COLLEGE: usize = 4;
const BACHELOR: usize = 5;

/// Age from which the census asks for education.
pub const EDUCATION_FROM_AGE: i32 = 6;

/// Youngest age at each level, with room to spare: the rule is about what an age allows at all.
const YOUNGEST: [i32; 6] = [6, 6, 13, 16, 19, 19];

/// Fills school and education fields.
pub fn fill(block: &mut Block) {
    stages(block);
    education(block);
    schools(block);
}

/// Who goes to which school.
fn stages(block: &mut Block) {
    for person in &mut block.people {
        let stage = match person.age {
            ..=2 => "1",
            3..=5 => "2",
            _ => "0",
        };
        person.row.set(Column::SchoolStage, stage);
        person.row.set_flag(Column::IsStudent, false);
    }
    for (ages, share) in [(6..=15, 0.99), (16..=18, 0.85), (19..=22, 0.35)] {
        let pupils: Vec<(usize, f64)> = block
            .people_where(|person| ages.contains(&person.age))
            .into_iter()
            .map(|person| (person, if block.people[person].ever_married() { 0.0 } else { 1.0 }))
            .collect();
        let count = part_of(pupils.len(), share);
        for person in choose_weighted(&mut block.chance, &pupils, count) {
            let stage = match block.people[person].age {
                ..=11 => "3",
                12 => draw(&mut block.chance, &[("3", 75.0), ("4", 25.0)]),
                13..=15 => "4",
                16..=18 => draw(&mut block.chance, &[("5", 62.0), ("6", 38.0)]),
                _ => draw(&mut block.chance, &[("7", 55.0), ("8", 45.0)]),
            };
            block.people[person].row.set(Column::SchoolStage, stage);
            block.people[person].row.set_flag(Column::IsStudent, true);
        }
    }
    let graduates = block.people_where(|person| (23..=26).contains(&person.age) && !person.ever_married());
    let count = part_of(graduates.len(), 0.03);
    for person in choose(&mut block.chance, &graduates, count) {
        block.people[person].row.set(Column::SchoolStage, "9");
        block.people[person].row.set_flag(Column::IsStudent, true);
    }
}

/// The level that a pupil's school stage stands for.
fn level_of_stage(stage: &str, age: i32) -> Option<usize> {
    match stage {
        "3" => Some(PRIMARY),
        "4" if age < YOUNGEST[JUNIOR] => Some(PRIMARY),
        "4" => Some(JUNIOR),
        "5" | "6" => Some(SENIOR),
        "7" => Some(COLLEGE),
        "8" | "9" => Some(BACHELOR),
        _ => None,
    }
}

/// How likely somebody of an age has a level that the age allows: the young went to school longer.
fn propensity(level: usize, age: i32) -> f64 {
    let by_age = |steps: [f64; 6]| match age {
        ..=24 => steps[0],
        25..=34 => steps[1],
        35..=44 => steps[2],
        45..=54 => steps[3],
        55..=64 => steps[4],
        _ => steps[5],
    };
    match level {
        BACHELOR => by_age([2.0, 3.0, 1.0, 0.5, 0.2, 0.15]),
        COLLEGE => by_age([3.0, 2.5, 1.2, 0.6, 0.25, 0.1]),
        SENIOR => by_age([3.0, 1.5, 1.3, 1.0, 0.5, 0.2]),
        JUNIOR => by_age([3.0, 3.0, 3.0, 2.0, 1.0, 0.4]),
        // What is left: primary school for most, none for the oldest.
        _ => by_age([0.02, 0.05, 0.2, 0.5, 1.5, 5.0]),
    }
}

/// Education in the census's shares among people of six and over, by sex; a few cells stay unknown.
fn education(block: &mut Block) {
    let count = block.people.len();
    let young = block.people_where(|person| person.age < EDUCATION_FROM_AGE).len();
    let more = part_of(count, 0.058).saturating_sub(young);
    let adults = block.people_where(|person| person.age >= 25);
    let unknown = choose(&mut block.chance, &adults, more);
    for sex in 0..2 {
        let mut rest = block.people_where(|person| person.age >= EDUCATION_FROM_AGE && person.sex.index() == sex);
        rest.retain(|person| unknown.binary_search(person).is_err());
        let weights: Vec<f64> = block.tables.education.iter().map(|row| row[sex]).collect();
        let mut left = largest_remainder(&weights, rest.len());
        let mut levels = Vec::new();
        for &person in &rest {
            let someone = &block.people[person];
            if let Some(level) = level_of_stage(someone.row.get(Column::SchoolStage), someone.age) {
                left[level] = left[level].saturating_sub(1);
                levels.push((person, level));
            }
        }
        rest.retain(|person| !levels.iter().any(|entry| entry.0 == *person));
        for level in [NONE, BACHELOR, COLLEGE, SENIOR, JUNIOR] {
            let candidates: Vec<(usize, f64)> = rest
                .iter()
                .map(|&person| {
                    let age = block.people[person].age;
                    let allowed = age >= YOUNGEST[level].max(if level == NONE { 50 } else { 0 });
                    (person, if allowed { propensity(level, age) } else { 0.0 })
                })
                .collect();
            let chosen = choose_weighted(&mut block.chance, &candidates, left[level]);
            rest.retain(|person| chosen.binary_search(person).is_err());
            levels.extend(chosen.into_iter().map(|person| (person, level)));
        }
        levels.extend(rest.into_iter().map(|person| (person, PRIMARY)));
        for (person, level) in levels {
            let code = education_code(block, person, level);
            block.people[person].row.set(Column::EducationLevel, code);
        }
    }
}

/// A code of the level that the age allows: at school, graduated, or left without graduating.
fn education_code(block: &mut Block, person: usize, level: usize) -> &'static str {
    let someone = &block.people[person];
    let (age, studies) = (someone.age, someone.row.is_yes(Column::IsStudent));
    let stage = someone.row.get(Column::SchoolStage).to_owned();
    let chance = &mut block.chance;
    match level {
        NONE => "90",
        PRIMARY if studies || age < 14 => "80",
        PRIMARY => draw(chance, &[("81", 85.0), ("83", 15.0)]),
        JUNIOR if studies || age < 17 => "70",
        JUNIOR => draw(chance, &[("71", 95.0), ("73", 5.0)]),
        SENIOR if studies || age < 20 => {
            if stage == "6" {
                "40"
            } else {
                "60"
            }
        }
        SENIOR => draw(
            chance,
            &[("61", 55.0), ("41", 22.0), ("44", 14.0), ("47", 7.0), ("63", 2.0)],
        ),
        COLLEGE if studies || age < 22 => "30",
        COLLEGE => draw(chance, &[("31", 97.0), ("33", 3.0)]),
        _ if stage == "9" => "10",
        _ if studies || age < 23 => "20",
        _ if age < 27 => "21",
        _ => draw(
            chance,
            &[
                ("21", 90.0),
                ("14", 7.0),
                ("11", 1.0),
                ("28", if age >= 55 { 2.0 } else { 0.0 }),
            ],
        ),
    }
}

/// School names: invented places of the district, and farther ones for students.
fn schools(block: &mut Block) {
    const PRIMARY_SCHOOLS: [&str; 10] = [
        "涌泉小学",
        "瑞泉小学",
        "清泉小学",
        "石桥小学",
        "竹林小学",
        "双堰小学",
        "光华小学",
        "杨柳河小学",
        "金马小学",
        "鱼凫小学",
    ];
    const MIDDLE_SCHOOLS: [&str; 10] = [
        "涌泉中学",
        "瑞泉中学",
        "清泉中学",
        "光华中学",
        "杨柳河中学",
        "金马中学",
        "鱼凫中学",
        "双堰中学",
        "江安中学",
        "柳城中学",
    ];
    const VOCATIONAL: [&str; 5] = [
        "涌泉职业中学",
        "江安职业技术学校",
        "鱼凫工业学校",
        "光华卫生学校",
        "柳城旅游学校",
    ];
    const COLLEGES: [&str; 8] = [
        "江安职业学院",
        "光华职业技术学院",
        "鱼凫医药学院",
        "柳城师范学院",
        "江安大学",
        "光华大学",
        "锦水理工大学",
        "川南农业大学",
    ];
    const KINDERGARTENS: [&str; 6] = [
        "涌泉幼儿园",
        "瑞泉幼儿园",
        "清泉幼儿园",
        "石桥幼儿园",
        "光华幼儿园",
        "小太阳幼儿园",
    ];
    let count = block.people.len();
    let weights: Vec<(usize, f64)> = (0..count)
        .map(|person| {
            let row = &block.people[person].row;
            let weight = match row.get(Column::SchoolStage) {
                "0" | "1" => 0.0,
                "2" => 1.0,
                _ => 1_000.0,
            };
            (person, weight)
        })
        .collect();
    for person in choose_weighted(&mut block.chance, &weights, part_of(count, 0.16)) {
        let list: &[&str] = match block.people[person].row.get(Column::SchoolStage) {
            "2" => &KINDERGARTENS,
            "3" => &PRIMARY_SCHOOLS,
            "4" | "5" => &MIDDLE_SCHOOLS,
            "6" => &VOCATIONAL,
            _ => &COLLEGES,
        };
        let away = block.people[person].residence == Residence::Away && block.chance.random_bool(0.5);
        let school = list
            .choose(&mut block.chance)
            .copied()
            .expect("no list of schools is empty");
        let school = if away {
            format!("市外{school}")
        } else {
            school.to_owned()
        };
        block.people[person].row.set(Column::SchoolName, school);
    }
}
