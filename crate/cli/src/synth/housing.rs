//! Dwellings as property: tenure, area, fees, and what stands or barks in front of them.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::columns::Column;
use super::dwelling::homes_covering;
use super::model::{Block, Kind};
use super::quotas::{choose, draw, part_of};
use super::serial::Serials;

/// Fills housing, vehicles and dogs, household by household.
pub fn fill(block: &mut Block, serials: &mut Serials) {
    tenure(block);
    fees(block);
    vehicles(block, serials);
    let homes: Vec<usize> = (0..block.homes.len()).collect();
    for home in homes_covering(block, &homes, 0.016) {
        let licence = format!("犬{}", serials.dogs.take());
        let members: Vec<usize> = block.homes[home].people().collect();
        for person in members {
            block.people[person].row.set(Column::DogLicenseNo, licence.clone());
        }
    }
}

/// Migrants rent, most of the others live in resettlement housing (in the village: in houses of their own).
fn tenure(block: &mut Block) {
    let count = block.people.len();
    let own = if block.kind == Kind::Village { "23" } else { "21" };
    let mut left = [
        ("02", part_of(count, 0.26)),
        ("22", part_of(count, 0.012)),
        ("05", part_of(count, 0.012)),
        ("06", part_of(count, 0.003)),
        ("07", part_of(count, 0.003)),
        ("04", part_of(count, 0.005)),
        ("03", part_of(count, 0.003)),
    ];
    let mut homes: Vec<usize> = (0..block.homes.len()).collect();
    homes.shuffle(&mut block.chance);
    let is_migrant = |block: &Block, home: usize| {
        block.homes[home]
            .people()
            .any(|person| block.people[person].residence.is_migrant())
    };
    homes.sort_by_key(|&home| !is_migrant(block, home));
    let mut bought = part_of(count, 0.09);
    for home in homes {
        let members: Vec<usize> = block.homes[home].people().collect();
        let rented = left.iter_mut().find(|entry| entry.1 >= members.len());
        let code = match rented {
            Some(entry) => {
                entry.1 -= members.len();
                entry.0
            }
            None if bought >= members.len() => {
                bought -= members.len();
                "01"
            }
            None if block.chance.random_bool(0.015) => "24",
            None => own,
        };
        let tenant = matches!(code, "02" | "22" | "05" | "06" | "07" | "04" | "03");
        let filed = block.chance.random_bool(0.55);
        for person in members {
            let row = &mut block.people[person].row;
            row.set(Column::HouseTenure, code);
            if tenant {
                row.set_flag(Column::IsRentalRegistered, filed);
            }
        }
    }
    let homes: Vec<usize> = (0..block.homes.len()).collect();
    for home in homes_covering(block, &homes, 0.92) {
        let members: Vec<usize> = block.homes[home].people().collect();
        let resettled = block.people[members[0]].row.get(Column::HouseTenure) == "21";
        let area = if resettled {
            // 35 square metres a person, in the flats that were built.
            let entitled = 35 * members.len();
            [35, 50, 70, 90, 120]
                .into_iter()
                .find(|&area| area >= entitled)
                .unwrap_or(120)
        } else {
            draw(
                &mut block.chance,
                &[(35, 15.0), (50, 25.0), (70, 30.0), (90, 20.0), (120, 8.0), (150, 2.0)],
            )
        };
        for person in members {
            block.people[person].row.set(Column::HouseArea, area.to_string());
        }
    }
}

fn fees(block: &mut Block) {
    let homes: Vec<usize> = (0..block.homes.len()).collect();
    for home in homes_covering(block, &homes, 0.65) {
        let owes = block.chance.random_bool(0.09);
        let members: Vec<usize> = block.homes[home].people().collect();
        for person in members {
            block.people[person].row.set_flag(Column::PropertyFeeStatus, owes);
        }
    }
}

/// The number of vehicles stands on every member, the plate on the grown-ups who drive.
fn vehicles(block: &mut Block, serials: &mut Serials) {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    let count = block.people.len();
    let mut drivers = Vec::new();
    for home in 0..block.homes.len() {
        let members: Vec<usize> = block.homes[home].people().collect();
        let grown = |&person: &usize| (19..=68).contains(&block.people[person].age);
        let mut grown: Vec<usize> = members.iter().copied().filter(grown).collect();
        let vehicles = match grown.len() {
            0 => 0,
            1 => draw(&mut block.chance, &[(0, 84.0), (1, 16.0)]),
            _ => draw(&mut block.chance, &[(0, 76.0), (1, 21.5), (2, 2.4), (3, 0.1)]),
        };
        for &person in &members {
            block.people[person].row.set(Column::VehicleCount, vehicles.to_string());
        }
        if vehicles == 0 {
            continue;
        }
        grown.shuffle(&mut block.chance);
        let plates: Vec<String> = (0..vehicles.min(grown.len()))
            .map(|_| {
                let number = serials.plates.take();
                let (letter, digits) = number.split_at(3);
                let index = letter.parse::<usize>().unwrap_or(0);
                let letter = char::from(LETTERS[index % LETTERS.len()]);
                let city = char::from(b"AAAAAAAAAG"[index / 100]);
                format!("川{city}{letter}{digits}")
            })
            .collect();
        drivers.extend(
            grown
                .iter()
                .zip(plates.iter().cycle())
                .take(3)
                .map(|(&person, plate)| (person, plate.clone())),
        );
    }
    let positions: Vec<usize> = (0..drivers.len()).collect();
    for position in choose(&mut block.chance, &positions, part_of(count, 0.10)) {
        let (person, plate) = &drivers[position];
        block.people[*person].row.set(Column::VehiclePlate, plate.clone());
    }
}
