//! The operators of `sqlparser` to ours.

use sqlparser::ast::BinaryOperator as Theirs;

use crate::expr::operators::BinaryOperator;

pub(super) fn operator(theirs: &Theirs) -> Option<BinaryOperator> {
    use BinaryOperator as B;
    Some(match theirs {
        Theirs::Eq => B::Equal,
        Theirs::NotEq => B::NotEqual,
        Theirs::Lt => B::Less,
        Theirs::LtEq => B::LessOrEqual,
        Theirs::Gt => B::Greater,
        Theirs::GtEq => B::GreaterOrEqual,
        Theirs::Plus => B::Add,
        Theirs::Minus => B::Subtract,
        Theirs::Multiply => B::Multiply,
        Theirs::Divide => B::Divide,
        Theirs::Modulo => B::Modulo,
        Theirs::PGExp | Theirs::BitwiseXor => B::Power,
        Theirs::StringConcat => B::Concatenate,
        Theirs::PGLikeMatch => B::Like,
        Theirs::PGNotLikeMatch => B::NotLike,
        Theirs::PGILikeMatch => B::ILike,
        Theirs::PGNotILikeMatch => B::NotILike,
        Theirs::PGRegexMatch => B::Matches,
        Theirs::PGRegexNotMatch => B::NotMatches,
        Theirs::PGRegexIMatch => B::MatchesAnyCase,
        Theirs::PGRegexNotIMatch => B::NotMatchesAnyCase,
        Theirs::PGStartsWith => B::StartsWith,
        Theirs::Arrow => B::JsonField,
        Theirs::LongArrow => B::JsonFieldText,
        Theirs::HashArrow => B::JsonPath,
        Theirs::HashLongArrow => B::JsonPathText,
        Theirs::Question => B::HasKey,
        Theirs::QuestionPipe => B::HasAnyKey,
        Theirs::QuestionAnd => B::HasAllKeys,
        Theirs::AtArrow => B::Contains,
        Theirs::ArrowAt => B::ContainedBy,
        Theirs::PGOverlap => B::Overlaps,
        Theirs::BitwiseAnd => B::BitAnd,
        Theirs::BitwiseOr => B::BitOr,
        Theirs::PGBitwiseXor => B::BitXor,
        Theirs::PGBitwiseShiftLeft => B::ShiftLeft,
        Theirs::PGBitwiseShiftRight => B::ShiftRight,
        // `OPERATOR(pg_catalog.=)`, which is printed where the search path does not find it.
        Theirs::PGCustomBinaryOperator(names) => match names.as_slice() {
            [schema, name] if schema == "pg_catalog" => by_symbol(name)?,
            _ => return None,
        },
        _ => return None,
    })
}

fn by_symbol(symbol: &str) -> Option<BinaryOperator> {
    BinaryOperator::ALL
        .iter()
        .copied()
        .find(|operator| operator.symbol() == symbol)
}
