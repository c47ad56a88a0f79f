//! The part of an enum or a composite type that a field does not accept.
//!
//! A field accepts a type or not, and gives no reason. The part is found by asking about types of the same name whose
//! parts are all the same: a derived `ToSql` compares their number and looks at each by itself.

use postgres_types::{Field, Kind, Type};

use crate::encode::base_type;
use crate::encode::coerce::array_of;
use crate::sql::comma_separated;

type Accepts<'a> = &'a dyn Fn(&Type) -> bool;

/// A part that does not fit, and advice.
pub(super) struct Misfit {
    pub(super) what: String,
    pub(super) advice: String,
}

/// The most labels or members that are asked about: the questions grow with the square of their number.
const MAX_PARTS: usize = 100;

/// The types that a field is asked about in place of a member's own.
static COMMON_TYPES: [Type; 17] = [
    Type::TEXT,
    Type::INT4,
    Type::INT8,
    Type::INT2,
    Type::BOOL,
    Type::FLOAT8,
    Type::FLOAT4,
    Type::NUMERIC,
    Type::UUID,
    Type::TIMESTAMPTZ,
    Type::TIMESTAMP,
    Type::DATE,
    Type::TIME,
    Type::JSONB,
    Type::JSON,
    Type::BYTEA,
    Type::INET,
];

/// Finds the part; None if the type has no parts, or the field accepts it or no type of this name and kind.
pub(super) fn find(accepts: Accepts<'_>, to: &Type) -> Option<Misfit> {
    let ty = base_type(to);
    if accepts(ty) {
        return None;
    }
    let probe = Probe { accepts, ty };
    match ty.kind() {
        Kind::Array(element) => find(&|ty| accepts(&array_of(ty)), element),
        Kind::Enum(labels) if labels.len() <= MAX_PARTS => in_enum(&probe, labels),
        Kind::Composite(members) if members.len() <= MAX_PARTS => in_composite(&probe, members),
        _ => None,
    }
}

fn in_enum(probe: &Probe<'_>, labels: &[String]) -> Option<Misfit> {
    let count = probe.count(labels)?;
    let unknown = labels.iter().filter(|label| !probe.accepts(*label, count));
    let unknown = comma_separated(unknown.map(|label| format!("{label:?}")));
    Some(if unknown.is_empty() {
        Misfit {
            what: format!("it has {count} variants, and the type {} labels", labels.len()),
            advice: "let the variants be the labels, or give the enum #[postgres(allow_mismatch)]".to_owned(),
        }
    } else {
        Misfit {
            what: format!("it has no variant for {unknown}"),
            advice: "add the variant, rename one with #[postgres(name = \"…\")], or give the enum \
                     #[postgres(allow_mismatch)]"
                .to_owned(),
        }
    })
}

fn in_composite(probe: &Probe<'_>, members: &[Field]) -> Option<Misfit> {
    let known = probe.count(members);
    let count = known.unwrap_or(members.len());
    let mut unknown = members.iter().filter(|member| !probe.accepts(*member, count));
    // A field that sends another type is told first: without one, the member may be missing, or the name of the type.
    let other = unknown
        .clone()
        .find_map(|member| Some((member, probe.sent_for(member, count)?)));
    if let Some((member, sent)) = other {
        let (name, wanted) = (member.name(), member.type_().name());
        return Some(Misfit {
            what: format!(
                "its member {name} is {wanted}, and the field for it sends {}",
                sent.name()
            ),
            advice: match member.type_().kind() {
                Kind::Domain(_) => {
                    format!("wrap that field in a struct with #[derive(ToSql)] and #[postgres(name = {wanted:?})]")
                }
                _ => format!("give that field a type that implements ToSql for {wanted}"),
            },
        });
    }
    let count = known?;
    Some(match unknown.next() {
        Some(member) => Misfit {
            what: format!(
                "it has no field for the member {}, which is {}",
                member.name(),
                member.type_().name()
            ),
            advice: "add the field, or rename one with #[postgres(name = \"…\")]".to_owned(),
        },
        None => Misfit {
            what: format!("it has {count} fields, and the type {} members", members.len()),
            advice: "let the fields be the members, in any order".to_owned(),
        },
    })
}

/// A field that is asked about types of this name.
struct Probe<'a> {
    accepts: Accepts<'a>,
    ty: &'a Type,
}

impl Probe<'_> {
    /// Asks about a type that has one part so many times.
    fn accepts(&self, part: &impl Part, count: usize) -> bool {
        let (name, schema) = (self.ty.name().to_owned(), self.ty.schema().to_owned());
        // Fields look at the name and the kind, not at the OID.
        (self.accepts)(&Type::new(name, 0, part.repeated(count), schema))
    }

    /// Returns the number of parts that the field has, if one of these is among them.
    fn count(&self, parts: &[impl Part]) -> Option<usize> {
        let max = parts.len() + 20;
        (1..=max).find(|count| parts.iter().any(|part| self.accepts(part, *count)))
    }

    /// Returns the type that is sent for a member.
    fn sent_for<'t>(&self, member: &'t Field, count: usize) -> Option<&'t Type> {
        let mut types = std::iter::once(base_type(member.type_())).chain(&COMMON_TYPES);
        types.find(|ty| self.accepts(&Field::new(member.name().to_owned(), (*ty).clone()), count))
    }
}

/// A label of an enum, or a member of a composite type.
trait Part {
    /// The type that has this part so many times.
    fn repeated(&self, count: usize) -> Kind;
}

impl Part for String {
    fn repeated(&self, count: usize) -> Kind {
        Kind::Enum(vec![self.clone(); count])
    }
}

impl Part for Field {
    fn repeated(&self, count: usize) -> Kind {
        Kind::Composite(vec![self.clone(); count])
    }
}
