//! The makers of a table's columns.

use blink::{ChildRuns, Spread, TableRng};

use super::branching::Ways;
use super::carriers::Carriers;
use super::columns::{Draft, Source};
use super::hashes::Hashes;
use super::judging::Judging;
use super::made::Made;
use super::planned::ColumnPlan;
use super::pools::Pool;
use super::positions::is_position;
use super::references::Reference;
use super::scope::{Place, Scope};
use super::shapes::Relations;
use crate::domain::{Domain, Extent, Values};
use crate::expr::Type;
use crate::facts::{Table, Types};
use crate::make::cells::TableCells;
use crate::make::classes::Classes;
use crate::make::encode::Encoder;
use crate::make::maker::{Alternatives, ColumnCells, Grouped, Maker, Nulls};
use crate::make::related::{Presence, RelatedTable, Relation, Weights};
use crate::make::run::Run;
use crate::make::shape::Shape;
use crate::value::Value;

/// The decisions by which the makers of a table are chosen.
#[derive(Clone)]
pub(super) struct Makers<'m, 'f> {
    pub(super) scope: &'m Scope<'f>,
    pub(super) references: &'m [Reference<'f>],
    pub(super) table: &'f Table,
    pub(super) relations: &'m Relations,
    pub(super) drafts: &'m [Draft<'f>],
    pub(super) carriers: &'m Carriers,
    pub(super) ways: &'m [Ways],
    pub(super) judging: &'m Judging,
    pub(super) types: &'m Types,
    pub(super) pools: &'m [Pool],
    pub(super) hashes: &'m Hashes,
    pub(super) is_list: bool,
    pub(super) owner: Option<usize>,
    pub(super) rows: u64,
    /// The number of rows of the owner.
    pub(super) parents: Option<u64>,
    pub(super) children: (u64, u64),
    /// The classes of the rows, if they are of subtypes.
    pub(super) classes: Option<Classes>,
    /// The class of the owner's rows that have some, if not all may.
    pub(super) owner_class: Option<(Classes, u64)>,
    pub(super) rng: TableRng,
    pub(super) until: i64,
}

/// The share of rows, of a thousand, that refer to no parent though they may.
const WITHOUT_PARENT: u64 = 150;

/// The relations and the cells of a table, and the columns that are sent.
pub(super) fn table_cells(makers: &Makers<'_, '_>) -> (RelatedTable, TableCells, Vec<ColumnPlan>) {
    let mut columns = Vec::new();
    let mut sent = Vec::new();
    for (place, draft) in makers.drafts.iter().enumerate() {
        let (mut cells, maker, because) = makers.column(place, draft);
        cells.is_real = makers.types.base(&draft.column.ty).oid == REAL;
        if draft.source != Source::Server {
            let encoder = Encoder::new(&draft.column.ty, makers.types);
            sent.push(ColumnPlan {
                name: draft.column.name.clone(),
                maker,
                because,
                meaning: cells.maker.meaning(),
                place,
                type_oid: draft.column.ty.oid,
                ty: makers.types.postgres_type(&draft.column.ty),
                not_null: draft.column.not_null,
                is_binary: encoder.has_binary() && (!draft.has_literals || encoder.reads_literals()),
                encoder,
            });
        }
        columns.push(cells);
    }
    let cells = TableCells {
        columns,
        identity: makers.rng.identity(),
        is_list: makers.is_list,
        types: makers
            .table
            .columns
            .iter()
            .map(|column| (column.name.clone(), Type::named(&makers.types.base(&column.ty).name)))
            .collect(),
        groups: makers.judging.conditions(),
    };
    (makers.related(), cells, sent)
}

impl Makers<'_, '_> {
    fn related(&self) -> RelatedTable {
        let relations = self.references.iter().zip(&self.relations.shapes).enumerate();
        let relations = relations
            .map(|(place, (reference, shape))| Relation {
                shape: shape.clone(),
                parent: reference.filled_parent(),
                key: self.rng.purpose(&reference.key.name),
                group: self.judging.group_of_reference(place),
                absent: absent(reference, shape),
                by_way: self.by_way(place),
                roots_are_own_parents: !reference.is_optional,
                first_differ: self.carriers.first_differ.contains(&place),
            })
            .collect();
        RelatedTable {
            rows: self.rows,
            run: self.run(),
            classes: self.classes.clone(),
            relations,
            joints: self.relations.joints.clone(),
            ways: self
                .ways
                .iter()
                .enumerate()
                .map(|(nth, ways)| Weights {
                    key: self.rng.purpose("ways").nth(nth as u64),
                    group: self.judging.ways.get(nth).copied().flatten(),
                    of_ways: ways.of.iter().map(|way| way.weight).collect(),
                    firsts: ways.firsts.clone(),
                    first_only: ways.of.iter().map(|way| way.first_only).collect(),
                    of_class: ways.of.iter().map(|way| way.class).collect(),
                })
                .collect(),
            popularity: self.rng.purpose("popularity"),
        }
    }

    /// The presence of a reference's columns in each way.
    fn by_way(&self, reference: usize) -> Option<(usize, Vec<Presence>)> {
        let of_reference = |place: &usize| match &self.drafts[*place].source {
            Source::Reference { place, .. } => *place == reference,
            _ => false,
        };
        let mut ways = self.ways.iter().enumerate();
        let (index, ways) = ways.find(|(_, ways)| ways.columns.iter().any(of_reference))?;
        let presence = ways.of.iter().map(|way| {
            let mut domains = way.columns.iter().filter(|(place, _)| of_reference(place));
            domains.next().map_or(Presence::Either, |(place, domain)| {
                let narrowed = self.drafts[*place].domain.intersect(domain);
                match (narrowed.values.is_empty(), narrowed.nullable) {
                    (true, _) => Presence::Absent,
                    (false, false) => Presence::Present,
                    (false, true) => Presence::Either,
                }
            })
        });
        Some((index, presence.collect()))
    }

    /// The rows of each owner: all together as many as planned.
    fn run(&self) -> Option<(usize, Run)> {
        let owner = self.owner?;
        let of_class = self.owner_class.clone();
        let parents = match &of_class {
            Some((classes, class)) => classes.count(*class),
            None => self.parents?,
        };
        let (least, most) = self.children;
        let mut spread = Spread::total(self.rows).at_least(least);
        if most < u64::MAX {
            spread = spread.at_most(most);
        }
        // The numbers were chosen so that they can be met.
        let runs = ChildRuns::new(spread, parents, self.rng.purpose("children")).ok()?;
        Some((owner, Run::new(runs, of_class)))
    }

    /// The cells of a column, by the way that a row takes if constraints leave several.
    fn column(&self, place: usize, draft: &Draft<'_>) -> (ColumnCells, String, String) {
        let ways = self
            .ways
            .iter()
            .enumerate()
            .find(|(_, ways)| ways.columns.contains(&place));
        let group = self.judging.group_of(place);
        let Some((index, ways)) = ways else {
            let made = self.column_of(place, draft, &draft.domain);
            let (how, because) = (made.how.clone(), made.because.clone());
            return (
                self.with_alternatives(made.cells(group), draft, &draft.domain),
                how,
                because,
            );
        };
        let mut cells = Vec::new();
        let (mut how, mut because) = (String::new(), String::new());
        for way in &ways.of {
            let narrowed = way.columns.get(&place).map(|domain| draft.domain.intersect(domain));
            let made = self.column_of(place, draft, narrowed.as_ref().unwrap_or(&draft.domain));
            if how.is_empty() || how == "NULL" {
                how.clone_from(&made.how);
                because.clone_from(&made.because);
            }
            let domain = narrowed.as_ref().unwrap_or(&draft.domain);
            cells.push(self.with_alternatives(made.cells(group), draft, domain));
        }
        let because = format!(
            "{because}; one of the ways that {} leaves",
            ways.constraints.join(" and ")
        );
        let maker = Maker::ByWay { ways: index, cells };
        let nulls = Nulls::Never;
        let alternatives = None;
        let cells = ColumnCells {
            maker,
            nulls,
            group,
            alternatives,
            is_real: false,
        };
        (cells, how, because)
    }

    /// The cells with other values, of a column that conditions may need them of.
    fn with_alternatives(&self, cells: ColumnCells, draft: &Draft<'_>, domain: &Domain) -> ColumnCells {
        let is_free = draft.is_free() && !matches!(cells.maker, Maker::Grouped(Grouped::Slot { .. }));
        let Some(group) = cells.group.filter(|_| is_free) else {
            return cells;
        };
        let alternatives = Alternatives {
            constants: self.judging.constants(group, domain),
            natural: domain.numbering(Extent::Natural, self.until),
            any: domain.numbering(Extent::Readable, self.until),
            nullable: domain.nullable,
            key: self.rng.column(&draft.column.name).derive("alternative"),
        };
        ColumnCells {
            alternatives: Some(Box::new(alternatives)),
            ..cells
        }
    }

    /// The cells of a column whose values are these.
    fn column_of(&self, place: usize, draft: &Draft<'_>, domain: &Domain) -> Made {
        if draft.source == Source::Server {
            return Made::null("");
        }
        if draft.source == Source::Absent {
            return Made::null("its foreign key refers to no row");
        }
        if domain.values.is_empty() {
            return Made::null(domain.facts().last().unwrap_or("no value is left"));
        }
        let mut made = match (&draft.source, self.carriers.of.get(place).and_then(Option::as_ref)) {
            (Source::Reference { place, column }, _) => {
                self.within_period(*place, draft, self.reference(*place, column))
            }
            (_, Some(carrier)) => self.carried(draft, carrier, domain),
            (_, None) => self.free(draft, domain),
        };
        if let (true, Nulls::Share { .. }) = (!domain.nullable, made.nulls) {
            made.nulls = Nulls::Never;
        }
        self.judging
            .apply(place, made, domain, self.rng.column(&draft.column.name))
    }

    fn reference(&self, place: usize, column: &str) -> Made {
        let reference = &self.references[place];
        let key = reference.key;
        let how = format!("{}.{column}", key.parent);
        let lead = self.scope.by_triggers.lead(&self.table.name, &key.name);
        let because = match lead {
            Some(lead) => format!("foreign key {}: {lead}", key.name),
            None => format!("foreign key {}", key.name),
        };
        let maker = match reference.parent {
            Some(Place::Filled(parent)) => {
                let columns = &self.scope.filled[parent].columns;
                let column = columns.iter().position(|one| one.name == column).unwrap_or(usize::MAX);
                Maker::Parent {
                    relation: place,
                    column,
                }
            }
            Some(Place::WithRows(pool)) => Maker::Pooled {
                relation: place,
                pool,
                part: self.pools[pool].part(column),
            },
            None => Maker::Constant(Value::Null),
        };
        Made::new(maker, Nulls::WithRelation(place), how, because)
    }

    /// A column that need not make rows distinct.
    pub(super) fn free(&self, draft: &Draft<'_>, domain: &Domain) -> Made {
        let key = self.rng.column(&draft.column.name);
        let nulls = self.nulls(draft, domain);
        if let (Some((first, last)), true) = (draft.integers(), is_position(&draft.column.name))
            && self.owner.is_some()
            && first <= 1
            && last >= i128::from(self.rows)
        {
            // A CHECK that says `>= 0` says where it begins.
            let first = i64::from(first != 0);
            let how = format!("{first}, and so on within the parent");
            return Made::new(
                Maker::Nth { first },
                Nulls::Never,
                how,
                "the name counts within the parent",
            );
        }
        let shown = self.shown(draft, domain);
        let mut because = shown.found.because.clone();
        if let Nulls::ByState { state, .. } = nulls
            && let Some(state) = self.drafts.get(state)
        {
            because = format!("{because}; NULL until {} has reached it", state.column.name);
        }
        let how = shown.found.meaning.name().to_owned();
        if let Some(shown) = self.fitting(domain, shown) {
            return Made::new(Maker::Meaning(shown), nulls, how, because);
        }
        match domain.numbering(Extent::Natural, self.until) {
            Some(values) => {
                let because = domain.facts().collect::<Vec<_>>().join(", ");
                Made::new(Maker::Drawn { values, key }, nulls, "any value", because)
            }
            None if domain.values == Values::Any => Made::null("nothing is known of its type"),
            None => {
                let because = domain.facts().collect::<Vec<_>>().join(", ");
                Made::null(&format!("its values cannot be worked out from {because}"))
            }
        }
    }
}

/// The type `real` (pg_type.dat).
const REAL: u32 = 700;

/// The share of rows that refer to none, of 2^64. What must make rows distinct, or owns them, is always there.
fn absent(reference: &Reference<'_>, shape: &Shape) -> u64 {
    let may_be = matches!(shape, Shape::Pick(_) | Shape::Earlier { .. } | Shape::Previous);
    if reference.is_optional && may_be {
        u64::MAX / 1_000 * WITHOUT_PARENT
    } else {
        0
    }
}
