//! Numbers as they occur.

use super::job::Job;
use crate::words::made::Made;
use crate::words::meaning::Meaning;

pub(super) fn make(meaning: Meaning, job: &mut Job<'_>) -> Made {
    let bits = &mut *job.bits;
    let whole = |number: u64| Made::Number(i64::try_from(number).unwrap_or(i64::MAX), 0);
    match meaning {
        Meaning::Age => whole(job.identity.person().age),
        Meaning::Views => whole(bits.long_tail(600)),
        Meaning::FewCount => whole(bits.long_tail(2).min(20)),
        Meaning::Score => Made::Number(bits.between(20, 100).max(bits.between(0, 100)), 0),
        Meaning::Rating => rating(job),
        Meaning::Percentage => Made::Number(bits.between(0, 20) * 5, 0),
        Meaning::Fraction => Made::Number(bits.between(0, 1000), 3),
        Meaning::Position => whole(1 + bits.long_tail(5)),
        Meaning::Level => whole(1 + bits.below(5).min(bits.below(5))),
        Meaning::Measure => Made::Number(bits.between(0, 100_000).min(bits.between(0, 100_000)), 2),
        Meaning::Temperature => Made::Number(bits.between(20, 160) + bits.between(20, 160), 1),
        Meaning::Length => Made::Number(bits.between(50, 2000).min(bits.between(50, 2000)), 1),
        Meaning::Capacity => whole(10 * (1 + bits.long_tail(8))),
        Meaning::RowVersion => whole(bits.long_tail(3)),
        Meaning::Identifier => whole(1000 + bits.below(900_000)),
        _ => whole(bits.long_tail(12)),
    }
}

/// Stars: most people who say anything like what they bought. A half where the column has a digit for it.
fn rating(job: &mut Job<'_>) -> Made {
    let place = job.bits.weighted([6, 7, 14, 33, 40].into_iter());
    let stars = i64::try_from(place).unwrap_or(4) + 1;
    if matches!(
        job.limits.form,
        crate::words::form::Form::Decimal(1..) | crate::words::form::Form::Float
    ) && stars > 1
    {
        return Made::Number(stars * 10 - job.bits.between(0, 9), 1);
    }
    Made::Number(stars, 0)
}
