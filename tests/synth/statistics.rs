//! Pearson's χ² test against a fully known distribution.

/// A category needs this much expectation to stand alone; smaller ones are pooled (Cochran's rule).
const LEAST_EXPECTED: f64 = 5.0;

/// The significance at which a register is taken to miss its target.
pub const SIGNIFICANCE: f64 = 0.001;

/// Outcome of a test.
pub struct ChiSquare {
    /// Sum of squared differences over expectations.
    pub statistic: f64,
    /// Categories that were free to vary.
    pub degrees: u32,
}

impl ChiSquare {
    /// Compares counts with weights, which are scaled to the same total. Neighbours with little expectation are pooled.
    pub fn of(observed: &[f64], weights: &[f64]) -> Self {
        assert_eq!(observed.len(), weights.len());
        let total: f64 = observed.iter().sum();
        let scale = total / weights.iter().sum::<f64>();
        let mut pooled: Vec<(f64, f64)> = Vec::new();
        for (&count, &weight) in observed.iter().zip(weights) {
            let expected = weight * scale;
            match pooled.last_mut() {
                Some(last) if last.1 < LEAST_EXPECTED || expected < LEAST_EXPECTED => {
                    last.0 += count;
                    last.1 += expected;
                }
                _ => pooled.push((count, expected)),
            }
        }
        let statistic = pooled
            .iter()
            .map(|(count, expected)| (count - expected).powi(2) / expected)
            .sum();
        let degrees = u32::try_from(pooled.len()).expect("few categories") - 1;
        Self { statistic, degrees }
    }

    /// Adds an independent test, such as that of the other sex.
    pub fn plus(self, other: &Self) -> Self {
        Self {
            statistic: self.statistic + other.statistic,
            degrees: self.degrees + other.degrees,
        }
    }

    /// Chance of a statistic at least this large if the target holds.
    ///
    /// The upper tail 1 − P(k/2, x/2), with P as its power series (NIST Digital Library of Mathematical Functions, 8.7.1).
    pub fn tail_probability(&self) -> f64 {
        let shape = f64::from(self.degrees) / 2.0;
        let x = self.statistic / 2.0;
        if x == 0.0 {
            return 1.0;
        }
        let mut term = 1.0;
        let mut sum = 1.0;
        let mut denominator = shape;
        while term > sum * f64::EPSILON {
            denominator += 1.0;
            term *= x / denominator;
            sum += term;
        }
        let ln_lower = shape * x.ln() - x - ln_gamma_of_half(self.degrees + 2) + sum.ln();
        1.0 - ln_lower.exp().min(1.0)
    }

    /// Fails the test that called it when the target is missed.
    #[track_caller]
    pub fn assert_fits(&self, what: &str) {
        let chance = self.tail_probability();
        assert!(
            chance >= SIGNIFICANCE,
            "{what}: χ² = {:.1} with {} degrees of freedom has a chance of {chance:.2e}, below {SIGNIFICANCE}",
            self.statistic,
            self.degrees
        );
    }
}

/// ln Γ(n / 2), by Γ(x + 1) = x Γ(x) from Γ(1/2) = √π or Γ(1) = 1.
fn ln_gamma_of_half(n: u32) -> f64 {
    let (mut value, mut at) = if n % 2 == 1 {
        (std::f64::consts::PI.sqrt().ln(), 1)
    } else {
        (0.0, 2)
    };
    while at < n {
        value += (f64::from(at) / 2.0).ln();
        at += 2;
    }
    value
}

#[test]
fn the_tail_is_that_of_the_printed_table() {
    // Upper 0.001 points, NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4.
    let printed = [
        (1, 10.828),
        (2, 13.816),
        (5, 20.515),
        (7, 24.322),
        (10, 29.588),
        (35, 66.619),
    ];
    for (degrees, statistic) in printed {
        let chance = ChiSquare { statistic, degrees }.tail_probability();
        assert!((chance - SIGNIFICANCE).abs() < 1e-6, "{degrees} degrees: {chance}");
    }
}

#[test]
fn a_register_with_a_tenth_too_many_in_one_category_is_found_out() {
    let weights = [3000.0, 3000.0, 2812.0];
    assert!(ChiSquare::of(&weights, &weights).tail_probability() > 0.99);
    let skewed = ChiSquare::of(&[3300.0, 2850.0, 2662.0], &weights);
    assert!(skewed.tail_probability() < SIGNIFICANCE);
}

#[test]
fn small_categories_are_pooled() {
    let test = ChiSquare::of(&[50.0, 30.0, 3.0, 1.0], &[50.0, 30.0, 3.0, 1.0]);
    assert_eq!(test.degrees, 1);
}
