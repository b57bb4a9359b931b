//! A query for words that stand together: phrases, near words, and single patterns that stand for several words.
//!
//! The engine's own phrase query knows no alternatives at a place, and counts slop in moves; ours follows `near`.

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

use super::marks::Marks;
use super::near::{self, Place, Places};
use super::postings::{FieldOfSegment, OfStem, Postings, Purpose, ReadWords, count_below};
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

    /// How it is counted how often the words of a segment stand together, and what is asked for it.
    fn with_positions(
        &self,
        mut slots: Vec<Slot>,
        field: &FieldOfSegment<'_>,
    ) -> tantivy::Result<(Vec<Slot>, Counting)> {
        standing::stream(&mut slots, &self.slots, field)?;
        if self.slop.is_some() {
            return Ok((slots, Counting::Places));
        }
        if let Some(found) = standing::kept_in_a_row(&slots) {
            return Ok((vec![found], Counting::Words));
        }
        let is_streamed = |slot: &Slot| matches!(slot, Slot::One(Postings::Streamed(_)));
        let is_word = |slot: &Slot| matches!(slot, Slot::One(_));
        let how = if slots.len() < Marks::MOST_WORDS && slots.iter().all(is_streamed) {
            Counting::StreamsInARow
        } else if slots.iter().all(is_word) {
            Counting::WordsInARow
        } else {
            Counting::Places
        };
        Ok((slots, how))
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

impl Weight for TogetherWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let together = &self.together;
        let Some(stemmer) = OfStemmer::open(reader, together.stemmer)? else {
            return Ok(Box::new(EmptyScorer));
        };
        let in_runs = together.slots.iter().any(|slot| !slot.runs.is_empty());
        let with_positions = together.slots.len() > 1 || together.verbatim.is_some() || in_runs;
        let field = FieldOfSegment::open(reader, together.field, &together.words, Purpose::Find)?;
        let Some(slots) = standing::open(&together.slots, &field, with_positions)? else {
            return Ok(Box::new(EmptyScorer));
        };
        let (slots, how) = match with_positions {
            true => together.with_positions(slots, &field)?,
            false => (slots, Counting::Words),
        };
        let lengths = match self.similarity.is_empty() {
            true => FieldNormReader::constant(reader.max_doc(), 1),
            false => reader.get_fieldnorms_reader(together.field)?,
        };
        let verbatim = match &together.verbatim {
            Some(verbatim) => Some((verbatim.clone(), reader.get_store_reader(1)?)),
            None => None,
        };
        let by_cost = standing::by_cost(&slots);
        let mut scorer = TogetherScorer {
            places: vec![Places::default(); slots.len()],
            by_count: by_cost.iter().map(|slot| (0, *slot)).collect(),
            slots,
            how,
            by_cost,
            starts: Vec::new(),
            marks: Marks::default(),
            room: Vec::new(),
            slop: together.slop,
            stemmer,
            verbatim,
            similarity: self
                .similarity
                .iter()
                .map(|weight| weight.boost_by(boost))
                .collect(),
            lengths,
            doc: 0,
            frequency: 0,
        };
        scorer.find(0);
        Ok(Box::new(scorer))
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
    similarity: Vec<Bm25Weight>,
    lengths: FieldNormReader,
    doc: DocId,
    /// How often the words stand together in `doc`.
    frequency: u32,
    how: Counting,
    /// How often each slot's word occurs in the document, with the slot's number; ascending.
    by_count: Vec<(u32, usize)>,
    /// Room for the places where a phrase starts, for the same as marks, for those of a word, and for those of each slot.
    starts: Vec<u32>,
    marks: Marks,
    room: Vec<u32>,
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

/// How it is counted how often words stand together.
#[derive(Clone, Copy)]
enum Counting {
    /// One slot: how often its words occur, or its words in a row.
    Words,
    /// One word at each place, one after the other, not all of them kept.
    WordsInARow,
    /// The same for words that stand in most of the documents that are looked at.
    StreamsInARow,
    /// By all places of all slots.
    Places,
}

impl TogetherScorer {
    /// Goes to the first match from `candidate` on.
    fn find(&mut self, mut candidate: DocId) -> DocId {
        loop {
            candidate = standing::next_common(&mut self.slots, &self.by_cost, candidate);
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
        let frequency = match (self.how, &mut self.slots[..]) {
            (Counting::Words, [slot]) => slot.count_here(),
            (Counting::WordsInARow, _) => self.words_in_a_row(),
            (Counting::StreamsInARow, _) => self.streams_in_a_row(),
            _ => self.places_together(doc),
        };
        match &self.verbatim {
            Some((verbatim, store)) if frequency > 0 => {
                let document = store.get::<TantivyDocument>(doc).ok();
                document.map_or(0, |document| verbatim.count(&document))
            }
            _ => frequency,
        }
    }

    /// Puts the rarest word in the document first.
    fn sort_by_count(&mut self) {
        for (count, slot) in &mut self.by_count {
            *count = self.slots[*slot].count_here();
        }
        self.by_count.sort_unstable();
    }

    /// As `words_in_a_row`, with a mark where a phrase would start.
    fn streams_in_a_row(&mut self) -> u32 {
        self.sort_by_count();
        let mut found = Some(0);
        for (before, (_, slot)) in (0..).zip(&self.by_count) {
            let Slot::One(Postings::Streamed(word)) = &mut self.slots[*slot] else {
                continue;
            };
            found = match before {
                0 => self.marks.begin(word.steps(), *slot),
                _ => Some(self.marks.go_on(before, word.steps(), *slot)),
            };
            if matches!(found, None | Some(0)) {
                break;
            }
        }
        if let Some((_, slot)) = self.by_count.first()
            && let Slot::One(Postings::Streamed(word)) = &mut self.slots[*slot]
        {
            self.marks.clear(word.steps(), *slot);
        }
        found.unwrap_or_else(|| self.words_in_a_row())
    }

    /// Where the rarest of the words would have the phrase start, and which of these places the other words leave.
    fn words_in_a_row(&mut self) -> u32 {
        self.sort_by_count();
        self.starts.clear();
        let mut is_first = true;
        for (_, number) in &self.by_count {
            let Slot::One(postings) = &mut self.slots[*number] else {
                continue;
            };
            let after = u32::try_from(*number).unwrap_or(u32::MAX);
            if std::mem::take(&mut is_first) {
                let positions = postings.positions(&mut self.room);
                let positions = &positions[count_below(positions, after)..];
                self.starts
                    .extend(positions.iter().map(|position| position - after));
            } else if let Some(bits) = postings.bits() {
                near::keep_followed_by_bits(&mut self.starts, bits, after);
            } else {
                near::keep_followed(&mut self.starts, postings.positions(&mut self.room), after);
            }
            if self.starts.is_empty() {
                return 0;
            }
        }
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    fn places_together(&mut self, doc: DocId) -> u32 {
        for (slot, places) in self.slots.iter_mut().zip(&mut self.places) {
            slot.places(doc, places);
        }
        let mut frequency = 0;
        near::for_each_occurrence(&self.places, self.slop, |_| frequency += 1);
        frequency
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
        let length = self.lengths.fieldnorm_id(self.doc);
        self.similarity
            .iter()
            .map(|weight| weight.score(length, self.frequency))
            .sum()
    }
}
