//! Writes values as JSON (RFC 8259).

use std::fmt::Write as _;

use super::Value;
use crate::error::BoxError;

impl Value {
    pub(super) fn write_json(&self, text: &mut String) -> Result<(), BoxError> {
        match self {
            Self::Null => text.push_str("null"),
            Self::Float(value) if !value.is_finite() => return Err(not_a_number(value)),
            // Unchecked, a number `1,5` in a list would become two.
            Self::Number(digits) if !is_number(digits) => return Err(not_a_number(digits)),
            Self::Bool(_) | Self::Int(_) | Self::Float(_) | Self::Number(_) => self.write_scalar(text)?,
            Self::Text(value) => write_string(value, text)?,
            Self::Bytes(_) => return Err("JSON has no bytes; encode them as text first".into()),
            Self::Array(elements) => {
                text.push('[');
                for (n, element) in elements.iter().enumerate() {
                    text.push_str(if n > 0 { "," } else { "" });
                    element.write_json(text)?;
                }
                text.push(']');
            }
            Self::Object(members) => {
                text.push('{');
                for (n, (name, value)) in members.iter().enumerate() {
                    text.push_str(if n > 0 { "," } else { "" });
                    write_string(name, text)?;
                    text.push(':');
                    value.write_json(text)?;
                }
                text.push('}');
            }
        }
        Ok(())
    }
}

fn not_a_number(value: impl std::fmt::Display) -> BoxError {
    format!("JSON has no number {value}; send a finite number in decimal digits, such as 12.50, or null").into()
}

/// Section 6: an optional minus, digits without a zero in front, and an optional fraction and exponent.
fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        None => (text, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    is_digits(whole) && (whole == "0" || !whole.starts_with('0')) && is_digits(fraction) && is_digits(exponent)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Section 7.
fn write_string(value: &str, text: &mut String) -> Result<(), BoxError> {
    text.push('"');
    for char in value.chars() {
        match char {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            control if control < ' ' => write!(text, "\\u{:04x}", u32::from(control))?,
            other => text.push(other),
        }
    }
    text.push('"');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn numbers_are_those_of_rfc_8259() {
        for number in ["0", "-0", "7", "-12.50", "10", "0.5", "1e9", "1E+10", "-1.25e-07"] {
            assert!(is_number(number), "{number}");
        }
        for other in [
            "", "-", "+1", "01", "-01", ".5", "5.", "1e", "1e+", "1e1.5", "1,5", "1 ", " 1", "0x1F", "1_000", "NaN",
            "inf", "Infinity", "1]", "--1", "1.-5", "٣",
        ] {
            assert!(!is_number(other), "{other}");
        }
    }
}
