//! The rate of reading, and the time that is left.

use std::time::Duration;

/// The weight of the last second in the rate that is shown.
const WEIGHT: f64 = 0.2;

/// The rate of reading, smoothed over some seconds.
#[derive(Debug, Default)]
pub(super) struct Estimate {
    last: Option<(Duration, u64)>,
    rate: Option<f64>,
}

impl Estimate {
    /// Takes note of how much was read by now, and returns the bytes a second.
    pub(super) fn rate(&mut self, elapsed: Duration, read: u64) -> Option<f64> {
        let (at, before) = self.last.unwrap_or((Duration::ZERO, 0));
        let seconds = elapsed.saturating_sub(at).as_secs_f64();
        // In less time the counter moves in jumps.
        if seconds >= 0.5 {
            let now = read.saturating_sub(before) as f64 / seconds;
            let weight = 1.0 - (1.0 - WEIGHT).powf(seconds);
            self.rate = Some(self.rate.map_or(now, |rate| rate + weight * (now - rate)));
            self.last = Some((elapsed, read));
        }
        self.rate
    }
}

/// The time for the rest at this rate; None if it is not known.
pub(super) fn time_left(read: u64, total: Option<u64>, rate: Option<f64>) -> Option<Duration> {
    let rest = total?.checked_sub(read)?;
    let seconds = rest as f64 / rate.filter(|rate| *rate > 0.0)?;
    Duration::try_from_secs_f64(seconds.ceil()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_rate_is_told_as_it_is() {
        let mut estimate = Estimate::default();
        for second in 1..10 {
            let rate = estimate.rate(Duration::from_secs(second), second * 1_000).unwrap();
            assert!((rate - 1_000.0).abs() < 1.0, "{rate}");
        }
        // A pause is noticed, little by little.
        let rate = estimate.rate(Duration::from_secs(10), 9_000).unwrap();
        assert!((700.0..900.0).contains(&rate), "{rate}");
    }

    #[test]
    fn the_time_left_needs_a_total_and_a_rate() {
        assert_eq!(time_left(500, Some(2_000), Some(100.0)), Some(Duration::from_secs(15)));
        for (read, total, rate) in [
            (0, None, Some(1.0)),
            (0, Some(1), None),
            (0, Some(1), Some(0.0)),
            (2, Some(1), Some(1.0)),
            (0, Some(u64::MAX), Some(f64::MIN_POSITIVE)),
        ] {
            assert_eq!(time_left(read, total, rate), None);
        }
    }
}
