//! The shop's rows by number.

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

use super::rows::{
    Address, Branch, City, Customer, Employee, Grade, Item, Loan, Named, Payment, Product, ProductCategory,
};
use super::{
    BRANCHES, CATEGORIES, CATEGORIES_A_PRODUCT, CITIES, COUNTRIES, EMPLOYEES, ITEMS_A_PRODUCT, LOANS_A_PRODUCT, MAKERS,
};
use crate::data::partitioned::{DAYS, second};
use crate::data::{mixed, pick};

/// A loan is paid within so many days.
const DAYS_TO_PAY: u64 = 20;

const WORDS: [&str; 12] = [
    "cordless", "drill", "saw", "with", "steel", "blade", "for", "heavy", "garden", "work", "quiet", "battery",
];

/// The key of row `n`, from 1.
#[expect(clippy::cast_possible_truncation, reason = "fewer rows than int4 has numbers")]
fn id(n: u64) -> i32 {
    n.cast_signed() as i32 + 1
}

/// A number below the length, always the same for a row `n` and a purpose.
fn random(n: u64, purpose: u64, length: u64) -> u64 {
    pick(mixed(n).wrapping_add(purpose), length)
}

/// The key of one of `count` rows.
fn any(n: u64, purpose: u64, count: u64) -> i32 {
    id(random(n, purpose, count))
}

#[expect(clippy::cast_possible_truncation, reason = "below the length of a slice")]
fn one_of<T: Copy>(n: u64, purpose: u64, values: &[T]) -> T {
    values[random(n, purpose, values.len() as u64) as usize]
}

/// Words of a row; `from` says which of its purposes is the first word's.
fn words(n: u64, from: u64, count: u64) -> String {
    let words = (from..from + count).map(|word| one_of(n, word, &WORDS));
    words.collect::<Vec<_>>().join(" ")
}

pub(super) fn named(kind: &str, n: u64) -> Named {
    Named {
        id: id(n),
        name: format!("{kind} {n}"),
    }
}

pub(super) fn city(n: u64) -> City {
    City {
        id: id(n),
        country_id: any(n, 1, COUNTRIES),
        name: format!("City {n}"),
    }
}

pub(super) fn address(n: u64) -> Address {
    Address {
        id: id(n),
        city_id: any(n, 2, CITIES),
        line: format!("{} Workshop Street", n % 400 + 1),
        postcode: (!n.is_multiple_of(9)).then(|| format!("{:05}", random(n, 16, 100_000))),
    }
}

/// A branch, whose chief is one of its employees.
pub(super) fn branch(n: u64) -> Branch {
    Branch {
        id: id(n),
        address_id: id(n),
        chief_id: id(n),
    }
}

pub(super) fn employee(n: u64) -> Employee {
    Employee {
        id: id(n),
        branch_id: id(n % BRANCHES),
        name: format!("Employee {n}"),
        email: n.is_multiple_of(2).then(|| format!("employee{n}@example.com")),
    }
}

pub(super) fn customer(n: u64) -> Customer {
    Customer {
        id: id(n),
        branch_id: any(n, 3, BRANCHES),
        address_id: id(BRANCHES + n),
        name: format!("Customer {n}"),
        email: (!n.is_multiple_of(5)).then(|| format!("customer{n}@example.com")),
        active: !n.is_multiple_of(40),
    }
}

pub(super) fn product(n: u64) -> Product {
    Product {
        id: id(n),
        maker_id: any(n, 4, MAKERS),
        title: format!("{} {n}", words(n, 100, 3)),
        description: (!n.is_multiple_of(20)).then(|| words(n, 200, 14)),
        year: (!n.is_multiple_of(7)).then(|| 1990 + any(n, 5, 35)),
        grade: one_of(n, 6, &Grade::ALL),
        price: Decimal::new(random(n, 7, 90_000).cast_signed() + 999, 2),
        tags: n
            .is_multiple_of(3)
            .then(|| vec![words(n, 300, 1), "says \"new\"".to_owned()]),
    }
}

/// Two categories of a product that differ.
pub(super) fn product_category(n: u64) -> ProductCategory {
    let (product, nth) = (n / CATEGORIES_A_PRODUCT, n % CATEGORIES_A_PRODUCT);
    let share = CATEGORIES / CATEGORIES_A_PRODUCT;
    ProductCategory {
        product_id: id(product),
        category_id: id(nth * share + random(n, 8, share)),
    }
}

pub(super) fn item(n: u64) -> Item {
    Item {
        id: id(n),
        product_id: id(n / ITEMS_A_PRODUCT),
        branch_id: any(n, 9, BRANCHES),
    }
}

/// The time of a loan, which is later than that of the one before.
fn lent_at(loan: u64, products: u64) -> DateTime<Utc> {
    let seconds = (DAYS - DAYS_TO_PAY) * 86_400;
    second(seconds * loan / (products * LOANS_A_PRODUCT))
}

pub(super) fn loan(n: u64, products: u64) -> Loan {
    let lent_at = lent_at(n, products);
    let days = TimeDelta::days(random(n, 13, DAYS_TO_PAY).cast_signed());
    Loan {
        id: id(n),
        item_id: any(n, 10, products * ITEMS_A_PRODUCT),
        customer_id: any(n, 11, products),
        employee_id: any(n, 12, EMPLOYEES),
        lent_at,
        returned_at: (!n.is_multiple_of(50)).then(|| lent_at + days),
    }
}

pub(super) fn payment(n: u64, products: u64) -> Payment {
    Payment {
        id: id(n),
        loan_id: id(n),
        customer_id: any(n, 11, products),
        employee_id: any(n, 12, EMPLOYEES),
        amount: Decimal::new(random(n, 14, 5_000).cast_signed() + 99, 2),
        paid_at: lent_at(n, products) + TimeDelta::seconds(random(n, 15, DAYS_TO_PAY * 86_400).cast_signed()),
    }
}
