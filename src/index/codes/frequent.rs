//! Which words, separators and phrases do texts have often?

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::parts::{is_space, parts};
use super::{ATOMS, CODES, END};
use crate::index::names::Names;

/// What stands less often in the texts gets no code; a phrase must save more than it takes to tell what it is.
const TIMES: u32 = 2;
const PHRASE_TIMES: u32 = 4;

/// Longer words and separators, in bytes, get none.
const ATOM_BYTES: usize = 64;

/// How often phrases are made longer by one more word or separator. Each time but the last takes half of the codes that are
/// left.
const LENGTHENINGS: usize = 3;

/// No phrase is longer, in bytes.
pub(super) const MAX_BYTES: usize = (1 + LENGTHENINGS) * (ATOM_BYTES + 1);

/// Stands where a text ends or has something without a code.
const GAP: u16 = u16::MAX;

/// The words and separators that stand often in these texts, the most frequent first, and what they make phrases of: a word,
/// separator or earlier phrase, by number, and the word or separator behind it.
pub(super) fn atoms_and_phrases<'a>(texts: &[&'a str]) -> (Vec<&'a str>, Vec<(u16, u16)>) {
    let mut seen = Seen::default();
    for text in texts {
        seen.read(text);
    }
    let (atoms, read) = seen.atoms();
    let phrases = phrases(&read, atoms.len());
    (atoms, phrases)
}

/// Words and separators in the order in which texts first have them.
#[derive(Default)]
struct Seen<'a> {
    numbers: Names,
    /// Each with how often it was read.
    atoms: Vec<(&'a str, u32)>,
    /// The numbers of those that were read; `None` for what gets no code.
    read: Vec<Option<u32>>,
}

impl<'a> Seen<'a> {
    fn read(&mut self, text: &'a str) {
        for (separator, word) in parts(text) {
            if !is_space(text, &separator) && !separator.is_empty() {
                // A single character is as short as its code.
                self.see(&text[separator], 2);
            }
            self.see(&text[word], 1);
        }
        self.read.push(None);
    }

    fn see(&mut self, atom: &'a str, least_bytes: usize) {
        let gets_code =
            (least_bytes..=ATOM_BYTES).contains(&atom.len()) && !atom.contains(char::from(END));
        let number = gets_code.then(|| {
            let number = self.numbers.number(atom);
            if number as usize == self.atoms.len() {
                self.atoms.push((atom, 0));
            }
            self.atoms[number as usize].1 += 1;
            number
        });
        self.read.push(number);
    }

    /// The most frequent, and what was read with each as its number among them.
    fn atoms(self) -> (Vec<&'a str>, Vec<u16>) {
        let mut frequent: Vec<usize> = (0..self.atoms.len()).collect();
        frequent.retain(|number| self.atoms[*number].1 >= TIMES);
        frequent.sort_by_key(|number| Reverse(self.atoms[*number].1));
        frequent.truncate(ATOMS);
        let mut new_numbers = vec![GAP; self.atoms.len()];
        for (number, new) in frequent.iter().zip(0..) {
            new_numbers[*number] = new;
        }
        let renumbered = |number: &Option<u32>| number.map_or(GAP, |n| new_numbers[n as usize]);
        let read = self.read.iter().map(renumbered).collect();
        let atoms = frequent.iter().map(|number| self.atoms[*number].0);
        (atoms.collect(), read)
    }
}

/// Phrases of what was read, of which so many numbers are words and separators.
fn phrases(read: &[u16], atoms: usize) -> Vec<(u16, u16)> {
    let mut phrases = Vec::new();
    let mut numbers = FxHashMap::default();
    let mut candidates = Vec::new();
    // What may be made longer: first each word and separator, then the phrases of the time before.
    let mut from = 0;
    for left in (0..LENGTHENINGS).rev() {
        let mut pairs = Vec::new();
        let mut before = GAP;
        for next in read {
            let pair = u32::from(before) << 16 | u32::from(*next);
            before = match numbers.get(&pair) {
                Some(phrase) => *phrase,
                None => {
                    if before != GAP && *next != GAP && usize::from(before) >= from {
                        pairs.push(pair);
                    }
                    *next
                }
            };
        }
        pairs.sort_unstable();
        let times = pairs.chunk_by(PartialEq::eq);
        let times = times.map(|same| (same[0], same.len() as u32));
        candidates.extend(times.filter(|(_, times)| *times >= PHRASE_TIMES));
        candidates.sort_unstable_by_key(|(pair, times)| (Reverse(*times), *pair));
        from = atoms + phrases.len();
        let room = (CODES - from) / if left > 0 { 2 } else { 1 };
        for (pair, _) in candidates.drain(..room.min(candidates.len())) {
            numbers.insert(pair, (atoms + phrases.len()) as u16);
            phrases.push(((pair >> 16) as u16, pair as u16));
        }
    }
    phrases
}
