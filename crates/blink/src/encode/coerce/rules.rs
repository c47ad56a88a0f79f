//! The conversions between types that lose nothing.

use bytes::BufMut;
use postgres_types::Type;

use super::convert::{Convert, Rewrite};
use super::scalars::{
    char_byte, date_to_timestamp, float4, float8, from_jsonb, from_uuid, int2, int4, int8, oid, to_char, to_float4,
    to_float8, to_int2, to_int4, to_int8, to_jsonb, to_oid, to_uuid,
};
use crate::encode::numeric;

/// A conversion between two types.
pub(super) struct Rule {
    pub(super) from: Type,
    pub(super) to: Type,
    pub(super) convert: Convert,
}

const fn same(from: Type, to: Type) -> Rule {
    let convert = Convert::Same;
    Rule { from, to, convert }
}

const fn rewrite(from: Type, to: Type, rewrite: Rewrite) -> Rule {
    let convert = Convert::Rewrite(rewrite);
    Rule { from, to, convert }
}

/// Conversions from a type that a field sends to the column's type. If a field accepts several, the first is used.
pub(super) static RULES: [Rule; 51] = [
    rewrite(Type::CHAR, Type::INT2, |b, out| to_int2(char_byte(b)?, out)),
    rewrite(Type::CHAR, Type::INT4, |b, out| to_int4(char_byte(b)?, out)),
    rewrite(Type::CHAR, Type::INT8, |b, out| to_int8(char_byte(b)?, out)),
    rewrite(Type::CHAR, Type::NUMERIC, |b, out| {
        numeric::write_finite(&char_byte(b)?, out)
    }),
    rewrite(Type::INT2, Type::INT4, |b, out| to_int4(int2(b)?, out)),
    rewrite(Type::INT2, Type::INT8, |b, out| to_int8(int2(b)?, out)),
    rewrite(Type::INT2, Type::OID, |b, out| to_oid(int2(b)?, out)),
    rewrite(Type::INT2, Type::FLOAT4, |b, out| to_float4(int2(b)?, out)),
    rewrite(Type::INT2, Type::FLOAT8, |b, out| to_float8(int2(b)?, out)),
    rewrite(Type::INT2, Type::NUMERIC, |b, out| {
        numeric::write_finite(&int2(b)?, out)
    }),
    rewrite(Type::INT4, Type::INT2, |b, out| to_int2(int4(b)?, out)),
    rewrite(Type::INT4, Type::INT8, |b, out| to_int8(int4(b)?, out)),
    rewrite(Type::INT4, Type::OID, |b, out| to_oid(int4(b)?, out)),
    rewrite(Type::INT4, Type::FLOAT4, |b, out| to_float4(int4(b)?, out)),
    rewrite(Type::INT4, Type::FLOAT8, |b, out| to_float8(int4(b)?, out)),
    rewrite(Type::INT4, Type::NUMERIC, |b, out| {
        numeric::write_finite(&int4(b)?, out)
    }),
    rewrite(Type::INT8, Type::INT2, |b, out| to_int2(int8(b)?, out)),
    rewrite(Type::INT8, Type::INT4, |b, out| to_int4(int8(b)?, out)),
    rewrite(Type::INT8, Type::OID, |b, out| to_oid(int8(b)?, out)),
    rewrite(Type::INT8, Type::FLOAT4, |b, out| to_float4(int8(b)?, out)),
    rewrite(Type::INT8, Type::FLOAT8, |b, out| to_float8(int8(b)?, out)),
    rewrite(Type::INT8, Type::NUMERIC, |b, out| {
        numeric::write_finite(&int8(b)?, out)
    }),
    rewrite(Type::OID, Type::INT2, |b, out| to_int2(oid(b)?, out)),
    rewrite(Type::OID, Type::INT4, |b, out| to_int4(oid(b)?, out)),
    rewrite(Type::OID, Type::INT8, |b, out| to_int8(oid(b)?, out)),
    rewrite(Type::OID, Type::FLOAT8, |b, out| to_float8(oid(b)?, out)),
    rewrite(Type::OID, Type::NUMERIC, |b, out| numeric::write_finite(&oid(b)?, out)),
    rewrite(Type::FLOAT4, Type::FLOAT8, |b, out| {
        out.put_f64(f64::from(float4(b)?));
        Ok(())
    }),
    rewrite(Type::FLOAT4, Type::NUMERIC, |b, out| {
        let number = float4(b)?;
        numeric::write_float(f64::from(number), &number, out)
    }),
    rewrite(Type::FLOAT8, Type::NUMERIC, |b, out| {
        let number = float8(b)?;
        numeric::write_float(number, &number, out)
    }),
    rewrite(Type::NUMERIC, Type::INT2, |b, out| to_int2(numeric::integer(b)?, out)),
    rewrite(Type::NUMERIC, Type::INT4, |b, out| to_int4(numeric::integer(b)?, out)),
    rewrite(Type::NUMERIC, Type::INT8, |b, out| to_int8(numeric::integer(b)?, out)),
    same(Type::TEXT, Type::JSON),
    rewrite(Type::TEXT, Type::JSONB, to_jsonb),
    rewrite(Type::TEXT, Type::UUID, to_uuid),
    rewrite(Type::TEXT, Type::CHAR, to_char),
    same(Type::TEXT, Type::XML),
    same(Type::JSON, Type::TEXT),
    same(Type::JSON, Type::VARCHAR),
    rewrite(Type::JSON, Type::JSONB, to_jsonb),
    rewrite(Type::JSONB, Type::JSON, from_jsonb),
    rewrite(Type::UUID, Type::TEXT, from_uuid),
    rewrite(Type::UUID, Type::VARCHAR, from_uuid),
    rewrite(Type::UUID, Type::BPCHAR, from_uuid),
    // A point in time is written as UTC; the opposite direction would have to guess a zone.
    same(Type::TIMESTAMPTZ, Type::TIMESTAMP),
    rewrite(Type::DATE, Type::TIMESTAMP, date_to_timestamp),
    // network_recv() in network.c checks that a cidr has no host bits.
    same(Type::INET, Type::CIDR),
    same(Type::CIDR, Type::INET),
    same(Type::VARBIT, Type::BIT),
    same(Type::BIT, Type::VARBIT),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rule_is_there_twice() {
        for (n, rule) in RULES.iter().enumerate() {
            let same = |other: &Rule| other.from == rule.from && other.to == rule.to;
            assert_eq!(RULES.iter().position(same), Some(n), "{} to {}", rule.from, rule.to);
        }
    }
}
