//! How people belong to the place: migrants by household, registration, origin, permits, presence.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::calendar::{Day, iso};
use super::columns::Column;
use super::model::{Block, Part, Residence};
use super::quotas::{choose, choose_weighted, deal, draw, part_of};
use super::serial::Serials;
use super::tables::Scope;

/// Code of the district in which every register lies.
pub const DISTRICT: &str = "510115";

/// Migrants from the city, the province and the country, as shares of all people.
const MIGRANTS: [(Scope, f64); 3] = [(Scope::City, 0.054), (Scope::Province, 0.224), (Scope::Country, 0.039)];

/// Decides for everybody how he or she belongs to the place.
pub fn fill(block: &mut Block, serials: &mut Serials) {
    choose_migrants(block);
    choose_locals(block);
    register(block);
    migrants_only(block, serials);
    presence(block);
}

/// Whole households of migrants, until each scope has its quota; young people who share come first, large families last.
fn choose_migrants(block: &mut Block) {
    let count = block.people.len();
    let mut left: Vec<(Scope, usize)> = MIGRANTS
        .iter()
        .map(|&(scope, share)| (scope, part_of(count, share)))
        .collect();
    let weights: Vec<(usize, f64)> = (0..block.homes.len())
        .map(|home| (home, migrant_weight(block, home)))
        .collect();
    let mut keyed: Vec<(f64, usize)> = weights
        .iter()
        .map(|&(home, weight)| (block.chance.random::<f64>() / weight, home))
        .collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    for (_, home) in keyed {
        let members: Vec<usize> = block.homes[home].people().collect();
        let fitting: Vec<(Scope, f64)> = left
            .iter()
            .filter(|entry| entry.1 >= members.len())
            .map(|entry| (entry.0, entry.1 as f64))
            .collect();
        if fitting.is_empty() {
            if left.iter().all(|entry| entry.1 == 0) {
                break;
            }
            continue;
        }
        let scope = draw(&mut block.chance, &fitting);
        for entry in left.iter_mut().filter(|entry| entry.0 == scope) {
            entry.1 -= members.len();
        }
        for person in members {
            block.people[person].residence = Residence::Migrant(scope);
        }
    }
}

fn migrant_weight(block: &Block, home: usize) -> f64 {
    let home = &block.homes[home];
    let oldest = home.people().map(|person| block.people[person].age).max().unwrap_or(0);
    let has_parents = home
        .with_part(Part::ParentOfMan)
        .chain(home.with_part(Part::ParentOfWoman))
        .next()
        .is_some();
    match (home.with_part(Part::Lodger).next().is_some(), oldest) {
        _ if has_parents => 0.08,
        (true, _) => 3.0,
        (_, ..=34) => 1.6,
        (_, 35..=49) => 0.8,
        (_, 50..=59) => 0.3,
        _ => 0.08,
    }
}

/// Registered elsewhere in the district (by household), registered here but away (by person), and the few others.
fn choose_locals(block: &mut Block) {
    let count = block.people.len();
    let mut homes: Vec<usize> = (0..block.homes.len()).collect();
    homes.shuffle(&mut block.chance);
    let mut left = part_of(count, 0.145);
    for home in homes {
        let members: Vec<usize> = block.homes[home].people().collect();
        if members.len() <= left && !block.people[members[0]].residence.is_migrant() {
            left -= members.len();
            members
                .iter()
                .for_each(|&person| block.people[person].residence = Residence::District);
        }
    }
    let is_local = |residence| residence == Residence::Local;
    // Who is away is mostly young, and never the child of somebody who stays.
    let away: Vec<(usize, f64)> = block
        .people_where(|person| is_local(person.residence) && person.age >= 16)
        .into_iter()
        .map(|person| (person, if block.people[person].age <= 45 { 1.0 } else { 0.2 }))
        .collect();
    for person in choose_weighted(&mut block.chance, &away, part_of(count, 0.043)) {
        block.people[person].residence = Residence::Away;
    }
    let infants = block.people_where(|person| is_local(person.residence) && person.age <= 2);
    for person in choose(&mut block.chance, &infants, part_of(count, 0.0032)) {
        block.people[person].residence = Residence::Unregistered;
    }
    let adults = block.people_where(|person| is_local(person.residence) && (25..=60).contains(&person.age));
    let few = choose(&mut block.chance, &adults, part_of(count, 0.0018));
    for (position, person) in few.into_iter().enumerate() {
        let outside = position < part_of(count, 0.0005);
        block.people[person].residence = if outside { Residence::Outside } else { Residence::Other };
    }
}

/// Category, registration, origin and places of birth.
fn register(block: &mut Block) {
    for index in 0..block.people.len() {
        let (category, consistency) = match block.people[index].residence {
            Residence::Local => ("11", "01"),
            Residence::District => ("12", "02"),
            Residence::Away => ("13", "01"),
            Residence::Migrant(Scope::City) => ("21", "02"),
            Residence::Migrant(Scope::Province) => ("22", "02"),
            Residence::Migrant(Scope::Country) => ("23", "02"),
            Residence::Outside => ("31", "02"),
            Residence::Unregistered => ("41", "02"),
            Residence::Other => ("99", "02"),
        };
        let row = &mut block.people[index].row;
        row.set(Column::ResidentCategory, category);
        row.set(Column::HukouConsistency, consistency);
    }
    origins(block);
    nature(block);
    let count = block.people.len();
    let everybody: Vec<usize> = (0..count).collect();
    for person in choose(&mut block.chance, &everybody, part_of(count, 0.94)) {
        let native = native_place(block, person);
        block.people[person].row.set(Column::NativePlace, native);
    }
    for person in choose(&mut block.chance, &everybody, part_of(count, 0.91)) {
        let row = &block.people[person].row;
        let same = row.has(Column::NativePlace) && block.chance.random_bool(0.8);
        let place = if same {
            row.get(Column::NativePlace).to_owned()
        } else {
            native_place(block, person)
        };
        block.people[person].row.set(Column::BirthPlace, place);
    }
}

/// Where each household of migrants is registered; everybody else is registered in the district.
fn origins(block: &mut Block) {
    for home in 0..block.homes.len() {
        let members: Vec<usize> = block.homes[home].people().collect();
        let mut family = None;
        for person in members {
            let Residence::Migrant(scope) = block.people[person].residence else {
                block.people[person].row.set(Column::HukouDivision, DISTRICT);
                continue;
            };
            let lodger = block.homes[home].with_part(Part::Lodger).any(|other| other == person);
            let origin = match family {
                Some(origin) if !lodger => origin,
                _ => draw(&mut block.chance, &block.tables.origins(scope)),
            };
            family = family.or(Some(origin));
            let code = block.tables.divisions[origin].code;
            block.people[person].row.set(Column::HukouDivision, code);
            block.people[person].row.set(Column::OriginDivision, code);
        }
    }
}

/// Mostly the place of registration, else a county of the province, else another province.
fn native_place(block: &mut Block, person: usize) -> String {
    let scope = draw(
        &mut block.chance,
        &[
            (None, 0.70),
            (Some(Scope::Province), 0.22),
            (Some(Scope::Country), 0.08),
        ],
    );
    match scope {
        None => block.people[person].row.get(Column::HukouDivision).to_owned(),
        Some(scope) => {
            let origin = draw(&mut block.chance, &block.tables.origins(scope));
            block.tables.divisions[origin].code.to_owned()
        }
    }
}

/// Agricultural or not, and the registration category that goes with it.
fn nature(block: &mut Block) {
    let registered =
        block.people_where(|person| !matches!(person.residence, Residence::Unregistered | Residence::Outside));
    let count = block.people.len();
    let weights: Vec<(usize, f64)> = registered
        .iter()
        .map(|&person| {
            (
                person,
                if block.people[person].residence.is_migrant() {
                    0.7
                } else {
                    1.0
                },
            )
        })
        .collect();
    let town = choose_weighted(&mut block.chance, &weights, part_of(count, 0.44));
    for person in &mut block.people {
        person.row.set(Column::HukouNature, "9");
    }
    for &person in &registered {
        block.people[person].row.set(Column::HukouNature, "2");
    }
    for &person in &town {
        block.people[person].row.set(Column::HukouNature, "1");
    }
    let known = choose(&mut block.chance, &(0..count).collect::<Vec<_>>(), part_of(count, 0.96));
    for person in known {
        let collective = block.chance.random_bool(0.04);
        let row = &mut block.people[person].row;
        let code = match (row.get(Column::HukouNature), collective) {
            ("1", false) => "1",
            ("1", true) => "3",
            ("2", false) => "2",
            ("2", true) => "4",
            _ => "0",
        };
        row.set(Column::HukouType, code);
    }
}

/// Reason, permit, certificate: fields that only migrants have.
fn migrants_only(block: &mut Block, serials: &mut Serials) {
    let (count, today) = (block.people.len(), block.calendar.today());
    let migrants = block.people_where(|person| person.residence.is_migrant());
    let reasons = [
        ("01", 52.0),
        ("06", 16.0),
        ("03", 10.0),
        ("04", 8.0),
        ("08", 6.0),
        ("05", 3.0),
        ("09", 3.0),
        ("07", 1.0),
        ("99", 1.0),
    ];
    for &person in &migrants {
        let reason = match block.people[person].age {
            ..=15 => draw(&mut block.chance, &[("06", 85.0), ("04", 12.0), ("08", 3.0)]),
            16..=59 => draw(&mut block.chance, &reasons),
            _ => draw(
                &mut block.chance,
                &[("06", 50.0), ("08", 35.0), ("07", 8.0), ("99", 7.0)],
            ),
        };
        block.people[person].row.set(Column::InflowReason, reason);
    }
    let adults: Vec<usize> = migrants
        .iter()
        .copied()
        .filter(|&person| block.people[person].age >= 16)
        .collect();
    let holders = choose(&mut block.chance, &adults, part_of(count, 0.26));
    let numbered = choose(&mut block.chance, &holders, part_of(count, 0.21));
    let types = deal(
        &mut block.chance,
        &[("01", 85.0), ("02", 13.0), ("99", 2.0)],
        holders.len(),
    );
    for (&person, code) in holders.iter().zip(types) {
        block.people[person].row.set(Column::ResidencePermitType, code);
    }
    let overdue = part_of(numbered.len(), 0.12);
    let mut order = numbered;
    order.shuffle(&mut block.chance);
    for (position, person) in order.into_iter().enumerate() {
        let days: Day = if position < overdue {
            -block.chance.random_range(1..=240)
        } else if block.chance.random_bool(0.6) {
            block.chance.random_range(0..=365)
        } else {
            block.chance.random_range(0..=1_095)
        };
        let number = format!("{DISTRICT}{}", serials.residence_permits.take());
        let row = &mut block.people[person].row;
        row.set(Column::ResidencePermitNo, number);
        row.set(Column::ResidencePermitExpiry, iso(today + days));
    }
}

/// Present, away for a while, away for long, and where to.
fn presence(block: &mut Block) {
    let count = block.people.len();
    for person in &mut block.people {
        let away = person.residence == Residence::Away;
        person.row.set(Column::PresenceStatus, if away { "3" } else { "1" });
    }
    let adults = block.people_where(|person| (18..=59).contains(&person.age) && person.residence != Residence::Away);
    let mut rest = choose(&mut block.chance, &adults, part_of(count, 0.037));
    rest.shuffle(&mut block.chance);
    let mut parts = vec![
        ("2", part_of(count, 0.03)),
        ("3", part_of(count, 0.002)),
        ("6", part_of(count, 0.001)),
    ];
    parts.push(("9", count));
    let codes = parts
        .into_iter()
        .flat_map(|(code, people)| std::iter::repeat_n(code, people));
    for (person, code) in rest.into_iter().zip(codes) {
        block.people[person].row.set(Column::PresenceStatus, code);
    }
    let outside = block.people_where(|person| matches!(person.row.get(Column::PresenceStatus), "2" | "3"));
    for person in choose(&mut block.chance, &outside, part_of(count, 0.07)) {
        let scope = draw(
            &mut block.chance,
            &[(Scope::City, 0.45), (Scope::Province, 0.2), (Scope::Country, 0.35)],
        );
        let origin = draw(&mut block.chance, &block.tables.origins(scope));
        let code = block.tables.divisions[origin].code;
        block.people[person].row.set(Column::OutflowDivision, code);
    }
}
