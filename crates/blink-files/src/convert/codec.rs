//! The way of each type's values from a field to COPY.

use std::fmt::{LowerExp, Write as _};

use bytes::{BufMut, BytesMut};

use super::array::{Array, WriteElement};
use super::bits::Bits;
use super::clock::{self, Kept};
use super::column_type::{ColumnType, TypeKind, oid};
use super::float::Float;
use super::integer::Integer;
use super::interval_column::IntervalColumn;
use super::label::Labels;
use super::network::Network;
use super::notation::Notation;
use super::number_style::{Buffer, NumberStyle};
use super::numeric::Precision;
use super::reason::Reason;
use super::{boolean, bytea, date, float, integer, interval, json, macaddr, money, numeric, text, timestamp, uuid};

/// The facts about a type that the conversion of its values needs.
#[derive(Clone, Debug)]
pub(super) enum Codec {
    Int2,
    Int4,
    Int8,
    Oid,
    Float4,
    Float8,
    Numeric(Option<Precision>),
    Money,
    Bool,
    Date,
    Time(Kept),
    TimeTz(Kept),
    Timestamp(Kept),
    TimestampTz(Kept),
    Interval(IntervalColumn),
    Text,
    /// `varchar(n)` or `char(n)`.
    LimitedText(u32),
    Name,
    Char,
    Bytea,
    Uuid,
    Json,
    Jsonb,
    Inet,
    Cidr,
    MacAddr,
    MacAddr8,
    Bit(Option<u32>),
    VarBit(Option<u32>),
    Enum(Labels),
    Array(Array<Converter>),
    /// Left to the type's input function.
    Opaque,
}

impl Codec {
    pub(super) fn new(ty: &ColumnType, notation: &Notation) -> Self {
        let (ty, typmod) = ty.below_domains();
        match &ty.kind {
            TypeKind::Base => Self::of_base(ty.oid, typmod, notation.round),
            TypeKind::Enum(labels) => Self::Enum(Labels::new(labels)),
            TypeKind::Array { element, delimiter } => Self::of_array(element, *delimiter, typmod, notation),
            // Known by its name, since its OID differs between databases. It is text but for its comparisons.
            TypeKind::Other if ty.name == "citext" || ty.name.ends_with(".citext") => Self::Text,
            TypeKind::Other | TypeKind::Domain(_) => Self::Opaque,
        }
    }

    fn of_base(type_oid: u32, typmod: i32, round: bool) -> Self {
        let kept = Kept::new(typmod, round);
        match type_oid {
            oid::INT2 => Self::Int2,
            oid::INT4 => Self::Int4,
            oid::INT8 => Self::Int8,
            oid::OID => Self::Oid,
            oid::FLOAT4 => Self::Float4,
            oid::FLOAT8 => Self::Float8,
            oid::NUMERIC => Self::Numeric(Precision::of(typmod)),
            oid::MONEY => Self::Money,
            oid::BOOL => Self::Bool,
            oid::DATE => Self::Date,
            oid::TIME => Self::Time(kept),
            oid::TIMETZ => Self::TimeTz(kept),
            oid::TIMESTAMP => Self::Timestamp(kept),
            oid::TIMESTAMPTZ => Self::TimestampTz(kept),
            oid::INTERVAL => Self::Interval(IntervalColumn::of(typmod, round)),
            oid::TEXT => Self::Text,
            oid::VARCHAR | oid::BPCHAR => text::length(typmod).map_or(Self::Text, Self::LimitedText),
            oid::NAME => Self::Name,
            oid::CHAR => Self::Char,
            oid::BYTEA => Self::Bytea,
            oid::UUID => Self::Uuid,
            oid::JSON => Self::Json,
            oid::JSONB => Self::Jsonb,
            oid::INET => Self::Inet,
            oid::CIDR => Self::Cidr,
            oid::MACADDR => Self::MacAddr,
            oid::MACADDR8 => Self::MacAddr8,
            oid::BIT => Self::Bit(u32::try_from(typmod).ok()),
            oid::VARBIT => Self::VarBit(u32::try_from(typmod).ok()),
            // Among them xml, whose binary input goes by the encoding that a document names (`xml_recv` in xml.c).
            _ => Self::Opaque,
        }
    }

    fn of_array(element: &ColumnType, delimiter: char, typmod: i32, notation: &Notation) -> Self {
        let Ok(delimiter) = u8::try_from(delimiter) else {
            return Self::Opaque;
        };
        let element_oid = element.oid;
        let mut element = element.clone();
        if element.typmod < 0 {
            element.typmod = typmod;
        }
        // A comma stands between elements, not in a number.
        let notation = Notation {
            decimal: '.',
            thousands: None,
            ..notation.clone()
        };
        Self::Array(Array {
            element: Box::new(Converter::new(&element, &notation)),
            element_oid,
            delimiter,
        })
    }

    pub(super) fn has_binary(&self) -> bool {
        match self {
            Self::Opaque | Self::Money => false,
            Self::Array(array) => array.element.has_binary(),
            _ => true,
        }
    }
}

/// Writes the fields of a column as its values.
#[derive(Clone, Debug)]
pub(crate) struct Converter {
    pub(super) codec: Codec,
    notation: Notation,
    style: NumberStyle,
}

impl Converter {
    pub(crate) fn new(ty: &ColumnType, notation: &Notation) -> Self {
        Self {
            codec: Codec::new(ty, notation),
            style: NumberStyle::new(notation),
            notation: notation.clone(),
        }
    }

    /// Returns true if the column's values are sent in binary; else they go as text.
    pub(crate) fn has_binary(&self) -> bool {
        self.codec.has_binary()
    }

    /// Returns true if the empty text is a value of the type.
    pub(crate) fn has_empty(&self) -> bool {
        self.text("", &mut String::new()).is_ok()
    }

    /// Appends the value's binary form, without its length. After an error nothing is appended.
    ///
    /// # Errors
    /// If the column cannot hold what is written, or not exactly.
    #[inline]
    pub(crate) fn binary(&self, field: &str, out: &mut BytesMut) -> Result<(), Reason> {
        let start = out.len();
        let written = self.write(field, out);
        if written.is_err() {
            out.truncate(start);
        }
        written
    }

    /// Appends text for the type's input function, which has one meaning whatever the session's settings. It is not
    /// escaped for COPY. After an error nothing is appended.
    ///
    /// # Errors
    /// If the column cannot hold what is written, or not exactly.
    pub(crate) fn text(&self, field: &str, out: &mut String) -> Result<(), Reason> {
        let start = out.len();
        let written = self.write_text(field, out);
        if written.is_err() {
            out.truncate(start);
        }
        written
    }
}

impl WriteElement for Converter {
    fn write_binary(&self, element: &str, out: &mut BytesMut) -> Result<(), Reason> {
        self.write(element, out)
    }

    fn write_text(&self, element: &str, out: &mut String) -> Result<(), Reason> {
        Self::write_text(self, element, out)
    }
}

impl Converter {
    /// Appends the binary form; after an error, perhaps a part of it.
    #[inline]
    pub(super) fn write(&self, field: &str, out: &mut BytesMut) -> Result<(), Reason> {
        let (style, notation) = (self.style, &self.notation);
        match &self.codec {
            Codec::Int2 => out.put_i16(integer::parse(field, style)?),
            Codec::Int4 => out.put_i32(integer::parse(field, style)?),
            Codec::Int8 => out.put_i64(integer::parse(field, style)?),
            Codec::Oid => out.put_u32(integer::parse(field, style)?),
            Codec::Float4 => out.put_f32(float::parse(field, style, notation.round)?),
            Codec::Float8 => out.put_f64(float::parse(field, style, notation.round)?),
            Codec::Numeric(precision) => {
                let mut buffer = Buffer::new();
                numeric::parse(field, style, *precision, notation.round, &mut buffer)?.write(out);
            }
            Codec::Bool => out.put_u8(boolean::parse(field, notation)?.into()),
            Codec::Date => out.put_i32(date::parse(field, notation)?),
            Codec::Time(kept) => out.put_i64(clock::parse(field, *kept)?),
            Codec::Timestamp(kept) => out.put_i64(timestamp::parse(field, *kept, notation)?),
            Codec::TimestampTz(kept) => out.put_i64(timestamp::parse_with_zone(field, *kept, notation)?),
            Codec::Uuid => out.put_slice(&uuid::parse(field)?),
            Codec::Text | Codec::LimitedText(_) | Codec::Enum(_) | Codec::Json => {
                self.check(field)?;
                out.put_slice(field.as_bytes());
            }
            Codec::Jsonb => {
                json::check_jsonb(field)?;
                // `jsonb_recv` in jsonb.c
                out.put_u8(1);
                out.put_slice(field.as_bytes());
            }
            // Not even an empty one, if its elements have no binary form.
            Codec::Array(array) if array.element.has_binary() => array.write_binary(field, out)?,
            _ => self.write_rare(field, out)?,
        }
        Ok(())
    }

    fn write_rare(&self, field: &str, out: &mut BytesMut) -> Result<(), Reason> {
        match &self.codec {
            Codec::TimeTz(kept) => {
                let (time, east) = clock::parse_with_zone(field, *kept, &self.notation)?;
                out.put_i64(time);
                // `timetz_recv` in date.c counts seconds west.
                out.put_i32(-east);
            }
            Codec::Interval(column) => interval::parse(field, *column)?.write(out),
            Codec::Bytea => bytea::write(field, out)?,
            Codec::Name => out.put_slice(text::name(field, self.notation.round)?.as_bytes()),
            Codec::Char => out.put_u8(text::byte(field)?),
            Codec::Inet => Network::parse(field, false)?.write(false, out),
            Codec::Cidr => Network::parse(field, true)?.write(true, out),
            Codec::MacAddr => out.put_slice(&macaddr::parse_six(field)?),
            Codec::MacAddr8 => out.put_slice(&macaddr::parse_eight(field)?),
            Codec::Bit(length) => Bits::parse(field, *length, false)?.write(out),
            Codec::VarBit(length) => Bits::parse(field, *length, true)?.write(out),
            _ => return Err(Reason::NoBinaryForm),
        }
        Ok(())
    }

    /// Makes sure that a field is a value of a type whose text is sent as it stands.
    #[inline]
    fn check(&self, field: &str) -> Result<(), Reason> {
        match &self.codec {
            Codec::LimitedText(limit) => text::check_length(field, *limit, self.notation.round),
            Codec::Enum(labels) => labels.check(field),
            Codec::Json => json::check_json(field),
            Codec::Jsonb => json::check_jsonb(field),
            Codec::Uuid => uuid::parse(field).map(|_| ()),
            Codec::Inet => Network::parse(field, false).map(|_| ()),
            Codec::Cidr => Network::parse(field, true).map(|_| ()),
            Codec::MacAddr => macaddr::parse_six(field).map(|_| ()),
            Codec::MacAddr8 => macaddr::parse_eight(field).map(|_| ()),
            Codec::Bit(length) => Bits::parse(field, *length, false).map(|_| ()),
            Codec::VarBit(length) => Bits::parse(field, *length, true).map(|_| ()),
            _ => text::check(field),
        }
    }

    /// Appends text for the type's input function; after an error, perhaps a part of it.
    pub(super) fn write_text(&self, field: &str, out: &mut String) -> Result<(), Reason> {
        let (style, notation) = (self.style, &self.notation);
        match &self.codec {
            Codec::Int2 => write_integer(&integer::parse::<i16>(field, style)?, out),
            Codec::Int4 => write_integer(&integer::parse::<i32>(field, style)?, out),
            Codec::Int8 => write_integer(&integer::parse::<i64>(field, style)?, out),
            Codec::Oid => write_integer(&integer::parse::<u32>(field, style)?, out),
            Codec::Float4 => write_float(float::parse::<f32>(field, style, notation.round)?, out),
            Codec::Float8 => write_float(float::parse::<f64>(field, style, notation.round)?, out),
            Codec::Numeric(precision) => self.write_numeric(field, *precision, out)?,
            Codec::Money => money::write_text(field, style, out)?,
            Codec::Bool => out.push(if boolean::parse(field, notation)? { 't' } else { 'f' }),
            Codec::Date => date::write(date::parse(field, notation)?, out),
            Codec::Time(kept) => clock::write(clock::parse(field, *kept)?, out),
            Codec::TimeTz(kept) => {
                let (time, east) = clock::parse_with_zone(field, *kept, notation)?;
                clock::write(time, out);
                clock::write_offset(east, out);
            }
            Codec::Timestamp(kept) => timestamp::write(timestamp::parse(field, *kept, notation)?, "", out),
            Codec::TimestampTz(kept) => {
                timestamp::write(timestamp::parse_with_zone(field, *kept, notation)?, "+00", out);
            }
            Codec::Interval(column) => interval::parse(field, *column)?.write_text(out),
            Codec::Bytea => {
                let mut bytes = BytesMut::new();
                bytea::write(field, &mut bytes)?;
                out.push_str("\\x");
                for byte in bytes {
                    // A String takes all that is written to it.
                    let _ = write!(out, "{byte:02x}");
                }
            }
            Codec::Name => out.push_str(text::name(field, notation.round)?),
            Codec::Char => {
                text::byte(field)?;
                out.push_str(field);
            }
            Codec::Array(array) => array.write_text(field, out)?,
            _ => {
                self.check(field)?;
                out.push_str(field);
            }
        }
        Ok(())
    }

    /// Writes the digits as they are written, which keeps the scale.
    fn write_numeric(&self, field: &str, precision: Option<Precision>, out: &mut String) -> Result<(), Reason> {
        let mut buffer = Buffer::new();
        let round = self.notation.round;
        let word = numeric::parse(field, self.style, precision, round, &mut buffer)?.word();
        buffer.clear();
        let plain = match word {
            Some(word) => word,
            None => self.style.plain(field, &mut buffer).unwrap_or(field),
        };
        out.push_str(plain.trim());
        Ok(())
    }
}

fn write_integer<T: Integer + std::fmt::Display>(value: &T, out: &mut String) {
    // A String takes all that is written to it.
    let _ = write!(out, "{value}");
}

/// Writes the shortest number that reads back as the same value.
fn write_float<T: Float + LowerExp + PartialOrd>(value: T, out: &mut String) {
    if value.is_infinite() {
        out.push_str(if value < T::INFINITY { "-Infinity" } else { "Infinity" });
    } else {
        // `NaN` is the same word for both. A String takes all that is written to it.
        let _ = write!(out, "{value:e}");
    }
}
