//! The signals that are listened for.

use std::fmt;
use std::io;

#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};

/// A signal that stops the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT, or Ctrl-C on Windows.
    Interrupt,
    /// SIGTERM.
    Terminate,
    /// SIGHUP: the terminal was closed.
    HangUp,
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Interrupt => "Ctrl-C",
            Self::Terminate => "SIGTERM",
            Self::HangUp => "SIGHUP",
        })
    }
}

/// The signals that arrive, from [`Signals::listen`] on. They do not end the process by themselves any more.
#[derive(Debug)]
pub struct Signals {
    #[cfg(unix)]
    listeners: Vec<(Signal, tokio::signal::unix::Signal)>,
    #[cfg(windows)]
    ctrl_c: tokio::signal::windows::CtrlC,
}

impl Signals {
    /// Begins to listen, within a runtime of tokio.
    ///
    /// A signal that the process was started to ignore stays ignored: SIGHUP under `nohup`, SIGINT of a script's
    /// background job.
    ///
    /// # Errors
    /// If the system refuses.
    #[cfg(unix)]
    pub fn listen() -> io::Result<Self> {
        let kinds = [
            (Signal::Interrupt, SignalKind::interrupt()),
            (Signal::Terminate, SignalKind::terminate()),
            (Signal::HangUp, SignalKind::hangup()),
        ];
        let ignored = ignored_signals();
        let mut listeners = Vec::new();
        for (name, kind) in kinds {
            let bit = 1 << (kind.as_raw_value() - 1);
            if ignored & bit == 0 {
                listeners.push((name, signal(kind)?));
            }
        }
        Ok(Self { listeners })
    }

    /// Begins to listen, within a runtime of tokio.
    ///
    /// # Errors
    /// If the system refuses.
    #[cfg(windows)]
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            ctrl_c: tokio::signal::windows::ctrl_c()?,
        })
    }

    /// Waits for the next signal.
    #[cfg(unix)]
    pub async fn next(&mut self) -> Signal {
        std::future::poll_fn(|context| {
            for (name, listener) in &mut self.listeners {
                if listener.poll_recv(context).is_ready() {
                    return std::task::Poll::Ready(*name);
                }
            }
            std::task::Poll::Pending
        })
        .await
    }

    /// Waits for the next signal.
    #[cfg(windows)]
    pub async fn next(&mut self) -> Signal {
        if self.ctrl_c.recv().await.is_none() {
            // The listener has ended, which the documentation says never happens.
            std::future::pending::<()>().await;
        }
        Signal::Interrupt
    }
}

/// The signals that this process ignores, a bit each: `SigIgn` of Linux's `/proc/self/status`. No safe call tells it on
/// other systems, where none counts as ignored.
#[cfg(unix)]
fn ignored_signals() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    ignored_in(&status)
}

#[cfg(unix)]
fn ignored_in(status: &str) -> u64 {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn ignored_signals_are_read_from_the_status() {
        assert_eq!(ignored_in("Name:\tblink\nSigIgn:\t0000000000001001\n"), 0x1001);
        assert_eq!((ignored_in(""), ignored_in("SigIgn: x")), (0, 0));
    }
}
