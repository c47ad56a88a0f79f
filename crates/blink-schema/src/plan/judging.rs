//! Conditions between columns: which column follows from others, and which are made anew until the conditions hold.

mod mutual;

use std::collections::{BTreeMap, BTreeSet};

use blink::RngKey;

use super::branching::Ways;
use super::carriers::Carriers;
use super::checks::Checked;
use super::columns::{Draft, Source};
use super::distance::distance;
use super::made::Made;
use super::shapes::Relations;
use crate::domain::{Domain, Relation, Values};
use crate::expr::Expr;
use crate::make::maker::{Computed, Maker, Ordered};
use crate::make::shape::Shape;
use crate::value::Value;

/// The conditions of a table that its columns do not meet by their own values.
#[derive(Debug, Default)]
pub(crate) struct Judging {
    /// The group of each reference that is made anew.
    references: BTreeMap<usize, usize>,
    /// Columns that follow from others, by their places.
    follows: BTreeMap<usize, Follows>,
    groups: Vec<Group>,
    /// The group of the columns of each of the table's ways, if rows may take another way to meet its conditions.
    pub(crate) ways: Vec<Option<usize>>,
}

/// The way in which a column follows from others.
#[derive(Debug)]
enum Follows {
    Order {
        other: usize,
        is_greater: bool,
        or_equal: bool,
        /// The greatest distance of the two.
        at_most: Option<i128>,
    },
    Equal {
        expr: Expr,
        columns: Vec<usize>,
    },
}

/// Columns that are made anew until conditions hold.
#[derive(Debug, Default)]
struct Group {
    columns: BTreeSet<usize>,
    conditions: Vec<Expr>,
}

impl Judging {
    pub(crate) fn new(
        checked: &Checked,
        drafts: &[Draft<'_>],
        carriers: &Carriers,
        relations: &Relations,
        ways: &[Ways],
    ) -> Self {
        let mut judging = Self::default();
        let free = |place: usize| drafts[place].is_free() && carriers.of.get(place).is_none_or(Option::is_none);
        let place = |name: &String| drafts.iter().position(|draft| draft.column.name == *name);
        for (_, relation) in &checked.relations {
            judging.follow(relation, drafts, &place, &free);
        }
        for (_, relation) in &checked.relations {
            judging.stay_near(relation, drafts, &place);
        }
        let can_be_anew = |place: usize| drafts[place].is_free() || picked(&drafts[place], relations).is_some();
        // Who is the first of a group depends on what is referred to.
        let can_change = |ways: &Ways| {
            let all_free = ways.columns.iter().all(|place| drafts[*place].is_free());
            all_free || (ways.firsts.is_empty() && ways.columns.iter().copied().all(can_be_anew))
        };
        let changing = || ways.iter().filter(|ways| can_change(ways));
        for condition in &checked.conditions {
            let columns = condition.columns().iter().filter_map(place).collect::<BTreeSet<_>>();
            let may_change = |place: &usize| {
                free(*place) || picked(&drafts[*place], relations).is_some() || carriers.has_room(*place, &columns)
            };
            let mut columns = columns.iter().copied().filter(may_change).collect::<BTreeSet<_>>();
            // Another way may be needed, too, which changes all of its columns.
            for ways in changing() {
                if !ways.columns.is_disjoint(&columns) {
                    let of_ways = ways.columns.iter().copied();
                    columns.extend(of_ways.filter(|place| free(*place) || !drafts[*place].is_free()));
                }
            }
            judging.group(columns, condition);
        }
        judging.join(drafts, relations, ways);
        for (group, of) in judging.groups.iter().enumerate() {
            let references = of.columns.iter().filter_map(|place| picked(&drafts[*place], relations));
            judging
                .references
                .extend(references.map(|reference| (reference, group)));
        }
        judging.ways = ways
            .iter()
            .map(|ways| {
                let mut groups = ways.columns.iter().filter_map(|place| judging.group_of(*place));
                groups.next().filter(|_| can_change(ways))
            })
            .collect();
        judging
    }

    /// Lets a column follow, unless what it would follow from follows from it.
    fn follow(
        &mut self,
        relation: &Relation,
        drafts: &[Draft<'_>],
        place: &impl Fn(&String) -> Option<usize>,
        free: &impl Fn(usize) -> bool,
    ) {
        let is_ordered = |place: usize| matches!(drafts[place].domain.values, Values::Discrete(_));
        match relation {
            Relation::Order {
                lesser,
                greater,
                or_equal,
                gap: None,
                ..
            } => {
                let (Some(lesser), Some(greater)) = (place(lesser), place(greater)) else {
                    return;
                };
                let choices = [(greater, lesser, true), (lesser, greater, false)];
                let chosen = choices.into_iter().find(|(own, other, _)| {
                    free(*own) && is_ordered(*own) && !self.follows.contains_key(own) && !self.depends(*other, *own)
                });
                if let Some((own, other, is_greater)) = chosen {
                    let or_equal = *or_equal;
                    self.follows.insert(
                        own,
                        Follows::Order {
                            other,
                            is_greater,
                            or_equal,
                            at_most: None,
                        },
                    );
                }
            }
            Relation::Equal { column, expr, .. } => {
                let Some(own) = place(column).filter(|own| free(*own) && !self.follows.contains_key(own)) else {
                    return;
                };
                let others = expr.columns().iter().filter_map(place).collect::<Vec<_>>();
                if !others.iter().any(|other| self.depends(*other, own)) {
                    let (expr, columns) = (expr.clone(), others);
                    self.follows.insert(own, Follows::Equal { expr, columns });
                }
            }
            _ => {}
        }
    }

    /// Lets a column that follows another one be no farther from it than a constant that is added (`ends < starts + 5`).
    fn stay_near(&mut self, relation: &Relation, drafts: &[Draft<'_>], place: &impl Fn(&String) -> Option<usize>) {
        let Relation::Order {
            lesser,
            greater,
            or_equal: includes,
            gap: Some(gap),
            ..
        } = relation
        else {
            return;
        };
        let (Some(lesser), Some(greater)) = (place(lesser), place(greater)) else {
            return;
        };
        for (own, from, above) in [(lesser, greater, true), (greater, lesser, false)] {
            if let Some(Follows::Order {
                other,
                is_greater,
                at_most,
                ..
            }) = self.follows.get_mut(&own)
                && (*other, *is_greater) == (from, above)
                && let Values::Discrete(discrete) = &drafts[own].domain.values
                && let Some(distance) = distance(&discrete.unit, gap)
            {
                let farthest = distance - i128::from(!includes);
                *at_most = Some(at_most.map_or(farthest, |before| before.min(farthest)));
            }
        }
    }

    /// Returns true if a column is another one, or follows from it.
    fn depends(&self, column: usize, on: usize) -> bool {
        if column == on {
            return true;
        }
        match self.follows.get(&column) {
            Some(Follows::Order { other, .. }) => self.depends(*other, on),
            Some(Follows::Equal { columns, .. }) => columns.iter().any(|column| self.depends(*column, on)),
            None => false,
        }
    }

    /// Adds a condition to the group of its columns.
    fn group(&mut self, columns: BTreeSet<usize>, condition: &Expr) {
        if columns.is_empty() {
            return;
        }
        self.add(Group {
            columns,
            conditions: vec![condition.clone()],
        });
    }

    /// Adds a group, as one with those that share columns with it.
    fn add(&mut self, mut group: Group) {
        let (sharing, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.groups)
            .into_iter()
            .partition(|other| !other.columns.is_disjoint(&group.columns));
        self.groups = rest;
        for mut other in sharing {
            other.columns.append(&mut group.columns);
            other.conditions.append(&mut group.conditions);
            group = other;
        }
        self.groups.push(group);
    }

    pub(crate) fn group_of(&self, place: usize) -> Option<usize> {
        self.groups.iter().position(|group| group.columns.contains(&place))
    }

    pub(crate) fn group_of_reference(&self, reference: usize) -> Option<usize> {
        self.references.get(&reference).copied()
    }

    /// The constants of a group's conditions that a column may have, with those beside them.
    pub(crate) fn constants(&self, group: usize, domain: &Domain) -> Vec<Value<'static>> {
        let mut found: Vec<Value<'static>> = Vec::new();
        let conditions = self.groups.get(group).map_or(&[] as &[_], |group| &group.conditions);
        for condition in conditions {
            condition.visit(&mut |part| {
                if let Expr::Constant(value) = part {
                    found.extend(beside(value));
                }
            });
        }
        let mut kept: Vec<Value<'static>> = Vec::new();
        for value in found.into_iter().map(|value| of_type(value, domain)) {
            if domain.contains(&value) && value != Value::Null && !kept.contains(&value) {
                kept.push(value);
            }
        }
        kept
    }

    /// Returns true if other rows may be referred to than by the first attempt.
    pub(crate) fn has_references(&self) -> bool {
        !self.references.is_empty()
    }

    pub(crate) fn conditions(&self) -> Vec<Vec<Expr>> {
        self.groups.iter().map(|group| group.conditions.clone()).collect()
    }

    /// The maker of a column, if it follows from others, within its values.
    pub(crate) fn apply(&self, place: usize, made: Made, domain: &Domain, key: RngKey) -> Made {
        match self.follows.get(&place) {
            None => made,
            Some(Follows::Equal { expr, .. }) => {
                let because = format!("it follows from {}", expr.columns().join(", "));
                let computed = Computed {
                    expression: expr.clone(),
                    unit: match &domain.values {
                        Values::Discrete(discrete) => Some(discrete.unit.clone()),
                        _ => None,
                    },
                };
                Made::new(Maker::Computed(Box::new(computed)), made.nulls, "computed", because)
            }
            Some(Follows::Order {
                other,
                is_greater,
                or_equal,
                at_most,
            }) => {
                let Values::Discrete(discrete) = &domain.values else {
                    return made;
                };
                let ordered = Ordered {
                    own: made.maker,
                    other: *other,
                    is_greater: *is_greater,
                    or_equal: *or_equal,
                    at_most: *at_most,
                    domain: discrete.clone(),
                    key: key.derive("order"),
                };
                Made {
                    maker: Maker::Ordered(Box::new(ordered)),
                    ..made
                }
            }
        }
    }
}

/// The reference that a column comes from, if another row can be picked without changing what follows from it.
fn picked(draft: &Draft<'_>, relations: &Relations) -> Option<usize> {
    let Source::Reference { place, .. } = &draft.source else {
        return None;
    };
    let leads = |shape: &Shape| matches!(shape, Shape::Follow(path) if path.first() == Some(place));
    let can_change = matches!(
        relations.shapes.get(*place),
        Some(Shape::Pick(_) | Shape::Earlier { .. })
    );
    (can_change && !relations.shapes.iter().any(leads)).then_some(*place)
}

/// A number in the form that the column's type has.
fn of_type(value: Value<'static>, domain: &Domain) -> Value<'static> {
    match &domain.values {
        Values::Discrete(discrete) => {
            let at = discrete.unit.locate(&value).filter(|at| at.exact);
            at.and_then(|at| discrete.unit.value(at.floor)).unwrap_or(value)
        }
        _ => value,
    }
}

/// A constant, and of a number those next to it.
fn beside(value: &Value<'static>) -> Vec<Value<'static>> {
    match value {
        Value::Int(number) => [0, -1, 1]
            .into_iter()
            .filter_map(|step| number.checked_add(step).map(Value::Int))
            .collect(),
        other => vec![other.clone()],
    }
}
