//! The makers of columns that make rows distinct.

use blink::WidePermutation;

use super::carrier::{Carrier, SlotPart};
use super::columns::Draft;
use super::grids::of_range;
use super::made::Made;
use super::makers::Makers;
use super::scope::Place;
use crate::domain::Domain;
use crate::make::group::Group;
use crate::make::maker::{Digit, Grouped, Maker, Nulls};
use crate::make::slot::{Part, Slot};

impl Makers<'_, '_> {
    /// A column that makes rows distinct.
    pub(super) fn carried(&self, draft: &Draft<'_>, carrier: &Carrier, domain: &Domain) -> Made {
        let (how, because) = match carrier {
            Carrier::SameInGroup(group) => return self.same_in_group(draft, group, domain),
            Carrier::Serial { first } => (format!("{first}, and so on"), UNIQUE.to_owned()),
            Carrier::Nth { first } => (format!("{first}, and so on within the parent"), UNIQUE.to_owned()),
            Carrier::Values(_) => ("a value of its own".to_owned(), UNIQUE.to_owned()),
            Carrier::ValuesInRun(_) => ("a value of its own within the parent".to_owned(), UNIQUE.to_owned()),
            Carrier::Birth | Carrier::Meaning => (draft.found.meaning.name().to_owned(), draft.found.because.clone()),
            Carrier::InPeriod(_) => ("a period of its own".to_owned(), UNIQUE.to_owned()),
            Carrier::Digit(part) => {
                let because = format!("no two rows have the same place in the product of {}", part.set);
                ("a place in a product".to_owned(), because)
            }
            Carrier::Slot(slot) if slot.part == Part::Moment => ("a time of its own".to_owned(), UNIQUE.to_owned()),
            Carrier::Slot(slot) => {
                let because = format!("{} lets none overlap", slot.constraint);
                ("a slot of its own".to_owned(), because)
            }
            Carrier::NthInGroup { first, .. } => (format!("{first}, and so on within its group"), UNIQUE.to_owned()),
            Carrier::Area(_) => ("an area of its own".to_owned(), UNIQUE.to_owned()),
            Carrier::Dealt(dealt) => {
                let made = self.carried(draft, &dealt.carrier, domain);
                let because = format!("{}; none that other tables send to {}", made.because, dealt.of);
                (made.how, because)
            }
            Carrier::OfGroup { .. } => {
                let because = "rows are dealt to groups that exclude one another".to_owned();
                ("a value of its own for each group".to_owned(), because)
            }
        };
        Made::new(self.carrying(draft, carrier, domain), Nulls::Never, how, because)
    }

    fn carrying(&self, draft: &Draft<'_>, carrier: &Carrier, domain: &Domain) -> Maker {
        let key = self.rng.column(&draft.column.name);
        match carrier {
            Carrier::Serial { first } => Maker::Serial { first: *first },
            Carrier::Nth { first } => Maker::Nth { first: *first },
            Carrier::Values(values) => {
                let order = WidePermutation::new(key, values.capacity());
                let values = values.clone();
                Maker::Distinct { values, order }
            }
            Carrier::ValuesInRun(values) => {
                let values = values.clone();
                Maker::DistinctInRun { values, key }
            }
            Carrier::Meaning => Maker::DistinctMeaning(self.shown(draft, &draft.domain)),
            Carrier::Birth => Maker::Meaning(self.shown(draft, domain)),
            Carrier::InPeriod(periods) => Maker::Grouped(Grouped::InPeriod {
                periods: periods.clone(),
                key,
            }),
            Carrier::Digit(part) => Maker::Grouped(Grouped::Digit(Box::new(Digit {
                values: part.values.clone(),
                before: part.before,
                product: part.product,
                in_run: part.in_run,
                key: self.rng.purpose(&part.set),
            }))),
            Carrier::Slot(slot) => self.slot(slot),
            Carrier::NthInGroup { first, group, .. } => Maker::Grouped(Grouped::NthInGroup {
                first: *first,
                group: group.clone(),
            }),
            Carrier::OfGroup { group, carrier } => Maker::Grouped(Grouped::OfGroup {
                group: group.clone(),
                maker: Box::new(self.carrying(draft, carrier, domain)),
            }),
            Carrier::SameInGroup(group) => self.same_in_group(draft, group, domain).maker,
            Carrier::Dealt(dealt) => {
                let of_all = Self {
                    rng: dealt.rng,
                    ..self.clone()
                };
                Maker::Grouped(Grouped::OfGroup {
                    group: Group::Dealt {
                        nth: dealt.nth,
                        tables: dealt.tables,
                    },
                    maker: Box::new(of_all.carrying(draft, &dealt.carrier, domain)),
                })
            }
            Carrier::Area(area) => Maker::Grouped(Grouped::Area(*area)),
        }
    }

    fn slot(&self, part: &SlotPart) -> Maker {
        let slot = Slot {
            group: part.group.clone(),
            grid: part.grid.clone(),
            part: part.part,
            key: self.rng.purpose(&part.constraint),
        };
        Maker::Grouped(Grouped::Slot {
            slot: Box::new(slot),
            within: None,
        })
    }

    /// A column of which all rows of a group have the same value.
    fn same_in_group(&self, draft: &Draft<'_>, group: &Group, domain: &Domain) -> Made {
        let made = self.free(draft, domain);
        Made {
            maker: Maker::Grouped(Grouped::OfGroup {
                group: group.clone(),
                maker: Box::new(made.maker),
            }),
            nulls: Nulls::Never,
            because: format!("{}; the same in its group", made.because),
            ..made
        }
    }

    /// The period of a reference: within that of the row that it leads to.
    pub(super) fn within_period(&self, reference: usize, draft: &Draft<'_>, made: Made) -> Made {
        let of = &self.references[reference];
        let is_period = of.key.period && of.key.columns.last() == Some(&draft.column.name);
        let (Maker::Parent { relation, column }, Some(grid)) = (&made.maker, of_range(&draft.domain)) else {
            return made;
        };
        if !is_period || !matches!(of.parent, Some(Place::Filled(_))) {
            return made;
        }
        let slot = Slot {
            group: Group::All,
            grid,
            part: Part::Range,
            key: self.rng.purpose(&of.key.name).derive("period"),
        };
        let within = Some((*relation, *column));
        Made {
            maker: Maker::Grouped(Grouped::Slot {
                slot: Box::new(slot),
                within,
            }),
            how: format!("a part of {}", made.how),
            ..made
        }
    }
}

const UNIQUE: &str = "it makes rows distinct";
