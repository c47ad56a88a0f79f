use blink::ToRow;

#[derive(ToRow)]
#[blink(skip, rename = "users")]
struct User {
    #[blink(table = "names")]
    name: String,
    #[blink(rename_all = "camelCase", crate = blink)]
    email: String,
}

fn main() {}
