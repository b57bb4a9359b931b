//! The options of reading files.

use std::num::NonZeroUsize;
use std::sync::Arc;

use super::worker::Workers;
use crate::extract::Budget;

/// How to read files.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Number of reader threads; one per core if `None`.
    pub threads: Option<NonZeroUsize>,
    /// The processes that parse files; if `None`, files are parsed in this process, which a hostile file can crash.
    pub workers: Option<Arc<Workers>>,
    /// The limits for one file.
    pub budget: Budget,
    /// Maximum number of files in flight: being read, or waiting for an earlier file.
    pub files_in_flight: usize,
    /// Maximum number of bytes in flight, exceeded by at most one file.
    pub bytes_in_flight: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            threads: None,
            workers: None,
            budget: Budget::default(),
            files_in_flight: 4096,
            bytes_in_flight: 256 << 20,
        }
    }
}
