//! Invented registers: a community, a village, and large ones for measuring.
//!
//! Nobody in them is real: identity numbers begin with a prefix that no place ever had, phone numbers with one that was
//! never given out. The same options give the same bytes on every machine.
//!
//! A register is made in blocks, each of which is a whole community. Inside a block the order is
//! [`population`] (who there is), [`household`] (who lives with whom), and then one module for each subject, from
//! [`residence`] to [`housing`]; later modules read what earlier ones wrote. Shares that must come out right are dealt as
//! quotas ([`quotas`]); chance decides only who gets what. [`package`] writes the result.

pub mod calendar;
pub mod columns;
pub mod dwelling;
pub mod family;
pub mod health;
pub mod history;
pub mod household;
pub mod housing;
pub mod identity;
pub mod model;
pub mod names;
pub mod package;
pub mod population;
pub mod quotas;
pub mod residence;
pub mod school;
pub mod security;
pub mod serial;
pub mod tables;
pub mod welfare;
pub mod work;

use std::path::PathBuf;

use jiff::civil::Date;
use rand::SeedableRng;

use crate::failure::Failure;
use calendar::Calendar;
use model::{Block, Chance, Kind};
use serial::Serials;
use tables::Tables;

/// Residents of a whole community; also the size of the blocks of a large register.
pub const COMMUNITY_RESIDENTS: usize = 8_812;

/// Residents of the village.
pub const VILLAGE_RESIDENTS: usize = 1_206;

/// Largest register. Beyond it some birthdays would run out of identity numbers.
pub const MAX_RESIDENTS: usize = 5_000_000;

/// Closed records of the community: people who moved out and people who died.
const CLOSED: (usize, usize) = (7, 5);

/// What to make.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which register.
    pub kind: Kind,
    /// How many active residents; ignored for the community and the village, whose numbers are fixed.
    pub residents: usize,
    /// Number from which all chance is drawn.
    pub seed: u64,
    /// The day the register speaks of.
    pub as_of: Date,
    /// Folder of the package.
    pub out: PathBuf,
    /// Whether an earlier package of ours in that folder may be replaced.
    pub force: bool,
}

impl Options {
    /// How many active residents the register will have.
    pub fn resident_count(&self) -> usize {
        match self.kind {
            Kind::Community => COMMUNITY_RESIDENTS,
            Kind::Village => VILLAGE_RESIDENTS,
            Kind::Scale => self.residents,
        }
    }
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Active rows.
    pub active: usize,
    /// Closed rows.
    pub closed: usize,
    /// Households.
    pub households: usize,
}

/// Makes a register and writes it as a data package; `progress` hears how many residents are done.
///
/// # Errors
///
/// - the folder exists, is not empty, and is no package of ours or `force` is not given;
/// - something cannot be written.
///
/// The folder is then as it was before.
pub fn generate(options: &Options, progress: impl FnMut(usize)) -> Result<Summary, Failure> {
    package::write(options, progress)
}

/// Makes the blocks of a register one after another, so that only one is in memory.
pub fn blocks<'a>(options: &Options, tables: &'a Tables) -> impl Iterator<Item = Block<'a>> {
    let (kind, seed, total) = (options.kind, options.seed, options.resident_count());
    let calendar = Calendar::new(options.as_of);
    let block_size = if kind == Kind::Village {
        VILLAGE_RESIDENTS
    } else {
        COMMUNITY_RESIDENTS
    };
    let mut serials = Serials::new();
    (0..total.div_ceil(block_size)).map(move |number| {
        let residents = block_size.min(total - number * block_size);
        let sizes = household_sizes(tables, kind, residents);
        let mut chance = Chance::seed_from_u64(seed);
        // Each block has its own stream, so its people do not depend on how the blocks before it used chance.
        chance.set_stream(number as u64);
        make_block(kind, number, tables, calendar, chance, residents, &sizes, &mut serials)
    })
}

/// Households of each size (the index), with a seat for every resident.
fn household_sizes(tables: &Tables, kind: Kind, residents: usize) -> Vec<usize> {
    let largest = tables
        .household_sizes
        .iter()
        .map(|size| size.0)
        .max()
        .unwrap_or(2)
        .max(2);
    let mut sizes = vec![0; largest + 1];
    for &(size, community, village) in &tables.household_sizes {
        sizes[size] = match kind {
            Kind::Village => village as usize,
            Kind::Community | Kind::Scale => community as usize * residents / COMMUNITY_RESIDENTS,
        };
    }
    let seats: usize = sizes.iter().enumerate().map(|(size, count)| size * count).sum();
    sizes[2] += (residents - seats) / 2;
    sizes[1] += (residents - seats) % 2;
    sizes
}

#[allow(
    clippy::too_many_arguments,
    reason = "every argument is one independent fact about the block"
)]
fn make_block<'a>(
    kind: Kind,
    number: usize,
    tables: &'a Tables,
    calendar: Calendar,
    mut chance: Chance,
    residents: usize,
    sizes: &[usize],
    serials: &mut Serials,
) -> Block<'a> {
    let mut people = population::people(tables, &calendar, &mut chance, residents);
    if kind == Kind::Community {
        population::plant_boundary_birthdays(&mut people, &calendar);
    }
    population::marry_all(tables, &calendar, &mut chance, &mut people);
    let homes = household::assembly::assemble(&people, sizes, &mut chance);
    let mut block = Block {
        kind,
        number,
        tables,
        calendar,
        chance,
        people,
        homes,
        closed: Vec::new(),
    };
    household::relations::relate(&mut block);
    family::settle_weddings(&mut block);
    names::fill_ethnicity(&mut block);
    names::fill(&mut block, serials);
    residence::fill(&mut block, serials);
    dwelling::fill(&mut block, serials);
    identity::fill(&mut block, serials);
    school::fill(&mut block);
    security::choose_pensioners(&mut block);
    work::fill(&mut block, serials);
    security::fill(&mut block, serials);
    family::fill(&mut block, serials);
    identity::fill_contacts(&mut block, serials);
    health::fill(&mut block, serials);
    welfare::fill(&mut block, serials);
    housing::fill(&mut block, serials);
    identity::fill_grid_work(&mut block);
    if kind == Kind::Community {
        history::fill(&mut block, serials, CLOSED.0, CLOSED.1);
    }
    block
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use calendar::{DEFAULT_AS_OF, iso};
    use columns::Column;

    fn options(kind: Kind, residents: usize, seed: u64) -> Options {
        Options {
            kind,
            residents,
            seed,
            as_of: DEFAULT_AS_OF,
            out: PathBuf::new(),
            force: false,
        }
    }

    fn distinct<'a>(block: &'a Block, column: Column) -> BTreeSet<&'a str> {
        block.people.iter().map(|person| person.row.get(column)).collect()
    }

    #[test]
    fn the_community_has_its_planted_facts() {
        let tables = Tables::load();
        let made: Vec<Block> = blocks(&options(Kind::Community, 0, 11), &tables).collect();
        let [community] = made.as_slice() else {
            panic!("a community is one block")
        };
        assert_eq!((community.people.len(), community.closed.len()), (8_812, 12));
        assert_eq!(distinct(community, Column::HouseholdId).len(), 3_276);
        let mut grids: BTreeMap<usize, usize> = BTreeMap::new();
        for home in &community.homes {
            *grids.entry(home.grid).or_default() += 1;
        }
        let households: Vec<usize> = grids.into_values().collect();
        assert_eq!(households, tables.grid_households);
        let old = |person: &&model::Person| person.is_woman() && community.calendar.age(person.birth) >= 80;
        assert_eq!(community.people.iter().filter(old).count(), 74);
        for (birth, counted) in [("1933-03-01", true), ("1933-03-02", true), ("1933-03-03", false)] {
            let born: Vec<&model::Person> = community
                .people
                .iter()
                .filter(|person| person.is_woman() && iso(person.birth) == birth)
                .collect();
            assert!(!born.is_empty(), "no woman born {birth}");
            assert!(born.iter().all(|person| old(person) == counted));
        }
        assert_eq!(
            community
                .people
                .iter()
                .filter(|person| person.row.get(Column::CivicRole) == "07")
                .count(),
            20
        );
    }

    #[test]
    fn closed_records_are_no_members() {
        let tables = Tables::load();
        let community = blocks(&options(Kind::Community, 0, 12), &tables)
            .next()
            .expect("one block");
        let ids = distinct(&community, Column::ResidentId);
        let homes = distinct(&community, Column::HouseholdId);
        for person in &community.closed {
            let row = &person.row;
            assert!(!ids.contains(row.get(Column::ResidentId)));
            assert!(
                homes.contains(row.get(Column::HouseholdId)),
                "the former household is kept"
            );
            assert!(!row.is_yes(Column::IsHouseholdHead));
            let state = (row.get(Column::RecordStatus), row.get(Column::PresenceStatus));
            assert!([("3", "4"), ("4", "5")].contains(&state));
        }
    }

    #[test]
    fn the_village_has_its_households_and_people() {
        let tables = Tables::load();
        let village = blocks(&options(Kind::Village, 0, 13), &tables)
            .next()
            .expect("one block");
        assert_eq!(
            (village.people.len(), village.homes.len(), village.closed.len()),
            (1_206, 431, 0)
        );
        assert_eq!(
            distinct(&village, Column::CommunityCode),
            BTreeSet::from(["510115101901"])
        );
        assert_eq!(distinct(&village, Column::GridCode).len(), 3);
        assert_eq!(
            village
                .people
                .iter()
                .filter(|person| person.row.get(Column::CivicRole) == "05")
                .count(),
            21
        );
    }

    #[test]
    fn any_size_has_a_seat_for_everybody_and_keys_that_do_not_repeat() {
        let tables = Tables::load();
        for residents in [1, 2, 3, 7, 31, 32, 33, 500, 9_000] {
            let (mut people, mut keys, mut numbers) = (0, BTreeSet::new(), BTreeSet::new());
            for block in blocks(&options(Kind::Scale, residents, 14), &tables) {
                people += block.people.len();
                for person in &block.people {
                    keys.insert(person.row.get(Column::ResidentId).to_owned());
                    let number = person.row.get(Column::IdNumber);
                    assert!(number.is_empty() || numbers.insert(number.to_owned()));
                }
                let seated: usize = block.homes.iter().map(|home| home.members.len()).sum();
                assert_eq!(seated, block.people.len());
            }
            assert_eq!((people, keys.len()), (residents, residents));
        }
    }
}
