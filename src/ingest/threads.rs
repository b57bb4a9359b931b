//! The thread pool that reads and hashes files.

use std::num::NonZeroUsize;

use rayon::{ThreadPool, ThreadPoolBuilder};

/// The name of the threads that read files. A panic in one of them is caught and becomes a skip, so a panic hook can
/// ignore it.
pub const READER_THREAD: &str = "plenary-reader";

/// Stack size of reader threads. Deeply nested files need much; memory is only used as it is touched.
pub(super) const STACK_BYTES: usize = 16 << 20;

/// Creates a pool of `threads` threads, or of one per core.
pub(super) fn pool(threads: Option<NonZeroUsize>) -> ThreadPool {
    ThreadPoolBuilder::new()
        .num_threads(threads.map_or(0, NonZeroUsize::get))
        .thread_name(|_| READER_THREAD.to_owned())
        .stack_size(STACK_BYTES)
        .start_handler(|_| lower_priority())
        .build()
        .expect("a system that runs this program lets it start threads")
}

/// Lowers the priority of the calling thread, so that the indexing threads, which the readers wait for, go first.
fn lower_priority() {
    // On other systems this would apply to the whole process.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 5);
}
