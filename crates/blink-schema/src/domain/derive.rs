//! Facts about columns that follow from conditions.

mod calendar;
mod citext;
mod collections;
mod columns;
mod compare;
mod conditions;
mod constants;
mod counted;
mod derived;
mod formula;
mod json;
mod lengths;
mod numbers;
mod partitions;
mod relations;
mod shifted;
mod subject;
mod texts;
mod wanted;

use conditions::{Deriver, undecided};
use wanted::Wanted;

use crate::expr::Expr;
pub use columns::Columns;
pub use derived::{Branch, Derived};
pub use partitions::partition_bound;
pub use relations::Relation;

/// Returns what a CHECK says, which NULL passes; `fact` names it in the reasons of domains.
///
/// ```
/// use std::collections::BTreeMap;
/// use blink_schema::domain::{Columns, derive, from_type};
/// use blink_schema::expr::{BinaryOperator, Expr};
/// use blink_schema::facts::{TypeRef, Types};
/// use blink_schema::value::Value;
///
/// let integer = TypeRef { oid: 23, modifier: -1, name: "integer".into() };
/// let types = BTreeMap::from([("stock".to_owned(), from_type(&integer, &Types::default()))]);
/// let stock = Box::new(Expr::Column("stock".into()));
/// let check = Expr::Binary(BinaryOperator::Greater, stock, Box::new(Expr::Constant(Value::Int(0))));
/// let derived = derive(&check, Columns { types: &types, until: 0 }, "CHECK (stock > 0)");
/// let stock = &derived.columns["stock"];
/// assert!(stock.contains(&Value::Int(1)) && !stock.contains(&Value::Int(0)));
/// assert!(derived.undecided.is_empty());
/// ```
pub fn derive(condition: &Expr, columns: Columns<'_>, fact: &str) -> Derived {
    derive_wanted(condition, columns, fact, Wanted::CHECK)
}

/// Returns what the predicate of a partial index says of the rows that meet it: unlike a CHECK it must be true.
pub fn derive_true(condition: &Expr, columns: Columns<'_>, fact: &str) -> Derived {
    derive_wanted(condition, columns, fact, Wanted::TRUE)
}

/// Returns what must hold of the rows that do not meet the predicate of a partial index.
pub fn derive_not_true(condition: &Expr, columns: Columns<'_>, fact: &str) -> Derived {
    derive_wanted(condition, columns, fact, Wanted::NOT_TRUE)
}

fn derive_wanted(condition: &Expr, columns: Columns<'_>, fact: &str, wanted: Wanted) -> Derived {
    let deriver = Deriver::new(columns, fact);
    let formula = deriver.formula(condition, wanted, 0);
    let mut derived = Derived::default();
    if deriver.is_exhausted() {
        undecided(condition, wanted).assemble(&mut derived);
    } else {
        formula.assemble(&mut derived);
    }
    derived
}
