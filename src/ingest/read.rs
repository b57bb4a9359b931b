//! Reads files in parallel and passes them on in order, in bounded memory.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use rayon::Scope;

use super::options::ReadOptions;
use super::plan::Task;
use super::progress::{End, Progress};
use super::read_file::{Outcome, Reading, panicked_reading, read_files};
use super::threads::pool;

/// Reads the files of `tasks`. For each file `prepare` runs in the thread that read it; its result is passed to `sink` in
/// the calling thread and in the order of the tasks. `progress` is called after each file, also in the calling thread.
///
/// # Errors
/// The first error of `sink`, which ends the run.
pub fn read<T: Send, E>(
    tasks: &[Task],
    options: &ReadOptions,
    cancel: &AtomicBool,
    prepare: impl Fn(Reading) -> T + Sync,
    mut progress: impl FnMut(&Progress),
    mut sink: impl FnMut(T) -> Result<(), E>,
) -> Result<End, E> {
    let stop = AtomicBool::new(false);
    let stopped = || cancel.load(Ordering::Relaxed) || stop.load(Ordering::Relaxed);
    let prepared = |(task, reading): (&Task, Reading)| {
        let usage = Usage::of(&reading);
        let prepared = catch_unwind(AssertUnwindSafe(|| prepare(reading)));
        let prepared = prepared.unwrap_or_else(|panic| prepare(panicked_reading(task, &*panic)));
        (prepared, usage)
    };
    let work = |tasks: &[Task]| {
        if stopped() {
            return None;
        }
        let readings = read_files(&tasks.iter().collect::<Vec<_>>(), options);
        Some(tasks.iter().zip(readings).map(prepared).collect())
    };
    let pool = pool(options.threads);
    pool.in_place_scope(|scope| {
        let mut pipeline = Pipeline::new(tasks, options, pool.current_num_threads(), &work);
        let end = pipeline.run(scope, &mut progress, &mut sink);
        // After an error the files in flight need not be finished.
        stop.store(true, Ordering::Relaxed);
        end
    })
}

/// What a finished file holds until it is passed on, and how it counts in the progress.
#[derive(Clone, Copy, Default)]
struct Usage {
    bytes: u64,
    pages: u64,
    skipped: bool,
}

impl Usage {
    /// Text is held three times over, as text and as tokens.
    fn of(reading: &Reading) -> Self {
        match &reading.outcome {
            Outcome::Read(document) => Self {
                bytes: document.extracted.flow.text.len() as u64 * 3,
                pages: u64::from(document.extracted.flow.page_count()),
                skipped: false,
            },
            Outcome::Skipped(..) => Self {
                skipped: true,
                ..Self::default()
            },
            Outcome::Unchanged(_) => Self::default(),
        }
    }
}

/// A file in flight.
struct InFlight<T> {
    /// The bytes it holds.
    bytes: u64,
    /// The prepared result, once it is read.
    done: Option<T>,
}

/// The index of the first task of a batch, and the results of the batch; `None` after a cancellation.
type BatchResult<T> = (usize, Option<Vec<(T, Usage)>>);

/// Small files are read in batches of at most this many files and bytes, since passing a file to a worker can cost more
/// than reading it.
const BATCH_FILES: usize = 16;
const BATCH_BYTES: u64 = 768 << 10;

/// One pass over the tasks: some are passed on, a window of files is in flight, the rest is waiting.
struct Pipeline<'a, T, W> {
    tasks: &'a [Task],
    options: &'a ReadOptions,
    threads: usize,
    work: &'a W,
    window: VecDeque<InFlight<T>>,
    passed_on: usize,
    bytes_in_flight: u64,
    sender: mpsc::Sender<BatchResult<T>>,
    receiver: mpsc::Receiver<BatchResult<T>>,
}

impl<'a, T: Send, W: Fn(&[Task]) -> Option<Vec<(T, Usage)>> + Sync> Pipeline<'a, T, W> {
    fn new(tasks: &'a [Task], options: &'a ReadOptions, threads: usize, work: &'a W) -> Self {
        let (sender, receiver) = mpsc::channel();
        Self {
            tasks,
            options,
            threads,
            work,
            window: VecDeque::new(),
            passed_on: 0,
            bytes_in_flight: 0,
            sender,
            receiver,
        }
    }

    fn run<'scope, E>(
        &mut self,
        scope: &Scope<'scope>,
        progress: &mut impl FnMut(&Progress),
        sink: &mut impl FnMut(T) -> Result<(), E>,
    ) -> Result<End, E>
    where
        'a: 'scope,
        T: 'scope,
    {
        let mut so_far = Progress {
            files_total: self.tasks.len() as u64,
            bytes_total: self.tasks.iter().map(|task| task.file.size_bytes).sum(),
            ..Progress::default()
        };
        progress(&so_far);
        while self.passed_on < self.tasks.len() {
            self.fill_window(scope);
            let Ok((at, Some(results))) = self.receiver.recv() else {
                return Ok(End::Cancelled);
            };
            for (at, (result, usage)) in (at..).zip(results) {
                so_far.files += 1;
                so_far.bytes += self.tasks[at].file.size_bytes;
                so_far.pages += usage.pages;
                so_far.skipped += u64::from(usage.skipped);
                progress(&so_far);
                self.finish(at, result, usage.bytes);
            }
            self.pass_on(sink)?;
        }
        Ok(End::Finished)
    }

    fn fill_window<'scope>(&mut self, scope: &Scope<'scope>)
    where
        'a: 'scope,
        T: 'scope,
    {
        let tasks = self.tasks;
        loop {
            let at = self.passed_on + self.window.len();
            let batch = &tasks[at..at + self.batch_len(&tasks[at..])];
            if batch.is_empty() {
                return;
            }
            for task in batch {
                let bytes = task.file.size_bytes;
                self.bytes_in_flight += bytes;
                self.window.push_back(InFlight { bytes, done: None });
            }
            let (sender, work) = (self.sender.clone(), self.work);
            scope.spawn(move |_| send_result(&sender, at, || work(batch)));
        }
    }

    /// Returns the number of tasks in the next batch: one, or more if they are small and there are enough for all threads, or
    /// none if the window is full.
    fn batch_len(&self, next: &[Task]) -> usize {
        let room = self.options.files_in_flight.max(1) - self.window.len();
        if !self.window.is_empty() && self.bytes_in_flight >= self.options.bytes_in_flight {
            return 0;
        }
        let share = next.len().div_ceil(4 * self.threads);
        let mut bytes = 0;
        let small = next.iter().take_while(|task| {
            bytes += task.file.size_bytes;
            bytes <= BATCH_BYTES
        });
        let small = small.take(share.min(BATCH_FILES)).count();
        small.max(1).min(room).min(next.len())
    }

    fn finish(&mut self, at: usize, result: T, bytes: u64) {
        let file = &mut self.window[at - self.passed_on];
        self.bytes_in_flight = self.bytes_in_flight - file.bytes + bytes;
        *file = InFlight {
            bytes,
            done: Some(result),
        };
    }

    fn pass_on<E>(&mut self, sink: &mut impl FnMut(T) -> Result<(), E>) -> Result<(), E> {
        while self.window.front().is_some_and(|file| file.done.is_some())
            && let Some(file) = self.window.pop_front()
        {
            self.passed_on += 1;
            self.bytes_in_flight -= file.bytes;
            file.done.map_or(Ok(()), &mut *sink)?;
        }
        Ok(())
    }
}

/// Sends the result of the work. After a panic sends `None`, which ends the run, and resumes the panic.
fn send_result<T>(
    sender: &mpsc::Sender<BatchResult<T>>,
    at: usize,
    work: impl FnOnce() -> Option<Vec<(T, Usage)>>,
) {
    let (results, panic) = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(results) => (results, None),
        Err(panic) => (None, Some(panic)),
    };
    // The receiver is gone after an error, when the result is not needed.
    let _ = sender.send((at, results));
    if let Some(panic) = panic {
        resume_unwind(panic);
    }
}
