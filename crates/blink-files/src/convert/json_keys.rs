//! The keys of JSON objects, to find one that is there twice.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::reason::Reason;

/// A key as it is written between its quotes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key<'a> {
    raw: &'a [u8],
    is_escaped: bool,
    hash: u64,
}

impl<'a> Key<'a> {
    #[inline]
    pub(super) fn new(raw: &'a [u8], is_escaped: bool) -> Self {
        Self {
            raw,
            is_escaped,
            hash: 0,
        }
    }

    /// The key with its escapes resolved.
    fn resolved(&self) -> Cow<'a, [u8]> {
        if self.is_escaped {
            Cow::Owned(resolve(self.raw))
        } else {
            Cow::Borrowed(self.raw)
        }
    }
}

/// The keys of the objects that are not closed yet, the innermost's last.
#[derive(Debug)]
pub(super) struct Keys<'a>(SmallVec<[Key<'a>; 16]>);

impl<'a> Keys<'a> {
    pub(super) fn new() -> Self {
        Self(SmallVec::new())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    pub(super) fn push(&mut self, mut key: Key<'a>) {
        key.hash = if key.is_escaped {
            hash(&key.resolved())
        } else {
            hash(key.raw)
        };
        self.0.push(key);
    }

    /// Takes an object's keys off, and makes sure that all are different.
    pub(super) fn check_from(&mut self, first: usize) -> Result<(), Reason> {
        let keys = self.0.get_mut(first..).unwrap_or_default();
        let has_duplicate = if keys.len() <= 8 {
            let mut rest = &*keys;
            let mut found = false;
            while let [key, others @ ..] = rest {
                found |= others.iter().any(|other| is_same(key, other));
                rest = others;
            }
            found
        } else {
            let resolved = |key: &Key<'a>| key.resolved();
            keys.sort_unstable_by(|a, b| a.hash.cmp(&b.hash).then_with(|| resolved(a).cmp(&resolved(b))));
            keys.windows(2).any(|pair| matches!(pair, [a, b] if is_same(a, b)))
        };
        self.0.truncate(first);
        if has_duplicate {
            Err(Reason::DuplicateKey)
        } else {
            Ok(())
        }
    }
}

#[inline]
fn is_same(a: &Key<'_>, b: &Key<'_>) -> bool {
    a.hash == b.hash && a.resolved() == b.resolved()
}

/// FNV-1a: <http://www.isthe.com/chongo/tech/comp/fnv/>
#[inline]
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Resolves the escapes of a string that has been checked.
fn resolve(raw: &[u8]) -> Vec<u8> {
    let mut units = Vec::new();
    let mut resolved = Vec::with_capacity(raw.len());
    let flush = |units: &mut Vec<u16>, resolved: &mut Vec<u8>| {
        resolved.extend_from_slice(String::from_utf16_lossy(units).as_bytes());
        units.clear();
    };
    let mut rest = raw;
    loop {
        rest = match rest {
            [b'\\', b'u', a, b, c, d, after @ ..] => {
                let digits = [*a, *b, *c, *d];
                let unit = digits.iter().fold(0, |unit, digit| {
                    unit << 4 | u16::from(super::hex::digit(*digit).unwrap_or(0))
                });
                units.push(unit);
                after
            }
            [b'\\', escaped, after @ ..] => {
                flush(&mut units, &mut resolved);
                resolved.push(match escaped {
                    b'b' => 0x08,
                    b'f' => 0x0c,
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    other => *other,
                });
                after
            }
            [byte, after @ ..] => {
                flush(&mut units, &mut resolved);
                resolved.push(*byte);
                after
            }
            [] => {
                flush(&mut units, &mut resolved);
                return resolved;
            }
        };
    }
}
