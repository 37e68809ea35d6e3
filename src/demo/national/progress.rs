//! How far a long build has come: a bar where somebody watches, a line for each period where nobody does.

use std::io::{IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};

/// The progress of telling.
pub struct Progress {
    bar: Option<ProgressBar>,
    whole: usize,
    done: usize,
}

impl Progress {
    /// Nothing of so many reports is told yet.
    pub fn of(whole: usize) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(u64::try_from(whole).unwrap_or_default());
            let style = "{msg:>14} [{bar:40}] {pos}/{len} reports, {elapsed} gone, {eta} to go";
            // A template of our own that does not read leaves the bar as it comes.
            if let Ok(style) = ProgressStyle::with_template(style) {
                bar.set_style(style);
            }
            bar
        });
        Self { bar, whole, done: 0 }
    }

    /// A period begins.
    pub fn enter(&self, period: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(period.to_owned()),
            None => {
                // Nobody has to read on for the build to go on.
                let _ = writeln!(std::io::stderr(), "{period}: {} of {} reports told", self.done, self.whole);
            }
        }
    }

    /// So many more are told.
    pub fn advance(&mut self, by: usize) {
        self.done += by;
        if let Some(bar) = &self.bar {
            bar.inc(u64::try_from(by).unwrap_or_default());
        }
    }

    /// All are told.
    pub fn end(self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
