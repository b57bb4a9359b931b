//! Turns a text into the terms the engine indexes, in the thread that read the document.
//!
//! The engine has one indexing thread, so it is given little to do: terms in normal form, each once with all its positions,
//! encoded in a string that `TermTokenizer` decodes.

use std::hash::BuildHasher;
use std::ops::Range;
use std::ptr;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxBuildHasher;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::compounds::compound_term;
use super::stem_dictionary::StemRecorder;
use super::token_offsets::{TokenOffsets, TokenOffsetsWriter};
use crate::index::schema::TERM_TOKENIZER;
use crate::model::Language;
use crate::text::{self, Joint, Term};

/// Ends a term; its frequency and positions follow. No term contains a control character.
const TERM_END: u8 = 0x1F;

/// Numbers are written six bits at a time, the lowest first, in ASCII characters of which only the last has the seventh bit.
const LAST_DIGIT: u32 = 1 << DIGIT_BITS;
const DIGIT_BITS: u32 = 6;

/// A text as it is indexed.
#[derive(Debug, Default)]
pub(crate) struct IndexedText {
    /// The terms with their positions, as `TermTokenizer` decodes them.
    pub(crate) encoded: String,
    pub(crate) token_count: u32,
    pub(crate) offsets: TokenOffsets,
}

impl IndexedText {
    /// Analyses a text in a language with these breaks (`Flow::breaks`), and records its words for the stem dictionary.
    pub(crate) fn new(
        text: &str,
        breaks: &[usize],
        language: Option<&Language>,
        stems: &StemRecorder,
    ) -> Self {
        let mut offsets = TokenOffsetsWriter::default();
        let mut terms = TermCollector::for_text(text.len());
        text::for_each_term(text, breaks, |term| match term {
            Term::Word(token) => {
                offsets.add(token.start);
                terms.add(token.term, token.position, Some(token.accented));
            }
            Term::Compound(compound) => {
                let term = compound_term(&compound);
                let inflects = compound.joint != Joint::Capitals;
                let accented = inflects.then_some(compound.whole.accented);
                terms.add(&term, compound.whole.position, accented);
            }
        });
        stems.record(language, terms.forms());
        Self {
            encoded: terms.encode(),
            token_count: offsets.token_count(),
            offsets: offsets.finish(),
        }
    }
}

/// Collects the terms of a text with their positions and accented forms.
struct TermCollector {
    /// All terms, one after the other.
    spellings: String,
    terms: Vec<CollectedTerm>,
    /// The indexes of the terms, by spelling.
    ids: HashTable<u32>,
    /// The index of the term and the position of each token, in order.
    tokens: Vec<(u32, u32)>,
}

struct CollectedTerm {
    spelling: Range<usize>,
    frequency: usize,
    /// The forms that differ from the term; nearly always none.
    accented: Vec<Box<str>>,
    /// Whether the term also stands without accents.
    plain: bool,
}

impl TermCollector {
    fn for_text(bytes: usize) -> Self {
        let terms = bytes / 16;
        Self {
            spellings: String::with_capacity(bytes / 2),
            terms: Vec::with_capacity(terms),
            ids: HashTable::with_capacity(terms),
            tokens: Vec::with_capacity(bytes / 5),
        }
    }

    /// Adds an occurrence of a term; `accented` is `None` for a term without inflections.
    fn add(&mut self, term: &str, position: u32, accented: Option<&str>) {
        let id = self.id(term);
        self.tokens.push((id, position));
        let collected = &mut self.terms[id as usize];
        collected.frequency += 1;
        let Some(accented) = accented else {
            return;
        };
        if ptr::eq(term, accented) || term == accented {
            collected.plain = true;
        } else if !(collected.accented.iter()).any(|known| **known == *accented) {
            collected.accented.push(accented.into());
        }
    }

    fn id(&mut self, term: &str) -> u32 {
        let Self {
            spellings,
            terms,
            ids,
            ..
        } = self;
        let spelling = |id: &u32| &spellings[terms[*id as usize].spelling.clone()];
        let hash = |term: &str| FxBuildHasher.hash_one(term);
        let entry = ids.entry(
            hash(term),
            |id| spelling(id) == term,
            |id| hash(spelling(id)),
        );
        match entry {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let id = terms.len() as u32;
                entry.insert(id);
                let start = spellings.len();
                spellings.push_str(term);
                terms.push(CollectedTerm {
                    spelling: start..spellings.len(),
                    frequency: 0,
                    accented: Vec::new(),
                    plain: false,
                });
                id
            }
        }
    }

    fn spelling(&self, term: &CollectedTerm) -> &str {
        &self.spellings[term.spelling.clone()]
    }

    /// Each term with each form it stands in.
    fn forms(&self) -> impl Iterator<Item = (&str, &str)> {
        self.terms.iter().flat_map(|term| {
            let spelling = self.spelling(term);
            let accented = term.accented.iter().map(|form| &**form);
            let forms = term.plain.then_some(spelling).into_iter().chain(accented);
            forms.map(move |form| (spelling, form))
        })
    }

    fn encode(&self) -> String {
        let mut ends = Vec::with_capacity(self.terms.len());
        let mut end = 0;
        for term in &self.terms {
            ends.push(end);
            end += term.frequency;
        }
        let mut positions = vec![0; self.tokens.len()];
        for (term, position) in &self.tokens {
            let end = &mut ends[*term as usize];
            positions[*end] = *position;
            *end += 1;
        }
        let mut encoded = String::with_capacity(self.spellings.len() + 2 * positions.len());
        for (term, end) in self.terms.iter().zip(ends) {
            encoded.push_str(self.spelling(term));
            encoded.push(char::from(TERM_END));
            encode_number(&mut encoded, term.frequency as u32);
            let mut before = 0;
            for position in &positions[end - term.frequency..end] {
                encode_number(&mut encoded, position - before);
                before = *position;
            }
        }
        encoded
    }
}

fn encode_number(encoded: &mut String, mut number: u32) {
    while number >= LAST_DIGIT {
        encoded.push(char::from((number % LAST_DIGIT) as u8));
        number >>= DIGIT_BITS;
    }
    encoded.push(char::from((LAST_DIGIT + number) as u8));
}

/// The tokenizers that the schema names.
pub(crate) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(TERM_TOKENIZER, TermTokenizer::default());
    tokenizers
}

/// Decodes the terms of an `IndexedText`.
#[derive(Clone, Debug, Default)]
struct TermTokenizer {
    token: Token,
}

impl Tokenizer for TermTokenizer {
    type TokenStream<'a> = TermStream<'a>;

    fn token_stream<'a>(&'a mut self, encoded: &'a str) -> TermStream<'a> {
        self.token.reset();
        TermStream {
            rest: encoded,
            positions_left: 0,
            token: &mut self.token,
        }
    }
}

/// The terms of one text, each at all its positions.
struct TermStream<'a> {
    rest: &'a str,
    positions_left: u32,
    token: &'a mut Token,
}

impl TermStream<'_> {
    fn decode_number(&mut self) -> u32 {
        let (mut number, mut shift) = (0, 0);
        for (length, byte) in (1..).zip(self.rest.bytes()) {
            number += (u32::from(byte) % LAST_DIGIT) << shift;
            shift += DIGIT_BITS;
            if u32::from(byte) >= LAST_DIGIT {
                self.rest = &self.rest[length..];
                break;
            }
        }
        number
    }
}

impl TokenStream for TermStream<'_> {
    fn advance(&mut self) -> bool {
        if self.positions_left == 0 {
            let Some((term, rest)) = self.rest.split_once(char::from(TERM_END)) else {
                return false;
            };
            self.token.text.clear();
            self.token.text.push_str(term);
            self.token.position = 0;
            self.rest = rest;
            self.positions_left = self.decode_number();
        }
        self.positions_left -= 1;
        self.token.position += self.decode_number() as usize;
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
    use std::path::Path;

    use super::*;

    fn analysed(text: &str, breaks: &[usize]) -> IndexedText {
        IndexedText::new(text, breaks, None, &StemRecorder::new(Path::new("")))
    }

    /// Terms with their positions, by position and term.
    fn decoded(encoded: &str) -> Vec<(usize, String)> {
        let mut tokenizer = TermTokenizer::default();
        let mut stream = tokenizer.token_stream(encoded);
        let mut terms = Vec::new();
        while stream.advance() {
            terms.push((stream.token().position, stream.token().text.clone()));
        }
        terms.sort();
        terms
    }

    #[test]
    fn terms_keep_their_positions() {
        let text = "The Droits de l’Homme. 人权 note";
        for breaks in [
            vec![],
            vec![4],
            vec![4, 11],
            vec![text.len() - 4, text.len() - 4],
        ] {
            let mut expected = Vec::new();
            text::for_each_token(text, &breaks, |token| {
                expected.push((token.position as usize, token.term.to_owned()));
            });
            let analysed = analysed(text, &breaks);
            assert_eq!(decoded(&analysed.encoded), expected, "{breaks:?}");
            assert_eq!(analysed.token_count as usize, expected.len());
        }
    }

    #[test]
    fn compounds_have_the_position_of_their_first_word() {
        let analysed = analysed("a non-governmental body", &[]);
        let expected = [
            (0, "a"),
            (1, "non"),
            (1, "nongovernmental-3"),
            (2, "governmental"),
            (3, "body"),
        ];
        assert_eq!(
            decoded(&analysed.encoded),
            expected.map(|(position, term)| (position, term.to_owned()))
        );
        assert_eq!(analysed.token_count, 4);
    }
}
