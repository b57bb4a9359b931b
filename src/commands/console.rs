//! The input and output of a command.

use std::io::{BufRead, Write};
use std::sync::atomic::AtomicBool;

use crate::ingest::{self, WorkerProgram};

/// The streams and callbacks of a command.
pub struct Console<'a> {
    /// Receives the results.
    pub out: &'a mut dyn Write,
    /// Standard input.
    pub input: &'a mut dyn BufRead,
    /// Receives messages for the user, line by line.
    pub tell: &'a mut dyn FnMut(&str),
    /// Receives the progress of long runs.
    pub progress: &'a mut dyn FnMut(Progress<'_>),
    /// The program of worker processes; if `None`, files are parsed in this process.
    pub worker: Option<WorkerProgram>,
    /// Set to cancel a long run.
    pub cancel: &'a AtomicBool,
}

/// The progress of a long run.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'a> {
    /// Progress of reading files.
    Files(&'a ingest::Progress),
    /// Progress of answering queries.
    Queries {
        /// Number of answered queries.
        answered: u64,
        /// Number of bytes read from the query file.
        bytes: u64,
        /// Size of the query file; `None` for standard input.
        bytes_total: Option<u64>,
    },
}
