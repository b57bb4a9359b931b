//! Finds the files of an archive, plans what to read, and reads it in parallel. Does not know where documents go.

mod hash;
mod plan;
mod read;
mod walk;
mod worker;

pub use hash::{hash, hash_of_bytes};
pub use plan::{Known, Plan, Task, Why, plan};
pub use read::{Document, End, Outcome, Progress, READER_THREAD, ReadOptions, Reading, read};
pub use walk::{Trouble, Walk, WalkOptions, walk};
pub use worker::{Confinement, WorkerProgram, Workers, serve};
