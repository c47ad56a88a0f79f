//! The progress of a run: how much of the files was read, then what the server builds.

mod bar;
mod build;
mod builds;
mod estimate;
mod event;
mod lines;
mod meter;
mod text;

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use bar::Bar;
pub use build::Build;
pub use builds::{backend_pid, poll_builds};
use event::Events;
use indicatif::ProgressBar;
use lines::Lines;
pub use meter::{Meter, Snapshot};

/// The form in which progress is told, on stderr.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// A bar on a terminal, else plain lines.
    #[default]
    Auto,
    /// Plain lines: one every ten seconds, and one for each kind of work.
    Plain,
    /// A JSON object in each line.
    Json,
    /// Nothing.
    None,
}

/// Progress that is told until it is finished or dropped.
#[derive(Debug)]
pub struct Running {
    /// None once the teller was told to end.
    end: Option<Sender<()>>,
    teller: Option<JoinHandle<()>>,
    bar: Option<ProgressBar>,
}

/// The kind of output, with its state.
enum Teller {
    Bar(Bar),
    Lines(Lines),
    Events(Events),
}

impl Teller {
    /// The time between two looks at the meter.
    fn pause(&self) -> Duration {
        Duration::from_millis(match self {
            Self::Bar(_) => 100,
            Self::Lines(_) => 250,
            Self::Events(_) => 1_000,
        })
    }

    fn tell(&mut self, snapshot: &Snapshot) {
        let line = match self {
            Self::Bar(bar) => {
                bar.show(snapshot);
                None
            }
            Self::Lines(lines) => lines.next(snapshot),
            Self::Events(events) => Some(events.next(snapshot)),
        };
        if let Some(line) = line {
            // Nobody may be there any more to read it.
            let _unheard = std::io::stderr().lock().write_all(format!("{line}\n").as_bytes());
        }
    }
}

/// Begins to tell the progress that the meter measures.
pub fn start(meter: &Arc<Meter>, form: Form) -> Running {
    let mut teller = match form {
        Form::Auto if can_draw() => Teller::Bar(Bar::new()),
        Form::Auto | Form::Plain => Teller::Lines(Lines::default()),
        Form::Json => Teller::Events(Events::default()),
        Form::None => {
            return Running {
                end: None,
                teller: None,
                bar: None,
            };
        }
    };
    let bar = match &teller {
        Teller::Bar(bar) => Some(bar.handle()),
        Teller::Lines(_) | Teller::Events(_) => None,
    };
    let meter = Arc::clone(meter);
    let (end, ended) = mpsc::channel();
    let spawned = std::thread::Builder::new()
        .name("blink-progress".to_owned())
        .spawn(move || {
            let pause = teller.pause();
            while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(pause) {
                teller.tell(&meter.snapshot());
            }
            if let Teller::Events(_) = teller {
                teller.tell(&meter.snapshot());
            }
        });
    // Without a thread for it, the run does without its progress.
    Running {
        end: Some(end),
        teller: spawned.ok(),
        bar,
    }
}

/// Returns true if stderr is a terminal that can go back in a line.
fn can_draw() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
}

impl Running {
    /// Writes something to the terminal while the bar is away.
    pub fn suspend(&self, write: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Ends: the bar is taken away.
    pub fn finish(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(teller) = self.teller.take() {
            // If it has panicked, there is no progress to end.
            let _ended = teller.join();
        }
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
