use blink::ToRow;

#[derive(ToRow)]
struct User {
    id: i64,
    #[blink(skip, rename = "b", default)]
    a: i64,
    #[blink(flatten, skip)]
    b: i64,
    #[blink(with = i64::to_string, skip)]
    c: i64,
    #[blink(rename = "d", flatten)]
    #[blink(default)]
    d: i64,
    #[blink(with = i64::to_string)]
    #[blink(flatten)]
    e: i64,
    #[blink(default, with = i64::to_string)]
    f: i64,
}

fn main() {}
