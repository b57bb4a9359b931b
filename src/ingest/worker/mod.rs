//! Parses files in separate processes, so that a hostile file cannot crash the run.
//!
//! A worker is the same program, started with a hidden subcommand. It receives the bytes of files through a pipe and
//! returns their text; it cannot open files itself. A worker that crashes or exceeds its time or memory limit is
//! replaced, and the file becomes a skip.

mod confine;
#[cfg(all(test, target_os = "linux"))]
mod confine_tests;
mod process;
mod serve;
#[cfg(all(test, unix))]
mod tests;
mod wire;

use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::parse::ParsedFile;
use crate::extract::Budget;
use crate::model::{Skip, SkipReason};

pub use confine::Confinement;
pub use process::WorkerProgram;
pub use serve::serve;

use process::{Fault, Process, Replies};
use wire::{ParseReply, ParseRequest};

/// The share of the time limit after which extraction stops, to leave time for layout. At the limit the worker is killed.
const EXTRACTION_SHARE: f32 = 0.8;

/// The workers of a run: one for each reader thread, started on first use and replaced after a fault.
#[derive(Debug)]
pub struct Workers {
    program: WorkerProgram,
    memory_bytes: u64,
    confinement: Confinement,
    /// By thread index.
    workers: Vec<Mutex<Option<Worker>>>,
}

/// A worker process and the number of requests it was sent.
#[derive(Debug)]
struct Worker {
    process: Process,
    requests: u64,
}

impl Workers {
    /// Starts the first of `threads` workers; the others start on first use.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(program: WorkerProgram, memory_bytes: u64, threads: usize) -> io::Result<Self> {
        let process = Process::start(&program, memory_bytes)?;
        let confinement = process.confinement;
        let first = Some(Worker {
            process,
            requests: 0,
        });
        let workers = std::iter::once(first).chain((1..threads).map(|_| None));
        Ok(Self {
            program,
            memory_bytes,
            confinement,
            workers: workers.map(Mutex::new).collect(),
        })
    }

    /// Returns the confinement of the workers on this system.
    pub fn confinement(&self) -> Confinement {
        self.confinement
    }

    /// Parses files, given by path and bytes, in the worker of this thread: all in one request, or one by one after a fault.
    pub(super) fn parse(
        &self,
        paths: &[&str],
        files: Vec<Vec<u8>>,
        budget: &Budget,
    ) -> Vec<ParsedFile> {
        let thread = rayon::current_thread_index().unwrap_or_default();
        let worker = &self.workers[thread % self.workers.len()];
        let mut worker = worker.lock().unwrap_or_else(PoisonError::into_inner);
        if files.len() > 1
            && let Ok(documents) = self.request_documents(&mut worker, paths, &files, budget)
        {
            return documents;
        }
        let alone = |(path, file): (&&str, Vec<u8>)| {
            self.request_documents(&mut worker, &[*path], &[file], budget)
                .and_then(|documents| documents.into_iter().next().ok_or_else(inconsistent))
                .unwrap_or_else(|fault| Err(self.skip(fault, budget.time)))
        };
        paths.iter().zip(files).map(alone).collect()
    }

    /// Sends a request and decodes the replies; drops the worker after a fault.
    fn request_documents(
        &self,
        worker: &mut Option<Worker>,
        paths: &[&str],
        files: &[Vec<u8>],
        budget: &Budget,
    ) -> Result<Vec<ParsedFile>, Fault> {
        let documents = self
            .send(worker, paths, files, budget)
            .and_then(|replies| documents(replies, files.len()));
        if documents.is_err() {
            *worker = None;
        }
        documents
    }

    fn send(
        &self,
        worker: &mut Option<Worker>,
        paths: &[&str],
        files: &[Vec<u8>],
        budget: &Budget,
    ) -> Result<Replies, Fault> {
        let request = ParseRequest {
            paths: paths.iter().map(|&path| path.to_owned()).collect(),
            budget: Budget {
                time: budget.time.mul_f32(EXTRACTION_SHARE),
                ..*budget
            },
        };
        let running = self.running(worker)?;
        let replies = running.process.send(&request, files, budget.time);
        // The memory of a worker can be fragmented after many files, so a new one gets a second try.
        if running.requests > 1 && matches!(replies, Err(Fault::OutOfMemory)) {
            *worker = None;
            let fresh = &mut self.running(worker)?.process;
            return fresh.send(&request, files, budget.time);
        }
        replies
    }

    fn running<'w>(&self, worker: &'w mut Option<Worker>) -> Result<&'w mut Worker, Fault> {
        let usable = |worker: &Worker| !worker.process.has_timed_out();
        let running = match worker.take().filter(usable) {
            Some(running) => running,
            None => Worker {
                process: Process::start(&self.program, self.memory_bytes)
                    .map_err(Fault::NotStarted)?,
                requests: 0,
            },
        };
        let running = worker.insert(running);
        running.requests += 1;
        Ok(running)
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

/// Decodes the replies into documents. A hostile file may control the worker, so their flows are validated, and there must
/// be one reply for each file.
fn documents((replies, bodies): Replies, files: usize) -> Result<Vec<ParsedFile>, Fault> {
    if replies.len() != files || bodies.len() != files {
        return Err(inconsistent());
    }
    replies.into_iter().zip(bodies).map(document).collect()
}

fn document((reply, body): (ParseReply, Vec<u8>)) -> Result<ParsedFile, Fault> {
    match reply {
        ParseReply::Skipped(skip) => Ok(Err(skip)),
        ParseReply::Read(read) => {
            let (mut extracted, metadata) = *read;
            extracted.flow.text = String::from_utf8(body).map_err(|_| inconsistent())?;
            match extracted.flow.holds_together() {
                true => Ok(Ok((extracted, metadata))),
                false => Err(inconsistent()),
            }
        }
    }
}

fn inconsistent() -> Fault {
    Fault::Crashed("its text does not hold together".to_owned())
}
