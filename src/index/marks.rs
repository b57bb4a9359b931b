//! How often do words stand one after the other in a document, if they stand there often? A position takes one look, and no
//! comparison with others.

/// How many words of a phrase agree on each place where it would start; each word is asked in turn.
pub(super) struct Marks {
    /// How many words the phrase has.
    words: u8,
    /// For each place the number of words, and `left`.
    marks: Vec<u8>,
    /// No document before left a higher mark: so none needs to be taken back for each.
    left: u8,
}

impl Marks {
    /// No phrase takes more positions.
    const MOST_WORDS: u32 = 64;

    /// For a phrase of so many words that takes so many positions; `None` if they are too many.
    pub(super) fn of_words(words: usize, width: u32) -> Option<Self> {
        let words = u8::try_from(words).ok()?;
        (width <= Self::MOST_WORDS && u32::from(words) <= width).then_some(Self {
            words,
            marks: Vec::new(),
            left: 0,
        })
    }

    /// Comes to another document.
    pub(super) fn begin(&mut self) {
        self.left += self.words;
        if self.left > u8::MAX - self.words {
            self.marks.fill(0);
            self.left = 0;
        }
    }

    /// Marks the places of the first word, which stands so many words after the start, by the steps between its positions;
    /// tells how many, and `None` if one is too far into the document to be marked.
    pub(super) fn mark(&mut self, steps: &[u32], after: u32) -> Option<u32> {
        for start in starts(steps, after) {
            if start >= self.marks.len() {
                if start >= MOST_MARKS {
                    return None;
                }
                self.marks.resize(start + MORE_MARKS, 0);
            }
            self.marks[start] = self.left + 1;
        }
        u32::try_from(steps.len()).ok()
    }

    /// Takes another word, and tells how many starts it agrees with of those that so many words agree with.
    pub(super) fn go_on(&mut self, words: u8, steps: &[u32], after: u32) -> u32 {
        let wanted = self.left + words;
        let mut agree = 0;
        for start in starts(steps, after) {
            if let Some(mark) = self.marks.get_mut(start) {
                let agrees = u8::from(*mark == wanted);
                *mark += agrees;
                agree += u32::from(agrees);
            }
        }
        agree
    }

    /// As `go_on` for the last word.
    pub(super) fn count(&self, words: u8, steps: &[u32], after: u32) -> u32 {
        let wanted = self.left + words;
        starts(steps, after)
            .map(|start| u32::from(self.marks.get(start) == Some(&wanted)))
            .sum()
    }
}

/// Where the phrase would start, moved so that none is below zero.
fn starts(steps: &[u32], after: u32) -> impl Iterator<Item = usize> {
    let mut start = (Marks::MOST_WORDS - after) as usize;
    steps.iter().map(move |step| {
        start += *step as usize;
        start
    })
}

/// How many places for marks are added at once, and how many there may be: few texts are so long.
const MORE_MARKS: usize = 4 << 10;
const MOST_MARKS: usize = 4 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_words_in_a_row() {
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
            let mut marks = Marks::of_words(slots.len(), 3).expect("few words");
            let steps = |positions: &[u32]| -> Vec<u32> {
                let before = [0].into_iter().chain(positions.iter().copied());
                positions
                    .iter()
                    .zip(before)
                    .map(|(at, before)| at - before)
                    .collect()
            };
            // From the last word to the first, as from the rarest.
            let slots: Vec<_> = (0..).zip(slots.iter().map(|slot| steps(slot))).collect();
            let ((last, others), mut agree) = (slots.split_last().expect("words"), 0);
            // More documents than there are marks.
            for _ in 0..300 {
                marks.begin();
                assert_eq!(
                    marks.mark(&last.1, last.0),
                    u32::try_from(last.1.len()).ok()
                );
                for (words, (after, steps)) in (1..).zip(others.iter().rev()) {
                    let counted = marks.count(words, steps, *after);
                    agree = marks.go_on(words, steps, *after);
                    assert_eq!(agree, counted);
                }
                assert_eq!(agree, *expected, "{slots:?}");
            }
        }
        let mut marks = Marks::of_words(1, 1).expect("one word");
        assert_eq!(marks.mark(&[3, 1 << 30], 0), None);
        assert!(Marks::of_words(65, 65).is_none());
    }
}
