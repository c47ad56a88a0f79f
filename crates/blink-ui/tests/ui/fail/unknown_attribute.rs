use blink::ToRow;

#[derive(ToRow)]
#[blink(tabel = "users", primary_key(id))]
#[blink(table_name = "users")]
struct User {
    #[blink(renmae = "name")]
    name: String,
    #[blink(serialize_with = ToString::to_string, unique)]
    email: String,
}

fn main() {}
