//! How often do words stand one after the other in a document, if they stand there often? A position takes one look, and no
//! comparison with others.

/// How many words of a phrase agree on each place where it would start; each word is asked in turn.
#[derive(Default)]
pub(super) struct Marks(Vec<u8>);

impl Marks {
    /// A phrase has fewer words.
    pub(super) const MOST_WORDS: usize = u8::MAX as usize;

    /// Marks the places of the first word, which stands so many words after the start, by the steps between its positions;
    /// tells how many, and `None` if one is too far into the document to be marked.
    pub(super) fn begin(&mut self, steps: &[u32], after: usize) -> Option<u32> {
        for start in Self::starts(steps, after) {
            if start >= self.0.len() {
                if start >= MOST_MARKS {
                    return None;
                }
                self.0.resize(start + MORE_MARKS, 0);
            }
            self.0[start] = 1;
        }
        u32::try_from(steps.len()).ok()
    }

    /// Takes another word, and tells how many starts it agrees with of those that `before` words agree with.
    pub(super) fn go_on(&mut self, before: u8, steps: &[u32], after: usize) -> u32 {
        let mut agree = 0;
        for start in Self::starts(steps, after) {
            if let Some(mark) = self.0.get_mut(start) {
                let agrees = u8::from(*mark == before);
                *mark += agrees;
                agree += u32::from(agrees);
            }
        }
        agree
    }

    /// Takes back all marks, by the first word.
    pub(super) fn clear(&mut self, steps: &[u32], after: usize) {
        for start in Self::starts(steps, after) {
            if let Some(mark) = self.0.get_mut(start) {
                *mark = 0;
            }
        }
    }

    /// Where the phrase would start, moved so that none is below zero.
    fn starts(steps: &[u32], after: usize) -> impl Iterator<Item = usize> {
        let mut start = Self::MOST_WORDS - after;
        steps.iter().map(move |step| {
            start += *step as usize;
            start
        })
    }
}

/// How many places for marks are added at once, and how many there may be: few texts are so long.
const MORE_MARKS: usize = 4 << 10;
const MOST_MARKS: usize = 4 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_words_in_a_row() {
        let mut marks = Marks::default();
        let table: &[(&[&[u32]], u32)] = &[
            (&[&[1, 5, 9], &[2, 7, 10]], 2),
            (&[&[1, 5, 9, 11], &[6], &[7]], 1),
            (&[&[0, 1, 2], &[0, 1, 2]], 2),
            (&[&[5], &[0]], 0),
            (&[&[1], &[1001]], 0),
            (&[&[70_000, 70_002], &[70_001, 70_003, 90_000]], 2),
            (&[&[1, 4, 7], &[2, 5], &[3, 6, 9]], 2),
        ];
        for (slots, expected) in table {
            let steps = |positions: &[u32]| -> Vec<u32> {
                let before = [0].into_iter().chain(positions.iter().copied());
                positions
                    .iter()
                    .zip(before)
                    .map(|(at, before)| at - before)
                    .collect()
            };
            // From the last word to the first, as from the rarest.
            let slots: Vec<_> = slots.iter().map(|slot| steps(slot)).enumerate().collect();
            let ((first, others), mut found) = (slots.split_last().expect("words"), 0);
            assert!(marks.begin(&first.1, first.0).is_some());
            for (before, (after, steps)) in (1..).zip(others.iter().rev()) {
                found = marks.go_on(before, steps, *after);
            }
            marks.clear(&first.1, first.0);
            assert_eq!(found, *expected, "{slots:?}");
            assert!(marks.0.iter().all(|mark| *mark == 0));
        }
        assert_eq!(marks.begin(&[3, 1 << 30], 0), None);
    }
}
