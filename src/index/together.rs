//! A query for words that stand together: phrases, near words, and single patterns that stand for several words.
//!
//! The engine's own phrase query knows no alternatives at a place, and counts slop in moves; ours follows `near`.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer,
    Weight,
};
use tantivy::schema::Field;
use tantivy::store::StoreReader;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyDocument, Term};

use super::near::{self, Place, Places};
use super::postings::{FieldOfSegment, OfStem, Purpose, ReadWords};
use super::rows::Rows;
use super::slots::{self, Written};
use super::standing::{self, Slot};
use super::verbatim::Verbatim;
use super::words::Stem;

/// Documents in which one word of each slot stands with the others.
#[derive(Clone, Debug)]
pub(super) struct Together {
    pub(super) field: Field,
    /// What can stand at each place.
    pub(super) slots: Arc<Vec<slots::Slot>>,
    /// As in `query::Phrase`.
    pub(super) slop: Option<u32>,
    /// What the text must agree with as it stands.
    pub(super) verbatim: Option<Arc<Verbatim>>,
    /// The stemmer of the documents it is for; all if `None`.
    pub(super) stemmer: Option<&'static str>,
    /// In how many documents they are, if that is known: otherwise it is guessed from how many each is in.
    pub(super) documents: Option<u64>,
    /// The words that were read before.
    pub(super) words: Arc<ReadWords>,
}

impl Together {
    /// One after the other, in any documents.
    pub(super) fn of_slots(
        field: Field,
        slots: Arc<Vec<slots::Slot>>,
        words: Arc<ReadWords>,
    ) -> Self {
        Self {
            field,
            slots,
            slop: None,
            verbatim: None,
            stemmer: None,
            documents: None,
            words,
        }
    }

    /// Any word of a stem, in documents in its language.
    pub(super) fn of_stem(
        field: Field,
        stem: &Stem,
        of_stem: &OfStem,
        words: &Arc<ReadWords>,
    ) -> Self {
        Self {
            stemmer: Some(stem.stemmer),
            documents: of_stem.documents,
            ..Self::of_slots(field, of_stem.slots.clone(), words.clone())
        }
    }

    /// Opens the words in a segment, to show where they stand; `None` if they are not all there.
    pub(super) fn open(&self, reader: &SegmentReader) -> tantivy::Result<Option<Vec<Slot>>> {
        let field = FieldOfSegment::open(reader, self.field, &self.words, Purpose::Show)?;
        standing::open(&self.slots, &field, true)
    }

    /// Calls `each` for every place where the words stand together in a document, which is not before the one of the last
    /// call: with the places of the words, in the order of the slots. What the text must agree with as it stands is not
    /// looked at.
    pub(super) fn occurrences(&self, slots: &mut [Slot], doc: DocId, each: impl FnMut(&[Place])) {
        let mut places = vec![Places::default(); slots.len()];
        for (slot, places) in slots.iter_mut().zip(&mut places) {
            if slot.seek(doc) != doc {
                return;
            }
            slot.places(doc, places);
        }
        near::for_each_occurrence(&places, self.slop, each);
    }

    /// Opens the words in a segment, to find documents with them; `None` if there are none.
    fn found_in(&self, field: &FieldOfSegment<'_>) -> tantivy::Result<Option<Vec<Slot>>> {
        let in_runs = self.slots.iter().any(|slot| !slot.runs.is_empty());
        let with_positions = self.slots.len() > 1 || self.verbatim.is_some() || in_runs;
        if with_positions
            && self.slop.is_none()
            && let Some(rows) = Rows::open(&self.slots, field)?
        {
            return Ok(Some(vec![Slot::Rows(Box::new(rows))]));
        }
        standing::open(&self.slots, field, with_positions)
    }

    /// In how many documents of an index they are.
    pub(super) fn count_documents(&self, searcher: &Searcher) -> tantivy::Result<u64> {
        let weight = self.weight(EnableScoring::disabled_from_searcher(searcher))?;
        let mut documents = 0;
        for segment in searcher.segment_readers() {
            let mut scorer = weight.scorer(segment, 1.0)?;
            documents += u64::from(scorer.count_including_deleted());
        }
        Ok(documents)
    }

    /// BM25 of each word that was typed, what it stands for counted as one; their sum is the score, as for the engine's own
    /// phrases.
    fn similarity(
        &self,
        statistics: &dyn Bm25StatisticsProvider,
    ) -> tantivy::Result<Vec<Bm25Weight>> {
        let documents = statistics.total_num_docs()?;
        #[allow(clippy::cast_precision_loss)]
        let average_length =
            statistics.total_num_tokens(self.field)? as Score / documents.max(1) as Score;
        let frequency_of = |words: &[Written]| -> tantivy::Result<u64> {
            let frequency = |word: &Written| {
                statistics.doc_freq(&Term::from_field_text(self.field, &word.term))
            };
            match self.documents {
                Some(documents) => Ok(documents),
                None => words.iter().map(frequency).sum(),
            }
        };
        let weight = |typed: &Vec<Written>| {
            Ok(Bm25Weight::for_one_term_without_explain(
                frequency_of(typed)?.min(documents),
                documents,
                average_length,
            ))
        };
        let typed = self.slots.iter().flat_map(|slot| &slot.typed);
        typed.map(weight).collect()
    }
}

impl Query for Together {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let similarity = match scoring {
            EnableScoring::Enabled {
                statistics_provider,
                ..
            } => self.similarity(statistics_provider)?,
            EnableScoring::Disabled { .. } => Vec::new(),
        };
        Ok(Box::new(TogetherWeight {
            together: self.clone(),
            similarity,
        }))
    }
}

struct TogetherWeight {
    together: Together,
    similarity: Vec<Bm25Weight>,
}

impl TogetherWeight {
    /// Before the first document; `None` if there is none.
    fn open(
        &self,
        reader: &SegmentReader,
        boost: Score,
    ) -> tantivy::Result<Option<TogetherScorer>> {
        let together = &self.together;
        let Some(stemmer) = OfStemmer::open(reader, together.stemmer)? else {
            return Ok(None);
        };
        let field = FieldOfSegment::open(reader, together.field, &together.words, Purpose::Find)?;
        let Some(slots) = together.found_in(&field)? else {
            return Ok(None);
        };
        let lengths = match self.similarity.is_empty() {
            true => FieldNormReader::constant(reader.max_doc(), 1),
            false => reader.get_fieldnorms_reader(together.field)?,
        };
        let verbatim = match &together.verbatim {
            Some(verbatim) => Some((verbatim.clone(), reader.get_store_reader(1)?)),
            None => None,
        };
        let similarity = self.similarity.iter();
        Ok(Some(TogetherScorer {
            places: vec![Places::default(); slots.len()],
            by_cost: standing::by_cost(&slots),
            slots,
            slop: together.slop,
            stemmer,
            verbatim,
            scores: Scores {
                similarity: similarity.map(|weight| weight.boost_by(boost)).collect(),
                lengths,
                known: Vec::new(),
                often: OFTEN[usize::from(reader.max_doc() > PART)],
            },
            doc: 0,
            frequency: 0,
        }))
    }

    /// The documents in a part of a segment, each with how often any row of the slots stands in it.
    fn found_in_part(
        &self,
        reader: &SegmentReader,
        part: Range<DocId>,
    ) -> tantivy::Result<Vec<(DocId, u32)>> {
        let Together {
            field,
            slots,
            words,
            ..
        } = &self.together;
        let field = FieldOfSegment::open(reader, *field, words, Purpose::Show)?;
        let mut found = Vec::new();
        if let Some(mut rows) = Rows::open(slots, &field)? {
            rows.for_each(part, |doc, often| found.push((doc, often)));
        }
        Ok(found)
    }
}

/// A segment of more documents is parted, so that several threads can search it.
const PART: DocId = if cfg!(test) { 70 } else { 100_000 };

impl Weight for TogetherWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(mut scorer) = self.open(reader, boost)? else {
            return Ok(Box::new(EmptyScorer));
        };
        scorer.find(0);
        Ok(Box::new(scorer))
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        each: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        let Some(mut scorer) = self.open(reader, 1.0)? else {
            return Ok(());
        };
        if let [Slot::Rows(rows)] = &mut scorer.slots[..]
            && scorer.verbatim.is_none()
            && matches!(scorer.stemmer, OfStemmer::All)
        {
            let scores = &mut scorer.scores;
            let documents = 0..reader.max_doc();
            if rows.are_known() || reader.max_doc() <= PART {
                rows.for_each(documents, |doc, often| each(doc, scores.of(doc, often)));
                return Ok(());
            }
            let starts: Vec<DocId> = documents.step_by(PART as usize).collect();
            let parts = starts.into_par_iter().map(|start| start..start + PART);
            let found = parts.map(|part| self.found_in_part(reader, part));
            for (doc, often) in found.collect::<tantivy::Result<Vec<_>>>()?.concat() {
                each(doc, scores.of(doc, often));
            }
            return Ok(());
        }
        let mut doc = scorer.find(0);
        while doc != TERMINATED {
            each(doc, scorer.score());
            doc = scorer.advance();
        }
        Ok(())
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(tantivy::TantivyError::InvalidArgument(format!(
                "document {doc} does not match"
            )));
        }
        Ok(Explanation::new(
            "words that stand together",
            scorer.score(),
        ))
    }
}

struct TogetherScorer {
    slots: Vec<Slot>,
    /// The numbers of the slots, the rarest first.
    by_cost: Vec<usize>,
    slop: Option<u32>,
    stemmer: OfStemmer,
    verbatim: Option<(Arc<Verbatim>, StoreReader)>,
    scores: Scores,
    doc: DocId,
    /// How often the words stand together in `doc`.
    frequency: u32,
    /// Room for the places of each slot.
    places: Vec<Places>,
}

/// Which documents of a segment have their words stemmed as a query has its.
enum OfStemmer {
    All,
    /// Those with this number in the column.
    Some(Column<u64>, u64),
}

impl OfStemmer {
    /// `None` if no document has.
    fn open(reader: &SegmentReader, stemmer: Option<&str>) -> tantivy::Result<Option<Self>> {
        let Some(stemmer) = stemmer else {
            return Ok(Some(Self::All));
        };
        let Some(names) = reader.fast_fields().str("stemmer")? else {
            return Ok(None);
        };
        let number = names.dictionary().term_ord(stemmer)?;
        Ok(number.map(|number| match names.num_terms() {
            1 => Self::All,
            _ => Self::Some(names.ords().clone(), number),
        }))
    }

    fn has(&self, doc: DocId) -> bool {
        match self {
            Self::All => true,
            Self::Some(column, number) => column.first(doc) == Some(*number),
        }
    }
}

impl TogetherScorer {
    /// Goes to the first match from `candidate` on.
    fn find(&mut self, mut candidate: DocId) -> DocId {
        loop {
            candidate = standing::next_common(&self.by_cost, candidate, |slot, doc| {
                self.slots[slot].seek(doc)
            });
            if candidate == TERMINATED {
                break;
            }
            self.frequency = self.frequency_in(candidate);
            if self.frequency > 0 {
                break;
            }
            candidate += 1;
        }
        self.doc = candidate;
        candidate
    }

    fn frequency_in(&mut self, doc: DocId) -> u32 {
        if !self.stemmer.has(doc) {
            return 0;
        }
        let known = match &self.slots[..] {
            [slot] => slot.count_here(),
            _ => None,
        };
        let frequency = known.unwrap_or_else(|| {
            standing::count_together(&mut self.slots, doc, self.slop, &mut self.places)
        });
        match &self.verbatim {
            Some((verbatim, store)) if frequency > 0 => {
                let document = store.get::<TantivyDocument>(doc).ok();
                document.map_or(0, |document| verbatim.count(&document))
            }
            _ => frequency,
        }
    }
}

impl DocSet for TogetherScorer {
    fn advance(&mut self) -> DocId {
        match self.doc {
            TERMINATED => TERMINATED,
            doc => self.find(doc + 1),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc {
            self.doc
        } else {
            self.find(target)
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.by_cost
            .first()
            .map_or(0, |slot| self.slots[*slot].cost())
    }
}

impl Scorer for TogetherScorer {
    fn score(&mut self) -> Score {
        self.scores.of(self.doc, self.frequency)
    }
}

/// The scores of documents.
struct Scores {
    similarity: Vec<Bm25Weight>,
    lengths: FieldNormReader,
    /// By length and frequency, for frequencies below `often`; not a number until one was needed.
    known: Vec<Score>,
    often: usize,
}

/// The scores of documents that have the words so often are seldom needed again, in a segment that is searched as a whole and in
/// one that is parted.
const OFTEN: [usize; 2] = [16, 64];

impl Scores {
    fn of(&mut self, doc: DocId, frequency: u32) -> Score {
        let length = self.lengths.fieldnorm_id(doc);
        let score = || {
            let of_words = self.similarity.iter();
            of_words.map(|weight| weight.score(length, frequency)).sum()
        };
        if frequency as usize >= self.often {
            return score();
        }
        if self.known.is_empty() {
            self.known = vec![Score::NAN; self.often << u8::BITS];
        }
        let known = &mut self.known[usize::from(length) * self.often + frequency as usize];
        if known.is_nan() {
            *known = score();
        }
        *known
    }
}
