use blink::ToRow;

#[derive(ToRow)]
struct User {
    #[blink(with = by_value)]
    a: u64,
    #[blink(with = of_another_type)]
    b: u64,
    #[blink(with = absent)]
    c: i64,
    #[blink(with = |d, e| d)]
    d: i64,
    #[blink(with = |e| e.absent())]
    e: Status,
}

struct Status;

fn by_value(value: u64) -> String {
    value.to_string()
}

fn of_another_type(value: &i64) -> String {
    value.to_string()
}

fn main() {}
