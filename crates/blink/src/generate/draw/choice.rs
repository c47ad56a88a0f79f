//! Choices among values that the function gives.

use super::Draw;
use super::weights::choose;
use crate::error::unwind::fail_draw;
use crate::generate::random::fraction;

impl Draw<'_> {
    /// Picks one of these values by weight. Weights need not add up to 1.
    ///
    /// ```
    /// # use blink::Factory;
    /// let status = Factory::new(|draw| draw.weighted([("paid", 8.0), ("open", 1.5), ("cancelled", 0.5)]));
    /// # status.build();
    /// ```
    pub fn weighted<T, const N: usize>(&mut self, choices: [(T, f64); N]) -> T {
        let chosen = choose(choices.iter().map(|(_, weight)| *weight), self.rng.next());
        let mut values = choices.into_iter().map(|(value, _)| value);
        values
            .nth(chosen)
            .unwrap_or_else(|| fail_draw("there are no values to choose from", "give at least one"))
    }

    /// Takes these values in turn: the first row gets the first value, and after the last one the first follows again.
    ///
    /// ```
    /// # use blink::Factory;
    /// let role = Factory::new(|draw| draw.cycle(["admin", "author", "reader"]));
    /// assert_eq!(role.build_list(4), ["admin", "author", "reader", "admin"]);
    /// ```
    pub fn cycle<T, const N: usize>(&self, values: [T; N]) -> T {
        #[expect(clippy::cast_possible_truncation, reason = "below the length, which is a usize")]
        let place = self.index.checked_rem(N as u64).unwrap_or(0) as usize;
        let value = values.into_iter().nth(place);
        value.unwrap_or_else(|| fail_draw("there are no values to take in turn", "give at least one"))
    }

    /// Returns true with this probability, from 0 (never) to 1 (always).
    ///
    /// ```
    /// # use blink::Factory;
    /// let admin = Factory::new(|draw| draw.chance(0.01));
    /// # admin.build();
    /// ```
    pub fn chance(&mut self, probability: f64) -> bool {
        if !(0.0..=1.0).contains(&probability) {
            fail_draw(
                format!("{probability} is not a probability"),
                "use a number from 0 to 1",
            );
        }
        fraction(self.rng.next()) < probability
    }

    /// Returns this value with this probability, and otherwise None, which is NULL. If making the value draws, use
    /// [`maybe_with`](Self::maybe_with).
    ///
    /// ```
    /// # use blink::Factory;
    /// let coupon = Factory::new(|draw| draw.maybe(0.2, "WELCOME"));
    /// # coupon.build();
    /// ```
    pub fn maybe<T>(&mut self, probability: f64, value: T) -> Option<T> {
        self.chance(probability).then_some(value)
    }

    /// Returns the function's result with this probability, and otherwise None, which is NULL.
    ///
    /// ```
    /// use blink::Factory;
    ///
    /// let rating = Factory::new(|draw| draw.maybe_with(0.3, |draw| draw.weighted([(5, 0.6), (1, 0.4)])));
    /// # rating.build();
    /// ```
    pub fn maybe_with<T>(&mut self, probability: f64, draw: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.chance(probability).then(|| draw(self))
    }
}
