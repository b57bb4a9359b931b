//! Suggests how to change a query that matches nothing.

use tantivy::collector::Count;

use crate::index::analysis::compounds::ParsedCompound;
use crate::index::compile::compile;
use crate::index::error::IndexError;
use crate::index::reader::Index;
use crate::model::{Help, PhraseHelp, Spelling};
use crate::query::{Pattern, Phrase, Query, TextField, Word, describe};

/// How many similar words are suggested for a word.
const SPELLINGS: usize = 3;

/// The greatest slop that is tried for a phrase.
const MAX_SLOP: u32 = 50;

/// The parts of longer phrases are not tried, as there are too many.
const MAX_PHRASE_WORDS: usize = 16;

impl Index {
    /// Suggests changes to a query that matches nothing. Takes as long as some dozens of searches.
    ///
    /// # Errors
    /// As `search`.
    pub fn help(&self, query: &Query) -> Result<Help, IndexError> {
        let mut leaves = Vec::new();
        positive_leaves(query, &mut leaves);
        let mut help = Help::default();
        for leaf in &leaves {
            self.help_with(leaf, &mut help)?;
        }
        self.help_with_filters(query, &mut help)?;
        Ok(help)
    }

    /// Counts the documents that match.
    fn count(&self, query: &Query) -> Result<u64, IndexError> {
        let compiled = compile(query, self)?;
        Ok(self.searcher.search(&*compiled.query, &Count)? as u64)
    }

    fn help_with(&self, leaf: &Query, help: &mut Help) -> Result<(), IndexError> {
        let Query::Phrase(phrase) = leaf else {
            return self.add_word(leaf, help);
        };
        for word in &phrase.words {
            self.add_word(&part_of(phrase, std::slice::from_ref(word), None), help)?;
        }
        if phrase.words.len() > 1 && self.count(leaf)? == 0 {
            let suggestion = PhraseHelp {
                phrase: describe(leaf),
                longest: self.longest_part(phrase)?,
                slop: self.smallest_slop(phrase)?,
            };
            help.phrases.push(suggestion);
        }
        Ok(())
    }

    fn add_word(&self, word: &Query, help: &mut Help) -> Result<(), IndexError> {
        let name = describe(word).trim_matches('"').to_owned();
        if help.words.iter().any(|(known, _)| *known == name) {
            return Ok(());
        }
        let count = self.count(word)?;
        if count == 0
            && let Some(exact) = exact_word(word)
        {
            let close = self.close_spellings(exact)?;
            if !close.is_empty() {
                let word = exact.to_owned();
                help.spellings.push(Spelling { word, close });
            }
        }
        help.words.push((name, count));
        Ok(())
    }

    /// The words of the archive within one or two edits, the nearest first, then the most frequent.
    fn close_spellings(&self, word: &str) -> Result<Vec<String>, IndexError> {
        let length = word.chars().count();
        let max_edits = if length < 5 { 1 } else { 2 };
        let mut close: Vec<(usize, u64, String)> = Vec::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.text)?;
            let mut terms = inverted.terms().stream()?;
            while terms.advance() {
                let Ok(term) = std::str::from_utf8(terms.key()) else {
                    continue;
                };
                if term.len().abs_diff(word.len()) > 4 * max_edits
                    || term.chars().count().abs_diff(length) > max_edits
                    || ParsedCompound::parse(term).is_some()
                {
                    continue;
                }
                let distance = strsim::osa_distance(term, word);
                if distance > max_edits {
                    continue;
                }
                let frequency = u64::from(terms.value().doc_freq);
                match close.iter_mut().find(|(_, _, known)| known == term) {
                    Some((_, known, _)) => *known += frequency,
                    None => close.push((distance, frequency, term.to_owned())),
                }
            }
        }
        close.sort_by(|a, b| (a.0, b.1, &a.2).cmp(&(b.0, a.1, &b.2)));
        close.truncate(SPELLINGS);
        Ok(close.into_iter().map(|(_, _, term)| term).collect())
    }

    /// The longest part of a phrase that occurs, the first of several as long.
    fn longest_part(&self, phrase: &Phrase) -> Result<Option<(String, u64)>, IndexError> {
        let words = &phrase.words[..phrase.words.len().min(MAX_PHRASE_WORDS)];
        for length in (1..words.len()).rev() {
            for part in words.windows(length) {
                let part = part_of(phrase, part, None);
                let count = self.count(&part)?;
                if count > 0 {
                    return Ok(Some((describe(&part), count)));
                }
            }
        }
        Ok(None)
    }

    /// The smallest slop with which a phrase matches, with the number of documents.
    fn smallest_slop(&self, phrase: &Phrase) -> Result<Option<(u32, u64)>, IndexError> {
        let with = |slop| self.count(&part_of(phrase, &phrase.words, Some(slop)));
        let tried = phrase.slop.map_or(0, |slop| slop + 1);
        if tried > MAX_SLOP || with(MAX_SLOP)? == 0 {
            return Ok(None);
        }
        let (mut low, mut high) = (tried, MAX_SLOP);
        while low < high {
            let middle = (low + high) / 2;
            match with(middle)? {
                0 => low = middle + 1,
                _ => high = middle,
            }
        }
        Ok(Some((high, with(high)?)))
    }

    fn help_with_filters(&self, query: &Query, help: &mut Help) -> Result<(), IndexError> {
        let Query::All(parts) = query else {
            return Ok(());
        };
        let is_filter = |part: &&Query| matches!(part, Query::Filter(_) | Query::Not(_));
        let (filters, words): (Vec<&Query>, Vec<&Query>) = parts.iter().partition(is_filter);
        if filters.is_empty() || words.is_empty() {
            return Ok(());
        }
        let all = |parts: &[&Query]| Query::All(parts.iter().map(|part| (*part).clone()).collect());
        help.without_filters = Some(self.count(&all(&words))?);
        for left_out in &filters {
            let kept = parts.iter().filter(|part| !std::ptr::eq(*part, *left_out));
            let count = self.count(&all(&kept.collect::<Vec<_>>()))?;
            if count > 0 {
                help.without_filter.push((describe(left_out), count));
            }
        }
        Ok(())
    }
}

/// Collects the words and phrases of a query that are not negated, in order.
fn positive_leaves<'a>(query: &'a Query, leaves: &mut Vec<&'a Query>) {
    match query {
        Query::Word(_) | Query::Phrase(_) => leaves.push(query),
        Query::All(parts) | Query::Any(parts) => {
            parts.iter().for_each(|part| positive_leaves(part, leaves))
        }
        Query::Everything | Query::Filter(_) | Query::Not(_) => {}
    }
}

fn exact_word(query: &Query) -> Option<&str> {
    let pattern = match query {
        Query::Word(Word {
            field: TextField::Text,
            pattern,
            ..
        }) => pattern,
        Query::Phrase(phrase) => phrase.words.first()?,
        _ => return None,
    };
    match pattern {
        Pattern::Exact(word) => Some(word),
        Pattern::Wildcard(_) | Pattern::Fuzzy { .. } => None,
    }
}

fn part_of(phrase: &Phrase, words: &[Pattern], slop: Option<u32>) -> Query {
    Query::Phrase(Phrase {
        field: phrase.field,
        words: words.to_vec(),
        joined: Vec::new(),
        slop,
        verbatim: None,
    })
}
