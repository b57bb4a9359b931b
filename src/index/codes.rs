//! Writes texts with their frequent words as codes of a byte or two: quicker to pack than letters, and smaller when packed.
//!
//! What stands in a text is a word (letters) or a separator (anything else), by turns. A byte below `0x80` stands for
//! itself, `RAW` before other characters, and the rest are codes: of separators, then of words by how often they stand.
//! A single space between two codes of words is left out.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::names::Names;
use crate::text::ascii;

/// The first code.
const FIRST: u8 = 0x80;

/// Stands before bytes that are no codes, up to the first below `FIRST` or another of it.
const RAW: u8 = 0xFF;

/// How many separators have codes, and how many codes take one byte. The others take two: the bytes from there on, each
/// with any second one.
const SEPARATORS: usize = 24;
const OF_ONE_BYTE: usize = SEPARATORS + 60;
const CODES: usize = OF_ONE_BYTE + ((RAW - FIRST) as usize - OF_ONE_BYTE) * 256;

/// What stands less often in the texts that codes are made of gets none.
const TIMES: u32 = 2;

/// What codes stand for.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Codes {
    separators: Vec<String>,
    /// With a space after each but the last.
    words: String,
    #[serde(skip)]
    numbers: OnceLock<Names>,
    #[serde(skip)]
    names: OnceLock<Vec<Name>>,
}

impl Codes {
    /// For what stands often in these texts.
    pub(super) fn of_texts(texts: &[&str]) -> Self {
        let mut separators = FxHashMap::default();
        let mut words = FxHashMap::default();
        for text in texts {
            for (separator, word) in parts(text) {
                let (separator, word) = (&text[separator], &text[word]);
                let has_code = (2..NAME_BYTES).contains(&separator.len());
                *separators.entry(separator).or_default() += u32::from(has_code);
                *words.entry(word).or_default() += u32::from(!word.is_empty());
            }
        }
        Self {
            separators: most_frequent(separators, SEPARATORS),
            words: most_frequent(words, CODES - SEPARATORS).join(" "),
            ..Self::default()
        }
    }

    pub(super) fn encode<'a>(&self, text: &'a str) -> Cow<'a, [u8]> {
        if self.are_none() {
            return Cow::Borrowed(text.as_bytes());
        }
        let codes = self.numbers.get_or_init(|| self.numbers());
        let mut out = Coded {
            bytes: Vec::with_capacity(text.len() / 2),
            in_raw: false,
        };
        let mut after_word = false;
        for (separator, word) in parts(text) {
            let code = codes.get(text, &word);
            let is_space = separator.len() == 1 && text.as_bytes()[separator.start] == b' ';
            if is_space && !(after_word && code.is_some()) {
                out.ascii(b' ');
            } else if !is_space {
                match codes.get(text, &separator) {
                    Some(code) => out.code(code),
                    None => out.text(&text[separator]),
                }
            }
            match code {
                Some(code) => out.code(code),
                None => out.text(&text[word]),
            }
            after_word = code.is_some();
        }
        Cow::Owned(out.bytes)
    }

    /// The bytes of a text; `None` if it would have more than so many, or what is given was not encoded with these.
    pub(super) fn decode(&self, coded: Vec<u8>, limit_bytes: usize) -> Option<Vec<u8>> {
        if self.are_none() {
            return (coded.len() <= limit_bytes).then_some(coded);
        }
        let names = self.names.get_or_init(|| self.names());
        // Names are copied as a whole, however long they are.
        let mut text = vec![0; limit_bytes + 1 + NAME_BYTES];
        let mut end = 0;
        let mut after_word = false;
        let mut rest = &coded[..];
        while let Some((byte, after)) = rest.split_first() {
            rest = after;
            let mut is_word = false;
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
                is_word = code >= self.separators.len();
                text[end] = b' ';
                end += usize::from(is_word && after_word);
                end += names.get(code)?.write(&mut text[end..])?;
            }
            after_word = is_word;
            if end > limit_bytes {
                return None;
            }
        }
        text.truncate(end);
        Some(text)
    }

    fn are_none(&self) -> bool {
        self.words.is_empty() && self.separators.is_empty()
    }

    /// What each code stands for.
    fn all(&self) -> impl Iterator<Item = &str> {
        let words = self.words.split(' ').filter(|word| !word.is_empty());
        self.separators.iter().map(String::as_str).chain(words)
    }

    fn numbers(&self) -> Names {
        let mut numbers = Names::with_room_for(CODES);
        for name in self.all() {
            numbers.number(name);
        }
        numbers
    }

    fn names(&self) -> Vec<Name> {
        let name = |name: &str| {
            let mut bytes = [0; NAME_BYTES];
            match bytes.get_mut(..name.len()) {
                Some(start) => {
                    start.copy_from_slice(name.as_bytes());
                    Name::Short(bytes, name.len() as u8)
                }
                None => Name::Long(name.into()),
            }
        };
        self.all().map(name).collect()
    }
}

/// How long a name is that is copied as a whole.
const NAME_BYTES: usize = 16;

/// What a code stands for, where it is looked up by the code.
#[derive(Debug)]
enum Name {
    /// With its length.
    Short([u8; NAME_BYTES], u8),
    /// A longer one.
    Long(Box<str>),
}

impl Name {
    /// Writes it to the front of what has room for it, and tells how long it is.
    fn write(&self, out: &mut [u8]) -> Option<usize> {
        match self {
            Self::Short(name, length) => {
                *out.first_chunk_mut()? = *name;
                Some(usize::from(*length))
            }
            Self::Long(name) => {
                out.get_mut(..name.len())?.copy_from_slice(name.as_bytes());
                Some(name.len())
            }
        }
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

/// The names that stand most often, most often first.
fn most_frequent(times: FxHashMap<&str, u32>, limit: usize) -> Vec<String> {
    let mut often: Vec<(&str, u32)> = times.into_iter().collect();
    often.retain(|(_, times)| *times >= TIMES);
    often.sort_unstable_by_key(|(name, times)| (Reverse(*times), *name));
    often.truncate(limit);
    often.iter().map(|(name, _)| (*name).to_owned()).collect()
}

/// Separators, each with the word behind it; the first may be empty, and the last word.
fn parts(text: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at == text.len() {
            return None;
        }
        let separator = at..end_of_separator(text, at);
        at = end_of_word(text, separator.end);
        Some((separator.clone(), separator.end..at))
    })
}

fn end_of_separator(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_alphabetic() {
            break;
        }
        at += match byte.is_ascii() {
            true => 1,
            false => match first_char(text, at) {
                letter if letter.is_alphabetic() => break,
                other => other.len_utf8(),
            },
        };
    }
    at
}

fn end_of_word(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        at = ascii::end_of_letters(bytes, at);
        match first_char(text, at) {
            letter if letter.is_alphabetic() => at += letter.len_utf8(),
            _ => return at,
        }
    }
}

fn first_char(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or_default()
}

/// A text that is being encoded.
struct Coded {
    bytes: Vec<u8>,
    /// Whether `RAW` stands before what was written last.
    in_raw: bool,
}

impl Coded {
    #[inline]
    fn code(&mut self, code: u32) {
        if std::mem::take(&mut self.in_raw) {
            self.bytes.push(RAW);
        }
        match (code as usize).checked_sub(OF_ONE_BYTE) {
            None => self.bytes.push(FIRST + code as u8),
            Some(above) => {
                let first = usize::from(FIRST) + OF_ONE_BYTE + above / 256;
                self.bytes
                    .extend_from_slice(&[first as u8, (above % 256) as u8]);
            }
        }
    }

    #[inline]
    fn ascii(&mut self, byte: u8) {
        self.in_raw = false;
        self.bytes.push(byte);
    }

    fn text(&mut self, text: &str) {
        for byte in text.bytes() {
            if byte >= FIRST && !self.in_raw {
                self.bytes.push(RAW);
            }
            self.in_raw = byte >= FIRST;
            self.bytes.push(byte);
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
    fn many_words_have_codes() {
        let words: Vec<String> = (0..CODES as u32)
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

    #[test]
    fn words_are_letters() {
        for text in [
            "abcXYZ",
            "azAZ09@[`{",
            "abcdefgh ijklmnopq",
            "été-ab",
            "zzzzzzzzz",
        ] {
            let letters = text.chars().take_while(|c| c.is_alphabetic());
            let expected: usize = letters.map(char::len_utf8).sum();
            assert_eq!(end_of_word(text, 0), expected, "{text}");
        }
    }
}
