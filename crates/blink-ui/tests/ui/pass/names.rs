#![deny(warnings)]

use blink::ToRow;

// The same column twice by the fields' names, not by the columns'.
#[derive(ToRow)]
#[blink(rename_all = "kebab-case")]
struct Swapped {
    #[blink(rename = "second")]
    first: i64,
    #[blink(rename = "first")]
    second: i64,
    #[blink(skip)]
    user_id: i64,
    #[blink(rename = "user-id")]
    user: i64,
}

#[derive(ToRow)]
#[blink(rename_all = "camelCase")]
struct OnlyDefaults {
    #[blink(default)]
    inserted_at: i64,
    // Its name in camel case is of no interest.
    #[blink(skip)]
    __: (),
}

fn row<T: ToRow>(_: &T) {}

fn main() {
    let swapped = Swapped {
        first: 1,
        second: 2,
        user_id: 3,
        user: 3,
    };
    row(&swapped);
    let defaults = OnlyDefaults {
        inserted_at: 1,
        __: (),
    };
    row(&defaults);
    let _ = (swapped.user_id, defaults.inserted_at, defaults.__);
}
