//! The rows of the shop's tables.

use bytes::BytesMut;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use tokio_postgres::types::{Kind, ToSql, Type};

use crate::data::put;
use crate::row::columns::{Column, rows};
use crate::row::text::Line;

rows! {
    /// A country, maker or category.
    Named { id: i32, name: String }

    City { id: i32, country_id: i32, name: String }

    Address { id: i32, city_id: i32, line: String, postcode: Option<String> }

    Branch { id: i32, address_id: i32, chief_id: i32 }

    Employee { id: i32, branch_id: i32, name: String, email: Option<String> }

    Customer { id: i32, branch_id: i32, address_id: i32, name: String, email: Option<String>, active: bool }

    Product {
        id: i32,
        maker_id: i32,
        title: String,
        description: Option<String>,
        year: Option<i32>,
        grade: Grade,
        price: Decimal,
        tags: Option<Vec<String>>,
    }

    ProductCategory { product_id: i32, category_id: i32 }

    Item { id: i32, product_id: i32, branch_id: i32 }

    Loan {
        id: i32,
        item_id: i32,
        customer_id: i32,
        employee_id: i32,
        lent_at: DateTime<Utc>,
        returned_at: Option<DateTime<Utc>>,
    }

    Payment {
        id: i32,
        loan_id: i32,
        customer_id: i32,
        employee_id: i32,
        amount: Decimal,
        paid_at: DateTime<Utc>,
    }
}

#[derive(Clone, Copy, Debug, ToSql)]
#[postgres(name = "grade", rename_all = "snake_case")]
pub(crate) enum Grade {
    Beginner,
    Hobby,
    Professional,
}

impl Grade {
    pub(crate) const ALL: [Self; 3] = [Self::Beginner, Self::Hobby, Self::Professional];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Beginner => "beginner",
            Self::Hobby => "hobby",
            Self::Professional => "professional",
        }
    }
}

impl Column for Grade {
    fn sql_type() -> Type {
        let labels = Self::ALL.map(|grade| grade.as_str().to_owned()).to_vec();
        // The OID is not sent in COPY.
        Type::new("grade".to_owned(), 0, Kind::Enum(labels), "public".to_owned())
    }

    fn put(&self, out: &mut BytesMut) {
        put::text(out, self.as_str());
    }

    fn write(&self, line: &mut Line<'_>) {
        line.plain(self.as_str());
    }
}
