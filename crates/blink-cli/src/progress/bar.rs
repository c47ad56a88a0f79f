//! The bar on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::estimate::Estimate;
use super::meter::Snapshot;
use super::text::{percent, text};

/// A bar on stderr, with words beside it.
#[derive(Debug)]
pub(super) struct Bar {
    bar: ProgressBar,
    estimate: Estimate,
}

impl Bar {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(100), ProgressDrawTarget::stderr());
        // A template that cannot be read would leave indicatif's own style.
        if let Ok(style) = ProgressStyle::with_template("[{bar:24}] {wide_msg}") {
            bar.set_style(style.progress_chars("=> "));
        }
        Self {
            bar,
            estimate: Estimate::default(),
        }
    }

    /// The bar itself, of which all clones are one.
    pub(super) fn handle(&self) -> ProgressBar {
        self.bar.clone()
    }

    pub(super) fn show(&mut self, snapshot: &Snapshot) {
        let rate = self.estimate.rate(snapshot.elapsed, snapshot.done());
        let done = match snapshot.builds.as_slice() {
            [build] => Some(build.percent()),
            _ => percent(snapshot),
        };
        // The position draws, and so comes after the words.
        self.bar.set_message(text(snapshot, rate));
        self.bar.set_position(done.unwrap_or(0));
    }
}
