use blink::ToRow;

#[derive(ToRow)]
struct User {
    #[blink(with = 1)]
    a: i64,
    #[blink(with = ToString::to_string(&1))]
    b: i64,
    #[blink(with = "")]
    c: i64,
    #[blink(with = "ToString::")]
    d: i64,
    #[blink(with(ToString::to_string))]
    e: i64,
}

fn main() {}
