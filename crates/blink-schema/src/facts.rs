//! The catalog's facts about a schema, as plain data.
//!
//! [`Facts::read`] asks a live server. In tests facts are written by hand:
//!
//! ```
//! use blink_schema::facts::{Facts, Table};
//!
//! let facts = Facts::of([
//!     Table::new("shop.users")
//!         .column("id", "bigint")
//!         .column("email", "varchar(200)")
//!         .primary_key(["id"])
//!         .unique(["email"]),
//!     Table::new("shop.orders")
//!         .column("id", "bigint")
//!         .column("user_id", "bigint")
//!         .column("total", "numeric(10,2)")
//!         .not_null(["user_id", "total"])
//!         .primary_key(["id"])
//!         .foreign_key(["user_id"], "shop.users", ["id"])
//!         .check("orders_total_check", ["total"], "(total >= (0)::numeric)"),
//! ]);
//! let orders = facts.table(&"shop.orders".into()).unwrap();
//! assert_eq!(orders.columns[2].ty.modifier, (10 << 16 | 2) + 4);
//! ```

mod by_hand;
mod collation;
mod columns;
mod constraints;
mod database;
mod driver_type;
mod functions;
mod modifier;
mod named_types;
mod partitions;
mod read;
mod sequences;
mod tables;
mod types;

pub use collation::{Collation, CollationProvider};
pub use columns::{Column, Generation};
pub use constraints::{
    Check, Exclusion, ForeignKey, KeyPart, OperatorClass, PartOptions, ReferentialAction, UniqueKind, UniqueSet,
};
pub use database::Facts;
pub use functions::{EventTrigger, Fires, Function, Trigger, Volatility};
pub use modifier::{IntervalFields, Modifier};
pub use partitions::{Bound, BoundValue, Partition, PartitionStrategy, Partitioning};
pub use read::ReadError;
pub use sequences::Sequence;
pub use tables::{Inheritance, Table, TableKind};
pub use types::{Domain, DomainCheck, Field, Type, TypeKind, TypeRef, Types};
