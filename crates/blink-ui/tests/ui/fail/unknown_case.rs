use blink::ToRow;

#[derive(ToRow)]
#[blink(rename_all = "camel")]
struct User {
    name: String,
}

fn main() {}
