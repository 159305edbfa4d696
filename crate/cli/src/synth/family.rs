//! Weddings, children and family planning.

use rand::RngExt;

use super::calendar::{birthday, iso};
use super::columns::Column;
use super::identity::birth_year;
use super::model::{Block, Part, Person};
use super::quotas::{choose, choose_weighted, draw, part_of};
use super::serial::Serials;

/// Days between a wedding and the first birth, at least, where the record shows both.
const WEDDING_TO_BIRTH_DAYS: i32 = 240;

/// Husband and wife married on one day, and nobody long after the first child, as far as the legal age allows.
pub fn settle_weddings(block: &mut Block) {
    for home in &block.homes {
        for person in home.people() {
            let spouse = block.people[person].spouse;
            if block.people[person].wedding.is_none() || spouse.is_some_and(|spouse| spouse < person) {
                continue;
            }
            let couple: Vec<usize> = std::iter::once(person).chain(spouse).collect();
            let legal_age = |who: &Person| if who.is_woman() { 20 } else { 22 };
            let legal = couple
                .iter()
                .map(|&who| birthday(block.people[who].birth, legal_age(&block.people[who])));
            let legal = legal.max().unwrap_or(block.calendar.today());
            let planned = couple
                .iter()
                .filter_map(|&who| block.people[who].wedding)
                .max()
                .unwrap_or(legal);
            let is_theirs = |child: &usize| couple.iter().any(|&parent| is_child_of(&block.people[*child], parent));
            let first_birth = home
                .people()
                .filter(is_theirs)
                .map(|child| block.people[child].birth)
                .min();
            let latest = first_birth.map_or(planned, |birth| birth - WEDDING_TO_BIRTH_DAYS);
            let day = planned.min(latest).max(legal).min(block.calendar.today());
            for who in couple {
                block.people[who].wedding = Some(day);
            }
        }
    }
}

fn is_child_of(person: &Person, parent: usize) -> bool {
    person.father == Some(parent) || person.mother == Some(parent)
}

/// Fills the fields of family planning.
pub fn fill(block: &mut Block, serials: &mut Serials) {
    let count = block.people.len();
    weddings(block);
    children(block);
    only_children(block, serials);
    aid(block);
    let adults = block.people_where(|person| (20..=49).contains(&person.age));
    for person in choose(&mut block.chance, &adults, part_of(count, 0.40)) {
        let need = draw(
            &mut block.chance,
            &[("0", 94.0), ("1", 4.0), ("2", 1.0), ("3", 0.8), ("9", 0.2)],
        );
        block.people[person].row.set(Column::FamilyServiceNeed, need);
    }
    childcare(block);
    permits(block, serials);
    let migrants: Vec<(usize, f64)> = block
        .people_where(|person| person.residence.is_migrant() && (18..=49).contains(&person.age))
        .into_iter()
        .map(|person| (person, if block.people[person].is_woman() { 50.0 } else { 1.0 }))
        .collect();
    for person in choose_weighted(&mut block.chance, &migrants, part_of(count, 0.15)) {
        // Nearly two in three women have the certificate; men were seldom asked for it.
        let share = if block.people[person].is_woman() { 0.62 } else { 0.25 };
        let holds = block.chance.random_bool(share);
        block.people[person].row.set_flag(Column::HasMigrantFpCert, holds);
    }
}

fn weddings(block: &mut Block) {
    let married = block.people_where(|person| person.wedding.is_some());
    for person in choose(&mut block.chance, &married, part_of(block.people.len(), 0.58)) {
        if let Some(day) = block.people[person].wedding {
            block.people[person].row.set(Column::FirstMarriageDate, iso(day));
        }
    }
}

/// Children at home and elsewhere; husband and wife have the same number.
fn children(block: &mut Block) {
    let count = block.people.len();
    let mut at_home = vec![0_usize; count];
    for person in &block.people {
        for parent in [person.father, person.mother].into_iter().flatten() {
            at_home[parent] += 1;
        }
    }
    let mut total = vec![0_usize; count];
    for index in 0..count {
        let person = &block.people[index];
        let grown = match person.age {
            _ if !person.ever_married() => &[(0, 1.0)][..],
            ..=24 => &[(0, 0.75), (1, 0.25)],
            25..=29 => &[(0, 0.5), (1, 0.48), (2, 0.02)],
            30..=49 => &[(0, 0.1), (1, 0.8), (2, 0.1)],
            50..=64 => &[(0, 0.03), (1, 0.7), (2, 0.22), (3, 0.05)],
            _ => &[(0, 0.02), (1, 0.15), (2, 0.33), (3, 0.28), (4, 0.15), (5, 0.07)],
        };
        total[index] = at_home[index].max(draw(&mut block.chance, grown));
        if let Some(spouse) = person.spouse.filter(|&spouse| spouse < index) {
            let both = total[index].max(at_home[spouse]).min(total[spouse].max(at_home[index]));
            (total[index], total[spouse]) = (both, both);
        }
    }
    let weights: Vec<(usize, f64)> = block
        .people_where(|person| person.age >= 15)
        .into_iter()
        .map(|person| {
            let someone = &block.people[person];
            (
                person,
                if someone.ever_married() {
                    3.0
                } else if someone.is_woman() {
                    1.0
                } else {
                    0.4
                },
            )
        })
        .collect();
    for person in choose_weighted(&mut block.chance, &weights, part_of(count, 0.60)) {
        block.people[person]
            .row
            .set(Column::ChildrenCount, total[person].to_string());
    }
}

/// Who is an only child, and the certificate of parents who have one.
fn only_children(block: &mut Block, serials: &mut Serials) {
    let count = block.people.len();
    let everybody: Vec<usize> = (0..count).collect();
    for person in choose(&mut block.chance, &everybody, part_of(count, 0.85)) {
        let someone = &block.people[person];
        let siblings = block.homes[someone.home].people().any(|other| {
            other != person
                && (someone.mother.is_some() && block.people[other].mother == someone.mother
                    || someone.father.is_some() && block.people[other].father == someone.father)
        });
        let part = block.homes[someone.home]
            .members
            .iter()
            .find(|member| member.0 == person)
            .map(|member| member.1);
        let born_after_1980 = birth_year(someone) >= 1980;
        let share = match part {
            _ if siblings => 0.0,
            Some(Part::Sibling) => 0.0,
            _ if born_after_1980 => 0.84,
            _ => 0.03,
        };
        let only = block.chance.random_bool(share);
        block.people[person].row.set_flag(Column::IsOnlyChild, only);
    }
    let parents: Vec<(usize, f64)> = block
        .people_where(|person| (23..=62).contains(&person.age) && person.ever_married())
        .into_iter()
        .map(|person| {
            (
                person,
                if block.people[person].row.get(Column::ChildrenCount) == "1" {
                    1.0
                } else {
                    0.0
                },
            )
        })
        .collect();
    for person in choose_weighted(&mut block.chance, &parents, part_of(count, 0.12)) {
        let number = format!("51{}", serials.only_child_certs.take());
        block.people[person].row.set(Column::OnlyChildCertNo, number);
    }
}

fn aid(block: &mut Block) {
    let count = block.people.len();
    for person in &mut block.people {
        person.row.set(Column::FamilyPlanningAid, "0");
    }
    let certified = block.people_where(|person| person.row.has(Column::OnlyChildCertNo) && person.age >= 23);
    let bonus = choose(&mut block.chance, &certified, part_of(count, 0.08));
    for &person in &bonus {
        block.people[person].row.set(Column::FamilyPlanningAid, "1");
    }
    let old = block.people_where(|person| {
        person.age >= 60 && person.ever_married() && person.row.get(Column::FamilyPlanningAid) == "0"
    });
    let mut rest = choose(&mut block.chance, &old, part_of(count, 0.02));
    rand::seq::SliceRandom::shuffle(&mut rest[..], &mut block.chance);
    let special = part_of(count, 0.002);
    for (position, person) in rest.into_iter().enumerate() {
        let code = match position {
            _ if position < special => "3",
            _ if position < 2 * special => "4",
            _ if position == 2 * special => "5",
            _ => "2",
        };
        block.people[person].row.set(Column::FamilyPlanningAid, code);
    }
}

/// Households with a child under three, then those with one under six, answer the question about childcare.
fn childcare(block: &mut Block) {
    let count = block.people.len();
    let mut left = part_of(count, 0.15);
    let youngest = |block: &Block, home: usize| {
        block.homes[home]
            .people()
            .map(|person| block.people[person].age)
            .min()
            .unwrap_or(i32::MAX)
    };
    let mut homes: Vec<(i32, usize)> = (0..block.homes.len())
        .map(|home| (youngest(block, home), home))
        .collect();
    homes.sort_unstable();
    for (age, home) in homes {
        let members: Vec<usize> = block.homes[home].people().collect();
        if age >= 6 || members.len() > left {
            continue;
        }
        left -= members.len();
        let need = draw(&mut block.chance, &[("0", 60.0), ("1", 25.0), ("2", 10.0), ("3", 5.0)]);
        for person in members {
            block.people[person].row.set(Column::ChildcareNeed, need);
        }
    }
}

/// Birth permits of women who have a young child or may have one soon.
fn permits(block: &mut Block, serials: &mut Serials) {
    let count = block.people.len();
    let mothers: Vec<usize> = block
        .people
        .iter()
        .filter(|person| person.age <= 3)
        .filter_map(|person| person.mother)
        .collect();
    let weights: Vec<(usize, f64)> = block
        .people_where(|person| person.is_woman() && (20..=44).contains(&person.age) && person.ever_married())
        .into_iter()
        .map(|person| (person, if mothers.contains(&person) { 50.0 } else { 1.0 }))
        .collect();
    for person in choose_weighted(&mut block.chance, &weights, part_of(count, 0.025)) {
        let number = format!("5101{}", serials.birth_permits.take());
        block.people[person].row.set(Column::BirthPermitNo, number);
    }
}
