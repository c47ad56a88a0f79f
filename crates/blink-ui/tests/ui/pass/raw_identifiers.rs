#![deny(warnings)]

use blink::ToRow;

#[allow(non_camel_case_types)]
#[derive(ToRow)]
struct r#struct {
    r#type: String,
    #[blink(with = |value: &u8| i16::from(*value))]
    r#loop: u8,
    #[blink(flatten)]
    r#where: r#enum,
}

#[allow(non_camel_case_types)]
#[derive(ToRow)]
struct r#enum {
    r#fn: i32,
}

fn row<T: ToRow>(_: &T) {}

fn main() {
    row(&r#struct {
        r#type: String::new(),
        r#loop: 1,
        r#where: r#enum { r#fn: 1 },
    });
}
