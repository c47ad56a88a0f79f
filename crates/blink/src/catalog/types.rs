//! Types that are not built in, with those that they are made of.

use std::collections::{BTreeSet, HashMap};

use postgres_types::{Kind, Oid, Type};

use super::reader::{RowReader, statement};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::sql::comma_separated;

const TYPES: &str = include_str!("sql/types.sql");
const ENUM_LABELS: &str = include_str!("sql/enum_labels.sql");
const COMPOSITE_FIELDS: &str = include_str!("sql/composite_fields.sql");

/// Types by their OIDs, with their component types.
pub(super) struct Types {
    types: HashMap<Oid, Type>,
    facts: HashMap<Oid, TypeFacts>,
}

/// Facts about a type that [`Type`] has no place for.
#[derive(Debug)]
struct TypeFacts {
    /// `typdelim`, between the elements of an array of this type.
    delimiter: char,
    /// True if there is no `typreceive`.
    no_binary: bool,
    /// The type that a domain is based on; 0 for any other type.
    base: Oid,
    /// True for a domain that is NOT NULL itself.
    not_null: bool,
    /// True for a domain that has a CHECK itself.
    checked: bool,
    has_default: bool,
}

impl TypeFacts {
    /// The facts about a built-in type, as in pg_type.dat.
    fn of_built_in(ty: &Type) -> Self {
        Self {
            delimiter: if *ty == Type::BOX { ';' } else { ',' },
            no_binary: matches!(*ty, Type::ACLITEM | Type::GTS_VECTOR),
            base: 0,
            not_null: false,
            checked: false,
            has_default: false,
        }
    }
}

impl Types {
    pub(super) fn get(&self, oid: Oid) -> Type {
        Type::from_oid(oid)
            .or_else(|| self.types.get(&oid).cloned())
            // Never reached for a type in the catalog; a value can still be sent as text.
            .unwrap_or(Type::UNKNOWN)
    }

    /// Returns the component types, itself among them, whose arrays have another delimiter than a comma.
    pub(super) fn delimiters(&self, ty: &Type) -> Vec<(Oid, char)> {
        let mut found = Vec::new();
        self.visit(ty, &mut |ty, facts| {
            if facts.delimiter != ',' {
                found.push((ty.oid(), facts.delimiter));
            }
        });
        found
    }

    /// Returns the name of a component type, or of the type itself, that has no binary input function.
    pub(super) fn without_binary_input(&self, ty: &Type) -> Option<String> {
        let mut found = None;
        self.visit(ty, &mut |ty, facts| {
            if facts.no_binary {
                found.get_or_insert_with(|| ty.name().to_owned());
            }
        });
        found
    }

    /// Returns true if the type is a domain that is NOT NULL, or is based on one.
    pub(super) fn domain_not_null(&self, oid: Oid) -> bool {
        self.layers(oid).any(|facts| facts.not_null)
    }

    /// Returns true if the type is a domain with a CHECK, or is based on one.
    pub(super) fn checked(&self, oid: Oid) -> bool {
        self.layers(oid).any(|facts| facts.checked)
    }

    /// Returns true if the type is a domain with a default.
    pub(super) fn has_default(&self, oid: Oid) -> bool {
        self.facts.get(&oid).is_some_and(|facts| facts.has_default)
    }

    /// The type, and the types that it is based on if it is a domain, except those that are built in.
    fn layers(&self, oid: Oid) -> impl Iterator<Item = &TypeFacts> {
        std::iter::successors(self.facts.get(&oid), |facts| self.facts.get(&facts.base))
    }

    fn visit(&self, ty: &Type, look: &mut impl FnMut(&Type, &TypeFacts)) {
        match self.facts.get(&ty.oid()) {
            Some(facts) => look(ty, facts),
            None => look(ty, &TypeFacts::of_built_in(ty)),
        }
        match ty.kind() {
            Kind::Array(part) | Kind::Domain(part) | Kind::Range(part) | Kind::Multirange(part) => {
                self.visit(part, look);
            }
            Kind::Composite(fields) => fields.iter().for_each(|field| self.visit(field.type_(), look)),
            _ => {}
        }
    }
}

/// A type that is not built in, as in `pg_type`.
struct RawType {
    name: String,
    schema: String,
    kind: char,
    element: Oid,
    subtype: Oid,
    labels: Vec<String>,
    fields: Vec<(String, Oid)>,
    facts: TypeFacts,
}

/// Reads the types that are not built in, and their component types, one layer per query.
pub(super) async fn read_types<C: Connection>(
    session: &mut Session<'_, C>,
    oids: impl Iterator<Item = Oid>,
) -> Result<Types, Error> {
    let mut raw = HashMap::new();
    let mut wanted = oids.collect::<Vec<_>>();
    loop {
        wanted.retain(|oid| *oid != 0 && Type::from_oid(*oid).is_none() && !raw.contains_key(oid));
        wanted.sort_unstable();
        wanted.dedup();
        if wanted.is_empty() {
            break;
        }
        let layer = read_raw_types(session, &wanted).await?;
        // A type that was dropped in the meantime stays unknown, and is not queried again.
        wanted = layer
            .values()
            .flat_map(|ty: &RawType| {
                let fields = ty.fields.iter().map(|(_, oid)| *oid);
                [ty.element, ty.facts.base, ty.subtype].into_iter().chain(fields)
            })
            .collect();
        raw.extend(layer);
    }
    let mut types = HashMap::new();
    // A type that is based on another was created after it.
    for oid in raw.keys().collect::<BTreeSet<_>>() {
        build(*oid, &raw, &mut types, 0);
    }
    let facts = raw.into_iter().map(|(oid, ty)| (oid, ty.facts)).collect();
    Ok(Types { types, facts })
}

async fn read_raw_types<C: Connection>(
    session: &mut Session<'_, C>,
    oids: &[Oid],
) -> Result<HashMap<Oid, RawType>, Error> {
    let oids = comma_separated(oids);
    let rows = session.query(&statement(TYPES).replace("$types", &oids)).await?;
    let mut types = HashMap::new();
    for row in rows {
        let mut row = RowReader::new(row);
        let oid = row.number::<Oid>()?;
        let (name, schema) = (row.text()?, row.text()?);
        let kind = row.text()?.chars().next().unwrap_or(' ');
        let (element, base, subtype) = (row.number()?, row.number()?, row.number()?);
        let ty = RawType {
            name,
            schema,
            kind,
            element,
            subtype,
            labels: Vec::new(),
            fields: Vec::new(),
            facts: TypeFacts {
                delimiter: row.text()?.chars().next().unwrap_or(','),
                no_binary: row.bool_or_false()?,
                base,
                not_null: row.bool_or_false()?,
                checked: row.bool_or_false()?,
                has_default: row.bool_or_false()?,
            },
        };
        row.end()?;
        types.insert(oid, ty);
    }
    for sql in [ENUM_LABELS, COMPOSITE_FIELDS] {
        for row in session.query(&statement(sql).replace("$types", &oids)).await? {
            let mut row = RowReader::new(row);
            let Some(ty) = types.get_mut(&row.number::<Oid>()?) else {
                continue;
            };
            let (name, oid) = (row.text()?, row.number::<Oid>()?);
            row.end()?;
            if oid == 0 {
                ty.labels.push(name);
            } else {
                ty.fields.push((name, oid));
            }
        }
    }
    Ok(types)
}

/// Builds a type from its component types. A type contains itself only through an array of its own rows; there the
/// depth limit ends the recursion.
fn build(oid: Oid, raw: &HashMap<Oid, RawType>, types: &mut HashMap<Oid, Type>, depth: u8) -> Type {
    if let Some(ty) = Type::from_oid(oid).or_else(|| types.get(&oid).cloned()) {
        return ty;
    }
    let Some(ty) = raw.get(&oid).filter(|_| depth < 32) else {
        return Type::UNKNOWN;
    };
    let mut part = |oid| build(oid, raw, types, depth + 1);
    let kind = match ty.kind {
        'e' => Kind::Enum(ty.labels.clone()),
        'd' => Kind::Domain(part(ty.facts.base)),
        'c' => Kind::Composite(
            ty.fields
                .iter()
                .map(|(name, oid)| postgres_types::Field::new(name.clone(), part(*oid)))
                .collect(),
        ),
        'r' => Kind::Range(part(ty.subtype)),
        'm' => Kind::Multirange(part(ty.subtype)),
        _ if ty.element != 0 => Kind::Array(part(ty.element)),
        _ => Kind::Simple,
    };
    let built = Type::new(ty.name.clone(), oid, kind, ty.schema.clone());
    types.insert(oid, built.clone());
    built
}
