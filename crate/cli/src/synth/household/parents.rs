//! People of the middle who have no partner here, and the old who live with their children.

use rand::RngExt;

use super::assembly::{Assembly, GRANDPARENT_GAP, OLDEST_PARENT_GAP, PARENT_GAP};
use super::template::CoreKind;
use crate::synth::model::{Marital, Part};

impl Assembly<'_> {
    /// Mothers and fathers without a partner here, and grandparents on their own.
    pub(super) fn seat_lone_cores(&mut self) {
        let mut parents = self.unseated(|person| person.ever_married() && person.age <= 68);
        let mut widowed = self.unseated(|person| person.marital == Marital::Widowed && person.age >= 58);
        for shell in 0..self.shells.len() {
            let template = self.shells[shell].template;
            let found = match template.core {
                CoreKind::Parent => {
                    // A mother stays with the children more often than a father does.
                    let women_only = self.chance.random_bool(0.65);
                    let fits = |person: usize| self.fits_below_parents(shell, person);
                    let ages = |age: i32| match template.children {
                        1 => f64::from(u8::from((26..=64).contains(&age))),
                        _ => f64::from(u8::from((30..=52).contains(&age))),
                    };
                    let people = self.people;
                    let mut chance = self.chance.clone();
                    let found = parents
                        .take_weighted(&mut chance, ages, |person| {
                            fits(person) && (people[person].is_woman() || !women_only)
                        })
                        .or_else(|| parents.take_weighted(&mut chance, ages, fits));
                    *self.chance = chance;
                    found
                }
                CoreKind::Grandparent => {
                    let seated = &self.seated;
                    widowed.take_weighted(
                        self.chance,
                        |age| f64::from(u8::from((58..=76).contains(&age))),
                        |person| !seated[person],
                    )
                }
                CoreKind::Couple | CoreKind::Peers | CoreKind::GrandparentCouple => continue,
            };
            match found {
                Some(person) => {
                    self.seated[person] = true;
                    self.shells[shell].seat(person, Part::Core);
                }
                None => self.shells[shell].give_up_core(),
            }
        }
    }

    /// Whether somebody can be the grown child of the parents who are in a household already.
    fn fits_below_parents(&self, shell: usize, person: usize) -> bool {
        self.shells[shell].members.iter().all(|&(parent, part)| {
            let gap = self.age(parent) - self.age(person);
            let same_side = (part == Part::ParentOfWoman) == self.people[person].is_woman();
            same_side && (PARENT_GAP..=OLDEST_PARENT_GAP).contains(&gap)
        })
    }

    /// A widowed mother or father of somebody in the core, and the very old above the parents.
    pub(super) fn seat_single_parents_of_cores(&mut self) {
        let mut old =
            self.unseated(|person| person.age >= 46 && matches!(person.marital, Marital::Widowed | Marital::Divorced));
        let mut apart = self.unseated(|person| person.age >= 52 && person.marital == Marital::Married);
        for shell in 0..self.shells.len() {
            let template = self.shells[shell].template;
            let core: Vec<usize> = self.shells[shell].people(Part::Core).collect();
            let (Some(&first), Some(&last)) = (core.first(), core.last()) else {
                continue;
            };
            let oldest = self.age(first).max(self.age(last));
            let youngest = self.age(first).min(self.age(last));
            if template.parents == 1 {
                let target = oldest + self.chance.random_range(21..=32);
                let gap = oldest + PARENT_GAP..=youngest + OLDEST_PARENT_GAP;
                let widowed = old.take_near(target, gap.clone(), |_| true);
                if let Some(parent) = widowed.or_else(|| apart.take_near(target, gap, |_| true)) {
                    let side = match core.len() {
                        1 if self.people[first].is_woman() => Part::ParentOfWoman,
                        1 => Part::ParentOfMan,
                        _ => self.side(),
                    };
                    self.seated[parent] = true;
                    self.shells[shell].seat(parent, side);
                }
            }
            if template.grandparents == 1 && template.parents == 2 {
                let parents = |part| self.shells[shell].people(part).collect::<Vec<_>>();
                let parents = [parents(Part::ParentOfMan), parents(Part::ParentOfWoman)].concat();
                let eldest = parents.iter().map(|&parent| self.age(parent)).max().unwrap_or(0);
                let from = (eldest + PARENT_GAP).max(oldest + GRANDPARENT_GAP);
                if let Some(person) = old.take_near(from, from..=eldest + OLDEST_PARENT_GAP, |_| true) {
                    self.seated[person] = true;
                    self.shells[shell].seat(person, Part::Grandparent);
                }
            }
        }
    }
}
