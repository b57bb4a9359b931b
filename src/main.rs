//! Runs `plenary`: parses the command line, runs the command, sets the exit code.
#![allow(
    clippy::print_stderr,
    reason = "messages for people go to standard error"
)]

mod cli;

use std::io::{self, BufWriter};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Parser;
use plenary::commands::{self, Failure, Verdict};
use plenary::ingest::READER_THREAD;
use plenary::render::clean;

use cli::{Cli, Command};

fn main() -> ExitCode {
    keep_quiet_about_caught_panics();
    match run(Cli::parse()) {
        Ok(Verdict::Found) => ExitCode::SUCCESS,
        Ok(Verdict::Nothing) => ExitCode::from(1),
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            report(&failure);
            ExitCode::from(2)
        }
    }
}

fn run(cli: Cli) -> Result<Verdict, Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    match cli.command {
        Command::Inspect(typed) => {
            commands::inspect::inspect(&typed.request(), &cancelled_by_user(), &mut out)
        }
    }
}

fn report(failure: &Failure) {
    eprintln!("plenary: {}", clean(&failure.to_string()));
    if let Some(hint) = failure.hint() {
        eprintln!("hint: {}", clean(hint));
    }
}

/// Set by the first Ctrl-C, so that a long run can end cleanly; the second ends the process.
fn cancelled_by_user() -> Arc<AtomicBool> {
    let cancel = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&cancel);
    let on_signal = move || {
        if seen.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    if let Err(error) = ctrlc::set_handler(on_signal) {
        eprintln!("plenary: Ctrl-C will end the run at once: {error}");
    }
    cancel
}

/// A file that makes the reader panic becomes a skip; its backtrace tells the user nothing.
fn keep_quiet_about_caught_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(READER_THREAD) {
            usual(panic);
        }
    }));
}
