//! Collects the documents that match a query: how many there are, the first in order, and the values of their fields.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::Query;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::rank::{Ranking, ScoredDoc};
use super::{copies, facets};
use crate::index::error::IndexError;
use crate::index::reader::Index;
use crate::model::Facet;
use crate::query::{Grouping, Sort};

/// What to collect.
pub(crate) struct Collect<'a> {
    pub(crate) sort: Sort,
    pub(crate) grouping: Grouping,
    /// How many of the best documents to keep.
    pub(crate) keep: usize,
    /// The fields whose values are counted.
    pub(crate) facets: &'a [String],
}

/// The documents that match a query.
pub(crate) struct Collected {
    /// How many there are, copies folded.
    pub(crate) total: u64,
    /// The best, in order.
    pub(crate) best: Vec<ScoredDoc>,
    pub(crate) facets: Vec<Facet>,
}

impl Collect<'_> {
    /// Runs a query.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn collect(
        &self,
        query: &dyn Query,
        index: &Index,
    ) -> Result<Collected, IndexError> {
        let matching = AllMatching {
            scored: self.sort == Sort::Relevance,
        };
        let mut docs = index.searcher.search(query, &matching)?;
        let ranking = Ranking {
            sort: self.sort,
            columns: index.columns()?,
        };
        copies::fold(&mut docs, self.grouping, &ranking, index)?;
        Ok(Collected {
            total: docs.len() as u64,
            facets: facets::count(&docs, &index.searcher, self.facets)?,
            best: ranking.best(&docs, self.keep)?,
        })
    }
}

/// Collects every matching document, by segment.
struct AllMatching {
    scored: bool,
}

impl Collector for AllMatching {
    type Fruit = Vec<ScoredDoc>;
    type Child = SegmentMatches;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        _: &SegmentReader,
    ) -> tantivy::Result<SegmentMatches> {
        let docs = Vec::new();
        Ok(SegmentMatches { segment, docs })
    }

    fn requires_scoring(&self) -> bool {
        self.scored
    }

    fn merge_fruits(&self, segments: Vec<Vec<ScoredDoc>>) -> tantivy::Result<Vec<ScoredDoc>> {
        Ok(segments.concat())
    }
}

struct SegmentMatches {
    segment: SegmentOrdinal,
    docs: Vec<ScoredDoc>,
}

impl SegmentCollector for SegmentMatches {
    type Fruit = Vec<ScoredDoc>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let address = DocAddress::new(self.segment, doc);
        self.docs.push(ScoredDoc { address, score });
    }

    fn harvest(self) -> Vec<ScoredDoc> {
        self.docs
    }
}
