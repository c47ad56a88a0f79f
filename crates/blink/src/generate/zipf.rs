//! Zipf's law: the frequency of the nth most popular is that of the first, divided by n to the power of an exponent.

use std::cell::Cell;

use super::random::{RowRng, fraction};

/// Draws by rejection and inversion (Hörmann and Derflinger, "Rejection-inversion to generate variates from monotone
/// discrete distributions", 1996): exactly the law, in constant memory for any number of ranks, in little more than one
/// attempt. The functions are those of `libm`, which give the same bits on every machine, as the platforms' do not.
#[derive(Clone, Copy, PartialEq)]
struct Zipf {
    exponent: f64,
    ranks: f64,
    from: f64,
    to: f64,
    accept: f64,
}

thread_local! {
    /// The distribution that was used last: it is the same for all rows of a table.
    static LAST: Cell<Option<Zipf>> = const { Cell::new(None) };
}

impl RowRng {
    /// A rank from 0 below `ranks` by Zipf's law, as [`Draw::zipf`](crate::Draw::zipf) has it: the frequency of rank n
    /// is that of rank 0, divided by n + 1 to the power of `exponent`. None if there are no ranks, or the exponent is
    /// negative or not finite.
    ///
    /// ```
    /// use blink::RngKey;
    ///
    /// let city = RngKey::new(42).derive("city");
    /// let often = (0..1_000).filter(|row| city.rng(*row, 0).zipf(50, 1.0) == Some(0)).count();
    /// assert!((150..300).contains(&often)); // an even share is 20
    /// ```
    pub fn zipf(&mut self, ranks: u64, exponent: f64) -> Option<u64> {
        let valid = ranks > 0 && exponent >= 0.0 && exponent.is_finite();
        valid.then(|| rank(ranks, exponent, self))
    }
}

/// Draws a rank from 0 below `ranks`, which is not 0.
pub(super) fn rank(ranks: u64, exponent: f64, rng: &mut RowRng) -> u64 {
    let ranks_f64 = ranks as f64;
    let zipf = match LAST.get() {
        #[expect(clippy::float_cmp, reason = "the very same arguments")]
        Some(last) if last.exponent == exponent && last.ranks == ranks_f64 => last,
        _ => {
            let zipf = Zipf::new(ranks_f64, exponent);
            LAST.set(Some(zipf));
            zipf
        }
    };
    zipf.sample(rng).min(ranks) - 1
}

impl Zipf {
    fn new(ranks: f64, exponent: f64) -> Self {
        let mut zipf = Self {
            exponent,
            ranks,
            from: 0.0,
            to: 0.0,
            accept: 0.0,
        };
        zipf.from = zipf.integral(1.5) - 1.0;
        zipf.to = zipf.integral(ranks + 0.5);
        zipf.accept = 2.0 - zipf.inverse(zipf.integral(2.5) - zipf.density(2.0));
        zipf
    }

    /// Draws a rank from 1.
    fn sample(&self, rng: &mut RowRng) -> u64 {
        loop {
            let u = self.to + fraction(rng.next()) * (self.from - self.to);
            let x = self.inverse(u);
            let rank = (x + 0.5).floor().clamp(1.0, self.ranks);
            if rank - x <= self.accept || u >= self.integral(rank + 0.5) - self.density(rank) {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "from 1 to the number of ranks"
                )]
                return rank as u64;
            }
        }
    }

    fn density(&self, x: f64) -> f64 {
        libm::exp(-self.exponent * libm::log(x))
    }

    fn integral(&self, x: f64) -> f64 {
        let log = libm::log(x);
        let power = (1.0 - self.exponent) * log;
        // (x^(1-s) - 1) / (1 - s), also near s = 1.
        let scale = if power.abs() > 1e-8 {
            libm::expm1(power) / power
        } else {
            1.0 + power / 2.0
        };
        scale * log
    }

    fn inverse(&self, y: f64) -> f64 {
        let power = (y * (1.0 - self.exponent)).max(-1.0);
        let scale = if power.abs() > 1e-8 {
            libm::log1p(power) / power
        } else {
            1.0 - power / 2.0
        };
        libm::exp(scale * y)
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::RngKey;
    use super::*;

    /// Compares the counts of the first ranks with their expected values.
    fn close(ranks: u64, exponent: f64) {
        const DRAWS: u64 = 200_000;
        let sum = (1..=ranks).map(|rank| (rank as f64).powf(-exponent)).sum::<f64>();
        let mut counts = vec![0_u64; usize::try_from(ranks).unwrap()];
        let key = RngKey::of_table(0, "t", 0);
        for draw in 0..DRAWS {
            counts[usize::try_from(rank(ranks, exponent, &mut key.rng(draw, 0))).unwrap()] += 1;
        }
        for (n, count) in counts.iter().enumerate().take(20) {
            let expected = DRAWS as f64 * ((n + 1) as f64).powf(-exponent) / sum;
            let off = (*count as f64 - expected).abs();
            assert!(
                off < 5.0 * expected.sqrt() + 5.0,
                "{ranks} {exponent}: rank {n} {count}, not {expected}"
            );
        }
    }

    #[test]
    fn ranks_are_as_often_as_the_law_says() {
        for (ranks, exponent) in [
            (10, 1.0),
            (1_000, 1.0),
            (1_000, 0.5),
            (1_000, 1.5),
            (100, 3.0),
            (7, 0.0),
            (1, 1.0),
        ] {
            close(ranks, exponent);
        }
    }

    #[test]
    fn what_has_no_ranks_or_exponent_has_no_rank() {
        let mut rng = RngKey::new(0).rng(0, 0);
        let before = rng.clone();
        for (ranks, exponent) in [(0, 1.0), (5, -0.5), (5, f64::NAN), (5, f64::INFINITY)] {
            assert_eq!(rng.zipf(ranks, exponent), None);
        }
        assert_eq!(rng, before);
        assert_eq!(rng.zipf(1, 1.0), Some(0));
    }

    #[test]
    fn huge_numbers_of_ranks_end() {
        let mut rng = RngKey::of_table(0, "t", 0).rng(0, 0);
        for exponent in [0.0, 0.1, 1.0, 2.0, 50.0] {
            for ranks in [1, 2, u64::MAX / 3, u64::MAX] {
                assert!(rank(ranks, exponent, &mut rng) < ranks);
            }
        }
    }
}
