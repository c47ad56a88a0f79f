//! A CSV file as a table of a seeder.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use blink::{BlockRows, BoxError, Connection, EncodeError, EncodedRow, Format, RowBlock, Table};

use crate::csv::{Block, Blocks, LineIndex, ReadError};
use crate::detect::{Decision, detect};
use crate::faults::{BlockBeingRead, FaultGroup, Faults};
use crate::input::Input;
use crate::mistake::Mistake;
use crate::options::CsvOptions;
use crate::read_failure::ReadFailure;
use crate::reading::{Reading, Scratch};
use crate::size::{ExpectedSize, SecondLook};
use crate::target::Target;

/// The bytes that are looked at before anything is decided.
const HEAD: usize = 1 << 20;

/// A CSV file, about whose way into a table everything is decided.
///
/// [`table`](Self::table) makes a table of a [`Seeder`](blink::Seeder) of it. After a run that failed,
/// [`faults`](Self::faults) tells all that is wrong with the file's values.
#[derive(Debug)]
pub struct CsvFile {
    path: PathBuf,
    target: Target,
    decisions: Vec<Decision>,
    shared: Arc<Shared>,
    bytes_read: Arc<AtomicU64>,
    total_bytes: Option<u64>,
    second_look: Option<SecondLook>,
    /// The most threads that check the rest of the file after a fault; None for one on each core.
    threads: Option<NonZeroUsize>,
    is_taken: AtomicBool,
}

/// The state that the threads of a run read, and that is left after the run.
struct Shared {
    reading: Reading,
    blocks: Mutex<Blocks>,
    faults: Arc<Faults>,
    index: LineIndex,
    /// The reason why the file could not be read on.
    failure: Mutex<Option<ReadFailure>>,
    has_begun: AtomicBool,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared")
            .field("reading", &self.reading)
            .finish_non_exhaustive()
    }
}

impl CsvFile {
    /// Opens a file, `-` for the standard input, and decides everything about its way into the table. This reads the
    /// first megabyte, and blocks until it is there: call it where blocking is allowed.
    ///
    /// # Errors
    /// All mistakes together, each with what to do.
    pub fn open(path: impl AsRef<Path>, target: Target, options: &CsvOptions) -> Result<Self, Vec<Mistake>> {
        let path = path.as_ref();
        if let Some(mistake) = target.relation.mistake(&target.name) {
            return Err(vec![mistake]);
        }
        let unreadable = |what: ReadFailure| vec![Mistake::new(what.to_string(), "check the file")];
        let mut input =
            Input::open(path, options.encoding).map_err(|error| unreadable((&ReadError::Input(error)).into()))?;
        let head = input
            .head(HEAD)
            .map_err(|error| unreadable((&ReadError::Input(error)).into()))?;
        let detected = detect(&head, &target, options)?;
        let (bytes_read, total_bytes) = (input.bytes_read(), input.total_bytes());
        let mut decisions = detected.decisions;
        let mark = if input.has_mark() {
            ", by its byte order mark"
        } else {
            ""
        };
        decisions.push(Decision {
            subject: "encoding",
            found: format!("{}{mark}", input.encoding().name()),
            flag: Some("--encoding"),
        });
        let second_look = SecondLook::new(&input, detected.dialect, detected.has_header);
        let mut blocks = Blocks::new(input, detected.dialect);
        if detected.has_header {
            blocks.header().map_err(|error| unreadable((&error).into()))?;
        }
        decisions.push(sent_as(&detected.reading));
        decisions.extend(target.relation.cost().map(|cost| Decision {
            subject: "stored by",
            found: cost,
            flag: None,
        }));
        Ok(Self {
            path: path.to_owned(),
            target,
            decisions,
            shared: Arc::new(Shared {
                reading: detected.reading,
                index: blocks.index(),
                blocks: Mutex::new(blocks),
                faults: Arc::default(),
                failure: Mutex::default(),
                has_begun: AtomicBool::new(false),
            }),
            bytes_read,
            total_bytes,
            second_look,
            threads: None,
            is_taken: AtomicBool::new(false),
        })
    }

    /// Limits the threads that check the rest of the file after a fault, one on each core by default. The threads of a run
    /// are those of its [`Seeder`](blink::Seeder).
    pub fn limit_threads(&mut self, threads: NonZeroUsize) {
        self.threads = Some(threads);
    }

    /// Returns true if values of some columns go to the input functions of their types as they stand. Those of ranges of
    /// times, for example, read them under the settings of the session: set `DateStyle`, `IntervalStyle` and `TimeZone`
    /// for one meaning everywhere.
    pub fn leaves_values_to_server(&self) -> bool {
        self.shared.reading.format == Format::Text
    }

    /// The path as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The table that the file goes into.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The decisions about the file.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// The bytes of the file, if it is a regular file.
    pub fn total_bytes(&self) -> Option<u64> {
        self.total_bytes
    }

    /// The number of rows in the file, and the size that they are expected to take in their table, estimated by the first
    /// megabyte. None if it is no regular file: a pipe does not tell its size. Reads that megabyte again, and blocks
    /// meanwhile.
    ///
    /// # Errors
    /// If the server cannot be asked, or the file is not as it was.
    pub async fn expected_size<C: Connection>(&self, conn: &mut C) -> Result<Option<ExpectedSize>, BoxError> {
        match &self.second_look {
            Some(look) => look
                .expected_size(&self.shared.reading, &self.target, conn)
                .await
                .map(Some),
            None => Ok(None),
        }
    }

    /// The bytes that were read so far, which grows during a run.
    pub fn bytes_read(&self) -> &Arc<AtomicU64> {
        &self.bytes_read
    }

    /// The file's rows, for a [`Seeder`](blink::Seeder). They can be read once: a second table has none.
    pub fn table(&self) -> Table<EncodedRow, EncodedRow> {
        let is_first = !self.is_taken.swap(true, Ordering::Relaxed);
        let shared = Arc::clone(&self.shared);
        let blocks = std::iter::from_fn(move || if is_first { shared.next_block() } else { None });
        let Reading { format, .. } = self.shared.reading;
        Table::blocks(
            self.target.name.clone(),
            format,
            self.shared.reading.encoded_columns(),
            blocks,
        )
    }

    /// Returns true if a run has begun to read the file's rows.
    pub fn has_begun(&self) -> bool {
        self.shared.has_begun.load(Ordering::Relaxed)
    }

    /// Returns the lines of a row, counted from 1, that a run has read: one, unless the record's place is known only
    /// roughly.
    pub fn lines_of_row(&self, row: u64) -> Option<std::ops::RangeInclusive<u64>> {
        self.shared.index.line(row.checked_sub(1)?)
    }

    /// Returns true if a run has come upon a fault of the file's, or could not read it on. It waits for the threads of a
    /// run that has ended.
    pub fn has_faults(&self) -> bool {
        self.shared.faults.wait_until_idle();
        !self.shared.faults.is_empty() || self.shared.failure().is_some()
    }

    /// Checks what a run has not read, after it failed at a fault of the file's, and returns all faults. This blocks
    /// until the file is read to its end.
    pub fn faults(&self) -> FileFaults {
        self.shared.faults.wait_until_idle();
        // A run that failed for another reason says so itself; the file need not be read on.
        if !self.shared.faults.is_empty() {
            self.shared.check_rest(self.threads);
        }
        let (groups, others) = self.shared.faults.groups();
        FileFaults {
            groups,
            others,
            failure: self.shared.failure().clone(),
        }
    }
}

/// The form in which the rows are sent, and the reason.
fn sent_as(reading: &Reading) -> Decision {
    let only_text = reading.only_text().collect::<Vec<_>>();
    let found = match reading.format {
        Format::Binary => "binary, parsed here".to_owned(),
        Format::Text => format!(
            "text, parsed here, since the server alone reads {}",
            only_text.join(", ")
        ),
    };
    Decision {
        subject: "sent as",
        found,
        flag: None,
    }
}

/// All that is wrong with a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFaults {
    /// Equal faults together, in the order of their first lines.
    pub groups: Vec<FaultGroup>,
    /// The number of faults of further kinds.
    pub others: u64,
    /// The reason why the file could not be read to its end, if that is no fault of its form.
    pub failure: Option<ReadFailure>,
}

impl FileFaults {
    /// Returns true if nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.failure.is_none()
    }
}

impl Shared {
    fn blocks(&self) -> MutexGuard<'_, Blocks> {
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failure(&self) -> MutexGuard<'_, Option<ReadFailure>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next_block(self: &Arc<Self>) -> Option<Result<CsvBlock, BoxError>> {
        self.has_begun.store(true, Ordering::Relaxed);
        let mut blocks = self.blocks();
        match blocks.next()? {
            Ok(block) => Some(Ok(CsvBlock {
                _being_read: self.faults.begin_block(),
                block,
                shared: Arc::clone(self),
            })),
            Err(error) => Some(Err(self.failed(&error).into())),
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
    fn check_rest(&self, threads: Option<NonZeroUsize>) {
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
                            Some(Ok(block)) => self.check(&block, &mut scratch),
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

    fn check(&self, block: &Block, scratch: &mut Scratch) {
        let mut records = block.records(Some(self.reading.fields));
        while let Some(record) = records.next() {
            match record {
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
struct CsvBlock {
    block: Block,
    shared: Arc<Shared>,
    _being_read: BlockBeingRead,
}

impl RowBlock for CsvBlock {
    fn rows(&self) -> u64 {
        self.block.len()
    }

    /// Adds the rows up to the first that cannot be stored. Those behind it are still checked, so that all faults are
    /// known.
    fn encode(self, rows: &mut BlockRows<'_>) -> Result<(), EncodeError> {
        let shared = &self.shared;
        let mut scratch = Scratch::default();
        let mut failed = None;
        let mut records = self.block.records(Some(shared.reading.fields));
        while let Some(record) = records.next() {
            match record {
                Ok(record) => {
                    if failed.is_none() {
                        failed = rows.add(|row| shared.reading.encode(&record, row)).err();
                        if failed.is_none() {
                            continue;
                        }
                    }
                    shared.reading.check(&record, &mut scratch, |column, field, fault| {
                        shared.faults.add_field(&record, column, field, fault);
                    });
                }
                Err(fault) => {
                    shared.faults.add_form(&fault);
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
