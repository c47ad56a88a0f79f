use blink::ToRow;

#[derive(ToRow)]
struct Tuple(i64, String);

#[derive(ToRow)]
enum Status {
    Open,
    Closed { at: i64 },
}

#[derive(ToRow)]
union Number {
    int: i64,
    float: f64,
}

fn row<T: ToRow>() {}

fn main() {
    row::<Tuple>();
    row::<Status>();
    row::<Number>();
}
