use blink::ToRow;

#[derive(ToRow)]
#[blink(table = "users", table = "people")]
#[blink(table = "persons")]
struct User {
    #[blink(rename = "a", rename = "b")]
    name: String,
    #[blink(default)]
    #[blink(default)]
    id: i64,
}

fn main() {}
