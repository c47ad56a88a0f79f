use blink::ToRow;

#[derive(ToRow)]
struct User<Id> {
    id: Id,
}

fn row<T: ToRow>(_: &T) {}

fn main() {
    row(&User { id: 1_i64 });
    row(&User { id: 1_u64 });
}
