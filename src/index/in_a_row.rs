//! In which documents do words that are kept stand one after the other, and how often?

use std::sync::Arc;

use tantivy::DocId;

use super::followed::{has_bit, keep_bits_followed, skip_below};
use super::read_word::{ReadWord, number};

/// Words in a row.
#[derive(Clone)]
pub(super) struct KeptRow {
    /// Each with how many positions after the first it stands, ascending.
    pub(super) words: Vec<(Arc<ReadWord>, u32)>,
    /// How many positions what is in the first slot takes.
    pub(super) first_width: u32,
}

/// The documents in which any of these stands, ascending, each with how often it does. What is in the first slot counts once
/// for each place, as in `near::for_each_occurrence`.
pub(super) fn in_a_row(rows: &[KeptRow]) -> Vec<(DocId, u32)> {
    let mut starts = Vec::new();
    if let [row] = rows {
        let mut found = Vec::new();
        for_each_document(row, |doc, words| {
            let count = count(words, &mut starts);
            found.extend((count > 0).then_some((doc, count)));
        });
        return found;
    }
    let mut places = Vec::new();
    for row in rows {
        for_each_document(row, |doc, words| {
            for_each_start(words, |start| places.push((doc, start, row.first_width)));
        });
    }
    places.sort_unstable();
    places.dedup();
    let by_document = places.chunk_by(|one, other| one.0 == other.0);
    by_document
        .map(|places| (places[0].0, number(places.len())))
        .collect()
}

/// How many documents are looked up before their words are held against one another: what is looked up is seldom at hand, and
/// so the processor need not wait for each by itself.
const LOOKED_UP: usize = 64;

/// Calls `each` for the documents that have all words of a row.
fn for_each_document<'a>(row: &'a KeptRow, mut each: impl FnMut(DocId, &mut [WordHere<'a>])) {
    let words = &row.words;
    let mut by_documents: Vec<usize> = (0..words.len()).collect();
    by_documents.sort_by_key(|word| words[*word].0.docs().len());
    let Some((rarest, others)) = by_documents.split_first() else {
        return;
    };
    // Where the document is among those of each word.
    let mut places = vec![0; words.len()];
    let mut docs = Vec::with_capacity(LOOKED_UP);
    let mut here = Vec::with_capacity(LOOKED_UP * words.len());
    let all = words[*rarest].0.docs();
    for (some, number) in all.chunks(LOOKED_UP).zip((0..).step_by(LOOKED_UP)) {
        for (doc, place) in some.iter().zip(number..) {
            places[*rarest] = place;
            let in_all = others.iter().all(|word| {
                let found = words[*word].0.place_of(*doc, places[*word]);
                places[*word] = found.unwrap_or_else(|behind| behind);
                found.is_ok()
            });
            if in_all {
                docs.push(*doc);
                let words = words.iter().zip(&places);
                here.extend(words.map(|((word, after), place)| WordHere::of(word, *place, *after)));
            }
        }
        let in_documents = here.chunks_exact_mut(words.len());
        for (doc, words) in docs.iter().zip(in_documents) {
            each(*doc, words);
        }
        docs.clear();
        here.clear();
    }
}

/// A word in one document.
struct WordHere<'a> {
    positions: &'a [u32],
    /// A bit for each position; none if the word stands there seldom.
    bits: &'a [u64],
    /// How many words after the first it stands.
    after: u32,
    /// How many positions were passed.
    passed: usize,
}

/// How often words stand in a row; `starts` is room for a bit for each place where they may.
fn count(words: &mut [WordHere<'_>], starts: &mut Vec<u64>) -> u32 {
    let with_bits = |word: &WordHere<'_>| !word.bits.is_empty() && word.after < u64::BITS;
    if words.iter().all(with_bits) {
        return count_by_bits(words, starts);
    }
    let mut count = 0;
    for_each_start(words, |_| count += 1);
    count
}

/// 64 positions at a time.
fn count_by_bits(words: &[WordHere<'_>], starts: &mut Vec<u64>) -> u32 {
    starts.clear();
    for word in words {
        match word.after {
            0 => starts.extend_from_slice(word.bits),
            after => keep_bits_followed(starts, word.bits, after),
        }
    }
    starts.iter().map(|bits| bits.count_ones()).sum()
}

/// Calls `each` for every place where words stand in a row: from where the rarest of them would have them start.
fn for_each_start(words: &mut [WordHere<'_>], mut each: impl FnMut(u32)) {
    words.sort_unstable_by_key(|word| word.positions.len());
    let Some((rarest, others)) = words.split_first_mut() else {
        return;
    };
    let starts = rarest.positions.iter();
    for start in starts.filter_map(|position| position.checked_sub(rarest.after)) {
        if others
            .iter_mut()
            .all(|word| word.stands_at(start + word.after))
        {
            each(start);
        }
    }
}

impl<'a> WordHere<'a> {
    fn of(word: &'a ReadWord, place: usize, after: u32) -> Self {
        let (positions, bits) = word.at(place);
        Self {
            positions,
            bits,
            after,
            passed: 0,
        }
    }

    /// Whether the word stands at a position, which is not before the one of the last call.
    fn stands_at(&mut self, position: u32) -> bool {
        if !self.bits.is_empty() {
            return has_bit(self.bits, position);
        }
        self.passed = skip_below(self.positions, self.passed, position);
        self.positions.get(self.passed) == Some(&position)
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
                let (mut docs, mut ends, mut sums) = (Vec::new(), Vec::new(), Vec::new());
                for (doc, text) in (0..).zip(&texts) {
                    let before = sums.last().copied().unwrap_or(0);
                    let places = (0..).zip(text).filter(|(_, word)| **word == number);
                    sums.extend(places.map(|(at, _)| before + at));
                    if text.contains(&number) {
                        docs.push(doc);
                        ends.push(sums.len() as u32);
                    }
                }
                Arc::new(ReadWord::of_sums(docs, ends, sums))
            };
            let phrase: Vec<usize> = (0..count).map(|_| random(2) as usize).collect();
            let row = KeptRow {
                words: phrase.iter().map(|number| word(*number)).zip(0..).collect(),
                first_width: 1,
            };
            let expected = (0..).zip(&texts).filter_map(|(doc, text)| {
                let times = text
                    .windows(count)
                    .filter(|words| **words == phrase)
                    .count();
                (times > 0).then_some((doc, times as u32))
            });
            let expected: Vec<_> = expected.collect();
            assert_eq!(in_a_row(std::slice::from_ref(&row)), expected);
            assert_eq!(in_a_row(&[row.clone(), row]), expected);
        }
    }
}
