//! Where do words stand together? The one rule for finding documents and for showing the place in them.

/// Calls `each` for every place where one word of each slot stands with the others, with the positions taken from the
/// slots, in the order of the slots. `slots` holds ascending positions.
///
/// Without `slop` the words follow one another in order. With it they stand in any order with at most `slop` other
/// words between the first and the last of them; such places do not overlap.
pub(super) fn for_each_occurrence(slots: &[Vec<u32>], slop: Option<u32>, each: impl FnMut(&[u32])) {
    match (slots, slop) {
        ([], _) => {}
        (_, None) => in_a_row(slots, each),
        (_, Some(slop)) => close_together(slots, slop, each),
    }
}

fn in_a_row(slots: &[Vec<u32>], mut each: impl FnMut(&[u32])) {
    // The slot with the fewest words decides where to look.
    let (rarest, _) = (0..)
        .zip(slots)
        .min_by_key(|(_, slot)| slot.len())
        .unwrap_or((0, &slots[0]));
    let mut positions = vec![0; slots.len()];
    let mut cursors = vec![0; slots.len()];
    for position in &slots[rarest as usize] {
        let Some(first) = position.checked_sub(rarest) else {
            continue;
        };
        let complete = (0..)
            .zip(slots)
            .zip(&mut cursors)
            .all(|((at, slot), cursor)| {
                let wanted = first + at;
                *cursor += slot[*cursor..].partition_point(|position| *position < wanted);
                slot.get(*cursor) == Some(&wanted)
            });
        if complete {
            (first..)
                .zip(&mut positions)
                .for_each(|(position, out)| *out = position);
            each(&positions);
        }
    }
}

/// A word that may fill a slot.
#[derive(Clone, Copy)]
struct Candidate {
    position: u32,
    slot: usize,
}

fn close_together(slots: &[Vec<u32>], slop: u32, mut each: impl FnMut(&[u32])) {
    let in_slot = |(slot, positions): (usize, &Vec<u32>)| {
        positions
            .iter()
            .map(move |position| Candidate {
                position: *position,
                slot,
            })
            .collect::<Vec<_>>()
    };
    let mut candidates: Vec<Candidate> = slots.iter().enumerate().flat_map(in_slot).collect();
    candidates.sort_unstable_by_key(|candidate| (candidate.position, candidate.slot));
    let width = u32::try_from(slots.len())
        .unwrap_or(u32::MAX)
        .saturating_add(slop);
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
        if let Some(positions) = fill(window, slots.len()) {
            each(&positions);
            start = end;
        }
    }
}

/// One word for each slot, no word for two (Kuhn's algorithm); `None` if the window does not hold them.
fn fill(window: &[Candidate], slots: usize) -> Option<Vec<u32>> {
    let mut taken: Vec<(u32, usize)> = Vec::new();
    for slot in 0..slots {
        let mut tried = Vec::new();
        if !place(slot, window, &mut taken, &mut tried) {
            return None;
        }
    }
    let mut positions = vec![0; slots];
    taken
        .iter()
        .for_each(|(position, slot)| positions[*slot] = *position);
    Some(positions)
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
        let slots: Vec<Vec<u32>> = slots.iter().map(|slot| slot.to_vec()).collect();
        let mut found = Vec::new();
        for_each_occurrence(&slots, slop, |positions| found.push(positions.to_vec()));
        found
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
            for_each_occurrence(&slots, Some(slop), |_| found = true);
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
