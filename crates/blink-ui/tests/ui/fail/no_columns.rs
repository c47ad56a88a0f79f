use blink::ToRow;

#[derive(ToRow)]
struct Skipped {
    #[blink(skip)]
    a: i64,
    #[blink(skip)]
    b: i64,
}

#[derive(ToRow)]
struct Empty {}

#[derive(ToRow)]
struct Unit;

fn main() {}
