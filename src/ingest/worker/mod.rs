//! Reads files in processes of their own, which a file can break without harm to the run.
//!
//! A worker is the same program, started with a hidden subcommand. It is handed the bytes of a file through a pipe and
//! hands back the text; it can open nothing itself. One that crashes, takes too long or too much memory is replaced,
//! and the file becomes a skip.

mod confine;
#[cfg(all(test, target_os = "linux"))]
mod confine_tests;
mod process;
mod serve;
#[cfg(all(test, unix))]
mod tests;
mod wire;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::one_file::Understood;
use crate::extract::Budget;
use crate::model::{Skip, SkipReason};

pub use confine::Confinement;
pub use serve::serve;

use process::{Answer, Fault, Process};
use wire::{Reply, Request};

/// The share of the time limit after which a reader stops to put in order what it has; it is killed at the end.
const READING_SHARE: f32 = 0.8;

/// The program that becomes a worker: it calls `serve` with its standard input and output, and with the memory limit in
/// bytes, which is its last argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerProgram {
    /// The program.
    pub program: PathBuf,
    /// What makes it a worker.
    pub arguments: Vec<OsString>,
}

/// The workers of a run: one for each thread that reads, started when it is first needed and replaced after a fault.
#[derive(Debug)]
pub struct Workers {
    program: WorkerProgram,
    memory_bytes: u64,
    confinement: Confinement,
    /// By the number of the thread.
    seats: Vec<Mutex<Option<Seat>>>,
}

/// A worker and how many requests it was sent.
#[derive(Debug)]
struct Seat {
    process: Process,
    requests: u64,
}

impl Workers {
    /// Makes room for as many workers as there are threads, and starts the first.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(program: WorkerProgram, memory_bytes: u64, threads: usize) -> io::Result<Self> {
        let process = Process::start(&program, memory_bytes)?;
        let confinement = process.confinement;
        let first = Some(Seat {
            process,
            requests: 0,
        });
        let seats = std::iter::once(first).chain((1..threads).map(|_| None));
        Ok(Self {
            program,
            memory_bytes,
            confinement,
            seats: seats.map(Mutex::new).collect(),
        })
    }

    /// The bounds that hold for the workers on this system.
    pub fn confinement(&self) -> Confinement {
        self.confinement
    }

    /// Has files read by the worker of this thread, by their paths in the archive and their bytes: all at once, and one
    /// by one only if anything goes wrong with one of them.
    pub(super) fn understand(
        &self,
        paths: &[&str],
        files: Vec<Vec<u8>>,
        budget: &Budget,
    ) -> Vec<Understood> {
        let thread = rayon::current_thread_index().unwrap_or_default();
        let seat = &self.seats[thread % self.seats.len()];
        let mut seat = seat.lock().unwrap_or_else(PoisonError::into_inner);
        if files.len() > 1
            && let Ok(documents) = self.documents(&mut seat, paths, &files, budget)
        {
            return documents;
        }
        let alone = |(path, file): (&&str, Vec<u8>)| {
            self.documents(&mut seat, &[*path], &[file], budget)
                .and_then(|documents| documents.into_iter().next().ok_or_else(nonsense))
                .unwrap_or_else(|fault| Err(self.skip(fault, budget.time)))
        };
        paths.iter().zip(files).map(alone).collect()
    }

    fn documents(
        &self,
        seat: &mut Option<Seat>,
        paths: &[&str],
        files: &[Vec<u8>],
        budget: &Budget,
    ) -> Result<Vec<Understood>, Fault> {
        let documents = self
            .ask(seat, paths, files, budget)
            .and_then(|answer| documents(answer, files.len()));
        if documents.is_err() {
            *seat = None;
        }
        documents
    }

    fn ask(
        &self,
        seat: &mut Option<Seat>,
        paths: &[&str],
        files: &[Vec<u8>],
        budget: &Budget,
    ) -> Result<Answer, Fault> {
        let request = Request {
            paths: paths.iter().map(|&path| path.to_owned()).collect(),
            budget: Budget {
                time: budget.time.mul_f32(READING_SHARE),
                ..*budget
            },
        };
        let seated = self.seated(seat)?;
        let answer = seated.process.ask(&request, files, budget.time);
        // A worker's memory can be in pieces after many files.
        if seated.requests > 1 && matches!(answer, Err(Fault::OutOfMemory)) {
            *seat = None;
            let fresh = &mut self.seated(seat)?.process;
            return fresh.ask(&request, files, budget.time);
        }
        answer
    }

    fn seated<'seat>(&self, seat: &'seat mut Option<Seat>) -> Result<&'seat mut Seat, Fault> {
        let usable = |seated: &Seat| !seated.process.has_timed_out();
        let seated = match seat.take().filter(usable) {
            Some(seated) => seated,
            None => Seat {
                process: Process::start(&self.program, self.memory_bytes)
                    .map_err(Fault::NotStarted)?,
                requests: 0,
            },
        };
        let seated = seat.insert(seated);
        seated.requests += 1;
        Ok(seated)
    }

    fn skip(&self, fault: Fault, limit: Duration) -> Skip {
        let (reason, detail) = match fault {
            Fault::TimedOut => (
                SkipReason::TimedOut,
                format!("it took longer than {} s", limit.as_secs_f32()),
            ),
            Fault::OutOfMemory => (
                SkipReason::OutOfMemory,
                format!("it needs more than {} MB", self.memory_bytes >> 20),
            ),
            Fault::Crashed(how) => (
                SkipReason::Malformed,
                format!("the reader failed on it: {how}"),
            ),
            Fault::NotStarted(error) => (
                SkipReason::Unreadable,
                format!("no process could be started to read it: {error}"),
            ),
        };
        Skip::new(reason, detail)
    }
}

/// Puts documents together again. A worker may have been taken over by a file, so their texts must hold together, and
/// there must be one for each file.
fn documents((replies, bodies): Answer, files: usize) -> Result<Vec<Understood>, Fault> {
    if replies.len() != files || bodies.len() != files {
        return Err(nonsense());
    }
    replies.into_iter().zip(bodies).map(document).collect()
}

fn document((reply, body): (Reply, Vec<u8>)) -> Result<Understood, Fault> {
    match reply {
        Reply::Skipped(skip) => Ok(Err(skip)),
        Reply::Read(read) => {
            let (mut extracted, metadata) = *read;
            extracted.flow.text = String::from_utf8(body).map_err(|_| nonsense())?;
            match extracted.flow.holds_together() {
                true => Ok(Ok((extracted, metadata))),
                false => Err(nonsense()),
            }
        }
    }
}

fn nonsense() -> Fault {
    Fault::Crashed("its text does not hold together".to_owned())
}
