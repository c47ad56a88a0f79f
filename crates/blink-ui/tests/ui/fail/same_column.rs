use blink::ToRow;

#[derive(ToRow)]
struct User {
    name: String,
    #[blink(rename = "name")]
    title: String,
    #[blink(rename = "name", default)]
    label: String,
    r#type: String,
    #[blink(rename = "type")]
    kind: String,
}

#[derive(ToRow)]
#[blink(rename_all = "camelCase")]
struct Post {
    user_id: i64,
    user__id: i64,
}

fn main() {}
