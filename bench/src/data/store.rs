//! Ten tables of a shop, with names from which it follows what they hold.

mod make;

use super::{Dataset, Fill, Spec};

const SUPPLIERS: u64 = 50;
const CATEGORIES: u64 = 20;

const ORDERS_A_CUSTOMER: u64 = 3;
const ITEMS_AN_ORDER: u64 = 3;
const REVIEWS_A_CUSTOMER: u64 = 2;

/// The rows for each customer: itself, an address, a product, its orders, their items, payments and shipments, reviews.
const EACH: u64 = 3 + ORDERS_A_CUSTOMER * (ITEMS_AN_ORDER + 3) + REVIEWS_A_CUSTOMER;

/// The number of customers, which is that of products.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Store {
    customers: u64,
}

impl Dataset for Store {
    const SPEC: Spec = Spec {
        tables: &[
            "suppliers",
            "categories",
            "customers",
            "addresses",
            "products",
            "orders",
            "order_items",
            "payments",
            "shipments",
            "reviews",
        ],
        bare: include_str!("store/tables.sql"),
        keyed: concat!(include_str!("store/tables.sql"), include_str!("store/keys.sql")),
        drop: include_str!("drop.sql"),
        build: include_str!("store/keys.sql"),
        before: None,
        empty: &["TRUNCATE suppliers, categories, customers CASCADE"],
        compared: "",
        made: "",
    };

    fn of_rows(rows: u64) -> Self {
        Self {
            customers: (rows.saturating_sub(SUPPLIERS + CATEGORIES) / EACH).max(1),
        }
    }

    fn rows(self) -> u64 {
        SUPPLIERS + CATEGORIES + self.customers * EACH
    }

    async fn fill(self, tool: &mut impl Fill) -> anyhow::Result<()> {
        let customers = self.customers;
        let orders = customers * ORDERS_A_CUSTOMER;
        tool.table("suppliers", SUPPLIERS, make::supplier).await?;
        tool.table("categories", CATEGORIES, make::category).await?;
        tool.table("customers", customers, make::customer).await?;
        tool.table("addresses", customers, move |n| make::address(n, customers))
            .await?;
        tool.table("products", customers, make::product).await?;
        tool.table("orders", orders, move |n| make::order(n, customers)).await?;
        tool.table("order_items", orders * ITEMS_AN_ORDER, move |n| {
            make::order_item(n, customers)
        })
        .await?;
        tool.table("payments", orders, make::payment).await?;
        tool.table("shipments", orders, make::shipment).await?;
        tool.table("reviews", customers * REVIEWS_A_CUSTOMER, move |n| {
            make::review(n, customers)
        })
        .await
    }
}
