//! Runs `plenary`: parses the command line, runs the command, sets the exit code.
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
use plenary::commands::{self, Console, Failure, Verdict};
use plenary::ingest::{self, READER_THREAD, WorkerProgram};
use plenary::render::clean;

use cli::{Asked, Cli};
use progress::Bar;

fn main() -> ExitCode {
    keep_quiet_about_caught_panics();
    let asked = Cli::typed().request();
    if let Asked::Worker { memory_bytes } = asked {
        return worker(memory_bytes);
    }
    match diagnosed(&asked, run_to_the_end(&asked)) {
        Ok(Verdict::Found) => ExitCode::SUCCESS,
        Ok(Verdict::Nothing) => ExitCode::from(1),
        Ok(Verdict::Incomplete) => ExitCode::from(2),
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            report(&failure);
            ExitCode::from(2)
        }
    }
}

/// Runs; a panic becomes a failure.
fn run_to_the_end(asked: &Asked) -> Result<Verdict, Failure> {
    catch_unwind(AssertUnwindSafe(|| run(asked)))
        .unwrap_or_else(|_| Err(Failure::panicked(&last_panic().clone())))
}

/// Finds out what is behind a failure of the search engine.
fn diagnosed(asked: &Asked, outcome: Result<Verdict, Failure>) -> Result<Verdict, Failure> {
    match asked.index() {
        Some((index, writing)) => {
            outcome.map_err(|failure| commands::diagnosed(failure, index, writing))
        }
        None => outcome,
    }
}

fn run(asked: &Asked) -> Result<Verdict, Failure> {
    let cancel = Arc::new(AtomicBool::new(false));
    if asked.runs_long() {
        set_by_ctrl_c(&cancel);
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
    match asked {
        Asked::Index(request) => commands::index::index(request, &mut console),
        Asked::Search(request) => commands::search::search(request, &mut console),
        Asked::Batch(request) => commands::batch::batch(request, &mut console),
        Asked::Quotes(request) => commands::quotes::quotes(request, &mut console),
        Asked::Inspect(request) => commands::inspect::inspect(request, &mut console),
        Asked::Show(request) => commands::show::show(request, &mut console),
        Asked::Stats(request) => commands::stats::stats(request, &mut console),
        Asked::Failures(request) => commands::failures::failures(request, &mut console),
        Asked::Verify(request) => commands::verify::verify(request, &mut console),
        Asked::Completions(shell) => completions(*shell, &mut *console.out),
        Asked::Worker { .. } => Ok(Verdict::Nothing),
    }
}

/// This program, which becomes a worker by its hidden subcommand.
fn worker_program() -> Option<WorkerProgram> {
    // What the link of the system leads to is still there when the program has been replaced by a newer one.
    let running = PathBuf::from("/proc/self/exe");
    let program = match running.exists() {
        true => running,
        false => std::env::current_exe().ok()?,
    };
    Some(WorkerProgram {
        program,
        arguments: vec![cli::WORKER.into()],
    })
}

/// Nobody is there to be told of an error: the pipes lead to the run that started this process.
fn worker(memory_bytes: u64) -> ExitCode {
    match plain_stdout().and_then(|out| ingest::serve(memory_bytes, io::stdin(), out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(2),
    }
}

/// Standard output without a buffer: the usual one takes messages apart at the ends of lines.
#[cfg(unix)]
fn plain_stdout() -> io::Result<impl Write + Send> {
    use std::os::fd::AsFd;
    io::stdout().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(not(unix))]
fn plain_stdout() -> io::Result<impl Write + Send> {
    Ok(io::stdout())
}

fn completions(shell: clap_complete::Shell, out: &mut dyn Write) -> Result<Verdict, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "plenary", &mut script);
    out.write_all(&script)?;
    out.flush()?;
    Ok(Verdict::Found)
}

fn report(failure: &Failure) {
    let message = failure.to_string();
    let lines: Vec<_> = message.lines().map(clean).collect();
    eprintln!("plenary: {}", lines.join("\n"));
    if let Some(hint) = failure.hint() {
        eprintln!("hint: {}", clean(hint));
    }
}

/// The first Ctrl-C lets a long run end cleanly; the second ends the process.
fn set_by_ctrl_c(cancel: &Arc<AtomicBool>) {
    let seen = Arc::clone(cancel);
    let on_signal = move || {
        if seen.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    if let Err(error) = ctrlc::set_handler(on_signal) {
        eprintln!("plenary: Ctrl-C will end the run at once: {error}");
    }
}

/// What the last panic said and where.
fn last_panic() -> MutexGuard<'static, String> {
    static LAST: Mutex<String> = Mutex::new(String::new());
    LAST.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that makes the reader panic becomes a skip, and any other panic a failure; backtraces only if asked for.
fn keep_quiet_about_caught_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() == Some(READER_THREAD) {
            return;
        }
        let place = panic.location().map(ToString::to_string);
        let said = panic.payload_as_str().unwrap_or("no reason given");
        *last_panic() = format!("{said} ({})", place.unwrap_or_default());
        if std::env::var_os("RUST_BACKTRACE").is_some() {
            usual(panic);
        }
    }));
}
