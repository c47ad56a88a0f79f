//! Words of networks and browsers.

use super::job::Job;
use crate::words::form::Form;
use crate::words::grammar::push_number;
use crate::words::list::List;
use crate::words::made::Made;
use crate::words::meaning::Meaning;
use crate::words::text::write_slug;

const TECHNICAL: &str = include_str!("../lists/technical.txt");

static USER_AGENTS: List = List::lines(TECHNICAL, "user_agents");
static BROWSERS: List = List::words(TECHNICAL, "browsers");
static OPERATING_SYSTEMS: List = List::words(TECHNICAL, "operating_systems");
static HTTP_METHODS: List = List::words(TECHNICAL, "http_methods");
static URL_PATHS: List = List::words(TECHNICAL, "url_paths");

pub(super) fn make(meaning: Meaning, job: &mut Job<'_>) -> Made {
    match meaning {
        Meaning::UserAgent => Made::Listed(USER_AGENTS.pick(job.bits)),
        Meaning::Browser => job.listed(&BROWSERS),
        Meaning::OperatingSystem => job.listed(&OPERATING_SYSTEMS),
        Meaning::HttpMethod => http_method(job),
        Meaning::HttpStatus => Made::Number(http_status(job), 0),
        Meaning::UrlPath => Made::Listed(URL_PATHS.pick(job.bits)),
        Meaning::Port => Made::Number(
            *job.bits
                .pick(&[80, 443, 443, 5432, 6379, 8000, 8080, 8443, 9000])
                .unwrap_or(&443),
            0,
        ),
        Meaning::Ip => ip(job),
        Meaning::Network => Made::Listed(network(job)),
        Meaning::Mac => mac(job),
        Meaning::ImageUrl => {
            job.out.push_str("https://example.com/images/");
            write_slug(&mut job.identity.bits(21), job.out);
            job.out.push_str(".jpg");
            shorten_url(job);
            Made::Written
        }
        _ => {
            job.out.push_str("https://example.com/");
            write_slug(&mut job.identity.bits(21), job.out);
            shorten_url(job);
            Made::Written
        }
    }
}

/// Replaces a URL that is too long, since a cut one could lead to somebody.
pub(super) fn shorten_url(job: &mut Job<'_>) {
    let room = job.room();
    if job.out.len() <= room {
        return;
    }
    job.out.clear();
    for address in ["https://example.com/", "https://a.test/", "http://a.test"] {
        if address.len() <= room {
            job.out.push_str(address);
            // Digits fill what is left of the room, up to four.
            if address.ends_with('/') && room - address.len() >= 4 {
                push_number(1000 + job.bits.below(9000), job.out);
            }
            return;
        }
    }
    job.out.push('/');
}

fn http_method(job: &mut Job<'_>) -> Made {
    let weights = [70, 18, 5, 3, 3, 1];
    let place = job.bits.weighted(weights.into_iter());
    Made::Listed(HTTP_METHODS.at(place as u64))
}

fn http_status(job: &mut Job<'_>) -> i64 {
    const STATUSES: [(i64, u32); 12] = [
        (200, 700),
        (201, 60),
        (204, 40),
        (301, 20),
        (302, 40),
        (304, 60),
        (400, 15),
        (401, 15),
        (403, 10),
        (404, 30),
        (429, 3),
        (500, 7),
    ];
    let place = job.bits.weighted(STATUSES.iter().map(|status| status.1));
    STATUSES.get(place).map_or(200, |status| status.0)
}

/// An address of the ranges for documentation (RFC 5737, RFC 3849).
fn ip(job: &mut Job<'_>) -> Made {
    let number = job.bits.below(700);
    let room = if job.limits.form == Form::Text {
        job.room()
    } else {
        usize::MAX
    };
    write_ip(number, job.out);
    if job.out.len() > room {
        job.out.clear();
        job.out.push_str("192.0.2.1");
    }
    Made::Written
}

/// Appends the address of a number: below 762 of version 4, then of version 6.
pub(crate) fn write_ip(number: u64, out: &mut String) {
    const RANGES: [&str; 3] = ["192.0.2.", "198.51.100.", "203.0.113."];
    let range = usize::try_from(number / 254).ok().and_then(|range| RANGES.get(range));
    if let Some(range) = range {
        out.push_str(range);
        push_number(1 + number % 254, out);
    } else {
        let number = number - 762;
        let groups = [
            number >> 48,
            number >> 32 & 0xffff,
            number >> 16 & 0xffff,
            number & 0xffff,
        ];
        // A prefix of 32 bits, and a group of zeros that no run of zeros merges with.
        out.push_str("2001:db8:1:1");
        for group in groups {
            let _ = std::fmt::Write::write_fmt(out, format_args!(":{group:x}"));
        }
    }
}

fn network(job: &mut Job<'_>) -> &'static str {
    const NETWORKS: [&str; 6] = [
        "192.0.2.0/24",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "192.0.2.0/25",
        "198.51.100.128/25",
        "203.0.113.64/26",
    ];
    let network = job.bits.pick(&NETWORKS).unwrap_or(&"192.0.2.0/24");
    // A cut one would be another's.
    if network.len() <= job.room() {
        network
    } else {
        "192.0.2.0"
    }
}

/// An address of the range for documentation (RFC 7042).
fn mac(job: &mut Job<'_>) -> Made {
    let number = job.bits.below(256);
    write_mac(number, job.limits.form == Form::Mac8, job.out);
    if job.out.len() > job.room() {
        job.out.retain(|character| character != ':');
    }
    Made::Written
}

/// Appends the address of a number: below 256 of the range for documentation, then of those that no maker is given
/// ("locally administered"), up to 2^32.
pub(crate) fn write_mac(number: u64, eight: bool, out: &mut String) {
    let byte = |shift: u32| (number >> shift) & 0xff;
    let middle = if eight { "ff:fe:" } else { "" };
    let _ = match number {
        0..256 => std::fmt::Write::write_fmt(out, format_args!("00:00:5e:{middle}00:53:{number:02x}")),
        _ => std::fmt::Write::write_fmt(
            out,
            format_args!(
                "02:00:{:02x}:{middle}{:02x}:{:02x}:{:02x}",
                byte(24),
                byte(16),
                byte(8),
                byte(0)
            ),
        ),
    };
}
