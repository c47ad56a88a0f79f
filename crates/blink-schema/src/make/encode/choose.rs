//! The form of a type, found by its OID or, of a type of a database, in the facts.

use std::cell::Cell;
use std::sync::Arc;

use blink::postgres_types::{Kind, Type};

use super::decimal::Precision;
use super::duration::IntervalFields;
use super::form::{ArrayForm, Form, Member, Scalar};
use super::geometry::Shape;
use super::text_limit::TextLimit;
use super::time_unit::Unit;
use crate::facts::{self, TypeKind, TypeRef, Types};

/// The most levels of types within types: facts may be written by hand, so that a type may hold itself.
const MAX_DEPTH: u8 = 32;
/// The types that one may be made of: composite types with two fields of one such type each are a power of two.
const MAX_TYPES: u32 = 4_000;

/// `_int2vector` and the like: arrays to the catalog, but with input functions of their own.
const INT2VECTOR: u32 = 22;
const OIDVECTOR: u32 = 30;

pub(super) fn form(ty: &TypeRef, types: &Types) -> Form {
    let chooser = Chooser {
        types,
        left: Cell::new(MAX_TYPES),
    };
    let form = chooser.form(ty.oid, ty.modifier, MAX_DEPTH);
    // Else a part of it was not looked at.
    if chooser.left.get() == 0 { Form::Opaque } else { form }
}

struct Chooser<'t> {
    types: &'t Types,
    /// The types that may still be looked at.
    left: Cell<u32>,
}

impl Chooser<'_> {
    fn form(&self, oid: u32, modifier: i32, depth: u8) -> Form {
        self.left.set(self.left.get().saturating_sub(1));
        let Some(depth) = depth.checked_sub(1).filter(|_| self.left.get() > 0) else {
            return Form::Opaque;
        };
        if [INT2VECTOR, OIDVECTOR].contains(&oid) {
            return Form::Opaque;
        }
        let Some(known) = self.types.get(oid) else {
            return self.built_in(oid, modifier, depth);
        };
        let of = |oid: u32| Box::new(self.form(oid, -1, depth));
        match &known.kind {
            TypeKind::Base => base(oid, modifier).unwrap_or_else(|| of_extension(known, modifier)),
            TypeKind::Enum(labels) => Form::Scalar(Scalar::Enum(Arc::new(labels.iter().cloned().collect()))),
            TypeKind::Domain(domain) => self.form(domain.base.oid, domain.base.modifier, depth),
            TypeKind::Composite(fields) => Form::Composite(
                fields
                    .iter()
                    .map(|field| Member {
                        form: self.form(field.ty.oid, field.ty.modifier, depth),
                        oid: field.ty.oid,
                    })
                    .collect(),
            ),
            TypeKind::Range(subtype) => Form::Range(of(*subtype)),
            TypeKind::Multirange(range) => match *of(*range) {
                Form::Range(bound) => Form::Multirange(bound),
                _ => Form::Opaque,
            },
            TypeKind::Array(element) => self.array(*element, modifier, depth),
        }
    }

    /// The form of a type that the facts lack.
    fn built_in(&self, oid: u32, modifier: i32, depth: u8) -> Form {
        if let Some(form) = base(oid, modifier) {
            return form;
        }
        match Type::from_oid(oid).as_ref().map(Type::kind) {
            Some(Kind::Array(element)) => self.array(element.oid(), modifier, depth),
            Some(Kind::Range(subtype)) => Form::Range(Box::new(self.form(subtype.oid(), -1, depth))),
            Some(Kind::Multirange(range)) => match self.form(range.oid(), -1, depth) {
                Form::Range(bound) => Form::Multirange(bound),
                _ => Form::Opaque,
            },
            _ => Form::Opaque,
        }
    }

    /// The modifier of an array is that of its elements.
    fn array(&self, element: u32, modifier: i32, depth: u8) -> Form {
        Form::Array(ArrayForm {
            element: Box::new(self.form(element, modifier, depth)),
            element_oid: element,
            delimiter: self.delimiter(element),
        })
    }

    /// The delimiter of an array's elements (`typdelim` in pg_type): another than a comma has a value with commas.
    fn delimiter(&self, element: u32) -> char {
        if element == Type::BOX.oid() {
            return ';';
        }
        match self.types.get(element) {
            Some(ty)
                if ty.extension.as_deref() == Some("postgis") && ["geometry", "geography"].contains(&&*ty.name) =>
            {
                ':'
            }
            _ => ',',
        }
    }
}

fn base(oid: u32, modifier: i32) -> Option<Form> {
    let length = || u32::try_from(modifier).ok();
    let characters = || u32::try_from(modifier.checked_sub(4)?).ok();
    let text = |characters: Option<u32>| Scalar::Text(characters.map_or(TextLimit::Unlimited, TextLimit::Characters));
    Some(Form::Scalar(match Type::from_oid(oid)? {
        Type::BOOL => Scalar::Bool,
        Type::INT2 => Scalar::Int2,
        Type::INT4 => Scalar::Int4,
        Type::INT8 => Scalar::Int8,
        Type::OID => Scalar::Oid,
        Type::FLOAT4 => Scalar::Float4,
        Type::FLOAT8 => Scalar::Float8,
        Type::NUMERIC => Scalar::Numeric(Precision::of(modifier)),
        Type::MONEY => Scalar::Money,
        Type::TEXT => text(None),
        Type::VARCHAR | Type::BPCHAR => text(characters()),
        Type::NAME => Scalar::Text(TextLimit::Name),
        Type::CHAR => Scalar::Text(TextLimit::OneByte),
        Type::BYTEA => Scalar::Bytea,
        Type::DATE => Scalar::Date,
        Type::TIME => Scalar::Time(Unit::of(modifier)),
        Type::TIMETZ => Scalar::TimeTz(Unit::of(modifier)),
        Type::TIMESTAMP => Scalar::Timestamp(Unit::of(modifier)),
        Type::TIMESTAMPTZ => Scalar::TimestampTz(Unit::of(modifier)),
        Type::INTERVAL => Scalar::Interval(IntervalFields::of(modifier)),
        Type::UUID => Scalar::Uuid,
        Type::JSON => Scalar::Json,
        Type::JSONB => Scalar::Jsonb,
        Type::XML => Scalar::Xml,
        Type::BIT => Scalar::Bits(length(), false),
        Type::VARBIT => Scalar::Bits(length(), true),
        Type::INET => Scalar::Inet,
        Type::CIDR => Scalar::Cidr,
        Type::MACADDR => Scalar::MacAddr,
        Type::MACADDR8 => Scalar::MacAddr8,
        Type::POINT => Scalar::Geometric(Shape::Point),
        Type::LINE => Scalar::Geometric(Shape::Line),
        Type::LSEG => Scalar::Geometric(Shape::Segment),
        Type::BOX => Scalar::Geometric(Shape::Box),
        Type::PATH => Scalar::Geometric(Shape::Path),
        Type::POLYGON => Scalar::Geometric(Shape::Polygon),
        Type::CIRCLE => Scalar::Geometric(Shape::Circle),
        _ => return None,
    }))
}

/// The form of an extension's type, which is known by its name: its OID differs between databases.
fn of_extension(ty: &facts::Type, modifier: i32) -> Form {
    match ty.name.as_str() {
        // It is text but for its comparisons.
        "citext" => Form::Scalar(Scalar::Text(TextLimit::Unlimited)),
        "vector" if ty.extension.as_deref() == Some("vector") => {
            Form::Scalar(Scalar::Vector(u16::try_from(modifier).ok()))
        }
        _ => Form::Opaque,
    }
}
