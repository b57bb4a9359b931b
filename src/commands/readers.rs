//! The read options of commands that read untrusted files.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::{Console, Failure};
use crate::extract::Budget;
use crate::ingest::{ReadOptions, Workers};

/// The limits for one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileLimits {
    /// Time limit.
    pub time: Duration,
    /// Memory limit of the worker process, in bytes.
    pub memory_bytes: u64,
    /// Whether to parse files in this process, with weaker limits, to measure the cost of workers.
    pub in_process: bool,
}

impl Default for FileLimits {
    fn default() -> Self {
        Self {
            time: Budget::default().time,
            memory_bytes: 1 << 30,
            in_process: false,
        }
    }
}

/// Returns options for `threads` reader threads (one per core if `None`), each with a worker process if the console has a
/// worker program.
pub(super) fn read_options(
    threads: Option<NonZeroUsize>,
    limits: FileLimits,
    console: &Console<'_>,
) -> Result<ReadOptions, Failure> {
    let processes = threads.or_else(|| thread::available_parallelism().ok());
    let processes = processes.map_or(1, NonZeroUsize::get);
    let start = |program| Workers::start(program, limits.memory_bytes, processes);
    let program = console.worker.clone().filter(|_| !limits.in_process);
    let workers = program.map(start).transpose();
    let workers = workers.map_err(|error| {
        Failure::with_hint(
            format!("cannot start a process to read files in: {error}"),
            "if --memory is set, raise it; close other programs and run the same command again",
        )
    })?;
    Ok(ReadOptions {
        threads,
        workers: workers.map(Arc::new),
        budget: Budget {
            time: limits.time,
            ..Budget::default()
        },
        ..ReadOptions::default()
    })
}
