//! Pseudo-relevance feedback in the manner of RM3 (Abdul-Jaleel et al. 2004): ranks a bag of words by what its best documents have
//! in common.
//!
//! Terms are weighted within a document as in BM25, and documents by the square of their score. Feedback changes the order of
//! the hits, never which documents match.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tantivy::Term;
use tantivy::query::Occur;

use super::collect::Collect;
use super::rank::ScoredDoc;
use crate::index::analysis::stems::Stem;
use crate::index::compile::clauses::{boosted, combine};
use crate::index::compile::{Compiled, ScoredPart};
use crate::index::error::IndexError;
use crate::index::reader::Index;
use crate::query::{Grouping, Pattern, Query, Sort, TextField, Word};
use crate::text;

/// How many of the best documents are read.
const DOCUMENTS: usize = 10;

/// How many stems are added to the query.
const WORDS: usize = 30;

/// The parameters of BM25.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// How much of a document is read, in bytes: long ones are about many things, and take time.
const READ_BYTES: usize = 16 << 10;

/// Shorter queries are names or terms rather than questions.
const MIN_QUERY_WORDS: usize = 3;

/// The stems of a document.
type StemCounts = HashMap<Stem, StemCount>;

/// The frequency of a stem in a document, and the words it occurs as.
#[derive(Default)]
struct StemCount {
    frequency: f32,
    words: BTreeSet<String>,
}

/// Whether a query is a bag of words, filters aside, which feedback improves.
pub(crate) fn applies_to(query: &Query) -> bool {
    match query {
        Query::Any(parts) => parts.len() >= MIN_QUERY_WORDS && parts.iter().all(is_plain),
        Query::All(parts) => {
            let mut words = parts
                .iter()
                .filter(|part| !matches!(part, Query::Filter(_) | Query::Not(_)));
            words.next().is_some_and(applies_to) && words.next().is_none()
        }
        _ => false,
    }
}

fn is_plain(part: &Query) -> bool {
    match part {
        Query::Word(Word { field, pattern, .. }) => {
            *field == TextField::Text && matches!(pattern, Pattern::Exact(_))
        }
        Query::Phrase(phrase) => phrase.field == TextField::Text && phrase.verbatim.is_none(),
        _ => false,
    }
}

impl Index {
    /// Adds the stems that distinguish the best documents of a query to it, as optional clauses.
    pub(crate) fn with_feedback(&self, compiled: Compiled) -> Result<Compiled, IndexError> {
        let collect = Collect {
            sort: Sort::Relevance,
            grouping: Grouping::Copies,
            keep: DOCUMENTS,
            facets: &[],
        };
        let best = collect.collect(&*compiled.query, self)?.best;
        let terms = self.common_terms(&best)?;
        let mut parts = compiled.parts;
        let mut clauses = vec![(Occur::Must, compiled.query)];
        for (stem, weight) in terms {
            let words_of_stem = self.stem_query(self.fields.text, &stem)?;
            let query = boosted(Box::new(words_of_stem), weight);
            parts.push(ScoredPart {
                name: format!("{} (feedback)", stem.bare()),
                query: query.box_clone(),
            });
            clauses.push((Occur::Should, query));
        }
        Ok(Compiled {
            query: combine(clauses),
            parts,
            ..compiled
        })
    }

    /// The stems that distinguish documents from others, each with its weight, greatest first.
    fn common_terms(&self, best: &[ScoredDoc]) -> Result<Vec<(Stem, f32)>, IndexError> {
        let all: f32 = best.iter().map(|doc| doc.score).sum();
        let read = best.iter().map(|doc| Ok((doc.score, self.stems_of(doc)?)));
        let read: Vec<(f32, StemCounts)> = read.collect::<Result<_, IndexError>>()?;
        let length = |counts: &StemCounts| {
            counts
                .values()
                .map(|counted| counted.frequency)
                .sum::<f32>()
        };
        let words: f32 = read.iter().map(|(_, counts)| length(counts)).sum();
        #[allow(clippy::cast_precision_loss)]
        let mean_length = words / read.len().max(1) as f32;
        let mut shares: BTreeMap<Stem, (f32, BTreeSet<String>)> = BTreeMap::new();
        for (score, counts) in read.into_iter().filter(|(score, _)| *score > 0.0) {
            let weight = (score / all).powi(2);
            let saturation = K1 * (1.0 - B + B * length(&counts) / mean_length);
            for (stem, StemCount { frequency, words }) in counts {
                let (share, of_stem) = shares.entry(stem).or_default();
                *share += weight * frequency / (frequency + saturation);
                of_stem.extend(words);
            }
        }
        let mut weighted = Vec::with_capacity(shares.len());
        for (stem, (share, words)) in shares {
            weighted.push((stem, share * self.idf(&words)?));
        }
        weighted.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        weighted.truncate(WORDS);
        let most = weighted.first().map_or(1.0, |(_, weight)| *weight);
        weighted.iter_mut().for_each(|(_, weight)| *weight /= most);
        Ok(weighted)
    }

    /// Counts the stems at the start of a document, without numbers and single letters.
    fn stems_of(&self, doc: &ScoredDoc) -> Result<StemCounts, IndexError> {
        let text = self.text(doc.address)?;
        let summary = self.summary(doc.address)?;
        let language = summary.language.as_ref();
        let text = text.flow.searchable();
        let start = &text[..text.floor_char_boundary(READ_BYTES.min(text.len()))];
        let mut counts = StemCounts::new();
        text::for_each_token(start, &[], |token| {
            if token.term.chars().nth(1).is_some()
                && !token.term.starts_with(|c: char| c.is_numeric())
            {
                let stem = Stem::of(token.accented, language);
                let counted = counts.entry(stem).or_default();
                counted.frequency += 1.0;
                counted.words.insert(token.term.to_owned());
            }
        });
        Ok(counts)
    }

    /// The inverse document frequency of the words of one stem.
    #[allow(clippy::cast_precision_loss)]
    fn idf(&self, words: &BTreeSet<String>) -> Result<f32, IndexError> {
        let documents = self.searcher.num_docs();
        let mut frequency = 0;
        for word in words {
            let term = Term::from_field_text(self.fields.text, word);
            frequency += self.searcher.doc_freq(&term)?;
        }
        Ok((documents as f32 / frequency.max(1) as f32).ln().max(0.0))
    }
}
