use blink::ToRow;

#[derive(ToRow)]
struct User {
    #[blink(with = |id| *id * 2)]
    id: u64,
    #[blink(rename = "bits", with = "User::bits")]
    flags: u64,
    #[blink(with = size)]
    name: String,
}

impl User {
    fn bits(flags: &u64) -> Option<u128> {
        Some(u128::from(*flags))
    }
}

fn size(name: &String) -> usize {
    name.len()
}

fn main() {}
