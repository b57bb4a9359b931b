//! Crash safety: however a run ends, the index holds whole documents, and the next run completes it.
//!
//! The tests are short by default; with `PLENARY_FULL_TESTS=1` they run as long as `docs/reliability.md` says.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::archive::{Answer, Archive};

/// Returns `short`, or `full` if full tests are requested.
fn times(short: u32, full: u32) -> u32 {
    match std::env::var_os("PLENARY_FULL_TESTS") {
        Some(_) => full,
        None => short,
    }
}

/// Creates documents of different lengths with a unique first and last word.
fn archive(documents: u32) -> Archive {
    (0..documents).fold(Archive::new(), |archive, number| {
        let middle =
            "the right to water and the rule of law ".repeat(20 + (number as usize * 37) % 400);
        let text = format!("first{number} {middle} last{number}\n");
        archive.file(&format!("{number:03}.txt"), text)
    })
}

/// Returns the documents found and their match counts, by path.
#[track_caller]
fn found(archive: &Archive, query: &str) -> Vec<(String, u64)> {
    let answer = archive.search(&[query, "--limit", "10000", "--sort", "path"]);
    let answers = answer.json_lines();
    let hits = answers[0]["hits"].as_array().expect("hits");
    let hit = |hit: &serde_json::Value| {
        let path = hit["path"].as_str().expect("a path").to_owned();
        (path, hit["match_count"].as_u64().expect("a count"))
    };
    hits.iter().map(hit).collect()
}

fn start(archive: &Archive, arguments: &[&str]) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin!("plenary"))
        .current_dir(archive.path(""))
        .env_remove("PLENARY_INDEX")
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// Checks that the index holds only expected documents, each with its first and last word.
#[track_caller]
fn holds_whole_documents(archive: &Archive, expected: &[(String, u64)]) {
    let stats = archive.run(&["stats"]);
    if stats.stderr.contains("there is none") {
        return;
    }
    assert_ne!(stats.code, 2, "{}", stats.stderr);
    let found = found(archive, "\"rule of law\"");
    assert!(found.iter().all(|hit| expected.contains(hit)), "{found:?}");
    let both = self::found(archive, "first* last*");
    assert_eq!(both.len(), found.len());
}

#[track_caller]
fn completes(archive: &Archive, expected: &[(String, u64)]) {
    archive.run(&["index", "archive"]).exits(0);
    assert_eq!(found(archive, "\"rule of law\""), expected);
    archive.run(&["verify"]).exits(0);
}

#[test]
fn a_killed_run_leaves_whole_documents_and_can_be_completed() {
    let undisturbed = archive(60);
    let run = ["index", "archive", "--commit-every", "0"];
    let began = Instant::now();
    undisturbed.run(&run).exits(0);
    let length = began.elapsed();
    let expected = found(&undisturbed, "\"rule of law\"");
    assert_eq!(expected.len(), 60);

    let archive = archive(60);
    let kills = times(5, 200);
    for kill in 0..kills {
        let _ = fs::remove_dir_all(archive.path(".plenary"));
        let mut child = start(&archive, &run);
        // Spread over the run, in pseudo-random order.
        thread::sleep(length.mul_f64(f64::from(kill * 7919 % kills) / f64::from(kills)));
        child.kill().expect("a killed run");
        child.wait().expect("its end");
        holds_whole_documents(&archive, &expected);
        completes(&archive, &expected);
    }
}

/// Indexes with a file size limit, beyond which writes fail as on a full disk.
#[cfg(unix)]
fn run_with_file_limit(archive: &Archive, kilobytes: u32) -> Answer {
    let program = assert_cmd::cargo::cargo_bin!("plenary");
    let limited = format!(
        "trap '' XFSZ; ulimit -f {} || exit 77; exec '{}' index archive",
        kilobytes * 2,
        program.display()
    );
    crate::archive::run_program("/bin/sh", &archive.path(""), &["-c", &limited])
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_reported_and_loses_nothing() {
    let whole = archive(60).indexed();
    let expected = found(&whole, "\"rule of law\"");
    let mut failed = 0;
    for size in 1..=times(4, 20) {
        let archive = archive(60);
        let run = run_with_file_limit(&archive, size * 80 / times(4, 20));
        match run.code {
            0 => {}
            2 => {
                failed += 1;
                assert!(run.stderr.contains("File too large"), "{}", run.stderr);
                assert!(run.stderr.contains("make room and run"), "{}", run.stderr);
            }
            code => panic!("exit code {code}: {}", run.stderr),
        }
        holds_whole_documents(&archive, &expected);
        completes(&archive, &expected);
    }
    assert!(failed > 0, "no limit was small enough");
}

/// Touches every file, so that all are read and indexed again.
fn touch(archive: &Archive, documents: u32) {
    for number in 0..documents {
        let path = archive.path(&format!("archive/{number:03}.txt"));
        let text = fs::read(&path).expect("a document");
        fs::write(path, text).expect("the same with a new time");
    }
}

#[test]
fn searches_during_a_run_see_a_whole_index() {
    let archive = archive(40).indexed();
    let began = Instant::now();
    let long = Duration::from_secs(u64::from(times(2, 60)));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while began.elapsed() < long {
                    let found = found(&archive, "\"rule of law\"");
                    assert_eq!(found.len(), 40);
                }
            });
        }
        while began.elapsed() < long {
            touch(&archive, 40);
            archive
                .run(&["index", "archive", "--commit-every", "0"])
                .exits(0);
        }
    });
}

#[test]
fn many_searches_at_once_are_all_answered() {
    let archive = archive(40).indexed();
    touch(&archive, 40);
    let mut writer = start(&archive, &["index", "archive", "--commit-every", "0"]);
    thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| assert_eq!(found(&archive, "\"rule of law\"").len(), 40));
        }
    });
    assert!(writer.wait().expect("its end").success());
}

#[test]
fn an_archive_that_is_gone_keeps_its_documents() {
    let archive = archive(3).indexed();
    let expected = found(&archive, "\"rule of law\"");
    fs::rename(archive.path("archive"), archive.path("away")).expect("taken away");
    archive.run(&["index", "archive"]).exits(2);
    assert_eq!(found(&archive, "\"rule of law\""), expected);
    fs::create_dir(archive.path("archive")).expect("an empty mount point");
    archive
        .run(&["index", "archive"])
        .exits(0)
        .tells("its 3 documents are kept");
    assert_eq!(found(&archive, "\"rule of law\""), expected);
}

#[cfg(unix)]
#[test]
fn an_index_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let archive = archive(3);
    fs::create_dir(archive.path(".plenary")).expect("a folder made before");
    let archive = archive.indexed();
    let mode =
        |path: &std::path::Path| fs::metadata(path).expect("its data").permissions().mode() & 0o777;
    for folder in [".plenary", ".plenary/engine"] {
        assert_eq!(mode(&archive.path(folder)), 0o700);
        for entry in fs::read_dir(archive.path(folder)).expect("readable") {
            let path = entry.expect("an entry").path();
            let expected = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode(&path), expected, "{}", path.display());
        }
    }
}

#[test]
fn damaged_index_files_are_reported_as_such() {
    let whole = archive(3).indexed();
    let engine = whole.path(".plenary/engine");
    let files: Vec<_> = fs::read_dir(&engine)
        .expect("readable")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending != "lock"))
        .collect();
    assert!(files.len() >= 6);
    for file in files {
        let bytes = fs::read(&file).expect("a file of the index");
        for damaged in [bytes[..bytes.len() / 2].to_vec(), inverted(&bytes)] {
            fs::write(&file, damaged).expect("damaged");
            for command in [
                &["search", "\"rule of law\"", "--facet", "country"][..],
                &["stats"],
                &["index", "archive"],
            ] {
                let answer = whole.run(command);
                assert!(answer.code <= 2, "{} {:?}", file.display(), answer.stderr);
                assert!(!answer.stderr.contains("report this"), "{}", answer.stderr);
                if answer.code == 2 {
                    assert!(
                        answer.stderr.contains("cannot read the index"),
                        "{}",
                        answer.stderr
                    );
                    assert!(answer.stderr.contains("hint: remove "), "{}", answer.stderr);
                }
            }
            let verified = whole.run(&["verify"]);
            assert_ne!(verified.code, 0, "{}", file.display());
            fs::write(&file, &bytes).expect("whole again");
        }
    }
}

/// Inverts all bytes.
fn inverted(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| !byte).collect()
}
