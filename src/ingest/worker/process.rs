//! A worker process: starts it, sends requests with a time limit, and diagnoses its death.

use std::ffi::OsString;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

#[cfg(unix)]
use rustix::process::{Pid, Signal};

use super::confine::Confinement;
use super::wire::{self, ParseReply, ParseRequest};

/// The free memory that a worker's allocator keeps, in total and in one block.
const KEPT_BYTES: usize = 16 << 20;

/// Time limit for starting a worker, generous for busy machines.
const START_LIMIT: Duration = Duration::from_secs(30);

/// Maximum number of bytes read from a worker's standard error.
const MAX_STDERR_BYTES: u64 = 4096;

/// The command line of a worker: a program that calls `serve` with its standard input and output, and with the memory limit
/// in bytes, which is passed as last argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerProgram {
    /// The program.
    pub program: PathBuf,
    /// The arguments that make it a worker.
    pub arguments: Vec<OsString>,
}

/// A running worker.
#[derive(Debug)]
pub(super) struct Process {
    input: ChildStdin,
    out: BufReader<ChildStdout>,
    stderr: Option<ChildStderr>,
    watchdog: Arc<Watchdog>,
    /// The confinement it reports.
    pub(super) confinement: Confinement,
}

/// Kills a worker that exceeds its time limit. Its thread polls the clock, so that the thread that waits for a reply needs
/// no timeout, and neither has to wake the other for each file.
#[derive(Debug)]
struct Watchdog {
    child: Mutex<Child>,
    /// When to kill the worker.
    deadline: Mutex<Option<Instant>>,
    timed_out: AtomicBool,
    is_stopped: AtomicBool,
}

/// Poll interval of the watchdog, and so the precision of the time limit.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// A reply for each file, and their bodies.
pub(super) type Replies = (Vec<ParseReply>, Vec<Vec<u8>>);

/// Why a worker gave no reply.
#[derive(Debug)]
pub(super) enum Fault {
    /// The worker could not be started.
    NotStarted(io::Error),
    /// It exceeded the time limit.
    TimedOut,
    /// It exceeded the memory limit.
    OutOfMemory,
    /// It died or sent an invalid message.
    Crashed(String),
}

impl Process {
    pub(super) fn start(program: &WorkerProgram, memory_bytes: u64) -> io::Result<Self> {
        let mut command = command(program, memory_bytes);
        let (sender, receiver) = channel();
        thread::Builder::new()
            .name("plenary-worker".to_owned())
            .spawn(move || {
                // The kernel kills a worker when the thread that started it ends, so the watchdog thread starts it.
                let started = command.spawn().map(|mut child| {
                    let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
                    (Arc::new(Watchdog::of(child)), pipes)
                });
                let watchdog = started.as_ref().ok().map(|(watchdog, _)| watchdog.clone());
                if sender.send(started).is_ok()
                    && let Some(watchdog) = watchdog
                {
                    watchdog.run();
                }
            })?;
        let no_reply = || io::Error::other("it does not answer");
        let (watchdog, pipes) = receiver.recv().map_err(|_| no_reply())??;
        let (Some(input), Some(out), stderr) = pipes else {
            let _ = watchdog.kill();
            return Err(io::Error::other("its pipes are missing"));
        };
        widen(&input);
        widen(&out);
        let mut process = Self {
            input,
            out: BufReader::with_capacity(wire::READ_BYTES, out),
            stderr,
            watchdog,
            confinement: Confinement::default(),
        };
        process.watchdog.set_limit(Some(START_LIMIT));
        let greeting = wire::receive(&mut process.out)?.ok_or_else(no_reply);
        process.watchdog.set_limit(None);
        (process.confinement, _) = greeting?;
        Ok(process)
    }

    /// Returns whether it exceeded its time limit, even if it has replied.
    pub(super) fn has_timed_out(&self) -> bool {
        self.watchdog.timed_out.load(Ordering::Acquire)
    }

    /// Sends files, with a time limit for all of them. After a fault the worker must not be used again.
    pub(super) fn send(
        &mut self,
        request: &ParseRequest,
        files: &[Vec<u8>],
        limit: Duration,
    ) -> Result<Replies, Fault> {
        self.watchdog.set_limit(Some(limit));
        let sent = wire::send(&mut self.input, request, files);
        // A worker that died over these files may not have read all of them, and sends no reply.
        let replies = match wire::receive::<Vec<ParseReply>>(&mut self.out) {
            Ok(Some(replies)) => sent.map(|()| Some(replies)),
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
            Ok(None) | Err(_) => Ok(None),
        };
        self.watchdog.set_limit(None);
        match replies {
            Ok(Some(replies)) => Ok(replies),
            _ if self.has_timed_out() => Err(Fault::TimedOut),
            Ok(None) => Err(self.fault(None)),
            Err(error) => Err(self.fault(Some(&error))),
        }
    }

    /// Diagnoses a worker that sends no more replies.
    fn fault(&mut self, error: Option<&io::Error>) -> Fault {
        // It may be alive and sending invalid messages.
        let status = self.watchdog.kill();
        let mut message = Vec::new();
        if let Some(stderr) = self.stderr.take() {
            let _ = stderr.take(MAX_STDERR_BYTES).read_to_end(&mut message);
        }
        let message = String::from_utf8_lossy(&message);
        if message.contains("memory allocation of") {
            return Fault::OutOfMemory;
        }
        if message.contains("has overflowed its stack") {
            return Fault::Crashed("its parts are nested too deeply".to_owned());
        }
        Fault::Crashed(match (status, error) {
            (Ok(status), None) => describe_exit(status),
            (_, Some(error)) => error.to_string(),
            (Err(error), None) => error.to_string(),
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have exited by itself.
        let _ = self.watchdog.kill();
    }
}

impl Watchdog {
    fn of(child: Child) -> Self {
        Self {
            child: Mutex::new(child),
            deadline: Mutex::default(),
            timed_out: AtomicBool::new(false),
            is_stopped: AtomicBool::new(false),
        }
    }

    /// Watches the worker until it is stopped.
    fn run(&self) {
        while !self.is_stopped.load(Ordering::Acquire) {
            thread::sleep(POLL_INTERVAL);
            if self.is_late() {
                let _ = self.kill();
            }
        }
    }

    /// Returns whether the worker is past its deadline, and records that while the deadline is locked.
    fn is_late(&self) -> bool {
        let deadline = self.deadline();
        let is_late = deadline.is_some_and(|deadline| deadline < Instant::now());
        if is_late {
            self.timed_out.store(true, Ordering::Release);
        }
        is_late
    }

    /// Sets the deadline from now on, or removes it.
    fn set_limit(&self, limit: Option<Duration>) {
        *self.deadline() = limit.map(|limit| Instant::now() + limit);
    }

    /// Kills the worker, unless it has exited, and returns its exit status.
    fn kill(&self) -> io::Result<ExitStatus> {
        self.is_stopped.store(true, Ordering::Release);
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = kill(&mut child);
        child.wait()
    }

    fn deadline(&self) -> MutexGuard<'_, Option<Instant>> {
        self.deadline.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Kills a process and its children, which would hold its pipes open. A confined worker cannot have any.
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

/// Builds the command of a worker, isolated from the environment, the working directory and the terminal's signals.
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
        // One thread needs one arena; more would only use up the address space, which is limited.
        command.env_clear().env("MALLOC_ARENA_MAX", "1");
        // Keeps freed memory for the next file instead of returning it to the system.
        for setting in ["MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"] {
            command.env(setting, KEPT_BYTES.to_string());
        }
        command.current_dir("/").process_group(0);
    }
    command
}

/// Enlarges a pipe's buffer to the size of most files, so that the two sides wait less for each other. Failure is harmless.
#[cfg(target_os = "linux")]
fn widen(pipe: &impl std::os::fd::AsFd) {
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, 1 << 20);
}

#[cfg(not(target_os = "linux"))]
fn widen<T>(_pipe: &T) {}

#[cfg(unix)]
fn describe_exit(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        Some(signal) => format!("signal {signal}"),
        None => status.to_string(),
    }
}

#[cfg(not(unix))]
fn describe_exit(status: ExitStatus) -> String {
    status.to_string()
}
