//! Shows the progress bar of a run; draws on terminals only.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use plenary::commands::Progress;

/// A progress bar, created by the first update and cleared on drop.
pub(crate) struct Bar(Option<ProgressBar>);

impl Bar {
    pub(crate) fn new() -> Self {
        Self(None)
    }

    /// Updates the bar, and clears it at the end of the run to make room for the summary.
    pub(crate) fn show(&mut self, progress: Progress<'_>) {
        match progress {
            Progress::Files(files) if files.files == files.files_total => self.clear(),
            Progress::Files(files) => {
                let message = format!(
                    "{} of {} files, {} pages, {} skipped",
                    files.files, files.files_total, files.pages, files.skipped
                );
                self.move_to(files.bytes, files.bytes_total, message);
            }
            Progress::Queries {
                bytes, bytes_total, ..
            } if bytes_total == Some(bytes) => self.clear(),
            Progress::Queries {
                answered,
                bytes,
                bytes_total,
            } => self.move_to(
                bytes,
                bytes_total.unwrap_or(0),
                format!("{answered} queries answered"),
            ),
        }
    }

    fn move_to(&mut self, bytes: u64, bytes_total: u64, message: String) {
        let bar = self.0.get_or_insert_with(|| start(bytes_total));
        bar.set_position(bytes);
        bar.set_message(message);
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

/// Creates the bar. `indicatif` draws nothing unless standard error is a terminal.
fn start(bytes_total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg}  {wide_bar} {binary_bytes_per_sec}  {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(bytes_total).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
