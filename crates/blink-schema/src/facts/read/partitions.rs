//! Partitioned tables, partitions and inheritance.

use super::answer::Row;
use super::building::Building;
use super::error::ReadError;
use super::lists::{split, unquoted};
use crate::facts::partitions::{Bound, BoundValue, Partition, PartitionStrategy, Partitioning};

pub(super) fn add_partitioning(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let table = row.number()?;
    let strategy = match row.character()? {
        'l' => PartitionStrategy::List,
        'r' => PartitionStrategy::Range,
        'h' => PartitionStrategy::Hash,
        _ => return Err(ReadError::Unexpected("a strategy of partitioning is unknown")),
    };
    let numbers: Vec<i16> = row.numbers()?;
    let expressions = row.nullable()?.unwrap_or_default();
    let (collations, classes): (Vec<u32>, Vec<u32>) = (row.numbers()?, row.numbers()?);
    let Some(place) = building.place(table) else {
        return Ok(());
    };
    // A single expression needs no taking apart.
    let expressions = match numbers.iter().filter(|number| **number == 0).count() {
        1 => vec![expressions],
        _ => split(&expressions).into_iter().map(str::to_owned).collect(),
    };
    let partitioning = Partitioning {
        strategy,
        key: building.parts(place, numbers, expressions)?,
        part_options: building.part_options(&collations, &classes)?,
    };
    if let Some(table) = building.table(table) {
        table.partitioning = Some(partitioning);
    }
    Ok(())
}

pub(super) fn add_parent(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let (table, parent) = (row.number()?, row.number()?);
    let is_partition = row.flag()?;
    let bound = row.nullable()?;
    let detaching = row.flag()?;
    if building.place(table).is_none() || building.place(parent).is_none() {
        return Ok(());
    }
    let (name, parent_name) = (building.name(table)?, building.name(parent)?);
    if is_partition {
        let bound = bound.ok_or(ReadError::Changed)?;
        let partition = Partition {
            parent: parent_name,
            bound: parse(&bound).ok_or(ReadError::Unexpected("the bound of a partition cannot be read"))?,
            detaching,
        };
        if let Some(table) = building.table(table) {
            table.partition_of = Some(partition);
        }
        return Ok(());
    }
    if let Some(table) = building.table(table) {
        table.inheritance.parents.push(parent_name);
    }
    if let Some(parent) = building.table(parent) {
        parent.inheritance.children.push(name);
    }
    Ok(())
}

/// The bound of a partition, as the server prints it (`get_rule_expr` in ruleutils.c).
fn parse(text: &str) -> Option<Bound> {
    if text == "DEFAULT" {
        return Some(Bound::Default);
    }
    let text = text.strip_prefix("FOR VALUES ")?;
    if let Some(list) = text.strip_prefix("IN ") {
        return Some(Bound::List(values(inner(list)?)?));
    }
    if let Some(hash) = text.strip_prefix("WITH ") {
        let (modulus, remainder) = inner(hash)?.split_once(", ")?;
        let modulus = modulus.strip_prefix("modulus ")?.parse().ok()?;
        return Some(Bound::Hash(
            modulus,
            remainder.strip_prefix("remainder ")?.parse().ok()?,
        ));
    }
    let range = text.strip_prefix("FROM ")?;
    // `) TO (` may be in a literal, too.
    let (lower, upper) = range
        .match_indices(" TO (")
        .map(|(at, _)| (range.get(..at), range.get(at.saturating_add(" TO ".len())..)))
        .find_map(|(lower, upper)| Some((values(inner(lower?)?)?, values(inner(upper?)?)?)))?;
    (lower.len() == upper.len()).then_some(Bound::Range(lower, upper))
}

fn inner(text: &str) -> Option<&str> {
    text.strip_prefix('(')?.strip_suffix(')')
}

fn values(list: &str) -> Option<Vec<BoundValue>> {
    split(list).into_iter().map(value).collect()
}

fn value(text: &str) -> Option<BoundValue> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    Some(match text {
        "MINVALUE" => BoundValue::MinValue,
        "MAXVALUE" => BoundValue::MaxValue,
        "NULL" => BoundValue::Null,
        quoted if quoted.starts_with('\'') => BoundValue::Value(unquoted(quoted)?),
        bits if bits.starts_with("B'") => BoundValue::Value(unquoted(bits.get(1..)?)?),
        word if word.bytes().all(is_word) => BoundValue::Value(word.to_owned()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value_of(text: &str) -> BoundValue {
        BoundValue::Value(text.to_owned())
    }

    #[test]
    fn every_bound_is_read() {
        assert_eq!(parse("DEFAULT"), Some(Bound::Default));
        assert_eq!(
            parse("FOR VALUES WITH (modulus 4, remainder 3)"),
            Some(Bound::Hash(4, 3))
        );
        assert_eq!(
            parse("FOR VALUES IN ('a, (b', NULL, 'it''s', true, B'101', '-5', 7.5)"),
            Some(Bound::List(vec![
                value_of("a, (b"),
                BoundValue::Null,
                value_of("it's"),
                value_of("true"),
                value_of("101"),
                value_of("-5"),
                value_of("7.5"),
            ]))
        );
        assert_eq!(
            parse("FOR VALUES FROM (MINVALUE, 1) TO ('2020-01-01', MAXVALUE)"),
            Some(Bound::Range(
                vec![BoundValue::MinValue, value_of("1")],
                vec![value_of("2020-01-01"), BoundValue::MaxValue]
            ))
        );
    }

    #[test]
    fn a_literal_may_look_like_the_end_of_a_bound() {
        assert_eq!(
            parse("FOR VALUES FROM (') TO (''') TO ('x')"),
            Some(Bound::Range(vec![value_of(") TO ('")], vec![value_of("x")]))
        );
    }

    #[test]
    fn what_is_no_bound_is_refused() {
        for text in [
            "",
            "FOR VALUES",
            "FOR VALUES IN 1",
            "FOR VALUES FROM (1) TO (2, 3)",
            "FOR VALUES IN (now())",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
