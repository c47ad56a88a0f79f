use blink::ToRow;

#[derive(ToRow)]
struct User {
    id: i64,
    #[blink(flatten)]
    address: Address,
    #[blink(flatten)]
    parent: Option<Box<Address>>,
}

struct Address {
    city: String,
}

fn main() {}
