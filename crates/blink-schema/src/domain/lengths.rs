//! Bounds of a length.

/// The length of what is made, if it must be as long.
const MOST_LENGTH: u32 = 1 << 20;

/// The lengths from `least` to `most`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lengths {
    /// The smallest length.
    pub least: u32,
    /// The largest length, if there is one.
    pub most: Option<u32>,
}

impl Lengths {
    /// The lengths from `least` to `most`.
    pub fn new(least: u32, most: Option<u32>) -> Self {
        Self { least, most }
    }

    /// One length.
    pub fn exactly(length: u32) -> Self {
        Self::new(length, Some(length))
    }

    /// True if there is none.
    pub fn is_empty(self) -> bool {
        self.most.is_some_and(|most| most < self.least)
    }

    /// True if this length is between the bounds.
    pub fn contains(self, length: usize) -> bool {
        let at_most = |most: u32| u64::try_from(length).is_ok_and(|length| length <= u64::from(most));
        self.most.is_none_or(at_most) && u64::try_from(length).is_ok_and(|length| length >= u64::from(self.least))
    }

    /// True if even the shortest is longer than what is made: a value of 2^31 bytes would be held for every row of a batch.
    pub fn are_too_long(self) -> bool {
        self.least > MOST_LENGTH
    }

    /// The lengths that are between both bounds.
    #[must_use]
    pub fn intersect(self, other: Self) -> Self {
        let most = match (self.most, other.most) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self::new(self.least.max(other.least), most)
    }
}
