//! Values that the rows of several tables share without any two being equal: triggers store them in one table, of which
//! they are unique.

use blink::{Contract, TableName, TableRng};

use super::by_triggers::SharedSet;
use super::carrier::{Carrier, Dealt};
use super::carriers::Carriers;
use super::columns::Draft;
use super::planning::Planning;

impl Planning<'_, '_> {
    /// Deals the values of shared unique sets to the tables whose rows have them.
    pub(super) fn deal(&self, carriers: &mut [Carriers]) {
        // What most tables share comes first: fewer share it then, too.
        let mut shared = self.scope.by_triggers.shared.iter().collect::<Vec<_>>();
        shared.sort_by_key(|set| std::cmp::Reverse(set.tables));
        for set in shared {
            let Some(table) = self.index_of(&set.table) else {
                continue;
            };
            let is_dealt = |column: &usize| matches!(carriers[table].of[*column], Some(Carrier::Dealt(_)));
            let columns = self.places(table, set);
            if columns.iter().any(is_dealt) {
                continue;
            }
            let alike = |column: &usize| self.is_alike(set, carriers, table, *column);
            let Some(column) = columns.into_iter().find(alike) else {
                let problem = format!(
                    "no column can make its rows differ from others in {} of {}",
                    set.set, set.of
                );
                carriers[table].unresolved.push(problem);
                continue;
            };
            self.deal_column(set, &mut carriers[table], column);
        }
    }

    fn deal_column(&self, set: &SharedSet, carriers: &mut Carriers, column: usize) {
        let Some(carrier) = carriers.of[column].take() else {
            return;
        };
        let schema = set.of.schema().unwrap_or_default();
        let rng = TableRng::new(Contract::CURRENT, self.options.seed, schema, set.of.table());
        let dealt = Dealt {
            carrier,
            nth: set.nth,
            tables: set.tables,
            rng,
            of: set.of.clone(),
        };
        carriers.of[column] = Some(Carrier::Dealt(Box::new(dealt)));
        if let Some((rows, _)) = &mut carriers.limit.rows {
            *rows /= set.tables;
        }
    }

    /// Returns true if a column makes its table's rows distinct by values that can be dealt, and by the same as the
    /// columns of the tables before it.
    fn is_alike(&self, set: &SharedSet, carriers: &[Carriers], table: usize, column: usize) -> bool {
        let own = (&self.drafts[table][column], &carriers[table].of[column]);
        let shared = self.scope.by_triggers.shared.iter();
        let before = shared.filter(|other| other.of == set.of && other.set == set.set && other.nth < set.nth);
        let tables = before.filter_map(|other| Some((other, self.index_of(&other.table)?)));
        let mut filled = tables.filter(|(_, table)| carriers[*table].unresolved.is_empty());
        let can_be_dealt = are_alike(own, own);
        can_be_dealt
            && filled.all(|(other, table)| {
                let mut columns = self.places(table, other).into_iter();
                columns.any(|place| {
                    let other = (&self.drafts[table][place], &carriers[table].of[place]);
                    are_alike(own, other)
                })
            })
    }

    fn places(&self, table: usize, set: &SharedSet) -> Vec<usize> {
        let place = |column: &String| self.drafts[table].iter().position(|draft| draft.column.name == *column);
        set.columns.iter().filter_map(place).collect()
    }

    fn index_of(&self, table: &TableName) -> Option<usize> {
        self.scope.filled.iter().position(|one| one.name == *table)
    }
}

/// A column, and the way in which it makes rows distinct.
type Carrying<'c, 'f> = (&'c Draft<'f>, &'c Option<Carrier>);

/// Returns true if two columns have the same values by the same numbers.
fn are_alike((one, by_one): Carrying<'_, '_>, (other, by_other): Carrying<'_, '_>) -> bool {
    let plain = |carrier: &Carrier| match carrier {
        Carrier::Dealt(dealt) => dealt.carrier.clone(),
        carrier => carrier.clone(),
    };
    let (Some(by_one), Some(by_other)) = (by_one.as_ref().map(plain), by_other.as_ref().map(plain)) else {
        return false;
    };
    let same_name = one.column.name == other.column.name;
    same_name
        && match (by_one, by_other) {
            (Carrier::Serial { first }, Carrier::Serial { first: of_other }) => first == of_other,
            (Carrier::Values(_), Carrier::Values(_)) => one.domain.values == other.domain.values,
            (Carrier::Meaning, Carrier::Meaning) => {
                one.found.meaning == other.found.meaning
                    && one.found.max_length == other.found.max_length
                    && one.domain.values == other.domain.values
            }
            _ => false,
        }
}
