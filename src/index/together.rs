//! A query for words that stand together: phrases, near words, and single patterns that stand for several words.
//!
//! The engine's own phrase query knows no alternatives at a place, and counts slop in moves; ours follows `near`.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer,
    Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::store::StoreReader;
use tantivy::{
    DocId, DocSet, InvertedIndexReader, Score, SegmentReader, TERMINATED, TantivyDocument, Term,
};

use super::near;
use super::verbatim::Verbatim;

/// Documents in which one word of each slot stands with the others.
#[derive(Clone, Debug)]
pub(super) struct Together {
    pub(super) field: Field,
    /// The words that can stand at each place, in normal form.
    pub(super) slots: Arc<Vec<Vec<String>>>,
    /// As in `query::Phrase`.
    pub(super) slop: Option<u32>,
    /// What the text must agree with as it stands.
    pub(super) verbatim: Option<Arc<Verbatim>>,
}

impl Query for Together {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let term = |word: &String| Term::from_field_text(self.field, word);
        let slots: Vec<Vec<Term>> = self
            .slots
            .iter()
            .map(|slot| slot.iter().map(term).collect())
            .collect();
        let similarity = match scoring {
            EnableScoring::Enabled {
                statistics_provider,
                ..
            } => similarity(self.field, &slots, statistics_provider)?,
            EnableScoring::Disabled { .. } => Vec::new(),
        };
        Ok(Box::new(TogetherWeight {
            field: self.field,
            slots,
            slop: self.slop,
            verbatim: self.verbatim.clone(),
            similarity,
        }))
    }
}

/// BM25 of each slot, its words counted as one; their sum is the score, as for the engine's own phrases.
fn similarity(
    field: Field,
    slots: &[Vec<Term>],
    statistics: &dyn Bm25StatisticsProvider,
) -> tantivy::Result<Vec<Bm25Weight>> {
    let documents = statistics.total_num_docs()?;
    #[allow(clippy::cast_precision_loss)]
    let average_length = statistics.total_num_tokens(field)? as Score / documents.max(1) as Score;
    let weight = |slot: &Vec<Term>| {
        let frequency = slot
            .iter()
            .map(|term| statistics.doc_freq(term))
            .sum::<tantivy::Result<u64>>()?;
        Ok(Bm25Weight::for_one_term_without_explain(
            frequency.min(documents),
            documents,
            average_length,
        ))
    };
    slots.iter().map(weight).collect()
}

struct TogetherWeight {
    field: Field,
    slots: Vec<Vec<Term>>,
    slop: Option<u32>,
    verbatim: Option<Arc<Verbatim>>,
    similarity: Vec<Bm25Weight>,
}

impl Weight for TogetherWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let inverted = reader.inverted_index(self.field)?;
        let mut slots = Vec::with_capacity(self.slots.len());
        let with_positions = self.slots.len() > 1 || self.verbatim.is_some();
        for terms in &self.slots {
            match Slot::open(&inverted, terms, with_positions)? {
                Some(slot) => slots.push(slot),
                None => return Ok(Box::new(EmptyScorer)),
            }
        }
        let lengths = match self.similarity.is_empty() {
            true => FieldNormReader::constant(reader.max_doc(), 1),
            false => reader.get_fieldnorms_reader(self.field)?,
        };
        let verbatim = match &self.verbatim {
            Some(verbatim) => Some((verbatim.clone(), reader.get_store_reader(1)?)),
            None => None,
        };
        let mut by_cost: Vec<usize> = (0..slots.len()).collect();
        by_cost.sort_by_key(|slot| slots[*slot].cost());
        let mut scorer = TogetherScorer {
            positions: vec![Vec::new(); slots.len()],
            slots,
            by_cost,
            slop: self.slop,
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
    verbatim: Option<(Arc<Verbatim>, StoreReader)>,
    similarity: Vec<Bm25Weight>,
    lengths: FieldNormReader,
    doc: DocId,
    /// How often the words stand together in `doc`.
    frequency: u32,
    /// Room for the positions of each slot.
    positions: Vec<Vec<u32>>,
}

impl TogetherScorer {
    /// Goes to the first match from `candidate` on.
    fn find(&mut self, mut candidate: DocId) -> DocId {
        while candidate < TERMINATED {
            let reached = self
                .by_cost
                .iter()
                .map(|slot| self.slots[*slot].seek(candidate))
                .find(|doc| *doc != candidate);
            match reached {
                Some(further) => candidate = further,
                None => {
                    self.frequency = self.frequency_in(candidate);
                    if self.frequency > 0 {
                        break;
                    }
                    candidate += 1;
                }
            }
        }
        self.doc = candidate;
        candidate
    }

    fn frequency_in(&mut self, doc: DocId) -> u32 {
        if let [slot] = &mut self.slots[..]
            && self.verbatim.is_none()
        {
            return slot.frequency(doc);
        }
        for (slot, positions) in self.slots.iter_mut().zip(&mut self.positions) {
            slot.positions(doc, positions);
        }
        let mut frequency = 0;
        near::for_each_occurrence(&self.positions, self.slop, |_| frequency += 1);
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
        let length = self.lengths.fieldnorm_id(self.doc);
        self.similarity
            .iter()
            .map(|weight| weight.score(length, self.frequency))
            .sum()
    }
}

/// The words that can stand at one place, in one segment.
enum Slot {
    One(Box<SegmentPostings>),
    Many {
        postings: Vec<SegmentPostings>,
        /// Each document with the number of a word in it, ascending.
        docs: Vec<(DocId, u32)>,
        at: usize,
    },
}

impl Slot {
    /// `None` if no word of the slot occurs in the segment.
    fn open(
        inverted: &InvertedIndexReader,
        terms: &[Term],
        with_positions: bool,
    ) -> tantivy::Result<Option<Self>> {
        // A single slot with a verbatim check counts in the text itself and needs no positions either.
        let option = if with_positions {
            IndexRecordOption::WithFreqsAndPositions
        } else {
            IndexRecordOption::WithFreqs
        };
        let mut postings = Vec::new();
        let mut docs = Vec::new();
        for term in terms {
            let Some(opened) = inverted.read_postings(term, option)? else {
                continue;
            };
            if terms.len() > 1
                && let Some(mut only_docs) =
                    inverted.read_postings(term, IndexRecordOption::Basic)?
            {
                let number = u32::try_from(postings.len()).unwrap_or(u32::MAX);
                while only_docs.doc() != TERMINATED {
                    docs.push((only_docs.doc(), number));
                    only_docs.advance();
                }
            }
            postings.push(opened);
        }
        docs.sort_unstable();
        Ok(match postings.len() {
            0 => None,
            1 => postings.pop().map(|postings| Self::One(Box::new(postings))),
            _ => Some(Self::Many {
                postings,
                docs,
                at: 0,
            }),
        })
    }

    /// About how many documents it has.
    fn cost(&self) -> u32 {
        match self {
            Self::One(postings) => postings.size_hint(),
            Self::Many { docs, .. } => u32::try_from(docs.len()).unwrap_or(u32::MAX),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::One(postings) if postings.doc() >= target => postings.doc(),
            Self::One(postings) => postings.seek(target),
            Self::Many { docs, at, .. } => {
                *at += docs[*at..].partition_point(|(doc, _)| *doc < target);
                docs.get(*at).map_or(TERMINATED, |(doc, _)| *doc)
            }
        }
    }

    fn frequency(&mut self, doc: DocId) -> u32 {
        let mut frequency = 0;
        self.for_each_word(doc, |postings| frequency += postings.term_freq());
        frequency
    }

    fn positions(&mut self, doc: DocId, out: &mut Vec<u32>) {
        out.clear();
        let mut words = 0;
        self.for_each_word(doc, |postings| {
            postings.append_positions_with_offset(0, out);
            words += 1;
        });
        if words > 1 {
            out.sort_unstable();
        }
    }

    /// Goes to `doc`, which `seek` has found, in the postings of each word that is in it.
    fn for_each_word(&mut self, doc: DocId, mut each: impl FnMut(&mut SegmentPostings)) {
        match self {
            Self::One(postings) => each(postings),
            Self::Many { postings, docs, at } => {
                for (_, number) in docs[*at..].iter().take_while(|(other, _)| *other == doc) {
                    let postings = &mut postings[*number as usize];
                    if postings.doc() < doc {
                        postings.seek(doc);
                    }
                    each(postings);
                }
            }
        }
    }
}
