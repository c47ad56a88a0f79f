//! The rows of a file, on their way into a table.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use blink::{BlockRows, BoxError, EncodeError, RowBlock};

use crate::csv::{Block, Blocks, LineIndex, ReadError};
use crate::faults::{BlockBeingRead, Faults, FileFaults};
use crate::left_out::LeftOutRows;
use crate::read_failure::ReadFailure;
use crate::reading::{Reading, Scratch};

/// The rows of a file, which the threads of a run read, and what is known of them afterwards.
pub(crate) struct FileRows {
    pub(crate) reading: Reading,
    blocks: Mutex<Blocks>,
    faults: Arc<Faults>,
    pub(crate) index: LineIndex,
    /// The reason why the file could not be read on.
    failure: Mutex<Option<ReadFailure>>,
}

impl std::fmt::Debug for FileRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileRows")
            .field("reading", &self.reading)
            .finish_non_exhaustive()
    }
}

impl FileRows {
    pub(crate) fn new(reading: Reading, blocks: Blocks) -> Self {
        Self {
            reading,
            index: blocks.index(),
            blocks: Mutex::new(blocks),
            faults: Arc::default(),
            failure: Mutex::default(),
        }
    }

    fn blocks(&self) -> MutexGuard<'_, Blocks> {
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failure(&self) -> MutexGuard<'_, Option<ReadFailure>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn next_block(self: &Arc<Self>, left_out: &Arc<LeftOutRows>) -> Option<Result<CsvBlock, BoxError>> {
        let mut blocks = self.blocks();
        loop {
            let block = match blocks.next()? {
                Ok(block) => block,
                Err(error) => return Some(Err(self.failed(&error).into())),
            };
            let first = block.start().record + 1;
            let left_out_rows = left_out.count_in(&(first..=first + block.len() - 1));
            if left_out_rows < block.len() {
                return Some(Ok(CsvBlock {
                    _being_read: self.faults.begin_block(),
                    block,
                    file: Arc::clone(self),
                    left_out_rows,
                    left_out: Arc::clone(left_out),
                }));
            }
        }
    }

    /// Returns true if a thread has come upon a fault. It waits for the threads of a run that has ended.
    pub(crate) fn have_faults(&self) -> bool {
        self.faults.wait_until_idle();
        !self.faults.is_empty()
    }

    pub(crate) fn known_faults(&self) -> FileFaults {
        self.faults.wait_until_idle();
        let (groups, others) = self.faults.groups();
        FileFaults {
            groups,
            others,
            failure: self.failure().clone(),
        }
    }

    /// Notes why the file cannot be read on: a fault of its form, or an error of reading.
    fn failed(&self, error: &ReadError) -> ReadFailure {
        let failure = ReadFailure::from(error);
        if let ReadError::Fault(fault) = error {
            self.faults.add_form(fault);
        } else {
            self.failure().get_or_insert_with(|| failure.clone());
        }
        failure
    }

    /// Reads the rest of the file on so many threads, or on all cores, without sending it.
    pub(crate) fn check_rest(&self, threads: Option<NonZeroUsize>, left_out: &LeftOutRows) {
        self.faults.wait_until_idle();
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = threads.map_or_else(cores, NonZeroUsize::get);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let mut scratch = Scratch::default();
                    loop {
                        let next = self.blocks().next();
                        match next {
                            None => break,
                            Some(Ok(block)) => self.check(&block, left_out, &mut scratch),
                            Some(Err(error)) => {
                                self.failed(&error);
                                break;
                            }
                        }
                    }
                });
            }
        });
    }

    fn check(&self, block: &Block, left_out: &LeftOutRows, scratch: &mut Scratch) {
        let mut row = block.start().record;
        if left_out.count_in(&(row + 1..=row + block.len())) == block.len() {
            return;
        }
        let mut records = block.records(Some(self.reading.fields));
        while let Some(record) = records.next() {
            row += 1;
            match record {
                Ok(_) if left_out.contains(row) => {}
                Ok(record) => {
                    self.reading.check(&record, scratch, |column, field, fault| {
                        self.faults.add_field(&record, column, field, fault);
                    });
                }
                Err(fault) => {
                    self.faults.add_form(&fault);
                    if fault.ends_reading() {
                        break;
                    }
                }
            }
        }
    }
}

/// Some records of the file.
pub(crate) struct CsvBlock {
    block: Block,
    file: Arc<FileRows>,
    left_out: Arc<LeftOutRows>,
    /// The number of its records that are left out.
    left_out_rows: u64,
    _being_read: BlockBeingRead,
}

impl RowBlock for CsvBlock {
    fn rows(&self) -> u64 {
        self.block.len() - self.left_out_rows
    }

    /// Adds the rows up to the first that cannot be stored. Those behind it are still checked, so that all faults are
    /// known.
    fn encode(self, rows: &mut BlockRows<'_>) -> Result<(), EncodeError> {
        let file = &self.file;
        let mut scratch = Scratch::default();
        let mut failed = None;
        let mut records = self.block.records(Some(file.reading.fields));
        let mut row = self.block.start().record;
        while let Some(record) = records.next() {
            row += 1;
            match record {
                Ok(_) if self.left_out_rows > 0 && self.left_out.contains(row) => {}
                Ok(record) => {
                    if failed.is_none() {
                        failed = rows.add(|row| file.reading.encode(&record, row)).err();
                        if failed.is_none() {
                            continue;
                        }
                    }
                    file.reading.check(&record, &mut scratch, |column, field, fault| {
                        file.faults.add_field(&record, column, field, fault);
                    });
                }
                Err(fault) => {
                    file.faults.add_form(&fault);
                    let ends_reading = fault.ends_reading();
                    failed.get_or_insert_with(|| EncodeError::row(fault));
                    if ends_reading {
                        break;
                    }
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }
}
