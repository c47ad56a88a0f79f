//! Times and integers between two others.

use std::time::Duration;

use super::Draw;
use crate::error::unwind::fail_draw;
use crate::generate::random::bounded;
use crate::generate::temporal::{self, SampleBetween, Unit};

impl Draw<'_> {
    /// Draws a time from `first` to `last`, both included: a time stamp to the microsecond, a date, a time of day, or
    /// an integer, of any type that converts to and from PostgreSQL's.
    ///
    /// ```
    /// use blink::Factory;
    /// use chrono::NaiveDate;
    ///
    /// let born = Factory::new(|draw| {
    ///     draw.between(NaiveDate::from_ymd_opt(1940, 1, 1).unwrap(), NaiveDate::from_ymd_opt(2010, 12, 31).unwrap())
    /// });
    /// # born.build();
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "times are Copy")]
    pub fn between<T: SampleBetween>(&mut self, first: T, last: T) -> T {
        let (ty, _) = temporal::type_and_unit::<T>();
        let (first, last) = (temporal::to_number(ty, &first), temporal::to_number(ty, &last));
        if first > last {
            fail_draw(
                "the first of two times is later than the second",
                "give the earlier one first",
            );
        }
        temporal::from_number(ty, self.number_between(first, last))
    }

    /// Draws a later time, by up to thirty days: for a child that is younger than its parent. A time of day stays on
    /// the same day.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # use chrono::{DateTime, Utc};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64, joined_at: DateTime<Utc> }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64, written_at: DateTime<Utc> }
    /// # let mut seeder = Seeder::new();
    /// # let users = seeder.add_table(Table::generate(10, |draw| User { id: draw.number(), joined_at: Utc::now() }));
    /// seeder.add_table(Table::per_parent(users, 0..=10, |draw, user| Post {
    ///     id: draw.number(),
    ///     user_id: user.id,
    ///     written_at: draw.after(user.joined_at),
    /// }));
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "times are Copy")]
    pub fn after<T: SampleBetween>(&mut self, time: T) -> T {
        let (ty, scale) = temporal::type_and_unit::<T>();
        self.draw_later(ty, scale, &time, scale.thirty_days())
    }

    /// Draws a later time, by up to this duration: at least a microsecond later, or a day if it is a date.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use blink::Factory;
    /// use chrono::{DateTime, Utc};
    ///
    /// let ordered: DateTime<Utc> = "2024-01-31T12:00:00Z".parse()?;
    /// let paid = Factory::new(move |draw| draw.after_within(ordered, Duration::from_secs(3_600)));
    /// assert!(paid.build() > ordered);
    /// # Ok::<_, chrono::ParseError>(())
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "times are Copy")]
    pub fn after_within<T: SampleBetween>(&mut self, time: T, most: Duration) -> T {
        let (ty, scale) = temporal::type_and_unit::<T>();
        let most = scale.of_micros(i64::try_from(most.as_micros()).unwrap_or(i64::MAX));
        if most == 0 {
            fail_draw(
                "the span is too short for a later time",
                "use at least a microsecond, or a day for a date",
            );
        }
        self.draw_later(ty, scale, &time, most)
    }

    fn draw_later<T: SampleBetween>(&mut self, ty: &postgres_types::Type, scale: Unit, time: &T, most: i64) -> T {
        let time = temporal::to_number(ty, time);
        let last = scale.last_until(time.saturating_add(most));
        if last <= time {
            fail_draw("there is no later time", "use an earlier one");
        }
        temporal::from_number(ty, self.number_between(time + 1, last))
    }

    fn number_between(&mut self, first: i64, last: i64) -> i64 {
        let numbers = last.abs_diff(first).saturating_add(1);
        first.wrapping_add_unsigned(bounded(self.rng.next(), numbers))
    }
}
