//! How much work one file may cost, so that a hostile one cannot stop a run.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Limits on one file. The defaults are far above any real document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Size of the file in bytes.
    pub file_bytes: u64,
    /// Pages.
    pub pages: u32,
    /// Drawing operators, over all pages.
    pub operators: u64,
    /// Glyphs, over all pages.
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
