//! Exact shares: how a total is divided by weights, and how the parts are dealt to people.
//!
//! Drawing each value at random would make every marginal wander. A quota does not: the counts are fixed by the weights, and
//! chance decides only who gets what.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::model::Chance;

/// Divides `total` by `weights` so that the parts are whole, sum to `total` and are each within one of the exact share.
///
/// The largest remainders are rounded up; between equal remainders the earlier part wins, so the answer is always the same.
///
/// # Panics
///
/// If `total` is not zero and no weight is above zero.
pub fn largest_remainder(weights: &[f64], total: usize) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    assert!(
        total == 0 || sum > 0.0,
        "a total cannot be divided by weights that are all zero"
    );
    if total == 0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|weight| weight / sum * total as f64).collect();
    let mut parts: Vec<usize> = exact.iter().map(|share| share.floor() as usize).collect();
    let mut order: Vec<usize> = (0..weights.len()).filter(|&part| weights[part] > 0.0).collect();
    order.sort_by(|&a, &b| exact[b].fract().total_cmp(&exact[a].fract()).then(a.cmp(&b)));
    let missing = total - parts.iter().sum::<usize>();
    for &part in order.iter().cycle().take(missing) {
        parts[part] += 1;
    }
    parts
}

/// Deals `count` values in exact shares, in random order.
pub fn deal<T: Copy>(chance: &mut Chance, shares: &[(T, f64)], count: usize) -> Vec<T> {
    let weights: Vec<f64> = shares.iter().map(|share| share.1).collect();
    let mut dealt: Vec<T> = largest_remainder(&weights, count)
        .into_iter()
        .zip(shares)
        .flat_map(|(part, share)| std::iter::repeat_n(share.0, part))
        .collect();
    dealt.shuffle(chance);
    dealt
}

/// Chooses `count` of the candidates, those with greater weight sooner; all of them when there are not enough.
///
/// A candidate of weight zero is chosen never. The choice comes back in the order of the candidates.
pub fn choose_weighted(chance: &mut Chance, candidates: &[(usize, f64)], count: usize) -> Vec<usize> {
    let mut keyed: Vec<(f64, usize)> = candidates
        .iter()
        .filter(|candidate| candidate.1 > 0.0)
        .map(|&(candidate, weight)| (chance.random::<f64>() / weight, candidate))
        .collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    keyed.truncate(count);
    let mut chosen: Vec<usize> = keyed.into_iter().map(|(_, candidate)| candidate).collect();
    chosen.sort_unstable();
    chosen
}

/// Chooses `count` of the candidates with equal chances; all of them when there are not enough.
pub fn choose(chance: &mut Chance, candidates: &[usize], count: usize) -> Vec<usize> {
    let weighted: Vec<(usize, f64)> = candidates.iter().map(|&candidate| (candidate, 1.0)).collect();
    choose_weighted(chance, &weighted, count)
}

/// Deals values in exact shares, giving people the value that suits them as long as there is one left.
///
/// `suits` names the value for a person, or nothing when any will do. The answer is in the order of `people`.
pub fn deal_suiting<T: Copy + PartialEq>(
    chance: &mut Chance,
    shares: &[(T, f64)],
    people: &[usize],
    mut suits: impl FnMut(&mut Chance, usize) -> Option<T>,
) -> Vec<(usize, T)> {
    let weights: Vec<f64> = shares.iter().map(|share| share.1).collect();
    let mut left = largest_remainder(&weights, people.len());
    let mut order: Vec<usize> = (0..people.len()).collect();
    order.shuffle(chance);
    let mut dealt: Vec<Option<T>> = vec![None; people.len()];
    for &position in &order {
        let wanted = suits(chance, people[position]);
        let part = shares.iter().position(|share| Some(share.0) == wanted);
        if let Some(part) = part.filter(|&part| left[part] > 0) {
            left[part] -= 1;
            dealt[position] = Some(shares[part].0);
        }
    }
    let mut rest: Vec<T> = left
        .iter()
        .zip(shares)
        .flat_map(|(&part, share)| std::iter::repeat_n(share.0, part))
        .collect();
    rest.shuffle(chance);
    people
        .iter()
        .zip(dealt)
        .map(|(&person, value)| {
            let value = value.or_else(|| rest.pop());
            (person, value.expect("the shares were divided by the number of people"))
        })
        .collect()
}

/// Draws one value by weight.
///
/// # Panics
///
/// If no weight is above zero.
pub fn draw<T: Copy>(chance: &mut Chance, shares: &[(T, f64)]) -> T {
    let sum: f64 = shares.iter().map(|share| share.1).sum();
    let mut point = chance.random::<f64>() * sum;
    for &(value, weight) in shares {
        if point < weight {
            return value;
        }
        point -= weight;
    }
    let last = shares.iter().rev().find(|share| share.1 > 0.0);
    last.expect("callers pass tables with at least one positive weight").0
}

/// `share` of `count`, rounded to the nearest whole.
pub fn part_of(count: usize, share: f64) -> usize {
    (count as f64 * share).round() as usize
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn parts_sum_to_the_total_and_stay_within_one() {
        let weights = [0.5, 3.25, 0.0, 96.25];
        for total in [0, 1, 2, 7, 100, 8_812] {
            let parts = largest_remainder(&weights, total);
            assert_eq!(parts.iter().sum::<usize>(), total);
            assert_eq!(parts[2], 0);
            for (part, weight) in parts.iter().zip(weights) {
                assert!((*part as f64 - weight / 100.0 * total as f64).abs() < 1.0);
            }
        }
    }

    #[test]
    fn the_largest_remainder_is_rounded_up_first() {
        assert_eq!(largest_remainder(&[1.0, 1.0, 1.0], 4), [2, 1, 1]);
        assert_eq!(largest_remainder(&[1.4, 1.6], 3), [1, 2]);
    }

    #[test]
    fn dealt_values_have_exact_shares() {
        let mut chance = Chance::seed_from_u64(1);
        let dealt = deal(&mut chance, &[("a", 25.0), ("b", 75.0)], 200);
        assert_eq!(dealt.iter().filter(|value| **value == "a").count(), 50);
    }

    #[test]
    fn weight_zero_is_never_chosen() {
        let mut chance = Chance::seed_from_u64(2);
        let chosen = choose_weighted(&mut chance, &[(7, 0.0), (8, 1.0), (9, 1.0)], 3);
        assert_eq!(chosen, [8, 9]);
    }
}
