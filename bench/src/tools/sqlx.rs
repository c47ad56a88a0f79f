//! The three ways to insert with sqlx.

pub(crate) mod copy_in;
pub(crate) mod push_values;
pub(crate) mod unnest;

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo};
use sqlx::{Connection as _, Encode, PgConnection, Postgres, Type};

use crate::data::shop::Grade;
use crate::data::wide::Status;
use crate::target::{Lease, Target};

/// A connection for a run, which is new unless the runs share one.
pub(crate) async fn connect(target: &Target) -> anyhow::Result<Lease<PgConnection>> {
    let kept = &target.kept.sqlx;
    match kept.take() {
        Some(connection) => Ok(target.lease(connection, kept)),
        None => Ok(target.lease(PgConnection::connect(&target.url).await?, kept)),
    }
}

/// An enum of Rust as one of the database.
macro_rules! enumeration {
    ($type:ty as $name:literal) => {
        impl Type<Postgres> for $type {
            fn type_info() -> PgTypeInfo {
                PgTypeInfo::with_name($name)
            }
        }

        impl Encode<'_, Postgres> for $type {
            fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
                <&str as Encode<'_, Postgres>>::encode(self.as_str(), buffer)
            }
        }
    };
}

enumeration!(Status as "order_status");
enumeration!(Grade as "grade");

impl PgHasArrayType for Status {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::array_of("order_status")
    }
}
