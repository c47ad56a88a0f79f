//! Fields by the thousand.

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::string::string_regex;
use proptest::test_runner::TestRunner;

/// So many fields of each pattern; `BLINK_FIELDS=20` makes 20 times as many.
pub(super) fn fields(count: usize, patterns: &[&str]) -> Vec<String> {
    let times = std::env::var("BLINK_FIELDS").ok().and_then(|times| times.parse().ok());
    let count = count * times.unwrap_or(1_usize);
    let mut runner = TestRunner::deterministic();
    let mut fields = Vec::new();
    for pattern in patterns {
        let strategy = string_regex(pattern).unwrap();
        for _ in 0..count {
            fields.push(strategy.new_tree(&mut runner).unwrap().current());
        }
    }
    fields
}

/// Fields with one of their characters left out, doubled or replaced: most are broken.
pub(super) fn broken(fields: &[String]) -> Vec<String> {
    let mut broken = Vec::new();
    for (n, field) in fields.iter().enumerate() {
        let characters: Vec<char> = field.chars().collect();
        if characters.is_empty() {
            continue;
        }
        let at = n * 7 % characters.len();
        let mut changed = characters.clone();
        match n % 4 {
            0 => drop(changed.remove(at)),
            1 => changed.insert(at, changed[at]),
            2 => changed[at] = ['x', '9', ' ', '-', ':', '.', '"', '\\', '{'][n / 4 % 9],
            _ => changed.truncate(at),
        }
        broken.push(changed.into_iter().collect());
    }
    broken
}
