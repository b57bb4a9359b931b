//! Where do words stand together? The one rule for finding documents and for showing the place in them.

use super::postings::count_below;

/// A place in a text: the position of its first word, and how many words it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) start: u32,
    pub(super) width: u32,
}

impl Place {
    pub(super) fn end(self) -> u32 {
        self.start + self.width
    }
}

/// The places of what can stand in one slot, ascending.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    starts: Vec<u32>,
    /// Empty where every place is one word wide, as nearly always.
    widths: Vec<u32>,
}

impl Places {
    /// Those of single words, to be filled in ascending order.
    pub(super) fn clear(&mut self) -> &mut Vec<u32> {
        self.widths.clear();
        self.starts.clear();
        &mut self.starts
    }

    /// Takes in places in any order; each counts once.
    pub(super) fn of(mut places: Vec<Place>) -> Self {
        places.sort_unstable();
        places.dedup();
        let wide = places.iter().any(|place| place.width != 1);
        Self {
            starts: places.iter().map(|place| place.start).collect(),
            widths: match wide {
                true => places.iter().map(|place| place.width).collect(),
                false => Vec::new(),
            },
        }
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    fn at(&self, at: usize) -> Place {
        Place {
            start: self.starts[at],
            width: self.widths.get(at).copied().unwrap_or(1),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Place> {
        (0..self.starts.len()).map(|at| self.at(at))
    }

    /// Those that start at a position.
    fn starting_at(&self, start: u32) -> impl Iterator<Item = Place> {
        let from = self.starts.partition_point(|other| *other < start);
        (from..self.starts.len())
            .map(|at| self.at(at))
            .take_while(move |place| place.start == start)
    }
}

/// Calls `each` for every place where one word of each slot stands with the others, with the places taken from the
/// slots, in the order of the slots.
///
/// Without `slop` the words follow one another in order. With it they stand in any order with at most `slop` other
/// words between the first and the last of them; such places do not overlap.
pub(super) fn for_each_occurrence(slots: &[Places], slop: Option<u32>, each: impl FnMut(&[Place])) {
    let single = slots.iter().all(|slot| slot.widths.is_empty());
    match (slots, slop) {
        ([], _) => {}
        (_, None) if single => in_a_row(slots, each),
        (_, None) => one_after_the_other(slots, each),
        (_, Some(slop)) => close_together(slots, slop, each),
    }
}

/// Where the slots follow one another, each place as wide as all of them.
pub(super) fn places_in_a_row(slots: &[Places]) -> Vec<Place> {
    let mut found = Vec::new();
    for_each_occurrence(slots, None, |places| {
        if let (Some(first), Some(last)) = (places.first(), places.last()) {
            found.push(Place {
                start: first.start,
                width: last.end() - first.start,
            });
        }
    });
    found
}

/// For single words, from the rarest of them.
fn in_a_row(slots: &[Places], mut each: impl FnMut(&[Place])) {
    let (rarest, _) = (0..)
        .zip(slots)
        .min_by_key(|(_, slot)| slot.len())
        .unwrap_or((0, &slots[0]));
    let mut places = vec![Place { start: 0, width: 1 }; slots.len()];
    let mut cursors = vec![0; slots.len()];
    for position in &slots[rarest as usize].starts {
        let Some(first) = position.checked_sub(rarest) else {
            continue;
        };
        let complete = (0..)
            .zip(slots)
            .zip(&mut cursors)
            .all(|((at, slot), cursor)| {
                let wanted = first + at;
                *cursor += count_below(&slot.starts[*cursor..], wanted);
                slot.starts.get(*cursor) == Some(&wanted)
            });
        if complete {
            (first..)
                .zip(&mut places)
                .for_each(|(position, out)| out.start = position);
            each(&places);
        }
    }
}

/// For words of any width: one occurrence for each place of the first slot.
fn one_after_the_other(slots: &[Places], mut each: impl FnMut(&[Place])) {
    let mut chosen = Vec::with_capacity(slots.len());
    let mut last_start = None;
    for first in slots[0].iter() {
        chosen.clear();
        chosen.push(first);
        if last_start != Some(first.start) && follow(&slots[1..], &mut chosen) {
            last_start = Some(first.start);
            each(&chosen);
        }
    }
}

/// Whether the slots follow on what is chosen so far; adds their places then.
fn follow(slots: &[Places], chosen: &mut Vec<Place>) -> bool {
    let (Some((next, rest)), Some(last)) = (slots.split_first(), chosen.last().copied()) else {
        return true;
    };
    for place in next.starting_at(last.end()) {
        chosen.push(place);
        if follow(rest, chosen) {
            return true;
        }
        chosen.pop();
    }
    false
}

/// A word that may fill a slot.
#[derive(Clone, Copy)]
struct Candidate {
    position: u32,
    width: u32,
    slot: usize,
}

/// A slot that can be several words wide counts as wide as that.
fn close_together(slots: &[Places], slop: u32, mut each: impl FnMut(&[Place])) {
    let in_slot = |(slot, places): (usize, &Places)| {
        let candidate = |place: Place| Candidate {
            position: place.start,
            width: place.width,
            slot,
        };
        places.iter().map(candidate).collect::<Vec<_>>()
    };
    let mut candidates: Vec<Candidate> = slots.iter().enumerate().flat_map(in_slot).collect();
    candidates.sort_unstable_by_key(|candidate| (candidate.position, candidate.slot));
    let widest = |slot: &Places| slot.widths.iter().copied().max().unwrap_or(1);
    let width = slots.iter().map(widest).sum::<u32>().saturating_add(slop);
    let mut start = 0;
    for end in 1..=candidates.len() {
        let last = candidates[end - 1].position;
        while last - candidates[start].position >= width {
            start += 1;
        }
        let window = &candidates[start..end];
        let next_is_here = candidates
            .get(end)
            .is_some_and(|next| next.position == last);
        if window.len() < slots.len() || next_is_here {
            continue;
        }
        if let Some(places) = fill(window, slots.len()) {
            each(&places);
            start = end;
        }
    }
}

/// One word for each slot, no word for two (Kuhn's algorithm); `None` if the window does not hold them.
fn fill(window: &[Candidate], slots: usize) -> Option<Vec<Place>> {
    let mut taken: Vec<(u32, usize)> = Vec::new();
    for slot in 0..slots {
        let mut tried = Vec::new();
        if !place(slot, window, &mut taken, &mut tried) {
            return None;
        }
    }
    let width_of = |position, slot| {
        let mut candidates = window.iter();
        candidates
            .find(|candidate| (candidate.position, candidate.slot) == (position, slot))
            .map_or(1, |candidate| candidate.width)
    };
    let mut places = vec![Place { start: 0, width: 1 }; slots];
    for (position, slot) in taken {
        places[slot] = Place {
            start: position,
            width: width_of(position, slot),
        };
    }
    Some(places)
}

/// Gives a word to a slot, moving other slots to other words where that is needed.
fn place(
    slot: usize,
    window: &[Candidate],
    taken: &mut Vec<(u32, usize)>,
    tried: &mut Vec<u32>,
) -> bool {
    for candidate in window
        .iter()
        .rev()
        .filter(|candidate| candidate.slot == slot)
    {
        if tried.contains(&candidate.position) {
            continue;
        }
        tried.push(candidate.position);
        let holder = taken
            .iter()
            .position(|(position, _)| *position == candidate.position);
        match holder {
            None => {
                taken.push((candidate.position, slot));
                return true;
            }
            Some(at) => {
                let other = taken[at].1;
                if place(other, window, taken, tried) {
                    // The other slot now has a word of its own as well; this one is free.
                    let at = taken
                        .iter()
                        .position(|entry| *entry == (candidate.position, other));
                    if let Some(at) = at {
                        taken[at].1 = slot;
                    }
                    return true;
                }
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(slots: &[&[u32]], slop: Option<u32>) -> Vec<Vec<u32>> {
        let slots: Vec<Places> = slots.iter().map(|slot| single(slot)).collect();
        let mut found = Vec::new();
        for_each_occurrence(&slots, slop, |places| {
            found.push(places.iter().map(|place| place.start).collect());
        });
        found
    }

    fn single(positions: &[u32]) -> Places {
        wide(
            &positions
                .iter()
                .map(|start| (*start, 1))
                .collect::<Vec<_>>(),
        )
    }

    fn wide(places: &[(u32, u32)]) -> Places {
        let place = |&(start, width): &(u32, u32)| Place { start, width };
        Places::of(places.iter().map(place).collect())
    }

    #[test]
    fn words_of_any_width_in_a_row() {
        type Wide = &'static [&'static [(u32, u32)]];
        let table: &[(Wide, Option<u32>, &[u32])] = &[
            (&[&[(0, 1)], &[(1, 2)], &[(3, 1)]], None, &[0]),
            (&[&[(0, 1)], &[(1, 1), (1, 2)], &[(3, 1)]], None, &[0]),
            (&[&[(0, 1)], &[(1, 1), (1, 2)], &[(4, 1)]], None, &[]),
            (&[&[(0, 1), (0, 2)], &[(1, 1), (2, 1)]], None, &[0]),
            (&[&[(5, 2), (9, 1)]], None, &[5, 9]),
            (&[&[(0, 1)], &[(1, 2)], &[(3, 1)]], Some(0), &[0]),
            (&[&[(4, 1)], &[(1, 2)]], Some(0), &[]),
            (&[&[(4, 1)], &[(1, 2)]], Some(1), &[4]),
        ];
        for (slots, slop, expected) in table {
            let places: Vec<Places> = slots.iter().map(|slot| wide(slot)).collect();
            let mut starts = Vec::new();
            for_each_occurrence(&places, *slop, |found| starts.push(found[0].start));
            assert_eq!(starts, *expected, "{slots:?} {slop:?}");
        }
    }

    type Positions = &'static [&'static [u32]];

    #[test]
    fn words_in_a_row() {
        let table: &[(Positions, Positions)] = &[
            (&[&[3, 7]], &[&[3], &[7]]),
            (&[&[1, 5, 9], &[2, 7, 10]], &[&[1, 2], &[9, 10]]),
            (&[&[1, 5, 9, 11], &[6], &[7]], &[&[5, 6, 7]]),
            (&[&[0, 1, 2], &[0, 1, 2]], &[&[0, 1], &[1, 2]]),
            (&[&[5], &[0]], &[]),
            (&[&[1], &[1001]], &[]),
            (&[&[1], &[]], &[]),
        ];
        for (slots, expected) in table {
            assert_eq!(places(slots, None), *expected, "{slots:?}");
        }
    }

    #[test]
    fn words_close_together() {
        let table: &[(Positions, u32, Positions)] = &[
            (&[&[1], &[2]], 0, &[&[1, 2]]),
            (&[&[2], &[1]], 0, &[&[2, 1]]),
            (&[&[1], &[4]], 1, &[]),
            (&[&[1], &[4]], 2, &[&[1, 4]]),
            (&[&[4], &[1]], 2, &[&[4, 1]]),
            (&[&[1], &[3], &[5]], 1, &[]),
            (&[&[1], &[3], &[5]], 2, &[&[1, 3, 5]]),
            (&[&[1, 10], &[2, 12]], 1, &[&[1, 2], &[10, 12]]),
            // The same word twice needs two places.
            (&[&[4], &[4]], 5, &[]),
            (&[&[4, 6], &[4, 6]], 5, &[&[4, 6]]),
            // A word that fills either slot leaves the other to the one that fills only that.
            (&[&[1, 2], &[2]], 0, &[&[1, 2]]),
            (&[&[2], &[1, 2]], 0, &[&[2, 1]]),
            (&[&[1], &[1001]], 900, &[]),
        ];
        for (slots, slop, expected) in table {
            assert_eq!(places(slots, Some(*slop)), *expected, "{slots:?} {slop}");
        }
    }

    #[test]
    fn close_together_agrees_with_trying_everything() {
        let mut seed = 7u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        for _ in 0..2000 {
            let mut slot = |_| {
                let mut positions: Vec<u32> = (0..random(4))
                    .map(|_| u32::try_from(random(12)).expect("small"))
                    .collect();
                positions.sort_unstable();
                positions.dedup();
                positions
            };
            let slots: Vec<Vec<u32>> = (0..3).map(&mut slot).collect();
            let slop = u32::try_from(random(4)).expect("small");
            let mut found = false;
            let places: Vec<Places> = slots.iter().map(|slot| single(slot)).collect();
            for_each_occurrence(&places, Some(slop), |_| found = true);
            assert_eq!(found, exists(&slots, slop), "{slots:?} {slop}");
        }
    }

    fn exists(slots: &[Vec<u32>], slop: u32) -> bool {
        let triples = slots[0]
            .iter()
            .flat_map(|a| slots[1].iter().map(move |b| (a, b)));
        let mut triples = triples.flat_map(|(a, b)| slots[2].iter().map(move |c| [*a, *b, *c]));
        triples.any(|mut triple| {
            triple.sort_unstable();
            triple[0] < triple[1] && triple[1] < triple[2] && triple[2] - triple[0] < 3 + slop
        })
    }
}
