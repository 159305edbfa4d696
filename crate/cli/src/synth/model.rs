//! What the generator works on: people, households and one block of both.

use rand_chacha::ChaCha8Rng;

use super::calendar::{Calendar, Day};
use super::columns::Row;
use super::tables::{Scope, Tables};

/// The source of chance. ChaCha gives the same numbers on every machine, which makes a seed a complete description.
pub type Chance = ChaCha8Rng;

/// Sex, as the registers of the time know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Code `1`.
    Man,
    /// Code `2`.
    Woman,
}

impl Sex {
    /// 0 for men, 1 for women: the order of every table.
    pub fn index(self) -> usize {
        match self {
            Self::Man => 0,
            Self::Woman => 1,
        }
    }

    /// The code of the sex list.
    pub fn code(self) -> &'static str {
        match self {
            Self::Man => "1",
            Self::Woman => "2",
        }
    }
}

/// Marital status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marital {
    /// Never married.
    Single,
    /// Married, the spouse in the household or elsewhere.
    Married,
    /// Widowed.
    Widowed,
    /// Divorced.
    Divorced,
}

/// How somebody belongs to the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Residence {
    /// Registered here and living here.
    Local,
    /// Living here, registered elsewhere in the district.
    District,
    /// Registered here, living elsewhere.
    Away,
    /// Come from another place.
    Migrant(Scope),
    /// From outside the mainland.
    Outside,
    /// Not yet registered anywhere.
    Unregistered,
    /// None of these.
    Other,
}

impl Residence {
    /// Whether the person is a migrant.
    pub fn is_migrant(self) -> bool {
        matches!(self, Self::Migrant(_))
    }

    /// Whether the person is registered in this community.
    pub fn is_registered_here(self) -> bool {
        matches!(self, Self::Local | Self::Away)
    }
}

/// One person.
#[derive(Debug, Clone)]
pub struct Person {
    /// Age in full years on the as-of day.
    pub age: i32,
    /// Sex.
    pub sex: Sex,
    /// Day of birth.
    pub birth: Day,
    /// Marital status.
    pub marital: Marital,
    /// Day of the first marriage, for everybody who ever married.
    pub wedding: Option<Day>,
    /// Husband or wife in the same household.
    pub spouse: Option<usize>,
    /// Father in the same household.
    pub father: Option<usize>,
    /// Mother in the same household.
    pub mother: Option<usize>,
    /// Household.
    pub home: usize,
    /// How the person belongs to the place.
    pub residence: Residence,
    /// Surname, which may have two characters.
    pub surname: String,
    /// The stored fields.
    pub row: Row,
}

impl Person {
    /// Whether the person married at least once.
    pub fn ever_married(&self) -> bool {
        self.marital != Marital::Single
    }

    /// Whether the person is a woman.
    pub fn is_woman(&self) -> bool {
        self.sex == Sex::Woman
    }
}

/// What somebody is in a household, before a head is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The middle generation: a couple, or a person without a partner here.
    Core,
    /// Child of the core.
    Child,
    /// Parent of the man of the core (or of its only person).
    ParentOfMan,
    /// Parent of the woman of the core.
    ParentOfWoman,
    /// Parent of a parent of the core.
    Grandparent,
    /// Grandchild of the core, whose parents live elsewhere.
    Grandchild,
    /// Brother or sister of the core's only or first person.
    Sibling,
    /// Sharing the dwelling, not related.
    Lodger,
    /// A younger relative taken in.
    Ward,
}

/// One household.
#[derive(Debug, Clone)]
pub struct Home {
    /// Its members, and what each is in it.
    pub members: Vec<(usize, Part)>,
    /// The head.
    pub head: usize,
    /// Code of the household type list.
    pub household_type: &'static str,
    /// Number of the grid, from 1.
    pub grid: usize,
}

impl Home {
    /// The people of the household.
    pub fn people(&self) -> impl Iterator<Item = usize> + '_ {
        self.members.iter().map(|member| member.0)
    }

    /// The people who have a given part.
    pub fn with_part(&self, part: Part) -> impl Iterator<Item = usize> + '_ {
        self.members
            .iter()
            .filter(move |member| member.1 == part)
            .map(|member| member.0)
    }
}

/// Which register a block belongs to, as far as its rows show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The community of 8,812.
    Community,
    /// The village of 431 households.
    Village,
    /// Part of a large register.
    Scale,
}

/// A part of the register that is made in one go: a whole community, a village, or one slice of a large register.
#[derive(Debug)]
pub struct Block<'a> {
    /// Which register it is.
    pub kind: Kind,
    /// Number of the block, from 0; only a large register has more than one.
    pub number: usize,
    /// The distributions.
    pub tables: &'a Tables,
    /// The calendar.
    pub calendar: Calendar,
    /// The source of chance.
    pub chance: Chance,
    /// The people. Their order is the order of the rows once households are made.
    pub people: Vec<Person>,
    /// The households.
    pub homes: Vec<Home>,
    /// Residents who died or moved away: their rows are kept as history. Not members of any household.
    pub closed: Vec<Person>,
}

impl Block<'_> {
    /// The people for whom the question is answered yes.
    pub fn people_where(&self, question: impl Fn(&Person) -> bool) -> Vec<usize> {
        (0..self.people.len())
            .filter(|&person| question(&self.people[person]))
            .collect()
    }
}
