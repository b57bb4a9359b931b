//! Which phrases do so many of a large archive's documents have that to look for their words would take long? They are indexed
//! as such, with how often each document has them.
//!
//! Which they are is found out before the first document is indexed, and stays: so a phrase that is indexed at all is indexed in
//! every document that has it.

use std::iter;
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use tantivy::directory::CompositeFile;
use tantivy::index::SegmentComponent;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{InvertedIndexReader, Searcher, SegmentReader, Term};

use super::names::NameMap;
use super::schema;
use super::streamed::StreamedDocs;
use super::words::add_word;
use crate::text;

/// Phrases that one of so many documents has, of words that one of so many has: others are soon found by their words.
const WITH_PHRASE: usize = 16;
const WITH_WORD: usize = 3;

/// No phrase has more words: a longer one is looked for where all its parts are.
pub(super) const MAX_WORDS: usize = 3;

/// How many there are at most, and how many different words they have.
const MOST: usize = 4000;
const MOST_WORDS: usize = 1000;

/// The frequent phrases of an archive.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct FrequentPhrases {
    /// Their words in normal form, with a space between two, the shortest phrases first; a phrase stands behind what it is
    /// without its last word, if that is a phrase, too.
    phrases: Vec<String>,
    #[serde(skip)]
    tree: OnceLock<Tree>,
}

/// The words of phrases, and which words may follow.
#[derive(Debug)]
struct Tree {
    /// By word, its number.
    words: NameMap<u16>,
    /// By a word or phrase and the number of a word, what they are together: words have the lowest numbers, then come phrases.
    followed: FxHashMap<(u16, u16), u16>,
    first_phrase: u16,
}

impl FrequentPhrases {
    /// Those of these texts.
    pub(super) fn of_texts(texts: &[&str]) -> Self {
        let wanted = texts.len().div_ceil(WITH_PHRASE).max(2);
        let words = frequent_words(texts, texts.len().div_ceil(WITH_WORD).max(2));
        let mut numbers = FxHashMap::default();
        for (number, word) in (0_u16..).zip(&words) {
            numbers.insert(&**word, number);
        }
        let mut documents: FxHashMap<Vec<u16>, usize> = FxHashMap::default();
        for text in texts {
            let mut seen = FxHashSet::default();
            let mut run = Vec::new();
            text::for_each_token(text, &[], |token| match numbers.get(token.term) {
                None => run.clear(),
                Some(number) => {
                    run.push(*number);
                    let longest = run.len().min(MAX_WORDS);
                    seen.extend((2..=longest).map(|words| run[run.len() - words..].to_vec()));
                }
            });
            for phrase in seen {
                *documents.entry(phrase).or_default() += 1;
            }
        }
        let mut phrases: Vec<(usize, Vec<u16>)> = documents
            .into_iter()
            .filter(|(_, documents)| *documents >= wanted)
            .map(|(phrase, documents)| (texts.len() - documents, phrase))
            .collect();
        // No phrase is in more documents than its beginning.
        phrases.sort_unstable_by(|(few, one), (other_few, other)| {
            (few, one.len(), one).cmp(&(other_few, other.len(), other))
        });
        phrases.truncate(MOST);
        phrases.sort_by_key(|(_, phrase)| phrase.len());
        let spelt = |phrase: &[u16]| {
            let words = phrase.iter().map(|number| &*words[usize::from(*number)]);
            words.collect::<Vec<&str>>().join(" ")
        };
        Self {
            phrases: phrases.iter().map(|(_, phrase)| spelt(phrase)).collect(),
            ..Self::default()
        }
    }

    /// The phrases of a text whose words were read, each with its number among these and its position, as the engine is given
    /// words.
    pub(super) fn of_words<'a>(
        &self,
        words: impl Iterator<Item = &'a str>,
        read: &[(u32, u32)],
    ) -> String {
        let mut text = String::new();
        if self.phrases.is_empty() {
            return text;
        }
        let tree = self.tree.get_or_init(|| Tree::of(&self.phrases));
        let numbers: Vec<Option<u16>> = words
            .map(|word| tree.words.get(word, &(0..word.len())))
            .collect();
        let mut counts = vec![0; self.phrases.len()];
        // The words and phrases that end with the word before.
        let mut ended: Vec<u16> = Vec::with_capacity(MAX_WORDS);
        let mut next = 0;
        for (number, position) in read {
            let Some(word) = numbers[*number as usize] else {
                continue;
            };
            if *position != next {
                ended.clear();
            }
            next = position.saturating_add(1);
            ended.retain_mut(|end| match tree.followed.get(&(*end, word)) {
                Some(phrase) => {
                    counts[usize::from(phrase - tree.first_phrase)] += 1;
                    *end = *phrase;
                    true
                }
                None => false,
            });
            ended.push(word);
        }
        for (phrase, times) in self.phrases.iter().zip(counts) {
            if times > 0 {
                add_word(&mut text, phrase, nowhere(times));
            }
        }
        text
    }
}

impl Tree {
    fn of(phrases: &[String]) -> Self {
        let mut numbers: FxHashMap<&str, u16> = FxHashMap::default();
        for word in phrases.iter().flat_map(|phrase| phrase.split(' ')) {
            let next = numbers.len() as u16;
            numbers.entry(word).or_insert(next);
        }
        let words: Vec<(&str, u16)> = numbers.iter().map(|(word, at)| (*word, *at)).collect();
        let first_phrase = words.len() as u16;
        let mut followed = FxHashMap::default();
        for (phrase, at) in phrases.iter().zip(first_phrase..) {
            numbers.insert(phrase, at);
            if let Some((start, last)) = phrase.rsplit_once(' ')
                && let (Some(start), Some(last)) = (numbers.get(start), numbers.get(last))
            {
                followed.insert((*start, *last), at);
            }
        }
        Self {
            words: NameMap::of(words),
            followed,
            first_phrase,
        }
    }
}

/// As many positions, which nobody asks for.
fn nowhere(times: usize) -> impl ExactSizeIterator<Item = u32> {
    iter::repeat_n(0, times)
}

/// The words that so many of the texts have.
fn frequent_words(texts: &[&str], wanted: usize) -> Vec<String> {
    let mut documents: FxHashMap<String, (usize, usize)> = FxHashMap::default();
    for (number, text) in (1..).zip(texts) {
        text::for_each_token(text, &[], |token| match documents.get_mut(token.term) {
            Some((_, last)) if *last == number => {}
            Some((documents, last)) => {
                *documents += 1;
                *last = number;
            }
            None => {
                documents.insert(token.term.to_owned(), (1, number));
            }
        });
    }
    let mut frequent: Vec<(usize, String)> = documents
        .into_iter()
        .filter(|(_, (documents, _))| *documents >= wanted)
        .map(|(word, (documents, _))| (texts.len() - documents, word))
        .collect();
    frequent.sort_unstable();
    frequent.truncate(MOST_WORDS);
    frequent.into_iter().map(|(_, word)| word).collect()
}

/// Whether any document of an index has one.
pub(super) fn are_indexed(searcher: &Searcher) -> tantivy::Result<bool> {
    for segment in searcher.segment_readers() {
        if are_in(segment)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether any document of a segment has one. Where their field is not there, that is told sooner than the field is opened;
/// merged segments have it in any case.
pub(super) fn are_in(segment: &SegmentReader) -> tantivy::Result<bool> {
    let field = segment.schema().get_field(schema::PHRASES)?;
    let terms = CompositeFile::open(&segment.open_read(SegmentComponent::Terms)?)?;
    Ok(terms.open_read(field).is_some() && segment.inverted_index(field)?.terms().num_terms() > 0)
}

/// A phrase of the text in a segment.
pub(super) struct Indexed {
    inverted: Arc<InvertedIndexReader>,
    info: TermInfo,
}

impl Indexed {
    /// `None` if it is not indexed as such.
    pub(super) fn open(phrase: &str, reader: &SegmentReader) -> tantivy::Result<Option<Self>> {
        let field = reader.schema().get_field(schema::PHRASES)?;
        let inverted = reader.inverted_index(field)?;
        let info = inverted.get_term_info(&Term::from_field_text(field, phrase))?;
        Ok(info.map(|info| Self { inverted, info }))
    }

    /// How many documents have it.
    pub(super) const fn count(&self) -> u32 {
        self.info.doc_freq
    }

    /// The documents that have it, each with how often.
    pub(super) fn streamed(&self) -> tantivy::Result<StreamedDocs> {
        let option = IndexRecordOption::WithFreqs;
        let blocks = (self.inverted).read_block_postings_from_terminfo(&self.info, option)?;
        Ok(StreamedDocs::new(blocks))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_of_many_texts_are_counted_in_each() {
        let texts = [
            "The rule of law and the rule of men",
            "the rule of the law",
            "Of the law, the law",
            "nothing",
            "of the rule",
        ];
        let phrases = FrequentPhrases::of_texts(&texts);
        assert_eq!(
            phrases.phrases,
            [
                "of the",
                "the rule",
                "the law",
                "rule of",
                "of the law",
                "the rule of"
            ]
        );
        let counted = |text: &str| {
            let mut words: Vec<String> = Vec::new();
            let mut read = Vec::new();
            text::for_each_token(text, &[4], |token| {
                let known = words.iter().position(|word| word == token.term);
                let number = known.unwrap_or(words.len());
                if known.is_none() {
                    words.push(token.term.to_owned());
                }
                read.push((number as u32, token.position));
            });
            phrases.of_words(words.iter().map(String::as_str), &read)
        };
        let mut expected = String::new();
        for (phrase, times) in phrases.phrases.iter().zip([2, 2, 1, 3, 1, 2]) {
            add_word(&mut expected, phrase, nowhere(times));
        }
        // No phrase runs over a break.
        let text = "the rule of law, the rule of the rule-of the law";
        assert_eq!(counted(text), expected);
        assert_eq!(counted("rule"), "");
    }
}
