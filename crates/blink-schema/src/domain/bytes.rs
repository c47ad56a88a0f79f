//! Byte strings by number.

use super::lengths::Lengths;
use super::mix::mix;

/// The bytes of a place that are told apart.
const TOLD: usize = 8;

/// Byte strings by number: of up to eight bytes all, of more those that end with the place.
#[derive(Clone, Copy, Debug)]
pub(super) struct ByteStrings {
    least: usize,
    most: usize,
}

impl ByteStrings {
    pub(super) fn new(lengths: Lengths) -> Option<Self> {
        let least = usize::try_from(lengths.least).ok()?;
        let most = lengths
            .most
            .map_or(Some(usize::MAX), |most| usize::try_from(most).ok())?;
        (least <= most && !lengths.are_too_long()).then_some(Self {
            least,
            most: most.min(least.max(TOLD)),
        })
    }

    fn of_length(length: usize) -> u128 {
        1 << (8 * length.min(TOLD))
    }

    pub(super) fn capacity(self) -> u128 {
        (self.least..=self.most).map(Self::of_length).sum()
    }

    pub(super) fn bytes(self, mut place: u128) -> Option<Vec<u8>> {
        for length in self.least..=self.most {
            let count = Self::of_length(length);
            if place < count {
                let told = length.min(TOLD);
                let filler = (0..length - told).map(|at| mix(place, at).to_le_bytes()[0]);
                let last = place.to_be_bytes();
                return Some(filler.chain(last.into_iter().skip(16 - told)).collect());
            }
            place -= count;
        }
        None
    }

    pub(super) fn place(self, bytes: &[u8]) -> Option<u128> {
        let shorter = self.least..bytes.len().min(self.most);
        let last = bytes.iter().skip(bytes.len().saturating_sub(TOLD));
        let within = last.fold(0, |place: u128, byte| place << 8 | u128::from(*byte));
        let place = shorter.map(Self::of_length).sum::<u128>() + within;
        (self.bytes(place).as_deref() == Some(bytes)).then_some(place)
    }
}
