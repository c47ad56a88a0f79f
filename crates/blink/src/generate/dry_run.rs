//! Checks of generated tables before the run: counts their rows and makes the first one.

use std::fmt;
use std::sync::Arc;

use super::numbered::{FirstRowError, NumberedSpec, PreparedRows, make_first};
use super::{GeneratorSpec, RngStream};
use crate::encode::Layout;
use crate::error::Diagnostic;
use crate::error::unwind::panic_message;
use crate::error::unwind::{DrawError, Unwound, catch};
use crate::rows::store::{Slot, Store};

/// A [`GeneratorSpec`] without the type of its rows.
#[derive(Clone)]
pub(crate) struct ErasedGenerator(Arc<Prepare>);

type Prepare = dyn Fn(&RngStream, &Arc<Store>) -> Result<PreparedGenerator, DrawError> + Send + Sync;

/// A generator with the values of earlier steps.
pub(crate) struct PreparedGenerator {
    pub(crate) rows: u64,
    pub(crate) slot: Slot,
    make_first: Box<dyn FnOnce() -> Result<(), FirstRowError>>,
}

impl ErasedGenerator {
    pub(crate) fn new<T: 'static>(spec: Arc<dyn GeneratorSpec<T>>) -> Self {
        Self(Arc::new(move |stream, store| {
            let generated = spec.prepare(stream, store)?;
            Ok(PreparedGenerator {
                rows: generated.len(),
                slot: Arc::new(generated.clone()),
                make_first: Box::new(move || {
                    drop(generated.get(0));
                    Ok(())
                }),
            })
        }))
    }

    /// Returns the one of rows that encode themselves in this layout.
    pub(crate) fn numbered(spec: NumberedSpec, layout: Layout) -> Self {
        let layout = Arc::new(layout);
        Self(Arc::new(move |_, store| {
            let PreparedRows { rows, slot } = spec.prepare(store)?;
            let layout = Arc::clone(&layout);
            Ok(PreparedGenerator {
                rows: rows.rows(),
                slot,
                make_first: Box::new(move || make_first(&*rows, &layout)),
            })
        }))
    }

    /// Prepares the generator with the values of earlier steps.
    pub(crate) fn prepare(&self, stream: &RngStream, store: &Arc<Store>) -> Result<PreparedGenerator, Unwound> {
        catch(|| (self.0)(stream, store))?.map_err(Unwound::DrawError)
    }
}

impl fmt::Debug for ErasedGenerator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ErasedGenerator")
    }
}

/// The steps of a run whose generated tables are checked.
pub(crate) struct DryRun {
    pub(crate) store: Arc<Store>,
    pub(crate) steps: Vec<DryRunStep>,
}

/// A step, as far as it can be checked.
pub(crate) enum DryRunStep {
    Context,
    /// Generated values that no table stores.
    Generated(ErasedGenerator, RngStream),
    /// A table, with its generator if it has one.
    Table(Option<(ErasedGenerator, RngStream)>),
}

/// The result of a dry run.
#[derive(Default)]
pub(crate) struct DryRunResult {
    /// The number of rows of each table, if it is known.
    pub(crate) rows: Vec<Option<u64>>,
    pub(crate) mistakes: Vec<Diagnostic>,
}

impl DryRun {
    /// Prepares each generated table and makes its first row, unless that reads values that only a run has.
    pub(crate) fn run(self) -> DryRunResult {
        let mut store = self.store;
        let mut result = DryRunResult::default();
        for step in self.steps {
            let slot = match step {
                DryRunStep::Context => None,
                DryRunStep::Generated(generator, stream) => {
                    let tried = try_out(&generator, &stream, &store, &mut result.mistakes);
                    tried.map(|(_, slot)| slot)
                }
                DryRunStep::Table(generator) => {
                    let tried = generator
                        .and_then(|(generator, stream)| try_out(&generator, &stream, &store, &mut result.mistakes));
                    let (rows, slot) = tried.unzip();
                    result.rows.push(rows);
                    slot
                }
            };
            store = store.with(slot);
        }
        result
    }
}

/// Returns the number of rows and the slot of a generator; None if it has a mistake, or reads values that only a run has.
fn try_out(
    generator: &ErasedGenerator,
    stream: &RngStream,
    store: &Arc<Store>,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<(u64, Slot)> {
    // A callback that reads a value that does not exist yet unwinds.
    if !cfg!(panic = "unwind") {
        return None;
    }
    let tried = generator.prepare(stream, store).and_then(|prepared| {
        let made = catch(prepared.make_first)?;
        Ok((prepared.rows, prepared.slot, made))
    });
    let mistake = |message, help: &str| Diagnostic::new(&stream.table, message, help);
    let mistake = match tried {
        Ok((rows, slot, Ok(()))) => return Some((rows, slot)),
        Ok((.., Err(FirstRowError { column, cause }))) => {
            let mistake = mistake(format!("the first row cannot be sent: {cause}"), "fix the rows");
            match column {
                Some(column) => mistake.with_column(&column),
                None => mistake,
            }
        }
        Err(Unwound::Unavailable) => return None,
        Err(Unwound::DrawError(error)) => mistake(error.message, &error.help),
        Err(Unwound::Panic(payload)) => mistake(
            format!(
                "the row function panicked at the first row: {}",
                panic_message(&*payload)
            ),
            "fix the row function",
        ),
    };
    mistakes.push(mistake);
    None
}
