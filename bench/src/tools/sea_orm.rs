//! SeaORM's `insert_many`, in batches.

use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ConnectOptions, Database, DatabaseTransaction, EntityTrait, TransactionTrait as _};

use crate::data::onto::One;
use crate::data::pgbench;
use crate::data::seed::{Post, User};
use crate::data::uuid::{Account, Event};
use crate::data::wide::{Order, Status};
use crate::data::{Dataset, Fill, Make, rows};
use crate::measure::Run;
use crate::row::columns::Columns;
use crate::row::{Row, SeaRow};
use crate::target::Target;

/// The rows of a statement. As many as its 65,535 parameters allow would be slower: the server takes longer.
const BATCH: usize = 1_000;

pub(crate) async fn fill(target: &Target, data: impl Dataset) -> anyhow::Result<Run> {
    let mut options = ConnectOptions::new(&target.url);
    options.min_connections(1).max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await?;
    let watch = target.watch();
    let mut tool = InsertMany(connection.begin().await?);
    data.fill(&mut tool).await?;
    tool.0.commit().await?;
    watch.stop()
}

struct InsertMany(DatabaseTransaction);

impl Fill for InsertMany {
    async fn table<R: Row>(&mut self, _: &'static str, count: u64, make: impl Make<R>) -> anyhow::Result<()> {
        let mut rows = rows(count, make);
        loop {
            let batch = rows
                .by_ref()
                .take(BATCH)
                .map(SeaRow::into_active_model)
                .collect::<anyhow::Result<Vec<_>>>()?;
            if batch.is_empty() {
                return Ok(());
            }
            <R::ActiveModel as ActiveModelTrait>::Entity::insert_many(batch)
                .exec_without_returning(&self.0)
                .await?;
        }
    }
}

/// An entity in its own module, as SeaORM requires, and the row as its active model.
macro_rules! entity {
    ($row:ty as $entity:ident in $table:literal { $id:ident: $id_type:ty, $($field:ident: $type:ty),* $(,)? }) => {
        #[expect(unreachable_pub, reason = "SeaORM's derive writes it")]
        mod $entity {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                #[sea_orm(primary_key, auto_increment = false)]
                pub $id: $id_type,
                $(pub $field: $type,)*
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }

        impl SeaRow for $row {
            type ActiveModel = $entity::ActiveModel;

            fn into_active_model(self) -> anyhow::Result<Self::ActiveModel> {
                Ok($entity::ActiveModel {
                    $id: Set(self.$id.into()),
                    $($field: Set(self.$field.into()),)*
                })
            }
        }
    };
}

entity!(User as user in "users" {
    id: i64,
    name: String,
    email: String,
    inserted_at: DateTimeUtc,
});

entity!(Post as post in "posts" {
    id: i64,
    title: String,
    body: String,
    user_id: i64,
    inserted_at: DateTimeUtc,
});

entity!(Account as account in "accounts" {
    id: Uuid,
    name: String,
});

entity!(Event as event in "events" {
    id: Uuid,
    account_id: Uuid,
    n: i32,
});

entity!(Order as order in "orders" {
    id: Uuid,
    total: Decimal,
    details: Json,
    tags: Vec<String>,
    quantities: Vec<i32>,
    status: super::OrderStatus,
    placed_at: DateTimeUtc,
    local_time: DateTime,
    due: Date,
    gift: bool,
    weight: f64,
    note: Option<String>,
});

entity!(One as one in "many" {
    id: i64,
    n: i64,
});

entity!(pgbench::Branch as branch in "pgbench_branches" {
    bid: i32,
    bbalance: i32,
    filler: Option<String>,
});

entity!(pgbench::Teller as teller in "pgbench_tellers" {
    tid: i32,
    bid: i32,
    tbalance: i32,
    filler: Option<String>,
});

entity!(pgbench::Account as pgbench_account in "pgbench_accounts" {
    aid: i32,
    bid: i32,
    abalance: i32,
    filler: String,
});

/// No work uses it: entities for all these tables would cost more time to compile than they are worth.
impl<R: Columns> SeaRow for R {
    type ActiveModel = one::ActiveModel;

    fn into_active_model(self) -> anyhow::Result<Self::ActiveModel> {
        anyhow::bail!("SeaORM's entities are not these")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "order_status")]
pub(crate) enum OrderStatus {
    #[sea_orm(string_value = "open")]
    Open,
    #[sea_orm(string_value = "paid")]
    Paid,
    #[sea_orm(string_value = "shipped")]
    Shipped,
    #[sea_orm(string_value = "returned")]
    Returned,
}

impl From<Status> for OrderStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Open => Self::Open,
            Status::Paid => Self::Paid,
            Status::Shipped => Self::Shipped,
            Status::Returned => Self::Returned,
        }
    }
}
