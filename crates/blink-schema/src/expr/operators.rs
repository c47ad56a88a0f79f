//! The operators of two operands.

/// An operator of two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOperator {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `^`
    Power,
    /// `||`
    Concatenate,
    /// `LIKE`
    Like,
    /// `NOT LIKE`
    NotLike,
    /// `ILIKE`
    ILike,
    /// `NOT ILIKE`
    NotILike,
    /// `~`
    Matches,
    /// `!~`
    NotMatches,
    /// `~*`
    MatchesAnyCase,
    /// `!~*`
    NotMatchesAnyCase,
    /// `SIMILAR TO` is printed as `~ similar_to_escape(…)`; this is `^@`.
    StartsWith,
    /// `->`
    JsonField,
    /// `->>`
    JsonFieldText,
    /// `#>`
    JsonPath,
    /// `#>>`
    JsonPathText,
    /// `?`
    HasKey,
    /// `?|`
    HasAnyKey,
    /// `?&`
    HasAllKeys,
    /// `@>`
    Contains,
    /// `<@`
    ContainedBy,
    /// `&&`
    Overlaps,
    /// `&`
    BitAnd,
    /// `|`
    BitOr,
    /// `#`
    BitXor,
    /// `<<`
    ShiftLeft,
    /// `>>`
    ShiftRight,
}

impl BinaryOperator {
    /// All of them.
    pub const ALL: [Self; 37] = [
        Self::Equal,
        Self::NotEqual,
        Self::Less,
        Self::LessOrEqual,
        Self::Greater,
        Self::GreaterOrEqual,
        Self::Add,
        Self::Subtract,
        Self::Multiply,
        Self::Divide,
        Self::Modulo,
        Self::Power,
        Self::Concatenate,
        Self::Like,
        Self::NotLike,
        Self::ILike,
        Self::NotILike,
        Self::Matches,
        Self::NotMatches,
        Self::MatchesAnyCase,
        Self::NotMatchesAnyCase,
        Self::StartsWith,
        Self::JsonField,
        Self::JsonFieldText,
        Self::JsonPath,
        Self::JsonPathText,
        Self::HasKey,
        Self::HasAnyKey,
        Self::HasAllKeys,
        Self::Contains,
        Self::ContainedBy,
        Self::Overlaps,
        Self::BitAnd,
        Self::BitOr,
        Self::BitXor,
        Self::ShiftLeft,
        Self::ShiftRight,
    ];

    /// The operator as the server prints it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
            Self::Power => "^",
            Self::Concatenate => "||",
            Self::Like => "~~",
            Self::NotLike => "!~~",
            Self::ILike => "~~*",
            Self::NotILike => "!~~*",
            Self::Matches => "~",
            Self::NotMatches => "!~",
            Self::MatchesAnyCase => "~*",
            Self::NotMatchesAnyCase => "!~*",
            Self::StartsWith => "^@",
            Self::JsonField => "->",
            Self::JsonFieldText => "->>",
            Self::JsonPath => "#>",
            Self::JsonPathText => "#>>",
            Self::HasKey => "?",
            Self::HasAnyKey => "?|",
            Self::HasAllKeys => "?&",
            Self::Contains => "@>",
            Self::ContainedBy => "<@",
            Self::Overlaps => "&&",
            Self::BitAnd => "&",
            Self::BitOr => "|",
            Self::BitXor => "#",
            Self::ShiftLeft => "<<",
            Self::ShiftRight => ">>",
        }
    }

    /// The operator that means the same with its operands exchanged, such as `>` for `<`.
    pub fn exchanged(self) -> Option<Self> {
        Some(match self {
            Self::Equal
            | Self::NotEqual
            | Self::Add
            | Self::Multiply
            | Self::Overlaps
            | Self::BitAnd
            | Self::BitOr
            | Self::BitXor => self,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            Self::Contains => Self::ContainedBy,
            Self::ContainedBy => Self::Contains,
            _ => return None,
        })
    }

    /// The operator that is true where this one is false, and NULL where this one is.
    pub fn opposite(self) -> Option<Self> {
        Some(match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
            Self::Like => Self::NotLike,
            Self::NotLike => Self::Like,
            Self::ILike => Self::NotILike,
            Self::NotILike => Self::ILike,
            Self::Matches => Self::NotMatches,
            Self::NotMatches => Self::Matches,
            Self::MatchesAnyCase => Self::NotMatchesAnyCase,
            Self::NotMatchesAnyCase => Self::MatchesAnyCase,
            _ => return None,
        })
    }

    /// True if the result is a boolean.
    pub fn is_comparison(self) -> bool {
        matches!(
            self,
            Self::Equal
                | Self::NotEqual
                | Self::Less
                | Self::LessOrEqual
                | Self::Greater
                | Self::GreaterOrEqual
                | Self::Like
                | Self::NotLike
                | Self::ILike
                | Self::NotILike
                | Self::Matches
                | Self::NotMatches
                | Self::MatchesAnyCase
                | Self::NotMatchesAnyCase
                | Self::StartsWith
                | Self::HasKey
                | Self::HasAnyKey
                | Self::HasAllKeys
                | Self::Contains
                | Self::ContainedBy
                | Self::Overlaps
        )
    }

    /// True for `=`, `<>`, `<`, `<=`, `>` and `>=`.
    pub fn is_order(self) -> bool {
        matches!(
            self,
            Self::Equal | Self::NotEqual | Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual
        )
    }
}
