//! Comparisons of texts with one letter, which are the same in every collation.

use crate::domain::{Language, Text};
use crate::expr::{BinaryOperator, Expr};
use crate::value::Value;

/// The texts that comparisons with one letter leave: in every collation those of one case are in the order of the
/// alphabet, all but a few.
pub(super) fn letters(condition: &Expr) -> Vec<(String, Text)> {
    match condition {
        Expr::And(parts) => parts.iter().flat_map(letters).collect(),
        Expr::Binary(operator, left, right) => {
            let (Expr::Column(column), Expr::Constant(Value::Text(text))) = (&**left, &**right) else {
                return Vec::new();
            };
            let mut characters = text.chars();
            let (Some(letter), None) = (characters.next(), characters.next()) else {
                return Vec::new();
            };
            let case = match letter {
                'A'..='Z' => 'A'..='Z',
                'a'..='z' => 'a'..='z',
                '0'..='9' => '0'..='9',
                _ => return Vec::new(),
            };
            let texts = beside_letter(*operator, letter, *case.start(), *case.end());
            texts
                .map(|texts| (column.clone(), Text::matching(texts)))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The texts of letters of one case, from `first` to `last`, that are less or greater than one of them.
fn beside_letter(operator: BinaryOperator, letter: char, first: char, last: char) -> Option<Language> {
    let beginning = |from: Option<char>, to: Option<char>| {
        let texts = Language::beginning_between(from?, to?);
        (from <= to).then_some(texts)
    };
    let (before, after) = (
        char::from_u32(u32::from(letter).saturating_sub(1)),
        char::from_u32(u32::from(letter) + 1),
    );
    match operator {
        BinaryOperator::GreaterOrEqual => beginning(Some(letter), Some(last)),
        BinaryOperator::Greater => beginning(after, Some(last)),
        BinaryOperator::Less => beginning(Some(first), before),
        BinaryOperator::LessOrEqual => {
            let less = beginning(Some(first), before).unwrap_or_else(Language::none);
            Some(less.or(Language::character(letter)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_lie_beside_their_letter() {
        let compare = |operator, letter: &str| {
            let constant = Expr::Constant(Value::Text(letter.to_owned().into()));
            let condition = Expr::Binary(operator, Box::new(Expr::Column("name".to_owned())), Box::new(constant));
            letters(&condition).pop().map(|(_, text)| text)
        };
        let less = compare(BinaryOperator::Less, "n").unwrap();
        assert!(less.contains("m") && less.contains("men") && !less.contains("n") && !less.contains("M"));
        let most = compare(BinaryOperator::LessOrEqual, "n").unwrap();
        assert!(most.contains("n") && !most.contains("ne"));
        let greater = compare(BinaryOperator::Greater, "N").unwrap();
        assert!(greater.contains("O") && !greater.contains("N") && !greater.contains("o"));
        assert!(compare(BinaryOperator::GreaterOrEqual, "5").unwrap().contains("52"));
        // In some languages a letter of its own.
        assert!(!compare(BinaryOperator::Less, "d").unwrap().contains("ch"));
        for (operator, letter) in [(BinaryOperator::Less, "a"), (BinaryOperator::Greater, "z")] {
            assert_eq!(compare(operator, letter), None);
        }
        assert_eq!(compare(BinaryOperator::Less, "nn"), None);
        assert_eq!(compare(BinaryOperator::Equal, "n"), None);
    }
}
