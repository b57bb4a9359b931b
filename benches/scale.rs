//! Measures how time, memory and index size grow with the archive. `cargo bench --bench scale [-- DOCUMENTS…]`, by default
//! 10,000. Documents are generated from shuffled sentences of the shared speeches; most are short, some long.
#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

#[path = "material/mod.rs"]
mod material;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use material::bare::Bare;
use material::{Outcome, Random, folder_bytes, phrases, texts};
use plenary::index::Index;
use plenary::query::{TypedRequest, parse_request};

/// Documents per folder of a generated archive.
const IN_FOLDER: usize = 1000;

/// Number of phrase queries per index.
const PHRASES: usize = 1000;

/// Matches shown per hit.
const MATCHES: usize = 3;

fn main() -> Outcome<()> {
    let Some(folder) = material::shared("ungdc") else {
        return Ok(());
    };
    let sizes: Vec<usize> = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let speeches = texts(&folder)?;
    println!(
        "documents  text MB  index s  docs/s  peak MB  index/text  phrase p50 ms  p95 ms  max ms  ten best p95 ms  tantivy p95 ms  cold search ms  all matches MB  second run s"
    );
    for size in if sizes.is_empty() {
        vec![10_000]
    } else {
        sizes
    } {
        let work = tempfile::tempdir()?;
        let archive = work.path().join("archive");
        let bytes = make(&speeches, size, &archive)?;
        measure(&speeches, size, bytes, work.path())?;
    }
    Ok(())
}

/// Generates an archive of `size` documents, and returns its bytes.
fn make(speeches: &[String], size: usize, archive: &Path) -> Outcome<u64> {
    let sentences: Vec<&str> = speeches
        .iter()
        .flat_map(|speech| speech.split_inclusive(". "))
        .filter(|sentence| sentence.len() > 20)
        .collect();
    let mut random = Random(71);
    let mut bytes = 0;
    for number in 0..size {
        let folder = archive.join(format!("{:04}", number / IN_FOLDER));
        if number % IN_FOLDER == 0 {
            fs::create_dir_all(&folder)?;
        }
        // One to fifty pages, half of them less than three.
        let pages = 1 << random.below(4).min(random.below(7));
        let mut text = format!("Record {number} of a made archive\n\n");
        for at in 0..pages * 12 {
            text.push_str(sentences[random.below(sentences.len())].trim_end());
            text.push_str(if at % 6 == 5 { "\n\n" } else { " " });
        }
        bytes += text.len() as u64;
        fs::write(document(number, archive), text)?;
    }
    Ok(bytes)
}

/// The path of a document of a generated archive.
fn document(number: usize, archive: &Path) -> PathBuf {
    archive.join(format!("{:04}/{number:07}.txt", number / IN_FOLDER))
}

/// The texts of a generated archive.
fn archived(size: usize, archive: &Path) -> impl Iterator<Item = Outcome<String>> {
    let archive = archive.to_owned();
    (0..size).map(move |number| Ok(fs::read_to_string(document(number, &archive))?))
}

fn measure(speeches: &[String], size: usize, bytes: u64, work: &Path) -> Outcome<()> {
    let (first, peak) = watched(plenary(work, &["index", "archive"]))?;
    let (second, _) = watched(plenary(work, &["index", "archive"]))?;
    let place = work.join(".plenary");
    let held = folder_bytes(&place)?;
    let opened = Index::open(&place)?;
    let phrases = phrases(speeches, PHRASES);
    let ask = |phrase: &str, matches: usize| -> Outcome<()> {
        let typed = TypedRequest {
            query: format!("\"{phrase}\""),
            matches,
            ..TypedRequest::default()
        };
        opened.search(&parse_request(&typed)?.request)?;
        Ok(())
    };
    let times = timed(&phrases, |phrase| ask(phrase, MATCHES))?;
    let ten_best = timed(&phrases, |phrase| ask(phrase, 0))?;
    let bare = Bare::of(archived(size, &work.join("archive")), &work.join("bare"))?;
    let bare = timed(&phrases, |phrase| {
        bare.answer(phrase)?;
        Ok(())
    })?;
    let cold = (0..5)
        .map(|_| cold_search(work))
        .collect::<Outcome<Vec<Duration>>>()?;
    let every_match = [
        "search",
        "\"of the\"",
        "--matches",
        "all",
        "--format",
        "jsonl",
    ];
    let (_, concordance) = watched(plenary(work, &every_match))?;
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "{size:9}  {:7.0}  {:7.1}  {:6.0}  {peak:7.0}  {:10.3}  {:13.2}  {:6.2}  {:6.2}  {:15.2}  {:14.2}  {:14.1}  {concordance:14.0}  {:12.2}",
        bytes as f64 / 1e6,
        first.as_secs_f64(),
        size as f64 / first.as_secs_f64(),
        held as f64 / bytes as f64,
        ms(times[times.len() / 2]),
        ms(p95(&times)),
        ms(times[times.len() - 1]),
        ms(p95(&ten_best)),
        ms(p95(&bare)),
        ms(cold.into_iter().min().unwrap_or_default()),
        second.as_secs_f64(),
    );
    Ok(())
}

/// Returns how long each phrase takes, sorted.
fn timed(phrases: &[String], mut ask: impl FnMut(&str) -> Outcome<()>) -> Outcome<Vec<Duration>> {
    let mut times = Vec::with_capacity(phrases.len());
    for phrase in phrases {
        let began = Instant::now();
        ask(phrase)?;
        times.push(began.elapsed());
    }
    times.sort();
    Ok(times)
}

fn p95(times: &[Duration]) -> Duration {
    times[times.len() * 95 / 100]
}

/// Runs a command, and returns its time and the peak memory of it and its workers, in MB.
fn watched(mut command: Command) -> Outcome<(Duration, f64)> {
    let began = Instant::now();
    let mut run = command.spawn()?;
    let mut peak = 0.0_f64;
    let status = loop {
        if let Some(status) = run.try_wait()? {
            break status;
        }
        peak = peak.max(memory_mb(run.id()));
        std::thread::sleep(Duration::from_millis(20));
    };
    let took = began.elapsed();
    if !status.success() {
        return Err("the run failed".into());
    }
    Ok((took, peak))
}

/// Returns the private memory of a process and its children, in MB; 0 if the system does not report it.
fn memory_mb(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let own = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"))
        .and_then(|size| size.trim().trim_end_matches(" kB").parse::<f64>().ok())
        .unwrap_or(0.0);
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children"));
    let children = children.unwrap_or_default();
    let children = children.split_whitespace().filter_map(|id| id.parse().ok());
    own / 1e3 + children.map(memory_mb).sum::<f64>()
}

fn cold_search(work: &Path) -> Outcome<Duration> {
    let began = Instant::now();
    plenary(work, &["search", "\"the rule of law\""]).status()?;
    Ok(began.elapsed())
}

fn plenary(work: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    command
        .args(arguments)
        .current_dir(work)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}
