//! Finds the people for every household.
//!
//! The order is that of difficulty: couples, then parents of the couples, then children, and last those who can live
//! anywhere. Everybody finds a place, because there are exactly as many seats as people.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::pool::Pool;
use super::template::{CoreKind, Template, templates};
use crate::synth::model::{Chance, Home, Marital, Part, Person};
use crate::synth::quotas::largest_remainder;

/// Years that a parent is older than a child, at least. Two more than the rule that warns, because ages are full years.
const PARENT_GAP: i32 = 20;

/// Years that a parent is older than a child, at most.
const OLDEST_PARENT_GAP: i32 = 42;

/// Years that a grandparent is older than a grandchild, at least; again two more than the rule that warns.
const GRANDPARENT_GAP: i32 = 38;

/// Years between husband and wife, at most.
const SPOUSE_GAP: i32 = 20;

/// Days between two births of one mother, at least.
const BIRTH_SPACING_DAYS: i32 = 330;

/// Age from which somebody can live without parents.
const ADULT: i32 = 18;

struct Shell {
    size: usize,
    template: Template,
    members: Vec<(usize, Part)>,
}

impl Shell {
    fn free(&self) -> usize {
        self.size - self.members.len()
    }

    fn seat(&mut self, person: usize, part: Part) {
        self.members.push((person, part));
    }

    fn has(&self, part: Part) -> usize {
        self.members.iter().filter(|member| member.1 == part).count()
    }

    fn people(&self, part: Part) -> impl Iterator<Item = usize> + '_ {
        self.members
            .iter()
            .filter(move |member| member.1 == part)
            .map(|member| member.0)
    }
}

struct Assembly<'a> {
    people: &'a [Person],
    chance: &'a mut Chance,
    shells: Vec<Shell>,
    /// Husband and wife of each couple; pools of couples hold indexes into this list, by the wife's age.
    couples: Vec<(usize, usize)>,
    seated: Vec<bool>,
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
    fn age(&self, person: usize) -> i32 {
        self.people[person].age
    }

    /// Pairs married men and women of like age, as many as the templates need; the other married people live apart.
    fn make_couples(&mut self) -> Pool {
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

    /// Households with two couples: parents and a grown child with wife or husband.
    fn seat_double_couples(&mut self, couples: &mut Pool) {
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
    fn side(&mut self) -> Part {
        if self.chance.random_bool(0.78) {
            Part::ParentOfMan
        } else {
            Part::ParentOfWoman
        }
    }

    /// The other couples: those with children at home first, by the wife's age, then those without.
    fn seat_core_couples(&mut self, couples: &mut Pool) {
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

    fn unseated(&self, wanted: impl Fn(&Person) -> bool) -> Pool {
        let free = (0..self.people.len()).filter(|&person| !self.seated[person] && wanted(&self.people[person]));
        Pool::new(free.map(|person| (person, self.age(person))))
    }

    /// Mothers and fathers without a partner here, and grandparents on their own.
    fn seat_lone_cores(&mut self) {
        let mut parents = self.unseated(|person| person.ever_married() && person.age <= 68);
        let mut widowed = self.unseated(|person| person.marital == Marital::Widowed && person.age >= 58);
        for shell in 0..self.shells.len() {
            let template = self.shells[shell].template;
            let found = match template.core {
                CoreKind::Parent => {
                    // A mother stays with the children more often than a father does.
                    let people = self.people;
                    let women_only = self.chance.random_bool(0.65);
                    let ages = |age: i32| match template.children {
                        1 => f64::from(u8::from((26..=64).contains(&age))),
                        _ => f64::from(u8::from((30..=52).contains(&age))),
                    };
                    parents
                        .take_weighted(self.chance, ages, |person| people[person].is_woman() || !women_only)
                        .or_else(|| parents.take_weighted(self.chance, ages, |_| true))
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
                None => self.shells[shell].template = Template::PEERS,
            }
        }
    }

    /// A widowed mother or father of somebody in the core, and the very old above the parents.
    fn seat_single_parents_of_cores(&mut self) {
        let mut old =
            self.unseated(|person| person.age >= 46 && matches!(person.marital, Marital::Widowed | Marital::Divorced));
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
                if let Some(parent) = old.take_near(target, gap, |_| true) {
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

    fn seat_minors(&mut self) {
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
    fn seat_grown_children(&mut self) {
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

    /// Fills every free seat: relatives and lodgers in families, then young people who share, then people alone.
    fn seat_everybody_else(&mut self) {
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
        let from = if young.len() > 0 { young } else { others };
        from.take_weighted(self.chance, |_| 1.0, |_| true)
    }

    fn place(&mut self, shell: usize, person: usize, part: Part) {
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
