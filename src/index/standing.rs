//! What stands at one place of a phrase, document by document, in one segment?

use tantivy::{DocId, TERMINATED};

use super::near::{self, Place, Places};
use super::postings::{FieldOfSegment, Postings};
use super::read_word::number;
use super::rows::Rows;
use super::slots::{self, Written};

/// What can stand at one place.
pub(super) enum Slot {
    One(Postings),
    /// One of several words, when it is not asked where they stand.
    Counted {
        /// Each document with how often they stand in it, ascending.
        docs: Vec<(DocId, u32)>,
        at: usize,
    },
    /// A whole phrase, when it is not asked where it stands.
    Rows(Box<Rows>),
    /// One of several words, or several in a row.
    Many(Vec<Way>),
}

/// One of the things that can stand at a place.
pub(super) enum Way {
    Word {
        postings: Postings,
        width: u32,
    },
    /// Words in a row.
    Run {
        slots: Vec<Slot>,
        /// The numbers of the slots, the rarest first.
        by_cost: Vec<usize>,
    },
}

/// The first document from `candidate` on that all of some have: `seek` goes to a document in one of them, or behind it. That
/// which has the fewest is best asked first.
pub(super) fn next_common(
    order: &[usize],
    mut candidate: DocId,
    mut seek: impl FnMut(usize, DocId) -> DocId,
) -> DocId {
    while candidate < TERMINATED {
        let mut reached = order.iter().map(|at| seek(*at, candidate));
        match reached.find(|doc| *doc != candidate) {
            Some(further) => candidate = further,
            None => return candidate,
        }
    }
    TERMINATED
}

/// How often the slots stand together in a document that all of them are at; `places` is room for the places of each.
pub(super) fn count_together(
    slots: &mut [Slot],
    doc: DocId,
    slop: Option<u32>,
    places: &mut [Places],
) -> u32 {
    for (slot, places) in slots.iter_mut().zip(places.iter_mut()) {
        slot.places(doc, places);
    }
    let mut count = 0;
    near::for_each_occurrence(places, slop, |_| count += 1);
    count
}

/// `None` if nothing of a slot occurs in the segment.
pub(super) fn open(
    slots: &[slots::Slot],
    field: &FieldOfSegment<'_>,
    with_positions: bool,
) -> tantivy::Result<Option<Vec<Slot>>> {
    let opener = Opener {
        field,
        with_positions,
    };
    slots.iter().map(|slot| opener.slot(slot)).collect()
}

struct Opener<'a> {
    field: &'a FieldOfSegment<'a>,
    with_positions: bool,
}

impl Opener<'_> {
    /// `None` if nothing of the slot occurs in the segment.
    fn slot(&self, slot: &slots::Slot) -> tantivy::Result<Option<Slot>> {
        if let ([word], []) = (&slot.words[..], &slot.runs[..])
            && word.width == 1
        {
            return Ok(self.postings(word)?.map(Slot::One));
        }
        if !self.with_positions && slot.runs.is_empty() {
            return self.counted(&slot.words);
        }
        let mut ways = Vec::new();
        for word in &slot.words {
            let width = word.width;
            let postings = self.postings(word)?;
            ways.extend(postings.map(|postings| Way::Word { postings, width }));
        }
        for run in &slot.runs {
            ways.extend(self.run(run)?.map(|slots| Way::Run {
                by_cost: by_cost(&slots),
                slots,
            }));
        }
        Ok((!ways.is_empty()).then_some(Slot::Many(ways)))
    }

    /// How often any of these words stands in each document.
    fn counted(&self, words: &[Written]) -> tantivy::Result<Option<Slot>> {
        let mut docs = Vec::new();
        for word in words {
            let Some(mut listed) = self.field.postings(&word.term, false)? else {
                continue;
            };
            while listed.doc() != TERMINATED {
                docs.push((listed.doc(), listed.frequency()));
                listed.advance();
            }
        }
        // Stable sorting makes use of what is in order already, and each word's documents are.
        docs.sort_by_key(|(doc, _)| *doc);
        docs.dedup_by(|(doc, times), (before, all)| {
            let same = doc == before;
            *all += if same { *times } else { 0 };
            same
        });
        Ok((!docs.is_empty()).then_some(Slot::Counted { docs, at: 0 }))
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

    fn postings(&self, word: &Written) -> tantivy::Result<Option<Postings>> {
        self.field.postings(&word.term, self.with_positions)
    }
}

/// The numbers of the slots, the rarest first.
pub(super) fn by_cost(slots: &[Slot]) -> Vec<usize> {
    let mut by_cost: Vec<usize> = (0..slots.len()).collect();
    by_cost.sort_by_key(|slot| slots[*slot].cost());
    by_cost
}

impl Slot {
    /// About how many documents it has.
    pub(super) fn cost(&self) -> u32 {
        match self {
            Self::One(postings) => postings.count(),
            Self::Counted { docs, .. } => number(docs.len()),
            Self::Rows(rows) => rows.cost(),
            Self::Many(ways) => ways.iter().map(Way::cost).fold(0, u32::saturating_add),
        }
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::One(postings) => postings.seek(target),
            Self::Counted { docs, at } => {
                *at += docs[*at..].partition_point(|(doc, _)| *doc < target);
                docs.get(*at).map_or(TERMINATED, |(doc, _)| *doc)
            }
            Self::Rows(rows) => rows.seek(target),
            Self::Many(ways) => {
                let reached = ways.iter_mut().map(|way| way.seek(target));
                reached.min().unwrap_or(TERMINATED)
            }
        }
    }

    /// How often it stands in the document that `seek` has found, where that is known without asking where.
    pub(super) fn count_here(&self) -> Option<u32> {
        match self {
            Self::One(postings) => Some(postings.frequency()),
            Self::Counted { docs, at } => Some(docs[*at].1),
            Self::Rows(rows) => Some(rows.count_here()),
            Self::Many(_) => None,
        }
    }

    /// Where it stands in `doc`, which `seek` has found.
    pub(super) fn places(&mut self, doc: DocId, out: &mut Places) {
        let mut room = Vec::new();
        if let Self::One(postings) = self {
            out.clear().extend(postings.positions(&mut room));
            return;
        }
        let Self::Many(ways) = self else {
            return;
        };
        let mut places = Vec::new();
        for way in ways {
            if way.seek(doc) != doc {
                continue;
            }
            match way {
                Way::Word { postings, width } => {
                    let place = |start: &u32| Place {
                        start: *start,
                        width: *width,
                    };
                    places.extend(postings.positions(&mut room).iter().map(place));
                }
                Way::Run { slots, .. } => places.extend(places_of_run(slots, doc)),
            }
        }
        *out = Places::of(places);
    }
}

impl Way {
    /// About how many documents it has.
    fn cost(&self) -> u32 {
        match self {
            Self::Word { postings, .. } => postings.count(),
            Self::Run { slots, by_cost } => by_cost.first().map_or(0, |slot| slots[*slot].cost()),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Word { postings, .. } => postings.seek(target),
            Self::Run { slots, by_cost } => {
                next_common(by_cost, target, |slot, doc| slots[slot].seek(doc))
            }
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
