//! Tests of failing workers, simulated by shell scripts.

use std::sync::Arc;

use super::*;
use crate::ingest::read_tests::{run, tasks};
use crate::ingest::{Outcome, ReadOptions, Reading};
use crate::model::Metadata;

/// A worker that sends a valid greeting and then runs a shell script.
fn worker(folder: &std::path::Path, script: &str) -> Workers {
    let mut greeting = Vec::new();
    wire::send(&mut greeting, &Confinement::default(), wire::NO_BODIES).expect("written");
    let file = folder.join("greeting");
    std::fs::write(&file, greeting).expect("a new file");
    let script = format!("cat '{}'; {script}", file.display());
    let program = WorkerProgram {
        program: "/bin/sh".into(),
        arguments: vec!["-c".into(), script.into()],
    };
    Workers::start(program, 64 << 20, 1).expect("a started worker")
}

#[test]
fn a_worker_that_fails_costs_its_file_and_no_more() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out_of_memory = "echo 'memory allocation of 99 bytes failed' >&2; kill -ABRT $$";
    for (script, expected) in [
        ("sleep 60", "timed out: it took longer than 1 s"),
        (
            "kill -SEGV $$",
            "malformed: the reader failed on it: signal 11",
        ),
        (
            "exit 3",
            "malformed: the reader failed on it: exit status: 3",
        ),
        (out_of_memory, "out of memory: it needs more than 64 MB"),
        (
            "printf '%050d' 7",
            "malformed: the reader failed on it: a message is longer than any can be",
        ),
    ] {
        let workers = worker(folder.path(), script);
        let budget = Budget {
            time: Duration::from_secs(1),
            ..Budget::default()
        };
        // The second request goes to the replacement of the first worker, and the third is retried one by one.
        for paths in [&["a.txt"][..], &["b.txt"], &["a.txt", "b.txt"]] {
            let files = vec![vec![b'a'; 1 << 20]; paths.len()];
            let skips = workers.parse(paths, files, &budget);
            assert_eq!(skips.len(), paths.len());
            for skip in skips {
                let skip = skip.expect_err("a skip");
                assert_eq!(format!("{}: {}", skip.reason, skip.detail), expected);
            }
        }
    }
}

#[test]
fn inconsistent_replies_are_rejected() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut extracted =
        crate::extract::extract(b"right".to_vec(), &Budget::default()).expect("a readable text");
    extracted.flow.repeats_from = 99;
    extracted.flow.text.clear();
    let mut message = Vec::new();
    let reply = ParseReply::Read(Box::new((extracted, Metadata::default())));
    wire::send(&mut message, &[reply], &["right"]).expect("written");
    let file = folder.path().join("reply");
    std::fs::write(&file, message).expect("a new file");
    let script = format!("cat '{}'; cat >/dev/null", file.display());
    // One reply for two files is invalid as well.
    for paths in [&["a.txt"][..], &["a.txt", "b.txt"]] {
        let files = vec![b"right".to_vec(); paths.len()];
        for document in worker(folder.path(), &script).parse(paths, files, &Budget::default()) {
            assert_eq!(
                document.expect_err("a skip").detail,
                "the reader failed on it: its text does not hold together"
            );
        }
    }
}

#[test]
fn programs_that_are_no_workers_are_errors() {
    for program in ["/bin/true", "/nowhere"] {
        let program = WorkerProgram {
            program: program.into(),
            arguments: Vec::new(),
        };
        assert!(Workers::start(program, 64 << 20, 1).is_err());
    }
}

#[test]
fn short_plain_texts_are_parsed_without_a_worker() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let long = "right ".repeat(60_000);
    let tasks = tasks(folder.path(), &["right", &long, "%PDF-1.7\n%%EOF", "left"]);
    let options = ReadOptions {
        workers: Some(Arc::new(worker(folder.path(), "kill -SEGV $$"))),
        ..ReadOptions::default()
    };
    let is_read = |reading: &Reading| matches!(reading.outcome, Outcome::Read(_));
    let are_read: Vec<bool> = run(&tasks, &options).iter().map(is_read).collect();
    assert_eq!(are_read, [true, false, false, true]);
}
