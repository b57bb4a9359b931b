//! Counts what matches, keeps the asked-for page of it in order, and counts the values of fields.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::query::Sort;

/// What to collect.
pub(super) struct Collect {
    pub(super) sort: Sort,
    /// How many of the best to keep.
    pub(super) keep: usize,
    /// Fields whose values are counted.
    pub(super) facets: Vec<String>,
}

/// What was collected.
pub(super) struct Collected {
    /// How many documents match.
    pub(super) total: u64,
    /// The best, in order.
    pub(super) best: Vec<Ranked>,
    /// The counts of each field's values.
    pub(super) facets: Vec<BTreeMap<String, u64>>,
}

/// A document that matches.
pub(super) struct Ranked {
    pub(super) score: Score,
    pub(super) address: DocAddress,
    rank: u64,
    path: String,
    root: u64,
}

impl Collector for Collect {
    type Fruit = Collected;
    type Child = OfSegment;

    fn for_segment(
        &self,
        ordinal: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<OfSegment> {
        let fast = segment.fast_fields();
        let facet = |field: &String| {
            let column = fast.str(field)?;
            let values = column.as_ref().map_or(0, |column| column.num_terms());
            Ok((column, vec![0; values]))
        };
        Ok(OfSegment {
            ordinal,
            sort: self.sort,
            keep: self.keep,
            total: 0,
            best: BinaryHeap::new(),
            path: fast.str("path")?,
            root: fast.u64("root")?,
            first_day: fast.u64("first_day")?,
            facets: self
                .facets
                .iter()
                .map(facet)
                .collect::<tantivy::Result<_>>()?,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Collected>>) -> tantivy::Result<Collected> {
        let mut all = Collected {
            total: 0,
            best: Vec::new(),
            facets: vec![BTreeMap::new(); self.facets.len()],
        };
        for fruit in fruits {
            let fruit = fruit?;
            all.total += fruit.total;
            all.best.extend(fruit.best);
            for (counts, more) in all.facets.iter_mut().zip(fruit.facets) {
                more.into_iter()
                    .for_each(|(value, count)| *counts.entry(value).or_default() += count);
            }
        }
        all.best
            .sort_by(|a, b| (a.rank, &a.path, a.root).cmp(&(b.rank, &b.path, b.root)));
        all.best.truncate(self.keep);
        Ok(all)
    }
}

/// The part of a collection that one segment gives.
pub(super) struct OfSegment {
    ordinal: SegmentOrdinal,
    sort: Sort,
    keep: usize,
    total: u64,
    /// The worst of the best is on top.
    best: BinaryHeap<Entry>,
    path: Option<StrColumn>,
    root: Column<u64>,
    first_day: Column<u64>,
    facets: Vec<(Option<StrColumn>, Vec<u64>)>,
}

/// Orders by rank, then by path: paths are numbered in their order within a segment.
struct Entry {
    rank: u64,
    path: u64,
    doc: DocId,
    score: Score,
}

impl Entry {
    fn key(&self) -> (u64, u64, DocId) {
        (self.rank, self.path, self.doc)
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl SegmentCollector for OfSegment {
    type Fruit = tantivy::Result<Collected>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        for (column, counts) in &mut self.facets {
            let values = column.iter().flat_map(|column| column.term_ords(doc));
            values.for_each(|value| counts[usize::try_from(value).unwrap_or(usize::MAX)] += 1);
        }
        if self.keep > 0 {
            self.keep_if_good(doc, score);
        }
    }

    fn harvest(self) -> tantivy::Result<Collected> {
        let facets = self
            .facets
            .iter()
            .map(|(column, counts)| named(column.as_ref(), counts));
        Ok(Collected {
            total: self.total,
            facets: facets.collect::<tantivy::Result<_>>()?,
            best: self
                .best
                .iter()
                .map(|entry| self.ranked(entry))
                .collect::<tantivy::Result<_>>()?,
        })
    }
}

impl OfSegment {
    fn keep_if_good(&mut self, doc: DocId, score: Score) {
        let rank = match self.sort {
            Sort::Relevance => best_first(score),
            Sort::Date => self.first_day.first(doc).unwrap_or(u64::MAX),
            Sort::DateDescending => self
                .first_day
                .first(doc)
                .map_or(u64::MAX, |day| u64::MAX - 1 - day),
            Sort::Path => 0,
        };
        if self.best.len() == self.keep && self.best.peek().is_some_and(|worst| worst.rank < rank) {
            return;
        }
        let path = self
            .path
            .as_ref()
            .and_then(|path| path.term_ords(doc).next());
        let path = path.unwrap_or(u64::MAX);
        self.best.push(Entry {
            rank,
            path,
            doc,
            score,
        });
        if self.best.len() > self.keep {
            self.best.pop();
        }
    }

    fn ranked(&self, entry: &Entry) -> tantivy::Result<Ranked> {
        let mut path = String::new();
        if let Some(column) = &self.path {
            column.ord_to_str(entry.path, &mut path)?;
        }
        Ok(Ranked {
            score: entry.score,
            address: DocAddress::new(self.ordinal, entry.doc),
            rank: entry.rank,
            path,
            root: self.root.first(entry.doc).unwrap_or_default(),
        })
    }
}

fn named(column: Option<&StrColumn>, counts: &[u64]) -> tantivy::Result<BTreeMap<String, u64>> {
    let mut named = BTreeMap::new();
    for (value, count) in (0..).zip(counts).filter(|(_, count)| **count > 0) {
        let mut name = String::new();
        if let Some(column) = column {
            column.ord_to_str(value, &mut name)?;
        }
        named.insert(name, *count);
    }
    Ok(named)
}

/// A number that is the smaller the better the score.
fn best_first(score: Score) -> u64 {
    let bits = score.to_bits();
    // The order of floats as integers: negative ones are turned around, and all above them.
    let ascending = if bits >> 31 == 1 {
        !bits
    } else {
        bits | 1 << 31
    };
    u64::from(u32::MAX - ascending)
}

#[cfg(test)]
mod tests {
    use super::best_first;

    #[test]
    fn better_scores_come_first() {
        let scores = [f32::MAX, 7.5, 1.0, 0.5, 0.0, -0.5, -3.0];
        assert!(
            scores
                .windows(2)
                .all(|pair| best_first(pair[0]) < best_first(pair[1]))
        );
    }
}
