//! A shop whose customers and reviews are typed rows; all else is filled around them.

use std::error::Error;
use std::time::{Duration, SystemTime};

use blink::{Report, Seeder, Spread, Table, ToRow};
use blink_schema::Filling;
use blink_schema::plan::{Options, OwnTable};
use tokio_postgres::{Client, NoTls};

const SCHEMA: &str = "
    CREATE TABLE countries (code char(2) PRIMARY KEY, name text NOT NULL);
    CREATE TABLE customers (
        id bigint PRIMARY KEY,
        country char(2) NOT NULL REFERENCES countries,
        email text NOT NULL UNIQUE,
        created_at timestamptz NOT NULL
    );
    CREATE TABLE products (id serial PRIMARY KEY, name text NOT NULL, price numeric(8,2) NOT NULL CHECK (price > 0));
    CREATE TABLE orders (
        id bigserial PRIMARY KEY,
        customer_id bigint NOT NULL REFERENCES customers,
        created_at timestamptz NOT NULL
    );
    CREATE TABLE order_lines (
        order_id bigint REFERENCES orders,
        line_no int,
        product_id int NOT NULL REFERENCES products,
        quantity int NOT NULL CHECK (quantity BETWEEN 1 AND 20),
        PRIMARY KEY (order_id, line_no)
    );
    CREATE TABLE reviews (
        id bigint PRIMARY KEY,
        order_id bigint NOT NULL REFERENCES orders,
        stars int NOT NULL,
        created_at timestamptz NOT NULL
    );";

#[derive(ToRow)]
#[blink(table = "customers")]
struct Customer {
    id: i64,
    country: String,
    email: String,
    created_at: SystemTime,
}

#[derive(ToRow)]
#[blink(table = "reviews")]
struct Review {
    id: i64,
    order_id: i64,
    stars: i32,
    created_at: SystemTime,
}

const CUSTOMERS: u64 = 200;
const REVIEWS: u64 = 300;

/// 2024-01-01.
const OPENED: Duration = Duration::from_secs(1_704_067_200);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn seed(client: &mut Client) -> Result<Report, Box<dyn Error + Send + Sync>> {
    let mut options = Options::until_this_month();
    options.rows = 2_000;
    options.own.push(OwnTable::of::<Customer>(CUSTOMERS));
    options.own.push(OwnTable::of::<Review>(REVIEWS));
    let filling = Filling::read(client, options).await?;
    let plan = filling.plan();
    println!("{plan}");

    let mut seeder = Seeder::new();
    let mut around = plan.around(&mut seeder);

    // Customers refer to countries, which the plan fills.
    let countries = around.column::<String>("countries", "code")?;
    let customers = around.own(Table::generate(CUSTOMERS, move |draw| Customer {
        id: draw.number(),
        country: draw.zipf(countries, 1.0),
        email: format!("customer{}@example.com", draw.number()),
        created_at: SystemTime::UNIX_EPOCH + OPENED + DAY * (draw.index() % 365) as u32,
    }))?;

    // Orders refer to customers, and reviews to orders, some for each.
    let orders = around.columns::<(i64, SystemTime)>("orders", ["id", "created_at"])?;
    around.own(Table::per_parent(
        orders,
        Spread::total(REVIEWS),
        |draw, &(order_id, ordered_at)| Review {
            id: draw.number(),
            order_id,
            stars: draw.weighted([(5, 0.5), (4, 0.3), (2, 0.1), (1, 0.1)]),
            created_at: ordered_at + 3 * DAY,
        },
    ))?;

    around.finish()?;
    let report = seeder.insert(client).await?;
    let first = report[customers].get(0).map(|customer| customer.email);
    println!("{report}\nthe first customer: {}", first.unwrap_or_default());
    Ok(report)
}

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    // A database of its own, which is gone with it.
    let database = blink_testdb::database();
    let (mut client, connection) = tokio_postgres::connect(database.url(), NoTls).await?;
    tokio::spawn(connection);
    client.batch_execute(SCHEMA).await?;
    seed(&mut client).await?;
    Ok(())
}
