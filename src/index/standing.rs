//! What stands at one place of a phrase, document by document, in one segment?

use tantivy::{DocId, TERMINATED};

use super::in_a_row::in_a_row;
use super::near::{self, Place, Places};
use super::postings::{FieldOfSegment, Postings};
use super::slots::{self, Written};

/// What can stand at one place.
pub(super) enum Slot {
    One(Postings),
    /// One of several words, or several in a row, when it is not asked where they stand.
    Counted {
        /// Each document with how often they stand in it, ascending.
        docs: Vec<(DocId, u32)>,
        at: usize,
    },
    Many {
        ways: Vec<Way>,
        /// Each document with the number of a way in it, ascending.
        docs: Vec<(DocId, u32)>,
        at: usize,
    },
}

/// One of the things that can stand at a place.
pub(super) enum Way {
    Word {
        postings: Postings,
        width: u32,
    },
    /// Words in a row.
    Run(Vec<Slot>),
}

/// The first document from `candidate` on in which every slot has something.
pub(super) fn next_common(slots: &mut [Slot], by_cost: &[usize], mut candidate: DocId) -> DocId {
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
        let mut docs = Vec::new();
        for word in &slot.words {
            let (Some(postings), Some(mut listed)) = (self.postings(word)?, self.listed(word)?)
            else {
                continue;
            };
            let number = u32::try_from(ways.len()).unwrap_or(u32::MAX);
            while listed.doc() != TERMINATED {
                docs.push((listed.doc(), number));
                listed.advance();
            }
            let width = word.width;
            ways.push(Way::Word { postings, width });
        }
        for run in &slot.runs {
            let (Some(run), Some(mut listed)) = (self.run(run)?, self.run(run)?) else {
                continue;
            };
            let number = u32::try_from(ways.len()).unwrap_or(u32::MAX);
            let by_cost = by_cost(&listed);
            let mut doc = next_common(&mut listed, &by_cost, 0);
            while doc != TERMINATED {
                docs.push((doc, number));
                doc = next_common(&mut listed, &by_cost, doc + 1);
            }
            ways.push(Way::Run(run));
        }
        docs.sort_unstable();
        Ok(match docs.is_empty() {
            true => None,
            false => Some(Slot::Many { ways, docs, at: 0 }),
        })
    }

    /// How often any of these words stands in each document.
    fn counted(&self, words: &[Written]) -> tantivy::Result<Option<Slot>> {
        let mut docs = Vec::new();
        for word in words {
            let Some(mut listed) = self.listed(word)? else {
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

    fn listed(&self, word: &Written) -> tantivy::Result<Option<Postings>> {
        self.field.postings(&word.term, false)
    }
}

/// What stands for words that are all kept, one after the other: how often they do, found at once.
pub(super) fn kept_in_a_row(slots: &[Slot]) -> Option<Slot> {
    let kept = |slot: &Slot| match slot {
        Slot::One(Postings::Kept { word, .. }) => Some(word.clone()),
        _ => None,
    };
    let words: Vec<_> = slots.iter().map(kept).collect::<Option<_>>()?;
    let docs = in_a_row(&words);
    Some(Slot::Counted { docs, at: 0 })
}

/// A word in fewer documents is quick to read in any way.
const MANY_DOCUMENTS: u32 = if cfg!(test) { 2 } else { 1024 };

/// A query looks at most of a word's documents if its rarest word stands in one of so many.
const MOST: u32 = 8;

/// Opens the words anew as streams that the query will look at most documents of.
pub(super) fn stream(
    opened: &mut [Slot],
    slots: &[slots::Slot],
    field: &FieldOfSegment<'_>,
) -> tantivy::Result<()> {
    let rarest = opened.iter().map(Slot::cost).min().unwrap_or(0);
    for (opened, slot) in opened.iter_mut().zip(slots) {
        if let (Slot::One(postings @ Postings::Stored(_)), [word]) = (opened, &slot.words[..])
            && postings.count() >= MANY_DOCUMENTS
            && postings.count() / MOST <= rarest
            && let Some(streamed) = field.streamed(&word.term)?
        {
            *postings = streamed;
        }
    }
    Ok(())
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
            Self::Counted { docs, .. } | Self::Many { docs, .. } => {
                u32::try_from(docs.len()).unwrap_or(u32::MAX)
            }
        }
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::One(postings) => postings.seek(target),
            Self::Counted { docs, at } | Self::Many { docs, at, .. } => {
                *at += docs[*at..].partition_point(|(doc, _)| *doc < target);
                docs.get(*at).map_or(TERMINATED, |(doc, _)| *doc)
            }
        }
    }

    /// How often its words stand in the document that `seek` has found, where that is known without asking where.
    pub(super) fn count_here(&self) -> u32 {
        match self {
            Self::One(postings) => postings.frequency(),
            Self::Counted { docs, at } => docs[*at].1,
            Self::Many { .. } => u32::MAX,
        }
    }

    /// Where it stands in `doc`, which `seek` has found.
    pub(super) fn places(&mut self, doc: DocId, out: &mut Places) {
        let mut room = Vec::new();
        if let Self::One(postings) = self {
            out.clear().extend(postings.positions(&mut room));
            return;
        }
        let mut places = Vec::new();
        self.for_each_way(doc, |way| match way {
            Way::Word { postings, width } => {
                let place = |start: &u32| Place {
                    start: *start,
                    width: *width,
                };
                places.extend(postings.positions(&mut room).iter().map(place));
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
                Way::Word { postings, .. } => {
                    postings.seek(doc);
                }
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
