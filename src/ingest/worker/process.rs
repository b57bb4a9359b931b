//! One worker: starting it, asking it with a time limit, and telling what it died of.

use std::io::{self, BufReader, Read};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

#[cfg(unix)]
use rustix::process::{Pid, Signal};

use super::WorkerProgram;
use super::confine::Confinement;
use super::wire::{self, Reply, Request};

/// How much free memory a worker keeps, and how large a piece of it may be.
const KEPT_BYTES: usize = 16 << 20;

/// How long a worker may take to start, on the busiest machine.
const START: Duration = Duration::from_secs(30);

/// How much of a worker's last words is listened to.
const LAST_WORDS_BYTES: u64 = 4096;

/// A running worker.
#[derive(Debug)]
pub(super) struct Process {
    input: ChildStdin,
    out: BufReader<ChildStdout>,
    last_words: Option<ChildStderr>,
    watch: Arc<Watch>,
    /// The bounds it has put on itself.
    pub(super) confinement: Confinement,
}

/// Ends a worker that takes too long. Its thread looks at the clock now and then: the one that waits for an answer need not
/// be able to stop waiting, and neither has to wake the other for each file.
#[derive(Debug)]
struct Watch {
    child: Mutex<Child>,
    /// When the worker is to be ended.
    deadline: Mutex<Option<Instant>>,
    timed_out: AtomicBool,
    is_over: AtomicBool,
}

/// How long a worker may go on past its limit.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A reply to each file, and its body.
pub(super) type Answer = (Vec<Reply>, Vec<Vec<u8>>);

/// Why a worker gave no answer.
#[derive(Debug)]
pub(super) enum Fault {
    /// The system would not start one.
    NotStarted(io::Error),
    /// It took too long.
    TimedOut,
    /// It could not get the memory it asked for.
    OutOfMemory,
    /// It died, or said something that makes no sense.
    Crashed(String),
}

impl Process {
    pub(super) fn start(program: &WorkerProgram, memory_bytes: u64) -> io::Result<Self> {
        let mut command = command(program, memory_bytes);
        let (born, births) = channel();
        thread::Builder::new()
            .name("plenary-worker".to_owned())
            .spawn(move || {
                // The system ends a worker with the thread that started it, so it is started by the one that stays with it.
                let watched = command.spawn().map(|mut child| {
                    let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
                    (Arc::new(Watch::of(child)), pipes)
                });
                let watch = watched.as_ref().ok().map(|(watch, _)| watch.clone());
                if born.send(watched).is_ok()
                    && let Some(watch) = watch
                {
                    watch.keep();
                }
            })?;
        let gone = || io::Error::other("it does not answer");
        let (watch, pipes) = births.recv().map_err(|_| gone())??;
        let (Some(input), Some(out), last_words) = pipes else {
            let _ = watch.end();
            return Err(io::Error::other("its pipes are missing"));
        };
        widen(&input);
        widen(&out);
        let mut process = Self {
            input,
            out: BufReader::with_capacity(wire::READ_BYTES, out),
            last_words,
            watch,
            confinement: Confinement::default(),
        };
        process.watch.end_in(Some(START));
        let greeting = wire::receive(&mut process.out)?.ok_or_else(gone);
        process.watch.end_in(None);
        (process.confinement, _) = greeting?;
        Ok(process)
    }

    /// Whether it took too long, even if it has answered.
    pub(super) fn has_timed_out(&self) -> bool {
        self.watch.timed_out.load(Ordering::Acquire)
    }

    /// Hands over files, which have this time together. After a fault the worker is of no more use.
    pub(super) fn ask(
        &mut self,
        request: &Request,
        files: &[Vec<u8>],
        limit: Duration,
    ) -> Result<Answer, Fault> {
        self.watch.end_in(Some(limit));
        let sent = wire::send(&mut self.input, request, files);
        // A worker that died over these files may not have taken all of them; it gives no answer then.
        let answer = match wire::receive::<Vec<Reply>>(&mut self.out) {
            Ok(Some(answer)) => sent.map(|()| Some(answer)),
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
            Ok(None) | Err(_) => Ok(None),
        };
        self.watch.end_in(None);
        match answer {
            Ok(Some(answer)) => Ok(answer),
            _ if self.has_timed_out() => Err(Fault::TimedOut),
            Ok(None) => Err(self.fault(None)),
            Err(error) => Err(self.fault(Some(&error))),
        }
    }

    /// What a worker that gives no more answers died of.
    fn fault(&mut self, error: Option<&io::Error>) -> Fault {
        // It may be alive and talking nonsense.
        let status = self.watch.end();
        let mut said = Vec::new();
        if let Some(last_words) = self.last_words.take() {
            let _ = last_words.take(LAST_WORDS_BYTES).read_to_end(&mut said);
        }
        let said = String::from_utf8_lossy(&said);
        if said.contains("memory allocation of") {
            return Fault::OutOfMemory;
        }
        if said.contains("has overflowed its stack") {
            return Fault::Crashed("its parts are nested too deeply".to_owned());
        }
        Fault::Crashed(match (status, error) {
            (Ok(status), None) => how(status),
            (_, Some(error)) => error.to_string(),
            (Err(error), None) => error.to_string(),
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself already.
        let _ = self.watch.end();
    }
}

impl Watch {
    fn of(child: Child) -> Self {
        Self {
            child: Mutex::new(child),
            deadline: Mutex::default(),
            timed_out: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
        }
    }

    /// Stays with the worker until it is over.
    fn keep(&self) {
        while !self.is_over.load(Ordering::Acquire) {
            thread::sleep(LOOK_EVERY);
            if self.is_late() {
                let _ = self.end();
            }
        }
    }

    /// Whether it is past its limit. If so, that is known to whoever takes the limit off.
    fn is_late(&self) -> bool {
        let deadline = self.deadline();
        let is_late = deadline.is_some_and(|deadline| deadline < Instant::now());
        if is_late {
            self.timed_out.store(true, Ordering::Release);
        }
        is_late
    }

    fn end_in(&self, limit: Option<Duration>) {
        *self.deadline() = limit.map(|limit| Instant::now() + limit);
    }

    /// Ends the worker, if it has not ended by itself, and tells how it did.
    fn end(&self) -> io::Result<ExitStatus> {
        self.is_over.store(true, Ordering::Release);
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = kill(&mut child);
        child.wait()
    }

    fn deadline(&self) -> MutexGuard<'_, Option<Instant>> {
        self.deadline.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// With all that it has started, which a confined worker cannot: what holds its pipes open would be waited for.
#[cfg(unix)]
fn kill(child: &mut Child) -> io::Result<()> {
    if child.try_wait()?.is_none() {
        let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        if let Some(group) = group {
            rustix::process::kill_process_group(group, Signal::KILL)?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn kill(child: &mut Child) -> io::Result<()> {
    child.kill()
}

/// The worker sees nothing of the run: not its environment, not its folder, not the signals of its terminal.
fn command(program: &WorkerProgram, memory_bytes: u64) -> Command {
    let mut command = Command::new(&program.program);
    command
        .args(&program.arguments)
        .arg(memory_bytes.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // One arena is what one thread needs; more would only fill the address space, which is limited.
        command.env_clear().env("MALLOC_ARENA_MAX", "1");
        // What one file took is kept for the next, instead of given back and asked for again.
        for setting in ["MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"] {
            command.env(setting, KEPT_BYTES.to_string());
        }
        command.current_dir("/").process_group(0);
    }
    command
}

/// Lets a pipe hold most files whole, so that the two sides wait for each other less often. Where the system refuses,
/// it holds what it held.
#[cfg(target_os = "linux")]
fn widen(pipe: &impl std::os::fd::AsFd) {
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, 1 << 20);
}

#[cfg(not(target_os = "linux"))]
fn widen<T>(_pipe: &T) {}

#[cfg(unix)]
fn how(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        Some(signal) => format!("signal {signal}"),
        None => status.to_string(),
    }
}

#[cfg(not(unix))]
fn how(status: ExitStatus) -> String {
    status.to_string()
}
