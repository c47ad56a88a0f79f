//! Values of every meaning.

mod code;
mod commerce;
mod company;
mod file;
mod finance;
mod internet;
mod job;
mod json;
mod number;
mod person;
mod place;
mod secret;
mod technical;
mod text;
mod time;

use std::borrow::Cow;

use self::job::Job;
use super::bits::Bits;
use super::form::{Form, Limits};
use super::identity::Identity;
use super::made::{Cell, Made};
use super::meaning::Meaning;
use super::meaning::{Group, Nature};
use crate::value::Value;

/// The value of a cell: what the meaning says of the row's identity, in the form and within the limits of the cell.
///
/// The random numbers are the cell's own. The value may borrow the scratch, whose contents it replaces.
///
/// ```
/// use blink_schema::words::{Bits, Form, Identity, Limits, Meaning, make};
///
/// let identity = Identity::new(7, 0, 0);
/// let mut scratch = String::new();
/// let email = make(Meaning::Email, &identity, Bits::new(1), &Limits::of(Form::Text), &mut scratch);
/// # let blink_schema::value::Value::Text(email) = email else { panic!() };
/// assert!(email.contains("@example."));
/// ```
pub fn make<'a>(
    meaning: Meaning,
    identity: &Identity,
    mut bits: Bits,
    limits: &Limits<'a>,
    scratch: &'a mut String,
) -> Value<'a> {
    if limits.array {
        return array(meaning, identity, bits, limits, scratch);
    }
    let meaning = fitting(meaning, limits.form);
    scratch.clear();
    if meaning == Meaning::State {
        return state(identity, bits, limits, scratch);
    }
    if meaning == Meaning::PasswordHash && !limits.password_hash.is_empty() {
        return Value::Text(Cow::Borrowed(limits.password_hash));
    }
    let made = made(meaning, identity, &mut bits, limits, scratch);
    let cell = Cell { identity, limits, bits };
    made.value(cell, scratch)
}

/// The meaning, or the one that a form has by itself where it cannot hold the meaning's values.
fn fitting(meaning: Meaning, form: Form) -> Meaning {
    match (form, meaning.nature()) {
        (Form::Inet, Nature::Ip | Nature::Net)
        | (Form::Interval, Nature::Span)
        | (Form::Time, Nature::Clock | Nature::Moment)
        | (Form::Date | Form::Timestamp, Nature::Moment) => meaning,
        (Form::Inet, _) => Meaning::Ip,
        (Form::Cidr, _) => Meaning::Network,
        (Form::Mac | Form::Mac8, _) => Meaning::Mac,
        (Form::Point, _) => Meaning::Point,
        (Form::Uuid, _) => Meaning::Uuid,
        (Form::Interval, _) => Meaning::Duration,
        (Form::Time, _) => Meaning::TimeOfDay,
        (Form::Date | Form::Timestamp, _) => Meaning::Created,
        _ => meaning,
    }
}

fn made(meaning: Meaning, identity: &Identity, bits: &mut Bits, limits: &Limits<'_>, out: &mut String) -> Made {
    let mut job = Job {
        identity,
        bits,
        limits,
        out,
    };
    match meaning.group() {
        Group::Person => person::make(meaning, &mut job),
        Group::Place => place::make(meaning, &mut job),
        Group::Company => company::make(meaning, &mut job),
        Group::Internet => internet::make(meaning, &mut job),
        Group::Secret => secret::make(meaning, &mut job),
        Group::Finance => finance::make(meaning, &mut job),
        Group::Commerce => commerce::make(meaning, &mut job),
        Group::Code => code::make(meaning, &mut job),
        Group::Text => text::make(meaning, &mut job),
        Group::Technical => technical::make(meaning, &mut job),
        Group::File => file::make(meaning, &mut job),
        Group::Number => number::make(meaning, &mut job),
        Group::Time => time::make(meaning, &mut job),
        Group::Choice => Made::Flag(job.bits.chance(limits.true_share)),
        Group::Json => json::make(meaning, &mut job),
    }
}

/// A label by its weight; where no labels are known, one that suits anything.
fn state<'a>(identity: &Identity, mut bits: Bits, limits: &Limits<'a>, scratch: &'a mut String) -> Value<'a> {
    let weights = limits.choices.iter().map(|choice| choice.weight);
    let place = bits.weighted(weights);
    let label = limits.choices.get(place).map(|choice| choice.label.as_str());
    match (label, limits.form) {
        // A label is never cut: it would be another one.
        (Some(label), Form::Text) => Value::Text(Cow::Borrowed(label)),
        (Some(label), _) => {
            scratch.push_str(label);
            let cell = Cell { identity, limits, bits };
            Made::Written.value(cell, scratch)
        }
        (None, _) => {
            let made = match bits.below(4) {
                0 => Made::Listed("inactive"),
                _ => Made::Listed("active"),
            };
            let cell = Cell { identity, limits, bits };
            made.value(cell, scratch)
        }
    }
}

/// An array of up to five values, none of them twice.
fn array<'a>(
    meaning: Meaning,
    identity: &Identity,
    mut bits: Bits,
    limits: &Limits<'a>,
    scratch: &'a mut String,
) -> Value<'a> {
    let one = Limits {
        array: false,
        ..*limits
    };
    let mut values: Vec<Value<'a>> = Vec::new();
    for nth in 0..=bits.below(4) {
        // The first is the row's own, the others are of others.
        let value = owned(make(
            meaning,
            &identity.party(nth),
            Bits::new(bits.draw()),
            &one,
            &mut *scratch,
        ));
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Value::Array(values)
}

/// The value without what it borrows.
fn owned(value: Value<'_>) -> Value<'static> {
    let text = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
    match value {
        Value::Text(value) => Value::Text(text(value)),
        Value::Json(value) => Value::Json(text(value)),
        Value::Literal(value) => Value::Literal(text(value)),
        Value::Bytes(value) => Value::Bytes(Cow::Owned(value.into_owned())),
        Value::Bool(value) => Value::Bool(value),
        Value::Int(value) => Value::Int(value),
        Value::Float(value) => Value::Float(value),
        Value::Decimal(value) => Value::Decimal(value),
        Value::Date(value) => Value::Date(value),
        Value::Time(value) => Value::Time(value),
        Value::Timestamp(value) => Value::Timestamp(value),
        Value::Interval(value) => Value::Interval(value),
        Value::Uuid(value) => Value::Uuid(value),
        // No maker makes these.
        Value::Null | Value::Array(_) | Value::Row(_) | Value::Range(_) => Value::Null,
    }
}

pub(super) use code::{write_barcode, write_code, write_isbn};
pub(super) use finance::{write_card, write_iban, write_national_id};
pub(super) use internet::{write_ip, write_mac};
pub(super) use technical::list as technical_list;
pub(super) use text::list as text_list;

/// Replaces a text by what the identity has for a meaning.
pub(super) fn write_text(meaning: Meaning, identity: &Identity, room: usize, out: &mut String) {
    out.clear();
    let limits = Limits::of(Form::Text).within(room);
    made(meaning, identity, &mut Bits::of(0, 1), &limits, out).write(out);
}
