//! The progress and the end of a run.

/// The progress of a run. Files count as soon as they are read, in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files done.
    pub files: u64,
    /// Files in total.
    pub files_total: u64,
    /// Bytes of the files done.
    pub bytes: u64,
    /// Bytes of all files.
    pub bytes_total: u64,
    /// Pages read.
    pub pages: u64,
    /// Files skipped.
    pub skipped: u64,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Every file was passed on.
    Finished,
    /// It was cancelled; the files before the first unread one were passed on.
    Cancelled,
}
