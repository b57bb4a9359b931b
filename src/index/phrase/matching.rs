//! The rules by which the positions of phrase slots form an occurrence, for finding documents and for showing matches.

/// A run of positions in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) width: u32,
}

impl Span {
    /// The position behind the last.
    pub(crate) fn end(self) -> u32 {
        self.start + self.width
    }

    /// The span from the start of the first to the end of the last; `None` if there are none.
    pub(crate) fn covering(spans: &[Self]) -> Option<Self> {
        let (first, last) = (spans.first()?, spans.last()?);
        Some(Self {
            start: first.start,
            width: last.end() - first.start,
        })
    }
}

/// The spans of one phrase slot in a document, ascending.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spans {
    starts: Vec<u32>,
    /// Empty if every span is one position wide, which is nearly always so.
    widths: Vec<u32>,
}

impl Spans {
    /// Replaces the spans by those of single words, which start at these positions, ascending.
    pub(crate) fn set_words(&mut self, starts: &[u32]) {
        self.widths.clear();
        self.starts.clear();
        self.starts.extend_from_slice(starts);
    }

    /// Sorts and deduplicates spans.
    pub(crate) fn new(mut spans: Vec<Span>) -> Self {
        spans.sort_unstable();
        spans.dedup();
        let wide = spans.iter().any(|span| span.width != 1);
        Self {
            starts: spans.iter().map(|span| span.start).collect(),
            widths: match wide {
                true => spans.iter().map(|span| span.width).collect(),
                false => Vec::new(),
            },
        }
    }

    fn at(&self, at: usize) -> Span {
        Span {
            start: self.starts[at],
            width: self.widths.get(at).copied().unwrap_or(1),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Span> {
        (0..self.starts.len()).map(|at| self.at(at))
    }

    /// The spans that start at a position.
    fn starting_at(&self, start: u32) -> impl Iterator<Item = Span> {
        let from = self.starts.partition_point(|other| *other < start);
        (from..self.starts.len())
            .map(|at| self.at(at))
            .take_while(move |span| span.start == start)
    }
}

/// Calls `each` for every occurrence of a phrase, with a span of each slot in the order of the slots.
///
/// Without `slop` the spans follow one another in order. With it they may come in any order, with at most `slop` other positions
/// between the first and the last of them; such occurrences do not overlap.
pub(crate) fn for_each_occurrence(slots: &[Spans], slop: Option<u32>, each: impl FnMut(&[Span])) {
    match (slots, slop) {
        ([], _) => {}
        (_, None) => consecutive_spans(slots, each),
        (_, Some(slop)) => proximate(slots, slop, each),
    }
}

/// Retains the starts, ascending, that one of the positions follows at a distance.
pub(crate) fn retain_followed(starts: &mut Vec<u32>, positions: &[u32], distance: u32) {
    if positions.len() > SKEW * starts.len() {
        let mut passed = 0;
        starts.retain(|start| {
            let wanted = start + distance;
            passed += count_below(&positions[passed..], wanted);
            positions.get(passed) == Some(&wanted)
        });
        return;
    }
    // A merge without branches on the data, which the processor could not predict.
    let (mut read, mut passed, mut kept) = (0, 0, 0);
    while read < starts.len() && passed < positions.len() {
        let (start, position) = (starts[read], positions[passed]);
        let wanted = start + distance;
        starts[kept] = start;
        kept += usize::from(wanted == position);
        read += usize::from(wanted <= position);
        passed += usize::from(position <= wanted);
    }
    starts.truncate(kept);
}

/// If one list is so many times as long as the other, to search it is quicker than to merge them.
const SKEW: usize = 16;

/// Counts the elements of an ascending list that are below a bound, in time logarithmic in the count (exponential search).
pub(crate) fn count_below(list: &[u32], bound: u32) -> usize {
    let (mut from, mut step) = (0, 1);
    while list.get(from + step - 1).is_some_and(|one| *one < bound) {
        from += step;
        step *= 2;
    }
    let to = (from + step).min(list.len());
    from + list[from..to].partition_point(|one| *one < bound)
}

/// Matches slots of any width, at most once for each start of the first slot.
fn consecutive_spans(slots: &[Spans], mut each: impl FnMut(&[Span])) {
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

/// Whether the slots can follow the spans chosen so far; appends a span of each if so.
fn follow(slots: &[Spans], chosen: &mut Vec<Span>) -> bool {
    let (Some((next, rest)), Some(last)) = (slots.split_first(), chosen.last().copied()) else {
        return true;
    };
    for span in next.starting_at(last.end()) {
        chosen.push(span);
        if follow(rest, chosen) {
            return true;
        }
        chosen.pop();
    }
    false
}

/// A span that may fill a slot.
#[derive(Clone, Copy)]
struct SlotSpan {
    position: u32,
    width: u32,
    slot: usize,
}

/// Matches slots in any order by a sliding window. A slot counts as wide as its widest span.
fn proximate(slots: &[Spans], slop: u32, mut each: impl FnMut(&[Span])) {
    let in_slot = |(slot, spans): (usize, &Spans)| {
        let candidate = |span: Span| SlotSpan {
            position: span.start,
            width: span.width,
            slot,
        };
        spans.iter().map(candidate).collect::<Vec<_>>()
    };
    let mut candidates: Vec<SlotSpan> = slots.iter().enumerate().flat_map(in_slot).collect();
    candidates.sort_unstable_by_key(|candidate| (candidate.position, candidate.slot));
    let widest = |slot: &Spans| slot.widths.iter().copied().max().unwrap_or(1);
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
        if let Some(spans) = fill(window, slots.len()) {
            each(&spans);
            start = end;
        }
    }
}

/// Assigns a position of the window to each slot, none to two (bipartite matching by Kuhn's algorithm); `None` if there is no such
/// assignment.
fn fill(window: &[SlotSpan], slots: usize) -> Option<Vec<Span>> {
    let mut taken: Vec<(u32, usize)> = Vec::new();
    for slot in 0..slots {
        let mut tried = Vec::new();
        if !assign(slot, window, &mut taken, &mut tried) {
            return None;
        }
    }
    let width_of = |position, slot| {
        let mut candidates = window.iter();
        candidates
            .find(|candidate| (candidate.position, candidate.slot) == (position, slot))
            .map_or(1, |candidate| candidate.width)
    };
    let mut spans = vec![Span { start: 0, width: 1 }; slots];
    for (position, slot) in taken {
        spans[slot] = Span {
            start: position,
            width: width_of(position, slot),
        };
    }
    Some(spans)
}

/// Assigns a position to a slot, moving other slots to other positions where needed.
fn assign(
    slot: usize,
    window: &[SlotSpan],
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
                if assign(other, window, taken, tried) {
                    // The other slot now has a second position; this one is free.
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

    fn spans(slots: &[&[u32]], slop: Option<u32>) -> Vec<Vec<u32>> {
        let slots: Vec<Spans> = slots.iter().map(|slot| single(slot)).collect();
        let mut found = Vec::new();
        for_each_occurrence(&slots, slop, |spans| {
            found.push(spans.iter().map(|span| span.start).collect());
        });
        found
    }

    fn single(positions: &[u32]) -> Spans {
        wide(
            &positions
                .iter()
                .map(|start| (*start, 1))
                .collect::<Vec<_>>(),
        )
    }

    fn wide(spans: &[(u32, u32)]) -> Spans {
        let span = |&(start, width): &(u32, u32)| Span { start, width };
        Spans::new(spans.iter().map(span).collect())
    }

    #[test]
    fn consecutive_spans_match() {
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
            let spans: Vec<Spans> = slots.iter().map(|slot| wide(slot)).collect();
            let mut starts = Vec::new();
            for_each_occurrence(&spans, *slop, |found| starts.push(found[0].start));
            assert_eq!(starts, *expected, "{slots:?} {slop:?}");
        }
    }

    type Positions = &'static [&'static [u32]];

    #[test]
    fn consecutive_words_match() {
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
            assert_eq!(spans(slots, None), *expected, "{slots:?}");
        }
    }

    #[test]
    fn proximate_words_match() {
        let table: &[(Positions, u32, Positions)] = &[
            (&[&[1], &[2]], 0, &[&[1, 2]]),
            (&[&[2], &[1]], 0, &[&[2, 1]]),
            (&[&[1], &[4]], 1, &[]),
            (&[&[1], &[4]], 2, &[&[1, 4]]),
            (&[&[4], &[1]], 2, &[&[4, 1]]),
            (&[&[1], &[3], &[5]], 1, &[]),
            (&[&[1], &[3], &[5]], 2, &[&[1, 3, 5]]),
            (&[&[1, 10], &[2, 12]], 1, &[&[1, 2], &[10, 12]]),
            // The same word twice needs two spans.
            (&[&[4], &[4]], 5, &[]),
            (&[&[4, 6], &[4, 6]], 5, &[&[4, 6]]),
            // A word that fills either slot leaves the other to the one that fills only that.
            (&[&[1, 2], &[2]], 0, &[&[1, 2]]),
            (&[&[2], &[1, 2]], 0, &[&[2, 1]]),
            (&[&[1], &[1001]], 900, &[]),
        ];
        for (slots, slop, expected) in table {
            assert_eq!(spans(slots, Some(*slop)), *expected, "{slots:?} {slop}");
        }
    }

    #[test]
    fn proximity_agrees_with_exhaustive_search() {
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
            let spans: Vec<Spans> = slots.iter().map(|slot| single(slot)).collect();
            for_each_occurrence(&spans, Some(slop), |_| found = true);
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

    #[test]
    fn exponential_search_agrees_with_a_scan() {
        for length in 0..20u32 {
            let list: Vec<u32> = (0..length).map(|at| 3 * at + 1).collect();
            for bound in 0..70 {
                let expected = list.iter().filter(|one| **one < bound).count();
                assert_eq!(count_below(&list, bound), expected, "{bound} in {list:?}");
            }
        }
    }

    #[test]
    fn starts_that_are_followed_are_retained() {
        let positions: Vec<u32> = (0..200).map(|at| 3 * at).collect();
        for count in [0, 1, 5, 90] {
            let mut starts: Vec<u32> = (0..count).map(|at| 5 * at).collect();
            let expected = starts.iter().filter(|start| **start % 3 == 1).copied();
            let expected: Vec<u32> = expected.collect();
            retain_followed(&mut starts, &positions, 2);
            assert_eq!(starts, expected);
        }
    }
}
