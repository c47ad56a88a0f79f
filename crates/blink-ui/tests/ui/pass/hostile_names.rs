#![deny(warnings)]
#![allow(dead_code, non_camel_case_types)]

mod core {}
mod std {}

struct Option;
struct Some;
struct None;
struct Ok;
struct Err;
struct String;
struct Columns;
struct RowEncoder;
struct EncodeError;
struct Field;
struct str;

trait ToRow {
    fn columns(&self) {}
    fn encode(&self) {}
}

impl<T> ToRow for T {}

#[derive(blink::ToRow)]
#[blink(table = "results")]
struct Result {
    row: i64,
    columns: i64,
    field: i64,
    #[blink(with = row)]
    value: i64,
    #[blink(with = columns)]
    function: i64,
    #[blink(with = |row| *row)]
    this: i64,
    #[blink(flatten)]
    inner: Inner,
}

#[derive(blink::ToRow)]
struct Inner {
    blink: i32,
    encode: i32,
}

// The names of what is generated, as names of parameters.
#[derive(blink::ToRow)]
struct Parameters<T, U, F> {
    t: T,
    u: U,
    f: F,
    #[blink(with = |x: &i32| i64::from(*x))]
    x: i32,
}

fn row(value: &i64) -> i64 {
    *value
}

fn columns(value: &i64) -> i64 {
    *value
}

fn is_row<T: blink::ToRow>(_: &T) {}

fn main() {
    is_row(&Result {
        row: 1,
        columns: 2,
        field: 3,
        value: 4,
        function: 5,
        this: 6,
        inner: Inner {
            blink: 7,
            encode: 8,
        },
    });
    is_row(&Parameters {
        t: 1,
        u: 2,
        f: 3,
        x: 4,
    });
}
