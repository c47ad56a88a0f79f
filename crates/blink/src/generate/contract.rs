//! The number of the rules that decide which rows a seed gives.

use std::fmt;

/// The rules that decide which rows a seed gives: the random numbers, permutations, numbers of children and picks of
/// this crate, and the makers, word lists and defaults of crates that build on it.
///
/// Two releases that know the same contract make the same rows of the same seed. A change of any of the rules is a new
/// contract, and a release keeps at least the one before its own.
///
/// ```
/// use blink::Contract;
///
/// assert_eq!(Contract::CURRENT.number(), 1);
/// assert_eq!(Contract::from_number(1), Some(Contract::V1));
/// assert_eq!(Contract::from_number(0), None); // this release does not know it
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Contract {
    /// The first.
    V1,
}

impl Contract {
    /// The contract of rows whose configuration names none. [`Table::generate`](crate::Table::generate) and
    /// [`Factory`](crate::Factory) always follow this one.
    pub const CURRENT: Self = Self::V1;

    /// All that this release knows, the oldest first.
    pub const ALL: &'static [Self] = &[Self::V1];

    /// The contract's number, as `contract = 1` in a configuration.
    pub const fn number(self) -> u32 {
        match self {
            Self::V1 => 1,
        }
    }

    /// The contract with this number, if this release knows it.
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.iter().copied().find(|contract| contract.number() == number)
    }
}

impl fmt::Display for Contract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_contract_has_a_number_of_its_own() {
        for contract in Contract::ALL {
            assert_eq!(Contract::from_number(contract.number()), Some(*contract));
            assert_eq!(contract.to_string(), contract.number().to_string());
        }
        assert_eq!(Contract::ALL.last(), Some(&Contract::CURRENT));
        assert_eq!(Contract::from_number(u32::MAX), None);
    }
}
