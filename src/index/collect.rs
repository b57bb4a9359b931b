//! Counts what matches, once for all copies of a document, keeps the asked-for page of it in order, and counts the values of
//! fields.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::query::EnableScoring;
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

use super::columns::{Copied, SearchColumns, Seen};
use super::path_ranks::PathRanks;
use super::ranked::{Ranked, merged};
use super::{Index, IndexError};
use crate::query::{Grouping, Sort};

/// To search fewer documents takes less time than to wake other threads. Tests go both ways.
const MANY_DOCUMENTS: u64 = if cfg!(test) { 4 } else { 50_000 };

/// A query that finds one of so many documents is worth knowing first which of all have copies.
const MANY_OF: u64 = 16;

/// What to collect.
pub(super) struct Collect<'a> {
    pub(super) sort: Sort,
    /// What counts as one.
    pub(super) grouping: Grouping,
    /// How many of the best to keep.
    pub(super) keep: usize,
    /// Fields whose values are counted.
    pub(super) facets: &'a [String],
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

impl Collect<'_> {
    /// Searches and collects.
    pub(super) fn collect(
        &self,
        query: &dyn tantivy::query::Query,
        index: &Index,
    ) -> Result<Collected, IndexError> {
        let mut found = self.matches(query, &index.searcher)?;
        let columns = index.columns()?;
        self.leave_one_of_each(&mut found, index)?;
        Ok(Collected {
            total: found
                .iter()
                .map(|segment| segment.matches.len() as u64)
                .sum(),
            facets: facets(&found, &index.searcher, self.facets)?,
            best: self.best(&found, columns)?,
        })
    }

    /// The documents of each segment that match. Several threads look for them where that pays.
    fn matches(
        &self,
        query: &dyn tantivy::query::Query,
        searcher: &Searcher,
    ) -> tantivy::Result<Vec<OfSegment>> {
        let everything = Everything {
            scored: self.sort == Sort::Relevance,
        };
        let scoring = match everything.scored {
            true => EnableScoring::enabled_from_searcher(searcher),
            false => EnableScoring::disabled_from_searcher(searcher),
        };
        let weight = query.weight(scoring)?;
        let of_segment = |(ordinal, reader): (usize, &SegmentReader)| {
            let ordinal = SegmentOrdinal::try_from(ordinal).unwrap_or(SegmentOrdinal::MAX);
            everything.collect_segment(&*weight, ordinal, reader)
        };
        let segments = searcher.segment_readers().iter().enumerate();
        if searcher.num_docs() < MANY_DOCUMENTS {
            return segments.map(of_segment).collect();
        }
        // Largest first, each taken by whichever thread is free: none is left to do what others could have begun.
        let mut segments: Vec<_> = segments.collect();
        segments.sort_by_key(|(_, reader)| Reverse(reader.max_doc()));
        let found = segments.into_iter().par_bridge().map(of_segment);
        let mut found: Vec<OfSegment> = found.collect::<tantivy::Result<_>>()?;
        found.sort_by_key(|found| found.ordinal);
        Ok(found)
    }

    fn rank(&self, found: &Found, columns: &SearchColumns) -> u64 {
        match self.sort {
            Sort::Relevance => best_first(found.score),
            Sort::Date => columns.first_day.first(found.doc).unwrap_or(u64::MAX),
            Sort::DateDescending => columns
                .first_day
                .first(found.doc)
                .map_or(u64::MAX, |day| u64::MAX - 1 - day),
            Sort::Path => 0,
        }
    }

    /// Of copies, and of language versions if so asked, the one that ranks best stays.
    fn leave_one_of_each(&self, found: &mut [OfSegment], index: &Index) -> Result<(), IndexError> {
        let columns = index.columns()?;
        if self.grouping == Grouping::None {
            return Ok(());
        }
        if !SearchColumns::all_differ(columns) {
            let matches: usize = found.iter().map(|segment| segment.matches.len()).sum();
            let copied = match matches as u64 >= index.searcher.num_docs() / MANY_OF {
                true => Some(index.copied.get_or_init(|| Copied::of(columns))),
                false => index.copied.get(),
            };
            let may_have = |segment| copied.is_none_or(|copied| copied.has_any(segment));
            self.leave_one(found, index, may_have, |segment, doc| {
                let may_be = copied.is_none_or(|copied| copied.has(segment, doc));
                Ok(may_be.then(|| columns[segment].hash.first(doc)).flatten())
            })?;
        }
        if self.grouping == Grouping::Symbol {
            let mut numbers = HashMap::new();
            let may_have = |_| true;
            self.leave_one(found, index, may_have, |segment, doc| {
                let symbol = columns[segment].symbol.name(doc)?;
                let next = numbers.len() as u64;
                Ok(symbol.map(|symbol| *numbers.entry(symbol).or_insert(next)))
            })?;
        }
        Ok(())
    }

    /// Leaves the best of those with the same key; `may_have` tells of a segment whether any has one.
    fn leave_one(
        &self,
        found: &mut [OfSegment],
        index: &Index,
        may_have: impl Fn(usize) -> bool,
        mut key: impl FnMut(usize, DocId) -> tantivy::Result<Option<u64>>,
    ) -> Result<(), IndexError> {
        let columns = index.columns()?;
        let mut keys = Vec::new();
        for segment in (0..found.len()).filter(|segment| may_have(*segment)) {
            for (at, found) in found[segment].matches.iter().enumerate() {
                keys.extend(key(segment, found.doc)?.map(|key| (key, At { segment, at })));
            }
        }
        let seen = Seen::of(keys.len(), keys.iter().map(|(key, _)| *key));
        keys.retain(|(key, _)| seen.is_often(*key));
        let are_many = keys.len() as u64 >= index.searcher.num_docs() / MANY_OF;
        let ranks = index.path_ranks(are_many && columns.len() > 1)?;
        let mut kept: FxHashMap<u64, At> = FxHashMap::default();
        for of_segment in keys.chunk_by(|(_, one), (_, other)| one.segment == other.segment) {
            // Within a segment paths are numbers: their order with others is only asked for the best of each.
            let mut kept_here: FxHashMap<u64, At> = FxHashMap::default();
            for (key, here) in of_segment {
                if let Some(other) = kept_here.insert(*key, *here) {
                    let order = |at: At| self.order_in_segment(found, columns, at);
                    let (first, second) = first_of(*here, other, order(*here) < order(other));
                    kept_here.insert(*key, first);
                    found[second.segment].matches[second.at].doc = LEFT_OUT;
                }
            }
            for (key, here) in kept_here {
                let Some(other) = kept.insert(key, here) else {
                    continue;
                };
                let comes_first = self.comes_first(found, columns, ranks, here, other)?;
                let (first, second) = first_of(here, other, comes_first);
                kept.insert(key, first);
                found[second.segment].matches[second.at].doc = LEFT_OUT;
            }
        }
        if !keys.is_empty() {
            for segment in found {
                segment.matches.retain(|found| found.doc != LEFT_OUT);
            }
        }
        Ok(())
    }

    fn order_in_segment(
        &self,
        found: &[OfSegment],
        columns: &[SearchColumns],
        at: At,
    ) -> (u64, u64, u64) {
        let (found, columns) = (&found[at.segment].matches[at.at], &columns[at.segment]);
        let root = columns.root.first(found.doc).unwrap_or_default();
        (
            self.rank(found, columns),
            columns.path_number(found.doc),
            root,
        )
    }

    /// Whether a document comes before one of another segment.
    fn comes_first(
        &self,
        found: &[OfSegment],
        columns: &[SearchColumns],
        ranks: Option<&PathRanks>,
        one: At,
        other: At,
    ) -> tantivy::Result<bool> {
        let order = |at: At| self.order_in_segment(found, columns, at);
        let ((rank, number, root), (other_rank, other_number, other_root)) =
            (order(one), order(other));
        if rank != other_rank {
            return Ok(rank < other_rank);
        }
        if let Some(ranks) = ranks {
            let path = ranks.rank(one.segment, number);
            return Ok((path, root) < (ranks.rank(other.segment, other_number), other_root));
        }
        let path = |at: At| columns[at.segment].path_of(found[at.segment].matches[at.at].doc);
        Ok((path(one)?, root) < (path(other)?, other_root))
    }

    /// The best by rank, then by path.
    fn best(&self, found: &[OfSegment], columns: &[SearchColumns]) -> tantivy::Result<Vec<Ranked>> {
        let of_segments = (0..found.len()).map(|segment| self.best_of(found, columns, segment));
        merged(of_segments.collect(), columns, self.keep)
    }

    /// The best of a segment, in order: its paths are numbered in their order.
    fn best_of(
        &self,
        found: &[OfSegment],
        columns: &[SearchColumns],
        segment: usize,
    ) -> Vec<Ranked> {
        // The worst of the best is on top.
        let mut heap = BinaryHeap::new();
        for (at, document) in found[segment].matches.iter().enumerate() {
            let is_worse = |worst: &((u64, u64, u64), usize)| {
                self.rank(document, &columns[segment]) > worst.0.0
            };
            if heap.len() == self.keep && heap.peek().is_some_and(is_worse) {
                continue;
            }
            heap.push((
                self.order_in_segment(found, columns, At { segment, at }),
                at,
            ));
            if heap.len() > self.keep {
                heap.pop();
            }
        }
        let ranked = heap.into_sorted_vec().into_iter().map(|(order, at)| {
            let Found { doc, score } = found[segment].matches[at];
            Ranked {
                score,
                address: DocAddress::new(found[segment].ordinal, doc),
                order,
            }
        });
        ranked.collect()
    }
}

/// A document that was found: its segment, and its place among those found there.
#[derive(Clone, Copy)]
struct At {
    segment: usize,
    at: usize,
}

fn first_of(one: At, other: At, one_is_first: bool) -> (At, At) {
    match one_is_first {
        true => (one, other),
        false => (other, one),
    }
}

/// No document has this number.
const LEFT_OUT: DocId = DocId::MAX;

fn facets(
    found: &[OfSegment],
    searcher: &Searcher,
    fields: &[String],
) -> tantivy::Result<Vec<BTreeMap<String, u64>>> {
    let mut facets = vec![BTreeMap::new(); fields.len()];
    for segment in found {
        let fast = searcher.segment_reader(segment.ordinal).fast_fields();
        for (field, counts) in fields.iter().zip(&mut facets) {
            // The archive's own fields are kept as `NAME=VALUE` in one.
            let own = field.strip_prefix("x.").map(|name| format!("{name}="));
            let Some(column) = fast.str(own.as_ref().map_or(field, |_| "x"))? else {
                continue;
            };
            let mut of_value = vec![0; column.num_terms()];
            for found in &segment.matches {
                let values = column.term_ords(found.doc);
                values
                    .for_each(|value| of_value[usize::try_from(value).unwrap_or(usize::MAX)] += 1);
            }
            add_named(
                &column,
                &of_value,
                own.as_deref().unwrap_or_default(),
                counts,
            )?;
        }
    }
    Ok(facets)
}

/// Adds the counts of the values that start with a prefix, by what follows it.
fn add_named(
    column: &StrColumn,
    of_value: &[u64],
    prefix: &str,
    counts: &mut BTreeMap<String, u64>,
) -> tantivy::Result<()> {
    for (value, count) in (0..).zip(of_value).filter(|(_, count)| **count > 0) {
        let mut name = String::new();
        column.ord_to_str(value, &mut name)?;
        if let Some(value) = name.strip_prefix(prefix) {
            *counts.entry(value.to_owned()).or_default() += count;
        }
    }
    Ok(())
}

/// Takes every document that matches.
struct Everything {
    scored: bool,
}

/// The documents of a segment that match.
struct OfSegment {
    ordinal: SegmentOrdinal,
    matches: Vec<Found>,
}

struct Found {
    doc: DocId,
    score: Score,
}

impl Collector for Everything {
    type Fruit = Vec<OfSegment>;
    type Child = OfSegment;

    fn for_segment(
        &self,
        ordinal: SegmentOrdinal,
        _: &SegmentReader,
    ) -> tantivy::Result<OfSegment> {
        let matches = Vec::new();
        Ok(OfSegment { ordinal, matches })
    }

    fn requires_scoring(&self) -> bool {
        self.scored
    }

    fn merge_fruits(&self, fruits: Vec<OfSegment>) -> tantivy::Result<Vec<OfSegment>> {
        Ok(fruits)
    }
}

impl SegmentCollector for OfSegment {
    type Fruit = Self;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.matches.push(Found { doc, score });
    }

    fn harvest(self) -> Self {
        self
    }
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
