//! Limits on the work spent on one file, so that a hostile file cannot stop a run.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Limits for one file. The defaults are far above any real document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// File size in bytes.
    pub file_bytes: u64,
    /// Number of pages.
    pub pages: u32,
    /// Number of drawing operators on all pages.
    pub operators: u64,
    /// Number of glyphs on all pages.
    pub glyphs: u64,
    /// Time spent on the file.
    pub time: Duration,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            file_bytes: 2 << 30,
            pages: 100_000,
            operators: 200_000_000,
            glyphs: 50_000_000,
            time: Duration::from_secs(60),
        }
    }
}
