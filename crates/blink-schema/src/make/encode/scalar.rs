//! Values that are not composed of others.

use std::fmt::Write as _;

use blink::__private::encoding::render;
use blink::BoxError;
use blink::postgres_types::Type;
use bytes::{BufMut, BytesMut};

use super::decimal;
use super::form::{Scalar, mismatch};
use super::text_limit::check_nul;
use super::{number, time_unit, vector, xml};
use crate::value::{Decimal, Value};

impl Scalar {
    /// Writes the binary form.
    #[inline]
    pub(super) fn binary(&self, value: &Value<'_>, out: &mut BytesMut) -> Result<(), BoxError> {
        match (self, value) {
            (Self::Bool, Value::Bool(value)) => out.put_u8(u8::from(*value)),
            (Self::Int2, Value::Int(number)) => out.put_i16(number::integer(*number, i16::MIN, i16::MAX)?),
            (Self::Int4, Value::Int(number)) => out.put_i32(number::integer(*number, i32::MIN, i32::MAX)?),
            (Self::Int8, Value::Int(number)) => out.put_i64(*number),
            (Self::Oid, Value::Int(number)) => out.put_u32(number::integer(*number, u32::MIN, u32::MAX)?),
            (Self::Text(limit), Value::Text(text) | Value::Literal(text)) => limit.write(text, out)?,
            (Self::Uuid, Value::Uuid(uuid)) => out.put_u128(*uuid),
            (Self::Date, Value::Date(days)) => out.put_i32(time_unit::date(*days)?),
            (Self::Timestamp(unit) | Self::TimestampTz(unit), Value::Timestamp(micros)) => {
                out.put_i64(unit.timestamp(*micros)?);
            }
            (_, Value::Literal(literal) | Value::Text(literal)) => {
                if !self.literal(literal, out)? {
                    return Err(format!("{literal:?} is no value of {}, as the server writes it", self.noun()).into());
                }
            }
            _ => self.seldom_binary(value, out)?,
        }
        Ok(())
    }

    fn seldom_binary(&self, value: &Value<'_>, out: &mut BytesMut) -> Result<(), BoxError> {
        match (self, value) {
            (Self::Float4, Value::Float(float)) => out.put_f32(number::real(*float)?),
            (Self::Float4, Value::Int(integer)) => out.put_f32(number::real(number::double(*integer)?)?),
            (Self::Float8, Value::Float(float)) => out.put_f64(*float),
            (Self::Float8, Value::Int(integer)) => out.put_f64(number::double(*integer)?),
            (Self::Numeric(precision), Value::Decimal(number)) => decimal::numeric(*number, *precision, out)?,
            (Self::Numeric(precision), Value::Int(integer)) => decimal::numeric(whole(*integer), *precision, out)?,
            (Self::Money, Value::Decimal(number)) => decimal::money(*number, out)?,
            (Self::Money, Value::Int(integer)) => decimal::money(whole(*integer), out)?,
            (Self::Bytea, Value::Bytes(bytes)) => out.put_slice(bytes),
            (Self::Time(unit), Value::Time(micros)) => out.put_i64(unit.time(*micros)?),
            (Self::TimeTz(unit), Value::Time(micros)) => {
                out.put_i64(unit.time(*micros)?);
                out.put_i32(0);
            }
            (Self::Interval(fields), Value::Interval(interval)) => fields.write(*interval, out)?,
            (Self::Json, Value::Json(document)) => {
                check_nul(document)?;
                out.put_slice(document.as_bytes());
            }
            (Self::Jsonb, Value::Json(document)) => {
                check_nul(document)?;
                // `jsonb_recv` in jsonb.c: a version, then the text.
                out.put_u8(1);
                out.put_slice(document.as_bytes());
            }
            (Self::Vector(dimensions), Value::Array(numbers)) => {
                vector::write(&vector::numbers(numbers)?, *dimensions, out)?;
            }
            _ => return Err(mismatch(value, self.noun())),
        }
        Ok(())
    }

    /// Writes the binary form of what the input function reads; false if the text is not as the server writes such values.
    pub(super) fn literal_document(&self, text: &str, out: &mut BytesMut) -> Result<bool, BoxError> {
        check_nul(text)?;
        match self {
            Self::Json => out.put_slice(text.as_bytes()),
            Self::Jsonb => {
                out.put_u8(1);
                out.put_slice(text.as_bytes());
            }
            Self::Xml => xml::write(text, out),
            Self::Enum(labels) => {
                if !labels.contains(text) {
                    return Err(format!("{text:?} is no label of the enum").into());
                }
                out.put_slice(text.as_bytes());
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Writes text for the input function.
    pub(super) fn text(&self, value: &Value<'_>, out: &mut String) -> Result<(), BoxError> {
        match (self, value) {
            (Self::Text(limit), Value::Text(text) | Value::Literal(text)) => {
                limit.check(text)?;
                out.push_str(text);
            }
            (Self::Json | Self::Jsonb, Value::Json(text)) => {
                check_nul(text)?;
                out.push_str(text);
            }
            // What is not read here is left to the input function.
            (_, Value::Literal(literal) | Value::Text(literal)) => {
                check_nul(literal)?;
                self.literal(literal, &mut BytesMut::new())?;
                out.push_str(literal);
            }
            (Self::Int2, Value::Int(number)) => {
                write!(out, "{}", number::integer::<i16>(*number, i16::MIN, i16::MAX)?)?;
            }
            (Self::Int4, Value::Int(number)) => {
                write!(out, "{}", number::integer::<i32>(*number, i32::MIN, i32::MAX)?)?;
            }
            (Self::Int8, Value::Int(number)) => write!(out, "{number}")?,
            (Self::Money, Value::Decimal(number)) => decimal::money_text(*number, out)?,
            (Self::Money, Value::Int(integer)) => decimal::money_text(whole(*integer), out)?,
            (Self::Vector(dimensions), Value::Array(numbers)) => {
                vector::write_text(&vector::numbers(numbers)?, *dimensions, out)?;
            }
            _ => {
                let mut binary = BytesMut::new();
                self.binary(value, &mut binary)?;
                render(&self.rendered_as(), &binary, out)?;
            }
        }
        Ok(())
    }

    /// The type as which the binary form is written out.
    fn rendered_as(&self) -> Type {
        match self {
            Self::Bool => Type::BOOL,
            Self::Int2 => Type::INT2,
            Self::Int4 => Type::INT4,
            Self::Int8 => Type::INT8,
            Self::Oid => Type::OID,
            Self::Float4 => Type::FLOAT4,
            Self::Float8 => Type::FLOAT8,
            Self::Numeric(_) => Type::NUMERIC,
            Self::Bytea => Type::BYTEA,
            Self::Date => Type::DATE,
            Self::Time(_) => Type::TIME,
            Self::TimeTz(_) => Type::TIMETZ,
            Self::Timestamp(_) => Type::TIMESTAMP,
            Self::TimestampTz(_) => Type::TIMESTAMPTZ,
            Self::Interval(_) => Type::INTERVAL,
            Self::Uuid => Type::UUID,
            // Made of texts alone, which are not written out again.
            _ => Type::UNKNOWN,
        }
    }

    pub(super) fn noun(&self) -> &'static str {
        match self {
            Self::Bool => "a boolean",
            Self::Int2 | Self::Int4 | Self::Int8 | Self::Oid => "an integer",
            Self::Float4 | Self::Float8 => "a float",
            Self::Numeric(_) | Self::Money => "a decimal number",
            Self::Text(_) => "a text",
            Self::Bytea => "bytes",
            Self::Date => "a date",
            Self::Time(_) | Self::TimeTz(_) => "a time",
            Self::Timestamp(_) | Self::TimestampTz(_) => "a timestamp",
            Self::Interval(_) => "an interval",
            Self::Uuid => "a uuid",
            Self::Json | Self::Jsonb => "a JSON document",
            Self::Xml => "an XML document",
            Self::Enum(_) => "a label",
            Self::Bits(..) => "bits",
            Self::Inet => "an IP address",
            Self::Cidr => "a network",
            Self::MacAddr | Self::MacAddr8 => "a hardware address",
            Self::Geometric(_) => "a geometric shape",
            Self::Vector(_) => "a vector",
        }
    }
}

fn whole(integer: i64) -> Decimal {
    Decimal {
        unscaled: i128::from(integer),
        scale: 0,
    }
}
