#![deny(warnings)]

use blink::ToRow;

#[derive(ToRow)]
struct Embedding<const N: usize, const EXACT: bool = true> {
    id: i64,
    #[blink(with = |vector: &[f32; N]| vector.to_vec())]
    vector: [f32; N],
}

fn row<T: ToRow>(_: &T) {}

fn main() {
    row(&Embedding::<2> {
        id: 1,
        vector: [0.0; 2],
    });
}
