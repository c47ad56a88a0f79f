//! A shop that lends tools: the kind of schema that applications have. Tables that refer to each other in a cycle, a
//! junction, payments with a partition a month, a trigger that makes a `tsvector`, a domain, an enum, sequences, views.

mod make;
mod rows;

pub(crate) use rows::Grade;

use super::{Dataset, Fill, Spec};

const COUNTRIES: u64 = 20;
const CITIES: u64 = 100;
const BRANCHES: u64 = 10;
const EMPLOYEES: u64 = 30;
const MAKERS: u64 = 50;
const CATEGORIES: u64 = 16;

/// The rows that do not depend on the number of products; each branch has an address.
const FIXED: u64 = COUNTRIES + CITIES + BRANCHES + BRANCHES + EMPLOYEES + MAKERS + CATEGORIES;

const CATEGORIES_A_PRODUCT: u64 = 2;
const ITEMS_A_PRODUCT: u64 = 4;
const LOANS_A_PRODUCT: u64 = 16;

/// The rows for each product: itself, a customer with an address, its categories and items, loans and their payments.
const EACH: u64 = 1 + 2 + CATEGORIES_A_PRODUCT + ITEMS_A_PRODUCT + 2 * LOANS_A_PRODUCT;

/// The number of products, which is that of customers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shop {
    products: u64,
}

impl Dataset for Shop {
    const SPEC: Spec = Spec {
        tables: &[
            "countries",
            "cities",
            "addresses",
            "branches",
            "employees",
            "customers",
            "makers",
            "categories",
            "products",
            "product_categories",
            "items",
            "loans",
            "payments",
        ],
        bare: include_str!("shop/tables.sql"),
        keyed: concat!(include_str!("shop/tables.sql"), include_str!("shop/keys.sql")),
        drop: include_str!("drop.sql"),
        build: include_str!("shop/keys.sql"),
        before: None,
        empty: &["TRUNCATE countries, makers, categories CASCADE"],
        compared: "",
        made: "ORDER BY 1, 2",
    };

    fn of_rows(rows: u64) -> Self {
        Self {
            products: (rows.saturating_sub(FIXED) / EACH).max(1),
        }
    }

    fn rows(self) -> u64 {
        FIXED + self.products * EACH
    }

    async fn fill(self, tool: &mut impl Fill) -> anyhow::Result<()> {
        let products = self.products;
        let loans = products * LOANS_A_PRODUCT;
        tool.table("countries", COUNTRIES, |n| make::named("Country", n))
            .await?;
        tool.table("cities", CITIES, make::city).await?;
        tool.table("addresses", BRANCHES + products, make::address).await?;
        tool.table("branches", BRANCHES, make::branch).await?;
        tool.table("employees", EMPLOYEES, make::employee).await?;
        tool.table("customers", products, make::customer).await?;
        tool.table("makers", MAKERS, |n| make::named("Maker", n)).await?;
        tool.table("categories", CATEGORIES, |n| make::named("Category", n))
            .await?;
        tool.table("products", products, make::product).await?;
        tool.table(
            "product_categories",
            products * CATEGORIES_A_PRODUCT,
            make::product_category,
        )
        .await?;
        tool.table("items", products * ITEMS_A_PRODUCT, make::item).await?;
        tool.table("loans", loans, move |n| make::loan(n, products)).await?;
        tool.table("payments", loans, move |n| make::payment(n, products)).await
    }
}
