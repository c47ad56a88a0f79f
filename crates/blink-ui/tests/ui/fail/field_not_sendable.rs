use blink::ToRow;

#[derive(ToRow)]
struct User {
    id: u64,
    name: String,
    tags: Vec<Tag>,
}

struct Tag;

fn row<T: ToRow>() {}

fn main() {
    row::<User>();
}
