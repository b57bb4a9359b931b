//! Replaces small files beside the engine's in one step.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::error::IndexError;

/// Writes a file, or replaces it in one step; returns when it is on the disk.
///
/// # Errors
/// When it cannot be written; it is as it was then.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), IndexError> {
    let mut draft = OsString::from(path);
    draft.push(".new");
    let write = || -> io::Result<()> {
        let mut file = File::create(&draft)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&draft, path)
    };
    write().map_err(|source| IndexError::Io {
        verb: "write",
        path: path.to_owned(),
        source,
    })
}
