//! Tests on third-party documents, if present (`../shared/data`).
#![allow(clippy::print_stderr, reason = "a test that does not run says so")]

use std::fs;
use std::path::{Path, PathBuf};

use crate::archive::run;

/// Returns a folder of the shared data, or prints that the test is skipped.
fn shared(path: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data")
        .join(path);
    if !folder.exists() {
        eprintln!("skipped: ../shared/data/{path} is not here");
        return None;
    }
    Some(folder)
}

#[test]
fn phrases_in_typeset_documents_are_found() {
    let Some(bench) = shared("phrases") else {
        return;
    };
    let work = tempfile::tempdir().expect("a temporary folder");
    let table = fs::read_to_string(bench.join("queries.tsv")).expect("the phrases");
    let rows: Vec<Vec<&str>> = table
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect())
        .collect();
    let queries: String = rows
        .iter()
        .map(|row| format!("{}\t\"{}\"\n", row[0], row[4]))
        .collect();
    let docs = bench.join("docs");
    let arguments = [
        "batch",
        "-",
        "--limit",
        "20",
        "--in",
        docs.to_str().expect("a plain path"),
    ];
    let answers = run(work.path(), &arguments, &format!("id\tquery\n{queries}")).json_lines();
    assert_eq!(answers.len(), rows.len());
    let found = rows.iter().zip(&answers).filter(|(row, answer)| {
        let hits = answer["hits"].as_array();
        hits.is_some_and(|hits| hits.iter().any(|hit| hit["path"] == row[2]))
    });
    let share = found.count() as f64 / rows.len() as f64;
    assert!(share >= 0.99, "only {share:.3} of the phrases are found");
}

#[test]
fn odd_and_broken_files_are_indexed_or_skipped() {
    let Some(docs) = shared("dev/docs") else {
        return;
    };
    let work = tempfile::tempdir().expect("a temporary folder");
    let folders = fs::read_dir(docs).expect("the documents");
    let odd: Vec<String> = folders
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("robust-"))
        })
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    let paths: Vec<&str> = odd.iter().map(String::as_str).collect();
    let run_one = run(work.path(), &[&["index"], &paths[..]].concat(), "").exits(0);
    let counts: Vec<u64> = run_one
        .stdout
        .split([' ', ',', '('])
        .filter_map(|word| word.parse().ok())
        .collect();
    let stats = &run(work.path(), &["stats", "--format", "json"], "")
        .exits(0)
        .json_lines()[0];
    assert_eq!(stats["searchable"], counts[0]);
    assert!(counts[0] > 100 && counts[3] > 0, "{}", run_one.stdout);
}
