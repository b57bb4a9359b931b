//! Spells texts: their frequent words and separators are atoms, and the rest is bytes. What stands between two words that are
//! atoms is only told where it is not what is expected there.

use std::ops::Range;

use super::JOINED;
use super::atoms::Atom;
use crate::index::names::NameMap;
use crate::text;

/// A word where it stands in a text.
#[derive(Clone, Copy, Debug)]
pub(in crate::index) struct Written {
    /// Its bytes.
    pub(in crate::index) start: u32,
    pub(in crate::index) end: u32,
    /// Only words that are written the same have the same number; they may have `ANY`.
    pub(in crate::index) number: u32,
}

impl Written {
    pub(in crate::index) const ANY: u32 = u32::MAX;

    const fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A symbol, and which member of its group is meant: 0 where it is no group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Symbol {
    pub(super) number: u16,
    pub(super) member: u8,
}

/// Spells a text of which these words are known, in order; words behind the last of them are found.
pub(super) fn spell(text: &str, words: &[Written], atoms: &NameMap<Atom>) -> Vec<Symbol> {
    let mut speller = Speller {
        atoms,
        text,
        symbols: Vec::with_capacity(text.len() / 4),
        end: 0,
        before: None,
    };
    let looked_up = look_up(text, words, atoms);
    for word in words {
        let range = word.range();
        let atom = match looked_up.get(word.number as usize) {
            Some(atom) => *atom,
            None => atoms.get(text, &range),
        };
        speller.word(range, atom);
    }
    let rest = speller.end;
    text::for_each_token(&text[rest..], &[], |token| {
        let range = rest + token.start..rest + token.end;
        speller.word(range.clone(), atoms.get(text, &range));
    });
    speller.separator(&(speller.end..text.len()));
    speller.symbols
}

/// The atoms of words by their numbers: looked up one behind the other, which a processor does several at a time.
fn look_up(text: &str, words: &[Written], atoms: &NameMap<Atom>) -> Vec<Option<Atom>> {
    let numbers = words.iter().map(|word| word.number);
    let last = numbers.filter(|number| *number != Written::ANY).max();
    let count = last.map_or(0, |last| last as usize + 1);
    // Where one of each stands; those with any number come last.
    let mut places = vec![usize::MAX; count + 1];
    for (place, word) in words.iter().enumerate() {
        places[count.min(word.number as usize)] = place;
    }
    let words = places[..count].iter().map(|place| words.get(*place));
    words.map(|word| atoms.get(text, &word?.range())).collect()
}

struct Speller<'a> {
    atoms: &'a NameMap<Atom>,
    text: &'a str,
    symbols: Vec<Symbol>,
    /// Where what was spelt ends, and the word there, if it is an atom.
    end: usize,
    before: Option<Atom>,
}

impl Speller<'_> {
    /// Spells what comes up to a word, and the word.
    #[inline]
    fn word(&mut self, word: Range<usize>, atom: Option<Atom>) {
        let atom = atom.filter(|atom| atom.is_word);
        let separator = self.end..word.start;
        let expects_space = match (self.before, atom) {
            (Some(before), Some(next)) => Some(before.before_space && next.behind_space),
            _ => None,
        };
        match (&self.text.as_bytes()[separator.clone()], expects_space) {
            ([b' '], Some(true)) | ([], Some(false)) => {}
            ([], Some(true)) => self.put(JOINED, 0),
            _ => self.separator(&separator),
        }
        match atom {
            Some(atom) => self.put(atom.group, atom.member),
            None => self.bytes(&word),
        }
        self.before = atom;
        self.end = word.end;
    }

    #[inline]
    fn separator(&mut self, separator: &Range<usize>) {
        match separator.len() {
            0 => {}
            1 => self.bytes(separator),
            _ => match self.atoms.get(self.text, separator) {
                Some(atom) if !atom.is_word => self.put(atom.group, atom.member),
                _ => self.bytes(separator),
            },
        }
    }

    #[inline]
    fn bytes(&mut self, part: &Range<usize>) {
        for byte in self.text[part.clone()].bytes() {
            self.put(u16::from(byte), 0);
        }
    }

    #[inline]
    fn put(&mut self, number: u16, member: u8) {
        self.symbols.push(Symbol { number, member });
    }
}
