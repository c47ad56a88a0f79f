//! Types with what they are made of.

use std::collections::{BTreeSet, HashMap};

use blink::{BoxError, Connection};

use super::{Cells, ColumnType, TypeKind};

const TYPES: &str = include_str!("types.sql");
const ENUM_LABELS: &str = include_str!("enum_labels.sql");

/// Types by their OIDs.
pub(super) struct Types(HashMap<u32, RawType>);

/// A type, as in `pg_type`.
struct RawType {
    name: String,
    kind: String,
    base: u32,
    typmod: i32,
    element: u32,
    delimiter: char,
    labels: Vec<String>,
}

impl Types {
    /// The type without a modifier of its column's.
    pub(super) fn get(&self, oid: u32) -> ColumnType {
        let Some(raw) = self.0.get(&oid) else {
            // Dropped since the column was read; the run finds out.
            return ColumnType {
                oid,
                name: oid.to_string(),
                typmod: -1,
                kind: TypeKind::Other,
            };
        };
        let kind = match raw.kind.as_str() {
            "e" => TypeKind::Enum(raw.labels.clone()),
            "d" => TypeKind::Domain(Box::new(ColumnType {
                typmod: raw.typmod,
                ..self.get(raw.base)
            })),
            "b" if raw.element != 0 => TypeKind::Array {
                element: Box::new(self.get(raw.element)),
                delimiter: raw.delimiter,
            },
            // Of the server's own types Blink knows which it can write; those of extensions are left to the server.
            "b" if oid < FIRST_OF_USERS => TypeKind::Base,
            _ => TypeKind::Other,
        };
        ColumnType {
            oid,
            name: raw.name.clone(),
            typmod: -1,
            kind,
        }
    }
}

/// `FirstNormalObjectId` in transam.h.
const FIRST_OF_USERS: u32 = 16_384;

/// Reads types and what they are made of, a layer in each question.
pub(super) async fn read<C: Connection>(conn: &mut C, oids: impl Iterator<Item = u32>) -> Result<Types, BoxError> {
    let mut types = Types(HashMap::new());
    let mut wanted = oids.collect::<BTreeSet<_>>();
    let mut enums = BTreeSet::new();
    while !wanted.is_empty() {
        let mut parts = BTreeSet::new();
        for row in conn.query(&TYPES.replace("$oids", &list(&wanted))).await? {
            let mut cells = Cells::new(&row);
            let oid = cells.text()?.parse()?;
            let raw = RawType {
                name: cells.text()?,
                kind: cells.text()?,
                base: cells.text()?.parse()?,
                typmod: cells.text()?.parse()?,
                element: cells.text()?.parse()?,
                delimiter: cells.text()?.chars().next().unwrap_or(','),
                labels: Vec::new(),
            };
            if raw.kind == "e" {
                enums.insert(oid);
            }
            parts.extend([raw.base, raw.element].into_iter().filter(|part| *part != 0));
            types.0.insert(oid, raw);
        }
        parts.retain(|part| !types.0.contains_key(part));
        wanted = parts;
    }
    if !enums.is_empty() {
        for row in conn.query(&ENUM_LABELS.replace("$oids", &list(&enums))).await? {
            let mut cells = Cells::new(&row);
            if let Some(raw) = types.0.get_mut(&cells.text()?.parse()?) {
                raw.labels.push(cells.text()?);
            }
        }
    }
    Ok(types)
}

fn list(oids: &BTreeSet<u32>) -> String {
    oids.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}
