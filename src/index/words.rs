//! The words of a document as the engine indexes them, made in the thread that read the document.
//!
//! The engine is given words that are already in normal form, one after the other, so that its own thread has little
//! left to do.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::inflections::InflectionsOf;
use super::token_starts::{TokenStarts, TokenStartsWriter};
use crate::layout::Flow;
use crate::model::Language;
use crate::text::{self, BREAK_GAP, Compound, Joint, Term};

/// Ends each word. No word holds a control character.
pub(super) const WORD_END: char = '\u{1F}';

/// Stands where positions jump by `BREAK_GAP`.
const BREAK: char = '\u{1E}';

/// Stands before what is as many positions back as there are of it.
const BACK: char = '\u{1C}';

/// Stands between the name of a stemmer and a stem, and between a stem and a word.
pub(super) const STEM_OF: char = '\u{1D}';

/// The words of one text.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// In normal form, with breaks.
    pub(super) text: String,
    /// How many.
    pub(super) count: u64,
    /// Where they start.
    pub(super) starts: TokenStarts,
}

impl Words {
    pub(super) fn of_flow(flow: &Flow, inflections: &InflectionsOf<'_>) -> Self {
        Self::of(flow.searchable(), &flow.breaks(), inflections)
    }

    pub(super) fn of(text: &str, breaks: &[usize], inflections: &InflectionsOf<'_>) -> Self {
        let mut words = Self {
            text: String::with_capacity(text.len() + text.len() / 8),
            ..Self::default()
        };
        let mut starts = TokenStartsWriter::default();
        let mut next_position = 0;
        text::for_each_term(text, breaks, |term| match term {
            Term::Word(token) => {
                starts.word(token.start);
                for _ in 0..(token.position - next_position) / BREAK_GAP {
                    words.text.push(BREAK);
                }
                next_position = token.position + 1;
                words.text.push_str(token.term);
                words.text.push(WORD_END);
                inflections.see(token.term, token.accented);
                words.count += 1;
            }
            Term::Compound(compound) => {
                let back = next_position - compound.whole.position;
                (0..back).for_each(|_| words.text.push(BACK));
                let key = compound_key(&compound);
                words.text.push_str(&key);
                words.text.push(WORD_END);
                if compound.joint != Joint::Capitals {
                    inflections.see(&key, compound.whole.accented);
                }
            }
        });
        words.starts = starts.finish();
        words
    }
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

/// Takes words apart that `Words` put together.
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
            next_position: 0,
            token: &mut self.token,
        }
    }
}

/// The words of one text, one after the other.
pub(super) struct WordStream<'a> {
    rest: &'a str,
    next_position: usize,
    token: &'a mut Token,
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(rest) = self.rest.strip_prefix(BREAK) {
            self.rest = rest;
            self.next_position += BREAK_GAP as usize;
        }
        // Words are short: quicker byte by byte than with a searcher.
        let Some(end) = self.rest.bytes().position(|byte| byte == WORD_END as u8) else {
            return false;
        };
        let (entry, rest) = (&self.rest[..end], &self.rest[end + 1..]);
        let word = entry.trim_start_matches(BACK);
        let back = entry.len() - word.len();
        self.token.text.clear();
        self.token.text.push_str(word);
        self.token.position = self.next_position.saturating_sub(back);
        self.next_position += usize::from(back == 0);
        self.rest = rest;
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
        Words::of(text, breaks, &inflections.of(None))
    }

    fn stream(words: &str) -> Vec<(String, usize)> {
        let mut tokenizer = WordTokenizer::default();
        let mut stream = tokenizer.token_stream(words);
        let mut seen = Vec::new();
        while stream.advance() {
            seen.push((stream.token().text.clone(), stream.token().position));
        }
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
            assert_eq!(words.count, expected.len() as u64);
        }
    }

    #[test]
    fn compounds_stand_where_their_first_word_stands() {
        let words = words_of("a non-governmental body", &[]);
        let expected = [
            ("a", 0),
            ("non", 1),
            ("governmental", 2),
            ("nongovernmental-3", 1),
            ("body", 3),
        ];
        assert_eq!(
            stream(&words.text),
            expected.map(|(word, at)| (word.to_owned(), at))
        );
        assert_eq!(words.count, 4);
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
