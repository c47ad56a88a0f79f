//! The outcomes of a condition.

/// The outcomes of a condition that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) truth: bool,
    /// True if NULL is as good.
    pub(super) null: bool,
}

impl Wanted {
    /// Not false.
    pub(super) const CHECK: Self = Self {
        truth: true,
        null: true,
    };
    pub(super) const TRUE: Self = Self {
        truth: true,
        null: false,
    };
    pub(super) const FALSE: Self = Self {
        truth: false,
        null: false,
    };
    pub(super) const NOT_TRUE: Self = Self {
        truth: false,
        null: true,
    };

    pub(super) fn opposite(self) -> Self {
        Self {
            truth: !self.truth,
            ..self
        }
    }
}
