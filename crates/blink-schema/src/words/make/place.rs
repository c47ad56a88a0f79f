//! Addresses and what belongs to them.

use super::job::Job;
use crate::words::form::Form;
use crate::words::grammar::push_number;
use crate::words::list::List;
use crate::words::made::{Made, write_decimal};
use crate::words::meaning::Meaning;
use crate::words::place::{Place, write_fictional_phone};

static VENUES: List = List::words(include_str!("../lists/places.txt"), "venues");

pub(super) fn make(meaning: Meaning, job: &mut Job<'_>) -> Made {
    let place = job.identity.place();
    match meaning {
        Meaning::City => Made::Listed(place.city.name),
        Meaning::Region => Made::Listed(place.city.region),
        Meaning::RegionCode => Made::Listed(place.city.region_code),
        Meaning::StreetName => Made::Listed(place.street),
        Meaning::TimeZone => Made::Listed(place.city.time_zone),
        Meaning::Venue => job.listed(&VENUES),
        Meaning::Latitude => Made::Number(i64::from(place.latitude), 6),
        Meaning::Longitude => Made::Number(i64::from(place.longitude), 6),
        Meaning::Altitude => Made::Number(job.bits.between(0, 900), 0),
        Meaning::HouseNumber => {
            push_number(place.house, job.out);
            Made::Written
        }
        Meaning::Postcode => {
            place.write_postcode(job.out);
            Made::Written
        }
        Meaning::AddressLine2 => match job.bits.below(3) {
            0 => job.format_number("Floor ", 9),
            1 => job.format_number("Apt ", 40),
            _ => job.format_number("Unit ", 20),
        },
        Meaning::FullAddress => full_address(&place, job),
        Meaning::Phone => phone(&place, job),
        Meaning::Point => point(&place, job),
        Meaning::Street => {
            place.write_street(job.out);
            Made::Written
        }
        Meaning::Locale => locale(&place, job),
        _ => country(meaning, job),
    }
}

fn country(meaning: Meaning, job: &mut Job<'_>) -> Made {
    let (country, currency) = (job.identity.country(), job.identity.currency());
    Made::Listed(match meaning {
        Meaning::CountryCode => country.code,
        Meaning::CountryCode3 => country.code3,
        Meaning::CountryNumber => country.number,
        Meaning::CallingCode => country.calling_code,
        Meaning::Continent => country.continent,
        Meaning::Language => job.identity.language().name,
        Meaning::LanguageCode => job.identity.language().code,
        Meaning::Currency => currency.name,
        Meaning::CurrencyCode if job.limits.form == Form::Int => currency.number,
        Meaning::CurrencyCode => currency.code,
        Meaning::CurrencySymbol => currency.symbol,
        _ => country.name,
    })
}

impl Job<'_> {
    fn format_number(&mut self, before: &str, highest: u64) -> Made {
        let number = 1 + self.bits.below(highest);
        self.format(format_args!("{before}{number}"))
    }
}

fn full_address(place: &Place, job: &mut Job<'_>) -> Made {
    place.write_street(job.out);
    job.out.push_str(", ");
    place.write_postcode(job.out);
    job.format(format_args!(" {}, {}", place.city.name, place.city.country.name))
}

fn locale(place: &Place, job: &mut Job<'_>) -> Made {
    if job.identity.nth().is_some() {
        return Made::Listed(job.identity.language().locale);
    }
    if job.room() < 5 {
        return Made::Listed(place.city.country.language);
    }
    place.write_locale('_', job.out);
    Made::Written
}

/// A number that fits, since a cut one could be somebody's.
fn phone(place: &Place, job: &mut Job<'_>) -> Made {
    let number_form = matches!(
        job.limits.form,
        Form::Int | Form::Millis | Form::Float | Form::Decimal(_)
    );
    // What has no place for so many digits keeps the shortest of the range: 555-01xx without its area.
    let narrow = job.limits.high.is_some_and(|high| high < 19_999_999_999);
    if !(number_form && narrow) {
        // The row's own number, so that two columns of one row have the same.
        place.write_phone(&mut job.identity.bits(20), job.out);
        if job.out.len() > job.room() {
            job.out.retain(|character| character.is_ascii_digit());
        }
        if job.out.len() > job.room() {
            job.out.clear();
            write_fictional_phone(job.bits.below(79_200), job.out);
            job.out.retain(|character| character.is_ascii_digit());
        }
    }
    if job.out.is_empty() || job.out.len() > job.room() {
        job.out.clear();
        let last = job.bits.below(100);
        let _ = job.format(format_args!("555-01{last:02}"));
        if job.out.len() > job.room() || number_form {
            job.out.retain(|character| character.is_ascii_digit());
        }
    }
    Made::Written
}

fn point(place: &Place, job: &mut Job<'_>) -> Made {
    // As on a map's axes: the longitude is x.
    job.out.push('(');
    write_decimal(i64::from(place.longitude), 6, job.out);
    job.out.push(',');
    write_decimal(i64::from(place.latitude), 6, job.out);
    job.out.push(')');
    Made::Written
}
