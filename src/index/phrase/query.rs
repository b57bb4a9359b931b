//! The query of the engine for a phrase with alternatives at each position; a single word or pattern is a phrase of one slot.
//!
//! The engine's own phrase query knows no alternatives at a position, and counts slop in moves; this one follows `matching`.

use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer,
    Weight,
};
use tantivy::schema::Field;
use tantivy::store::StoreReader;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyDocument, Term};

use super::alternatives::Alternatives;
use super::cursor::Intersection;
use super::matching::Span;
use super::postings::{PostingsCache, SegmentTerms};
use super::term::IndexedTerm;
use super::verbatim::Verbatim;

/// Matches documents in which one alternative of each slot stands with the others.
#[derive(Clone, Debug)]
pub(crate) struct PhraseQuery {
    pub(crate) field: Field,
    pub(crate) slots: Arc<Vec<Alternatives>>,
    /// As in `query::Phrase`.
    pub(crate) slop: Option<u32>,
    /// The exact spelling that the text must have.
    pub(crate) verbatim: Option<Arc<Verbatim>>,
    /// Restricts the query to documents with this stemmer.
    pub(crate) stemmer: Option<&'static str>,
    /// The number of matching documents, if known; otherwise scores assume the sum over the alternatives.
    pub(crate) doc_freq: Option<u64>,
    pub(crate) postings: Arc<PostingsCache>,
}

impl PhraseQuery {
    /// A query for slots that follow one another.
    pub(crate) fn new(
        field: Field,
        slots: Arc<Vec<Alternatives>>,
        postings: Arc<PostingsCache>,
    ) -> Self {
        Self {
            field,
            slots,
            slop: None,
            verbatim: None,
            stemmer: None,
            doc_freq: None,
            postings,
        }
    }

    /// Opens the positions of the query in a segment; `None` if it matches no document there.
    pub(crate) fn positions(&self, reader: &SegmentReader) -> tantivy::Result<Option<Matches>> {
        self.open(reader, true)
    }

    fn open(
        &self,
        reader: &SegmentReader,
        with_positions: bool,
    ) -> tantivy::Result<Option<Matches>> {
        let Some(stemmer) = StemmerFilter::open(reader, self.stemmer)? else {
            return Ok(None);
        };
        let terms = SegmentTerms::open(reader, self.field, &self.postings)?;
        let cursors = Intersection::open(&self.slots, &terms, with_positions)?;
        Ok(cursors.map(|cursors| Matches {
            cursors,
            slop: self.slop,
            stemmer,
        }))
    }

    /// Counts the matching documents, deleted ones included.
    pub(crate) fn count_documents(&self, searcher: &Searcher) -> tantivy::Result<u64> {
        let weight = self.weight(EnableScoring::disabled_from_searcher(searcher))?;
        let mut documents = 0;
        for segment in searcher.segment_readers() {
            let mut scorer = weight.scorer(segment, 1.0)?;
            documents += u64::from(scorer.count_including_deleted());
        }
        Ok(documents)
    }

    /// BM25 weights, one for each typed word with all its alternatives. As for the engine's own phrases, the score is their sum
    /// for the frequency of the phrase.
    fn similarity(
        &self,
        statistics: &dyn Bm25StatisticsProvider,
    ) -> tantivy::Result<Vec<Bm25Weight>> {
        let documents = statistics.total_num_docs()?;
        #[allow(clippy::cast_precision_loss)]
        let average_length =
            statistics.total_num_tokens(self.field)? as Score / documents.max(1) as Score;
        let doc_freq = |term: &IndexedTerm| {
            statistics.doc_freq(&Term::from_field_text(self.field, &term.text))
        };
        let weight = |typed: &Vec<IndexedTerm>| {
            let doc_freq = match self.doc_freq {
                Some(doc_freq) => doc_freq,
                None => typed.iter().map(doc_freq).sum::<tantivy::Result<u64>>()?,
            };
            Ok(Bm25Weight::for_one_term_without_explain(
                doc_freq.min(documents),
                documents,
                average_length,
            ))
        };
        let typed = self.slots.iter().flat_map(|slot| &slot.typed);
        typed.map(weight).collect()
    }
}

/// The matches of a phrase query in a segment, document by document.
pub(crate) struct Matches {
    cursors: Intersection,
    slop: Option<u32>,
    stemmer: StemmerFilter,
}

impl Matches {
    /// Calls `each` for every occurrence in a document, which must not be before that of the last call, with the spans of the
    /// slots. The exact spelling is not checked.
    pub(crate) fn for_each_occurrence(&mut self, doc: DocId, each: impl FnMut(&[Span])) {
        if self.stemmer.accepts(doc) && self.cursors.seek(doc) == doc {
            self.cursors.for_each_occurrence(doc, self.slop, each);
        }
    }

    fn frequency(&mut self, doc: DocId) -> u32 {
        match self.stemmer.accepts(doc) {
            true => self.cursors.frequency(doc, self.slop),
            false => 0,
        }
    }
}

/// Which documents of a segment have a stemmer.
enum StemmerFilter {
    All,
    /// Those with this ordinal in the column.
    Ordinal(Column<u64>, u64),
}

impl StemmerFilter {
    /// `None` if there is no such document.
    fn open(reader: &SegmentReader, stemmer: Option<&str>) -> tantivy::Result<Option<Self>> {
        let Some(stemmer) = stemmer else {
            return Ok(Some(Self::All));
        };
        let Some(column) = reader.fast_fields().str("stemmer")? else {
            return Ok(None);
        };
        let ordinal = column.dictionary().term_ord(stemmer)?;
        Ok(ordinal.map(|ordinal| Self::Ordinal(column.ords().clone(), ordinal)))
    }

    fn accepts(&self, doc: DocId) -> bool {
        match self {
            Self::All => true,
            Self::Ordinal(column, ordinal) => column.first(doc) == Some(*ordinal),
        }
    }
}

impl Query for PhraseQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let similarity = match scoring {
            EnableScoring::Enabled {
                statistics_provider,
                ..
            } => self.similarity(statistics_provider)?,
            EnableScoring::Disabled { .. } => Vec::new(),
        };
        Ok(Box::new(PhraseWeight {
            query: self.clone(),
            similarity,
        }))
    }
}

struct PhraseWeight {
    query: PhraseQuery,
    similarity: Vec<Bm25Weight>,
}

impl PhraseWeight {
    /// A scorer before its first document; `None` if there is none.
    fn open(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Option<PhraseScorer>> {
        let query = &self.query;
        let with_positions = query.slots.len() > 1 || query.verbatim.is_some();
        let Some(matches) = query.open(reader, with_positions)? else {
            return Ok(None);
        };
        let lengths = match self.similarity.is_empty() {
            true => FieldNormReader::constant(reader.max_doc(), 1),
            false => reader.get_fieldnorms_reader(query.field)?,
        };
        let verbatim = match &query.verbatim {
            Some(verbatim) => Some((verbatim.clone(), reader.get_store_reader(1)?)),
            None => None,
        };
        let similarity = self.similarity.iter();
        Ok(Some(PhraseScorer {
            matches,
            verbatim,
            similarity: similarity.map(|weight| weight.boost_by(boost)).collect(),
            lengths,
            doc: 0,
            frequency: 0,
        }))
    }
}

impl Weight for PhraseWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(mut scorer) = self.open(reader, boost)? else {
            return Ok(Box::new(EmptyScorer));
        };
        scorer.find(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            let message = format!("document {doc} does not match");
            return Err(tantivy::TantivyError::InvalidArgument(message));
        }
        Ok(Explanation::new("phrase", scorer.score()))
    }
}

struct PhraseScorer {
    matches: Matches,
    verbatim: Option<(Arc<Verbatim>, StoreReader)>,
    similarity: Vec<Bm25Weight>,
    lengths: FieldNormReader,
    doc: DocId,
    /// The frequency of the phrase in `doc`.
    frequency: u32,
}

impl PhraseScorer {
    /// Moves to the first match from `target` on.
    fn find(&mut self, mut target: DocId) -> DocId {
        loop {
            target = self.matches.cursors.seek(target);
            if target == TERMINATED {
                break;
            }
            self.frequency = self.frequency_in(target);
            if self.frequency > 0 {
                break;
            }
            target += 1;
        }
        self.doc = target;
        target
    }

    fn frequency_in(&mut self, doc: DocId) -> u32 {
        let Some((verbatim, store)) = &self.verbatim else {
            return self.matches.frequency(doc);
        };
        let mut occurrences = Vec::new();
        (self.matches).for_each_occurrence(doc, |spans| occurrences.push(spans.to_vec()));
        if occurrences.is_empty() {
            return 0;
        }
        let document = store.get::<TantivyDocument>(doc).ok();
        document.map_or(0, |document| verbatim.count(&document, &occurrences))
    }
}

impl DocSet for PhraseScorer {
    fn advance(&mut self) -> DocId {
        match self.doc {
            TERMINATED => TERMINATED,
            doc => self.find(doc + 1),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match target <= self.doc {
            true => self.doc,
            false => self.find(target),
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.matches.cursors.cost()
    }
}

impl Scorer for PhraseScorer {
    fn score(&mut self) -> Score {
        let length = self.lengths.fieldnorm_id(self.doc);
        let weights = self.similarity.iter();
        weights
            .map(|weight| weight.score(length, self.frequency))
            .sum()
    }
}
