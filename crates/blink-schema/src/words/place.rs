//! Places.

use super::bits::Bits;
use super::list::{List, fields, section};
use std::sync::OnceLock;

const PLACES: &str = include_str!("lists/places.txt");

static STREETS: List = List::words(PLACES, "streets");

/// A country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    /// The code of two letters, by ISO 3166.
    pub code: &'static str,
    /// The code of three letters.
    pub code3: &'static str,
    /// The code of three digits.
    pub number: &'static str,
    /// The English name.
    pub name: &'static str,
    /// The currency's code, by ISO 4217.
    pub currency: &'static str,
    /// The digits of the calling code.
    pub calling_code: &'static str,
    /// The continent.
    pub continent: &'static str,
    /// The code of the language, by ISO 639-1.
    pub language: &'static str,
}

/// A currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    /// The code, by ISO 4217.
    pub code: &'static str,
    /// The code of three digits.
    pub number: &'static str,
    /// The English name.
    pub name: &'static str,
    /// The symbol, in letters where it is none of ASCII.
    pub symbol: &'static str,
    /// The digits behind the point.
    pub digits: &'static str,
}

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// The code, by ISO 639-1.
    pub code: &'static str,
    /// The English name.
    pub name: &'static str,
    /// A locale, such as `de_DE`.
    pub locale: &'static str,
}

/// A city with what follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct City {
    /// The English name.
    pub name: &'static str,
    /// The state, province or county.
    pub region: &'static str,
    /// The region's code within its country.
    pub region_code: &'static str,
    postcode: &'static str,
    /// The country.
    pub country: Country,
    /// The latitude in millionths of a degree.
    pub latitude: i32,
    /// The longitude in millionths of a degree.
    pub longitude: i32,
    /// The time zone.
    pub time_zone: &'static str,
    phone: &'static str,
}

/// All countries, the most common first.
pub fn countries() -> &'static [Country] {
    static COUNTRIES: OnceLock<Vec<Country>> = OnceLock::new();
    COUNTRIES.get_or_init(|| {
        let country =
            |[code, code3, number, name, currency, calling_code, continent, language]: [&'static str; 8]| Country {
                code,
                code3,
                number,
                name,
                currency,
                calling_code,
                continent,
                language,
            };
        section(PLACES, "countries").filter_map(fields).map(country).collect()
    })
}

/// All currencies, the most common first.
pub fn currencies() -> &'static [Currency] {
    static CURRENCIES: OnceLock<Vec<Currency>> = OnceLock::new();
    CURRENCIES.get_or_init(|| {
        let currency = |[code, number, name, symbol, digits]: [&'static str; 5]| Currency {
            code,
            number,
            name,
            symbol,
            digits,
        };
        section(PLACES, "currencies").filter_map(fields).map(currency).collect()
    })
}

/// All languages, the most common first.
pub fn languages() -> &'static [Language] {
    static LANGUAGES: OnceLock<Vec<Language>> = OnceLock::new();
    LANGUAGES.get_or_init(|| {
        let language = |[code, name, locale]: [&'static str; 3]| Language { code, name, locale };
        section(PLACES, "languages").filter_map(fields).map(language).collect()
    })
}

/// All cities.
pub fn cities() -> &'static [City] {
    static CITIES: OnceLock<Vec<City>> = OnceLock::new();
    CITIES.get_or_init(|| section(PLACES, "cities").filter_map(fields).filter_map(city).collect())
}

fn city(
    [
        name,
        region,
        region_code,
        postcode,
        code,
        latitude,
        longitude,
        time_zone,
        phone,
    ]: [&'static str; 9],
) -> Option<City> {
    Some(City {
        name,
        region,
        region_code,
        postcode,
        country: *countries().iter().find(|country| country.code == code)?,
        latitude: micro_degrees(latitude)?,
        longitude: micro_degrees(longitude)?,
        time_zone,
        phone,
    })
}

/// `-33.8688` as millionths.
fn micro_degrees(text: &str) -> Option<i32> {
    let (whole, fraction) = text.split_once('.')?;
    let digits = i32::try_from(fraction.len()).ok().filter(|digits| *digits <= 6)?;
    let scale = 10_i32.checked_pow(u32::try_from(6 - digits).ok()?)?;
    let magnitude = whole
        .trim_start_matches('-')
        .parse::<i32>()
        .ok()?
        .checked_mul(1_000_000)?;
    let magnitude = magnitude.checked_add(fraction.parse::<i32>().ok()?.checked_mul(scale)?)?;
    Some(if whole.starts_with('-') { -magnitude } else { magnitude })
}

/// A place where something is: an address and what follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The city.
    pub city: City,
    /// The street's name.
    pub street: &'static str,
    /// The number in the street.
    pub house: u64,
    /// The latitude in millionths of a degree, within the city.
    pub latitude: i32,
    /// The longitude in millionths of a degree, within the city.
    pub longitude: i32,
    key: u64,
}

impl Place {
    /// The place of a key.
    pub(crate) fn of(key: u64, nth: Option<u64>) -> Self {
        let mut bits = Bits::of(key, 1);
        let drawn = bits.pick(cities()).copied();
        let numbered = nth.and_then(|nth| cities().get(usize::try_from(nth).ok()?).copied());
        let city = numbered.or(drawn).unwrap_or(NOWHERE);
        let jitter = |bits: &mut Bits| i32::try_from(bits.between(-30_000, 30_000)).unwrap_or(0);
        Self {
            city,
            street: STREETS.pick(&mut bits),
            house: 1 + bits.long_tail(30).min(998),
            latitude: city.latitude.saturating_add(jitter(&mut bits)),
            longitude: city.longitude.saturating_add(jitter(&mut bits)),
            key,
        }
    }

    /// The currency of the country; dollars where it is a rare one.
    pub fn currency(&self) -> Currency {
        let code = self.city.country.currency;
        let mut all = currencies().iter();
        all.find(|currency| currency.code == code).copied().unwrap_or(DOLLAR)
    }

    /// The language of the country; English where it is a rare one.
    pub fn language(&self) -> Language {
        let code = self.city.country.language;
        let mut all = languages().iter();
        all.find(|language| language.code == code).copied().unwrap_or(ENGLISH)
    }

    /// Appends the locale, such as `en_US`.
    pub fn write_locale(&self, separator: char, out: &mut String) {
        out.push_str(self.city.country.language);
        out.push(separator);
        out.push_str(self.city.country.code);
    }

    /// Appends the postcode.
    pub fn write_postcode(&self, out: &mut String) {
        fill_pattern(self.city.postcode, &mut Bits::of(self.key, 2), out);
    }

    /// Appends the number and the street.
    pub fn write_street(&self, out: &mut String) {
        super::grammar::push_number(self.house, out);
        out.push(' ');
        out.push_str(self.street);
    }

    /// Appends a telephone number out of a range that is kept for fiction.
    pub fn write_phone(&self, bits: &mut Bits, out: &mut String) {
        if self.city.phone == "*" {
            let area = bits.below(AREA_CODES);
            write_fictional_phone(area * 100 + bits.below(100), out);
        } else {
            fill_pattern(self.city.phone, bits, out);
        }
    }
}

/// The area codes from 200 to 999 that do not end in 11, which are services.
pub(crate) const AREA_CODES: u64 = 792;

/// Appends a number of the range 555-01xx, which no area of North America gives to anybody: there are
/// `100 * AREA_CODES` of them.
pub(crate) fn write_fictional_phone(number: u64, out: &mut String) {
    let (area, last) = (number / 100 % AREA_CODES, number % 100);
    let (hundred, within) = (2 + area / 99, area % 99);
    let within = if within < 11 { within } else { within + 1 };
    let _ = std::fmt::Write::write_fmt(out, format_args!("+1-{hundred}{within:02}-555-01{last:02}"));
}

/// Appends a pattern with a digit for each `#`, and for each `?` a letter that does not look like a digit.
pub(crate) fn fill_pattern(pattern: &str, bits: &mut Bits, out: &mut String) {
    const LETTERS: [char; 20] = [
        'A', 'B', 'D', 'E', 'F', 'G', 'H', 'J', 'L', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'W', 'X', 'Y', 'Z',
    ];
    for part in pattern.chars() {
        out.push(match part {
            '#' => char::from(b'0' + u8::try_from(bits.below(10)).unwrap_or(0)),
            '?' => *bits.pick(&LETTERS).unwrap_or(&'A'),
            _ => part,
        });
    }
}

const DOLLAR: Currency = Currency {
    code: "USD",
    number: "840",
    name: "US Dollar",
    symbol: "$",
    digits: "2",
};

const ENGLISH: Language = Language {
    code: "en",
    name: "English",
    locale: "en_US",
};

/// Stands where the list of cities had none, which a test rules out.
const NOWHERE: City = City {
    name: "Springfield",
    region: "Illinois",
    region_code: "IL",
    postcode: "627##",
    country: Country {
        code: "US",
        code3: "USA",
        number: "840",
        name: "United States",
        currency: "USD",
        calling_code: "1",
        continent: "North America",
        language: "en",
    },
    latitude: 39_781_700,
    longitude: -89_650_100,
    time_zone: "America/Chicago",
    phone: "+1-217-555-01##",
};

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_of_the_lists_is_read() {
        for (name, count) in [
            ("countries", countries().len()),
            ("cities", cities().len()),
            ("currencies", currencies().len()),
            ("languages", languages().len()),
        ] {
            assert_eq!(section(PLACES, name).count(), count, "{name}");
        }
        assert!(cities().len() >= 120);
        let of_cities: BTreeSet<_> = cities().iter().map(|city| city.country.code).collect();
        assert!(of_cities.len() >= 30);
    }

    #[test]
    fn codes_are_whole_and_nothing_is_there_twice() {
        let distinct = |codes: Vec<&str>| codes.iter().collect::<BTreeSet<_>>().len() == codes.len();
        assert!(distinct(countries().iter().map(|country| country.code).collect()));
        assert!(distinct(countries().iter().map(|country| country.code3).collect()));
        assert!(distinct(countries().iter().map(|country| country.number).collect()));
        assert!(distinct(countries().iter().map(|country| country.name).collect()));
        assert!(distinct(currencies().iter().map(|currency| currency.code).collect()));
        assert!(distinct(currencies().iter().map(|currency| currency.name).collect()));
        assert!(distinct(languages().iter().map(|language| language.code).collect()));
        assert!(distinct(cities().iter().map(|city| city.name).collect()));
        for country in countries() {
            assert_eq!(
                (country.code.len(), country.code3.len(), country.number.len()),
                (2, 3, 3)
            );
            assert!(country.number.parse::<u32>().is_ok(), "{}", country.name);
        }
        for city in cities() {
            assert!(city.latitude.abs() < 90_000_000 && city.longitude.abs() < 180_000_000);
            let currency = currencies()
                .iter()
                .find(|currency| currency.code == city.country.currency);
            assert!(currency.is_some(), "{}", city.name);
            assert!(
                languages()
                    .iter()
                    .any(|language| language.code == city.country.language),
                "{}",
                city.name
            );
        }
    }

    #[test]
    fn fictional_numbers_are_distinct_and_of_no_service() {
        let mut numbers = BTreeSet::new();
        for number in 0..AREA_CODES * 100 {
            let mut text = String::new();
            write_fictional_phone(number, &mut text);
            assert_eq!(text.len(), "+1-206-555-0123".len(), "{text}");
            assert!(&text[4..6] != "11" && &text[6..11] == "-555-", "{text}");
            assert!(numbers.insert(text));
        }
    }
}
