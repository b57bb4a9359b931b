//! Reads files in parallel and hands them on in order, in bounded memory.

use std::collections::{HashMap, VecDeque};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use rayon::prelude::*;
use rayon::{Scope, ThreadPool, ThreadPoolBuilder};

use super::one_file::{failed, read_together};
use super::{Outcome, Reading, Task, Workers};
use crate::extract::Budget;

/// The name of the threads that read files. A panic in one of them is caught and becomes a skip, so a panic hook may
/// keep quiet about it.
pub const READER_THREAD: &str = "plenary-reader";

/// Deeply nested files cost stack; the memory is only used when it is needed.
pub(super) const STACK_BYTES: usize = 16 << 20;

/// How to read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// How many threads read; as many as there are cores if `None`.
    pub threads: Option<NonZeroUsize>,
    /// The processes that look into files; if `None`, it is done in this one, which a hostile file can end.
    pub workers: Option<Arc<Workers>>,
    /// What one file may cost.
    pub budget: Budget,
    /// How many files may be under way: begun, or done and waiting for one before them.
    pub files_in_flight: usize,
    /// How many bytes they may hold, give or take one file.
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

/// How far a run is. Files count as soon as they are read, in whatever order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files done.
    pub files: u64,
    /// Files to do.
    pub files_total: u64,
    /// Bytes of the files done.
    pub bytes: u64,
    /// Bytes of the files to do.
    pub bytes_total: u64,
    /// Pages read.
    pub pages: u64,
    /// Files skipped.
    pub skipped: u64,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Every file was handed on.
    Finished,
    /// It was cancelled; the files before the first one not read were handed on.
    Cancelled,
}

/// Reads the files of `tasks`. For each, `prepare` runs in the thread that read it, and `sink` takes what it gives, in
/// the order of the tasks and in the calling thread, as `progress` is told.
///
/// # Errors
/// The first error of `sink`; nothing more is handed on after it.
pub fn read<T: Send, E>(
    tasks: &[Task],
    options: &ReadOptions,
    cancel: &AtomicBool,
    prepare: impl Fn(Reading) -> T + Sync,
    progress: impl FnMut(&Progress),
    sink: impl FnMut(T) -> Result<(), E>,
) -> Result<End, E> {
    let ahead = ReadAhead::new();
    read_others(tasks, ahead, options, cancel, prepare, progress, sink)
}

/// Files that were read before their turn came, by path.
pub type ReadAhead = HashMap<String, Reading>;

/// Reads files in parallel and in any order, as many as can be begun before `until` is set.
pub fn read_ahead(tasks: &[&Task], options: &ReadOptions, until: &AtomicBool) -> ReadAhead {
    let read = |task: &&Task| {
        let goes_on = !until.load(Ordering::Relaxed);
        goes_on.then(|| read_together(&[*task], options))
    };
    let tasks = tasks.par_iter();
    let readings: Vec<_> = pool(options.threads).install(|| tasks.filter_map(read).collect());
    let readings = readings.into_iter().flatten();
    readings
        .map(|reading| (reading.file.path.clone(), reading))
        .collect()
}

/// As `read`, but for files that were read before.
///
/// # Errors
/// As `read`.
pub fn read_others<T: Send, E>(
    tasks: &[Task],
    ahead: ReadAhead,
    options: &ReadOptions,
    cancel: &AtomicBool,
    prepare: impl Fn(Reading) -> T + Sync,
    mut progress: impl FnMut(&Progress),
    mut sink: impl FnMut(T) -> Result<(), E>,
) -> Result<End, E> {
    let ahead = Mutex::new(ahead);
    let read_before = |task: &Task| {
        let mut ahead = ahead.lock().unwrap_or_else(PoisonError::into_inner);
        ahead.remove(&task.file.path)
    };
    let stop = AtomicBool::new(false);
    let stopped = || cancel.load(Ordering::Relaxed) || stop.load(Ordering::Relaxed);
    let made = |(task, reading): (&Task, Reading)| {
        let weight = Weight::of(&reading);
        let made = catch_unwind(AssertUnwindSafe(|| prepare(reading)));
        let made = made.unwrap_or_else(|panic| prepare(failed(task, &*panic)));
        (made, weight)
    };
    let work = |tasks: &[Task]| {
        if stopped() {
            return None;
        }
        let before: Vec<_> = tasks.iter().map(read_before).collect();
        let others = tasks.iter().zip(&before);
        let others = others.filter_map(|(task, before)| before.is_none().then_some(task));
        let others: Vec<_> = others.collect();
        let mut others = read_together(&others, options).into_iter();
        let readings = before
            .into_iter()
            .map_while(|before| before.or_else(|| others.next()));
        Some(tasks.iter().zip(readings).map(made).collect())
    };
    let pool = pool(options.threads);
    pool.in_place_scope(|scope| {
        let mut run = Run::new(tasks, options, pool.current_num_threads(), &work);
        let end = run.drive(scope, &mut progress, &mut sink);
        // After an error the files under way are not worth finishing.
        stop.store(true, Ordering::Relaxed);
        end
    })
}

pub(super) fn pool(threads: Option<NonZeroUsize>) -> ThreadPool {
    ThreadPoolBuilder::new()
        .num_threads(threads.map_or(0, NonZeroUsize::get))
        .thread_name(|_| READER_THREAD.to_owned())
        .stack_size(STACK_BYTES)
        .start_handler(|_| give_way())
        .build()
        .expect("a system that runs this program lets it start threads")
}

/// Lets other threads go first, that of the engine above all: what is read waits for it, and when all is read, nothing does
/// its work beside it.
fn give_way() {
    // Elsewhere a whole process would.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 5);
}

/// What a finished file holds until it is handed on.
#[derive(Clone, Copy, Default)]
struct Weight {
    bytes: u64,
    pages: u64,
    skipped: bool,
}

impl Weight {
    /// Text is held as it is and as words.
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

/// A file under way: what it weighs, and what came of it once it is done.
struct Slot<T> {
    bytes: u64,
    done: Option<T>,
}

/// The number of the first task of some that were taken together, and what came of each; nothing after a cancel.
type Done<T> = (usize, Option<Vec<(T, Weight)>>);

/// Small files are taken together, up to so many and so many bytes: to hand them to a worker one by one would cost
/// more than it costs to read some of them.
const FILES_TOGETHER: usize = 16;
const BYTES_TOGETHER: u64 = 768 << 10;

/// One pass over the tasks: some handed on, then a window of slots under way, then the rest.
struct Run<'a, T, W> {
    tasks: &'a [Task],
    options: &'a ReadOptions,
    threads: usize,
    work: &'a W,
    window: VecDeque<Slot<T>>,
    handed_on: usize,
    bytes_in_flight: u64,
    sender: mpsc::Sender<Done<T>>,
    receiver: mpsc::Receiver<Done<T>>,
}

impl<'a, T: Send, W: Fn(&[Task]) -> Option<Vec<(T, Weight)>> + Sync> Run<'a, T, W> {
    fn new(tasks: &'a [Task], options: &'a ReadOptions, threads: usize, work: &'a W) -> Self {
        let (sender, receiver) = mpsc::channel();
        Self {
            tasks,
            options,
            threads,
            work,
            window: VecDeque::new(),
            handed_on: 0,
            bytes_in_flight: 0,
            sender,
            receiver,
        }
    }

    fn drive<'scope, E>(
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
        while self.handed_on < self.tasks.len() {
            self.begin_more(scope);
            let Ok((at, Some(made))) = self.receiver.recv() else {
                return Ok(End::Cancelled);
            };
            for (at, (made, weight)) in (at..).zip(made) {
                so_far.files += 1;
                so_far.bytes += self.tasks[at].file.size_bytes;
                so_far.pages += weight.pages;
                so_far.skipped += u64::from(weight.skipped);
                progress(&so_far);
                self.finish(at, made, weight.bytes);
            }
            self.hand_on(sink)?;
        }
        Ok(End::Finished)
    }

    fn begin_more<'scope>(&mut self, scope: &Scope<'scope>)
    where
        'a: 'scope,
        T: 'scope,
    {
        let tasks = self.tasks;
        loop {
            let at = self.handed_on + self.window.len();
            let together = &tasks[at..at + self.taken_together(&tasks[at..])];
            if together.is_empty() {
                return;
            }
            for task in together {
                let bytes = task.file.size_bytes;
                self.bytes_in_flight += bytes;
                self.window.push_back(Slot { bytes, done: None });
            }
            let (sender, work) = (self.sender.clone(), self.work);
            scope.spawn(move |_| answer(&sender, at, || work(together)));
        }
    }

    /// How many of the next tasks a thread takes: one, or more if they are small and there are enough for all threads,
    /// or none if the window is full.
    fn taken_together(&self, next: &[Task]) -> usize {
        let room = self.options.files_in_flight.max(1) - self.window.len();
        if !self.window.is_empty() && self.bytes_in_flight >= self.options.bytes_in_flight {
            return 0;
        }
        let share = next.len().div_ceil(4 * self.threads);
        let mut bytes = 0;
        let small = next.iter().take_while(|task| {
            bytes += task.file.size_bytes;
            bytes <= BYTES_TOGETHER
        });
        let small = small.take(share.min(FILES_TOGETHER)).count();
        small.max(1).min(room).min(next.len())
    }

    fn finish(&mut self, at: usize, made: T, bytes: u64) {
        let slot = &mut self.window[at - self.handed_on];
        self.bytes_in_flight = self.bytes_in_flight - slot.bytes + bytes;
        *slot = Slot {
            bytes,
            done: Some(made),
        };
    }

    fn hand_on<E>(&mut self, sink: &mut impl FnMut(T) -> Result<(), E>) -> Result<(), E> {
        while self.window.front().is_some_and(|slot| slot.done.is_some())
            && let Some(slot) = self.window.pop_front()
        {
            self.handed_on += 1;
            self.bytes_in_flight -= slot.bytes;
            slot.done.map_or(Ok(()), &mut *sink)?;
        }
        Ok(())
    }
}

/// Sends what the work gives; after a panic nothing, which ends the run, and the panic goes on to the caller.
fn answer<T>(
    sender: &mpsc::Sender<Done<T>>,
    at: usize,
    work: impl FnOnce() -> Option<Vec<(T, Weight)>>,
) {
    let (made, panic) = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(made) => (made, None),
        Err(panic) => (None, Some(panic)),
    };
    // The receiver is only gone when nobody waits for the answer any more.
    let _ = sender.send((at, made));
    if let Some(panic) = panic {
        resume_unwind(panic);
    }
}
