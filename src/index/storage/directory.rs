//! A directory of the engine that can be read where nothing may be written.
//!
//! The engine opens a lock file for writing while it opens an index, so that a writer does not delete what is being opened.
//! Here that may fail: on a read-only disk there is no writer, and another user's index can be locked through a file opened for
//! reading.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};
use tantivy::{Directory, TantivyError};

/// The folder of the engine's files, opened for reading.
#[derive(Clone, Debug)]
pub(crate) struct ReaderDirectory {
    path: PathBuf,
    files: MmapDirectory,
}

impl ReaderDirectory {
    pub(crate) fn open(path: &Path) -> Result<Self, TantivyError> {
        Ok(Self {
            path: path.to_owned(),
            files: MmapDirectory::open(path)?,
        })
    }

    fn lock_for_reading(&self, lock: &Lock) -> io::Result<DirectoryLock> {
        let file = match File::open(self.path.join(&lock.filepath)) {
            Ok(file) => file,
            // The index was copied without its lock file.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(DirectoryLock::from(Box::new(())));
            }
            Err(error) => return Err(error),
        };
        match file.lock() {
            Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(error),
            _ => Ok(DirectoryLock::from(Box::new(file))),
        }
    }
}

fn may_not_write(error: &LockError) -> bool {
    use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    match error {
        LockError::IoError(error) => {
            matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem)
        }
        LockError::LockBusy => false,
    }
}

impl Directory for ReaderDirectory {
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.files.acquire_lock(lock) {
            // Only readers take blocking locks.
            Err(error) if lock.is_blocking && may_not_write(&error) => self
                .lock_for_reading(lock)
                .map_err(LockError::wrap_io_error),
            done => done,
        }
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.files.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.files.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.files.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.files.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}
