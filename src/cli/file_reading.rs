//! Flags for reading files.

use std::num::NonZeroUsize;
use std::time::Duration;

use clap::Args;
use plenary::commands::FileLimits;

/// How files are read, the same by `index` and by `inspect`.
#[derive(Debug, Args)]
pub(super) struct FileReading {
    /// How many threads read [default: one a core]
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(super) limits: Limits,
    /// Follow symbolic links
    #[arg(long)]
    pub(super) follow: bool,
}

/// What reading one file may cost.
#[derive(Debug, Args)]
pub(super) struct Limits {
    /// How long one file may take; then it is skipped
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
    /// How much memory one file may take; then it is skipped
    #[arg(long, value_name = "MB", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(64..1 << 24))]
    memory: u64,
    /// Look into files in this process: less safe, to measure what the other way costs
    #[arg(long, hide = true)]
    in_process: bool,
}

impl Limits {
    pub(super) fn limits(&self) -> FileLimits {
        FileLimits {
            time: Duration::from_secs(self.timeout),
            memory_bytes: self.memory << 20,
            in_process: self.in_process,
        }
    }
}
