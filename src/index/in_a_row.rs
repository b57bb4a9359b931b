//! In which documents do words that are kept stand one after the other, and how often?

use std::sync::Arc;

use tantivy::DocId;

use super::near::{has_bit, keep_bits_followed, skip_below};
use super::read_word::ReadWord;

/// The documents in which these words stand in a row, ascending, each with how often they do.
pub(super) fn in_a_row(words: &[Arc<ReadWord>]) -> Vec<(DocId, u32)> {
    let mut by_documents: Vec<usize> = (0..words.len()).collect();
    by_documents.sort_by_key(|word| words[*word].docs().len());
    let Some((rarest, others)) = by_documents.split_first() else {
        return Vec::new();
    };
    // Where the document is among those of each word.
    let mut places = vec![0; words.len()];
    let mut here = Here::default();
    let mut found = Vec::new();
    for (place, doc) in words[*rarest].docs().iter().enumerate() {
        places[*rarest] = place;
        let in_all = others.iter().all(|word| {
            let found = words[*word].place_of(*doc, places[*word]);
            places[*word] = found.unwrap_or_else(|behind| behind);
            found.is_ok()
        });
        if in_all {
            let count = here.count(words, &places);
            found.extend((count > 0).then_some((*doc, count)));
        }
    }
    found
}

/// The words in one document.
#[derive(Default)]
struct Here<'a> {
    words: Vec<WordHere<'a>>,
    /// Room for a bit for each place where the words may start.
    starts: Vec<u64>,
}

struct WordHere<'a> {
    positions: &'a [u32],
    /// A bit for each position, if the word stands often.
    bits: Option<&'a [u64]>,
    /// How many words after the first it stands.
    after: u32,
    /// How many positions were passed.
    passed: usize,
}

impl<'a> Here<'a> {
    fn count(&mut self, words: &'a [Arc<ReadWord>], places: &[usize]) -> u32 {
        self.words.clear();
        let here = (0..).zip(words).zip(places);
        self.words
            .extend(here.map(|((after, word), place)| WordHere {
                positions: word.positions_of(*place),
                bits: word.bits_of(*place),
                after,
                passed: 0,
            }));
        let often = self.words.iter().all(|word| word.bits.is_some());
        match often && self.words.len() <= u64::BITS as usize {
            true => self.count_by_bits(),
            false => self.count_by_positions(),
        }
    }

    /// 64 positions at a time.
    fn count_by_bits(&mut self) -> u32 {
        self.starts.clear();
        for word in &self.words {
            let bits = word.bits.unwrap_or_default();
            match word.after {
                0 => self.starts.extend_from_slice(bits),
                after => keep_bits_followed(&mut self.starts, bits, after),
            }
        }
        self.starts.iter().map(|bits| bits.count_ones()).sum()
    }

    /// From where the rarest of the words would have them start.
    fn count_by_positions(&mut self) -> u32 {
        self.words.sort_unstable_by_key(|word| word.positions.len());
        let Some((rarest, others)) = self.words.split_first_mut() else {
            return 0;
        };
        let starts = rarest.positions.iter();
        let starts = starts.filter_map(|position| position.checked_sub(rarest.after));
        let mut count = 0;
        for start in starts {
            count += u32::from(
                others
                    .iter_mut()
                    .all(|word| word.stands_at(start + word.after)),
            );
        }
        count
    }
}

impl WordHere<'_> {
    /// Whether the word stands at a position, which is not before the one of the last call.
    fn stands_at(&mut self, position: u32) -> bool {
        match self.bits {
            Some(bits) => has_bit(bits, position),
            None => {
                self.passed = skip_below(self.positions, self.passed, position);
                self.positions.get(self.passed) == Some(&position)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_looking_at_each_place() {
        let mut seed = 11u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        for round in 0..400 {
            let count = 2 + random(3) as usize;
            let texts: Vec<Vec<usize>> = (0..10)
                .map(|_| {
                    (0..random(300))
                        .map(|_| random(2 + round % 9) as usize)
                        .collect()
                })
                .collect();
            let word = |number: usize| {
                let (mut docs, mut ends, mut steps) = (Vec::new(), Vec::new(), Vec::new());
                for (doc, text) in (0..).zip(&texts) {
                    let mut before = 0;
                    for (at, _) in (0..).zip(text).filter(|(_, word)| **word == number) {
                        steps.push(at - before);
                        before = at;
                    }
                    if text.contains(&number) {
                        docs.push(doc);
                        ends.push(steps.len() as u32);
                    }
                }
                Arc::new(ReadWord::of_steps(docs, ends, steps))
            };
            let phrase: Vec<usize> = (0..count).map(|_| random(2) as usize).collect();
            let words: Vec<_> = phrase.iter().map(|number| word(*number)).collect();
            let expected = (0..).zip(&texts).filter_map(|(doc, text)| {
                let times = text
                    .windows(count)
                    .filter(|words| **words == phrase)
                    .count();
                (times > 0).then_some((doc, times as u32))
            });
            assert_eq!(in_a_row(&words), expected.collect::<Vec<_>>());
        }
    }
}
