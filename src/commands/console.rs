//! What is a command connected to?

use std::io::{BufRead, Write};
use std::sync::atomic::AtomicBool;

use crate::ingest::{self, WorkerProgram};

/// The ends of a command: where its results go, and how it talks with the people who started it.
pub struct Console<'a> {
    /// Takes the results.
    pub out: &'a mut dyn Write,
    /// Gives what is piped in.
    pub input: &'a mut dyn BufRead,
    /// Takes a line for people.
    pub tell: &'a mut dyn FnMut(&str),
    /// Takes how far a long run is.
    pub progress: &'a mut dyn FnMut(Progress<'_>),
    /// The program that looks into files in processes of its own; if `None`, it is done in this one.
    pub worker: Option<WorkerProgram>,
    /// Set when a long run is to end early.
    pub cancel: &'a AtomicBool,
}

/// How far a long run is.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'a> {
    /// Of reading files.
    Files(&'a ingest::Progress),
    /// Of answering queries.
    Queries {
        /// How many are answered.
        answered: u64,
        /// How many bytes of the query file they take.
        bytes: u64,
        /// How many bytes it has; `None` for what is piped in.
        bytes_total: Option<u64>,
    },
}
