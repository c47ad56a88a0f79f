//! Banks, cards and taxes, none of which exist.

use super::job::Job;
use crate::words::made::Made;
use crate::words::meaning::Meaning;
use crate::words::product::CARD_BRANDS;

/// Numbers that payment services document for tests, with their brands.
const CARDS: [(&str, &str); 9] = [
    ("4242424242424242", "Visa"),
    ("4111111111111111", "Visa"),
    ("4012888888881881", "Visa"),
    ("5555555555554444", "Mastercard"),
    ("5105105105105100", "Mastercard"),
    ("5200828282828210", "Mastercard"),
    ("378282246310005", "American Express"),
    ("371449635398431", "American Express"),
    ("6011111111111117", "Discover"),
];

pub(super) fn make(meaning: Meaning, job: &mut Job<'_>) -> Made {
    // The row's card, of which several columns may tell.
    let card = job
        .identity
        .bits(22)
        .pick(&CARDS)
        .copied()
        .unwrap_or(("4242424242424242", "Visa"));
    match meaning {
        Meaning::CardNumber => Made::Listed(card.0),
        Meaning::CardBrand if job.identity.nth().is_some() => job.listed(&CARD_BRANDS),
        Meaning::CardBrand => Made::Listed(card.1),
        Meaning::CardLast4 => Made::Listed(card.0.get(card.0.len() - 4..).unwrap_or("4242")),
        Meaning::CardSecurityCode => Made::Listed("000"),
        Meaning::NationalId => {
            let number = job.bits.below(990_000);
            write_national_id(number, job.out);
            job.compact()
        }
        Meaning::TaxNumber => {
            let number = job.bits.below(100_000_000);
            job.format(format_args!("XX{number:09}"))
        }
        Meaning::Iban => {
            let number = job.bits.below(100_000_000);
            write_iban(number, job.out);
            Made::Written
        }
        Meaning::Bic => Made::Listed("TESTXX00"),
        Meaning::BankName => {
            job.identity.company().write_short_name(job.out);
            job.write(" Bank")
        }
        _ => {
            let number = job.bits.below(100_000_000);
            job.format(format_args!("{number:010}"))
        }
    }
}

impl Job<'_> {
    /// Leaves out the hyphens where there is no room for them.
    fn compact(&mut self) -> Made {
        if self.out.len() > self.room() {
            self.out.retain(|character| character != '-');
        }
        Made::Written
    }
}

/// Appends a number whose area, 666, is never issued; there are 990,000.
pub(crate) fn write_national_id(number: u64, out: &mut String) {
    let (group, serial) = (1 + number / 10_000 % 99, number % 10_000);
    let _ = std::fmt::Write::write_fmt(out, format_args!("666-{group:02}-{serial:04}"));
}

/// Appends an IBAN with valid check digits (ISO 13616) at the bank TEST, which does not exist; there are 10^8.
pub(crate) fn write_iban(number: u64, out: &mut String) {
    // T, E, S, T are 29, 14, 28, 29; G and B are 16 and 11. The sort code is 00-00-00.
    let account = u128::from(number % 100_000_000);
    let digits = 29_142_829_u128 * 10_u128.pow(20) + account * 1_000_000 + 161_100;
    let check = 98 - digits % 97;
    let _ = std::fmt::Write::write_fmt(out, format_args!("GB{check:02}TEST000000{account:08}"));
}

/// Appends a card's number of an issuer that does not exist, with a valid last digit (Luhn); there are 10^9.
pub(crate) fn write_card(number: u64, out: &mut String) {
    let digits = format!("999999{:09}", number % 1_000_000_000);
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit.wrapping_sub(b'0'));
            let doubled = if place % 2 == 0 { value * 2 } else { value };
            doubled / 10 + doubled % 10
        })
        .sum();
    let last = (10 - sum % 10) % 10;
    let _ = std::fmt::Write::write_fmt(out, format_args!("{digits}{last}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remainder(iban: &str) -> u64 {
        let (front, back) = iban.split_at(4);
        let digits = back
            .chars()
            .chain(front.chars())
            .map(|c| c.to_digit(36).unwrap().to_string());
        digits
            .collect::<String>()
            .bytes()
            .fold(0, |rest, digit| (rest * 10 + u64::from(digit - b'0')) % 97)
    }

    #[test]
    fn check_digits_are_right() {
        for number in [0, 1, 97, 31_926_819, 99_999_999] {
            let mut iban = String::new();
            write_iban(number, &mut iban);
            assert_eq!((iban.len(), remainder(&iban)), (22, 1), "{iban}");
            let mut card = String::new();
            write_card(number, &mut card);
            let sum: u32 = card
                .bytes()
                .rev()
                .enumerate()
                .map(|(place, digit)| {
                    let value = u32::from(digit - b'0') * if place % 2 == 1 { 2 } else { 1 };
                    value / 10 + value % 10
                })
                .sum();
            assert_eq!((card.len(), sum % 10), (16, 0), "{card}");
        }
        assert_eq!(remainder("GB82WEST12345698765432"), 1);
    }
}
