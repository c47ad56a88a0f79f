//! A table without the types of its rows.

use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use super::spec::TableSpec;
use super::writer::{ProduceChunks, TableWriter};
use super::{ProduceBlocks, RowSource, Table};
use crate::declare::custom_insert::InsertError;
use crate::error::unwind::DrawError;
use crate::generate::dry_run::ErasedGenerator;
use crate::generate::numbered::{NumberedSpec, PreparedRows};
use crate::generate::{Generated, GeneratorSpec, RngStream};
use crate::produce::generated::produce_generated;
use crate::produce::numbered::produce_numbered;
use crate::produce::regenerator::Regenerator;
use crate::produce::spawn::{self, TaskError};
use crate::produce::{ProduceError, produce_iter, produce_stream};
use crate::rows::source::Source;
use crate::rows::store::{Slot, Store};

impl<T: 'static, K> Table<T, K> {
    /// Returns the table without the types of its rows. `stream` identifies the random numbers of generated rows.
    pub(crate) fn erase(self, stream: RngStream) -> (TableSpec, TableWriter) {
        let Self {
            mut spec,
            supply,
            encode,
            retain,
            custom,
            ..
        } = self;
        spec.custom = custom.is_some();
        if let RowSource::Generator(generator) = &supply {
            spec.dry_run = Some((ErasedGenerator::new(Arc::clone(generator)), stream.clone()));
            spec.regenerator = Some(Regenerator::new(encode));
        }
        let writer = match (custom, supply) {
            (Some(custom), RowSource::Generator(generator)) => TableWriter::Insert(Box::new(move |context| {
                let prepared = prepare(generator, stream, Arc::clone(&context.store));
                Box::pin(async move {
                    let generated = prepared.await.map_err(InsertError::from_source)?;
                    let (rows, _) = custom(sequential(generated.clone()), retain)(context).await?;
                    Ok((rows, Some(Arc::new(generated) as Slot)))
                })
            })),
            (Some(custom), RowSource::Source(source)) => TableWriter::Insert(custom(source, retain)),
            // These never with a function of the user's: their rows are not Send, which it needs.
            (_, RowSource::Blocks(blocks)) => TableWriter::Copy(in_blocks(blocks)),
            (_, RowSource::Numbered(source)) => {
                let rows = source.spec;
                spec.dry_run = Some((ErasedGenerator::numbered(rows.clone(), source.layout), stream));
                spec.regenerator = Some(source.regenerator);
                TableWriter::Copy(numbered(rows))
            }
            (None, RowSource::Source(Source::Thread(rows))) => {
                TableWriter::Copy(Box::new(move |store, chunker, chunks, _| {
                    let produced = spawn::spawn(move || produce_iter(rows, &store, encode, retain, chunker, &chunks));
                    Box::pin(produced.map(|produced| produced.unwrap_or_else(|fault| Err(fault.into()))))
                }))
            }
            (None, RowSource::Source(Source::Stream(rows))) => {
                TableWriter::Copy(Box::new(move |store, chunker, chunks, _| {
                    let producer = async move { produce_stream(rows(&store), encode, retain, chunker, chunks).await };
                    Box::pin(
                        spawn::catch_panic(producer).map(|produced| produced.unwrap_or_else(|fault| Err(fault.into()))),
                    )
                }))
            }
            (None, RowSource::Generator(generator)) => {
                TableWriter::Copy(Box::new(move |store, chunker, chunks, threads| {
                    let prepared = prepare(generator, stream, store);
                    Box::pin(async move {
                        let generated = prepared.await?;
                        produce_generated(generated.clone(), encode, chunker, chunks, threads).await?;
                        Ok(Some(Arc::new(generated) as Slot))
                    })
                }))
            }
        };
        (spec, writer)
    }
}

fn in_blocks(blocks: ProduceBlocks) -> ProduceChunks {
    Box::new(move |_, chunker, chunks, threads| {
        Box::pin(async move {
            blocks(chunker, chunks, threads).await?;
            Ok(None)
        })
    })
}

fn numbered(rows: NumberedSpec) -> ProduceChunks {
    Box::new(move |store, chunker, chunks, threads| {
        let prepared = on_thread(move || rows.prepare(&store));
        Box::pin(async move {
            let PreparedRows { rows, slot } = prepared.await?;
            produce_numbered(rows, chunker, chunks, threads).await?;
            Ok(Some(slot))
        })
    })
}

/// Counts the rows on a thread, since counting the children of many parents takes a while.
fn prepare<T: 'static>(
    generator: Arc<dyn GeneratorSpec<T>>,
    stream: RngStream,
    store: Arc<Store>,
) -> BoxFuture<'static, Result<Generated<T>, ProduceError>> {
    on_thread(move || generator.prepare(&stream, &store))
}

fn on_thread<R: Send + 'static>(
    prepare: impl FnOnce() -> Result<R, DrawError> + Send + 'static,
) -> BoxFuture<'static, Result<R, ProduceError>> {
    let prepared = spawn::spawn(prepare);
    Box::pin(prepared.map(|prepared| {
        let prepared = prepared.and_then(|prepared| prepared.map_err(TaskError::DrawError));
        prepared.map_err(ProduceError::from)
    }))
}

fn sequential<T: 'static>(generated: Generated<T>) -> Source<T> {
    Source::Thread(Box::new(move |_, each| {
        let _stopped = generated.for_each_in(0..generated.len(), each);
        Ok(())
    }))
}
