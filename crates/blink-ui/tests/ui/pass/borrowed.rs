#![deny(warnings)]

use blink::ToRow;

#[derive(ToRow)]
struct Person<'a, 'b> {
    name: &'a str,
    nick: Option<&'b str>,
    #[blink(with = |words: &&'a [String]| words.join(" "))]
    words: &'a [String],
    #[blink(with = first)]
    list: &'a [&'b str],
    #[blink(flatten)]
    place: Place<'a>,
}

#[derive(ToRow)]
struct Place<'a> {
    city: &'a str,
}

fn first<'x>(list: &'x &[&str]) -> Option<&'x str> {
    list.first().copied()
}

fn row<T: ToRow>(_: &T) {}

fn main() {
    let name = String::from("Ada");
    row(&Person {
        name: &name,
        nick: None,
        words: &[],
        list: &[],
        place: Place { city: &name },
    });
}
