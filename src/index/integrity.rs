//! Is the index as it was written?

use std::path::PathBuf;

use super::{Index, IndexError};

impl Index {
    /// The files of the index, relative to its folder, whose bytes are not those that were written; sorted.
    ///
    /// # Errors
    /// When a file cannot even be read.
    pub fn damaged_files(&self) -> Result<Vec<PathBuf>, IndexError> {
        let damaged = self.searcher.index().validate_checksum()?;
        let engine = self.folder.engine();
        let shown = |file: PathBuf| {
            let file = engine.join(file);
            file.strip_prefix(&self.folder.path)
                .unwrap_or(&file)
                .to_owned()
        };
        let mut damaged: Vec<PathBuf> = damaged.into_iter().map(shown).collect();
        damaged.sort();
        Ok(damaged)
    }
}
