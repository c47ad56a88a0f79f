//! COPY's binary format, written by hand.

use bytes::{BufMut as _, BytesMut};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rust_decimal::Decimal;
use tokio_postgres::types::{ToSql as _, Type};
use uuid::Uuid;

/// The microseconds from 1970 to 2000-01-01, PostgreSQL's epoch.
const EPOCH: i64 = 946_684_800_000_000;

pub(crate) fn int4(out: &mut BytesMut, value: i32) {
    out.put_i32(4);
    out.put_i32(value);
}

pub(crate) fn int8(out: &mut BytesMut, value: i64) {
    out.put_i32(8);
    out.put_i64(value);
}

pub(crate) fn float8(out: &mut BytesMut, value: f64) {
    out.put_i32(8);
    out.put_f64(value);
}

pub(crate) fn bool(out: &mut BytesMut, value: bool) {
    out.put_i32(1);
    out.put_u8(value.into());
}

pub(crate) fn text(out: &mut BytesMut, value: &str) {
    out.put_i32(length(value.len()));
    out.put_slice(value.as_bytes());
}

pub(crate) fn null(out: &mut BytesMut) {
    out.put_i32(-1);
}

pub(crate) fn uuid(out: &mut BytesMut, value: Uuid) {
    out.put_i32(16);
    out.put_slice(value.as_bytes());
}

pub(crate) fn timestamptz(out: &mut BytesMut, value: DateTime<Utc>) {
    int8(out, value.timestamp_micros() - EPOCH);
}

pub(crate) fn timestamp(out: &mut BytesMut, value: NaiveDateTime) {
    timestamptz(out, value.and_utc());
}

pub(crate) fn date(out: &mut BytesMut, value: NaiveDate) {
    let days = value.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros() - EPOCH;
    #[expect(clippy::cast_possible_truncation, reason = "a chrono date has some millions of days")]
    int4(out, (days / 86_400_000_000) as i32);
}

/// Appends a jsonb value: the format's version, then the text.
pub(crate) fn jsonb(out: &mut BytesMut, value: &serde_json::Value) {
    sized(out, |out| {
        out.put_u8(1);
        serde_json::to_writer(out.writer(), value).expect("a buffer takes it, and all keys are text");
    });
}

/// Appends a numeric with the type's own encoder; writing its base-10,000 digits again by hand gains nothing.
pub(crate) fn numeric(out: &mut BytesMut, value: &Decimal) {
    sized(out, |out| {
        value.to_sql(&Type::NUMERIC, out).expect("every Decimal is a numeric");
    });
}

/// Appends an array of one dimension without NULLs.
pub(crate) fn array<T>(out: &mut BytesMut, oid: u32, values: &[T], put: impl Fn(&mut BytesMut, &T)) {
    sized(out, |out| {
        out.put_i32(1);
        out.put_i32(0);
        out.put_u32(oid);
        out.put_i32(length(values.len()));
        out.put_i32(1);
        for value in values {
            put(out, value);
        }
    });
}

/// Appends a value after its length.
fn sized(out: &mut BytesMut, put: impl FnOnce(&mut BytesMut)) {
    let start = out.len();
    out.put_i32(0);
    put(out);
    let size = length(out.len() - start - 4).to_be_bytes();
    out[start..start + 4].copy_from_slice(&size);
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "some dozens of bytes"
)]
fn length(value: usize) -> i32 {
    value as i32
}
