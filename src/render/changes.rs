//! Compares the answer to a query with an earlier one, and renders the changes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::answered::{Answered, Format};
use super::json::json_line;
use super::table::{Dialect, safe_cell, write_row};
use crate::model::Hit;

/// The compared fields of an answer that was written by `batch --format jsonl`.
#[derive(Clone, Debug, Deserialize)]
pub struct EarlierAnswer {
    /// The query's id.
    pub id: String,
    /// The query as typed.
    pub query: String,
    /// `ok`, `none` or `error`.
    pub status: String,
    /// Number of matching documents.
    pub total: u64,
    /// The listed hits.
    pub hits: Vec<EarlierHit>,
}

/// A hit of an earlier answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierHit {
    /// Path below the archive's root.
    pub path: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// The title, or an empty string.
    pub title: String,
    /// Date of the document.
    pub date: Option<String>,
    /// Number of matches in the document; 0 if they were not counted.
    pub match_count: u64,
}

/// The changes between two answers to a query.
#[derive(Clone, Debug, Serialize)]
pub struct Changes<'a> {
    id: &'a str,
    query: &'a str,
    /// `ok`, `none` or `error`; `removed` if the query is no longer in the batch.
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    total: u64,
    before: Option<EarlierSummary<'a>>,
    /// Whether both answers list all their hits; otherwise new and gone hits may only have changed rank.
    complete: bool,
    new: Vec<&'a Hit>,
    gone: Vec<&'a EarlierHit>,
    changed: Vec<ChangedHit<'a>>,
}

/// The earlier answer, without its hits.
#[derive(Clone, Debug, Serialize)]
struct EarlierSummary<'a> {
    /// The query, if it was different.
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<&'a str>,
    status: &'a str,
    total: u64,
}

/// A hit of both answers whose file or match count has changed.
#[derive(Clone, Debug, Serialize)]
struct ChangedHit<'a> {
    #[serde(flatten)]
    hit: &'a Hit,
    before: &'a EarlierHit,
}

impl<'a> Changes<'a> {
    /// Compares an answer with an earlier one to the query of the same id, if there is one. Returns `None` if nothing changed.
    pub fn between(earlier: Option<&'a EarlierAnswer>, now: &Answered<'a>) -> Option<Self> {
        let answer = now.outcome.ok();
        let hits = answer.map_or(&[][..], |answer| &answer.hits);
        let old_hits = earlier.map_or(&[][..], |earlier| &earlier.hits);
        let total = answer.map_or(0, |answer| answer.total);
        let before = earlier.map(|earlier| EarlierSummary {
            query: (earlier.query != now.query).then_some(&earlier.query),
            status: &earlier.status,
            total: earlier.total,
        });
        let by_path: HashMap<&str, &EarlierHit> =
            old_hits.iter().map(|hit| (&*hit.path, hit)).collect();
        let mut still_there = HashMap::new();
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for hit in hits {
            match by_path.get(&*hit.path) {
                None => new.push(hit),
                Some(before) => {
                    still_there.insert(&*hit.path, ());
                    if differs(hit, before) {
                        changed.push(ChangedHit { hit, before });
                    }
                }
            }
        }
        let is_gone = |hit: &&EarlierHit| !still_there.contains_key(&*hit.path);
        let changes = Self {
            id: now.id,
            query: now.query,
            status: now.status(),
            error: now.outcome.err(),
            total,
            complete: total == hits.len() as u64
                && earlier.is_none_or(|earlier| earlier.total == earlier.hits.len() as u64),
            new,
            gone: old_hits.iter().filter(is_gone).collect(),
            changed,
            before,
        };
        changes.is_a_change().then_some(changes)
    }

    /// Returns the changes for a query of the earlier run that is no longer in the batch.
    pub fn removed(earlier: &'a EarlierAnswer) -> Self {
        Self {
            id: &earlier.id,
            query: &earlier.query,
            status: "removed",
            error: None,
            total: 0,
            before: Some(EarlierSummary {
                query: None,
                status: &earlier.status,
                total: earlier.total,
            }),
            complete: earlier.total == earlier.hits.len() as u64,
            new: Vec::new(),
            gone: earlier.hits.iter().collect(),
            changed: Vec::new(),
        }
    }

    /// Returns whether both answers list all their hits.
    pub fn complete(&self) -> bool {
        self.complete
    }

    fn is_a_change(&self) -> bool {
        let same_answer = self.before.as_ref().is_some_and(|before| {
            before.query.is_none() && before.status == self.status && before.total == self.total
        });
        !same_answer || !self.new.is_empty() || !self.gone.is_empty() || !self.changed.is_empty()
    }
}

/// Returns whether a hit has changed. Matches are compared if both runs counted them.
fn differs(hit: &Hit, before: &EarlierHit) -> bool {
    let counted = hit.match_count > 0 && before.match_count > 0;
    hit.sha256 != before.sha256 || (counted && hit.match_count != before.match_count)
}

const COLUMNS: [&str; 17] = [
    "id",
    "query",
    "change",
    "status",
    "total",
    "status_before",
    "total_before",
    "complete",
    "path",
    "title",
    "date",
    "match_count",
    "match_count_before",
    "page",
    "paragraph",
    "text",
    "error",
];

/// Writes the header of a table of changes.
///
/// # Errors
/// Those of `out`.
pub fn write_changes_header(format: Format, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    match Dialect::of(format) {
        Some(dialect) => write_row(
            COLUMNS.iter().map(|name| Cow::Borrowed(*name)),
            dialect,
            out,
        ),
        None => Ok(()),
    }
}

/// Writes the changes of one query: as a line of JSON, or as one row for each document, or one row if only the counts
/// changed.
///
/// # Errors
/// Those of `out`.
pub fn write_changes(
    format: Format,
    changes: &Changes<'_>,
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    let Some(dialect) = Dialect::of(format) else {
        return json_line(changes, out);
    };
    let mut rows: Vec<ChangeRow<'_>> = Vec::new();
    rows.extend(
        changes
            .new
            .iter()
            .map(|hit| ChangeRow::now("new", hit, None)),
    );
    let gone = |before: &&'_ EarlierHit| ChangeRow {
        change: "gone",
        now: None,
        before: Some((*before).clone()),
    };
    rows.extend(changes.gone.iter().map(gone));
    let changed = changes.changed.iter();
    rows.extend(
        changed.map(|changed| ChangeRow::now("changed", changed.hit, Some(changed.before))),
    );
    if rows.is_empty() {
        rows.push(ChangeRow {
            change: "query",
            now: None,
            before: None,
        });
    }
    rows.iter()
        .try_for_each(|row| write_row(row.cells(changes), dialect, out))
}

/// A row of a table of changes.
struct ChangeRow<'a> {
    change: &'static str,
    now: Option<&'a Hit>,
    before: Option<EarlierHit>,
}

impl<'a> ChangeRow<'a> {
    fn now(change: &'static str, hit: &'a Hit, before: Option<&EarlierHit>) -> Self {
        Self {
            change,
            now: Some(hit),
            before: before.cloned(),
        }
    }

    fn cells<'b>(&'b self, changes: &'b Changes<'_>) -> impl Iterator<Item = Cow<'b, str>> {
        let before = changes.before.as_ref();
        let first = self.now.and_then(|hit| hit.matches.first());
        let (now, old) = (self.now, self.before.as_ref());
        let number =
            |value: Option<u64>| Cow::Owned(value.map_or(String::new(), |n| n.to_string()));
        let path = now.map(|hit| &hit.path).or(old.map(|hit| &hit.path));
        let title = now.map(|hit| &hit.title).or(old.map(|hit| &hit.title));
        let date = match now {
            Some(hit) => hit.date.map(|date| date.to_string()),
            None => old.and_then(|hit| hit.date.clone()),
        };
        [
            safe_cell(changes.id),
            safe_cell(changes.query),
            Cow::Borrowed(self.change),
            Cow::Borrowed(changes.status),
            number(Some(changes.total)),
            Cow::Owned(before.map_or_else(String::new, |before| before.status.to_owned())),
            number(before.map(|before| before.total)),
            Cow::Borrowed(if changes.complete { "yes" } else { "no" }),
            safe_cell(path.map_or("", String::as_str)),
            safe_cell(title.map_or("", String::as_str)),
            Cow::Owned(date.unwrap_or_default()),
            number(now.map(|hit| hit.match_count)),
            number(old.map(|hit| hit.match_count)),
            number(first.map(|found| found.page.into())),
            safe_cell(
                first
                    .and_then(|found| found.paragraph.as_deref())
                    .unwrap_or(""),
            ),
            safe_cell(first.map_or("", |found| &found.excerpt.text)),
            safe_cell(changes.error.unwrap_or("")),
        ]
        .into_iter()
    }
}
