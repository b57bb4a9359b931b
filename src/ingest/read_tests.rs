//! Tests of the parallel reader: order, bounded memory, an outcome for each file.

use std::fs;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::*;
use crate::model::SourceFile;

pub(super) fn tasks(folder: &std::path::Path, texts: &[&str]) -> Vec<Task> {
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
            reason: TaskReason::New,
        }
    };
    texts.iter().enumerate().map(one).collect()
}

pub(super) fn run(tasks: &[Task], options: &ReadOptions) -> Vec<Reading> {
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
fn files_come_in_order_whatever_their_size() {
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
fn the_window_limits_files_in_flight() {
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
    tasks[1].reason = TaskReason::Touched(hash);
    let outcomes = run(&tasks, &ReadOptions::default())
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
fn a_panic_skips_one_document() {
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
