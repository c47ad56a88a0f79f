//! Numbers and codes by which things are known.

use super::job::Job;
use crate::words::form::Form;
use crate::words::identity::Identity;
use crate::words::made::Made;
use crate::words::meaning::Meaning;
use crate::words::product::COUPON_WORDS;

pub(super) fn make(meaning: Meaning, job: &mut Job<'_>) -> Made {
    let number = job.bits.below(1_000_000);
    match meaning {
        Meaning::PersonNumber => job.format(format_args!("{number:06}")),
        Meaning::Coupon => {
            let word = COUPON_WORDS.pick(job.bits);
            let percent = job.bits.pick(&[5, 10, 10, 15, 20, 25, 30]).copied().unwrap_or(10);
            job.format(format_args!("{word}{percent}"))
        }
        Meaning::Barcode => {
            write_barcode(number, job.out);
            Made::Written
        }
        Meaning::Isbn => {
            write_isbn(number, job.out);
            if job.out.len() > job.room() || job.limits.form != Form::Text {
                job.out.retain(|character| character != '-');
            }
            Made::Written
        }
        _ => {
            let number = if meaning == Meaning::Code {
                number % 10_000
            } else {
                number
            };
            write_code(meaning, job.identity, number, job.room(), job.out);
            Made::Written
        }
    }
}

/// Appends the letters that a code begins with: of a product those of its name.
fn write_prefix(meaning: Meaning, identity: &Identity, out: &mut String) {
    let letters = match meaning {
        Meaning::Sku => identity.product().noun,
        Meaning::OrderNumber => "ORD",
        Meaning::InvoiceNumber => "INV",
        Meaning::TrackingNumber => "TRK",
        Meaning::SerialNumber => "SN",
        _ => "C",
    };
    let letters = letters.chars().filter(char::is_ascii_alphanumeric).take(3);
    out.extend(letters.map(|letter| letter.to_ascii_uppercase()));
}

/// Appends a code with its number, zeros before it where there is room: `KET-000214`, `K214`, `214`.
pub(crate) fn write_code(meaning: Meaning, identity: &Identity, number: u64, room: usize, out: &mut String) {
    let width = match meaning {
        Meaning::TrackingNumber => 12,
        Meaning::SerialNumber => 8,
        Meaning::Code => 4,
        _ => 6,
    };
    let start = out.len();
    write_prefix(meaning, identity, out);
    let letters = out.len() - start;
    let digits = number.checked_ilog10().map_or(1, |log| log as usize + 1);
    let width = if letters + 1 + width.max(digits) <= room {
        out.push('-');
        width
    } else {
        // Less room: fewer zeros, then fewer letters.
        let left = room.saturating_sub(digits);
        out.truncate(start + letters.min(left));
        width.min(room.saturating_sub(letters))
    };
    let _ = std::fmt::Write::write_fmt(out, format_args!("{number:0width$}"));
}

/// Appends an EAN-13 that begins with 2, which GS1 leaves to shops; there are 10^11.
pub(crate) fn write_barcode(number: u64, out: &mut String) {
    write_ean(200_000_000_000 + number % 100_000_000_000, out);
}

fn write_ean(digits: u64, out: &mut String) {
    let sum: u64 = (0..12)
        .map(|place| digits / 10_u64.pow(place) % 10 * if place % 2 == 0 { 3 } else { 1 })
        .sum();
    let _ = std::fmt::Write::write_fmt(out, format_args!("{digits:012}{}", (10 - sum % 10) % 10));
}

/// Appends a number in the form of an ISBN of the group 990, which no agency has given out; there are 10^7.
pub(crate) fn write_isbn(number: u64, out: &mut String) {
    let mut digits = String::new();
    write_ean(978_990_000_000 + number % 10_000_000, &mut digits);
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or("");
    let _ = std::fmt::Write::write_fmt(
        out,
        format_args!("{}-{}-{}-{}", part(0, 3), part(3, 6), part(6, 12), part(12, 13)),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_right() {
        let mut text = String::new();
        // 4006381333931, the example of GS1.
        write_ean(400_638_133_393, &mut text);
        assert_eq!(text, "4006381333931");
        let mut text = String::new();
        write_barcode(214, &mut text);
        assert_eq!(text.len(), 13);
        let mut text = String::new();
        write_isbn(214, &mut text);
        assert_eq!(text.len(), 16, "{text}");
    }

    #[test]
    fn codes_keep_their_number_where_there_is_little_room() {
        let identity = Identity::new(1, 0, 0);
        for (room, expected) in [
            (20, "ORD-000214"),
            (10, "ORD-000214"),
            (9, "ORD000214"),
            (7, "ORD0214"),
            (4, "O214"),
            (3, "214"),
        ] {
            let mut text = String::new();
            write_code(Meaning::OrderNumber, &identity, 214, room, &mut text);
            assert_eq!(text, expected);
        }
    }
}
