//! The seats that are free when families are complete, and the people who are left.

use rand::RngExt;

use super::assembly::{ADULT, Assembly, BIRTH_SPACING_DAYS, Shell};
use super::pool::Pool;
use super::template::CoreKind;
use crate::synth::model::{Marital, Part};

impl Assembly<'_> {
    /// Fills every free seat: relatives and lodgers in families, then young people who share, then people alone.
    pub(super) fn seat_everybody_else(&mut self) {
        let mut minors = self.unseated(|person| person.age < ADULT).drain();
        let mut young = self.unseated(|person| (ADULT..=40).contains(&person.age));
        let mut others = self.unseated(|person| person.age > 40);
        let is_family = |shell: &Shell| shell.template.core != CoreKind::Peers && !shell.members.is_empty();
        for shell in 0..self.shells.len() {
            while is_family(&self.shells[shell]) && self.shells[shell].free() > 0 {
                if let Some(minor) = minors.pop() {
                    self.place(shell, minor, Part::Ward);
                    continue;
                }
                let first = self.shells[shell].members[0].0;
                let (age, people) = (self.age(first), self.people);
                let ages = age - 12..=age + 12;
                let unmarried = |person: usize| people[person].marital == Marital::Single;
                if let Some(sibling) = young.take_near(age - 4, ages, unmarried) {
                    self.place(shell, sibling, Part::Sibling);
                } else if let Some(lodger) = self.take_any(&mut young, &mut others) {
                    self.place(shell, lodger, Part::Lodger);
                } else {
                    break;
                }
            }
        }
        for shell in 0..self.shells.len() {
            if self.shells[shell].size > 1 {
                self.fill_with_peers(shell, &mut minors, &mut young, &mut others);
            }
        }
        let mut rest: Vec<usize> = [others.drain(), young.drain(), minors].concat();
        for shell in 0..self.shells.len() {
            while self.shells[shell].free() > 0 {
                let Some(person) = rest.pop() else { return };
                let part = if self.shells[shell].members.is_empty() {
                    Part::Core
                } else {
                    Part::Lodger
                };
                self.place(shell, person, part);
            }
        }
    }

    fn fill_with_peers(&mut self, shell: usize, minors: &mut Vec<usize>, young: &mut Pool, others: &mut Pool) {
        let mut siblings = self.chance.random_bool(0.25);
        while self.shells[shell].free() > 0 {
            let Some(&(first, _)) = self.shells[shell].members.first() else {
                let weight = |age: i32| if age <= 28 { 1.0 } else { 0.3 };
                let found = young.take_weighted(self.chance, weight, |_| true);
                match found.or_else(|| self.take_any(young, others)).or_else(|| minors.pop()) {
                    Some(person) => self.place(shell, person, Part::Core),
                    None => return,
                }
                continue;
            };
            if let Some(minor) = minors.pop() {
                self.place(shell, minor, Part::Ward);
                continue;
            }
            let (age, people) = (self.age(first), self.people);
            siblings &= people[first].marital == Marital::Single;
            let spaced = |person: usize| {
                !siblings
                    || (people[person].marital == Marital::Single
                        && (people[person].birth - people[first].birth).abs() >= BIRTH_SPACING_DAYS)
            };
            let near = young.take_near(age, age - 8..=age + 8, spaced);
            let part = if siblings && near.is_some() {
                Part::Sibling
            } else {
                Part::Lodger
            };
            match near.or_else(|| self.take_any(young, others)) {
                Some(person) => self.place(shell, person, part),
                None => return,
            }
        }
    }

    fn take_any(&mut self, young: &mut Pool, others: &mut Pool) -> Option<usize> {
        let from = if young.is_empty() { others } else { young };
        from.take_weighted(self.chance, |_| 1.0, |_| true)
    }
}
