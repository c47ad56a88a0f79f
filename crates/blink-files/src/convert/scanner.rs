//! A cursor over the bytes of a field.

/// The rest of a field that is not read yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scanner<'a>(pub(super) &'a [u8]);

/// White space as C's `isspace` has it, which PostgreSQL's input functions use.
#[inline]
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r')
}

/// The field without white space at its ends.
#[inline]
pub(super) fn trim(mut field: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = field
        && is_space(*first)
    {
        field = rest;
    }
    while let [rest @ .., last] = field
        && is_space(*last)
    {
        field = rest;
    }
    field
}

/// The value of up to nine digits; None if another byte is among them.
#[inline]
pub(super) fn small_number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    let mut value = 0;
    for &byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + u32::from(digit);
    }
    Some(value)
}

impl<'a> Scanner<'a> {
    #[inline]
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    #[inline]
    pub(super) fn peek(self) -> Option<u8> {
        self.0.first().copied()
    }

    /// Takes this byte if it is the next.
    #[inline]
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        match self.0 {
            [first, rest @ ..] if *first == byte => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    /// Leaves out the next byte.
    pub(super) fn skip_one(&mut self) {
        self.0 = self.0.get(1..).unwrap_or_default();
    }

    /// Takes the next bytes for which this is true.
    #[inline]
    pub(super) fn take_while(&mut self, is: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.0.iter().position(|&byte| !is(byte)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    #[inline]
    pub(super) fn digits(&mut self) -> &'a [u8] {
        self.take_while(|byte| byte.is_ascii_digit())
    }

    /// Takes a word of ASCII letters.
    #[inline]
    pub(super) fn word(&mut self) -> &'a [u8] {
        self.take_while(|byte| byte.is_ascii_alphabetic())
    }

    /// Returns true if there was white space.
    #[inline]
    pub(super) fn skip_spaces(&mut self) -> bool {
        !self.take_while(is_space).is_empty()
    }
}
