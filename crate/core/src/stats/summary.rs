//! What the values of a numeric field are like.

use crate::table::{Dictionary, Value};

/// A summary of the values of a field over a set of rows. Dates count as days since 1970-01-01.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Rows with a value.
    pub count: usize,
    /// Rows without one.
    pub missing: usize,
    /// Sum of the values.
    pub sum: f64,
    /// Arithmetic mean; `None` without values.
    pub mean: Option<f64>,
    /// Standard deviation of the sample, divided by *n* − 1; `None` for fewer than two values.
    pub standard_deviation: Option<f64>,
    /// Smallest value.
    pub min: Option<f64>,
    /// Largest value.
    pub max: Option<f64>,
    /// The quantiles that were asked for, in that order: linear interpolation at (*n* − 1)·*p*, type 7 of Hyndman and Fan (*Sample
    /// quantiles in statistical packages*, 1996).
    pub quantiles: Vec<Option<f64>>,
}

/// The number that a value counts as; `None` for text and truth values.
fn number(value: Value) -> Option<f64> {
    match value {
        Value::Integer(value) => Some(value as f64),
        Value::Number(value) => Some(value),
        Value::Date(day) => Some(f64::from(day)),
        Value::Text(_) | Value::Boolean(_) => None,
    }
}

/// Summarises the values of a numeric dictionary, given how many rows have each, as [`facet`](super::facet()) tells.
///
/// `None` if the values are no numbers and no dates. `probabilities` lie between 0 and 1.
///
/// # Panics
///
/// If there is not one count per value and one for missing.
pub fn summary(dictionary: &Dictionary, counts: &[u32], probabilities: &[f64]) -> Option<Summary> {
    let (values, missing) = numbers(dictionary, counts)?;
    let count: usize = values.iter().map(|&(_, count)| count).sum();
    // Not `sum()`: of nothing that is −0.
    let weighted = |of: &dyn Fn(f64) -> f64| {
        values
            .iter()
            .fold(0.0, |sum, &(value, count)| sum + of(value) * count as f64)
    };
    let sum = weighted(&|value| value);
    let mean = (count > 0).then(|| sum / count as f64);
    let standard_deviation = mean.filter(|_| count > 1).map(|mean| {
        let squares = weighted(&|value| (value - mean) * (value - mean));
        (squares / (count - 1) as f64).sqrt()
    });
    Some(Summary {
        count,
        missing,
        sum,
        mean,
        standard_deviation,
        min: values.first().map(|&(value, _)| value),
        max: values.last().map(|&(value, _)| value),
        quantiles: probabilities.iter().map(|&p| quantile(&values, count, p)).collect(),
    })
}

/// The values that occur with how often they do, ascending, and the number of rows without one.
fn numbers(dictionary: &Dictionary, counts: &[u32]) -> Option<(Vec<(f64, usize)>, usize)> {
    assert_eq!(
        counts.len(),
        dictionary.len() + 1,
        "one count per value and one for missing"
    );
    if matches!(dictionary, Dictionary::Text(_) | Dictionary::Boolean) {
        return None;
    }
    let (missing, counts) = counts.split_last().expect("the count of missing is always there");
    let values = (0..dictionary.len()).zip(counts).filter(|&(_, &count)| count > 0);
    let values = values.filter_map(|(code, &count)| Some((number(dictionary.value(code))?, count as usize)));
    Some((values.collect(), *missing as usize))
}

fn quantile(values: &[(f64, usize)], count: usize, probability: f64) -> Option<f64> {
    if count == 0 {
        return None;
    }
    let place = (count - 1) as f64 * probability;
    let (low, share) = (place.floor() as usize, place - place.floor());
    let at = |place: usize| {
        let mut seen = 0;
        let found = values.iter().find(|&&(_, count)| {
            seen += count;
            seen > place
        });
        found.or(values.last()).map(|&(value, _)| value)
    };
    let (low_value, high_value) = (at(low)?, at(low + 1)?);
    Some(if share == 0.0 {
        low_value
    } else {
        low_value + share * (high_value - low_value)
    })
}

/// How many rows have a value from each edge up to before the next. First the rows below all edges, last those from the last edge
/// on, then those without a value: two more counts than edges.
///
/// `None` if the values are no numbers and no dates. `edges` ascend.
///
/// # Panics
///
/// If there is not one count per value and one for missing.
pub fn histogram(dictionary: &Dictionary, counts: &[u32], edges: &[f64]) -> Option<Vec<u32>> {
    let (values, missing) = numbers(dictionary, counts)?;
    let mut bins = vec![0; edges.len() + 2];
    for (value, count) in values {
        bins[edges.partition_point(|&edge| edge <= value)] += count as u32;
    }
    bins[edges.len() + 1] = missing as u32;
    Some(bins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_small_sample() {
        // 1, 2, 2, 10 and one missing; checked by hand and with R's quantile(type = 7).
        let dictionary = Dictionary::Integer(vec![1, 2, 5, 10]);
        let found = summary(&dictionary, &[1, 2, 0, 1, 1], &[0.0, 0.25, 0.5, 0.9, 1.0]).expect("numbers");
        assert_eq!((found.count, found.missing, found.sum), (4, 1, 15.0));
        assert_eq!((found.mean, found.min, found.max), (Some(3.75), Some(1.0), Some(10.0)));
        let quantiles: Vec<f64> = found.quantiles.into_iter().flatten().collect();
        for (found, expected) in quantiles.iter().zip([1.0, 1.75, 2.0, 7.6, 10.0]) {
            assert!((found - expected).abs() < 1e-12, "{found} instead of {expected}");
        }
        assert!((found.standard_deviation.expect("four values") - 4.193_248_541_803_041).abs() < 1e-12);
        let bins = histogram(&dictionary, &[1, 2, 0, 1, 1], &[2.0, 6.0, 10.0]);
        assert_eq!(bins, Some(vec![1, 2, 0, 1, 1]));
    }

    #[test]
    fn nothing_has_no_mean_and_texts_have_none_either() {
        let found = summary(&Dictionary::Number(vec![1.5]), &[0, 3], &[0.5]).expect("numbers");
        assert_eq!((found.count, found.missing, found.mean), (0, 3, None));
        assert_eq!(found.sum.to_bits(), 0.0_f64.to_bits());
        assert_eq!((found.min, found.quantiles), (None, vec![None]));
        let one = summary(&Dictionary::Date(vec![7]), &[1, 0], &[0.5]).expect("dates");
        assert_eq!((one.standard_deviation, one.quantiles), (None, vec![Some(7.0)]));
        assert_eq!(summary(&Dictionary::Boolean, &[0, 0, 0], &[]), None);
    }
}
