//! From files to answers, without a command line.

mod disturbed;
mod languages;
mod narrowing;
mod searching;
mod spellings;
mod updating;

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::*;
use crate::model::{Answer, SkipReason};
use crate::query::{Grouping, ParseOptions, Request, Sort, parse};

/// A folder of files with an index beside it.
pub(in crate::index) struct Corpus {
    folder: tempfile::TempDir,
}

impl Corpus {
    pub(in crate::index) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    pub(in crate::index) fn of(files: &[(&str, &str)]) -> Self {
        let corpus = Self::new();
        files
            .iter()
            .for_each(|(path, text)| corpus.write(path, text));
        corpus.index();
        corpus
    }

    pub(in crate::index) fn docs(&self) -> PathBuf {
        self.folder.path().join("docs")
    }

    pub(in crate::index) fn index_folder(&self) -> PathBuf {
        self.folder.path().join(".plenary")
    }

    pub(in crate::index) fn write(&self, path: &str, text: &str) {
        let location = self.docs().join(path);
        fs::create_dir_all(location.parent().expect("a parent")).expect("a folder");
        fs::write(location, text).expect("a written file");
    }

    pub(in crate::index) fn index(&self) -> Summary {
        self.index_only(&[""])
    }

    fn options(&self) -> UpdateOptions {
        UpdateOptions {
            paths: vec![self.docs()],
            ..UpdateOptions::default()
        }
    }

    fn index_only(&self, parts: &[&str]) -> Summary {
        let options = UpdateOptions {
            paths: parts.iter().map(|part| self.docs().join(part)).collect(),
            ..UpdateOptions::default()
        };
        update(
            &self.index_folder(),
            &options,
            &AtomicBool::new(false),
            &mut |_| {},
        )
        .expect("indexed")
    }

    pub(in crate::index) fn open(&self) -> Index {
        Index::open(&self.index_folder()).expect("an index")
    }

    fn search(&self, query: &str) -> Answer {
        self.open().search(&request(query)).expect("an answer")
    }

    pub(in crate::index) fn found(&self, query: &str) -> Vec<String> {
        let mut paths: Vec<String> = self
            .search(query)
            .hits
            .into_iter()
            .map(|hit| hit.path)
            .collect();
        paths.sort();
        paths
    }
}

pub(in crate::index) fn request(query: &str) -> Request {
    Request {
        query: parse(query, ParseOptions::default())
            .expect("a query")
            .query,
        sort: Sort::Relevance,
        limit: 10,
        offset: 0,
        matches: 3,
        facets: Vec::new(),
        grouping: Grouping::None,
    }
}

fn counts(summary: &Summary) -> (u64, u64, u64, u64) {
    (
        summary.indexed,
        summary.unchanged,
        summary.removed,
        summary.skipped.values().sum(),
    )
}
