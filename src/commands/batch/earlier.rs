//! Random access to the answers of an earlier run.

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::commands::Failure;
use crate::render::EarlierAnswer;

/// The answers of an earlier run that were not taken yet. Only their offsets are in memory.
pub(super) struct Earlier {
    path: PathBuf,
    file: BufReader<File>,
    /// The byte offsets of the lines of each id.
    lines: HashMap<String, VecDeque<u64>>,
}

#[derive(Deserialize)]
struct IdOnly {
    id: String,
}

impl Earlier {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|error| cannot_compare(path, &error))?;
        let mut earlier = Self {
            path: path.to_owned(),
            file: BufReader::new(file),
            lines: HashMap::new(),
        };
        let mut start = 0;
        while let Some(line) = earlier.line()? {
            let id: IdOnly =
                serde_json::from_str(&line).map_err(|error| cannot_compare(path, &error))?;
            earlier.lines.entry(id.id).or_default().push_back(start);
            start += line.len() as u64;
        }
        Ok(earlier)
    }

    /// Takes the next answer to a query with this id.
    pub(super) fn take(&mut self, id: &str) -> Result<Option<EarlierAnswer>, Failure> {
        let start = self.lines.get_mut(id).and_then(VecDeque::pop_front);
        start.map(|start| self.answer_at(start)).transpose()
    }

    /// Calls `each` for the remaining answers, in file order.
    pub(super) fn for_each_left(
        mut self,
        mut each: impl FnMut(&EarlierAnswer) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut left: Vec<u64> = self.lines.drain().flat_map(|(_, starts)| starts).collect();
        left.sort_unstable();
        left.into_iter()
            .try_for_each(|start| each(&self.answer_at(start)?))
    }

    fn answer_at(&mut self, start: u64) -> Result<EarlierAnswer, Failure> {
        let moved = self.file.seek(SeekFrom::Start(start));
        moved.map_err(|error| cannot_compare(&self.path, &error))?;
        let line = self.line()?.unwrap_or_default();
        serde_json::from_str(&line).map_err(|error| cannot_compare(&self.path, &error))
    }

    fn line(&mut self) -> Result<Option<String>, Failure> {
        let mut line = String::new();
        let read = self.file.read_line(&mut line);
        let length = read.map_err(|error| cannot_compare(&self.path, &error))?;
        Ok((length > 0).then_some(line))
    }
}

fn cannot_compare(path: &Path, cause: &dyn std::fmt::Display) -> Failure {
    Failure::with_hint(
        format!("cannot compare with {}: {cause}", path.display()),
        "give the output of an earlier `plenary batch --format jsonl`",
    )
}
