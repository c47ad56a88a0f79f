#![deny(warnings)]

use blink::{Field, ToRow};
use std::fmt::Display;
use std::marker::PhantomData;

trait Entity {
    type Id;
}

struct User;

impl Entity for User {
    type Id = i64;
}

#[derive(ToRow)]
struct Keyed<T: Clone + Display, U = i32>
where
    U: Copy,
{
    id: T,
    other: Option<U>,
    again: Option<U>,
}

#[derive(ToRow)]
struct Reference<E: Entity> {
    id: E::Id,
    #[blink(skip)]
    entity: PhantomData<E>,
}

#[derive(ToRow)]
struct Shown<T: Display> {
    #[blink(with = ToString::to_string)]
    value: T,
}

#[derive(ToRow)]
struct Computed<T, U>
where
    T: Copy + Into<U>,
    U: Field,
{
    #[blink(with = |value: &T| -> U { (*value).into() })]
    value: T,
    #[blink(skip)]
    sent_as: PhantomData<U>,
}

// Left out and left to the database: nothing is asked of the parameters.
#[derive(ToRow)]
struct Unbound<T, U> {
    id: i32,
    #[blink(skip)]
    skipped: T,
    #[blink(default)]
    made: U,
}

struct Nothing;

fn row<T: ToRow>(_: &T) {}

fn main() {
    row(&Keyed {
        id: String::new(),
        other: Some(1_i16),
        again: None,
    });
    row(&Reference::<User> {
        id: 1,
        entity: PhantomData,
    });
    row(&Shown { value: 1_u128 });
    row(&Computed::<i32, i64> {
        value: 1,
        sent_as: PhantomData,
    });
    let unbound = Unbound {
        id: 1,
        skipped: Nothing,
        made: Nothing,
    };
    row(&unbound);
    let _ = (unbound.skipped, unbound.made);
}
