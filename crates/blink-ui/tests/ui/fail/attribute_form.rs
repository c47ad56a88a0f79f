use blink::ToRow;

#[derive(ToRow)]
#[blink(table, crate = 1)]
#[blink]
#[blink = "users"]
#[blink(rename_all("camelCase"))]
struct User {
    #[blink(skip = true)]
    a: i32,
    #[blink(flatten(b))]
    b: i32,
    #[blink(rename = 5)]
    c: i32,
    #[blink(rename = kind)]
    d: i32,
    #[blink(rename = )]
    e: i32,
    #[blink(default rename = "f")]
    f: i32,
    #[blink("name")]
    g: i32,
}

fn main() {}
