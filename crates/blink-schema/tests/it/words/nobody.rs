//! Nothing that is made reaches anybody.

use blink_schema::words::{Form, Identity, Limits, Meaning, make_unique, unique_capacity};

use super::{row, text};

/// The hosts in a text: behind an @ and behind `://`, and all words that look like a name on the Internet.
fn hosts(text: &str) -> Vec<&str> {
    let end =
        |rest: &str| rest.find(|character: char| !(character.is_ascii_alphanumeric() || ".-".contains(character)));
    let mut found = Vec::new();
    for mark in ["@", "://"] {
        for (place, _) in text.match_indices(mark) {
            let rest = &text[place + mark.len()..];
            found.push(&rest[..end(rest).unwrap_or(rest.len())]);
        }
    }
    let ends = [
        ".com", ".org", ".net", ".io", ".co", ".dev", ".app", ".info", ".de", ".uk", ".eu", ".me",
    ];
    for word in text.split(|character: char| !(character.is_ascii_alphanumeric() || ".-".contains(character))) {
        if ends.iter().any(|end| word.to_lowercase().ends_with(end)) {
            found.push(word);
        }
    }
    found
}

fn is_nobodys(host: &str) -> bool {
    let host = host.to_lowercase();
    ["example.com", "example.org", "example.net", "test"]
        .iter()
        .any(|end| host == *end || host.strip_suffix(end).is_some_and(|before| before.ends_with('.')))
}

fn check(meaning: Meaning, text: &str) {
    for host in hosts(text) {
        // A handle is a name behind an @, without a host.
        let handle = meaning == Meaning::Handle && !host.contains('.');
        assert!(handle || is_nobodys(host), "{meaning}: {text:?}");
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match meaning {
        Meaning::Email => assert!(
            !text.contains('@') || is_nobodys(text.split('@').nth(1).unwrap()),
            "{text:?}"
        ),
        Meaning::Host => assert!(text == "host" || !text.contains('.') || is_nobodys(text), "{text:?}"),
        Meaning::Phone => assert!(is_fiction(&digits), "{text:?}"),
        Meaning::Ip | Meaning::Network => assert!(is_documentation(text) || text.len() < 9, "{text:?}"),
        Meaning::Mac => {
            let plain: String = text.to_lowercase().chars().filter(char::is_ascii_hexdigit).collect();
            let known = ["00005e0053", "02", "00005efffe0053"]
                .iter()
                .any(|start| plain.starts_with(start));
            assert!(known || plain.len() < 12, "{text:?}");
        }
        Meaning::CardNumber => assert!(is_test_card(&digits) || digits.len() < 13, "{text:?}"),
        Meaning::Iban => assert!(text.len() < 8 || &text[4..8] == "TEST", "{text:?}"),
        Meaning::Bic => assert!(text.starts_with("TEST") || text.len() < 8, "{text:?}"),
        Meaning::NationalId => assert!(digits.starts_with("666") || digits.len() < 3, "{text:?}"),
        Meaning::Token | Meaning::Salt | Meaning::Password => {
            let mark = &text[..text.len().min(4)];
            assert_eq!(mark, &"test"[..mark.len()], "{text:?}");
        }
        _ => {}
    }
}

/// The ranges kept for fiction, by their digits with the country's code and the number of all digits: Ofcom; ComReg; ACMA;
/// ARCEP; BNetzA; PTS.
const RANGES: [(&str, usize); 30] = [
    ("442079460", 12),
    ("441214960", 12),
    ("441614960", 12),
    ("441134960", 12),
    ("441514960", 12),
    ("441174960", 12),
    ("441144960", 12),
    ("441154960", 12),
    ("441314960", 12),
    ("441414960", 12),
    ("442920180", 12),
    ("442896496", 12),
    ("3532091", 12),
    ("6125550", 11),
    ("6135550", 11),
    ("6175550", 11),
    ("6185550", 11),
    ("3319900", 11),
    ("3326191", 11),
    ("3335301", 11),
    ("3346571", 11),
    ("3353649", 11),
    ("493023125", 12),
    ("494066969", 12),
    ("498999998", 12),
    ("492214710", 12),
    ("496990009", 12),
    ("46846500", 11),
    ("463139006", 11),
    ("464062804", 11),
];

/// True of a whole number of such a range, or of North America's 555-01xx, and of one that is cut short, which is of none,
/// and reaches nobody.
fn is_fiction(digits: &str) -> bool {
    let american = (digits.len() >= 11 && digits.starts_with('1') && &digits[4..9] == "55501")
        || (digits.len() == 10 && &digits[3..8] == "55501")
        || digits.starts_with("55501");
    let is_of = |(range, length): &(&str, usize)| {
        digits.starts_with(range) && digits.len() <= *length || range.starts_with(digits)
    };
    american || RANGES.iter().any(is_of) || digits.len() < 7
}

fn is_documentation(text: &str) -> bool {
    ["192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"]
        .iter()
        .any(|range| text.starts_with(range))
}

fn is_test_card(digits: &str) -> bool {
    const CARDS: [&str; 9] = [
        "4242424242424242",
        "4111111111111111",
        "4012888888881881",
        "5555555555554444",
        "5105105105105100",
        "5200828282828210",
        "378282246310005",
        "371449635398431",
        "6011111111111117",
    ];
    CARDS.iter().any(|card| card.starts_with(digits)) || digits.starts_with("999999")
}

#[test]
fn no_maker_reaches_anybody() {
    for meaning in Meaning::ALL {
        for number in 0..3000 {
            check(*meaning, &text(*meaning, number, &Limits::of(Form::Text)));
        }
        // Cut short, an address must not become another one.
        for max in 1..60 {
            for number in 0..60 {
                check(*meaning, &text(*meaning, number, &Limits::of(Form::Text).within(max)));
            }
        }
        for form in [Form::Inet, Form::Cidr, Form::Mac, Form::Json, Form::Xml] {
            for number in 0..500 {
                let text = text(*meaning, number, &Limits::of(form));
                let meaning = match form {
                    Form::Inet | Form::Cidr => Meaning::Ip,
                    Form::Mac => Meaning::Mac,
                    _ if *meaning == Meaning::Handle => Meaning::Handle,
                    _ => Meaning::Phrase,
                };
                check(meaning, &text);
            }
        }
    }
}

#[test]
fn no_unique_text_reaches_anybody() {
    for meaning in Meaning::ALL {
        for max in (1..60).map(Some).chain([None]) {
            let capacity = unique_capacity(*meaning, max);
            for number in (0..30)
                .chain([77, 761, 762, 79_199, 79_200, 1_000_000])
                .filter(|number| *number < capacity)
            {
                let mut scratch = String::new();
                let identity: Identity = row(number);
                check(
                    *meaning,
                    make_unique(*meaning, &identity, number, max, &mut scratch).unwrap(),
                );
            }
        }
    }
}

#[test]
fn the_test_knows_what_is_somebodys() {
    for text in [
        "a@gmail.com",
        "https://github.com/x",
        "see foo.io",
        "a@example.co",
        "mailto:x@b.de",
    ] {
        assert!(hosts(text).iter().any(|host| !is_nobodys(host)), "{text}");
    }
    assert!(!is_fiction("12125551234") && !is_fiction("442071234567") && is_fiction("12125550123"));
    assert!(!is_fiction("442079451234") && is_fiction("442079460123") && !is_fiction("61255123456"));
    assert!(!is_documentation("8.8.8.8"));
}
