//! The words of a document as the engine indexes them, made in the thread that read the document.
//!
//! The engine is given words that are already in normal form, each once with all its positions: so its own thread has little
//! left to do, and finds again what it looked up for the position before.

use std::ops::Range;
use std::ptr;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::codes::Written;
use super::frequent_phrases::FrequentPhrases;
use super::inflections::InflectionsOf;
use super::names::Names;
use super::token_starts::{TokenStarts, TokenStartsWriter};
use crate::layout::Flow;
use crate::model::Language;
use crate::text::{self, Compound, Joint, Term};

/// Ends each word; behind it are numbers: how often it stands in the text, its first position, and how much further each
/// other is. No word holds a control character.
const WORD_END: u8 = 0x1F;

/// A number is written six bits at a time, the lowest first, in characters of ASCII of which only the last has this bit.
const LAST: u32 = 1 << NUMBER_BITS;
const NUMBER_BITS: u32 = 6;

/// Stands between the name of a stemmer and a stem, and between a stem and a word.
pub(super) const STEM_OF: char = '\u{1D}';

/// The words of one text.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// As `WordTokenizer` takes them apart.
    pub(super) text: String,
    /// The frequent phrases among them, as the engine is given words.
    pub(super) phrases: String,
    /// As they are written.
    pub(super) written: Vec<Written>,
    /// Where they start.
    pub(super) starts: TokenStarts,
}

impl Words {
    pub(super) fn of_flow(
        flow: &Flow,
        inflections: &InflectionsOf<'_>,
        phrases: Option<&FrequentPhrases>,
    ) -> Self {
        Self::of(flow.searchable(), &flow.breaks(), inflections, phrases)
    }

    pub(super) fn of(
        text: &str,
        breaks: &[usize],
        inflections: &InflectionsOf<'_>,
        phrases: Option<&FrequentPhrases>,
    ) -> Self {
        let mut starts = TokenStartsWriter::default();
        let mut written = Vec::with_capacity(text.len() / 5);
        let mut words = Gathered::with_room_for(text.len());
        text::for_each_term(text, breaks, |term| match term {
            Term::Word(token) => {
                starts.word(token.start);
                let is_plain = ptr::eq(token.term, token.accented) || token.term == token.accented;
                let number = words.add(token.term, token.position, is_plain);
                let is_as_written = ptr::eq(token.term, &text[token.start..token.end]);
                written.push(Written {
                    start: token.start as u32,
                    end: token.end as u32,
                    number: if is_as_written { number } else { Written::ANY },
                });
                if !is_plain {
                    inflections.see(token.term, token.accented);
                }
            }
            Term::Compound(compound) => {
                let key = compound_key(&compound);
                words.add(&key, compound.whole.position, false);
                if compound.joint != Joint::Capitals {
                    inflections.see(&key, compound.whole.accented);
                }
            }
        });
        words.plain().for_each(|word| inflections.see(word, word));
        Self {
            phrases: phrases.map_or_else(String::new, |phrases| {
                phrases.of_words(words.names(), &words.read)
            }),
            text: words.finish(),
            written,
            starts: starts.finish(),
        }
    }
}

/// The words of a text by what they are, while they are read.
struct Gathered {
    /// The words, one after the other, and where each stands among them.
    names: String,
    words: Vec<Word>,
    /// The numbers of the words, by name.
    numbers: Names,
    /// The number of each word that was read, and its position.
    read: Vec<(u32, u32)>,
}

struct Word {
    name: Range<usize>,
    times: usize,
    /// Whether it was read without accents, too.
    is_plain: bool,
}

impl Gathered {
    /// For a text of so many bytes.
    fn with_room_for(bytes: usize) -> Self {
        Self {
            names: String::with_capacity(bytes / 2),
            words: Vec::with_capacity(bytes / 16),
            numbers: Names::with_room_for(bytes / 16),
            read: Vec::with_capacity(bytes / 5),
        }
    }

    /// The number of the word.
    #[inline]
    fn add(&mut self, word: &str, position: u32, is_plain: bool) -> u32 {
        let number = self.numbers.number(word);
        if number as usize == self.words.len() {
            let start = self.names.len();
            self.names.push_str(word);
            self.words.push(Word {
                name: start..self.names.len(),
                times: 0,
                is_plain: false,
            });
        }
        let word = &mut self.words[number as usize];
        word.times += 1;
        word.is_plain |= is_plain;
        self.read.push((number, position));
        number
    }

    /// The words, by number.
    fn names(&self) -> impl Iterator<Item = &str> {
        let words = self.words.iter();
        words.map(|word| &self.names[word.name.clone()])
    }

    /// The words that were read without accents.
    fn plain(&self) -> impl Iterator<Item = &str> {
        let plain = self.words.iter().filter(|word| word.is_plain);
        plain.map(|word| &self.names[word.name.clone()])
    }

    /// Each word with its positions.
    fn finish(self) -> String {
        let mut ends = Vec::with_capacity(self.words.len());
        let mut end = 0;
        for word in &self.words {
            ends.push(end);
            end += word.times;
        }
        let mut positions = vec![0; self.read.len()];
        for (number, position) in self.read {
            let end = &mut ends[number as usize];
            positions[*end] = position;
            *end += 1;
        }
        let mut text = String::with_capacity(self.names.len() + 2 * positions.len());
        for (word, end) in self.words.iter().zip(ends) {
            let name = &self.names[word.name.clone()];
            let positions = positions[end - word.times..end].iter().copied();
            add_word(&mut text, name, positions);
        }
        text
    }
}

/// Writes a word with its positions, ascending, as `WordTokenizer` takes it apart.
pub(super) fn add_word(
    text: &mut String,
    word: &str,
    positions: impl ExactSizeIterator<Item = u32>,
) {
    text.push_str(word);
    text.push(char::from(WORD_END));
    add_number(text, u32::try_from(positions.len()).unwrap_or(u32::MAX));
    let mut before = 0;
    for position in positions {
        add_number(text, position - before);
        before = position;
    }
}

fn add_number(text: &mut String, mut number: u32) {
    while number >= LAST {
        text.push(char::from((number % LAST) as u8));
        number >>= NUMBER_BITS;
    }
    text.push(char::from((LAST + number) as u8));
}

/// How a compound is indexed: its words as one, how they are written, and how long they are but for the last. No word
/// holds such signs.
pub(super) fn compound_key(compound: &Compound<'_>) -> String {
    key_of(compound.whole.term, compound.joint, compound.lengths)
}

fn key_of(whole: &str, joint: Joint, lengths: &[usize]) -> String {
    let mut key = String::from(whole);
    key.push(sign_of(joint));
    for (at, length) in lengths.iter().enumerate() {
        if at > 0 {
            key.push(sign_of(joint));
        }
        key.push_str(&length.to_string());
    }
    key
}

/// How a word is indexed that is a compound with hyphens, of words all but the last of which are so many characters long.
pub(super) fn hyphenated_key(whole: &str, lengths: &[usize]) -> String {
    key_of(whole, Joint::Hyphen, lengths)
}

/// How a word of two capital letters is indexed beside its usual form.
pub(super) fn capitals_key(word: &str) -> String {
    format!("{word}{}", sign_of(Joint::Capitals))
}

const fn sign_of(joint: Joint) -> char {
    match joint {
        Joint::Capitals => '+',
        Joint::Tight => ',',
        Joint::Hyphen => '-',
        Joint::Initials => '.',
    }
}

/// The lowest of the signs, and what comes after the highest.
pub(super) const COMPOUND_SIGNS: (char, char) = ('+', '/');

/// What `compound_key` was given: the words as one, how they are written, and the lengths; `None` for a plain word.
pub(super) fn compound_of_key(key: &str) -> Option<(&str, Joint, Vec<usize>)> {
    let joints = [
        Joint::Capitals,
        Joint::Tight,
        Joint::Hyphen,
        Joint::Initials,
    ];
    let at = key.find(joints.map(sign_of))?;
    let sign = key[at..].chars().next()?;
    let joint = joints.into_iter().find(|joint| sign_of(*joint) == sign)?;
    let lengths = key[at + 1..]
        .split(sign)
        .filter_map(|length| length.parse().ok());
    Some((&key[..at], joint, lengths.collect()))
}

/// The stem of a word in documents in a language.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Stem {
    /// The name of the stemmer and the stem, so that a French stem is never taken for an English word.
    pub(super) key: String,
    pub(super) stemmer: &'static str,
}

impl Stem {
    /// `word` as `text::stem` wants it.
    pub(super) fn of(word: &str, language: Option<&Language>) -> Self {
        let stemmer = stemmer_name(language);
        let stem = match language {
            Some(language) => text::stem(word, language),
            None => text::normal_form(word).into(),
        };
        Self {
            key: format!("{stemmer}{STEM_OF}{stem}"),
            stemmer,
        }
    }

    /// Without the name of the stemmer.
    pub(super) fn bare(&self) -> &str {
        &self.key[self.stemmer.len() + STEM_OF.len_utf8()..]
    }
}

/// The name of the stemmer of documents in a language; `-` for none.
pub(super) fn stemmer_name(language: Option<&Language>) -> &'static str {
    language.and_then(text::stemmer_name).unwrap_or("-")
}

/// Takes words apart that `add_word` wrote.
#[derive(Clone, Debug, Default)]
pub(super) struct WordTokenizer {
    token: Token,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream {
            rest: text,
            times: 0,
            token: &mut self.token,
        }
    }
}

/// The words of one text, each at all its positions.
pub(super) struct WordStream<'a> {
    rest: &'a str,
    /// How many more positions the word has.
    times: u32,
    token: &'a mut Token,
}

impl WordStream<'_> {
    fn number(&mut self) -> u32 {
        let (mut number, mut shift) = (0, 0);
        let bytes = self.rest.bytes();
        for (length, byte) in (1..).zip(bytes) {
            number += (u32::from(byte) % LAST) << shift;
            shift += NUMBER_BITS;
            if u32::from(byte) >= LAST {
                self.rest = &self.rest[length..];
                break;
            }
        }
        number
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        if self.times == 0 {
            // Words are short: quicker byte by byte than with a searcher.
            let Some(end) = self.rest.bytes().position(|byte| byte == WORD_END) else {
                return false;
            };
            self.token.text.clear();
            self.token.text.push_str(&self.rest[..end]);
            self.token.position = 0;
            self.rest = &self.rest[end + 1..];
            self.times = self.number();
        }
        self.times -= 1;
        self.token.position += self.number() as usize;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::super::inflections::Inflections;
    use super::super::schema::Fields;
    use super::*;

    fn words_of(text: &str, breaks: &[usize]) -> Words {
        let (schema, fields) = Fields::with_schema();
        let reader = tantivy::Index::create_in_ram(schema).reader();
        let searcher = reader.expect("a reader").searcher();
        let inflections = Inflections::new(searcher, fields.inflections);
        Words::of(text, breaks, &inflections.of(None), None)
    }

    fn stream(words: &str) -> Vec<(String, usize)> {
        let mut tokenizer = WordTokenizer::default();
        let mut stream = tokenizer.token_stream(words);
        let mut seen = Vec::new();
        while stream.advance() {
            seen.push((stream.token().text.clone(), stream.token().position));
        }
        seen.sort_by_key(|(_, position)| *position);
        seen
    }

    #[test]
    fn words_keep_their_positions_over_the_way() {
        let text = "The Droits de l’Homme. 人权 note";
        for breaks in [
            vec![],
            vec![4],
            vec![4, 11],
            vec![text.len() - 4, text.len() - 4],
        ] {
            let mut expected = Vec::new();
            text::for_each_token(text, &breaks, |token| {
                expected.push((token.term.to_owned(), token.position as usize));
            });
            let words = words_of(text, &breaks);
            assert_eq!(stream(&words.text), expected, "{breaks:?}");
            assert_eq!(words.written.len(), expected.len());
        }
    }

    #[test]
    fn compounds_stand_where_their_first_word_stands() {
        let words = words_of("a non-governmental body", &[]);
        let expected = [
            ("a", 0),
            ("non", 1),
            ("nongovernmental-3", 1),
            ("governmental", 2),
            ("body", 3),
        ];
        assert_eq!(
            stream(&words.text),
            expected.map(|(word, at)| (word.to_owned(), at))
        );
        assert_eq!(words.written.len(), 4);
        assert_eq!(
            compound_of_key("nonselfgoverning-3-4"),
            Some(("nonselfgoverning", Joint::Hyphen, vec![3, 4]))
        );
        assert_eq!(
            compound_of_key("un+"),
            Some(("un", Joint::Capitals, vec![]))
        );
        assert_eq!(compound_of_key("plain"), None);
    }

    #[test]
    fn stems_bear_their_language() {
        let english = Language::from_code("en").expect("a code");
        let stem = |word| Stem::of(word, Some(&english));
        assert_eq!(stem("recommendations"), stem("recommended"));
        assert_eq!(stem("rights").bare(), "right");
        assert_eq!(Stem::of("rights", None).bare(), "rights");
        assert_ne!(stem("right"), Stem::of("right", None));
    }
}
