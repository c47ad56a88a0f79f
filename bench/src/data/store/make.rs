//! The store's rows by number.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::{CATEGORIES, ITEMS_AN_ORDER, SUPPLIERS};
use crate::data::{mixed, pick};
use crate::row::columns::rows;

rows! {
    Supplier { id: i64, name: String, email: String, city: String }

    Category { id: i64, name: String }

    StoreCustomer {
        id: i64,
        first_name: String,
        last_name: String,
        email: String,
        phone: Option<String>,
        created_at: DateTime<Utc>,
    }

    StoreAddress { id: i64, customer_id: i64, street: String, city: String, postal_code: String }

    StoreProduct {
        id: i64,
        category_id: i64,
        supplier_id: i64,
        sku: String,
        name: String,
        price: Decimal,
        stock: i32,
        created_at: DateTime<Utc>,
    }

    Order {
        id: i64,
        customer_id: i64,
        status: String,
        total: Decimal,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    }

    OrderItem { id: i64, order_id: i64, product_id: i64, quantity: i32, unit_price: Decimal }

    OrderPayment { id: i64, order_id: i64, amount: Decimal, method: String, paid_at: DateTime<Utc> }

    Shipment { id: i64, order_id: i64, tracking_number: String, shipped_at: DateTime<Utc> }

    Review { id: i64, product_id: i64, customer_id: i64, rating: i32, body: String, created_at: DateTime<Utc> }
}

const NAMES: [&str; 8] = ["Ada", "Bela", "Chidi", "Dora", "Emil", "Farah", "Goran", "Hana"];
const WORDS: [&str; 8] = ["steel", "garden", "kettle", "light", "folding", "wool", "oak", "travel"];
const CITIES: [&str; 4] = ["Lisbon", "Graz", "Leeds", "Austin"];
const STATES: [&str; 4] = ["paid", "shipped", "delivered", "cancelled"];
const METHODS: [&str; 3] = ["card", "transfer", "invoice"];

fn id(n: u64) -> i64 {
    n.cast_signed() + 1
}

/// The key of one of `count` rows; `purpose` tells the columns apart.
fn any(n: u64, purpose: u64, count: u64) -> i64 {
    id(pick(mixed(n).wrapping_add(purpose), count))
}

#[expect(clippy::cast_possible_truncation, reason = "below the length of a slice")]
fn one_of(n: u64, purpose: u64, values: &[&'static str]) -> &'static str {
    values[pick(mixed(n).wrapping_add(purpose), values.len() as u64) as usize]
}

#[expect(clippy::cast_possible_truncation, reason = "small numbers")]
fn number(n: u64, purpose: u64, below: u64) -> i32 {
    any(n, purpose, below) as i32
}

fn words(n: u64, purpose: u64, count: u64) -> String {
    let words = (purpose..purpose + count).map(|word| one_of(n, word, &WORDS));
    words.collect::<Vec<_>>().join(" ")
}

/// A price below 1,000.
fn price(n: u64, purpose: u64) -> Decimal {
    Decimal::new(any(n, purpose, 100_000), 2)
}

/// A second of the year 2024 and the next.
fn second(n: u64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_704_067_200 + pick(n, 63_072_000).cast_signed(), 0).unwrap_or_default()
}

pub(super) fn supplier(n: u64) -> Supplier {
    Supplier {
        id: id(n),
        name: format!("{} {n}", one_of(n, 1, &NAMES)),
        email: format!("sales{n}@example.com"),
        city: one_of(n, 2, &CITIES).to_owned(),
    }
}

pub(super) fn category(n: u64) -> Category {
    Category {
        id: id(n),
        name: format!("{} {n}", one_of(n, 1, &WORDS)),
    }
}

pub(super) fn customer(n: u64) -> StoreCustomer {
    let (first_name, last_name) = (one_of(n, 1, &NAMES), one_of(n, 2, &NAMES));
    StoreCustomer {
        id: id(n),
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        email: format!("{first_name}.{last_name}{n}@example.com"),
        phone: (!n.is_multiple_of(5)).then(|| format!("+1 555 01{:02}", n % 100)),
        created_at: second(n),
    }
}

pub(super) fn address(n: u64, customers: u64) -> StoreAddress {
    StoreAddress {
        id: id(n),
        customer_id: any(n, 1, customers),
        street: format!("{} {} Street", n % 200 + 1, one_of(n, 2, &WORDS)),
        city: one_of(n, 3, &CITIES).to_owned(),
        postal_code: format!("{:05}", pick(n, 100_000)),
    }
}

pub(super) fn product(n: u64) -> StoreProduct {
    StoreProduct {
        id: id(n),
        category_id: any(n, 1, CATEGORIES),
        supplier_id: any(n, 2, SUPPLIERS),
        sku: format!("SKU-{n:08}"),
        name: words(n, 3, 3),
        price: price(n, 6),
        stock: number(n, 7, 500),
        created_at: second(n),
    }
}

pub(super) fn order(n: u64, customers: u64) -> Order {
    Order {
        id: id(n),
        customer_id: any(n, 1, customers),
        status: one_of(n, 2, &STATES).to_owned(),
        total: price(n, 3),
        created_at: second(n),
        updated_at: second(n),
    }
}

pub(super) fn order_item(n: u64, products: u64) -> OrderItem {
    OrderItem {
        id: id(n),
        order_id: id(n / ITEMS_AN_ORDER),
        product_id: any(n, 1, products),
        quantity: number(n, 2, 5),
        unit_price: price(n, 3),
    }
}

pub(super) fn payment(n: u64) -> OrderPayment {
    OrderPayment {
        id: id(n),
        order_id: id(n),
        amount: price(n, 1),
        method: one_of(n, 2, &METHODS).to_owned(),
        paid_at: second(n),
    }
}

pub(super) fn shipment(n: u64) -> Shipment {
    Shipment {
        id: id(n),
        order_id: id(n),
        tracking_number: format!("TN{:012}", mixed(n) % 1_000_000_000_000),
        shipped_at: second(n),
    }
}

pub(super) fn review(n: u64, customers: u64) -> Review {
    Review {
        id: id(n),
        product_id: any(n, 1, customers),
        customer_id: any(n, 2, customers),
        rating: number(n, 3, 5),
        body: words(n, 4, 12),
        created_at: second(n),
    }
}
