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

use super::near::{self, Place, Places};
use super::slots::{self, Written};
use super::verbatim::Verbatim;

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
}

impl Query for Together {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let similarity = match scoring {
            EnableScoring::Enabled {
                statistics_provider,
                ..
            } => similarity(self.field, &self.slots, statistics_provider)?,
            EnableScoring::Disabled { .. } => Vec::new(),
        };
        Ok(Box::new(TogetherWeight {
            field: self.field,
            slots: self.slots.clone(),
            slop: self.slop,
            verbatim: self.verbatim.clone(),
            similarity,
        }))
    }
}

/// BM25 of each word that was typed, what it stands for counted as one; their sum is the score, as for the engine's own
/// phrases.
fn similarity(
    field: Field,
    slots: &[slots::Slot],
    statistics: &dyn Bm25StatisticsProvider,
) -> tantivy::Result<Vec<Bm25Weight>> {
    let documents = statistics.total_num_docs()?;
    #[allow(clippy::cast_precision_loss)]
    let average_length = statistics.total_num_tokens(field)? as Score / documents.max(1) as Score;
    let frequency_of = |words: &[Written]| -> tantivy::Result<u64> {
        let frequency =
            |word: &Written| statistics.doc_freq(&Term::from_field_text(field, &word.term));
        words.iter().map(frequency).sum()
    };
    let weight = |typed: &Vec<Written>| {
        Ok(Bm25Weight::for_one_term_without_explain(
            frequency_of(typed)?.min(documents),
            documents,
            average_length,
        ))
    };
    let typed = slots.iter().flat_map(|slot| &slot.typed);
    typed.map(weight).collect()
}

struct TogetherWeight {
    field: Field,
    slots: Arc<Vec<slots::Slot>>,
    slop: Option<u32>,
    verbatim: Option<Arc<Verbatim>>,
    similarity: Vec<Bm25Weight>,
}

impl Weight for TogetherWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let inverted = reader.inverted_index(self.field)?;
        let mut slots = Vec::with_capacity(self.slots.len());
        let in_runs = self.slots.iter().any(|slot| !slot.runs.is_empty());
        let with_positions = self.slots.len() > 1 || self.verbatim.is_some() || in_runs;
        let opener = Opener {
            inverted: &inverted,
            field: self.field,
            with_positions,
        };
        for slot in self.slots.iter() {
            match opener.slot(slot)? {
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
            places: vec![Places::default(); slots.len()],
            slots,
            with_positions,
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
    with_positions: bool,
    /// Room for the places of each slot.
    places: Vec<Places>,
}

impl TogetherScorer {
    /// Goes to the first match from `candidate` on.
    fn find(&mut self, mut candidate: DocId) -> DocId {
        loop {
            candidate = next_common(&mut self.slots, &self.by_cost, candidate);
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
        if let ([slot], false) = (&mut self.slots[..], self.with_positions) {
            return slot.frequency(doc);
        }
        for (slot, places) in self.slots.iter_mut().zip(&mut self.places) {
            slot.places(doc, places);
        }
        let mut frequency = 0;
        near::for_each_occurrence(&self.places, self.slop, |_| frequency += 1);
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

/// The first document from `candidate` on in which every slot has something.
fn next_common(slots: &mut [Slot], by_cost: &[usize], mut candidate: DocId) -> DocId {
    while candidate < TERMINATED {
        let reached = by_cost
            .iter()
            .map(|slot| slots[*slot].seek(candidate))
            .find(|doc| *doc != candidate);
        match reached {
            Some(further) => candidate = further,
            None => return candidate,
        }
    }
    TERMINATED
}

/// What can stand at one place, in one segment.
enum Slot {
    One(Box<SegmentPostings>),
    Many {
        ways: Vec<Way>,
        /// Each document with the number of a way in it, ascending.
        docs: Vec<(DocId, u32)>,
        at: usize,
    },
}

/// One of the things that can stand at a place.
enum Way {
    Word {
        postings: Box<SegmentPostings>,
        width: u32,
    },
    /// Words in a row.
    Run(Vec<Slot>),
}

/// Opens slots in one segment.
struct Opener<'a> {
    inverted: &'a InvertedIndexReader,
    field: Field,
    with_positions: bool,
}

impl Opener<'_> {
    /// `None` if nothing of the slot occurs in the segment.
    fn slot(&self, slot: &slots::Slot) -> tantivy::Result<Option<Slot>> {
        if let ([word], []) = (&slot.words[..], &slot.runs[..])
            && word.width == 1
        {
            let postings = self.postings(word, self.with_positions)?;
            return Ok(postings.map(|postings| Slot::One(Box::new(postings))));
        }
        let mut ways = Vec::new();
        let mut docs = Vec::new();
        for word in &slot.words {
            let Some(postings) = self.postings(word, self.with_positions)? else {
                continue;
            };
            let number = u32::try_from(ways.len()).unwrap_or(u32::MAX);
            if let Some(mut only_docs) = self.basic_postings(word)? {
                while only_docs.doc() != TERMINATED {
                    docs.push((only_docs.doc(), number));
                    only_docs.advance();
                }
            }
            ways.push(Way::Word {
                postings: Box::new(postings),
                width: word.width,
            });
        }
        for run in &slot.runs {
            let (Some(run), Some(mut only_docs)) = (self.run(run)?, self.run(run)?) else {
                continue;
            };
            let number = u32::try_from(ways.len()).unwrap_or(u32::MAX);
            let order: Vec<usize> = (0..run.len()).collect();
            let mut doc = next_common(&mut only_docs, &order, 0);
            while doc != TERMINATED {
                docs.push((doc, number));
                doc = next_common(&mut only_docs, &order, doc + 1);
            }
            ways.push(Way::Run(run));
        }
        docs.sort_unstable();
        Ok(match docs.is_empty() {
            true => None,
            false => Some(Slot::Many { ways, docs, at: 0 }),
        })
    }

    fn run(&self, run: &[Vec<Written>]) -> tantivy::Result<Option<Vec<Slot>>> {
        let slot = |words: &Vec<Written>| {
            self.slot(&slots::Slot {
                words: words.clone(),
                ..slots::Slot::default()
            })
        };
        run.iter().map(slot).collect()
    }

    fn postings(
        &self,
        word: &Written,
        with_positions: bool,
    ) -> tantivy::Result<Option<SegmentPostings>> {
        let option = match with_positions {
            true => IndexRecordOption::WithFreqsAndPositions,
            false => IndexRecordOption::WithFreqs,
        };
        let term = Term::from_field_text(self.field, &word.term);
        Ok(self.inverted.read_postings(&term, option)?)
    }

    fn basic_postings(&self, word: &Written) -> tantivy::Result<Option<SegmentPostings>> {
        let term = Term::from_field_text(self.field, &word.term);
        Ok(self
            .inverted
            .read_postings(&term, IndexRecordOption::Basic)?)
    }
}

impl Slot {
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

    /// How often one of its words occurs in `doc`, which `seek` has found; for slots without runs.
    fn frequency(&mut self, doc: DocId) -> u32 {
        match self {
            Self::One(postings) => postings.term_freq(),
            Self::Many { .. } => {
                let mut frequency = 0;
                self.for_each_way(doc, |way| {
                    if let Way::Word { postings, .. } = way {
                        frequency += postings.term_freq();
                    }
                });
                frequency
            }
        }
    }

    /// Where it stands in `doc`, which `seek` has found.
    fn places(&mut self, doc: DocId, out: &mut Places) {
        if let Self::One(postings) = self {
            postings.append_positions_with_offset(0, out.clear());
            return;
        }
        let mut places = Vec::new();
        let mut positions = Vec::new();
        self.for_each_way(doc, |way| match way {
            Way::Word { postings, width } => {
                positions.clear();
                postings.append_positions_with_offset(0, &mut positions);
                let place = |start: &u32| Place {
                    start: *start,
                    width: *width,
                };
                places.extend(positions.iter().map(place));
            }
            Way::Run(slots) => places.extend(places_of_run(slots, doc)),
        });
        *out = Places::of(places);
    }

    /// Goes to `doc`, which `seek` has found, in each way that is in it.
    fn for_each_way(&mut self, doc: DocId, mut each: impl FnMut(&mut Way)) {
        let Self::Many { ways, docs, at } = self else {
            return;
        };
        for (_, number) in docs[*at..].iter().take_while(|(other, _)| *other == doc) {
            let way = &mut ways[*number as usize];
            match way {
                Way::Word { postings, .. } if postings.doc() < doc => {
                    postings.seek(doc);
                }
                Way::Word { .. } => {}
                Way::Run(slots) => slots.iter_mut().for_each(|slot| {
                    slot.seek(doc);
                }),
            }
            each(way);
        }
    }
}

/// Where words stand in a row, each place as wide as all of them.
fn places_of_run(slots: &mut [Slot], doc: DocId) -> Vec<Place> {
    let mut of_slots = vec![Places::default(); slots.len()];
    for (slot, places) in slots.iter_mut().zip(&mut of_slots) {
        slot.places(doc, places);
    }
    near::places_in_a_row(&of_slots)
}
