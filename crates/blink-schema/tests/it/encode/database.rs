//! A database with columns of some types, and the facts about these types.

use blink_schema::facts::{Domain, Field, Type, TypeKind, TypeRef, Types};
use blink_testdb::Database;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

pub(super) struct Db {
    pub(super) client: Client,
    // Dropped last: a field is dropped after those above it.
    _database: Database,
}

impl Db {
    pub(super) async fn new() -> Self {
        let database = blink_testdb::database();
        let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.unwrap();
        tokio::spawn(connection);
        let settings = "SET DateStyle = ISO; SET IntervalStyle = postgres; SET TimeZone = UTC; \
            SET client_min_messages = warning";
        client.batch_execute(settings).await.unwrap();
        Self {
            client,
            _database: database,
        }
    }

    pub(super) async fn run(&self, sql: &str) {
        self.client
            .batch_execute(sql)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }

    /// The rows of a query; None for NULL.
    pub(super) async fn rows(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        let messages = self
            .client
            .simple_query(sql)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        let rows = messages.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(
                (0..row.len())
                    .map(|column| row.get(column).map(str::to_owned))
                    .collect(),
            ),
            _ => None,
        });
        rows.collect()
    }

    async fn texts(&self, sql: &str) -> Vec<Vec<String>> {
        let rows = self.rows(sql).await.into_iter();
        rows.map(|row| row.into_iter().map(Option::unwrap_or_default).collect())
            .collect()
    }

    /// The type of a column, and all that it consists of.
    pub(super) async fn type_of(&self, table: &str, column: &str) -> (TypeRef, Types) {
        let columns = self
            .columns(&format!("'{table}'::regclass"), &format!("attname = '{column}'"))
            .await;
        let ty = columns.into_iter().next().unwrap().ty;
        let mut types = Types::default();
        let mut wanted = vec![ty.oid];
        while let Some(oid) = wanted.pop() {
            if types.get(oid).is_none() {
                types.add(self.one_type(oid, &mut wanted).await);
            }
        }
        (ty, types)
    }

    async fn columns(&self, table: &str, condition: &str) -> Vec<Field> {
        let sql = format!(
            "SELECT attname, atttypid, atttypmod, format_type(atttypid, atttypmod) FROM pg_attribute \
             WHERE attrelid = {table} AND attnum > 0 AND NOT attisdropped AND {condition} ORDER BY attnum"
        );
        let rows = self.texts(&sql).await;
        let field = |row: Vec<String>| Field {
            name: row[0].clone(),
            ty: TypeRef {
                oid: row[1].parse().unwrap(),
                modifier: row[2].parse().unwrap(),
                name: row[3].clone(),
            },
        };
        rows.into_iter().map(field).collect()
    }

    async fn one_type(&self, oid: u32, wanted: &mut Vec<u32>) -> Type {
        let sql = format!(
            "SELECT nspname, typname, typtype, CASE WHEN typlen = -1 AND typcategory = 'A' THEN typelem ELSE 0 END, \
             typbasetype, typtypmod, typrelid, format_type(typbasetype, typtypmod), \
             (SELECT rngsubtype FROM pg_range WHERE rngtypid = t.oid), \
             (SELECT extname FROM pg_depend JOIN pg_extension e ON refobjid = e.oid \
             WHERE objid = t.oid AND classid = 'pg_type'::regclass AND deptype = 'e') \
             FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE t.oid = {oid}"
        );
        let row = self.texts(&sql).await.remove(0);
        let number = |at: usize| row[at].parse::<u32>().unwrap();
        let kind = match row[2].as_str() {
            "e" => {
                let labels = format!("SELECT enumlabel FROM pg_enum WHERE enumtypid = {oid} ORDER BY enumsortorder");
                TypeKind::Enum(
                    self.texts(&labels)
                        .await
                        .into_iter()
                        .map(|mut row| row.remove(0))
                        .collect(),
                )
            }
            "d" => TypeKind::Domain(Domain {
                base: TypeRef {
                    oid: number(4),
                    modifier: row[5].parse().unwrap(),
                    name: row[7].clone(),
                },
                dimensions: 0,
                not_null: false,
                checks: Vec::new(),
                default: None,
                collation: None,
            }),
            "c" => TypeKind::Composite(self.columns(&row[6], "true").await),
            "r" => TypeKind::Range(number(8)),
            "m" => {
                let range = format!("SELECT rngtypid FROM pg_range WHERE rngmultitypid = {oid}");
                TypeKind::Multirange(self.texts(&range).await[0][0].parse().unwrap())
            }
            _ if number(3) > 0 => TypeKind::Array(number(3)),
            _ => TypeKind::Base,
        };
        match &kind {
            TypeKind::Domain(domain) => wanted.push(domain.base.oid),
            TypeKind::Composite(fields) => wanted.extend(fields.iter().map(|field| field.ty.oid)),
            TypeKind::Range(other) | TypeKind::Multirange(other) | TypeKind::Array(other) => wanted.push(*other),
            TypeKind::Base | TypeKind::Enum(_) => {}
        }
        Type {
            oid,
            schema: row[0].clone(),
            name: row[1].clone(),
            kind,
            category: 'U',
            comment: None,
            extension: Some(row[9].clone()).filter(|name| !name.is_empty()),
        }
    }
}
