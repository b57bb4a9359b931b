//! Cursors over the positions of phrase slots within a segment.

use tantivy::{DocId, TERMINATED};

use super::alternatives::Alternatives;
use super::matching::{self, Span, Spans};
use super::postings::{SegmentTerms, TermCursor};
use super::term::IndexedTerm;

/// A cursor over the documents and positions of one phrase slot within a segment.
pub(crate) enum PositionCursor {
    Term(TermCursor),
    /// The union of several terms without their positions: documents, ascending, with the sum of frequencies.
    Frequencies {
        docs: Vec<(DocId, u32)>,
        at: usize,
    },
    Union(Vec<Alternative>),
}

/// One of several alternatives of a slot.
pub(crate) enum Alternative {
    Term {
        cursor: TermCursor,
        width: u32,
    },
    /// Terms that follow one another.
    Run(Intersection),
}

/// Cursors that must all be at one document.
pub(crate) struct Intersection {
    cursors: Vec<PositionCursor>,
    /// The indexes of the cursors, that with the fewest documents first.
    by_cost: Vec<usize>,
    /// Scratch space for the spans of each cursor.
    spans: Vec<Spans>,
}

impl Intersection {
    /// Opens the slots of a phrase; `None` if there is one of which nothing occurs in the segment.
    pub(crate) fn open(
        slots: &[Alternatives],
        terms: &SegmentTerms<'_>,
        with_positions: bool,
    ) -> tantivy::Result<Option<Self>> {
        let open = |slot| PositionCursor::open(slot, terms, with_positions);
        let cursors: Option<Vec<_>> = slots.iter().map(open).collect::<tantivy::Result<_>>()?;
        Ok(cursors.map(Self::new))
    }

    fn new(cursors: Vec<PositionCursor>) -> Self {
        let mut by_cost: Vec<usize> = (0..cursors.len()).collect();
        by_cost.sort_by_key(|at| cursors[*at].cost());
        Self {
            spans: vec![Spans::default(); cursors.len()],
            by_cost,
            cursors,
        }
    }

    /// An upper bound of the number of documents.
    pub(crate) fn cost(&self) -> u32 {
        self.by_cost
            .first()
            .map_or(0, |at| self.cursors[*at].cost())
    }

    /// Advances to the first document from `target` on that all cursors have.
    pub(crate) fn seek(&mut self, mut target: DocId) -> DocId {
        while target < TERMINATED {
            let mut reached = self.by_cost.iter().map(|at| self.cursors[*at].seek(target));
            match reached.find(|doc| *doc != target) {
                Some(further) => target = further,
                None => return target,
            }
        }
        TERMINATED
    }

    /// How often the slots occur together in the current document; 0 if they do not.
    pub(crate) fn frequency(&mut self, doc: DocId, slop: Option<u32>) -> u32 {
        if let [only] = &self.cursors[..]
            && let Some(frequency) = only.frequency()
        {
            return frequency;
        }
        let mut count = 0;
        self.for_each_occurrence(doc, slop, |_| count += 1);
        count
    }

    /// Calls `each` for every occurrence in the current document (`matching::for_each_occurrence`).
    pub(crate) fn for_each_occurrence(
        &mut self,
        doc: DocId,
        slop: Option<u32>,
        each: impl FnMut(&[Span]),
    ) {
        for (cursor, spans) in self.cursors.iter_mut().zip(&mut self.spans) {
            cursor.read_spans(doc, spans);
        }
        matching::for_each_occurrence(&self.spans, slop, each);
    }
}

impl PositionCursor {
    /// `None` if nothing of the slot occurs in the segment.
    fn open(
        slot: &Alternatives,
        terms: &SegmentTerms<'_>,
        with_positions: bool,
    ) -> tantivy::Result<Option<Self>> {
        if !with_positions && slot.runs.is_empty() {
            return Self::open_frequencies(&slot.terms, terms);
        }
        if let ([term], []) = (&slot.terms[..], &slot.runs[..])
            && term.width == 1
        {
            return Ok(terms.positions(&term.text)?.map(Self::Term));
        }
        let mut union = Vec::new();
        for term in &slot.terms {
            let cursor = terms.positions(&term.text)?;
            union.extend(cursor.map(|cursor| Alternative::Term {
                cursor,
                width: term.width,
            }));
        }
        for run in &slot.runs {
            let slots = run.iter().cloned().map(Alternatives::of_terms);
            let run = Intersection::open(&slots.collect::<Vec<_>>(), terms, true)?;
            union.extend(run.map(Alternative::Run));
        }
        Ok((!union.is_empty()).then_some(Self::Union(union)))
    }

    fn open_frequencies(
        alternatives: &[IndexedTerm],
        terms: &SegmentTerms<'_>,
    ) -> tantivy::Result<Option<Self>> {
        if let [term] = alternatives {
            return Ok(terms.frequencies(&term.text)?.map(Self::Term));
        }
        let mut docs = Vec::new();
        for term in alternatives {
            let Some(mut cursor) = terms.frequencies(&term.text)? else {
                continue;
            };
            while cursor.doc() != TERMINATED {
                docs.push((cursor.doc(), cursor.frequency()));
                cursor.advance();
            }
        }
        // A stable sort merges runs that are sorted already.
        docs.sort_by_key(|(doc, _)| *doc);
        docs.dedup_by(|(doc, frequency), (before, sum)| {
            let same = doc == before;
            *sum += if same { *frequency } else { 0 };
            same
        });
        Ok((!docs.is_empty()).then_some(Self::Frequencies { docs, at: 0 }))
    }

    /// An upper bound of the number of documents.
    fn cost(&self) -> u32 {
        match self {
            Self::Term(cursor) => cursor.doc_freq(),
            Self::Frequencies { docs, .. } => docs.len() as u32,
            Self::Union(union) => {
                let costs = union.iter().map(Alternative::cost);
                costs.fold(0, u32::saturating_add)
            }
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Term(cursor) => cursor.seek(target),
            Self::Frequencies { docs, at } => {
                *at += docs[*at..].partition_point(|(doc, _)| *doc < target);
                docs.get(*at).map_or(TERMINATED, |(doc, _)| *doc)
            }
            Self::Union(union) => {
                let reached = union.iter_mut().map(|alternative| alternative.seek(target));
                reached.min().unwrap_or(TERMINATED)
            }
        }
    }

    /// The frequency in the current document, where it is known without positions.
    fn frequency(&self) -> Option<u32> {
        match self {
            Self::Term(cursor) => Some(cursor.frequency()),
            Self::Frequencies { docs, at } => Some(docs[*at].1),
            Self::Union(_) => None,
        }
    }

    /// Reads the spans in the current document, `doc`.
    fn read_spans(&mut self, doc: DocId, out: &mut Spans) {
        match self {
            Self::Term(cursor) => cursor.append_positions(out.clear()),
            Self::Frequencies { .. } => drop(out.clear()),
            Self::Union(union) => {
                let mut spans = Vec::new();
                for alternative in union {
                    if alternative.seek(doc) == doc {
                        alternative.append_spans(doc, &mut spans);
                    }
                }
                *out = Spans::new(spans);
            }
        }
    }
}

impl Alternative {
    fn cost(&self) -> u32 {
        match self {
            Self::Term { cursor, .. } => cursor.doc_freq(),
            Self::Run(run) => run.cost(),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Term { cursor, .. } => cursor.seek(target),
            Self::Run(run) => run.seek(target),
        }
    }

    fn append_spans(&mut self, doc: DocId, out: &mut Vec<Span>) {
        match self {
            Self::Term { cursor, width } => {
                let mut starts = Vec::new();
                cursor.append_positions(&mut starts);
                let width = *width;
                out.extend(starts.into_iter().map(|start| Span { start, width }));
            }
            Self::Run(run) => {
                run.for_each_occurrence(doc, None, |spans| out.extend(Span::covering(spans)));
            }
        }
    }
}
