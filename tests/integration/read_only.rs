//! Indexes on a read-only disk can be searched; runs that write fail with the reason.
#![cfg(target_os = "linux")]
#![allow(clippy::print_stderr, reason = "a test that does not run says so")]

use std::path::Path;

use crate::archive::{Answer, Archive, run_program};

const UNSHARE: &str = "/usr/bin/unshare";

/// Runs `plenary` in a working directory mounted read-only; `None` if mounting is not permitted.
fn run_read_only(archive: &Archive, arguments: &[&str]) -> Option<Answer> {
    if !Path::new(UNSHARE).exists() {
        eprintln!("skipped: there is no {UNSHARE}");
        return None;
    }
    let program = assert_cmd::cargo::cargo_bin!("plenary");
    let mounted = format!(
        "mount --bind . . && mount -o remount,ro,bind . || exit 77; cd \"$PWD\"; exec '{}' \"$@\"",
        program.display()
    );
    let shell = [
        "--map-root-user",
        "--mount",
        "/bin/sh",
        "-c",
        &mounted,
        "sh",
    ];
    let answer = run_program(UNSHARE, &archive.path(""), &[&shell, arguments].concat());
    if answer.code == 77 || answer.stderr.starts_with("unshare: ") {
        eprintln!("skipped: nothing can be mounted here");
        return None;
    }
    Some(answer)
}

#[test]
fn a_read_only_index_answers() {
    let archive = Archive::new()
        .file("a.txt", "The rule of law in Kenya.\n")
        .file("empty.txt", "")
        .beside("draft.md", "\"The rule of law\"\n")
        .beside("queries.txt", "law\n")
        .indexed();
    for (arguments, code, said) in [
        (&["search", "\"rule of law\""][..], 0, "a.txt"),
        (&["search", "water"], 1, ""),
        (&["batch", "queries.txt"], 0, "a.txt"),
        (&["quotes", "draft.md"], 0, "a.txt"),
        (&["show", "a.txt"], 0, "rule of law"),
        (&["stats"], 0, "documents: 1"),
        (&["failures"], 0, "empty.txt"),
        (&["verify"], 0, "verified 2 of 2 files"),
        (&["index", "--dry-run", "archive"], 0, "unchanged 1"),
    ] {
        let Some(answer) = run_read_only(&archive, arguments) else {
            return;
        };
        let answer = answer.exits(code);
        assert!(
            answer.stdout.contains(said),
            "{arguments:?}: {}",
            answer.stdout
        );
    }
}

#[test]
fn write_errors_are_reported() {
    let archive = Archive::new()
        .file("a.txt", "The rule of law.\n")
        .beside("queries.txt", "law\n")
        .indexed();
    let index = archive.path(".plenary/plenary.lock").display().to_string();
    for (arguments, told) in [
        (&["index", "archive"][..], &*index),
        (&["search", "--in", "archive", "law"], &index),
        (&["index", "--index", "other", "archive"], "other"),
        (&["verify", "--sealed", "manifest"], "manifest"),
        (&["batch", "queries.txt", "--output", "answers"], "answers"),
        (&["index", "archive", "--report", "report"], "report"),
    ] {
        let Some(answer) = run_read_only(&archive, arguments) else {
            return;
        };
        let answer = answer.exits(2).tells("Read-only file system");
        let first = answer.stderr.lines().next().unwrap_or_default();
        assert!(first.contains(told), "{arguments:?}: {}", answer.stderr);
    }
    archive.search(&["law"]).finds(&["a.txt"]);
}

#[test]
fn an_archive_on_a_read_only_disk_is_indexed() {
    let archive = Archive::new()
        .file("a.txt", "The rule of law.\n")
        .file("b/c.txt", "The right to water.\n");
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let index = elsewhere.path().join("index");
    let index = index.to_str().expect("a plain path");
    for (arguments, said) in [
        (&["index", "archive"][..], "indexed 2"),
        (&["search", "water"], "b/c.txt"),
        (&["verify"], "verified 2 of 2 files"),
    ] {
        let arguments = [&["--index", index], arguments].concat();
        let Some(answer) = run_read_only(&archive, &arguments) else {
            return;
        };
        assert!(answer.exits(0).stdout.contains(said), "{arguments:?}");
    }
}
