//! Keys, documents, identity numbers, and how to reach somebody.

use rand::RngExt;
use rand::seq::{IndexedRandom, SliceRandom};

use super::calendar::{iso, to_date};
use super::columns::Column;
use super::model::{Block, Kind, Marital, Part, Person, Residence, Sex};
use super::names;
use super::quotas::{choose, choose_weighted, draw, part_of};
use super::serial::Serials;

/// Fills the keys and documents of everybody. Birth days may move within the year of age when a day has no numbers left.
pub fn fill(block: &mut Block, serials: &mut Serials) {
    let order: Vec<usize> = block
        .homes
        .iter()
        .flat_map(|home| home.people().collect::<Vec<_>>())
        .collect();
    for person in order {
        basics(block, serials, person);
    }
    documents(block);
    marital(block);
}

fn basics(block: &mut Block, serials: &mut Serials, index: usize) {
    serials.residents += 1;
    let digits = if block.kind == Kind::Scale { 7 } else { 6 };
    let resident_id = format!("R{:0digits$}", serials.residents);
    let has_number = !matches!(
        block.people[index].residence,
        Residence::Outside | Residence::Unregistered
    );
    let person = &mut block.people[index];
    if has_number {
        let number = loop {
            match serials.id_number(person.birth, person.sex) {
                Some(number) => break number,
                None => person.birth = block.calendar.birth_at_age(&mut block.chance, person.age),
            }
        };
        person.row.set(Column::IdNumber, number);
    }
    basic_cells(person, resident_id);
}

/// The cells that follow from what is known about a person.
pub fn basic_cells(person: &mut Person, resident_id: String) {
    person.row.set(Column::ResidentId, resident_id);
    person.row.set(Column::Sex, person.sex.code());
    person.row.set(Column::BirthDate, iso(person.birth));
    person.row.set(Column::Nationality, "CHN");
    person.row.set(Column::IdDocType, "111");
    person.row.set(Column::RecordStatus, "1");
}

/// Documents other than the identity card: children without one, and people from outside the mainland.
fn documents(block: &mut Block) {
    let count = block.people.len();
    let infants = block.people_where(|person| person.residence == Residence::Unregistered);
    let others = block.people_where(|person| person.age <= 3 && person.residence != Residence::Unregistered);
    let wanted = part_of(count, 0.0035).saturating_sub(infants.len());
    let more = choose(&mut block.chance, &others, wanted);
    for person in infants.into_iter().chain(more) {
        block.people[person].row.set(Column::IdDocType, "113");
    }
    let outside = block.people_where(|person| person.residence == Residence::Outside);
    let kinds = [
        ("414", "KOR"),
        ("516", "HKG"),
        ("511", "TWN"),
        ("414", "USA"),
        ("516", "HKG"),
        ("511", "TWN"),
        ("414", "DEU"),
    ];
    for (person, (document, nationality)) in outside.into_iter().zip(kinds.into_iter().cycle()) {
        let row = &mut block.people[person].row;
        row.set(Column::IdDocType, document);
        row.set(Column::Nationality, nationality);
        if document == "414" {
            row.set(Column::PreferredLanguage, "06");
        }
    }
}

/// Marital status: the married as a whole in most cases, the kind of marriage where the office knows it.
fn marital(block: &mut Block) {
    for person in &mut block.people {
        let code = match person.marital {
            Marital::Single => "10",
            Marital::Married => draw(
                &mut block.chance,
                &[("20", 80.0), ("21", 17.0), ("22", 2.6), ("23", 0.4)],
            ),
            Marital::Widowed => "30",
            Marital::Divorced => "40",
        };
        person.row.set(Column::MaritalStatus, code);
    }
}

/// Phones and the person to call. Comes after families and education are known.
pub fn fill_contacts(block: &mut Block, serials: &mut Serials) {
    let count = block.people.len();
    let weights: Vec<(usize, f64)> = (0..count)
        .map(|person| {
            let weight = match block.people[person].age {
                ..=9 => 0.0,
                10..=14 => 0.2,
                15..=59 => 8.0,
                60..=74 => 2.0,
                _ => 0.6,
            };
            (person, weight)
        })
        .collect();
    for person in choose_weighted(&mut block.chance, &weights, part_of(count, 0.76)) {
        block.people[person].row.set(Column::MobilePhone, serials.mobile());
    }
    let weights: Vec<(usize, f64)> = (0..count)
        .map(|person| {
            (
                person,
                if (18..=59).contains(&block.people[person].age) {
                    0.6
                } else {
                    2.0
                },
            )
        })
        .collect();
    for person in choose_weighted(&mut block.chance, &weights, part_of(count, 0.32)) {
        emergency_contact(block, serials, person);
    }
}

fn emergency_contact(block: &mut Block, serials: &mut Serials, index: usize) {
    let person = &block.people[index];
    let adults: Vec<usize> = block.homes[person.home]
        .members
        .iter()
        .filter(|member| member.1 != Part::Lodger && member.0 != index && block.people[member.0].age >= 18)
        .map(|member| member.0)
        .collect();
    let inside = adults.choose(&mut block.chance).copied();
    let related = |other: usize| {
        let relative = &block.people[other];
        let is_woman = relative.is_woman();
        if person.spouse == Some(other) {
            "10"
        } else if relative.father == Some(index) || relative.mother == Some(index) {
            if is_woman { "30" } else { "20" }
        } else if person.father == Some(other) || person.mother == Some(other) {
            "50"
        } else {
            "97"
        }
    };
    let (name, relation, phone) = match inside {
        Some(other) => {
            let row = &block.people[other].row;
            let phone = if row.has(Column::MobilePhone) {
                row.get(Column::MobilePhone).to_owned()
            } else {
                serials.mobile()
            };
            (row.get(Column::Name).to_owned(), related(other), phone)
        }
        None => {
            // A child elsewhere for the old, a parent or a brother or sister elsewhere for the young.
            let relation = match person.age {
                50.. if person.ever_married() => draw(&mut block.chance, &[("20", 55.0), ("30", 45.0)]),
                ..=40 => draw(&mut block.chance, &[("50", 75.0), ("70", 25.0)]),
                _ => "70",
            };
            let mut relative = super::population::person(40, Sex::Man, person.birth);
            relative.surname.clone_from(&person.surname);
            let years = match relation {
                "20" | "30" => 26,
                "50" => -26,
                _ => 2,
            };
            relative.birth += years * 365;
            relative.sex = if relation == "30" || block.chance.random_bool(0.5) && relation != "20" {
                Sex::Woman
            } else {
                Sex::Man
            };
            (
                names::other_name(&mut block.chance, &relative),
                relation,
                serials.mobile(),
            )
        }
    };
    let row = &mut block.people[index].row;
    row.set(Column::EmergencyContactName, name);
    row.set(Column::EmergencyContactRelation, relation);
    row.set(Column::EmergencyContactPhone, phone);
}

/// Visits, services and updates: when the grid worker last came, and who does the work.
pub fn fill_grid_work(block: &mut Block) {
    let count = block.people.len();
    let today = block.calendar.today();
    let collected = block.calendar.shifted(2012, 10, 8)..=block.calendar.shifted(2012, 11, 2);
    for home in 0..block.homes.len() {
        let first_visit = block.chance.random_range(collected.clone());
        let later = today - super::dwelling::waiting_days(block, 45);
        let visit = later.max(first_visit);
        let members: Vec<usize> = block.homes[home].people().collect();
        for person in members {
            let updated = today - super::dwelling::waiting_days(block, 50);
            let updated = updated.max(first_visit);
            let born = block.people[person].birth;
            let row = &mut block.people[person].row;
            row.set(Column::LastVisitDate, iso(visit.max(born)));
            row.set(Column::UpdatedDate, iso(updated.max(born)));
        }
    }
    let items = [
        ("01", 18.0),
        ("02", 30.0),
        ("03", 14.0),
        ("04", 20.0),
        ("05", 12.0),
        ("06", 5.0),
        ("99", 1.0),
    ];
    let since = block.calendar.shifted(2012, 6, 1);
    let everybody: Vec<(usize, f64)> = (0..count)
        .map(|person| (person, if block.people[person].age >= 16 { 2.0 } else { 0.8 }))
        .collect();
    for person in choose_weighted(&mut block.chance, &everybody, part_of(count, 0.55)) {
        let item = draw(&mut block.chance, &items);
        let from = since.max(block.people[person].birth);
        let day = block.chance.random_range(from..=today);
        let row = &mut block.people[person].row;
        row.set(Column::LastServiceItem, item);
        row.set(Column::LastServiceDate, iso(day));
    }
    civic_roles(block);
}

/// Grid workers of the community, deliberation members of the village, and the volunteers of the committees.
fn civic_roles(block: &mut Block) {
    let count = block.people.len();
    for person in &mut block.people {
        person.row.set(Column::CivicRole, "00");
    }
    let mut adults = block.people_where(|person| {
        (25..=62).contains(&person.age)
            && person.residence == Residence::Local
            && person.row.get(Column::PresenceStatus) == "1"
    });
    adults.shuffle(&mut block.chance);
    let mut roles = vec![
        ("01", 9),
        ("02", part_of(count, 0.004)),
        ("03", part_of(count, 0.009)),
        ("04", part_of(count, 0.006)),
        ("06", 5),
    ];
    match block.kind {
        Kind::Village => roles.push(("05", 21)),
        Kind::Community => roles.push(("08", 11)),
        Kind::Scale => {}
    }
    if block.kind != Kind::Village {
        // One grid worker for each grid, who lives in it when anybody fits.
        for grid in 1..=block.tables.grid_households.len() {
            let here = |&person: &usize| block.homes[block.people[person].home].grid == grid;
            if let Some(position) = adults.iter().position(here) {
                let person = adults.swap_remove(position);
                block.people[person].row.set(Column::CivicRole, "07");
            }
        }
    }
    let codes = roles
        .into_iter()
        .flat_map(|(code, people)| std::iter::repeat_n(code, people));
    for (person, code) in adults.into_iter().zip(codes) {
        block.people[person].row.set(Column::CivicRole, code);
    }
}

/// The calendar year in which somebody was born.
pub fn birth_year(person: &Person) -> i16 {
    to_date(person.birth).year()
}
