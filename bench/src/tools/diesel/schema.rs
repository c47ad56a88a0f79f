//! The tables of all datasets but the small ones, for Diesel.

diesel::table! {
    users {
        id -> Int8,
        name -> Text,
        email -> Text,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    posts {
        id -> Int8,
        title -> Text,
        body -> Text,
        user_id -> Int8,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    accounts {
        id -> Uuid,
        name -> Text,
    }
}

diesel::table! {
    events {
        id -> Uuid,
        account_id -> Uuid,
        n -> Int4,
    }
}

#[derive(diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(name = "order_status"))]
pub struct OrderStatus;

diesel::table! {
    use diesel::sql_types::{
        Array, Bool, Date, Float8, Int4, Jsonb, Nullable, Numeric, Text, Timestamp, Timestamptz, Uuid,
    };
    use super::OrderStatus;

    orders {
        id -> Uuid,
        total -> Numeric,
        details -> Jsonb,
        tags -> Array<Text>,
        quantities -> Array<Int4>,
        status -> OrderStatus,
        placed_at -> Timestamptz,
        local_time -> Timestamp,
        due -> Date,
        gift -> Bool,
        weight -> Float8,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    many {
        id -> Int8,
        n -> Int8,
    }
}

diesel::table! {
    pgbench_branches (bid) {
        bid -> Int4,
        bbalance -> Int4,
        filler -> Nullable<Bpchar>,
    }
}

diesel::table! {
    pgbench_tellers (tid) {
        tid -> Int4,
        bid -> Int4,
        tbalance -> Int4,
        filler -> Nullable<Bpchar>,
    }
}

diesel::table! {
    pgbench_accounts (aid) {
        aid -> Int4,
        bid -> Int4,
        abalance -> Int4,
        filler -> Bpchar,
    }
}
