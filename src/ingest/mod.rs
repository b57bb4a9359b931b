//! Finds the files of an archive, plans what to read, and reads it in parallel. Does not know where documents go.

mod hash;
mod one_file;
mod plan;
mod read;
#[cfg(test)]
mod read_tests;
mod walk;
mod worker;

pub use hash::{hash, hash_of_bytes};
pub use one_file::{Document, Outcome, Reading};
pub use plan::{Known, Plan, Task, Why, plan};
pub use read::{
    End, Progress, READER_THREAD, ReadAhead, ReadOptions, read, read_ahead, read_others,
};
pub use walk::{Trouble, Walk, WalkOptions, walk};
pub use worker::{Confinement, WorkerProgram, Workers, serve};
