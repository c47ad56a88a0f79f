//! Calls of functions.

use std::cmp::Ordering;

use blink::__private::calendar::DAY;

use super::answer::{Answer, NOT_KNOWN, OUT_OF_RANGE, OrUnknown, Typed, unknown};
use super::compare::{compare, with_types};
use super::context::Context;
use super::scalars::Compared;
use super::{arrays, dates, fields, json_operators, math, operate, ranges, regex, text};
use crate::expr::operators::BinaryOperator;
use crate::expr::tree::Expr;
use crate::expr::types::Type;
use crate::value::Value;

impl Context<'_> {
    pub(super) fn call(&self, name: &str, arguments: &[Expr]) -> Answer {
        match name {
            // What is behind the argument that decides is not computed.
            "coalesce" => return self.coalesce(arguments),
            "now"
            | "transaction_timestamp"
            | "current_timestamp"
            | "localtimestamp"
            | "current_date"
            | "statement_timestamp"
            | "clock_timestamp"
            | "localtime"
                if arguments.is_empty() =>
            {
                return self.clock(name);
            }
            _ => {}
        }
        let arguments = self.all(arguments)?;
        match name {
            "greatest" | "least" => return extreme(name, &arguments),
            "nullif" => return null_if(&arguments, self),
            "num_nonnulls" | "num_nulls" => {
                let nulls = arguments.iter().filter(|argument| argument.is_null()).count();
                let count = if name == "num_nulls" {
                    nulls
                } else {
                    arguments.len() - nulls
                };
                return Ok(Typed::int(i32::try_from(count).ok().or_unknown(NOT_KNOWN)?));
            }
            "concat" => return concat(&arguments, ""),
            "concat_ws" => {
                let (separator, rest) = arguments.split_first().or_unknown(NOT_KNOWN)?;
                return if separator.is_null() {
                    Ok(Typed::null(Type::Text))
                } else {
                    concat(rest, separator.as_text()?)
                };
            }
            "int4range" | "int8range" | "numrange" | "daterange" | "tsrange" | "tstzrange" => {
                return ranges::make(name, &arguments);
            }
            "array_append" | "array_prepend" | "array_cat" | "array_position" | "array_remove" => {
                return arrays::call_with_nulls(name, &arguments);
            }
            "similar_to_escape" | "similar_escape" => return similar(&arguments),
            _ => {}
        }
        // All others give NULL for NULL.
        if arguments.iter().any(Typed::is_null) {
            return strict_null(name, &arguments);
        }
        self.strict(name, &arguments)
    }

    fn coalesce(&self, arguments: &[Expr]) -> Answer {
        let mut last = Typed::null(Type::Untyped);
        for argument in arguments {
            last = self.typed(argument)?;
            if !last.is_null() {
                break;
            }
        }
        Ok(last)
    }

    fn clock(&self, name: &str) -> Answer {
        let (days, time) = (self.now.div_euclid(DAY), self.now.rem_euclid(DAY));
        match name {
            "current_date" => dates::date(days),
            "localtimestamp" => dates::timestamp(self.now, Type::Timestamp),
            "localtime" => Ok(Typed::new(Value::Time(time), Type::Time)),
            "clock_timestamp" => unknown("the time while it is computed"),
            _ => dates::timestamp(self.now, Type::TimestampTz),
        }
    }

    fn strict(&self, name: &str, arguments: &[Typed]) -> Answer {
        match (name, arguments) {
            ("lower" | "upper", [range]) if matches!(range.ty, Type::Range(_)) => ranges::call(name, range),
            ("isempty" | "lower_inc" | "upper_inc" | "lower_inf" | "upper_inf", [range]) => ranges::call(name, range),
            ("jsonb_typeof" | "json_typeof" | "jsonb_array_length" | "json_array_length", _) => {
                json_operators::call(name, arguments)
            }
            (
                "cardinality" | "array_length" | "array_upper" | "array_lower" | "array_ndims" | "array_to_string"
                | "string_to_array",
                _,
            ) => arrays::call(name, arguments),
            (
                "abs" | "round" | "floor" | "ceil" | "ceiling" | "trunc" | "sign" | "mod" | "power" | "pow" | "sqrt",
                _,
            ) => math::call(name, arguments),
            (
                "date_trunc" | "extract" | "date_part" | "make_date" | "make_time" | "make_interval" | "make_timestamp"
                | "age" | "isfinite" | "timezone" | "to_char",
                _,
            ) => fields::call(name, arguments, self.now),
            ("regexp_replace", [text, pattern, replacement, flags @ ..]) => {
                let flags = flags.first().map_or(Ok(""), Typed::as_text)?;
                let replaced =
                    self.patterns
                        .replace(plain(text)?, pattern.as_text()?, replacement.as_text()?, flags)?;
                Ok(Typed::text(replaced))
            }
            ("substring", [text, pattern]) if !pattern.ty.is_integer() => {
                let found = self.patterns.find(plain(text)?, pattern.as_text()?)?;
                Ok(found.map_or(Typed::null(Type::Text), Typed::text))
            }
            ("regexp_match", _) => unknown("which part matches"),
            _ => of_text(name, arguments),
        }
    }
}

/// The type matters where an operator goes on with it, and a NULL goes on as NULL, but for arrays.
fn strict_null(name: &str, arguments: &[Typed]) -> Answer {
    let is_array = matches!(name, "string_to_array" | "regexp_match");
    let first = arguments.first().map(|argument| argument.ty.clone());
    let ty = if is_array {
        Type::Array(Box::new(Type::Text))
    } else {
        first.unwrap_or(Type::Untyped)
    };
    // The separator may be NULL, and splits characters then.
    if name == "string_to_array" {
        return unknown(NOT_KNOWN);
    }
    Ok(Typed::null(ty))
}

fn plain(typed: &Typed) -> Answer<&str> {
    if typed.ty == Type::Folded {
        return unknown("functions of citext");
    }
    typed.as_text()
}

fn of_text(name: &str, arguments: &[Typed]) -> Answer {
    if let [bytes] = arguments
        && let Value::Bytes(value) = &bytes.value
        && matches!(name, "length" | "octet_length")
    {
        return Ok(Typed::int(i32::try_from(value.len()).ok().or_unknown(NOT_KNOWN)?));
    }
    let first = arguments.first().or_unknown(NOT_KNOWN)?;
    if name == "chr" {
        return chr(first.as_int()?);
    }
    // The blanks at the end count in bytes, but they are not kept.
    if first.ty == Type::Char && matches!(name, "octet_length" | "bit_length") {
        return unknown("the bytes of char(n)");
    }
    let text = match name {
        "length" | "char_length" | "character_length" | "octet_length" => first.as_text()?,
        _ => plain(first)?,
    };
    match arguments {
        [_] => of_one(name, text),
        [_, second] => of_two(name, text, second),
        [_, second, third] => of_three(name, text, second, third),
        [_, what, from, length] if name == "overlay" => {
            overlay(text, what.as_text()?, from.as_int()?, Some(length.as_int()?))
        }
        _ => unknown(NOT_KNOWN),
    }
}

fn int(number: i64) -> Answer {
    Ok(Typed::int(i32::try_from(number).ok().or_unknown(NOT_KNOWN)?))
}

fn bytes(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}

fn of_one(name: &str, text: &str) -> Answer {
    let blank = |c: char| c == ' ';
    Ok(Typed::text(match name {
        "length" | "char_length" | "character_length" => return int(text::count(text)),
        "octet_length" => return int(bytes(text)),
        "bit_length" => return int(bytes(text).saturating_mul(8)),
        "ascii" => return int(text.chars().next().map_or(0, |c| i64::from(u32::from(c)))),
        "lower" => text::lower(text)?,
        "upper" => text::upper(text)?,
        "initcap" => text::initcap(text)?,
        "btrim" => text.trim_matches(blank).to_owned(),
        "ltrim" => text.trim_start_matches(blank).to_owned(),
        "rtrim" => text.trim_end_matches(blank).to_owned(),
        "reverse" => text.chars().rev().collect(),
        _ => return unknown(format!("the function {name} is not computed")),
    }))
}

fn of_two(name: &str, text: &str, second: &Typed) -> Answer {
    let set = |set: &str| set.chars().collect::<Vec<char>>();
    Ok(Typed::text(match name {
        "btrim" => text::searched(text, second.as_text()?)?
            .trim_matches(&*set(second.as_text()?))
            .to_owned(),
        "ltrim" => text::searched(text, second.as_text()?)?
            .trim_start_matches(&*set(second.as_text()?))
            .to_owned(),
        "rtrim" => text::searched(text, second.as_text()?)?
            .trim_end_matches(&*set(second.as_text()?))
            .to_owned(),
        "left" => text::left(text, second.as_int()?),
        "right" => text::right(text, second.as_int()?),
        "substring" | "substr" => text::substring(text, second.as_int()?, None)?,
        "repeat" => text::repeat(text, second.as_int()?)?,
        "lpad" | "rpad" => text::pad(text, second.as_int()?, " ", name == "lpad")?,
        "position" | "strpos" => return int(text::position(text, plain(second)?)),
        "starts_with" => return Ok(Typed::bool(text.starts_with(plain(second)?))),
        "like_escape" => text::like_escape(text, second.as_text()?)?,
        _ => return unknown(format!("the function {name} is not computed")),
    }))
}

fn of_three(name: &str, text: &str, second: &Typed, third: &Typed) -> Answer {
    Ok(Typed::text(match name {
        "replace" => text::replace(text, plain(second)?, plain(third)?)?,
        "substring" | "substr" => text::substring(text, second.as_int()?, Some(third.as_int()?))?,
        "split_part" => text::split_part(text, plain(second)?, third.as_int()?)?,
        "lpad" | "rpad" => text::pad(text, second.as_int()?, third.as_text()?, name == "lpad")?,
        "translate" => text::translate(text, plain(second)?, plain(third)?)?,
        "overlay" => return overlay(text, second.as_text()?, third.as_int()?, None),
        _ => return unknown(format!("the function {name} is not computed")),
    }))
}

fn overlay(text: &str, what: &str, from: i64, length: Option<i64>) -> Answer {
    let length = length.unwrap_or_else(|| text::count(what));
    if from <= 0 || length < 0 {
        return unknown(OUT_OF_RANGE);
    }
    let before = text::substring(text, 1, Some(from - 1))?;
    let after = text::substring(text, from.saturating_add(length), None)?;
    Ok(Typed::text(format!("{before}{what}{after}")))
}

/// The character of a number, in UTF-8.
fn chr(number: i64) -> Answer {
    let character = u32::try_from(number)
        .ok()
        .filter(|number| *number > 0)
        .and_then(char::from_u32);
    Ok(Typed::text(character.or_unknown(OUT_OF_RANGE)?))
}

fn concat(arguments: &[Typed], separator: &str) -> Answer {
    let mut texts = Vec::with_capacity(arguments.len());
    for argument in arguments.iter().filter(|argument| !argument.is_null()) {
        texts.push(text::any(argument)?);
    }
    Ok(Typed::text(texts.join(separator)))
}

fn similar(arguments: &[Typed]) -> Answer {
    let (pattern, escape) = match arguments {
        [pattern] => (pattern, None),
        [pattern, escape] => (pattern, Some(escape).filter(|escape| !escape.is_null())),
        _ => return unknown(NOT_KNOWN),
    };
    if pattern.is_null() {
        return Ok(Typed::null(Type::Text));
    }
    let escape = escape.map(Typed::as_text).transpose()?;
    let regex = regex::of_similar(pattern.as_text()?, escape);
    Ok(Typed::text(regex.or_unknown("a pattern that is not understood")?))
}

/// NULL is passed over.
fn extreme(name: &str, arguments: &[Typed]) -> Answer {
    let ty = arguments
        .iter()
        .map(|argument| &argument.ty)
        .find(|ty| **ty != Type::Untyped);
    let mut best = Typed::null(ty.cloned().unwrap_or(Type::Untyped));
    for argument in arguments.iter().filter(|argument| !argument.is_null()) {
        let better = match &best.value {
            Value::Null => true,
            _ => match compare(argument, &best, false)? {
                Compared::Ordered(ordering) => {
                    ordering
                        == if name == "least" {
                            Ordering::Less
                        } else {
                            Ordering::Greater
                        }
                }
                Compared::Different => return unknown("the order depends on a collation or on labels"),
            },
        };
        if better {
            best = argument.clone();
        }
    }
    Ok(best)
}

fn null_if(arguments: &[Typed], context: &Context<'_>) -> Answer {
    let [first, second] = arguments else {
        return unknown(NOT_KNOWN);
    };
    let (adapted, _) = with_types(first, second)?;
    let equal = operate::apply(BinaryOperator::Equal, first, second, context.patterns)?;
    Ok(if equal.as_bool()? == Some(true) {
        Typed::null(adapted.ty.clone())
    } else {
        adapted.into_owned()
    })
}
