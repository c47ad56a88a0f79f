//! The decimal marks and thousands separators of numbers.

use smallvec::SmallVec;

use super::decimal::Decimal;
use super::notation::Notation;
use super::reason::Reason;
use super::scanner::{Scanner, is_space, trim};
use super::styles::Styles;

/// The decimal mark and the thousands separator of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct NumberStyle {
    /// `.` or `,`.
    decimal: u8,
    thousands: Option<char>,
}

/// A number rewritten with a decimal point and nothing else.
pub(super) type Buffer = SmallVec<[u8; 64]>;

/// The styles that are looked for, the likelier first.
pub(super) const STYLES: [NumberStyle; 8] = [
    NumberStyle::of(b'.', None),
    NumberStyle::of(b',', None),
    NumberStyle::of(b'.', Some(',')),
    NumberStyle::of(b',', Some('.')),
    NumberStyle::of(b'.', Some(' ')),
    NumberStyle::of(b',', Some(' ')),
    NumberStyle::of(b'.', Some('\'')),
    NumberStyle::of(b',', Some('\'')),
];

impl NumberStyle {
    const fn of(decimal: u8, thousands: Option<char>) -> Self {
        Self { decimal, thousands }
    }

    pub(super) fn new(notation: &Notation) -> Self {
        Self::of(if notation.decimal == ',' { b',' } else { b'.' }, notation.thousands)
    }

    /// Sets this style in a notation.
    pub(super) fn set(self, notation: &mut Notation) {
        notation.decimal = self.decimal.into();
        notation.thousands = self.thousands;
    }

    /// True for a decimal point and nothing else.
    #[inline]
    pub(super) fn is_plain(self) -> bool {
        self.decimal == b'.' && self.thousands.is_none()
    }

    /// The number with a decimal point and without separators; None if the style does not read it.
    #[inline]
    pub(super) fn plain<'b>(self, field: &'b str, buffer: &'b mut Buffer) -> Option<&'b str> {
        if self.is_plain() || field.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return Some(field);
        }
        self.rewrite(field, buffer)?;
        std::str::from_utf8(buffer).ok()
    }

    fn rewrite(self, field: &str, out: &mut Buffer) -> Option<()> {
        let mut rest = Scanner(trim(field.as_bytes()));
        if rest.eat(b'-') {
            out.push(b'-');
        } else {
            rest.eat(b'+');
        }
        let first = rest.digits();
        out.extend_from_slice(first);
        while self.eat_separator(&mut rest) {
            let group = rest.digits();
            if group.len() != 3 || !matches!(first, [b'1'..=b'9'] | [b'1'..=b'9', _] | [b'1'..=b'9', _, _]) {
                return None;
            }
            out.extend_from_slice(group);
        }
        if rest.eat(self.decimal) {
            out.push(b'.');
            out.extend_from_slice(rest.digits());
        }
        if !matches!(rest.peek(), None | Some(b'e' | b'E')) {
            return None;
        }
        out.extend_from_slice(rest.0);
        Some(())
    }

    /// Takes a separator. A blank stands for those that do not break a line, too, and `'` for `’`.
    fn eat_separator(self, rest: &mut Scanner<'_>) -> bool {
        let Some(separator) = self.thousands else {
            return false;
        };
        let alike: &[char] = match separator {
            ' ' => &[' ', '\u{a0}', '\u{202f}', '\u{2009}'],
            '\'' => &['\'', '’'],
            _ => &[separator],
        };
        let after = alike.iter().find_map(|one| {
            let mut bytes = [0; 4];
            rest.0.strip_prefix(one.encode_utf8(&mut bytes).as_bytes())
        });
        if let Some(after) = after {
            rest.0 = after;
        }
        after.is_some()
    }

    /// The reason why this style does not read a field as a number: another does, or none.
    #[cold]
    pub(super) fn fault(self, field: &str, what: &'static str) -> Reason {
        let mut others = Styles::default();
        for (n, style) in STYLES.iter().enumerate() {
            if *style != self && style.is_used_by(field) {
                others.0 |= 1 << n;
            }
        }
        if others.0 == 0 {
            Reason::Not(what)
        } else {
            Reason::NumberStyle(others)
        }
    }

    /// True if the field is a number of this style that has its separator and, if that is a comma, its decimal mark.
    fn is_used_by(self, field: &str) -> bool {
        let mut buffer = Buffer::new();
        let plain = self.plain(field, &mut buffer);
        let has_mark = |mark: char| match mark {
            ' ' => trim(field.as_bytes())
                .iter()
                .any(|&byte| is_space(byte) || byte >= 0x80),
            '\'' => field.contains(['\'', '’']),
            mark => field.contains(mark),
        };
        plain.is_some_and(|plain| Decimal::scan(plain.as_bytes()).is_some())
            && self.thousands.is_none_or(has_mark)
            && (self.decimal == b'.' || has_mark(','))
    }
}
