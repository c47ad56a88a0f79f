//! The form of the texts that a number makes distinct.

use super::shape::{Fixed, Listed, Shape, shape};
use crate::words::meaning::Meaning;

/// Any of the texts: ASCII, with no space at either end.
const TEXT: &str = "[!-~]([ -~]*[!-~])?";

/// Words and numbers with single hyphens between.
const SLUG: &str = "[a-z0-9]+(-[a-z0-9]+)*";

/// The room in which nothing is cut that a pattern shows: the longest number, and all that stands around it.
const AMPLE: usize = 60;

/// A regular expression that every text of [`make_unique`](super::make_unique) matches as a whole; `None` if the
/// meaning has no such texts.
///
/// ```
/// use blink_schema::words::{Meaning, unique_pattern};
///
/// assert_eq!(unique_pattern(Meaning::CountryCode, None).unwrap(), "[A-Z]{2}");
/// assert_eq!(unique_pattern(Meaning::State, None), None);
/// ```
pub fn unique_pattern(meaning: Meaning, max_length: Option<usize>) -> Option<&'static str> {
    let room = max_length.unwrap_or(usize::MAX);
    Some(match shape(meaning, room) {
        Shape::None => return None,
        Shape::Closed(_) => closed(meaning),
        Shape::Listed(list) => listed(&list),
        Shape::Fixed(fixed) => of_fixed(fixed, room),
        _ if room < AMPLE => TEXT,
        Shape::Suffixed { .. } => suffixed(meaning),
        Shape::Enclosed { .. } => enclosed(meaning),
        Shape::Code => "[A-Z0-9]+-[0-9]{4,}",
    })
}

fn closed(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::CountryCode => "[A-Z]{2}",
        Meaning::CountryCode3 | Meaning::CurrencyCode => "[A-Z]{3}",
        Meaning::CountryNumber => "[0-9]{3}",
        Meaning::LanguageCode => "[a-z]{2}",
        _ => TEXT,
    }
}

fn listed(list: &Listed) -> &'static str {
    let is_slug = |text: &str| {
        let mut words = text.split('-');
        words.all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
    };
    if list.separator() == '-' && (0..list.len()).all(|place| is_slug(list.at(place))) {
        SLUG
    } else {
        TEXT
    }
}

fn suffixed(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Login => "[a-z]+(_[a-z]+)?[0-9]+",
        Meaning::Handle => "@[a-z]+(_[a-z]+)?[0-9]+",
        Meaning::Slug => SLUG,
        Meaning::Coupon | Meaning::Initials => "[A-Z]*[0-9]+",
        Meaning::UrlPath => "/[a-z0-9/-]*[0-9]",
        Meaning::CurrencySymbol | Meaning::CardSecurityCode | Meaning::RegionCode => "[ -~]*[0-9]",
        // Paragraphs.
        Meaning::Article | Meaning::Html => r"[!-~][\n -~]+ [0-9]+",
        _ => "[!-~][ -~]+ [0-9]+",
    }
}

fn enclosed(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Email => r"[a-z]+(\.[a-z]+)?[0-9]+@example\.(com|org|net)",
        Meaning::Host => r"[a-z]+[0-9]+\.test",
        Meaning::Website => r"https://[a-z]+[0-9]+\.test",
        Meaning::Avatar => r"https://example\.com/avatars/[a-z]+(\.[a-z]+)?[0-9]+\.png",
        Meaning::ImageUrl => r"https://example\.com/images/[a-z0-9]+(-[a-z0-9]+)*\.jpg",
        Meaning::Url => r"https://example\.com/[a-z0-9]+(-[a-z0-9]+)*",
        Meaning::FileName => r"document-[0-9]+\.pdf",
        Meaning::FilePath => r"/documents/file-[0-9]+\.pdf",
        _ => TEXT,
    }
}

fn of_fixed(fixed: Fixed, room: usize) -> &'static str {
    match fixed {
        Fixed::Phone if room >= AMPLE => r"\+1-[0-9]{3}-555-[0-9]{4}( x[0-9]+)?",
        Fixed::Mac if room >= 17 => "[0-9a-f]{2}(:[0-9a-f]{2}){5}",
        Fixed::NationalId if room >= 11 => "[0-9]{3}-[0-9]{2}-[0-9]{4}",
        Fixed::Iban => "GB[0-9]{2}TEST[0-9]{14}",
        Fixed::Bic if room >= 11 => "TESTXX[A-Z0-9]{5}",
        Fixed::Bic => "TESTXX[A-Z0-9]{2}",
        Fixed::Card => "[0-9]{16}",
        Fixed::Isbn if room >= 16 => "[0-9]{3}-[0-9]{3}-[0-9]{6}-[0-9]",
        Fixed::Barcode | Fixed::Isbn => "[0-9]{13}",
        Fixed::Colour if room > 6 => "#[0-9a-f]{6}",
        Fixed::Colour => "[0-9a-f]{6}",
        Fixed::Token if room >= 21 => "test_[0-9a-f]{16}",
        Fixed::Hex if room >= 64 => "[0-9a-f]{64}",
        Fixed::Hex if room >= 40 => "[0-9a-f]{40}",
        Fixed::Hex if room >= 32 => "[0-9a-f]{32}",
        Fixed::Hex => "[0-9a-f]+",
        Fixed::Uuid => "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        Fixed::Version => r"[0-9]+\.[0-9]\.[0-9]",
        Fixed::Digits(width) if room >= width => match width {
            10 => "[0-9]{10,}",
            6 => "[0-9]{6,}",
            5 => "[0-9]{5,}",
            4 => "[0-9]{4,}",
            _ => "[0-9]+",
        },
        Fixed::Digits(_) => "[0-9]+",
        _ => TEXT,
    }
}
