use blink::ToRow;

struct User {
    id: i64,
}

fn row<T: ToRow>(_: &T) {}

fn main() {
    row(&User { id: 1 });
    row(&(1_i64, "name"));
}
