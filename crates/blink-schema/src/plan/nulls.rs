//! The rows in which columns are NULL.

use super::columns::Draft;
use super::makers::Makers;
use crate::domain::{Domain, Values};
use crate::make::maker::Nulls;
use crate::words::{Meaning, Station, reached};

impl Makers<'_, '_> {
    /// The rows in which a column is NULL.
    pub(super) fn nulls(&self, draft: &Draft<'_>, domain: &Domain) -> Nulls {
        let share = u64::from(draft.found.null_share);
        if !domain.nullable || share == 0 {
            return Nulls::Never;
        }
        let share = u64::MAX / 1_000 * share;
        let key = self.rng.column(&draft.column.name).derive("null");
        match self.state_of(draft) {
            Some((state, station)) => Nulls::ByState {
                state,
                station,
                // Where one state is that of being deleted, a row in any other is not.
                share: if station >= Station::Cancelled { u64::MAX } else { share },
                key,
            },
            None => Nulls::Share { share, key },
        }
    }

    /// The column that tells whether a row has come as far as this column's time, if one of its states says so and no
    /// constraint ties that time to others.
    fn state_of(&self, draft: &Draft<'_>) -> Option<(usize, Station)> {
        let station = draft.found.meaning.station()?;
        let own = self
            .drafts
            .iter()
            .position(|one| one.column.name == draft.column.name)?;
        let is_tied = self.judging.group_of(own).is_some() || self.ways.iter().any(|ways| ways.columns.contains(&own));
        let says = |state: &Draft<'_>| states(state).any(|state| reached(state, station) == Some(true));
        let place = self.drafts.iter().position(|one| one.is_free() && says(one));
        place.filter(|_| !is_tied).map(|state| (state, station))
    }
}

/// The states that a column has: those of its CHECK, or else of its type.
fn states<'d>(draft: &'d Draft<'_>) -> impl Iterator<Item = &'d str> {
    let listed = match &draft.domain.values {
        Values::Text(text) => text.listed.as_ref(),
        _ => None,
    };
    let is_state = draft.found.meaning == Meaning::State && !draft.found.array;
    let labels = draft.found.choices.iter().filter(move |_| is_state && listed.is_none());
    let listed = listed.into_iter().flatten().map(String::as_str);
    listed.chain(labels.map(|choice| choice.label.as_str()))
}
