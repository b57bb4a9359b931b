//! Mutated files are indexed or skipped with a reason.
//!
//! The files are random mutations of the samples; with `PLENARY_FULL_TESTS=1` there are 500 of each PDF.

use std::fs;
use std::path::Path;

use plenary::metadata::parse_symbol;
use plenary::query::{ParseOptions, TypedRequest, parse, read_batch};

use crate::archive::Archive;
use crate::random::Random;

impl Random {
    /// Applies a few mutations: bytes inverted or replaced by digits, parts deleted, duplicated or moved, the end truncated.
    fn mutate(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(8) {
            let at = self.below(bytes.len());
            let end = (at + self.below(64)).min(bytes.len());
            match self.below(7) {
                _ if bytes.is_empty() => {}
                0 => bytes[at] ^= 1 << self.below(8),
                1 => bytes[at] = b'0' + u8::try_from(self.below(10)).unwrap_or_default(),
                2 => drop(bytes.drain(at..end)),
                3 => {
                    let part = bytes[at..end].to_vec();
                    let to = self.below(bytes.len());
                    bytes.splice(to..to, part);
                }
                4 => bytes.truncate(at.max(16)),
                5 => {
                    let words: [&[u8]; 6] = [b"<<", b"[", b"99999999", b"-1", b"endobj", b" 0 R"];
                    bytes.splice(at..at, words[self.below(6)].iter().copied());
                }
                _ => bytes[at..end].fill(0xFF),
            }
        }
        bytes
    }
}

/// Returns the samples with this extension.
fn samples(ending: &str) -> Vec<(String, Vec<u8>)> {
    fn collect(folder: &Path, ending: &str, samples: &mut Vec<(String, Vec<u8>)>) {
        for entry in fs::read_dir(folder).expect("the samples") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(&path, ending, samples);
            } else if path.extension().is_some_and(|e| e == ending) {
                let name = path
                    .file_stem()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned();
                samples.push((name, fs::read(&path).expect("a sample")));
            }
        }
    }
    let mut samples = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_docs");
    collect(&root, ending, &mut samples);
    samples.sort();
    samples
}

fn mutants_of_each() -> usize {
    match std::env::var_os("PLENARY_FULL_TESTS") {
        Some(_) => 500,
        None => 5,
    }
}

#[test]
fn mutated_pdfs_are_indexed_or_skipped_with_a_reason() {
    let samples = samples("pdf");
    assert!(samples.len() > 10);
    let mut random = Random(7);
    let (mut done, each) = (0, mutants_of_each());
    while done < each {
        let round = (each - done).min(50);
        let mut archive = Archive::new();
        for number in done..done + round {
            for (name, bytes) in &samples {
                archive = archive.file(&format!("{name}-{number}.pdf"), random.mutate(bytes));
            }
        }
        done += round;
        let arguments = [
            "index",
            "archive",
            "--timeout",
            "20",
            "--report",
            "report.jsonl",
        ];
        archive.run(&arguments).exits(0);
        let report = fs::read_to_string(archive.path("report.jsonl")).expect("a report");
        assert_eq!(report.lines().count(), round * samples.len());
        for line in report.lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let skip = &line["skip"];
            let broken = ["timed-out", "out-of-memory"]
                .iter()
                .any(|reason| skip["reason"] == *reason);
            let detail = skip["detail"].as_str().unwrap_or_default();
            // A panic of the reader would be handled, but none of these files is known to cause one.
            assert!(!broken && !detail.contains("failed on it"), "{line}");
        }
    }
}

#[test]
fn mutated_queries_are_read_or_have_an_error() {
    let mut random = Random(11);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let seeds = |folder: &str| -> Vec<Vec<u8>> {
        let entries = fs::read_dir(root.join(folder)).expect("the seeds");
        let mut paths: Vec<_> = entries
            .map(|entry| entry.expect("an entry").path())
            .collect();
        paths.sort();
        paths
            .iter()
            .map(|path| fs::read(path).expect("a seed"))
            .collect()
    };
    for _ in 0..mutants_of_each() * 40 {
        for seed in seeds("query").iter().chain(&seeds("symbol")) {
            let typed = String::from_utf8_lossy(&random.mutate(seed)).into_owned();
            if let Err(error) = parse(&typed, ParseOptions::default()) {
                assert!(!error.pointer().is_empty());
            }
            if let Ok(symbol) = parse_symbol(&typed) {
                assert_eq!(parse_symbol(symbol.as_str()).ok(), Some(symbol), "{typed}");
            }
        }
        for seed in &seeds("query_file") {
            let bytes = random.mutate(seed);
            if let Ok(rows) = read_batch(&*bytes, TypedRequest::default()) {
                assert!(rows.count() <= bytes.len() + 1);
            }
        }
    }
}
