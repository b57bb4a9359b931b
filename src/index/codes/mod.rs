//! Writes texts with what stands in them often as codes of a byte or two: smaller, and quicker to pack than letters.
//!
//! Frequent words and separators (`parts`) have codes, and so have frequent phrases of them. A byte below `0x80` stands for
//! itself, `RAW` before other characters, and the rest are codes. A single space between two words with codes is left out.

mod frequent;
mod parts;

use std::borrow::Cow;
use std::iter;
use std::ops::Range;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::names::Names;
use parts::{is_space, parts};

/// The first code.
const FIRST: u8 = 0x80;

/// Stands before bytes that are no codes, up to the first below `FIRST` or another of it.
const RAW: u8 = 0xFF;

/// How many codes take one byte. The others take two: the bytes from there on, each with any second one.
const OF_ONE_BYTE: usize = 24;
const CODES: usize = OF_ONE_BYTE + ((RAW - FIRST) as usize - OF_ONE_BYTE) * 256;

/// How many of the codes are of words and separators, at most.
const ATOMS: usize = 15 << 10;

/// Ends each word and separator where they are listed.
const END: u8 = 0;

/// What codes stand for: words and separators, then phrases.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Codes {
    /// Words and separators, the most frequent first.
    atoms: String,
    /// What each phrase begins with, by its code, and the word or separator behind that.
    phrases: Vec<(u16, u16)>,
    #[serde(skip)]
    numbers: OnceLock<Numbers>,
    #[serde(skip)]
    names: OnceLock<SpeltOut>,
}

impl Codes {
    /// For what stands often in these texts.
    pub(super) fn of_texts(texts: &[&str]) -> Self {
        let (atoms, phrases) = frequent::atoms_and_phrases(texts);
        Self {
            atoms: atoms.into_iter().flat_map(|atom| [atom, "\0"]).collect(),
            phrases,
            ..Self::default()
        }
    }

    /// Whether phrases are short and made of what comes before them, as they are unless they were damaged.
    pub(super) fn hold_together(&self) -> bool {
        let mut lengths: Vec<usize> = self.atoms().map(str::len).collect();
        let atoms = lengths.len();
        for (start, last) in &self.phrases {
            let start = lengths.get(usize::from(*start));
            let last = lengths[..atoms].get(usize::from(*last));
            let (Some(start), Some(last)) = (start, last) else {
                return false;
            };
            lengths.push(start + 1 + last);
        }
        let is_short = |length: &usize| *length <= frequent::MAX_BYTES;
        lengths.len() <= CODES && lengths.iter().all(is_short)
    }

    pub(super) fn are_none(&self) -> bool {
        self.atoms.is_empty()
    }

    pub(super) fn encode<'a>(&self, text: &'a str) -> Cow<'a, [u8]> {
        if self.are_none() {
            return Cow::Borrowed(text.as_bytes());
        }
        let numbers = self.numbers.get_or_init(|| Numbers::of(self));
        let mut out = Coded {
            bytes: Vec::with_capacity(text.len() / 2),
            in_raw: false,
            held: None,
            numbers,
        };
        let mut after_word = false;
        for (separator, word) in parts(text) {
            let code = numbers.atoms.get(text, &word);
            if !is_space(text, &separator) {
                match numbers.atoms.get(text, &separator) {
                    Some(code) => out.atom(code),
                    None => out.text(&text[separator]),
                }
            } else if !(after_word && code.is_some()) {
                out.text(" ");
            }
            match code {
                Some(code) => out.atom(code),
                None => out.text(&text[word]),
            }
            after_word = code.is_some();
        }
        out.write_held();
        Cow::Owned(out.bytes)
    }

    /// The bytes of a text; `None` if it would have more than so many, or what is given was not encoded with these.
    pub(super) fn decode(&self, coded: Vec<u8>, limit_bytes: usize) -> Option<Vec<u8>> {
        if self.are_none() {
            return (coded.len() <= limit_bytes).then_some(coded);
        }
        let names = self.names.get_or_init(|| SpeltOut::of(self));
        // Names are copied with what comes after them.
        let mut text = vec![0; limit_bytes + 1 + NAME_BYTES];
        let mut end = 0;
        let mut after_word = false;
        let mut rest = &coded[..];
        while let Some((byte, after)) = rest.split_first() {
            rest = after;
            let mut ends_with_word = false;
            if *byte < FIRST {
                text[end] = *byte;
                end += 1;
            } else if *byte == RAW {
                let length = rest.iter().position(|byte| *byte < FIRST || *byte == RAW);
                let (raw, after) = rest.split_at(length.unwrap_or(rest.len()));
                text.get_mut(end..end + raw.len())?.copy_from_slice(raw);
                end += raw.len();
                rest = after.strip_prefix(&[RAW]).unwrap_or(after);
            } else {
                let code;
                (code, rest) = code_of(*byte, rest)?;
                let name = names.all.get(code)?;
                text[end] = b' ';
                end += usize::from(after_word && name.starts_with_word);
                names.write(name, &mut text[end..])?;
                end += usize::from(name.length);
                ends_with_word = name.ends_with_word;
            }
            after_word = ends_with_word;
            if end > limit_bytes {
                return None;
            }
        }
        text.truncate(end);
        Some(text)
    }

    fn atoms(&self) -> impl Iterator<Item = &str> {
        let mut rest = &self.atoms[..];
        iter::from_fn(move || {
            // They are short: quicker byte by byte than with a searcher.
            let end = rest.bytes().position(|byte| byte == END)?;
            let (atom, behind) = rest.split_at(end);
            rest = &behind[1..];
            Some(atom)
        })
    }
}

/// The codes of what stands in texts.
#[derive(Debug)]
struct Numbers {
    atoms: Names,
    phrases: FxHashMap<(u16, u16), u16>,
    /// Whether a code begins a phrase, and whether it stands behind another in one: most phrases that are none are told by
    /// these, without a look at the others.
    begins: Vec<bool>,
    follows: Vec<bool>,
}

impl Numbers {
    fn of(codes: &Codes) -> Self {
        let mut atoms = Names::with_room_for(ATOMS);
        for atom in codes.atoms() {
            atoms.number(atom);
        }
        let mut numbers = Self {
            atoms,
            phrases: FxHashMap::default(),
            begins: vec![false; CODES],
            follows: vec![false; CODES],
        };
        for (code, phrase) in (codes.atoms().count()..).zip(&codes.phrases) {
            numbers.begins[usize::from(phrase.0)] = true;
            numbers.follows[usize::from(phrase.1)] = true;
            numbers.phrases.insert(*phrase, code as u16);
        }
        numbers
    }

    #[inline]
    fn phrase(&self, start: u16, last: u16) -> Option<u16> {
        let may_be = self.begins[usize::from(start)] && self.follows[usize::from(last)];
        may_be
            .then(|| self.phrases.get(&(start, last)).copied())
            .flatten()
    }
}

/// What codes stand for, letter by letter.
#[derive(Debug)]
struct SpeltOut {
    /// By code.
    all: Vec<Name>,
    /// Their letters, with a few more behind them.
    letters: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
struct Name {
    start: u32,
    length: u16,
    starts_with_word: bool,
    ends_with_word: bool,
}

/// How long a name is that is copied quickly, with what comes after it.
const NAME_BYTES: usize = 32;

impl SpeltOut {
    fn of(codes: &Codes) -> Self {
        let mut all: Vec<Name> = Vec::with_capacity(CODES);
        let mut letters = Vec::with_capacity(4 * codes.atoms.len());
        for atom in codes.atoms() {
            let is_word = atom.starts_with(char::is_alphabetic);
            all.push(Name {
                start: letters.len() as u32,
                length: atom.len() as u16,
                starts_with_word: is_word,
                ends_with_word: is_word,
            });
            letters.extend_from_slice(atom.as_bytes());
        }
        for (start, last) in &codes.phrases {
            let parts = [all[usize::from(*start)], all[usize::from(*last)]];
            let begin = letters.len();
            for (at, part) in parts.iter().enumerate() {
                if at > 0 && parts[0].ends_with_word && part.starts_with_word {
                    letters.push(b' ');
                }
                letters.extend_from_within(part.letters());
            }
            all.push(Name {
                start: begin as u32,
                length: (letters.len() - begin) as u16,
                starts_with_word: parts[0].starts_with_word,
                ends_with_word: parts[1].ends_with_word,
            });
        }
        letters.resize(letters.len() + NAME_BYTES, 0);
        Self { all, letters }
    }

    /// Writes a name to the front of what has room for it.
    fn write(&self, name: &Name, out: &mut [u8]) -> Option<()> {
        let letters = name.letters();
        match out.first_chunk_mut::<NAME_BYTES>() {
            Some(out) if letters.len() <= NAME_BYTES => {
                *out = *self.letters[letters.start..].first_chunk()?;
            }
            _ => out
                .get_mut(..letters.len())?
                .copy_from_slice(&self.letters[letters]),
        }
        Some(())
    }
}

impl Name {
    fn letters(&self) -> Range<usize> {
        let start = self.start as usize;
        start..start + usize::from(self.length)
    }
}

/// The code that begins with a byte, and what comes after it; `None` if it is cut off.
fn code_of(first: u8, rest: &[u8]) -> Option<(usize, &[u8])> {
    let code = usize::from(first - FIRST);
    match code.checked_sub(OF_ONE_BYTE) {
        None => Some((code, rest)),
        Some(high) => {
            let (low, rest) = rest.split_first()?;
            Some((OF_ONE_BYTE + high * 256 + usize::from(*low), rest))
        }
    }
}

/// A text that is being encoded.
struct Coded<'a> {
    bytes: Vec<u8>,
    /// Whether `RAW` stands before what was written last.
    in_raw: bool,
    /// The code that comes next unless what stands behind makes it a longer phrase.
    held: Option<u16>,
    numbers: &'a Numbers,
}

impl Coded<'_> {
    #[inline]
    fn atom(&mut self, code: u32) {
        let code = code as u16;
        let phrase = self.held.and_then(|held| self.numbers.phrase(held, code));
        if phrase.is_none() {
            self.write_held();
        }
        self.held = phrase.or(Some(code));
    }

    fn text(&mut self, text: &str) {
        self.write_held();
        for byte in text.bytes() {
            if byte >= FIRST && !self.in_raw {
                self.bytes.push(RAW);
            }
            self.in_raw = byte >= FIRST;
            self.bytes.push(byte);
        }
    }

    #[inline]
    fn write_held(&mut self) {
        let Some(code) = self.held.take() else {
            return;
        };
        if std::mem::take(&mut self.in_raw) {
            self.bytes.push(RAW);
        }
        let code = usize::from(code);
        match code.checked_sub(OF_ONE_BYTE) {
            None => self.bytes.push(FIRST + code as u8),
            Some(above) => {
                let first = usize::from(FIRST) + OF_ONE_BYTE + above / 256;
                self.bytes
                    .extend_from_slice(&[first as u8, (above % 256) as u8]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were() {
        let known = "the rule of law, the rule of law; interrelationships of interrelationships, \
                     права человека и права человека – l’été, l’été";
        let codes = Codes::of_texts(&[known, known]);
        for text in [
            "",
            " ",
            "the",
            " the ",
            "the rule of law",
            "the  rule\nof law ",
            "the other rule, of the law",
            "the interrelationships, interrelationships interrelationship",
            "права rule человека the другие 人权 of the law, été",
            "ÿ\u{80}the\u{7FF}x the",
            "人权the rule人权",
            "the\0 rule,\0 of",
            known,
        ] {
            let coded = codes.encode(text).into_owned();
            let decoded = codes.decode(coded.clone(), text.len());
            assert_eq!(decoded.as_deref(), Some(text.as_bytes()), "{text}");
            let too_short = text.len().saturating_sub(1);
            assert!(text.is_empty() || codes.decode(coded, too_short).is_none());
        }
        assert!(codes.encode(known).len() * 3 < known.len());
        assert_eq!(codes.decode(vec![0xFE], 10), None);
        assert_eq!(codes.decode(vec![0xFE, 0xFF], 10), None);
        assert_eq!(codes.decode(vec![RAW; 3], 0), Some(Vec::new()));
        assert_eq!(codes.decode(vec![RAW, 0xC3, 0xC3], 0), None);
    }

    #[test]
    fn phrases_have_codes_of_their_own() {
        let known = "the rule of law and the rule of men. ".repeat(8);
        let codes = Codes::of_texts(&[&known]);
        for (text, bytes) in [
            ("the rule of law", 2),
            ("the rule of men", 2),
            ("law of", 2),
        ] {
            let coded = codes.encode(text).into_owned();
            assert!(coded.len() <= bytes, "{text} {coded:?}");
            let decoded = codes.decode(coded, text.len());
            assert_eq!(decoded.as_deref(), Some(text.as_bytes()));
        }
    }

    #[test]
    fn damaged_phrases_are_told() {
        let codes = |phrases: &[(u16, u16)]| Codes {
            atoms: "one\0other\0".into(),
            phrases: phrases.into(),
            ..Codes::default()
        };
        assert!(codes(&[(0, 1), (2, 0)]).hold_together());
        let longer: Vec<(u16, u16)> = (1..100).map(|start| (start, 0)).collect();
        for phrases in [&[(2, 0)][..], &[(0, 2)], &[(0, 1), (1, 2)], &longer] {
            assert!(!codes(phrases).hold_together(), "{phrases:?}");
        }
    }

    #[test]
    fn many_words_have_codes() {
        let words: Vec<String> = (0..ATOMS as u32)
            .map(|number| {
                let letter = |by: u32| char::from(b'a' + (number / by % 26) as u8);
                [letter(1), letter(26), letter(676)].iter().collect()
            })
            .collect();
        let text = words.join(" ");
        let codes = Codes::of_texts(&[&text, &text]);
        let coded = codes.encode(&text).into_owned();
        assert!(coded.len() < text.len() * 2 / 3);
        let decoded = codes.decode(coded, text.len());
        assert_eq!(decoded.as_deref(), Some(text.as_bytes()));
    }
}
