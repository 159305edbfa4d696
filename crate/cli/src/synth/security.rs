//! Pensions and medical insurance.

use rand::RngExt;

use super::calendar::iso;
use super::columns::Column;
use super::model::{Block, Person};
use super::quotas::{choose, choose_weighted, deal_suiting, draw, part_of};
use super::serial::Serials;
use super::work::WORKING_AGE;

/// Decides who draws a pension; comes before work, because pensioners seldom work.
pub fn choose_pensioners(block: &mut Block) {
    let count = block.people.len();
    for person in &mut block.people {
        person.row.set_flag(Column::IsReceivingPension, false);
    }
    let weights: Vec<(usize, f64)> = block
        .people_where(|person| person.age >= if person.is_woman() { 50 } else { 60 })
        .into_iter()
        .map(|person| (person, if block.people[person].age >= 60 { 6.0 } else { 1.0 }))
        .collect();
    for person in choose_weighted(&mut block.chance, &weights, part_of(count, 0.17)) {
        block.people[person].row.set_flag(Column::IsReceivingPension, true);
    }
}

/// Fills the fields of social security. Work is known already.
pub fn fill(block: &mut Block, serials: &mut Serials) {
    pension_insurance(block);
    pensions(block);
    employee_insurances(block);
    medical(block);
    let count = block.people.len();
    let weights: Vec<(usize, f64)> = (0..count)
        .map(|person| {
            (
                person,
                if block.people[person].age >= WORKING_AGE {
                    3.0
                } else {
                    0.6
                },
            )
        })
        .collect();
    for person in choose_weighted(&mut block.chance, &weights, part_of(count, 0.72)) {
        let letter = char::from(b'A' + block.chance.random_range(0..8));
        let number = format!("{letter}{}", serials.social_cards.take());
        block.people[person].row.set(Column::SocialSecurityCardNo, number);
    }
}

fn pension_insurance(block: &mut Block) {
    let shares = [
        ("110", 38.0),
        ("170", 24.0),
        ("910", 12.0),
        ("120", 5.0),
        ("990", 0.5),
        ("000", 20.5),
    ];
    let of_age = block.people_where(|person| person.age >= WORKING_AGE);
    let people = &block.people;
    let insured = |chance: &mut _, person: &Person| {
        let row = &person.row;
        let pensioner = row.is_yes(Column::IsReceivingPension);
        match (row.get(Column::EmployerType), row.get(Column::EmploymentForm)) {
            _ if pensioner && row.is_yes(Column::IsLandExpropriated) => {
                draw(chance, &[("910", 5.0), ("110", 3.0), ("170", 2.0)])
            }
            _ if pensioner && row.get(Column::HukouNature) == "2" => "170",
            _ if pensioner => draw(chance, &[("110", 6.0), ("120", 2.0), ("170", 3.0)]),
            _ if row.is_yes(Column::IsStudent) => "000",
            ("10" | "20", _) => "120",
            (_, "1" | "4") => "110",
            _ if row.is_yes(Column::IsLandExpropriated) && person.age >= 35 => "910",
            _ if person.age >= 40 => "170",
            _ => "000",
        }
    };
    let mut dealt = deal_suiting(&mut block.chance, &shares, &of_age, |chance, person| {
        Some(insured(chance, &people[person]))
    });
    // Nobody draws a pension without insurance: such a person trades with somebody who has one and draws none.
    let without: Vec<usize> = (0..dealt.len())
        .filter(|&position| {
            dealt[position].1 == "000" && people[dealt[position].0].row.is_yes(Column::IsReceivingPension)
        })
        .collect();
    let mut givers: Vec<usize> = (0..dealt.len())
        .filter(|&position| {
            dealt[position].1 == "170" && !people[dealt[position].0].row.is_yes(Column::IsReceivingPension)
        })
        .collect();
    for position in without {
        let Some(giver) = givers.pop() else {
            dealt[position].1 = "170";
            continue;
        };
        dealt[position].1 = "170";
        dealt[giver].1 = "000";
    }
    for person in &mut block.people {
        person.row.set(Column::PensionInsurance, "000");
    }
    for (person, code) in dealt {
        block.people[person].row.set(Column::PensionInsurance, code);
    }
}

fn pensions(block: &mut Block) {
    let (count, today) = (block.people.len(), block.calendar.today());
    for person in 0..count {
        let row = &block.people[person].row;
        let status = match row.get(Column::PensionInsurance) {
            _ if row.is_yes(Column::IsReceivingPension) => "4",
            "000" => "0",
            _ => draw(&mut block.chance, &[("1", 88.0), ("2", 11.0), ("3", 1.0)]),
        };
        block.people[person].row.set(Column::PensionStatus, status);
    }
    let pensioners = block.people_where(|person| person.row.is_yes(Column::IsReceivingPension));
    for &person in &pensioners {
        let chance = &mut block.chance;
        let yuan = match block.people[person].row.get(Column::PensionInsurance) {
            // Four uniform parts: 1,500 on the average, two thirds within 350 of it.
            "110" => (0..4).map(|_| chance.random_range(72..=678)).sum(),
            "120" => (0..4).map(|_| chance.random_range(300..=1_000)).sum(),
            "910" => chance.random_range(140..=200) * 5,
            _ => chance.random_range(11..=40) * 5,
        };
        block.people[person]
            .row
            .set(Column::PensionMonthlyAmount, i32::to_string(&yuan));
    }
    let checked = choose(&mut block.chance, &pensioners, part_of(count, 0.16));
    let overdue = choose(&mut block.chance, &checked, part_of(checked.len(), 0.06));
    for person in checked {
        let days = if overdue.binary_search(&person).is_ok() {
            block.chance.random_range(366..=700)
        } else {
            block.chance.random_range(0..=365)
        };
        block.people[person].row.set(Column::PensionCertDate, iso(today - days));
    }
}

fn employee_insurances(block: &mut Block) {
    for person in 0..block.people.len() {
        let row = &block.people[person].row;
        let insured = row.get(Column::PensionInsurance) == "110" && row.is_yes(Column::IsEmployed);
        let both = insured && block.chance.random_bool(0.85);
        let maternity = both && block.chance.random_bool(0.94);
        let row = &mut block.people[person].row;
        row.set_flag(Column::HasUnemploymentInsurance, both);
        row.set_flag(Column::HasInjuryInsurance, both);
        row.set_flag(Column::HasMaternityInsurance, maternity);
    }
}

fn medical(block: &mut Block) {
    let shares = [
        ("02", 55.0),
        ("01", 38.0),
        ("00", 5.0),
        ("03", 1.0),
        ("05", 0.4),
        ("07", 0.4),
        ("06", 0.1),
        ("99", 0.1),
    ];
    let everybody: Vec<usize> = (0..block.people.len()).collect();
    let people = &block.people;
    let dealt = deal_suiting(&mut block.chance, &shares, &everybody, |chance, person| {
        let someone = &people[person];
        match someone.row.get(Column::PensionInsurance) {
            "110" | "120" => Some("01"),
            "910" => Some(draw(chance, &[("01", 1.0), ("02", 2.0)])),
            _ if someone.residence.is_migrant() => Some(draw(chance, &[("02", 8.0), ("03", 1.0), ("00", 1.0)])),
            _ => Some("02"),
        }
    });
    for (person, code) in dealt {
        let status = match code {
            "00" => "0",
            _ => draw(&mut block.chance, &[("1", 97.0), ("2", 2.0), ("3", 1.0)]),
        };
        let row = &mut block.people[person].row;
        row.set(Column::MedicalInsurance, code);
        row.set(Column::MedicalStatus, status);
    }
}
