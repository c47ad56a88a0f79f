use blink::ToRow;

#[derive(ToRow)]
#[blink(table = "", rename_all = "")]
struct User {
    #[blink(rename = " ")]
    name: String,
}

#[derive(ToRow)]
#[blink(rename_all = "camelCase")]
struct Placeholder {
    __: String,
}

fn main() {}
