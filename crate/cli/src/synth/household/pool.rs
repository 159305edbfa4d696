//! People (or couples) who still need a household, found by age.

use crate::synth::model::Chance;
use crate::synth::quotas::draw;

/// Oldest age that a pool can hold.
const OLDEST: usize = 120;

/// Candidates by age. Whoever was put in last at an age is taken first, so a shuffled filling gives random answers.
#[derive(Debug)]
pub struct Pool {
    by_age: Vec<Vec<usize>>,
}

impl Pool {
    /// A pool of candidates with their ages.
    pub fn new(candidates: impl IntoIterator<Item = (usize, i32)>) -> Self {
        let mut pool = Self {
            by_age: vec![Vec::new(); OLDEST + 1],
        };
        for (candidate, age) in candidates {
            pool.put(candidate, age);
        }
        pool
    }

    /// Puts a candidate in, or back in.
    pub fn put(&mut self, candidate: usize, age: i32) {
        self.by_age[clamp(age)].push(candidate);
    }

    /// Whether nobody is left.
    pub fn is_empty(&self) -> bool {
        self.by_age.iter().all(Vec::is_empty)
    }

    /// Takes the candidate nearest in age to `target`, inside `ages`, who fits.
    pub fn take_near(
        &mut self,
        target: i32,
        ages: std::ops::RangeInclusive<i32>,
        fits: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let (from, to) = (clamp(*ages.start()), clamp(*ages.end()));
        if *ages.end() < 0 || from > to {
            return None;
        }
        let target = clamp(target).clamp(from, to);
        for distance in 0..=(to - from) {
            let above = (target + distance <= to).then_some(target + distance);
            let below = (distance > 0 && target >= from + distance).then(|| target - distance);
            for age in [above, below].into_iter().flatten() {
                if let Some(position) = self.by_age[age].iter().rposition(|&candidate| fits(candidate)) {
                    return Some(self.by_age[age].swap_remove(position));
                }
            }
        }
        None
    }

    /// Takes a candidate whose age is drawn by how many have it and by `weight`, which is zero for ages not wanted.
    pub fn take_weighted(
        &mut self,
        chance: &mut Chance,
        weight: impl Fn(i32) -> f64,
        fits: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let weights: Vec<(i32, f64)> = (0..=OLDEST)
            .map(|age| {
                let years = i32::try_from(age).expect("ages are small");
                let fitting = self.by_age[age].iter().filter(|&&candidate| fits(candidate)).count();
                (years, fitting as f64 * weight(years))
            })
            .collect();
        if weights.iter().all(|age| age.1 <= 0.0) {
            return None;
        }
        let age = draw(chance, &weights);
        self.take_near(age, age..=age, fits)
    }

    /// Takes everybody, youngest first.
    pub fn drain(&mut self) -> Vec<usize> {
        self.by_age.iter_mut().flat_map(std::mem::take).collect()
    }
}

fn clamp(age: i32) -> usize {
    usize::try_from(age).unwrap_or(0).min(OLDEST)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn the_nearest_in_range_is_taken() {
        let mut pool = Pool::new([(0, 20), (1, 30), (2, 41)]);
        assert_eq!(pool.take_near(33, 25..=60, |_| true), Some(1));
        assert_eq!(pool.take_near(33, 25..=40, |_| true), None);
        assert_eq!(pool.take_near(0, 0..=99, |candidate| candidate == 2), Some(2));
        assert!(!pool.is_empty());
        assert_eq!(pool.drain(), [0]);
        assert!(pool.is_empty());
    }

    #[test]
    fn ages_of_weight_zero_are_not_taken() {
        let mut pool = Pool::new([(0, 20), (1, 30)]);
        let mut chance = Chance::seed_from_u64(1);
        let old = |age: i32| if age > 25 { 1.0 } else { 0.0 };
        assert_eq!(pool.take_weighted(&mut chance, old, |_| true), Some(1));
        assert_eq!(pool.take_weighted(&mut chance, old, |_| true), None);
    }
}
