//! Weights, and the thresholds that a random number is compared with.

use crate::error::unwind::DrawError;

/// Parents with from `low` to `high` children, and their weight.
#[derive(Clone, Copy, Debug)]
pub(super) struct WeightedBand {
    pub(super) low: u64,
    pub(super) high: u64,
    pub(super) weight: f64,
}

/// The sum of the weights, or an error if they are invalid.
pub(in crate::generate) fn total_weight(weights: &(impl Iterator<Item = f64> + Clone)) -> Result<f64, DrawError> {
    let sum = weights.clone().sum::<f64>();
    if weights.clone().any(|weight| weight.is_nan() || weight < 0.0) || sum <= 0.0 || sum.is_infinite() {
        return Err(DrawError {
            message: format!("{:?} are not valid weights", weights.clone().collect::<Vec<_>>()),
            help: "use numbers of 0 or more; their sum must be finite and not 0".to_owned(),
        });
    }
    Ok(sum)
}

/// The share of each choice and of those before it, in parts of 2^64; `u64::MAX` is all.
pub(super) fn cumulative_thresholds(weights: impl Iterator<Item = f64> + Clone) -> Result<Vec<u64>, DrawError> {
    let sum = total_weight(&weights)?;
    // The last choice with a weight takes the rest that rounding leaves.
    let has_weight = weights.clone().map(|weight| weight > 0.0).collect::<Vec<_>>();
    let last = has_weight.iter().rposition(|has_weight| *has_weight).unwrap_or(0);
    let mut cumulative = 0.0;
    let thresholds = weights.enumerate().map(|(n, weight)| {
        cumulative += weight;
        if n >= last {
            return u64::MAX;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of 2^64; `as` saturates"
        )]
        let threshold = (cumulative / sum * 18_446_744_073_709_551_616.0) as u64;
        threshold
    });
    Ok(thresholds.collect())
}
