//! The ways in which a number makes a text distinct.

use crate::words::bits::Bits;
use crate::words::company;
use crate::words::grammar::Template;
use crate::words::identity::Identity;
use crate::words::list::List;
use crate::words::made::{uuid_of, write_uuid};
use crate::words::make::{
    technical_list, text_list, write_barcode, write_card, write_iban, write_ip, write_isbn, write_mac,
    write_national_id,
};
use crate::words::meaning::{Meaning, Nature};
use crate::words::person;
use crate::words::place::{AREA_CODES, cities, countries, currencies, languages, write_fictional_phone};
use crate::words::product;

/// A way in which a number makes a text distinct.
pub(super) enum Shape {
    /// There is none.
    None,
    /// The entries of a list that is closed, by their places.
    Closed(u64),
    /// The entries of a list by their places, with a number from the second round on.
    Listed(Listed),
    /// A text of the identity, and the number behind it; so many characters always stand before it.
    Suffixed { separator: &'static str, fixed: usize },
    /// The number between two texts, behind a name of the identity or not.
    Enclosed {
        before: &'static str,
        after: &'static str,
        base: bool,
    },
    /// Letters and the number, with zeros before it.
    Code,
    /// A text that follows from the number.
    Fixed(Fixed),
}

/// A list of words.
pub(super) enum Listed {
    Words(&'static List),
    Templates(Template),
}

impl Listed {
    pub(super) fn at(&self, place: u64) -> &'static str {
        match self {
            Self::Words(list) => list.at(place),
            Self::Templates(template) => template.at(place),
        }
    }

    pub(super) fn len(&self) -> u64 {
        match self {
            Self::Words(list) => list.len(),
            Self::Templates(template) => template.len(),
        }
    }

    pub(super) fn longest(&self) -> usize {
        (0..self.len()).map(|place| self.at(place).len()).max().unwrap_or(0)
    }

    /// A space between words that are written as such, a hyphen in those that programs read.
    pub(super) fn separator(&self) -> char {
        if self.at(0).starts_with(|first: char| first.is_ascii_uppercase()) {
            ' '
        } else {
            '-'
        }
    }
}

/// A text that follows from the number alone, or nearly.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fixed {
    Phone,
    Ip,
    Mac,
    NationalId,
    Iban,
    Bic,
    Card,
    Barcode,
    Isbn,
    Colour,
    Token,
    Hex,
    Uuid,
    Version,
    Digits(usize),
    HouseFirst,
}

pub(super) fn shape(meaning: Meaning, room: usize) -> Shape {
    if let Some(shape) = closed(meaning, room) {
        return shape;
    }
    if let Some(list) = listed(meaning)
        && room >= list.longest() + 5
    {
        return Shape::Listed(list);
    }
    let enclosed = |before, after| Shape::Enclosed {
        before,
        after,
        base: true,
    };
    match meaning {
        Meaning::Email if room >= 19 => enclosed("", "@example.com"),
        Meaning::Email => enclosed("", "@a.test"),
        Meaning::Host if room < 7 => Shape::Suffixed {
            separator: "",
            fixed: 0,
        },
        Meaning::Host => enclosed("", ".test"),
        Meaning::Website if room >= 20 => enclosed("https://", ".test"),
        Meaning::Avatar if room >= 40 => enclosed("https://example.com/avatars/", ".png"),
        Meaning::ImageUrl if room >= 40 => enclosed("https://example.com/images/", ".jpg"),
        Meaning::Url if room >= 28 => enclosed("https://example.com/", ""),
        Meaning::Website | Meaning::Avatar | Meaning::ImageUrl | Meaning::Url => Shape::Enclosed {
            before: if room >= 20 { "https://a.test/" } else { "/" },
            after: "",
            base: false,
        },
        Meaning::FileName => Shape::Enclosed {
            before: if room >= 20 { "document-" } else { "" },
            after: if room >= 10 { ".pdf" } else { "" },
            base: false,
        },
        Meaning::FilePath => Shape::Enclosed {
            before: if room >= 30 { "/documents/file-" } else { "/" },
            after: if room >= 30 { ".pdf" } else { "" },
            base: false,
        },
        _ => by_nature(meaning),
    }
}

fn by_nature(meaning: Meaning) -> Shape {
    // Labels are the plan's; of the others a number behind would make what is none of its kind.
    let none = [
        Meaning::State,
        Meaning::PasswordHash,
        Meaning::TimeZone,
        Meaning::Locale,
        Meaning::Continent,
    ];
    if none.contains(&meaning) {
        return Shape::None;
    }
    if let Some(fixed) = fixed(meaning) {
        return Shape::Fixed(fixed);
    }
    match meaning {
        Meaning::Sku
        | Meaning::OrderNumber
        | Meaning::InvoiceNumber
        | Meaning::TrackingNumber
        | Meaning::SerialNumber
        | Meaning::Code => Shape::Code,
        Meaning::Handle => Shape::Suffixed {
            separator: "",
            fixed: 1,
        },
        Meaning::Login | Meaning::Coupon | Meaning::Initials => Shape::Suffixed {
            separator: "",
            fixed: 0,
        },
        Meaning::Slug | Meaning::UrlPath | Meaning::Key => Shape::Suffixed {
            separator: "-",
            fixed: 0,
        },
        _ if matches!(meaning.nature(), Nature::Text | Nature::Digits) => Shape::Suffixed {
            separator: " ",
            fixed: 0,
        },
        _ => Shape::None,
    }
}

fn fixed(meaning: Meaning) -> Option<Fixed> {
    Some(match meaning {
        Meaning::Phone => Fixed::Phone,
        Meaning::Ip => Fixed::Ip,
        Meaning::Mac => Fixed::Mac,
        Meaning::NationalId => Fixed::NationalId,
        Meaning::Iban => Fixed::Iban,
        Meaning::Bic => Fixed::Bic,
        Meaning::CardNumber => Fixed::Card,
        Meaning::Barcode => Fixed::Barcode,
        Meaning::Isbn => Fixed::Isbn,
        Meaning::HexColour => Fixed::Colour,
        Meaning::Token | Meaning::Salt | Meaning::Password => Fixed::Token,
        Meaning::HexDigest | Meaning::CommitHash => Fixed::Hex,
        Meaning::Uuid => Fixed::Uuid,
        Meaning::Version => Fixed::Version,
        Meaning::Postcode => Fixed::Digits(5),
        Meaning::AccountNumber | Meaning::TaxNumber => Fixed::Digits(10),
        Meaning::PersonNumber => Fixed::Digits(6),
        Meaning::CardLast4 => Fixed::Digits(4),
        Meaning::HouseNumber | Meaning::HttpStatus | Meaning::CallingCode => Fixed::Digits(1),
        Meaning::Street | Meaning::FullAddress => Fixed::HouseFirst,
        _ => return None,
    })
}

/// The first entries of a list that fit, all of them whole.
fn closed(meaning: Meaning, room: usize) -> Option<Shape> {
    let count =
        |texts: &mut dyn Iterator<Item = &'static str>| texts.take_while(|text| text.len() <= room).count() as u64;
    Some(Shape::Closed(match meaning {
        Meaning::CountryCode => count(&mut countries().iter().map(|country| country.code)),
        Meaning::CountryCode3 => count(&mut countries().iter().map(|country| country.code3)),
        Meaning::CountryNumber => count(&mut countries().iter().map(|country| country.number)),
        Meaning::Country => count(&mut countries().iter().map(|country| country.name)),
        Meaning::CurrencyCode => count(&mut currencies().iter().map(|currency| currency.code)),
        Meaning::Currency => count(&mut currencies().iter().map(|currency| currency.name)),
        Meaning::LanguageCode => count(&mut languages().iter().map(|language| language.code)),
        Meaning::Language => count(&mut languages().iter().map(|language| language.name)),
        Meaning::City if room < 24 => count(&mut cities().iter().map(|city| city.name)),
        _ => return None,
    }))
}

fn listed(meaning: Meaning) -> Option<Listed> {
    if let Some(template) = text_list(meaning) {
        return Some(Listed::Templates(template));
    }
    Some(Listed::Words(match meaning {
        Meaning::Category => return Some(Listed::Templates(Template("category"))),
        Meaning::Department => &person::DEPARTMENTS,
        Meaning::JobTitle => person::job_titles(),
        Meaning::Industry => &company::INDUSTRIES,
        Meaning::Team => &company::TEAM_NOUNS,
        Meaning::Size => &product::SIZES,
        Meaning::Unit => &product::UNITS,
        Meaning::PaymentMethod => &product::PAYMENT_METHODS,
        Meaning::ShippingMethod => &product::SHIPPING_METHODS,
        Meaning::Carrier => &product::CARRIERS,
        _ => technical_list(meaning)?,
    }))
}

impl Fixed {
    pub(super) fn capacity(self, room: usize) -> u64 {
        let within = |least: usize, capacity: u64| if room >= least { capacity } else { 0 };
        let phones = AREA_CODES * 100;
        match self {
            // From the second round on an extension follows.
            Self::Phone if room >= 24 => phones * 1_000_000,
            Self::Phone if room >= 10 => phones,
            Self::Phone => within(7, 100),
            Self::Ip if room >= 32 => 1 << 48,
            Self::Ip => within(15, 762),
            Self::Mac => within(12, 1 << 32),
            Self::NationalId => within(9, 990_000),
            Self::Iban => within(22, 100_000_000),
            Self::Bic if room >= 11 => 36_u64.pow(5),
            Self::Bic => within(8, 36_u64.pow(2)),
            Self::Card => within(16, 1_000_000_000),
            Self::Barcode => within(13, 100_000_000_000),
            Self::Isbn => within(13, 10_000_000),
            Self::Colour => within(6, 1 << 24),
            Self::Token if room >= 21 => 1 << 62,
            Self::Token => room.checked_sub(5).filter(|left| *left > 0).map_or(0, power),
            Self::Hex if room >= 16 => 1 << 62,
            Self::Hex => {
                if room == 0 {
                    0
                } else {
                    1 << (4 * room)
                }
            }
            Self::Uuid => within(36, 1 << 62),
            Self::Version => room
                .checked_sub(4)
                .filter(|left| *left > 0)
                .map_or(0, |left| power(left + 2) - 100),
            Self::Digits(_) => {
                if room == 0 {
                    0
                } else {
                    power(room)
                }
            }
            Self::HouseFirst => room
                .checked_sub(2)
                .filter(|left| *left > 0)
                .map_or(0, |left| power(left) - 1),
        }
    }

    pub(super) fn write(self, identity: &Identity, number: u64, room: usize, out: &mut String) {
        // A bijection, so that neighbours look nothing alike.
        let mixed = Bits::new(number).draw();
        let _ = match self {
            Self::Phone => return phone(number, room, out),
            Self::Ip => return write_ip(number, out),
            Self::Mac => return compact(room, ':', out, |out| write_mac(number, false, out)),
            Self::NationalId => return compact(room, '-', out, |out| write_national_id(number, out)),
            Self::Iban => return write_iban(number, out),
            Self::Bic => return write_bic(number, room, out),
            Self::Card => return write_card(number, out),
            Self::Barcode => return write_barcode(number, out),
            Self::Isbn => return compact(room, '-', out, |out| write_isbn(number, out)),
            Self::HouseFirst => return house_first(identity, number, room, out),
            Self::Uuid => return write_uuid(uuid_of(mixed, Bits::new(mixed).draw()), out),
            Self::Colour => {
                // Odd, so that the product is a bijection of 24 bits.
                let digits = number.wrapping_mul(0x9e37_79b1) & 0xff_ffff;
                let mark = if room > 6 { "#" } else { "" };
                std::fmt::Write::write_fmt(out, format_args!("{mark}{digits:06x}"))
            }
            Self::Token if room >= 21 => std::fmt::Write::write_fmt(out, format_args!("test_{mixed:016x}")),
            Self::Token => std::fmt::Write::write_fmt(out, format_args!("test_{number}")),
            Self::Hex if room >= 16 => {
                let rest = Bits::new(mixed).draw();
                let _ = std::fmt::Write::write_fmt(out, format_args!("{mixed:016x}{rest:016x}{mixed:016x}{rest:016x}"));
                let length = [64, 40, 32]
                    .into_iter()
                    .find(|length| *length <= room)
                    .unwrap_or(room.min(16));
                out.truncate(length);
                return;
            }
            Self::Hex => std::fmt::Write::write_fmt(out, format_args!("{number:0room$x}")),
            Self::Version => {
                let (major, minor, patch) = (1 + number / 100, number / 10 % 10, number % 10);
                std::fmt::Write::write_fmt(out, format_args!("{major}.{minor}.{patch}"))
            }
            Self::Digits(width) => {
                let width = width.min(room);
                std::fmt::Write::write_fmt(out, format_args!("{number:0width$}"))
            }
        };
    }
}

/// A code of the bank TEST in the country XX, neither of which exists: its place, and its branch where there is room.
fn write_bic(number: u64, room: usize, out: &mut String) {
    out.push_str("TESTXX");
    let digits = if room >= 11 { 5 } else { 2 };
    for place in (0..digits).rev() {
        let digit = u32::try_from(number / 36_u64.pow(place) % 36).unwrap_or(0);
        out.extend(char::from_digit(digit, 36).map(|digit| digit.to_ascii_uppercase()));
    }
}

/// 10 to the power of a number of digits, as far as 64 bits go.
pub(super) fn power(digits: usize) -> u64 {
    u32::try_from(digits)
        .ok()
        .and_then(|digits| 10_u64.checked_pow(digits))
        .unwrap_or(10_u64.pow(18))
        .min(10_u64.pow(18))
}

/// A number for fiction, in as many characters as there are.
fn phone(number: u64, room: usize, out: &mut String) {
    if room < 10 {
        let mark = if room >= 8 { "-" } else { "" };
        let _ = std::fmt::Write::write_fmt(out, format_args!("555{mark}01{number:02}"));
        return;
    }
    let round = number / (AREA_CODES * 100);
    compact(room, '-', out, |out| write_fictional_phone(number, out));
    if out.len() > room {
        out.retain(|character| character.is_ascii_digit());
    }
    if out.len() > room {
        // Ten digits are a number of North America without its country.
        out.remove(0);
    }
    if round > 0 {
        let _ = std::fmt::Write::write_fmt(out, format_args!(" x{round}"));
    }
}

/// Writes a text, and leaves a separator out where there is no room for it.
fn compact(room: usize, separator: char, out: &mut String, write: impl FnOnce(&mut String)) {
    write(out);
    if out.len() > room {
        out.retain(|character| character != separator);
    }
}

/// A street with the number as that of the house.
fn house_first(identity: &Identity, number: u64, room: usize, out: &mut String) {
    let place = identity.place();
    let _ = std::fmt::Write::write_fmt(out, format_args!("{} {}", number + 1, place.street));
    let end = crate::words::length::cut(out, Some(room)).len();
    out.truncate(end);
}
