//! Finds the files of an archive, plans which to read, and reads them in parallel. Does not know where documents go.

mod hash;
mod options;
mod parse;
mod plan;
mod progress;
mod read;
mod read_file;
#[cfg(test)]
mod read_tests;
mod threads;
mod walk;
mod worker;

pub use hash::{hash, hash_of_bytes};
pub use options::ReadOptions;
pub use plan::{Known, Plan, Task, TaskReason, plan};
pub use progress::{End, Progress};
pub use read::read;
pub use read_file::{Document, Outcome, Reading};
pub use threads::READER_THREAD;
pub use walk::{Trouble, Walk, WalkOptions, walk};
pub use worker::{Confinement, WorkerProgram, Workers, serve};
