//! Shows how far a run is, on a terminal only.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use plenary::ingest::Progress;

/// A bar that appears with the first news of a run and goes when it is dropped.
pub(crate) struct Bar(Option<ProgressBar>);

impl Bar {
    pub(crate) fn new() -> Self {
        Self(None)
    }

    /// Shows how far it is; at the end the bar goes, so that what was done can be printed in its place.
    pub(crate) fn show(&mut self, progress: &Progress) {
        if progress.files == progress.files_total {
            return self.clear();
        }
        let bar = self.0.get_or_insert_with(|| start(progress.bytes_total));
        bar.set_position(progress.bytes);
        bar.set_message(format!(
            "{} of {} files, {} pages, {} skipped",
            progress.files, progress.files_total, progress.pages, progress.skipped
        ));
    }

    /// Prints a line above the bar.
    pub(crate) fn line(&self, line: &str) {
        match &self.0 {
            Some(bar) => bar.suspend(|| eprintln!("{line}")),
            None => eprintln!("{line}"),
        }
    }

    fn clear(&mut self) {
        if let Some(bar) = self.0.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}

/// On anything but a terminal the bar draws nothing.
fn start(bytes_total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg}  {wide_bar} {binary_bytes_per_sec}  {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(bytes_total).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
