//! Texts that a number makes distinct.

use std::collections::BTreeMap;

use blink_schema::domain::{Text, pattern};
use blink_schema::words::{Bits, Identity, Meaning, make_unique, unique_capacity, unique_number, unique_pattern};

use super::row;

fn unique(meaning: Meaning, identity: &Identity, number: u64, max: Option<usize>) -> Option<String> {
    let mut scratch = "left over".to_owned();
    make_unique(meaning, identity, number, max, &mut scratch).map(str::to_owned)
}

#[test]
fn numbers_make_texts_distinct_whatever_the_case_and_the_identity() {
    for meaning in Meaning::ALL {
        for max in (0..40).map(Some).chain([Some(60), Some(255), None]) {
            let capacity = unique_capacity(*meaning, max);
            let spread = (0..40).map(|step| capacity / 40 * step);
            let last = (1..=20).map(|back| capacity.saturating_sub(back));
            let numbers = (0..130)
                .chain(spread)
                .chain(last)
                .chain([999, 1000, 9999, 10_000, 79_200, 158_400]);
            let mut seen: BTreeMap<String, u64> = BTreeMap::new();
            for number in numbers.filter(|number| *number < capacity) {
                // The identity of another row each time: it must not matter.
                let text = unique(*meaning, &row(number % 7), number, max).unwrap();
                assert!(
                    max.is_none_or(|max| text.chars().count() <= max),
                    "{meaning} {max:?}: {text:?}"
                );
                assert!(
                    text.is_ascii() && !text.is_empty() && text.trim() == text,
                    "{meaning}: {text:?}"
                );
                if let Some(other) = seen.insert(text.to_lowercase(), number) {
                    assert_eq!(other, number, "{meaning} {max:?}: {text:?}");
                }
                if let Some(back) = unique_number(*meaning, &text) {
                    assert_eq!(back, number, "{meaning} {max:?}: {text:?}");
                }
            }
            assert_eq!(unique(*meaning, &row(0), capacity, max), None, "{meaning} {max:?}");
        }
    }
}

#[test]
fn every_text_matches_the_pattern_of_its_meaning() {
    for meaning in Meaning::ALL {
        for max in [1, 2, 3, 5, 8, 13, 16, 21, 24, 32, 40, 59, 60, 61, 255]
            .map(Some)
            .into_iter()
            .chain([None])
        {
            let capacity = unique_capacity(*meaning, max);
            let Some(regex) = unique_pattern(*meaning, max) else {
                assert_eq!(capacity, 0, "{meaning} {max:?}");
                continue;
            };
            let texts = Text::matching(pattern::regex(&format!("^({regex})$"), false).unwrap());
            let spread = (0..30).map(|step| capacity / 30 * step + step);
            for number in (0..60).chain(spread).chain([capacity.saturating_sub(1)]) {
                let Some(text) = unique(*meaning, &row(number % 41), number, max) else {
                    continue;
                };
                assert!(texts.contains(&text), "{meaning} {max:?}: {text:?} is not {regex}");
            }
        }
    }
}

#[test]
fn what_keys_are_made_of_has_room_for_millions() {
    for (meaning, max) in [
        (Meaning::Email, 50),
        (Meaning::Login, 20),
        (Meaning::FullName, 30),
        (Meaning::ProductName, 40),
        (Meaning::Slug, 60),
        (Meaning::Sku, 12),
        (Meaning::Name, 20),
        (Meaning::OrderNumber, 16),
        (Meaning::Token, 32),
        (Meaning::CompanyName, 40),
        (Meaning::Phone, 24),
        (Meaning::Code, 10),
        (Meaning::Url, 60),
        (Meaning::Host, 40),
    ] {
        assert!(unique_capacity(meaning, Some(max)) >= 1_000_000, "{meaning}");
        assert!(unique_capacity(meaning, None) >= 1_000_000, "{meaning}");
    }
    assert!(unique_capacity(Meaning::Category, None) > unique_capacity(Meaning::Category, Some(30)));
}

#[test]
fn small_numbers_look_natural() {
    let identity = row(3);
    let person = identity.person();
    let get = |meaning, number| unique(meaning, &identity, number, None).unwrap();
    let local = format!("{}.{}", person.first.to_lowercase(), person.last.to_lowercase());
    assert_eq!(get(Meaning::Email, 7), format!("{local}7@{}", person.mail_domain));
    assert_eq!(get(Meaning::FullName, 7), format!("{} {} 7", person.first, person.last));
    assert_eq!(get(Meaning::CountryCode, 0), "US");
    assert_eq!(get(Meaning::Category, 0), "Accessories");
    assert_eq!(get(Meaning::Department, 0), "Accounting");
    assert!(get(Meaning::Slug, 7).ends_with("-7"));
    assert!(get(Meaning::OrderNumber, 214).ends_with("ORD-000214"));
    assert_eq!(get(Meaning::Version, 123), "2.2.3");
    assert_eq!(Bits::new(1), Bits::new(1));
}

#[test]
fn codes_of_a_lookup_table_fit_their_names() {
    for nth in 0..60 {
        let identity = row(nth);
        let code = unique(Meaning::CountryCode, &identity, nth, Some(2)).unwrap();
        let name = unique(Meaning::Country, &identity, nth, None).unwrap();
        let country = blink_schema::words::countries()
            .iter()
            .find(|country| country.code == code)
            .unwrap();
        assert_eq!(country.name, name);
    }
}
