//! Input of the benches: texts and phrases of the shared data, always the same.
#![allow(
    dead_code,
    clippy::print_stdout,
    reason = "each bench uses a part of this, and prints what it measured"
)]

pub(crate) mod bare;

use std::path::{Path, PathBuf};
use std::{fs, io};

pub(crate) type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Returns a folder of the shared documents, or prints that it is missing.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/dev/docs");
    let folder = documents.join(name);
    if !folder.exists() {
        println!("skipped: {} is not here", folder.display());
        return None;
    }
    Some(folder)
}

/// A linear congruential generator (Knuth, MMIX).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// Returns a number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// Reads the plain texts below a folder, by path.
pub(crate) fn texts(folder: &Path) -> Outcome<Vec<String>> {
    let mut texts = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
        let mut paths: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".txt") && !name.starts_with('.') {
                texts.push(String::from_utf8_lossy(&fs::read(&path)?).into_owned());
            }
        }
    }
    Ok(texts)
}

/// Returns `count` runs of two to four words from all texts.
pub(crate) fn phrases(texts: &[String], count: usize) -> Vec<String> {
    let mut random = Random(39);
    let mut below = |limit| random.below(limit);
    let mut phrases = Vec::new();
    while phrases.len() < count {
        let words: Vec<&str> = texts[below(texts.len())].split_whitespace().collect();
        let length = 2 + below(3);
        let start = below(words.len().saturating_sub(length).max(1));
        let run = &words[start..words.len().min(start + length)];
        if run.len() == length
            && run
                .iter()
                .all(|word| word.bytes().all(|b| b.is_ascii_alphabetic()))
        {
            phrases.push(run.join(" ").to_lowercase());
        }
    }
    phrases
}

/// Returns the total size of all files below a folder.
pub(crate) fn folder_bytes(folder: &Path) -> Outcome<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        bytes += match entry.file_type()?.is_dir() {
            true => folder_bytes(&entry.path())?,
            false => entry.metadata()?.len(),
        };
    }
    Ok(bytes)
}
