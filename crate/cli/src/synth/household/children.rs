//! Children, small and grown, with parents who could be theirs.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::assembly::{ADULT, Assembly, BIRTH_SPACING_DAYS, GRANDPARENT_GAP, OLDEST_PARENT_GAP, PARENT_GAP};
use super::pool::Pool;
use super::template::CoreKind;
use crate::synth::model::{Marital, Part};

impl Assembly<'_> {
    /// Whether somebody can be a child of the core of a household.
    fn fits_as_child(&self, shell: usize, child: usize) -> bool {
        let shell = &self.shells[shell];
        let seats = shell.template.children;
        if shell.has(Part::Child) >= seats || shell.free() == 0 {
            return false;
        }
        let gap_fits = |parent: usize| {
            let gap = self.age(parent) - self.age(child);
            gap >= PARENT_GAP && (gap <= OLDEST_PARENT_GAP || !self.people[parent].is_woman()) && gap <= 55
        };
        let spaced =
            |sibling: usize| (self.people[sibling].birth - self.people[child].birth).abs() >= BIRTH_SPACING_DAYS;
        shell.people(Part::Core).all(gap_fits) && shell.people(Part::Child).all(spaced)
    }

    /// Households that have seats for children, by the age of the mother (or of the only parent).
    fn child_hosts(&self) -> Pool {
        let hosts = self.shells.iter().enumerate().filter_map(|(index, shell)| {
            let host = matches!(shell.template.core, CoreKind::Couple | CoreKind::Parent);
            let open = shell.has(Part::Child) < shell.template.children && shell.free() > 0;
            let reference = shell.people(Part::Core).last();
            reference
                .filter(|_| host && open)
                .map(|parent| (index, self.age(parent)))
        });
        Pool::new(hosts)
    }

    pub(super) fn seat_minors(&mut self) {
        let mut minors: Vec<usize> = (0..self.people.len())
            .filter(|&person| self.age(person) < ADULT)
            .collect();
        minors.shuffle(self.chance);
        self.seat_grandchildren(&mut minors);
        let mut hosts = self.child_hosts();
        for child in minors {
            let age = self.age(child);
            // Most mothers were 22 to 29.
            let target = age + self.chance.random_range(21..=26) + self.chance.random_range(0..=5);
            let gap = age + PARENT_GAP..=age + OLDEST_PARENT_GAP;
            let found = hosts.take_near(target, gap, |shell| self.fits_as_child(shell, child));
            if let Some(shell) = found {
                self.seated[child] = true;
                self.shells[shell].seat(child, Part::Child);
                if self.shells[shell].has(Part::Child) < self.shells[shell].template.children {
                    let parent = self.shells[shell].people(Part::Core).last();
                    hosts.put(shell, parent.map_or(0, |parent| self.age(parent)));
                }
            }
        }
    }

    fn seat_grandchildren(&mut self, minors: &mut Vec<usize>) {
        for shell in 0..self.shells.len() {
            let template = self.shells[shell].template;
            if !matches!(template.core, CoreKind::Grandparent | CoreKind::GrandparentCouple) {
                continue;
            }
            let youngest = self.shells[shell]
                .people(Part::Core)
                .map(|person| self.age(person))
                .min()
                .unwrap_or(0);
            let position = minors
                .iter()
                .rposition(|&child| youngest - self.age(child) >= GRANDPARENT_GAP);
            if let Some(position) = position {
                let child = minors.swap_remove(position);
                self.seated[child] = true;
                self.shells[shell].seat(child, Part::Grandchild);
            }
        }
    }

    /// Unmarried grown children fill the seats that minors left free.
    pub(super) fn seat_grown_children(&mut self) {
        let mut children =
            self.unseated(|person| person.marital == Marital::Single && (ADULT..=44).contains(&person.age));
        for shell in self.child_hosts().drain() {
            while self.shells[shell].has(Part::Child) < self.shells[shell].template.children {
                let parents: Vec<i32> = self.shells[shell]
                    .people(Part::Core)
                    .map(|person| self.age(person))
                    .collect();
                let Some(&mother) = parents.last() else { break };
                let target = mother - self.chance.random_range(21..=31);
                let ages = ADULT.max(mother - OLDEST_PARENT_GAP)..=mother - PARENT_GAP;
                let Some(child) = children.take_near(target, ages, |child| self.fits_as_child(shell, child)) else {
                    break;
                };
                self.seated[child] = true;
                self.shells[shell].seat(child, Part::Child);
            }
        }
    }
}
