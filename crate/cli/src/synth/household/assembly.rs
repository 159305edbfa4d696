//! Finds the people for every household.
//!
//! The order is that of difficulty: couples, then parents of the couples, then children, and last those who can live
//! anywhere. Everybody finds a place, because there are exactly as many seats as people.

use rand::seq::SliceRandom;

use super::pool::Pool;
use super::template::{CoreKind, Template, templates};
use crate::synth::model::{Chance, Home, Part, Person};
use crate::synth::quotas::largest_remainder;

/// Years that a parent is older than a child, at least. Two more than the rule that warns, because ages are full years.
pub(super) const PARENT_GAP: i32 = 20;

/// Years that a parent is older than a child, at most.
pub(super) const OLDEST_PARENT_GAP: i32 = 42;

/// Years that a grandparent is older than a grandchild, at least; again two more than the rule that warns.
pub(super) const GRANDPARENT_GAP: i32 = 38;

/// Years between husband and wife, at most.
pub(super) const SPOUSE_GAP: i32 = 20;

/// Days between two births of one mother, at least.
pub(super) const BIRTH_SPACING_DAYS: i32 = 330;

/// Age from which somebody can live without parents.
pub(super) const ADULT: i32 = 18;

/// A household that is being filled.
pub(super) struct Shell {
    pub(super) size: usize,
    pub(super) template: Template,
    pub(super) members: Vec<(usize, Part)>,
}

impl Shell {
    pub(super) fn free(&self) -> usize {
        self.size - self.members.len()
    }

    pub(super) fn seat(&mut self, person: usize, part: Part) {
        self.members.push((person, part));
    }

    /// Nobody was found for the middle: parents who wait there become the middle, an empty dwelling is shared.
    pub(super) fn give_up_core(&mut self) {
        self.template = match self.members.is_empty() {
            true => Template::PEERS,
            false => Template {
                core: CoreKind::Couple,
                children: self.size - self.members.len(),
                parents: 0,
                grandparents: 0,
            },
        };
        for member in &mut self.members {
            member.1 = Part::Core;
        }
    }

    pub(super) fn has(&self, part: Part) -> usize {
        self.members.iter().filter(|member| member.1 == part).count()
    }

    pub(super) fn people(&self, part: Part) -> impl Iterator<Item = usize> + '_ {
        self.members
            .iter()
            .filter(move |member| member.1 == part)
            .map(|member| member.0)
    }
}

/// The households that are being filled, and who has a seat.
pub(super) struct Assembly<'a> {
    pub(super) people: &'a [Person],
    pub(super) chance: &'a mut Chance,
    pub(super) shells: Vec<Shell>,
    /// Husband and wife of each couple; pools of couples hold indexes into this list, by the wife's age.
    pub(super) couples: Vec<(usize, usize)>,
    pub(super) seated: Vec<bool>,
}

/// Puts everybody into households of the given sizes: `sizes[n]` households of `n` people.
///
/// # Panics
///
/// If the seats are not as many as the people.
pub fn assemble(people: &[Person], sizes: &[usize], chance: &mut Chance) -> Vec<Home> {
    let seats: usize = sizes.iter().enumerate().map(|(size, count)| size * count).sum();
    assert_eq!(seats, people.len(), "households must have a seat for everybody");
    let mut assembly = Assembly {
        people,
        shells: shells(sizes),
        couples: Vec::new(),
        seated: vec![false; people.len()],
        chance,
    };
    let mut couples = assembly.make_couples();
    assembly.seat_double_couples(&mut couples);
    assembly.seat_core_couples(&mut couples);
    assembly.seat_lone_cores();
    assembly.seat_single_parents_of_cores();
    assembly.seat_minors();
    assembly.seat_grown_children();
    assembly.seat_everybody_else();
    assembly.finish()
}

fn shells(sizes: &[usize]) -> Vec<Shell> {
    let mut shells = Vec::new();
    for (size, &count) in sizes.iter().enumerate().rev() {
        let shares = templates(size);
        let weights: Vec<f64> = shares.iter().map(|share| share.1).collect();
        for (share, part) in shares.iter().zip(largest_remainder(&weights, count)) {
            shells.extend((0..part).map(|_| Shell {
                size,
                template: share.0,
                members: Vec::new(),
            }));
        }
    }
    shells
}

impl Assembly<'_> {
    pub(super) fn age(&self, person: usize) -> i32 {
        self.people[person].age
    }

    pub(super) fn unseated(&self, wanted: impl Fn(&Person) -> bool) -> Pool {
        let free = (0..self.people.len()).filter(|&person| !self.seated[person] && wanted(&self.people[person]));
        Pool::new(free.map(|person| (person, self.age(person))))
    }

    pub(super) fn place(&mut self, shell: usize, person: usize, part: Part) {
        self.seated[person] = true;
        self.shells[shell].seat(person, part);
    }

    fn finish(self) -> Vec<Home> {
        let homes = self.shells.into_iter().map(|shell| Home {
            head: shell.members[0].0,
            members: shell.members,
            household_type: "",
            grid: 0,
        });
        let mut homes: Vec<Home> = homes.collect();
        homes.shuffle(self.chance);
        homes
    }
}
