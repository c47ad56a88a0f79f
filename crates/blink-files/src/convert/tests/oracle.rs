//! The server's own reading of fields, and what it stores of ours.

use bytes::{BufMut as _, Bytes, BytesMut};
use futures_util::SinkExt as _;
use tokio_postgres::{Client, NoTls};

use crate::convert::{ColumnType, TypeKind};

/// The server's answer to a field: the value as the type's output function writes it, or its error.
pub(super) type Answer = Result<String, String>;

/// A database whose server is asked.
pub(super) struct Oracle {
    pub(super) client: Client,
    _database: blink_testdb::Database,
}

const INPUT: &str = "CREATE FUNCTION input(field text, how text) RETURNS text[] LANGUAGE plpgsql AS $$
    DECLARE answer text;
    BEGIN
        EXECUTE 'SELECT format(''%s'', v) FROM (SELECT ' || how || ' AS v) AS s WHERE NOT v IS NULL' INTO answer USING field;
        RETURN ARRAY['ok', answer];
    EXCEPTION WHEN OTHERS THEN
        RETURN ARRAY['error', SQLERRM];
    END $$;
    CREATE TYPE mood AS ENUM ('happy', 'sad', 'so, so', 'q\"uote', 'null', 'Ärger');
    CREATE DOMAIN cents AS numeric(6,2) CHECK (VALUE >= 0);
    CREATE DOMAIN short AS varchar(5);
    CREATE DOMAIN shorter AS short CHECK (VALUE <> 'no');
    CREATE TYPE pair AS (a int, b text);";

impl Oracle {
    /// None, and told, where the server catches no error in PL/pgSQL.
    pub(super) async fn new(test: &str) -> Option<Self> {
        if !blink_testdb::needs_a_whole_server(test) {
            return None;
        }
        let database = blink_testdb::database();
        let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(INPUT).await.unwrap();
        let oracle = Self {
            client,
            _database: database,
        };
        oracle.plain_settings().await;
        Some(oracle)
    }

    /// The settings under which values are compared.
    pub(super) async fn plain_settings(&self) {
        self.set("SET DateStyle = 'ISO, YMD'; SET IntervalStyle = postgres; SET TimeZone = 'UTC'; SET extra_float_digits = 1; SET bytea_output = hex; RESET lc_numeric; RESET lc_monetary")
            .await;
    }

    /// Settings that change the meaning of many texts.
    pub(super) async fn odd_settings(&self) {
        self.set("SET DateStyle = 'SQL, DMY'; SET IntervalStyle = sql_standard; SET TimeZone = 'Asia/Kathmandu'; SET extra_float_digits = 0; SET bytea_output = escape")
            .await;
        // The server may lack the locale.
        let _ = self
            .client
            .batch_execute("SET lc_numeric = 'de_DE.UTF-8'; SET lc_monetary = 'de_DE.UTF-8'")
            .await;
    }

    pub(super) async fn set(&self, sql: &str) {
        self.client.batch_execute(sql).await.unwrap();
    }

    /// The type of a column, from the catalog.
    pub(super) async fn column(&self, sql: &str) -> ColumnType {
        self.set(&format!("DROP TABLE IF EXISTS shape; CREATE TABLE shape (c {sql})"))
            .await;
        let row = self
            .client
            .query_one(
                "SELECT atttypid, atttypmod FROM pg_attribute WHERE attrelid = 'shape'::regclass AND attname = 'c'",
                &[],
            )
            .await
            .unwrap();
        self.describe(row.get(0), row.get(1)).await
    }

    async fn describe(&self, oid: u32, typmod: i32) -> ColumnType {
        let sql = "SELECT format_type(t.oid, $2), t.typtype::text, t.typelem, t.typbasetype, t.typtypmod,
                t.typlen = -1 AND t.typelem <> 0 AND t.typcategory = 'A', e.typdelim::text, t.typnamespace = 'pg_catalog'::regnamespace
            FROM pg_type t LEFT JOIN pg_type e ON e.oid = t.typelem WHERE t.oid = $1";
        let row = self.client.query_one(sql, &[&oid, &typmod]).await.unwrap();
        let (name, typtype): (String, String) = (row.get(0), row.get(1));
        let kind = if row.get(5) {
            TypeKind::Array {
                element: Box::new(Box::pin(self.describe(row.get(2), -1)).await),
                delimiter: row.get::<_, String>(6).chars().next().unwrap(),
            }
        } else {
            match typtype.as_str() {
                "d" => TypeKind::Domain(Box::new(Box::pin(self.describe(row.get(3), row.get(4))).await)),
                "e" => TypeKind::Enum(self.labels(oid).await),
                "b" if row.get(7) => TypeKind::Base,
                _ => TypeKind::Other,
            }
        };
        ColumnType {
            oid,
            name,
            typmod,
            kind,
        }
    }

    async fn labels(&self, oid: u32) -> Vec<String> {
        let sql = "SELECT enumlabel::text FROM pg_enum WHERE enumtypid = $1";
        let rows = self.client.query(sql, &[&oid]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// The SQL that calls a type's input function as COPY does, with the modifier, on the field `$1`.
    async fn input(&self, ty: &ColumnType) -> String {
        if !matches!(ty.kind, TypeKind::Base) {
            return format!("$1::{}", ty.name);
        }
        let sql = "SELECT typinput::regproc::text, typioparam FROM
            (SELECT t.typinput, CASE WHEN t.typelem <> 0 THEN t.typelem ELSE t.oid END AS typioparam FROM pg_type t WHERE t.oid = $1) t";
        let row = self.client.query_one(sql, &[&ty.oid]).await.unwrap();
        let (function, parameter): (String, u32) = (row.get(0), row.get(1));
        let sql = "SELECT pronargs FROM pg_proc WHERE oid = $1::text::regproc";
        let count: i16 = self.client.query_one(sql, &[&function]).await.unwrap().get(0);
        match count {
            1 => format!("{function}($1::cstring)"),
            _ => format!("{function}($1::cstring, {parameter}, {})", ty.typmod),
        }
    }

    /// The answers to fields by the type's own input function.
    pub(super) async fn answers(&self, ty: &ColumnType, fields: &[String]) -> Vec<Answer> {
        let how = self.input(ty).await;
        self.answers_by(&how, fields).await
    }

    /// The answers to fields by an SQL expression over `$1`.
    pub(super) async fn answers_by(&self, how: &str, fields: &[String]) -> Vec<Answer> {
        let sql = "SELECT input(field, $2) FROM unnest($1::text[]) WITH ORDINALITY AS f(field, n) ORDER BY n";
        let rows = self.client.query(sql, &[&fields, &how]).await.unwrap();
        let answer = |row: &tokio_postgres::Row| {
            let parts: Vec<Option<String>> = row.get(0);
            match (parts[0].as_deref(), parts[1].clone()) {
                (Some("ok"), Some(value)) => Ok(value),
                (_, error) => Err(error.unwrap_or_else(|| "NULL".to_owned())),
            }
        };
        rows.iter().map(answer).collect()
    }

    /// Sends values in binary, and returns them as the server writes them, or its error.
    pub(super) async fn store_binary(&self, ty: &str, values: &[BytesMut]) -> Result<Vec<String>, String> {
        let mut data = BytesMut::from(&b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0"[..]);
        for (n, value) in values.iter().enumerate() {
            data.put_i16(2);
            data.put_i32(4);
            data.put_i32(n as i32);
            data.put_i32(value.len() as i32);
            data.put_slice(value);
        }
        data.put_i16(-1);
        self.store(ty, data.freeze(), "WITH (FORMAT binary)").await
    }

    /// Does the same with text.
    pub(super) async fn store_text(&self, ty: &str, values: &[String]) -> Result<Vec<String>, String> {
        let mut data = String::new();
        for (n, value) in values.iter().enumerate() {
            let escaped = value
                .replace('\\', "\\\\")
                .replace('\t', "\\t")
                .replace('\n', "\\n")
                .replace('\r', "\\r");
            data.push_str(&format!("{n}\t{escaped}\n"));
        }
        self.store(ty, data.into(), "").await
    }

    async fn store(&self, ty: &str, data: Bytes, format: &str) -> Result<Vec<String>, String> {
        self.set(&format!(
            "DROP TABLE IF EXISTS stored; CREATE TABLE stored (n int, c {ty})"
        ))
        .await;
        self.odd_settings().await;
        let copy = format!("COPY stored FROM STDIN {format}");
        let sink = self.client.copy_in(copy.as_str()).await.unwrap();
        let mut sink = std::pin::pin!(sink);
        sink.send(data).await.unwrap();
        let finished = sink.finish().await;
        self.plain_settings().await;
        if let Err(error) = finished {
            let error = error.as_db_error().unwrap();
            return Err(format!("{} ({:?})", error.message(), error.where_()));
        }
        let rows = self
            .client
            .query("SELECT format('%s', c) FROM stored ORDER BY n", &[])
            .await
            .unwrap();
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }
}
