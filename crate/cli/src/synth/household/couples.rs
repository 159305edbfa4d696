//! Married couples: who is married to whom, and in which household they live.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::assembly::{Assembly, OLDEST_PARENT_GAP, PARENT_GAP, SPOUSE_GAP, Shell};
use super::pool::Pool;
use super::template::{CoreKind, Template};
use crate::synth::model::{Marital, Part};

impl Assembly<'_> {
    /// Pairs married men and women of like age, as many as the templates need; the other married people live apart.
    pub(super) fn make_couples(&mut self) -> Pool {
        let needed: usize = self.shells.iter().map(|shell| shell.template.couple_count()).sum();
        let mut sides = [self.married(0), self.married(1)];
        let surplus = sides[0].len().abs_diff(sides[1].len());
        let longer = usize::from(sides[1].len() > sides[0].len());
        let lonely: Vec<usize> = rand::seq::index::sample(self.chance, sides[longer].len(), surplus).into_vec();
        let mut position = 0;
        sides[longer].retain(|_| {
            position += 1;
            !lonely.contains(&(position - 1))
        });
        let people = self.people;
        let close = |pair: &(usize, usize)| (people[pair.0].age - people[pair.1].age).abs() <= SPOUSE_GAP;
        let mut pairs: Vec<(usize, usize)> = sides[0]
            .iter()
            .copied()
            .zip(sides[1].iter().copied())
            .filter(close)
            .collect();
        pairs.shuffle(self.chance);
        pairs.truncate(needed);
        self.drop_templates_without_couple(needed - pairs.len());
        self.couples = pairs;
        Pool::new(
            self.couples
                .iter()
                .enumerate()
                .map(|(couple, pair)| (couple, self.age(pair.1))),
        )
    }

    /// Married people of one sex by age, a little shuffled; wives are two years younger on the average.
    fn married(&mut self, sex: usize) -> Vec<usize> {
        let mut order: Vec<(f64, usize)> = Vec::new();
        for (index, person) in self.people.iter().enumerate() {
            if person.sex.index() == sex && person.marital == Marital::Married {
                order.push((f64::from(person.age) + self.chance.random_range(-2.5..2.5), index));
            }
        }
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        order.into_iter().map(|entry| entry.1).collect()
    }

    /// Where there are too few couples, the smallest households do without.
    fn drop_templates_without_couple(&mut self, mut missing: usize) {
        for shell in self.shells.iter_mut().rev() {
            let couples = shell.template.couple_count();
            if missing > 0 && couples > 0 {
                shell.template = Template::PEERS;
                missing = missing.saturating_sub(couples);
            }
        }
    }

    fn seat_couple(&mut self, shell: usize, couple: usize, part: Part) {
        let (husband, wife) = self.couples[couple];
        for person in [husband, wife] {
            self.seated[person] = true;
            self.shells[shell].seat(person, part);
        }
    }

    fn wife_age(&self, couple: usize) -> i32 {
        self.age(self.couples[couple].1)
    }

    fn couple_ages(&self, couple: usize) -> [i32; 2] {
        let (husband, wife) = self.couples[couple];
        [self.age(husband), self.age(wife)]
    }

    /// Parents with a grown child who has a wife or a husband, or children and no partner here (found later).
    pub(super) fn seat_double_couples(&mut self, couples: &mut Pool) {
        for shell in 0..self.shells.len() {
            if self.shells[shell].template.parents != 2 {
                continue;
            }
            let wants_children = self.shells[shell].template.children > 0;
            let old = couples.take_weighted(
                self.chance,
                |age| f64::from(u8::from((45..=78).contains(&age))),
                |_| true,
            );
            if let (CoreKind::Parent, Some(old)) = (self.shells[shell].template.core, old) {
                let side = self.side();
                self.seat_couple(shell, old, side);
                continue;
            }
            let young = old.and_then(|old| {
                let [husband, wife] = self.couple_ages(old);
                let oldest = husband.min(wife) - PARENT_GAP;
                let youngest = if wants_children { 23 } else { 20 };
                let target = wife - self.chance.random_range(21..=30);
                couples.take_near(target, youngest.max(wife - OLDEST_PARENT_GAP)..=oldest, |couple| {
                    let ages = self.couple_ages(couple);
                    ages.iter()
                        .all(|&age| age <= oldest && husband - age <= OLDEST_PARENT_GAP)
                })
            });
            match (old, young) {
                (Some(old), Some(young)) => {
                    let side = self.side();
                    self.seat_couple(shell, young, Part::Core);
                    self.seat_couple(shell, old, side);
                }
                (Some(old), None) => {
                    couples.put(old, self.wife_age(old));
                    self.shells[shell].template.parents = 0;
                }
                (None, _) => self.shells[shell].template.parents = 0,
            }
        }
    }

    /// Parents live with a son more often than with a daughter.
    pub(super) fn side(&mut self) -> Part {
        if self.chance.random_bool(0.78) {
            Part::ParentOfMan
        } else {
            Part::ParentOfWoman
        }
    }

    /// The other couples: those with children at home first, by the wife's age, then those without.
    pub(super) fn seat_core_couples(&mut self, couples: &mut Pool) {
        let open = |shell: &Shell, kind| shell.template.core == kind && shell.members.is_empty();
        for shell in 0..self.shells.len() {
            if open(&self.shells[shell], CoreKind::GrandparentCouple) {
                let grandparents = couples.take_weighted(
                    self.chance,
                    |age| f64::from(u8::from((54..=74).contains(&age))),
                    |_| true,
                );
                match grandparents {
                    Some(couple) => self.seat_couple(shell, couple, Part::Core),
                    None => self.shells[shell].template = Template::PEERS,
                }
            }
        }
        for childless in [false, true] {
            for shell in 0..self.shells.len() {
                let template = self.shells[shell].template;
                let is_childless = template.children == 0 && template.parents == 0;
                if !open(&self.shells[shell], CoreKind::Couple) || is_childless != childless {
                    continue;
                }
                let weight = |age: i32| match (template.children, template.parents) {
                    (0, 0) => 1.0,
                    (0, _) => f64::from(u8::from((24..=58).contains(&age))),
                    (1, 0) => children_at_home(age),
                    (1, _) => children_at_home(age) * f64::from(u8::from(age <= 52)),
                    (_, _) => children_at_home(age) * f64::from(u8::from((28..=52).contains(&age))),
                };
                let couple = couples
                    .take_weighted(self.chance, weight, |_| true)
                    .or_else(|| couples.take_weighted(self.chance, |_| 1.0, |_| true));
                match couple {
                    Some(couple) => self.seat_couple(shell, couple, Part::Core),
                    None => self.shells[shell].template = Template::PEERS,
                }
            }
        }
    }
}

/// How likely a couple has children at home, by the wife's age.
fn children_at_home(wife_age: i32) -> f64 {
    match wife_age {
        ..=21 => 0.25,
        22..=24 => 0.7,
        25..=29 => 0.9,
        30..=47 => 1.2,
        48..=54 => 0.6,
        55..=59 => 0.3,
        60..=66 => 0.1,
        _ => 0.01,
    }
}
