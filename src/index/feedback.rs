//! Which other words tell the documents that a bag of words means? Those that the best of them have in common.
//!
//! Pseudo-relevance feedback in the manner of RM3 (Abdul-Jaleel et al. 2004), for queries that ask for any of several words:
//! a document's word counts as in BM25, and a document as the square of its score. It changes the order of what is found,
//! never what is found.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query as EngineQuery};

use super::collect::Collect;
use super::compile::{Compiled, Scored};
use super::ranked::Ranked;
use super::words::Stem;
use super::{Index, IndexError};
use crate::query::{Grouping, Pattern, Query, Sort, TextField, Word};
use crate::text;

/// How many of the best documents are looked at.
const DOCUMENTS: usize = 10;

/// How many words they give.
const WORDS: usize = 30;

/// Repetition and length count as in BM25.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// How much of a document is looked at, in bytes: long ones are about many things, and reading them takes time.
const READ_BYTES: usize = 16 << 10;

/// Fewer words are a name or a term rather than a question.
const MIN_QUERY_WORDS: usize = 3;

/// The words of a document, by stem.
type Counts = HashMap<Stem, Counted>;

/// How often a stem stands in a document, and as which words.
#[derive(Default)]
struct Counted {
    times: f32,
    words: BTreeSet<String>,
}

/// Whether a query is a bag of words, filters aside.
pub(super) fn helps(query: &Query) -> bool {
    match query {
        Query::Any(parts) => parts.len() >= MIN_QUERY_WORDS && parts.iter().all(is_plain),
        Query::All(parts) => {
            let mut words = parts
                .iter()
                .filter(|part| !matches!(part, Query::Filter(_) | Query::Not(_)));
            words.next().is_some_and(helps) && words.next().is_none()
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
    /// The same query with what its best documents tell.
    pub(super) fn with_feedback(&self, compiled: Compiled) -> Result<Compiled, IndexError> {
        let collect = Collect {
            sort: Sort::Relevance,
            grouping: Grouping::Copies,
            keep: DOCUMENTS,
            facets: &[],
        };
        let best = collect.collect(&*compiled.query, self)?.best;
        let terms = self.common_terms(&best)?;
        let mut parts = compiled.parts;
        let mut clauses: Vec<(Occur, Box<dyn EngineQuery>)> = vec![(Occur::Must, compiled.query)];
        for (stem, weight) in terms {
            let inflected = self.inflected(self.fields.text, &stem)?;
            let query = BoostQuery::new(Box::new(inflected), weight);
            parts.push(Scored {
                name: format!("{} (feedback)", stem.bare()),
                query: Box::new(query.clone()),
            });
            clauses.push((Occur::Should, Box::new(query)));
        }
        Ok(Compiled {
            query: Box::new(BooleanQuery::new(clauses)),
            needles: compiled.needles,
            recommended: compiled.recommended,
            parts,
        })
    }

    /// The stems that tell the best documents from others, each with its weight.
    fn common_terms(&self, best: &[Ranked]) -> Result<Vec<(Stem, f32)>, IndexError> {
        let all: f32 = best.iter().map(|ranked| ranked.score).sum();
        let read = best
            .iter()
            .map(|ranked| Ok((ranked.score, self.stems_of(ranked)?)));
        let read: Vec<(f32, Counts)> = read.collect::<Result<_, IndexError>>()?;
        let length = |counts: &Counts| counts.values().map(|counted| counted.times).sum::<f32>();
        let words: f32 = read.iter().map(|(_, counts)| length(counts)).sum();
        #[allow(clippy::cast_precision_loss)]
        let usual = words / read.len().max(1) as f32;
        let mut shares: BTreeMap<Stem, (f32, BTreeSet<String>)> = BTreeMap::new();
        for (score, counts) in read.into_iter().filter(|(score, _)| *score > 0.0) {
            let trust = (score / all).powi(2);
            let saturation = K1 * (1.0 - B + B * length(&counts) / usual);
            for (stem, Counted { times, words }) in counts {
                let (share, of_stem) = shares.entry(stem).or_default();
                *share += trust * times / (times + saturation);
                of_stem.extend(words);
            }
        }
        let mut weighted = Vec::with_capacity(shares.len());
        for (stem, (share, words)) in shares {
            weighted.push((stem, share * self.rarity(&words)?));
        }
        weighted.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        weighted.truncate(WORDS);
        let most = weighted.first().map_or(1.0, |(_, weight)| *weight);
        weighted.iter_mut().for_each(|(_, weight)| *weight /= most);
        Ok(weighted)
    }

    /// How often each stem stands at the start of a document; numbers and single letters tell nothing.
    fn stems_of(&self, ranked: &Ranked) -> Result<Counts, IndexError> {
        let text = self.text(ranked.address)?;
        let card = self.card(ranked.address)?;
        let language = card.language.as_ref();
        let text = text.flow.searchable();
        let start = &text[..text.floor_char_boundary(READ_BYTES.min(text.len()))];
        let mut counts = Counts::new();
        text::for_each_token(start, &[], |token| {
            if token.term.chars().nth(1).is_some()
                && !token.term.starts_with(|c: char| c.is_numeric())
            {
                let stem = Stem::of(token.accented, language);
                let counted = counts.entry(stem).or_default();
                counted.times += 1.0;
                counted.words.insert(token.term.to_owned());
            }
        });
        Ok(counts)
    }

    /// The inverse document frequency of words with one stem.
    #[allow(clippy::cast_precision_loss)]
    fn rarity(&self, words: &BTreeSet<String>) -> Result<f32, IndexError> {
        let documents = self.searcher.num_docs();
        let mut frequency = 0;
        for word in words {
            let term = Term::from_field_text(self.fields.text, word);
            frequency += self.searcher.doc_freq(&term)?;
        }
        Ok((documents as f32 / frequency.max(1) as f32).ln().max(0.0))
    }
}
