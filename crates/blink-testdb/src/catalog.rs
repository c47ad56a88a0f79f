//! The catalog of a database as text, to compare before and after.
//!
//! ```no_run
//! let db = blink_testdb::database();
//! let before = blink_testdb::catalog::text(db.url())?;
//! // … whatever has to leave the schema as it was …
//! assert_eq!(blink_testdb::catalog::text(db.url())?, before);
//! # anyhow::Ok(())
//! ```
//!
//! A line is a fact: `index public.users_name_idx: pg_index.indisclustered = false`. Every column of a catalog is one,
//! including columns that future versions of PostgreSQL add. Storage locations, sizes, and the objects of temporary
//! schemas are omitted. OIDs, and names that PostgreSQL derives from OIDs, are replaced by descriptions, and the lines
//! are sorted: the same statements give the same text in every database.
//!
//! The text covers tables, views, sequences, indexes, columns and their defaults, constraints, triggers (including
//! those of foreign keys), rules, policies, inheritance, partitioning, extended statistics, publications, types,
//! functions, schemas, extensions, foreign tables and servers, event triggers, default privileges, and the settings of
//! the database; of each its owner, privileges, options, comment, security labels and dependencies. For objects of
//! other kinds, such as operators and casts, it has only comments and dependencies. The values of sequences are data.

mod sources;

use std::fmt::Write as _;

use crate::admin;
use sources::{SOURCES, Source};

/// The relations to include: no TOAST relations, which belong to their tables, and no temporary ones.
const RELATION: &str =
    "SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid >= 16384 AND n.nspname !~ '^pg_(toast|temp|toast_temp)'";

/// The name of an object `o`. A test's database has a random name, and a foreign key's trigger is named by number.
const NAME: &str = "CASE o.class
    WHEN 'pg_catalog.pg_database'::pg_catalog.regclass THEN 'database'
    WHEN 'pg_catalog.pg_trigger'::pg_catalog.regclass THEN (
        SELECT 'trigger ' || CASE WHEN t.tgisinternal AND t.tgconstraint <> 0
            THEN t.tgfoid::pg_catalog.regproc || ' at ' || r.identity || ' of ' || (
                SELECT k.identity FROM pg_catalog.pg_identify_object(
                    'pg_catalog.pg_constraint'::pg_catalog.regclass, t.tgconstraint, 0) k)
            ELSE i.identity END
        FROM pg_catalog.pg_trigger t, pg_catalog.pg_identify_object(o.class, o.id, 0) i,
            pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, t.tgrelid, 0) r
        WHERE t.oid = o.id)
    ELSE (SELECT i.type || ' ' || i.identity FROM pg_catalog.pg_identify_object(o.class, o.id, o.part) i)
    END";

/// The row of this database in `pg_database`.
const THIS_DATABASE: &str =
    "(SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())";

/// Returns the catalog of the database at this URL.
///
/// # Errors
///
/// If the server cannot be reached, or refuses.
pub fn text(url: &str) -> anyhow::Result<String> {
    let (version, _) = admin::version(url)?;
    Ok(admin::strings(url, &query(version / 10_000))?.join("\n"))
}

/// Returns the query whose rows are the lines of [`text`], each one `text`, for a server of this major version, 12 or
/// later. Use it on an existing connection if another one is not available or would not see uncommitted changes.
pub fn query(version: u32) -> String {
    let mut facts = Vec::new();
    for source in SOURCES.iter().filter(|source| source.since <= version) {
        facts.push(values(source, version));
        if !source.references.is_empty() {
            facts.push(references(source));
        }
    }
    facts.extend(remarks());
    facts.extend(dependencies());
    facts.push(settings());
    let facts = facts.join("\nUNION ALL\n");
    // Names are looked up at the end, once per object. Temporary and TOAST relations also have types and other objects.
    format!(
        "WITH relation AS MATERIALIZED ({RELATION}),
        fact (class, id, part, key, value, other_class, other_id, other_part) AS MATERIALIZED (
            {facts}),
        object AS MATERIALIZED (
            SELECT o.*, {NAME} AS name FROM (SELECT class, id, part FROM fact UNION SELECT other_class, other_id, other_part FROM fact)
            AS o (class, id, part) WHERE o.id <> 0)
        SELECT line FROM (
            SELECT coalesce(o.name, '') || f.key || coalesce(f.value, r.name, '') FROM fact f
            LEFT JOIN object o ON o.class = f.class AND o.id = f.id AND o.part = f.part
            LEFT JOIN object r ON r.class = f.other_class AND r.id = f.other_id AND r.part = f.other_part) AS l (line)
        WHERE line !~ '\\mpg_(temp|toast_temp|toast)(_\\d+)?\\M' ORDER BY line COLLATE pg_catalog.\"C\""
    )
}

/// The facts of one catalog's value columns; columns with their own text are replaced.
fn values(source: &Source, version: u32) -> String {
    let Source { catalog, filter, .. } = source;
    let [class, id, part] = source.object;
    let others = source.references.iter().map(|(column, _)| column);
    let ignored: Vec<&str> = source.ignored.iter().chain(others).copied().collect();
    let ignored = ignored.join(",");
    let mut texts = String::new();
    for (_, column, text) in source.texts.iter().filter(|(since, ..)| *since <= version) {
        let _ = write!(texts, ", '{column}', {text}");
    }
    let texts = texts.trim_start_matches(", ");
    let class = regclass(class);
    format!(
        "SELECT {class}, {id}, {part}, ': {catalog}.' || f.key || ' = ', f.value::pg_catalog.text, NULL::pg_catalog.oid, NULL::pg_catalog.oid, 0
        FROM pg_catalog.{catalog} x, LATERAL pg_catalog.jsonb_each(
            pg_catalog.to_jsonb(x) - '{{{ignored}}}'::pg_catalog.text[] || pg_catalog.jsonb_build_object({texts})) f
        WHERE ({filter}) AND f.value <> 'null'"
    )
}

/// The facts of the columns that hold one or more references to objects.
fn references(source: &Source) -> String {
    let Source { catalog, filter, .. } = source;
    let [class, id, part] = source.object;
    let class = regclass(class);
    let columns: Vec<String> = (source.references.iter())
        .map(|(column, catalog)| format!("('{column}', {})", regclass(catalog)))
        .collect();
    let columns = columns.join(", ");
    format!(
        "SELECT {class}, {id}, {part},
            ': {catalog}.' || c.key || CASE pg_catalog.jsonb_typeof(j.x->c.key) WHEN 'array' THEN '[' || e.n || ']' ELSE '' END || ' = ',
            NULL, c.class, e.id::pg_catalog.oid, 0
        FROM pg_catalog.{catalog} x, LATERAL (SELECT pg_catalog.to_jsonb(x) OFFSET 0) AS j (x),
            (VALUES {columns}) AS c (key, class), LATERAL pg_catalog.jsonb_array_elements_text(
            CASE pg_catalog.jsonb_typeof(j.x->c.key) WHEN 'array' THEN j.x->c.key ELSE pg_catalog.jsonb_build_array(j.x->c.key) END)
            WITH ORDINALITY AS e (id, n)
        WHERE ({filter}) AND e.id <> '0'"
    )
}

/// Comments and security labels.
fn remarks() -> impl Iterator<Item = String> {
    let own = format!("x.objoid >= 16384 OR x.classoid = {}", regclass("pg_namespace"));
    let this = format!(
        "x.classoid = {} AND x.objoid = {THIS_DATABASE}",
        regclass("pg_database")
    );
    let catalogs = [
        (
            "pg_description",
            "x.objsubid",
            "': comment = '",
            "x.description",
            own.clone(),
        ),
        ("pg_shdescription", "0", "': comment = '", "x.description", this.clone()),
        (
            "pg_seclabel",
            "x.objsubid",
            "': label of ' || x.provider || ' = '",
            "x.label",
            own,
        ),
        (
            "pg_shseclabel",
            "0",
            "': label of ' || x.provider || ' = '",
            "x.label",
            this,
        ),
    ];
    catalogs.into_iter().map(|(catalog, part, key, value, filter)| {
        format!(
            "SELECT x.classoid, x.objoid, {part}, {key}, pg_catalog.to_jsonb({value})::pg_catalog.text, NULL, NULL, 0
            FROM pg_catalog.{catalog} x WHERE {filter}"
        )
    })
}

/// Dependencies on objects of this database, and on roles and tablespaces.
fn dependencies() -> [String; 2] {
    [
        ("pg_depend", "x.refobjsubid", "x.objid >= 16384".to_owned()),
        ("pg_shdepend", "0", format!("x.dbid = {THIS_DATABASE}")),
    ]
    .map(|(catalog, part, filter)| {
        format!(
            "SELECT x.classid, x.objid, x.objsubid, ': depends (' || x.deptype::pg_catalog.text || ') on ',
                NULL, x.refclassid, x.refobjid, {part}
            FROM pg_catalog.{catalog} x WHERE {filter}"
        )
    })
}

/// `ALTER DATABASE … SET`, for all roles or one.
fn settings() -> String {
    let [database, role] = ["pg_database", "pg_authid"].map(regclass);
    format!(
        "SELECT {database}, x.setdatabase, 0, ': ' || pg_catalog.to_jsonb(x.setconfig)::pg_catalog.text || ' for ', NULL, {role}, x.setrole, 0
        FROM pg_catalog.pg_db_role_setting x WHERE x.setdatabase = {THIS_DATABASE}"
    )
}

fn regclass(catalog: &str) -> String {
    format!("'pg_catalog.{catalog}'::pg_catalog.regclass::pg_catalog.oid")
}
