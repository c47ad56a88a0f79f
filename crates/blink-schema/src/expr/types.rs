//! The types that an evaluator tells apart.

/// A type, as far as it decides how values are computed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `boolean`.
    Bool,
    /// `smallint`.
    Int2,
    /// `integer`.
    Int4,
    /// `bigint`.
    Int8,
    /// `real`.
    Float4,
    /// `double precision`.
    Float8,
    /// `numeric`.
    Numeric,
    /// `text`, `character varying` and `name`: equal if their bytes are.
    Text,
    /// `character`: blanks at the end do not count.
    Char,
    /// `citext`, and text of a collation that is not deterministic: texts of different bytes may be equal.
    Folded,
    /// `bytea`.
    Bytes,
    /// `date`.
    Date,
    /// `time`.
    Time,
    /// `timestamp`.
    Timestamp,
    /// `timestamptz`.
    TimestampTz,
    /// `interval`.
    Interval,
    /// `uuid`.
    Uuid,
    /// `json`.
    Json,
    /// `jsonb`.
    Jsonb,
    /// An array of this type.
    Array(Box<Type>),
    /// A range of this type.
    Range(Box<Type>),
    /// A constant without a type, which takes that of the operand beside it.
    Untyped,
    /// A row, an enum, or a type that is not known, by its name.
    Other(String),
}

impl Type {
    /// The type of a name as `format_type` writes it; that of a domain is the type below it.
    ///
    /// ```
    /// use blink_schema::expr::Type;
    ///
    /// assert_eq!(Type::named("character varying(20)"), Type::Text);
    /// assert_eq!(Type::named("integer[]"), Type::Array(Box::new(Type::Int4)));
    /// assert_eq!(Type::named("mood"), Type::Other("mood".to_owned()));
    /// ```
    pub fn named(name: &str) -> Self {
        if let Some(element) = name.strip_suffix("[]") {
            // An array of several dimensions has the same type as one of a single one.
            return match Self::named(element) {
                array @ Self::Array(_) => array,
                element => Self::Array(Box::new(element)),
            };
        }
        let name = name.strip_prefix("pg_catalog.").unwrap_or(name);
        let range_of = |ty| Self::Range(Box::new(ty));
        match without_modifier(name).as_str() {
            "boolean" | "bool" => Self::Bool,
            "smallint" | "int2" => Self::Int2,
            "integer" | "int" | "int4" => Self::Int4,
            "bigint" | "int8" => Self::Int8,
            "real" | "float4" => Self::Float4,
            "double precision" | "float8" => Self::Float8,
            "numeric" | "decimal" => Self::Numeric,
            "text" | "character varying" | "varchar" | "name" => Self::Text,
            "character" | "bpchar" => Self::Char,
            "bytea" => Self::Bytes,
            "date" => Self::Date,
            "time" | "time without time zone" => Self::Time,
            "timestamp" | "timestamp without time zone" => Self::Timestamp,
            "timestamptz" | "timestamp with time zone" => Self::TimestampTz,
            "uuid" => Self::Uuid,
            "json" => Self::Json,
            "jsonb" => Self::Jsonb,
            "int4range" => range_of(Self::Int4),
            "int8range" => range_of(Self::Int8),
            "numrange" => range_of(Self::Numeric),
            "daterange" => range_of(Self::Date),
            "tsrange" => range_of(Self::Timestamp),
            "tstzrange" => range_of(Self::TimestampTz),
            other if other.split(' ').next() == Some("interval") => Self::Interval,
            other if other == "citext" || other.ends_with(".citext") => Self::Folded,
            _ => Self::Other(name.to_owned()),
        }
    }

    pub(super) fn is_integer(&self) -> bool {
        matches!(self, Self::Int2 | Self::Int4 | Self::Int8)
    }

    pub(super) fn is_number(&self) -> bool {
        self.is_integer() || matches!(self, Self::Float4 | Self::Float8 | Self::Numeric)
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Char | Self::Folded)
    }
}

/// `timestamp(3) with time zone` without `(3)`.
fn without_modifier(name: &str) -> String {
    match (name.find('('), name.find(')')) {
        (Some(open), Some(close)) if open < close => {
            let (before, after) = (name.get(..open), name.get(close + 1..));
            format!("{}{}", before.unwrap_or_default(), after.unwrap_or_default())
        }
        _ => name.to_owned(),
    }
}

/// The numbers in the parentheses of a type's name, such as 10 and 2 of `numeric(10,2)`.
pub(super) fn modifiers(name: &str) -> Vec<i32> {
    let Some((_, list)) = name.split_once('(') else {
        return Vec::new();
    };
    let list = list.split_once(')').map_or(list, |(list, _)| list);
    list.split(',')
        .filter_map(|number| number.trim().parse().ok())
        .collect()
}
