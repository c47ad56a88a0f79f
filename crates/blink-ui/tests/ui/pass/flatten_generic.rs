#![deny(warnings)]

use blink::ToRow;

#[derive(ToRow)]
struct Timestamps<T> {
    #[blink(default)]
    inserted_at: Option<T>,
    updated_at: T,
}

#[derive(ToRow)]
#[blink(table = "things")]
struct Stored<T, P: ?Sized> {
    id: i64,
    #[blink(flatten)]
    value: T,
    #[blink(flatten)]
    timestamps: Timestamps<i64>,
    #[blink(skip)]
    place: std::marker::PhantomData<P>,
}

#[derive(ToRow)]
struct Name {
    name: String,
}

fn row<T: ToRow>(_: &T) {}

fn main() {
    let timestamps = Timestamps {
        inserted_at: None,
        updated_at: 1,
    };
    let stored = Stored::<_, str> {
        id: 1,
        value: Name {
            name: String::new(),
        },
        timestamps,
        place: std::marker::PhantomData,
    };
    row(&stored);
    let _ = stored.timestamps.inserted_at;
}
