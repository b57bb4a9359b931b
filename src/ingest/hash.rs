//! Hashes files with SHA-256, in parallel.

use std::fs::File;
use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use sha2::Digest;

use super::progress::End;
use super::threads::pool;
use crate::model::Sha256;

/// Size of the read buffer.
const CHUNK_BYTES: usize = 1 << 20;

/// Hashes files in parallel. `each` is called in the calling thread, in any order, with the index of a file and its hash.
pub fn hash<P: AsRef<Path> + Sync>(
    files: &[P],
    threads: Option<NonZeroUsize>,
    cancel: &AtomicBool,
    mut each: impl FnMut(usize, io::Result<Sha256>),
) -> End {
    let (sender, receiver) = mpsc::channel();
    pool(threads).in_place_scope(|scope| {
        for (at, file) in files.iter().enumerate() {
            let sender = sender.clone();
            scope.spawn(move |_| {
                if !cancel.load(Ordering::Relaxed) {
                    // The receiver outlives the scope.
                    let _ = sender.send((at, hash_of(file.as_ref())));
                }
            });
        }
        drop(sender);
        let mut done = 0;
        for (at, hash) in &receiver {
            done += 1;
            each(at, hash);
        }
        match done == files.len() {
            true => End::Finished,
            false => End::Cancelled,
        }
    })
}

/// Returns the hash of bytes in memory.
pub fn hash_of_bytes(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

fn hash_of(path: &Path) -> io::Result<Sha256> {
    let mut file = File::open(path)?;
    let mut hasher = sha2::Sha256::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        match file.read(&mut chunk) {
            Ok(0) => return Ok(Sha256(hasher.finalize().into())),
            Ok(read) => hasher.update(&chunk[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
