//! A CSV file as a table of a seeder.

use std::io::Read;
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use blink::{BoxError, Connection, EncodedRow, Format, Table};

use crate::csv::{Blocks, ReadError};
use crate::detect::{Decision, detect};
use crate::faults::FileFaults;
use crate::file_identity::{FileDigest, FileIdentity};
use crate::file_rows::FileRows;
use crate::input::{Input, InputError};
use crate::left_out::LeftOutRows;
use crate::mistake::Mistake;
use crate::options::CsvOptions;
use crate::read_failure::ReadFailure;
use crate::reading::Reading;
use crate::row_places::RowPlaces;
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
    rows: Arc<FileRows>,
    bytes_read: Arc<AtomicU64>,
    total_bytes: Option<u64>,
    second_look: Option<SecondLook>,
    /// The most threads that check the rest of the file after a fault; None for one on each core.
    threads: Option<NonZeroUsize>,
    is_taken: AtomicBool,
    left_out: Arc<LeftOutRows>,
    identity: FileIdentity,
}

impl CsvFile {
    /// Opens a file, `-` for the standard input, and decides everything about its way into the table. This reads the
    /// first megabyte, and blocks until it is there: call it where blocking is allowed.
    ///
    /// # Errors
    /// All mistakes together, each with what to do.
    pub fn open(path: impl AsRef<Path>, target: Target, options: &CsvOptions) -> Result<Self, Vec<Mistake>> {
        let path = path.as_ref();
        Self::of_input(Input::open(path, options.encoding), path, target, options)
    }

    /// Reads a CSV file from a reader, and decides as [`open`](Self::open) does. The path is only a name.
    ///
    /// # Errors
    /// All mistakes together, each with what to do.
    ///
    /// # Example
    /// ```no_run
    /// # async fn run(mut client: tokio_postgres::Client) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    /// use blink_files::{CsvFile, CsvOptions, Target};
    ///
    /// let people = Target::read(&mut client, &"people".into()).await?.ok_or("no table people")?;
    /// let text = std::io::Cursor::new("id,name\n1,Ann\n");
    /// let file = CsvFile::from_reader(text, "people", people, &CsvOptions::default())
    ///     .map_err(|mistakes| mistakes[0].clone())?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_reader(
        reader: impl Read + Send + 'static,
        path: impl AsRef<Path>,
        target: Target,
        options: &CsvOptions,
    ) -> Result<Self, Vec<Mistake>> {
        let input = Input::from_reader(reader, options.encoding);
        Self::of_input(input, path.as_ref(), target, options)
    }

    fn of_input(
        input: Result<Input, InputError>,
        path: &Path,
        target: Target,
        options: &CsvOptions,
    ) -> Result<Self, Vec<Mistake>> {
        if let Some(mistake) = target.relation.mistake(&target.name) {
            return Err(vec![mistake]);
        }
        let unreadable = |error: ReadError| vec![Mistake::from(ReadFailure::from(&error))];
        let mut input = input.map_err(|error| unreadable(ReadError::Input(error)))?;
        let head = input.head(HEAD).map_err(|error| unreadable(ReadError::Input(error)))?;
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
        let identity = FileIdentity::new(&input, detected.dialect, detected.has_header);
        let second_look = SecondLook::new(&input, detected.dialect, detected.has_header);
        let mut blocks = Blocks::new(input, detected.dialect);
        if detected.has_header {
            blocks.header().map_err(unreadable)?;
        }
        blocks.close();
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
            rows: Arc::new(FileRows::new(detected.reading, blocks)),
            bytes_read,
            total_bytes,
            second_look,
            threads: None,
            is_taken: AtomicBool::new(false),
            left_out: Arc::default(),
            identity,
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
        self.rows.reading.format == Format::Text
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
                .expected_size(&self.rows.reading, &self.target, conn)
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
        let rows = Arc::clone(&self.rows);
        let left_out = Arc::clone(&self.left_out);
        let blocks = std::iter::from_fn(move || if is_first { rows.next_block(&left_out) } else { None });
        let Reading { format, .. } = self.rows.reading;
        Table::blocks(
            self.target.name.clone(),
            format,
            self.rows.reading.encoded_columns(),
            blocks,
        )
    }

    /// Leaves out rows of the file, counted from 1 without the header, in all tables that are made afterwards: those that an
    /// earlier run has stored. They are still read, but not checked.
    pub fn leave_out(&mut self, rows: impl IntoIterator<Item = RangeInclusive<u64>>) {
        self.left_out = Arc::new(LeftOutRows::new(rows));
    }

    /// The places of a run's rows in the file.
    pub fn row_places(&self) -> RowPlaces {
        RowPlaces::new(Arc::clone(&self.left_out), self.rows.index.clone())
    }

    /// All that decides where a row begins and which number it has: the file's grammar, its header and its encoding. It is
    /// the same text in every release, so that a later run can compare it.
    pub fn record_form(&self) -> &str {
        self.identity.record_form()
    }

    /// Reads the whole file once more for the digest of its bytes; None if it is a pipe or standard input, which can be
    /// read only once.
    ///
    /// # Errors
    /// If it cannot be read, or is not as it was when it was opened.
    pub fn digest(&self) -> Result<Option<FileDigest>, ReadFailure> {
        self.identity.digest()
    }

    /// Returns the lines of a row of the file, counted from 1, that a run has read: one, unless the record's place is known only
    /// roughly.
    pub fn lines_of_row(&self, row: u64) -> Option<std::ops::RangeInclusive<u64>> {
        self.rows.index.line(row.checked_sub(1)?)
    }

    /// Returns true if a run has come upon a fault of the file's, or could not read it on. It waits for the threads of a
    /// run that has ended.
    pub fn has_faults(&self) -> bool {
        self.rows.have_faults() || self.rows.known_faults().failure.is_some()
    }

    /// Checks what a run has not read, after it failed at a fault of the file's, and returns all faults. This blocks
    /// until the file is read to its end.
    pub fn faults(&self) -> FileFaults {
        // A run that failed for another reason says so itself; the file need not be read on.
        if self.rows.have_faults() {
            self.check_rest()
        } else {
            self.rows.known_faults()
        }
    }

    /// Checks what a run has not read, and returns all faults: of a file, for example, whose turn had not come when another
    /// one was found faulty. This blocks until the file is read to its end.
    pub fn check_rest(&self) -> FileFaults {
        self.rows.check_rest(self.threads, &self.left_out);
        self.rows.known_faults()
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
