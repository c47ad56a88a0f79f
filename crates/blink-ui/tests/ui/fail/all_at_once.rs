use blink::ToRow;

#[derive(ToRow)]
#[blink(table = "", rename_all = "snake", skip)]
struct User<'a, T: Clone> {
    id: T,
    #[blink(rename = "id")]
    key: u64,
    #[blink(skip, flatten)]
    name: &'a str,
    #[blink(colunm = "mail")]
    email: String,
    #[blink(with)]
    #[blink(rename = "at", rename = "on")]
    inserted_at: i64,
}

fn row<T: ToRow>(_: &T) {}

fn main() {
    row(&User {
        id: 1,
        key: 1,
        name: "",
        email: String::new(),
        inserted_at: 0,
    });
}
