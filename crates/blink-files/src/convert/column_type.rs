//! The type of a column.

/// A column's type as the catalog has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnType {
    /// The type's OID (`pg_type.oid`).
    pub oid: u32,
    /// The name as `format_type` gives it: `numeric(10,2)`.
    pub name: String,
    /// The modifier, `pg_attribute.atttypmod`; -1 if there is none. An array's modifier is that of its elements.
    pub typmod: i32,
    /// The kind.
    pub kind: TypeKind,
}

/// The kind of a type, with what its values are made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeKind {
    /// A base type.
    Base,
    /// An enum, with its labels in any order.
    Enum(Vec<String>),
    /// An array.
    Array {
        /// The elements' type.
        element: Box<ColumnType>,
        /// The character between elements (`pg_type.typdelim`).
        delimiter: char,
    },
    /// A domain, with the type that it is over.
    Domain(Box<ColumnType>),
    /// Composites, ranges, multiranges, types of extensions: left to the server.
    Other,
}

impl ColumnType {
    /// The type below all domains, and the modifier that holds: the outermost that is set.
    pub(crate) fn below_domains(&self) -> (&Self, i32) {
        let (mut ty, mut typmod) = (self, self.typmod);
        while let TypeKind::Domain(base) = &ty.kind {
            ty = base;
            if typmod < 0 {
                typmod = ty.typmod;
            }
        }
        (ty, typmod)
    }
}

/// The OIDs of pg_type.dat.
pub(crate) mod oid {
    pub(crate) const BOOL: u32 = 16;
    pub(crate) const BYTEA: u32 = 17;
    pub(crate) const CHAR: u32 = 18;
    pub(crate) const NAME: u32 = 19;
    pub(crate) const INT8: u32 = 20;
    pub(crate) const INT2: u32 = 21;
    pub(crate) const INT4: u32 = 23;
    pub(crate) const TEXT: u32 = 25;
    pub(crate) const OID: u32 = 26;
    pub(crate) const JSON: u32 = 114;
    pub(crate) const CIDR: u32 = 650;
    pub(crate) const FLOAT4: u32 = 700;
    pub(crate) const FLOAT8: u32 = 701;
    pub(crate) const MACADDR8: u32 = 774;
    pub(crate) const MONEY: u32 = 790;
    pub(crate) const MACADDR: u32 = 829;
    pub(crate) const INET: u32 = 869;
    pub(crate) const BPCHAR: u32 = 1042;
    pub(crate) const VARCHAR: u32 = 1043;
    pub(crate) const DATE: u32 = 1082;
    pub(crate) const TIME: u32 = 1083;
    pub(crate) const TIMESTAMP: u32 = 1114;
    pub(crate) const TIMESTAMPTZ: u32 = 1184;
    pub(crate) const INTERVAL: u32 = 1186;
    pub(crate) const TIMETZ: u32 = 1266;
    pub(crate) const BIT: u32 = 1560;
    pub(crate) const VARBIT: u32 = 1562;
    pub(crate) const NUMERIC: u32 = 1700;
    pub(crate) const UUID: u32 = 2950;
    pub(crate) const JSONB: u32 = 3802;
}
