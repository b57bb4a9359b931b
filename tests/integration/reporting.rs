//! Reports: each file is listed once, and the counts add up.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::archive::Archive;
use crate::random::Random;

/// Returns the lines of a run's report by path, and the summary line.
#[track_caller]
fn reported(archive: &Archive, arguments: &[&str]) -> (BTreeMap<String, Value>, String) {
    let run = [&["index", "--report", "report.jsonl"], arguments].concat();
    let ended = archive.run(&run).exits(0).stdout;
    let report = fs::read_to_string(archive.path("report.jsonl")).expect("a report");
    let mut lines = BTreeMap::new();
    for line in report.lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let path = line["path"].as_str().expect("a path").to_owned();
        assert!(lines.insert(path, line).is_none(), "{report}");
    }
    (lines, ended)
}

fn statuses(lines: &BTreeMap<String, Value>) -> Vec<(&str, &str)> {
    let status = |line: &'_ Value| match line["status"].as_str() {
        Some("indexed") => "indexed",
        Some("unchanged") => "unchanged",
        Some("skipped") => "skipped",
        Some("removed") => "removed",
        other => panic!("{other:?} is no status"),
    };
    let lines = lines.iter();
    lines.map(|(path, line)| (&**path, status(line))).collect()
}

#[test]
fn a_report_lists_each_file_with_its_status() {
    let archive = Archive::new()
        .file("a.txt", "The rule of law.\n")
        .file("b/water.txt", "The right to water.\n")
        .file("empty.txt", "");
    let (lines, _) = reported(&archive, &["archive"]);
    let expected = [
        ("a.txt", "indexed"),
        ("b/water.txt", "indexed"),
        ("empty.txt", "skipped"),
    ];
    assert_eq!(statuses(&lines), expected);
    assert_eq!(lines["empty.txt"]["skip"]["reason"], "no-text");

    let archive = archive.without("a.txt").file("c.txt", "Food.\n");
    let (lines, _) = reported(&archive, &["archive"]);
    let expected = [
        ("a.txt", "removed"),
        ("b/water.txt", "unchanged"),
        ("c.txt", "indexed"),
        ("empty.txt", "skipped"),
    ];
    assert_eq!(statuses(&lines), expected);
    assert_eq!(lines["empty.txt"]["skip"]["reason"], "no-text");
    for path in ["a.txt", "b/water.txt", "c.txt"] {
        assert_eq!(lines[path]["read_by"], env!("CARGO_PKG_VERSION"));
        assert_eq!(lines[path]["sha256"].as_str().map(str::len), Some(64));
    }
    archive
        .run(&["index", "archive", "--report", "x", "--dry-run"])
        .exits(2)
        .tells("cannot be used with");
}

/// Makes a random change to a file of the archive, or only touches it.
fn disturb(archive: &Path, random: &mut Random) {
    let folder = archive.join(["", "b", "b/c"][random.below(3)]);
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(format!("{}.txt", random.below(6)));
    let before = fs::read(&path).ok();
    let written = match (random.below(6), before) {
        (0, Some(_)) => fs::remove_file(&path),
        (1, Some(same)) => fs::write(&path, same),
        (2, _) => fs::write(&path, ""),
        (3, _) => fs::write(&path, "%PDF-1.7\nnothing"),
        (_, _) => fs::write(&path, format!("word{}\n", random.below(100))),
    };
    written.expect("a change");
}

/// Collects the paths of all files below, relative to the archive.
fn files(archive: &Path, below: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(below).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files(archive, &path, found),
            false => {
                let path = path.strip_prefix(archive).expect("it lies below");
                found.insert(path.to_str().expect("a plain name").to_owned());
            }
        }
    }
}

#[test]
fn counts_add_up_after_random_changes() {
    let archive = Archive::new()
        .file("b/c/0.txt", "The rule of law.\n")
        .file("1.txt", "The right to water.\n");
    let root = archive.path("archive");
    let mut random = Random(3);
    for round in 0..25 {
        (0..random.below(8)).for_each(|_| disturb(&root, &mut random));
        let part =
            ["archive", "archive/b", "archive/b/c"][random.below(3) * usize::from(round > 0)];
        let retry: &[&str] = if random.below(4) == 0 {
            &["--retry"]
        } else {
            &[]
        };
        let mut expected = BTreeSet::new();
        files(&root, &archive.path(part), &mut expected);
        let (lines, ended) = reported(&archive, &[&[part], retry].concat());
        let mut counts = BTreeMap::new();
        let mut there = BTreeSet::new();
        for (path, status) in statuses(&lines) {
            *counts.entry(status).or_insert(0) += 1;
            if status != "removed" {
                there.insert(path.to_owned());
            }
        }
        assert_eq!(there, expected, "{ended}");
        let count = |status| counts.get(status).copied().unwrap_or(0);
        let told = format!(
            "indexed {}, unchanged {}, removed {}, skipped {}",
            count("indexed"),
            count("unchanged"),
            count("removed"),
            count("skipped")
        );
        assert!(ended.starts_with(&told), "{told}: {ended}");
    }
    // After a complete run the index holds exactly the existing files.
    reported(&archive, &["archive"]);
    let mut expected = BTreeSet::new();
    files(&root, &root, &mut expected);
    let stats = &archive.run(&["stats", "--format", "json"]).json_lines()[0];
    let skipped = stats["skipped"].as_array().expect("counts").iter();
    let skipped: u64 = skipped.filter_map(|kind| kind[1].as_u64()).sum();
    let searchable = stats["searchable"].as_u64().expect("a count");
    assert_eq!(searchable + skipped, expected.len() as u64);
}
