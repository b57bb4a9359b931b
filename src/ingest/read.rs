//! Reads files in parallel and hands them on in order, in bounded memory.

use std::any::Any;
use std::collections::VecDeque;
use std::fs;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};

use rayon::{Scope, ThreadPool, ThreadPoolBuilder};

use super::{Task, Why, Workers, hash_of_bytes};
use crate::extract::{self, Budget, Extracted};
use crate::metadata::{self, Evidence};
use crate::model::{Metadata, Sha256, Skip, SkipReason, SourceFile};

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

/// What came of reading a file.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The file.
    pub file: SourceFile,
    /// Why it was read.
    pub why: Why,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of reading a file.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Only its time had changed.
    Unchanged(Sha256),
    /// It was read.
    Read(Box<Document>),
    /// It could not be read; the hash is `None` if its bytes could not even be loaded.
    Skipped(Option<Sha256>, Skip),
}

/// A document that was read.
#[derive(Clone, Debug)]
pub struct Document {
    /// The hash of the file's bytes.
    pub sha256: Sha256,
    /// Its text.
    pub extracted: Extracted,
    /// What it is about.
    pub metadata: Metadata,
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
    mut progress: impl FnMut(&Progress),
    mut sink: impl FnMut(T) -> Result<(), E>,
) -> Result<End, E> {
    let stop = AtomicBool::new(false);
    let stopped = || cancel.load(Ordering::Relaxed) || stop.load(Ordering::Relaxed);
    let work = |task: &Task| {
        if stopped() {
            return None;
        }
        let reading = read_one(task, options);
        let weight = Weight::of(&reading);
        let made = catch_unwind(AssertUnwindSafe(|| prepare(reading)));
        Some((
            made.unwrap_or_else(|panic| prepare(failed(task, &*panic))),
            weight,
        ))
    };
    pool(options.threads).in_place_scope(|scope| {
        let mut run = Run::new(tasks, options, &work);
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
        .build()
        .expect("a system that runs this program lets it start threads")
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

type Done<T> = (usize, Option<(T, Weight)>);

/// One pass over the tasks: some handed on, then a window of slots under way, then the rest.
struct Run<'a, T, W> {
    tasks: &'a [Task],
    options: &'a ReadOptions,
    work: &'a W,
    window: VecDeque<Slot<T>>,
    handed_on: usize,
    bytes_in_flight: u64,
    sender: mpsc::Sender<Done<T>>,
    receiver: mpsc::Receiver<Done<T>>,
}

impl<'a, T: Send, W: Fn(&Task) -> Option<(T, Weight)> + Sync> Run<'a, T, W> {
    fn new(tasks: &'a [Task], options: &'a ReadOptions, work: &'a W) -> Self {
        let (sender, receiver) = mpsc::channel();
        Self {
            tasks,
            options,
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
            let Ok((at, Some((made, weight)))) = self.receiver.recv() else {
                return Ok(End::Cancelled);
            };
            so_far.files += 1;
            so_far.bytes += self.tasks[at].file.size_bytes;
            so_far.pages += weight.pages;
            so_far.skipped += u64::from(weight.skipped);
            progress(&so_far);
            self.finish(at, made, weight.bytes);
            self.hand_on(sink)?;
        }
        Ok(End::Finished)
    }

    fn begin_more<'scope>(&mut self, scope: &Scope<'scope>)
    where
        'a: 'scope,
        T: 'scope,
    {
        while self.window.len() < self.options.files_in_flight.max(1)
            && (self.window.is_empty() || self.bytes_in_flight < self.options.bytes_in_flight)
        {
            let at = self.handed_on + self.window.len();
            let Some(task) = self.tasks.get(at) else {
                return;
            };
            let bytes = task.file.size_bytes;
            self.bytes_in_flight += bytes;
            self.window.push_back(Slot { bytes, done: None });
            let (sender, work) = (self.sender.clone(), self.work);
            scope.spawn(move |_| answer(&sender, at, || work(task)));
        }
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
    work: impl FnOnce() -> Option<(T, Weight)>,
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

/// Reads one file. Whatever goes wrong in it stays in it.
fn read_one(task: &Task, options: &ReadOptions) -> Reading {
    let outcome = catch_unwind(AssertUnwindSafe(|| outcome(task, options)));
    match outcome {
        Ok(outcome) => Reading {
            file: task.file.clone(),
            why: task.why,
            outcome,
        },
        Err(panic) => failed(task, &*panic),
    }
}

fn failed(task: &Task, panic: &(dyn Any + Send)) -> Reading {
    Reading {
        file: task.file.clone(),
        why: task.why,
        outcome: Outcome::Skipped(None, malformed(panic)),
    }
}

fn outcome(task: &Task, options: &ReadOptions) -> Outcome {
    let (file, budget) = (&task.file, &options.budget);
    let bytes = match load(file, budget) {
        Ok(bytes) => bytes,
        Err(skip) => return Outcome::Skipped(None, skip),
    };
    let sha256 = hash_of_bytes(&bytes);
    if task.why == Why::Touched(sha256) {
        return Outcome::Unchanged(sha256);
    }
    let understood = match &options.workers {
        Some(workers) => workers.understand(&file.path, bytes, budget),
        None => understand(&file.path, bytes, budget),
    };
    match understood {
        Ok((extracted, metadata)) => Outcome::Read(Box::new(Document {
            sha256,
            metadata,
            extracted,
        })),
        Err(skip) => Outcome::Skipped(Some(sha256), skip),
    }
}

/// What a file says and what it is about, by its bytes and its path in the archive.
pub(super) fn understand(
    path: &str,
    bytes: Vec<u8>,
    budget: &Budget,
) -> Result<(Extracted, Metadata), Skip> {
    let both = || {
        let extracted = extract::extract(bytes, budget)?;
        let metadata = metadata::infer(&Evidence {
            flow: &extracted.flow,
            info: &extracted.info,
            path,
        });
        Ok((extracted, metadata))
    };
    catch_unwind(AssertUnwindSafe(both)).unwrap_or_else(|panic| Err(malformed(&*panic)))
}

fn load(file: &SourceFile, budget: &Budget) -> Result<Vec<u8>, Skip> {
    if file.size_bytes > budget.file_bytes {
        let (size, limit) = (file.size_bytes >> 20, budget.file_bytes >> 20);
        return Err(Skip::new(
            SkipReason::TooLarge,
            format!("{size} MB, the limit is {limit} MB"),
        ));
    }
    fs::read(&file.location).map_err(|error| Skip::new(SkipReason::Unreadable, error.to_string()))
}

fn malformed(panic: &(dyn Any + Send)) -> Skip {
    let said = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let detail = format!(
        "the reader failed on it: {}",
        said.unwrap_or("no reason given")
    );
    Skip::new(SkipReason::Malformed, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn tasks(folder: &std::path::Path, texts: &[&str]) -> Vec<Task> {
        let one = |(at, text): (usize, &&str)| {
            let location = folder.join(format!("{at:03}.txt"));
            fs::write(&location, text).expect("a written file");
            Task {
                file: SourceFile {
                    path: format!("{at:03}.txt"),
                    location,
                    size_bytes: text.len() as u64,
                    modified_ns: 0,
                },
                why: Why::New,
            }
        };
        texts.iter().enumerate().map(one).collect()
    }

    fn run(tasks: &[Task], options: &ReadOptions) -> Vec<Reading> {
        let mut readings = Vec::new();
        let cancel = AtomicBool::new(false);
        let end = read(
            tasks,
            options,
            &cancel,
            |reading| reading,
            |_| {},
            |reading| {
                readings.push(reading);
                Ok::<_, ()>(())
            },
        );
        assert_eq!(end, Ok(End::Finished));
        readings
    }

    #[test]
    fn files_come_in_order_whatever_they_cost() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let texts: Vec<String> = (0..60)
            .map(|at| "right ".repeat(1 + (at * 37) % 50))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let tasks = tasks(folder.path(), &texts);
        let tight = ReadOptions {
            threads: NonZeroUsize::new(4),
            files_in_flight: 3,
            bytes_in_flight: 100,
            ..ReadOptions::default()
        };
        for options in [ReadOptions::default(), tight] {
            let paths: Vec<_> = run(&tasks, &options)
                .into_iter()
                .map(|reading| reading.file.path)
                .collect();
            let expected: Vec<_> = tasks.iter().map(|task| task.file.path.clone()).collect();
            assert_eq!(paths, expected);
        }
    }

    #[test]
    fn no_more_than_the_window_is_in_flight() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let tasks = tasks(folder.path(), &["word"; 40]);
        let options = ReadOptions {
            files_in_flight: 5,
            threads: NonZeroUsize::new(4),
            ..ReadOptions::default()
        };
        let held = std::sync::atomic::AtomicUsize::new(0);
        let end = read(
            &tasks,
            &options,
            &AtomicBool::new(false),
            |reading| {
                held.fetch_add(1, Ordering::SeqCst);
                if reading.file.path == "000.txt" {
                    std::thread::sleep(Duration::from_millis(50));
                }
            },
            |_| {},
            |()| {
                assert!(held.fetch_sub(1, Ordering::SeqCst) <= 5);
                Ok::<_, ()>(())
            },
        );
        assert_eq!(end, Ok(End::Finished));
    }

    #[test]
    fn every_file_has_an_outcome() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut tasks = tasks(
            folder.path(),
            &["human rights", "human rights", "", "gone", "large"],
        );
        fs::remove_file(&tasks[3].file.location).expect("a removed file");
        tasks[4].file.size_bytes = 4 << 40;
        let hash = hash_of_bytes(b"human rights");
        tasks[1].why = Why::Touched(hash);
        let outcomes =
            run(&tasks, &ReadOptions::default())
                .into_iter()
                .map(|reading| match reading.outcome {
                    Outcome::Read(document) => {
                        format!("read {}", document.extracted.flow.text.trim())
                    }
                    Outcome::Unchanged(sha256) => format!("unchanged {}", sha256 == hash),
                    Outcome::Skipped(sha256, skip) => {
                        format!("{} {}", skip.reason, sha256.is_some())
                    }
                });
        let expected = [
            "read human rights",
            "unchanged true",
            "no text true",
            "unreadable false",
            "too large false",
        ];
        assert_eq!(outcomes.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn cancelling_and_errors_end_a_run() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let tasks = tasks(folder.path(), &["word"; 300]);
        let options = ReadOptions {
            files_in_flight: 4,
            ..ReadOptions::default()
        };
        let cancel = AtomicBool::new(false);
        let mut seen = 0;
        let end = read(
            &tasks,
            &options,
            &cancel,
            |_| {},
            |_| {},
            |()| {
                seen += 1;
                cancel.store(seen >= 10, Ordering::Relaxed);
                Ok::<_, ()>(())
            },
        );
        assert_eq!(end, Ok(End::Cancelled));
        assert!((10..20).contains(&seen), "{seen}");
        let end = read(
            &tasks,
            &options,
            &AtomicBool::new(false),
            |_| {},
            |_| {},
            |()| Err("disk full"),
        );
        assert_eq!(end, Err("disk full"));
    }

    #[test]
    fn a_panic_over_one_document_skips_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let tasks = tasks(folder.path(), &["good", "bad", "good"]);
        let prepare = |reading: Reading| match reading.outcome {
            Outcome::Read(_) if reading.file.path == "001.txt" => panic!("it is bad"),
            Outcome::Skipped(_, skip) => skip.detail,
            _ => "read".to_owned(),
        };
        let mut seen = Vec::new();
        let cancel = AtomicBool::new(false);
        let end = read(
            &tasks,
            &ReadOptions::default(),
            &cancel,
            prepare,
            |_| {},
            |made| {
                seen.push(made);
                Ok::<_, ()>(())
            },
        );
        assert_eq!(end, Ok(End::Finished));
        assert_eq!(seen, ["read", "the reader failed on it: it is bad", "read"]);
    }

    #[test]
    fn progress_adds_up() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let tasks = tasks(folder.path(), &["one\u{C}two", "", "three"]);
        let mut last = Progress::default();
        let cancel = AtomicBool::new(false);
        let end = read(
            &tasks,
            &ReadOptions::default(),
            &cancel,
            |_| {},
            |now| last = *now,
            |()| Ok::<_, ()>(()),
        );
        assert_eq!(end, Ok(End::Finished));
        let expected = Progress {
            files: 3,
            files_total: 3,
            bytes: 12,
            bytes_total: 12,
            pages: 3,
            skipped: 1,
        };
        assert_eq!(last, expected);
    }
}
