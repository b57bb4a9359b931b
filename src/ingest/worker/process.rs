//! One worker: starting it, asking it with a time limit, and telling what it died of.

use std::io::{self, BufReader, Read};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::WorkerProgram;
use super::confine::Confinement;
use super::wire::{self, Reply, Request};

/// How long a worker may take to start, on the busiest machine.
const START: Duration = Duration::from_secs(30);

/// How much of a worker's last words is listened to.
const LAST_WORDS_BYTES: u64 = 4096;

/// A running worker.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    last_words: Option<ChildStderr>,
    requests: Sender<(Request, Bytes)>,
    replies: Receiver<io::Result<Answer>>,
    /// The bounds it has put on itself.
    pub(super) confinement: Confinement,
}

/// The bytes of a file, kept until it is known that nobody needs them again.
type Bytes = Arc<Vec<u8>>;

/// A reply with its body.
pub(super) type Answer = (Reply, Vec<u8>);

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
        let (requests, asked) = channel();
        let (answered, replies) = channel();
        let (born, births) = channel();
        let (hello, greetings) = channel();
        thread::Builder::new()
            .name("plenary-worker".to_owned())
            .spawn(move || {
                // The system ends a worker with the thread that started it, so it is started by the one that talks to it.
                match spawn(&mut command) {
                    Err(error) => drop(born.send(Err(error))),
                    Ok((child, input, out)) => {
                        if born.send(Ok(child)).is_ok() {
                            converse(input, out, &hello, &asked, &answered);
                        }
                    }
                }
            })?;
        let gone = || io::Error::other("it does not answer");
        let mut child = births.recv().map_err(|_| gone())??;
        let last_words = child.stderr.take();
        let mut process = Self {
            child,
            last_words,
            requests,
            replies,
            confinement: Confinement::default(),
        };
        process.confinement = greetings.recv_timeout(START).map_err(|_| gone())??;
        Ok(process)
    }

    /// Hands over a file. After a fault the worker is of no more use.
    pub(super) fn ask(
        &mut self,
        request: Request,
        bytes: Bytes,
        limit: Duration,
    ) -> Result<Answer, Fault> {
        // If nobody listens any more, there will be no answer either.
        let _ = self.requests.send((request, bytes));
        match self.replies.recv_timeout(limit) {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.fault(Some(&error))),
            Err(RecvTimeoutError::Timeout) => Err(Fault::TimedOut),
            Err(RecvTimeoutError::Disconnected) => Err(self.fault(None)),
        }
    }

    /// What a worker that gives no more answers died of.
    fn fault(&mut self, error: Option<&io::Error>) -> Fault {
        // It may be alive and talking nonsense.
        let _ = self.child.kill();
        let status = self.child.wait();
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
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
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
        command.current_dir("/").process_group(0);
    }
    command
}

fn spawn(command: &mut Command) -> io::Result<(Child, ChildStdin, ChildStdout)> {
    let mut child = command.spawn()?;
    match (child.stdin.take(), child.stdout.take()) {
        (Some(input), Some(out)) => {
            widen(&input);
            widen(&out);
            Ok((child, input, out))
        }
        _ => Err(io::Error::other("its pipes are missing")),
    }
}

/// Lets a pipe hold most files whole, so that the two sides wait for each other less often. Where the system refuses,
/// it holds what it held.
#[cfg(target_os = "linux")]
fn widen(pipe: &impl std::os::fd::AsFd) {
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, 1 << 20);
}

#[cfg(not(target_os = "linux"))]
fn widen<T>(_pipe: &T) {}

/// Carries requests and answers through the pipes, until one side ends. A thread of its own, so that the one that
/// waits for an answer can stop waiting.
fn converse(
    mut input: ChildStdin,
    out: ChildStdout,
    hello: &Sender<io::Result<Confinement>>,
    asked: &Receiver<(Request, Bytes)>,
    answered: &Sender<io::Result<Answer>>,
) {
    let ended = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let mut out = BufReader::with_capacity(wire::READ_BYTES, out);
    let greeting = wire::receive::<Confinement>(&mut out);
    let greeting = greeting.and_then(|greeting| greeting.ok_or_else(ended));
    if hello
        .send(greeting.map(|(confinement, _)| confinement))
        .is_err()
    {
        return;
    }
    while let Ok((request, bytes)) = asked.recv() {
        let sent = wire::send(&mut input, &request, &bytes);
        drop(bytes);
        // A worker that died over this file may not have taken all of it; it gives no answer then.
        let answer = match wire::receive::<Reply>(&mut out) {
            Ok(Some(answer)) => sent.map(|()| answer),
            Ok(None) => return,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return,
            Err(error) => Err(error),
        };
        if answered.send(answer).is_err() {
            return;
        }
    }
}

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
