//! Numbers that look random.

/// A number that looks random, of two others (splitmix64).
pub(super) fn mix(number: u128, at: usize) -> u64 {
    let low = u64::try_from(number & u128::from(u64::MAX)).unwrap_or(0);
    let at = u64::try_from(at).unwrap_or(0);
    let mut z = low ^ at.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
