//! Texts that a number makes distinct.

mod pattern;
mod shape;

pub use self::pattern::unique_pattern;
use self::shape::{Fixed, Shape, power, shape};
use super::grammar::push_number;
use super::identity::Identity;
use super::make::{write_code, write_text};
use super::meaning::Meaning;

/// The number of distinct texts of a meaning, in so many characters; 0 if it has none.
///
/// ```
/// use blink_schema::words::{Meaning, unique_capacity};
///
/// assert_eq!(unique_capacity(Meaning::Login, Some(3)), 100);
/// assert_eq!(unique_capacity(Meaning::CountryCode, Some(1)), 0);
/// assert!(unique_capacity(Meaning::Email, None) > 1_000_000_000);
/// ```
pub fn unique_capacity(meaning: Meaning, max_length: Option<usize>) -> u64 {
    let room = max_length.unwrap_or(usize::MAX);
    match shape(meaning, room) {
        Shape::None => 0,
        Shape::Closed(count) => count,
        Shape::Listed(list) => {
            let digits = room.saturating_sub(list.longest() + 1);
            list.len().saturating_mul(power(digits).saturating_sub(1))
        }
        // A letter before the digits, but where there is room for two of them only.
        Shape::Suffixed { fixed, .. } => match room.saturating_sub(fixed) {
            0 => 0,
            left @ 1..=2 => power(left),
            left => power(left - 1),
        },
        Shape::Enclosed { before, after, base } => {
            let base = usize::from(base);
            let least = before.len() + after.len() + base;
            room.checked_sub(least).filter(|left| *left > 0).map_or(0, power)
        }
        Shape::Code => {
            if room == 0 {
                0
            } else {
                power(room)
            }
        }
        Shape::Fixed(fixed) => fixed.capacity(room),
    }
}

/// The text of a number: distinct from that of every other number, whatever the case of letters and whatever the
/// identity. `None` if the number is not below [`unique_capacity`].
///
/// ```
/// use blink_schema::words::{Identity, Meaning, make_unique};
///
/// let identity = Identity::new(7, 0, 0);
/// let mut scratch = String::new();
/// let name = make_unique(Meaning::ProductName, &identity, 214, None, &mut scratch).unwrap();
/// assert!(name.ends_with(" 214"));
/// assert_eq!(make_unique(Meaning::ProductName, &identity, 214, Some(2), &mut scratch), None);
/// ```
pub fn make_unique<'a>(
    meaning: Meaning,
    identity: &Identity,
    number: u64,
    max_length: Option<usize>,
    scratch: &'a mut String,
) -> Option<&'a str> {
    if number >= unique_capacity(meaning, max_length) {
        return None;
    }
    let room = max_length.unwrap_or(usize::MAX);
    scratch.clear();
    match shape(meaning, room) {
        Shape::None => return None,
        Shape::Closed(_) => write_text(meaning, &identity.listed(number), usize::MAX, scratch),
        Shape::Listed(list) => {
            scratch.push_str(list.at(number));
            let round = number / list.len().max(1);
            if round > 0 {
                scratch.push(list.separator());
                push_number(round + 1, scratch);
            }
        }
        Shape::Suffixed { separator, .. } => suffixed(meaning, identity, number, room, separator, scratch),
        Shape::Enclosed { before, after, base } => {
            enclosed(meaning, identity, number, room, (before, after, base), scratch);
        }
        Shape::Code => write_code(meaning, identity, number, room, scratch),
        Shape::Fixed(fixed) => fixed.write(identity, number, room, scratch),
    }
    Some(scratch)
}

/// True if the texts of a meaning show nothing of their numbers, so that any numbers below 2^62 will do.
pub(crate) fn unique_is_mixed(meaning: Meaning, max_length: Option<usize>) -> bool {
    let room = max_length.unwrap_or(usize::MAX);
    let mixed = match shape(meaning, room) {
        Shape::Fixed(fixed) => matches!(fixed, Fixed::Token | Fixed::Hex | Fixed::Uuid),
        _ => false,
    };
    mixed && unique_capacity(meaning, max_length) == MIXED
}

/// The number of texts that are made of 62 mixed bits.
pub(crate) const MIXED: u64 = 1 << 62;

/// The number of a text that [`make_unique`] made, where the text shows it.
///
/// ```
/// use blink_schema::words::{Meaning, unique_number};
///
/// assert_eq!(unique_number(Meaning::Email, "anna.smith7@example.com"), Some(7));
/// assert_eq!(unique_number(Meaning::Sku, "KET-000214"), Some(214));
/// assert_eq!(unique_number(Meaning::Sku, "KET"), None);
/// ```
pub fn unique_number(meaning: Meaning, text: &str) -> Option<u64> {
    let trailing = |text: &str| {
        let start = text
            .trim_end_matches(|character: char| character.is_ascii_digit())
            .len();
        text.get(start..)?.parse().ok()
    };
    match shape(meaning, usize::MAX) {
        Shape::Suffixed { .. } | Shape::Code => trailing(text),
        Shape::Enclosed { .. } if meaning == Meaning::Email => trailing(text.split_once('@')?.0),
        Shape::Enclosed { after, .. } => trailing(text.strip_suffix(after)?),
        Shape::Fixed(Fixed::HouseFirst) => text.split_once(' ')?.0.parse::<u64>().ok()?.checked_sub(1),
        _ => None,
    }
}

/// A text, and the number behind it: the digits at the end are the number's alone. Of texts the first characters are
/// enough.
fn suffixed(meaning: Meaning, identity: &Identity, number: u64, room: usize, separator: &str, out: &mut String) {
    let digits = number.checked_ilog10().map_or(1, |log| log as usize + 1);
    let left = room.saturating_sub(digits).min(200);
    // The separator goes first where there is little room.
    let separator = if left >= separator.len() + 3 { separator } else { "" };
    let own = left.saturating_sub(separator.len());
    match meaning {
        Meaning::Login => identity.person().write_login_base(out),
        Meaning::Handle => {
            out.push('@');
            identity.person().write_login_base(out);
        }
        _ => write_text(meaning, identity, own, out),
    }
    let end = super::length::cut(out, Some(own)).len();
    out.truncate(end);
    let mark = usize::from(out.starts_with('@'));
    let end = out.trim_end_matches(|end: char| !end.is_ascii_alphabetic()).len();
    out.truncate(end.max(mark));
    if !out.is_empty() {
        out.push_str(separator);
    }
    push_number(number, out);
}

/// A name and the number between two texts that stay as they are.
fn enclosed(
    meaning: Meaning,
    identity: &Identity,
    number: u64,
    room: usize,
    (before, after, base): (&str, &str, bool),
    out: &mut String,
) {
    out.push_str(before);
    let start = out.len();
    if base {
        let digits = number.checked_ilog10().map_or(1, |log| log as usize + 1);
        let own = room.saturating_sub(before.len() + after.len() + digits);
        match meaning {
            Meaning::Email | Meaning::Avatar => identity.person().write_mail_name(out),
            Meaning::Host | Meaning::Website => {
                identity.company().write_host(out);
                out.truncate(out.trim_end_matches(".test").len());
            }
            _ => {
                super::text::write_slug(&mut identity.bits(21), out);
                out.push('-');
            }
        }
        out.truncate(start.saturating_add(own).min(out.len()));
        let end = out
            .trim_end_matches(|end: char| !(end.is_ascii_alphabetic() || end == '-'))
            .len();
        out.truncate(end.max(start));
    }
    push_number(number, out);
    // Of an e-mail address the domain is the person's own where it is as long.
    if meaning == Meaning::Email && after == "@example.com" {
        out.push('@');
        out.push_str(identity.person().mail_domain);
    } else {
        out.push_str(after);
    }
}
