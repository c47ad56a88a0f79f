#![deny(warnings)]

mod framework {
    pub mod prelude {
        pub use blink as database;
    }
}

use framework::prelude::database;

#[derive(database::ToRow)]
#[blink(crate = crate::framework::prelude::database)]
struct AsPath {
    id: i64,
    #[blink(with = i64::to_string)]
    text: i64,
}

#[derive(database::ToRow)]
#[blink(crate = "framework::prelude::database")]
struct AsText<T> {
    id: T,
    #[blink(flatten)]
    rest: AsPath,
}

fn row<T: database::ToRow>(_: &T) {}

fn main() {
    row(&AsText {
        id: 1,
        rest: AsPath { id: 2, text: 3 },
    });
}
