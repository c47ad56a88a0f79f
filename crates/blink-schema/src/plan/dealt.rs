//! Values that the rows of several tables share without any two being equal: triggers store them in one table, of which
//! they are unique.

use blink::{Contract, TableName, TableRng};

use super::by_triggers::SharedSet;
use super::carrier::{Carrier, Dealt};
use super::carriers::Carriers;
use super::columns::Draft;
use super::planning::Planning;

/// A table that brings rows of a shared set, and the places of the set's columns.
type Part = (usize, Vec<usize>);

impl Planning<'_, '_> {
    /// Deals the values of shared unique sets to the tables whose rows have them.
    pub(super) fn deal(&self, carriers: &mut [Carriers]) {
        for set in &self.scope.by_triggers.shared {
            let parts = set.parts.iter().filter_map(|part| self.part(part)).collect::<Vec<_>>();
            let dealt = self.dealt_column(&parts, carriers);
            for (table, places) in &parts {
                match dealt {
                    Some((one, of_one, nth)) if self.is_alike(carriers, (one, of_one), (*table, places[nth])) => {
                        self.deal_column(set, *table, &mut carriers[*table], places[nth]);
                    }
                    _ => {
                        let problem = format!(
                            "no column can make its rows differ from others in {} of {}",
                            set.set, set.of
                        );
                        carriers[*table].unresolved.push(problem);
                    }
                }
            }
        }
    }

    fn part(&self, (table, columns): &(TableName, Vec<String>)) -> Option<Part> {
        let table = self.index_of(table)?;
        let place = |column: &String| self.drafts[table].iter().position(|draft| draft.column.name == *column);
        Some((table, columns.iter().map(place).collect::<Option<_>>()?))
    }

    /// The column of a set whose values most tables can be dealt: a table that has it, its place there, and its place in
    /// the set.
    fn dealt_column(&self, parts: &[Part], carriers: &[Carriers]) -> Option<(usize, usize, usize)> {
        let columns = parts.iter().enumerate().flat_map(|(nth, (table, places))| {
            let places = places.iter().enumerate();
            places.map(move |(column, place)| ((nth, column), (*table, *place, column)))
        });
        let can_be_dealt = columns.filter(|(_, (table, place, _))| {
            let one = (*table, *place);
            self.is_alike(carriers, one, one)
        });
        let fit = |(table, place, column): (usize, usize, usize)| {
            let alike = |part: &&Part| self.is_alike(carriers, (table, place), (part.0, part.1[column]));
            parts.iter().filter(alike).count()
        };
        let best = can_be_dealt.max_by_key(|(order, column)| (fit(*column), std::cmp::Reverse(*order)));
        best.map(|(_, column)| column)
    }

    fn deal_column(&self, set: &SharedSet, table: usize, carriers: &mut Carriers, column: usize) {
        if matches!(carriers.of[column], Some(Carrier::Dealt(_))) {
            return;
        }
        let name = &self.scope.filled[table].name;
        // Of all that share values with others, so that a column that several sets have is dealt once for all of them.
        let sharing = self.scope.by_triggers.sharing(name);
        let Some((carrier, first)) = carriers.of[column].take().zip(sharing.first()) else {
            return;
        };
        let tables = sharing.len() as u64;
        let schema = first.schema().unwrap_or_default();
        let dealt = Dealt {
            carrier,
            nth: (0..)
                .zip(&sharing)
                .find_map(|(nth, one)| (*one == name).then_some(nth))
                .unwrap_or(0),
            tables,
            rng: TableRng::new(Contract::CURRENT, self.options.seed, schema, first.table()),
            of: set.of.clone(),
        };
        carriers.of[column] = Some(Carrier::Dealt(Box::new(dealt)));
        if let Some((rows, _)) = &mut carriers.limit.rows {
            *rows /= tables;
        }
    }

    /// Returns true if two columns, by their tables and places, have the same values by the same numbers.
    fn is_alike(&self, carriers: &[Carriers], one: (usize, usize), other: (usize, usize)) -> bool {
        let of = |(table, place): (usize, usize)| (&self.drafts[table][place], carriers[table].of[place].as_ref());
        are_alike(of(one), of(other))
    }

    fn index_of(&self, table: &TableName) -> Option<usize> {
        self.scope.filled.iter().position(|one| one.name == *table)
    }
}

/// A column, and the way in which it makes rows distinct.
type Carrying<'c, 'f> = (&'c Draft<'f>, Option<&'c Carrier>);

fn are_alike((one, by_one): Carrying<'_, '_>, (other, by_other): Carrying<'_, '_>) -> bool {
    let same_values = one.column.name == other.column.name && one.domain.values == other.domain.values;
    match (by_one.map(undealt), by_other.map(undealt)) {
        (Some(Carrier::Serial { first }), Some(Carrier::Serial { first: of_other })) => {
            one.column.name == other.column.name && first == of_other
        }
        // Of the same values some that read well, or all.
        (Some(Carrier::Values(values)), Some(Carrier::Values(of_other))) => {
            same_values && values.capacity() == of_other.capacity()
        }
        (Some(Carrier::Meaning), Some(Carrier::Meaning)) => {
            let (found, of_other) = (&one.found, &other.found);
            same_values && found.meaning == of_other.meaning && found.max_length == of_other.max_length
        }
        _ => false,
    }
}

fn undealt(carrier: &Carrier) -> &Carrier {
    match carrier {
        Carrier::Dealt(dealt) => &dealt.carrier,
        carrier => carrier,
    }
}
