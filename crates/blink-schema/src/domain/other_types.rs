//! Values of types that are not computed with, as their input functions read them.

use std::borrow::Cow;

use super::values::{Domain, Values};
use crate::value::Value;

const TYPES: &str = include_str!("other_types.txt");

/// Some values of a type by its name in `pg_type`; None if none are known.
pub fn other_type(name: &str) -> Option<Domain> {
    let lines = TYPES.lines().filter(|line| !line.starts_with('#'));
    let mut types = lines.filter_map(|line| line.split_once(" | "));
    let (_, values) = types.find(|(of, _)| *of == name)?;
    let values = values
        .split(" | ")
        .map(|text| Value::Literal(Cow::Borrowed(text)))
        .collect();
    Some(Domain::of(Values::Listed(values), format!("type {name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_has_a_type_and_values() {
        for line in TYPES.lines().filter(|line| !line.starts_with('#')) {
            let (name, _) = line.split_once(" | ").unwrap();
            assert!(other_type(name).unwrap().capacity() > 0, "{line}");
        }
        assert_eq!(other_type("no_type"), None);
    }
}
