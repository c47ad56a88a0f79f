//! The facts about columns that the constraints of a table state.

use std::collections::BTreeMap;

use super::carrier::Carrier;
use super::carriers::Carriers;
use super::columns::Draft;
use super::letters::letters;
use super::shapes::Relations;
use crate::domain::{Branch, Columns, Derived, Domain, Relation, Values, derive, from_type, partition_bound};
use crate::expr::{BinaryOperator, Expr, Type, normalize, parse};
use crate::facts::{Bound, Facts, Table, TypeKind, TypeRef};

/// The facts that the CHECKs of a table, its domains and its partitions state.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// The values of columns by their names.
    pub(crate) columns: BTreeMap<String, Domain>,
    /// Lists of branches, one of each of which must hold.
    pub(crate) branches: Vec<Branches>,
    /// The relations between columns, each with its constraint.
    pub(crate) relations: Vec<(String, Relation)>,
    /// The conditions that columns are made anew for until they hold.
    pub(crate) conditions: Vec<Expr>,
    /// The constraints of which only the server can say whether they hold.
    pub(crate) judged: Vec<String>,
    /// The way in which each constraint is met.
    pub(crate) met: Vec<Met>,
}

/// A constraint with the way in which it is met.
#[derive(Debug)]
pub(crate) struct Met {
    pub(crate) constraint: String,
    pub(crate) condition: Expr,
    pub(crate) rung: Rung,
    /// The values that it leaves to columns one by one, be it in some of its branches alone.
    pub(crate) said: Vec<(String, Domain)>,
    /// True if it is about nothing that triggers or defaults decide on.
    pub(crate) is_of_ours: bool,
}

/// The ways to meet a constraint, one of which must hold.
#[derive(Debug)]
pub(crate) struct Branches {
    pub(crate) constraint: String,
    pub(crate) of: Vec<Branch>,
}

/// The way in which a constraint is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    /// Each column draws its values within the constraint.
    Values,
    /// The row takes one of the ways that the constraint leaves.
    Branches,
    /// A column follows from others.
    Relation,
    /// Rows are made again until the constraint holds.
    Evaluated,
    /// Only the server can say.
    Judged,
}

impl Rung {
    /// Returns true if every row meets the constraint by the way in which it is made.
    pub fn is_certain(self) -> bool {
        matches!(self, Self::Values | Self::Branches | Self::Relation)
    }
}

impl Checked {
    pub(crate) fn new(facts: &Facts, table: &Table, until: i64) -> Self {
        let mut types = BTreeMap::new();
        for column in &table.columns {
            types.insert(column.name.clone(), nested(facts, &column.ty, until));
        }
        let columns = Columns { types: &types, until };
        let mut checked = Self::default();
        let types_of = |name: &str| {
            let column = table.columns.iter().find(|column| column.name == name)?;
            Some(Type::named(&facts.types.base(&column.ty).name))
        };
        // The server computes these of what is sent.
        let generated = |name: &str| {
            let column = table.columns.iter().find(|column| column.name == name)?;
            column.generated_by().map(parse)
        };
        for check in table.checks.iter().filter(|check| check.enforced) {
            let mut condition = parse(&check.expression);
            condition.replace_columns(&generated);
            let condition = normalize(&condition, &types_of, None);
            checked.add(&check.name, &condition, columns);
        }
        for column in &table.columns {
            checked.add_domains(facts, column, columns);
        }
        checked.add_partitions(facts, table, columns);
        checked
    }

    /// The pairs of references that must lead to different rows.
    pub(crate) fn differing(&self, relations: &Relations) -> Vec<(usize, usize)> {
        let place = |name: &String| relations.sources.get(name).map(|(place, _)| *place);
        let pairs = self.relations.iter().filter_map(|(_, relation)| match relation {
            Relation::Differ { one, other, .. } => Some((place(one)?, place(other)?)),
            _ => None,
        });
        pairs.filter(|(one, other)| one != other).collect()
    }

    /// Lets the column that another one only repeats make rows distinct (`username_lower = lower(username)`).
    pub(crate) fn move_carriers(&self, drafts: &[Draft<'_>], carriers: &mut Carriers) {
        let place = |name: &String| drafts.iter().position(|draft| draft.column.name == *name);
        for (_, relation) in &self.relations {
            let Relation::Equal { column, expr, .. } = relation else {
                continue;
            };
            let from = match expr {
                Expr::Column(name) => Some(name),
                Expr::Call(function, arguments) if function == "lower" || function == "upper" => {
                    match arguments.as_slice() {
                        [Expr::Column(name)] => Some(name),
                        [Expr::Cast(inner, _)] => match &**inner {
                            Expr::Column(name) => Some(name),
                            _ => None,
                        },
                        _ => None,
                    }
                }
                _ => None,
            };
            let Some(own) = place(column) else { continue };
            // What a key column makes of another key is another key.
            let keys = expr
                .columns()
                .iter()
                .filter_map(place)
                .any(|other| carriers.of[other].is_some());
            if keys && drafts[own].is_free() && carriers.of[own].take().is_some() {
                carriers.sampled.push(format!("{column} follows from others"));
                continue;
            }
            let Some(from) = from.and_then(place) else { continue };
            if !drafts[from].is_free() || !matches!(carriers.of[own], Some(Carrier::Meaning)) {
                continue;
            }
            let carrier = carriers.of[own].take();
            if carriers.of[from].is_none() {
                carriers.of[from] = carrier;
            }
        }
    }

    fn add(&mut self, constraint: &str, condition: &Expr, columns: Columns<'_>) {
        let derived = derive(condition, columns, &format!("CHECK {constraint}"));
        self.add_derived(constraint, derived, condition);
    }

    fn add_derived(&mut self, constraint: &str, derived: Derived, whole: &Expr) {
        let mut rung = Rung::Values;
        let of_branches = derived.branches.iter().flatten().flat_map(|branch| &branch.columns);
        let said = derived.columns.iter().chain(of_branches);
        let said = said.map(|(name, domain)| (name.clone(), domain.clone())).collect();
        for (name, domain) in derived.columns {
            self.narrow(name, &domain);
        }
        let has_relations = !derived.relations.is_empty()
            || derived
                .branches
                .iter()
                .flatten()
                .any(|branch| !branch.relations.is_empty());
        for of in derived.branches {
            rung = rung.max(Rung::Branches);
            self.branches.push(Branches {
                constraint: constraint.to_owned(),
                of,
            });
        }
        for relation in derived.relations {
            rung = rung.max(Rung::Relation);
            self.relations.push((constraint.to_owned(), relation));
        }
        for undecided in &derived.undecided {
            for (column, letters) in letters(undecided) {
                self.narrow(
                    column,
                    &Domain::of(Values::Text(letters), format!("CHECK {constraint}")),
                );
            }
            for relation in equalities(undecided) {
                self.relations.push((constraint.to_owned(), relation));
            }
        }
        if !derived.undecided.is_empty() {
            let is_known = !is_opaque(whole);
            rung = rung.max(if is_known { Rung::Evaluated } else { Rung::Judged });
        }
        match rung {
            Rung::Judged => self.judged.push(constraint.to_owned()),
            _ if has_relations || rung == Rung::Evaluated => self.conditions.push(whole.clone()),
            _ => {}
        }
        self.met.push(Met {
            constraint: constraint.to_owned(),
            condition: whole.clone(),
            rung,
            said,
            is_of_ours: true,
        });
    }

    fn narrow(&mut self, name: String, domain: &Domain) {
        let narrowed = match self.columns.get(&name) {
            Some(before) => before.intersect(domain),
            None => domain.clone(),
        };
        self.columns.insert(name, narrowed);
    }

    /// The CHECKs of the domains that a column's type is made of, in which the value is called `VALUE`.
    fn add_domains(&mut self, facts: &Facts, column: &crate::facts::Column, columns: Columns<'_>) {
        let Some(own) = columns.types.get(&column.name) else {
            return;
        };
        let types = BTreeMap::from([("VALUE".to_owned(), own.clone())]);
        let columns = Columns {
            types: &types,
            ..columns
        };
        let of_value = Type::named(&facts.types.base(&column.ty).name);
        let types_of = |_: &str| Some(of_value.clone());
        for domain in facts.types.domains(&column.ty) {
            for check in &domain.checks {
                let condition = normalize(&parse(&check.expression), &types_of, None);
                let mut derived = derive(&condition, columns, &format!("CHECK {} of its domain", check.name));
                let values = derived.columns.remove("VALUE");
                derived
                    .columns
                    .extend(values.map(|values| (column.name.clone(), values)));
                for condition in &mut derived.undecided {
                    condition.rename("VALUE", &column.name);
                }
                let mut whole = condition.clone();
                whole.rename("VALUE", &column.name);
                self.add_derived(&check.name, derived, &whole);
            }
        }
    }

    /// The keys that the partitions take, at any depth. A default partition takes what the others leave, and is left.
    fn add_partitions(&mut self, facts: &Facts, table: &Table, columns: Columns<'_>) {
        let Some(partitioning) = &table.partitioning else {
            return;
        };
        let mut branches = Vec::new();
        for (partition, of) in facts.partitions_of(&table.name).filter(|(_, of)| !of.detaching) {
            if matches!(of.bound, Bound::Hash(..)) {
                return;
            }
            let fact = format!("partition {}", partition.name);
            let Some(mut branch) = partition_bound(&of.bound, &partitioning.key, columns, &fact) else {
                continue;
            };
            // What is partitioned again narrows its own branch.
            let mut below = Self::default();
            below.add_partitions(facts, partition, columns);
            for (name, domain) in below.columns {
                let narrowed = branch
                    .columns
                    .get(&name)
                    .map_or(domain.clone(), |own| own.intersect(&domain));
                branch.columns.insert(name, narrowed);
            }
            branches.push(branch);
        }
        self.unite(&table.name.to_string(), branches);
    }

    /// Takes branches about one and the same column as the union of its values, others as branches.
    fn unite(&mut self, constraint: &str, branches: Vec<Branch>) {
        let one_column = |branch: &Branch| {
            let mut names = branch.columns.keys();
            match (names.next(), names.next()) {
                (Some(name), None) => Some(name.clone()),
                _ => None,
            }
        };
        let first = branches.first().and_then(one_column);
        let fact = format!("the partitions of {constraint}");
        if let Some(name) = first
            && branches.iter().all(|branch| one_column(branch).as_ref() == Some(&name))
        {
            let mut domains = branches.iter().filter_map(|branch| branch.columns.get(&name));
            let united = domains
                .next()
                .cloned()
                .and_then(|first| domains.try_fold(first, |united, domain| united.union(domain, fact.clone())));
            if let Some(united) = united {
                self.narrow(name, &united);
                return;
            }
        }
        if !branches.is_empty() {
            self.branches.push(Branches {
                constraint: constraint.to_owned(),
                of: branches,
            });
        }
    }
}

/// The columns that a condition sets equal to what others make.
fn equalities(condition: &Expr) -> Vec<Relation> {
    match condition {
        Expr::And(parts) => parts.iter().flat_map(equalities).collect(),
        Expr::Binary(BinaryOperator::Equal, left, right) => {
            let sides = [(left, right), (right, left)];
            let equality = sides.into_iter().find_map(|(side, expr)| match &**side {
                Expr::Column(column) if !is_opaque(expr) && !expr.columns().contains(column) => Some(Relation::Equal {
                    column: column.clone(),
                    expr: (**expr).clone(),
                    both_set: false,
                }),
                _ => None,
            });
            equality
                .filter(|relation| relation.columns().len() > 1)
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Returns true if a part of the condition is not known.
fn is_opaque(condition: &Expr) -> bool {
    let mut opaque = false;
    condition.visit(&mut |part| opaque |= matches!(part, Expr::Opaque(_)));
    opaque
}

/// The values of a type, with what the CHECKs of the domains say that lie within arrays and composites.
pub(crate) fn nested(facts: &Facts, ty: &TypeRef, until: i64) -> Domain {
    let mut domain = from_type(ty, &facts.types);
    match (
        &mut domain.values,
        facts.types.get(facts.types.base(ty).oid).map(|ty| &ty.kind),
    ) {
        (Values::Array(array), Some(TypeKind::Array(_))) => {
            if let Some(element) = facts.types.element(ty) {
                *array.element = array.element.intersect(&of_domains(facts, &element, until));
            }
        }
        (Values::Row(values), Some(TypeKind::Composite(fields))) => {
            for ((_, values), field) in values.iter_mut().zip(fields) {
                *values = values.intersect(&of_domains(facts, &field.ty, until));
            }
        }
        _ => {}
    }
    domain
}

/// The values of a type with what the CHECKs of its domains say.
pub(super) fn of_domains(facts: &Facts, ty: &TypeRef, until: i64) -> Domain {
    let mut domain = nested(facts, ty, until);
    let types = BTreeMap::from([("VALUE".to_owned(), domain.clone())]);
    let of_value = Type::named(&facts.types.base(ty).name);
    for of in facts.types.domains(ty) {
        for check in &of.checks {
            let condition = normalize(&parse(&check.expression), &|_| Some(of_value.clone()), None);
            let columns = Columns { types: &types, until };
            let derived = derive(&condition, columns, &format!("CHECK {} of its domain", check.name));
            if let Some(values) = derived.columns.get("VALUE") {
                domain = domain.intersect(values);
            }
        }
    }
    domain
}
