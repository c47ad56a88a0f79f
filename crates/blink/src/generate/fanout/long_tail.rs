//! The law of a long tail: the Lomax distribution with the exponent 2. Nothing but arithmetic, so that it has the same bits
//! everywhere.

/// From this number on, children are counted in ranges, each as long as its first number.
const SINGLE: u64 = 8;

/// The share of parents with this number of children or more above the least: the survival function of the
/// distribution.
pub(super) fn share_from(children: u64, scale: f64) -> f64 {
    if children == 0 {
        return 1.0;
    }
    let root = scale / (scale + children as f64);
    root * root
}

/// A range of numbers of children above the least.
pub(super) struct Step {
    pub(super) low: u64,
    pub(super) high: u64,
    /// The first number of the next; None if this is the last.
    pub(super) next: Option<u64>,
}

impl Step {
    /// The share of parents in it.
    pub(super) fn share(&self, scale: f64) -> f64 {
        share_from(self.low, scale) - self.next.map_or(0.0, |next| share_from(next, scale))
    }
}

/// The ranges from 0 to `room`. The last gets what the law has beyond it: it is a range, so that not many parents have the
/// very maximum, but for a high `mean`, which only the maximum itself reaches.
pub(super) fn steps(room: u64, mean: f64) -> impl Iterator<Item = Step> {
    let last_alone = mean > room as f64 / 4.0;
    let mut from = Some(0_u64);
    std::iter::from_fn(move || {
        let low = from?;
        let length = if low < SINGLE { 1 } else { low };
        let next = low.saturating_add(length);
        from = if low < room && last_alone {
            Some(next.min(room))
        } else {
            Some(next).filter(|next| *next > low && *next <= room)
        };
        Some(Step {
            low,
            high: from.map_or(room, |next| next - 1),
            next: from,
        })
    })
}

/// The mean above the least number of children.
pub(super) fn mean_above(scale: f64, room: u64, mean: f64) -> f64 {
    steps(room, mean)
        .map(|step| step.share(scale) * (step.low as f64 + step.high as f64) / 2.0)
        .sum()
}

/// The largest scale that is not too large, by halving the floats themselves: the same on every machine.
pub(super) fn largest_scale(fits: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0, f64::MAX.to_bits());
    if fits(f64::MAX) {
        return f64::MAX;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if fits(f64::from_bits(middle)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::from_bits(low)
}
