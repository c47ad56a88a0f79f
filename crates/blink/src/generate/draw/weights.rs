//! Choices by weight.

use crate::error::unwind::fail_draw;
use crate::generate::fanout::total_weight;
use crate::generate::random::fraction;

/// Chooses a position by weight.
pub(super) fn choose(weights: impl Iterator<Item = f64> + Clone, random: u64) -> usize {
    let all = weights_sum(&weights);
    let at = fraction(random) * all;
    let mut cumulative = 0.0;
    let mut last = 0;
    for (n, weight) in weights.enumerate() {
        if weight > 0.0 {
            cumulative += weight;
            last = n;
            if at < cumulative {
                return n;
            }
        }
    }
    // Rounding may leave a rest.
    last
}

pub(super) fn weights_sum(weights: &(impl Iterator<Item = f64> + Clone)) -> f64 {
    total_weight(weights).unwrap_or_else(|error| fail_draw(error.message, error.help))
}
