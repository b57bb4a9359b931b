//! The `plenary` program: parses the command line, runs the command, sets the exit code.
#![allow(
    clippy::print_stderr,
    reason = "messages for people go to standard error"
)]

mod cli;
mod progress;

use std::cell::RefCell;
#[cfg(unix)]
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clap::CommandFactory;
use plenary::commands::{self, Console, ExitStatus, Failure};
use plenary::ingest::{self, READER_THREAD, WorkerProgram};
use plenary::render::clean;

use cli::{Cli, CommandRequest};
use progress::Bar;

fn main() -> ExitCode {
    install_panic_hook();
    let request = Cli::from_arguments().request();
    if let CommandRequest::Worker { memory_bytes } = request {
        return worker(memory_bytes);
    }
    match diagnose(&request, run_catching_panics(&request)) {
        Ok(ExitStatus::Found) => ExitCode::SUCCESS,
        Ok(ExitStatus::Nothing) => ExitCode::from(1),
        Ok(ExitStatus::Incomplete) => ExitCode::from(2),
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            report(&failure);
            ExitCode::from(2)
        }
    }
}

/// Runs the command and turns a panic into a failure.
fn run_catching_panics(request: &CommandRequest) -> Result<ExitStatus, Failure> {
    catch_unwind(AssertUnwindSafe(|| run(request)))
        .unwrap_or_else(|_| Err(Failure::panicked(&last_panic().clone())))
}

/// Replaces a failure of the search engine by its cause, if the state of the index shows one.
fn diagnose(
    request: &CommandRequest,
    outcome: Result<ExitStatus, Failure>,
) -> Result<ExitStatus, Failure> {
    match request.index() {
        Some((index, writing)) => {
            outcome.map_err(|failure| commands::diagnose(failure, index, writing))
        }
        None => outcome,
    }
}

fn run(request: &CommandRequest) -> Result<ExitStatus, Failure> {
    let cancel = Arc::new(AtomicBool::new(false));
    if request.runs_long() {
        cancel_on_ctrl_c(&cancel);
    }
    let bar = RefCell::new(Bar::new());
    let mut console = Console {
        out: &mut BufWriter::new(io::stdout().lock()),
        input: &mut io::stdin().lock(),
        tell: &mut |line| bar.borrow().line(&clean(line)),
        progress: &mut |progress| bar.borrow_mut().show(progress),
        worker: worker_program(),
        cancel: &cancel,
    };
    match request {
        CommandRequest::Index(request) => commands::index::index(request, &mut console),
        CommandRequest::Search(request) => commands::search::search(request, &mut console),
        CommandRequest::Batch(request) => commands::batch::batch(request, &mut console),
        CommandRequest::Quotes(request) => commands::quotes::quotes(request, &mut console),
        CommandRequest::Inspect(request) => commands::inspect::inspect(request, &mut console),
        CommandRequest::Show(request) => commands::show::show(request, &mut console),
        CommandRequest::Stats(request) => commands::stats::stats(request, &mut console),
        CommandRequest::Failures(request) => commands::failures::failures(request, &mut console),
        CommandRequest::Verify(request) => commands::verify::verify(request, &mut console),
        CommandRequest::Completions(shell) => completions(*shell, &mut *console.out),
        CommandRequest::Worker { .. } => Ok(ExitStatus::Nothing),
    }
}

/// Returns the command line that starts this program as a worker, or `None` if the program cannot be located.
fn worker_program() -> Option<WorkerProgram> {
    // The link still works after the program file has been replaced by a newer version.
    let executable = PathBuf::from("/proc/self/exe");
    let program = match executable.exists() {
        true => executable,
        false => std::env::current_exe().ok()?,
    };
    Some(WorkerProgram {
        program,
        arguments: vec![cli::WORKER.into()],
    })
}

/// Serves as a worker process. Errors are not reported: nobody reads them, the pipes belong to the parent.
fn worker(memory_bytes: u64) -> ExitCode {
    match plain_stdout().and_then(|out| ingest::serve(memory_bytes, io::stdin(), out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(2),
    }
}

/// Returns standard output without line buffering, which would split messages at line ends.
#[cfg(unix)]
fn plain_stdout() -> io::Result<impl Write + Send> {
    use std::os::fd::AsFd;
    io::stdout().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(not(unix))]
fn plain_stdout() -> io::Result<impl Write + Send> {
    Ok(io::stdout())
}

fn completions(shell: clap_complete::Shell, out: &mut dyn Write) -> Result<ExitStatus, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "plenary", &mut script);
    out.write_all(&script)?;
    out.flush()?;
    Ok(ExitStatus::Found)
}

fn report(failure: &Failure) {
    let message = failure.to_string();
    let lines: Vec<_> = message.lines().map(clean).collect();
    eprintln!("plenary: {}", lines.join("\n"));
    if let Some(hint) = failure.hint() {
        eprintln!("hint: {}", clean(hint));
    }
}

/// Installs a Ctrl-C handler: the first signal cancels the run, the second exits at once.
fn cancel_on_ctrl_c(cancel: &Arc<AtomicBool>) {
    let cancelled = Arc::clone(cancel);
    let on_signal = move || {
        if cancelled.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    if let Err(error) = ctrlc::set_handler(on_signal) {
        eprintln!("plenary: Ctrl-C will end the run at once: {error}");
    }
}

/// The message and location of the last panic.
fn last_panic() -> MutexGuard<'static, String> {
    static LAST: Mutex<String> = Mutex::new(String::new());
    LAST.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Installs a panic hook that records panics instead of printing them. Panics of reader threads become skips, all
/// others failures; the default hook with its backtrace runs only if `RUST_BACKTRACE` is set.
fn install_panic_hook() {
    let default_hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() == Some(READER_THREAD) {
            return;
        }
        let location = panic.location().map(ToString::to_string);
        let message = panic.payload_as_str().unwrap_or("no reason given");
        *last_panic() = format!("{message} ({})", location.unwrap_or_default());
        if std::env::var_os("RUST_BACKTRACE").is_some() {
            default_hook(panic);
        }
    }));
}
