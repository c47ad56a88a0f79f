//! JSON, checked without building it (`json_lex` in jsonapi.c).

use smallvec::SmallVec;

use super::decimal::Decimal;
use super::hex;
use super::json_keys::{Key, Keys};
use super::numeric;
use super::reason::Reason;

const ENDS: Reason = Reason::Json("it ends too early");

/// Makes sure that a text is JSON.
pub(super) fn check_json(text: &str) -> Result<(), Reason> {
    Checker::new(text, false).check()
}

/// Makes sure that a text is JSON, and that jsonb keeps all of it.
pub(super) fn check_jsonb(text: &str) -> Result<(), Reason> {
    Checker::new(text, true).check()
}

/// An array or object that is not closed yet.
#[derive(Clone, Copy)]
enum Open {
    Array,
    /// Its first key's place among all keys.
    Object(usize),
}

struct Checker<'a> {
    text: &'a [u8],
    at: usize,
    open: SmallVec<[Open; 16]>,
    keys: Keys<'a>,
    /// jsonb resolves escapes, takes numbers as numeric and keeps one of equal keys.
    jsonb: bool,
}

impl<'a> Checker<'a> {
    fn new(text: &'a str, jsonb: bool) -> Self {
        Self {
            text: text.as_bytes(),
            at: 0,
            open: SmallVec::new(),
            keys: Keys::new(),
            jsonb,
        }
    }

    fn check(mut self) -> Result<(), Reason> {
        loop {
            if self.value()? && self.end_of_value()? {
                return Ok(());
            }
        }
    }

    /// Takes a value; false if it is an array or object that goes on.
    fn value(&mut self) -> Result<bool, Reason> {
        match self.next_token().ok_or(ENDS)? {
            b'"' => {
                self.at += 1;
                self.string().map(|_| true)
            }
            b'-' | b'0'..=b'9' => self.number().map(|()| true),
            b'{' => {
                self.at += 1;
                self.open.push(Open::Object(self.keys.len()));
                if self.next_token() == Some(b'}') {
                    return Ok(true);
                }
                self.key().map(|()| false)
            }
            b'[' => {
                self.at += 1;
                self.open.push(Open::Array);
                Ok(self.next_token() == Some(b']'))
            }
            _ => self.literal().map(|()| true),
        }
    }

    /// Takes what follows values, up to the next value; true at the end of the text.
    fn end_of_value(&mut self) -> Result<bool, Reason> {
        loop {
            let token = self.next_token();
            let Some(open) = self.open.last() else {
                return match token {
                    None => Ok(true),
                    Some(_) => Err(Reason::Json("something follows the value")),
                };
            };
            match (open, token.ok_or(ENDS)?) {
                (Open::Object(_), b',') => {
                    self.at += 1;
                    return self.key().map(|()| false);
                }
                (Open::Array, b',') => {
                    self.at += 1;
                    return Ok(false);
                }
                (Open::Object(first), b'}') => {
                    self.keys.check_from(*first)?;
                }
                (Open::Array, b']') => {}
                (Open::Object(_), _) => return Err(Reason::Json("a comma or } is missing")),
                (Open::Array, _) => return Err(Reason::Json("a comma or ] is missing")),
            }
            self.at += 1;
            self.open.pop();
        }
    }

    /// Takes a key and the colon behind it.
    fn key(&mut self) -> Result<(), Reason> {
        if self.next_token() != Some(b'"') {
            return Err(Reason::Json("a key in quotes is missing"));
        }
        self.at += 1;
        let key = self.string()?;
        if self.jsonb {
            self.keys.push(key);
        }
        if self.next_token() != Some(b':') {
            return Err(Reason::Json("a colon is missing"));
        }
        self.at += 1;
        Ok(())
    }

    /// Takes a string up to its closing quote.
    fn string(&mut self) -> Result<Key<'a>, Reason> {
        let start = self.at;
        let mut is_escaped = false;
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
            let plain = rest.iter().position(is_special).ok_or(ENDS)?;
            self.at += plain;
            match rest.get(plain) {
                Some(b'"') => {
                    let string = self.text.get(start..self.at).unwrap_or_default();
                    self.at += 1;
                    return Ok(Key::new(string, is_escaped));
                }
                Some(b'\\') => {
                    is_escaped = true;
                    self.at += 1;
                    self.escape()?;
                }
                _ => return Err(Reason::Json("a control character that is not escaped")),
            }
        }
    }

    /// Takes what follows a backslash.
    fn escape(&mut self) -> Result<(), Reason> {
        match self.take().ok_or(ENDS)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(()),
            b'u' => self.unicode(),
            _ => Err(Reason::Json("an unknown escape")),
        }
    }

    /// Takes the four digits of a character, and the second half of one beyond the first plane.
    fn unicode(&mut self) -> Result<(), Reason> {
        const HALF: Reason = Reason::Json("half of a surrogate pair");
        let unit = self.code_unit()?;
        if !self.jsonb {
            return Ok(());
        }
        match unit {
            0 => Err(Reason::Json("\\u0000, which jsonb cannot hold")),
            0xD800..=0xDBFF => {
                if self.take() != Some(b'\\') || self.take() != Some(b'u') {
                    return Err(HALF);
                }
                match self.code_unit()? {
                    0xDC00..=0xDFFF => Ok(()),
                    _ => Err(HALF),
                }
            }
            0xDC00..=0xDFFF => Err(HALF),
            _ => Ok(()),
        }
    }

    fn code_unit(&mut self) -> Result<u16, Reason> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.take().and_then(hex::digit);
            unit = unit << 4 | u16::from(digit.ok_or(Reason::Json("\\u without four hexadecimal digits"))?);
        }
        Ok(unit)
    }

    fn number(&mut self) -> Result<(), Reason> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.') || byte.is_ascii_alphabetic();
        let end = rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len());
        let number = rest.get(..end).unwrap_or_default();
        if !is_number(number) {
            return Err(Reason::Json("a number that JSON does not have"));
        }
        // A short number without an exponent is one that numeric holds.
        if self.jsonb && (number.len() > 1_000 || number.iter().any(u8::is_ascii_alphabetic)) {
            let number = Decimal::scan(number).ok_or(Reason::OutOfRange("numeric"))?;
            numeric::check_range(&number, number.places())?;
        }
        self.at += end;
        Ok(())
    }

    fn literal(&mut self) -> Result<(), Reason> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let word = ["true", "false", "null"]
            .into_iter()
            .find(|word| rest.starts_with(word.as_bytes()))
            .ok_or(Reason::Json("a value is missing"))?;
        self.at += word.len();
        Ok(())
    }

    /// The next byte that is not white space, which is not taken.
    #[inline]
    fn next_token(&mut self) -> Option<u8> {
        loop {
            match self.text.get(self.at) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                byte => return byte.copied(),
            }
        }
    }

    #[inline]
    fn take(&mut self) -> Option<u8> {
        let byte = self.text.get(self.at).copied();
        self.at += 1;
        byte
    }
}

/// True for `-0.5e+10`, which has no zeros in front and a digit on either side of its point.
fn is_number(text: &[u8]) -> bool {
    let digits_of = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let unsigned = text.strip_prefix(b"-").unwrap_or(text);
    let whole = digits_of(unsigned);
    let has_zero_in_front = whole > 1 && unsigned.first() == Some(&b'0');
    let mut rest = unsigned.get(whole..).unwrap_or_default();
    if whole == 0 || has_zero_in_front {
        return false;
    }
    if let [b'.', fraction @ ..] = rest {
        let decimals = digits_of(fraction);
        if decimals == 0 {
            return false;
        }
        rest = fraction.get(decimals..).unwrap_or_default();
    }
    match rest {
        [] => true,
        [b'e' | b'E', b'+' | b'-', exponent @ ..] | [b'e' | b'E', exponent @ ..] => {
            !exponent.is_empty() && digits_of(exponent) == exponent.len()
        }
        _ => false,
    }
}
