//! The order of documents: by score or date, then by path.

use std::collections::BinaryHeap;

use tantivy::{DocAddress, Score};

use crate::index::storage::columns::SearchColumns;
use crate::query::Sort;

/// A document that matches, with its score (0 where the order does not need it).
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScoredDoc {
    pub(crate) address: DocAddress,
    pub(crate) score: Score,
}

impl ScoredDoc {
    pub(crate) fn is_in_segment_of(&self, other: &Self) -> bool {
        self.address.segment_ord == other.address.segment_ord
    }
}

/// Rank, ordinal of the path within its segment, and number of the archive; smaller comes first.
type SegmentOrder = (u64, u64, u64);

/// Puts documents in the order of a request. Ties are broken by path, whichever segments the documents lie in.
pub(crate) struct Ranking<'a> {
    pub(crate) sort: Sort,
    /// The columns of each segment.
    pub(crate) columns: &'a [SearchColumns],
}

impl Ranking<'_> {
    /// The first `keep` documents, in order. The documents of each segment must stand together.
    pub(crate) fn best(&self, docs: &[ScoredDoc], keep: usize) -> tantivy::Result<Vec<ScoredDoc>> {
        let segments = docs.chunk_by(ScoredDoc::is_in_segment_of);
        let mut best: Vec<(SegmentOrder, ScoredDoc)> = segments
            .flat_map(|segment| self.best_of_segment(segment, keep))
            .collect();
        best.sort_by_key(|((rank, ..), _)| *rank);
        let mut start = 0;
        for tied in best.chunk_by_mut(|(a, _), (b, _)| a.0 == b.0) {
            let one_segment = tied
                .windows(2)
                .all(|pair| pair[0].1.is_in_segment_of(&pair[1].1));
            if start < keep && !one_segment {
                self.sort_by_path(tied)?;
            }
            start += tied.len();
        }
        best.truncate(keep);
        Ok(best.into_iter().map(|(_, doc)| doc).collect())
    }

    fn best_of_segment(&self, docs: &[ScoredDoc], keep: usize) -> Vec<(SegmentOrder, ScoredDoc)> {
        // The last of the best is on top.
        let mut heap: BinaryHeap<(SegmentOrder, usize)> = BinaryHeap::new();
        for (at, doc) in docs.iter().enumerate() {
            let rank = self.rank(doc);
            if heap.len() == keep && heap.peek().is_some_and(|(last, _)| rank > last.0) {
                continue;
            }
            heap.push((self.segment_order(doc), at));
            if heap.len() > keep {
                heap.pop();
            }
        }
        let sorted = heap.into_sorted_vec().into_iter();
        sorted.map(|(order, at)| (order, docs[at])).collect()
    }

    /// Sorts documents of the same rank. Paths are read from the dictionaries of their segments, which takes microseconds each.
    fn sort_by_path(&self, tied: &mut [(SegmentOrder, ScoredDoc)]) -> tantivy::Result<()> {
        let mut by_path = Vec::with_capacity(tied.len());
        for (order, doc) in tied.iter() {
            by_path.push((self.path(doc)?, order.2, *order, *doc));
        }
        by_path.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        for (slot, (_, _, order, doc)) in tied.iter_mut().zip(by_path) {
            *slot = (order, doc);
        }
        Ok(())
    }

    /// Whether a document comes before another.
    pub(crate) fn comes_before(&self, a: &ScoredDoc, b: &ScoredDoc) -> tantivy::Result<bool> {
        let (order_a, order_b) = (self.segment_order(a), self.segment_order(b));
        if order_a.0 != order_b.0 || a.is_in_segment_of(b) {
            return Ok(order_a < order_b);
        }
        Ok((self.path(a)?, order_a.2) < (self.path(b)?, order_b.2))
    }

    fn segment_order(&self, doc: &ScoredDoc) -> SegmentOrder {
        let columns = self.columns_of(doc);
        let id = doc.address.doc_id;
        let path = columns.path.ordinal(id).unwrap_or(u64::MAX);
        (
            self.rank(doc),
            path,
            columns.root.first(id).unwrap_or_default(),
        )
    }

    /// Smaller comes first; documents without a date come last.
    fn rank(&self, doc: &ScoredDoc) -> u64 {
        let first_day = || self.columns_of(doc).first_day.first(doc.address.doc_id);
        match self.sort {
            Sort::Relevance => descending(doc.score),
            Sort::Date => first_day().unwrap_or(u64::MAX),
            Sort::DateDescending => first_day().map_or(u64::MAX, |day| u64::MAX - 1 - day),
            Sort::Path => 0,
        }
    }

    fn path(&self, doc: &ScoredDoc) -> tantivy::Result<String> {
        self.columns_of(doc).path.value(doc.address.doc_id)
    }

    /// The columns of the segment of a document.
    pub(crate) fn columns_of(&self, doc: &ScoredDoc) -> &SearchColumns {
        &self.columns[doc.address.segment_ord as usize]
    }
}

/// Maps scores to numbers in the opposite order.
fn descending(score: Score) -> u64 {
    let bits = score.to_bits();
    // As integers, floats of one sign are in order of their magnitude: the negative ones are reversed, and put below the others.
    let ascending = if bits >> 31 == 1 {
        !bits
    } else {
        bits | 1 << 31
    };
    u64::from(u32::MAX - ascending)
}

#[cfg(test)]
mod tests {
    use super::descending;

    #[test]
    fn better_scores_come_first() {
        let scores = [f32::MAX, 7.5, 1.0, 0.5, 0.0, -0.5, -3.0];
        let mut pairs = scores.windows(2);
        assert!(pairs.all(|pair| descending(pair[0]) < descending(pair[1])));
    }
}
