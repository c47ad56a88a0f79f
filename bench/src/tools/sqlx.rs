//! The three ways to insert with sqlx.

pub(crate) mod copy_in;
pub(crate) mod push_values;
pub(crate) mod unnest;

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo};
use sqlx::{Connection as _, Encode, PgConnection, Postgres, Type};

use crate::data::wide::Status;
use crate::target::Target;

pub(crate) async fn connect(target: &Target) -> anyhow::Result<PgConnection> {
    Ok(PgConnection::connect(&target.url).await?)
}

impl Type<Postgres> for Status {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("order_status")
    }
}

impl PgHasArrayType for Status {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::array_of("order_status")
    }
}

impl Encode<'_, Postgres> for Status {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <&str as Encode<'_, Postgres>>::encode(self.as_str(), buffer)
    }
}
