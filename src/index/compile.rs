//! From a query as plain data to a query of the engine, and to what must be shown of it.

use std::sync::Arc;

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, EnableScoring, Occur,
    Query as EngineQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Searcher, Term};

use super::filtering::filtered;
use super::inflections::words_of_stem;
use super::locate::{Needle, Needles};
use super::postings::OfStem;
use super::schema::{Fields, STATUS_OK};
use super::slots::{Slot, Vocabulary};
use super::together::Together;
use super::verbatim::Verbatim;
use super::words::Stem;
use super::{Index, IndexError};
use crate::model::{Language, Reason};
use crate::query::{Filter, Pattern, Phrase, Query, Recommended, TextField, Word, describe};

/// How much more the exact form of a word counts than one of its inflections. This and the next were set before there
/// was feedback (`feedback`), and have not been measured by themselves since.
const EXACT_FORM: f32 = 0.3;

/// How much more a word counts where it stands in the title.
const IN_TITLE: f32 = 0.2;

/// How much more neighbours among the words of a query count where they stand close together.
const IN_PAIR: f32 = 0.3;

/// How many words may stand between them.
const PAIR_SLOP: u32 = 4;

/// A word in more than this part of all documents tells nothing about its neighbours.
const COMMON: u64 = 4;

/// Positions jump by a thousand where no phrase may run on; slop stays well below that.
const MAX_SLOP: u32 = 500;

/// A query made ready.
pub(super) struct Compiled {
    /// Finds the documents; skipped files are never among them.
    pub(super) query: Box<dyn EngineQuery>,
    /// Finds the places in them.
    pub(super) needles: Needles,
    /// The recommendations that are asked for.
    pub(super) recommended: Option<Recommended>,
    /// What adds to the score.
    pub(super) parts: Vec<Scored>,
}

/// A part of a query that adds to the score.
pub(super) struct Scored {
    /// As people read it.
    pub(super) name: String,
    pub(super) query: Box<dyn EngineQuery>,
}

impl Compiled {
    /// What each part adds to the score of a document, the most first.
    pub(super) fn reasons(
        &self,
        searcher: &Searcher,
        address: DocAddress,
    ) -> Result<Vec<Reason>, IndexError> {
        let mut reasons = Vec::new();
        for part in &self.parts {
            reasons.push(Reason {
                part: part.name.clone(),
                score: score_of(&*part.query, searcher, address)?,
            });
        }
        reasons.retain(|reason| reason.score > 0.0);
        reasons.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(reasons)
    }
}

/// How much a query gives a document; 0 where it does not match. The engine's own explanations look for documents behind
/// them, which it forbids.
fn score_of(
    query: &dyn EngineQuery,
    searcher: &Searcher,
    address: DocAddress,
) -> Result<f32, IndexError> {
    let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
    let segment = searcher.segment_reader(address.segment_ord);
    let mut scorer = weight.scorer(segment, 1.0)?;
    let doc = address.doc_id;
    match scorer.doc() <= doc && scorer.seek(doc) == doc {
        true => Ok(scorer.score()),
        false => Ok(0.0),
    }
}

/// Compiles a query for an index as it is now.
pub(super) fn compile(query: &Query, index: &Index) -> Result<Compiled, IndexError> {
    let mut compiler = Compiler {
        index,
        searcher: &index.searcher,
        fields: &index.fields,
        languages: index.languages()?,
        needles: Vec::new(),
        recommended: None,
        parts: Vec::new(),
    };
    let pairs = compiler.pairs(query)?;
    let compiled = compiler.query(query)?;
    let mut clauses = vec![(Occur::Must, compiled)];
    if !takes_text(query) {
        clauses.insert(0, (Occur::Must, compiler.searchable()));
    }
    clauses.extend(pairs);
    Ok(Compiled {
        query: all_of(clauses),
        needles: Needles(compiler.needles),
        recommended: compiler.recommended,
        parts: compiler.parts,
    })
}

/// Whether only documents with text can match: skipped files have no words.
fn takes_text(query: &Query) -> bool {
    match query {
        Query::Word(_) | Query::Phrase(_) => true,
        Query::All(parts) => parts.iter().any(takes_text),
        Query::Any(parts) => !parts.is_empty() && parts.iter().all(takes_text),
        Query::Everything | Query::Filter(_) | Query::Not(_) => false,
    }
}

/// A part of a query, and whether it must, may or must not match.
type Clause = (Occur, Box<dyn EngineQuery>);

struct Compiler<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
    fields: &'a Fields,
    languages: &'a [Option<Language>],
    needles: Vec<Needle>,
    recommended: Option<Recommended>,
    parts: Vec<Scored>,
}

impl Compiler<'_> {
    fn query(&mut self, query: &Query) -> Result<Box<dyn EngineQuery>, IndexError> {
        Ok(match query {
            Query::Everything => unscored(Box::new(AllQuery)),
            Query::Filter(filter) => {
                if let Filter::Recommendation(asked) = filter {
                    self.recommended = Some(asked.clone());
                }
                unscored(filtered(filter, self.searcher, self.fields)?)
            }
            Query::Word(word) => {
                let compiled = self.word(word)?;
                self.scored(query, compiled)
            }
            Query::Phrase(phrase) => {
                let compiled = self.phrase(phrase)?;
                self.scored(query, compiled)
            }
            Query::All(parts) => all_of(self.parts(parts, Occur::Must)?),
            Query::Any(parts) => all_of(self.parts(parts, Occur::Should)?),
            Query::Not(part) => {
                let everything = self.searchable();
                let part = self.without_needles(part)?;
                all_of(vec![(Occur::Must, everything), (Occur::MustNot, part)])
            }
        })
    }

    /// Neighbours among the words of a query, where they stand close together: what is meant is often both.
    fn pairs(&mut self, query: &Query) -> Result<Vec<Clause>, IndexError> {
        let (Query::All(parts) | Query::Any(parts)) = query else {
            return Ok(Vec::new());
        };
        let mut pairs = Vec::new();
        for part in parts {
            pairs.extend(self.pairs(part)?);
        }
        for pair in parts.windows(2) {
            let [Query::Word(one), Query::Word(other)] = pair else {
                continue;
            };
            let telling = self.is_telling(one)? && self.is_telling(other)?;
            if !telling || one.pattern == other.pattern {
                continue;
            }
            let field = self.fields.text;
            let slot = |word: &Word| self.vocabulary(field).slot(&word.pattern);
            let slots = Arc::new(vec![slot(one)?, slot(other)?]);
            let near = Together {
                slop: Some(PAIR_SLOP),
                ..self.together(field, slots)
            };
            let near = boosted(Box::new(near), IN_PAIR);
            self.parts.push(Scored {
                name: format!("{} near {}", one.accented, other.accented),
                query: near.box_clone(),
            });
            pairs.push((Occur::Should, near));
        }
        Ok(pairs)
    }

    /// Whether a word stands in few enough documents to tell them apart.
    fn is_telling(&self, word: &Word) -> Result<bool, IndexError> {
        let (TextField::Text, Pattern::Exact(exact)) = (word.field, &word.pattern) else {
            return Ok(false);
        };
        let frequency = self
            .searcher
            .doc_freq(&Term::from_field_text(self.fields.text, exact))?;
        Ok(frequency > 0 && frequency <= self.searcher.num_docs() / COMMON)
    }

    fn scored(&mut self, part: &Query, compiled: Box<dyn EngineQuery>) -> Box<dyn EngineQuery> {
        self.parts.push(Scored {
            name: describe(part),
            query: compiled.box_clone(),
        });
        compiled
    }

    /// The parts of a query; within `Must`, what is not wanted is taken away from the rest.
    fn parts(&mut self, parts: &[Query], occur: Occur) -> Result<Vec<Clause>, IndexError> {
        let mut compiled = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            compiled.push(match part {
                Query::Not(part) if occur == Occur::Must => {
                    (Occur::MustNot, self.without_needles(part)?)
                }
                part => (occur, self.query(part)?),
            });
        }
        if compiled.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            compiled.push((Occur::Must, self.searchable()));
        }
        Ok(compiled)
    }

    /// What is not wanted is not shown.
    fn without_needles(&mut self, query: &Query) -> Result<Box<dyn EngineQuery>, IndexError> {
        let (shown, scored) = (self.needles.len(), self.parts.len());
        let recommended = self.recommended.clone();
        let compiled = self.query(query);
        self.needles.truncate(shown);
        self.parts.truncate(scored);
        self.recommended = recommended;
        compiled
    }

    fn searchable(&self) -> Box<dyn EngineQuery> {
        unscored(keyword(self.fields.status, STATUS_OK))
    }

    fn word(&mut self, word: &Word) -> Result<Box<dyn EngineQuery>, IndexError> {
        let field = self.text_field(word.field);
        let slots = Arc::new(vec![self.vocabulary(field).slot(&word.pattern)?]);
        let stems = match &word.pattern {
            Pattern::Exact(_) => self.stems(&word.accented),
            Pattern::Wildcard(_) | Pattern::Fuzzy { .. } => Vec::new(),
        };
        let exact = self.together(field, slots);
        if word.field == TextField::Text {
            self.needles.push(Needle {
                together: exact.clone(),
                stems: stems.clone(),
            });
        }
        if stems.is_empty() {
            return Ok(Box::new(exact));
        }
        let inflected = self.inflected(field, &stems)?;
        let mut ways = vec![(Occur::Should, boosted(Box::new(exact), EXACT_FORM))];
        ways.extend(inflected);
        let found = all_of(ways);
        if word.field == TextField::Title {
            return Ok(found);
        }
        let in_title = self.inflected(self.fields.title, &stems)?;
        let in_title = boosted(all_of(in_title), IN_TITLE);
        Ok(all_of(vec![
            (Occur::Must, found),
            (Occur::Should, in_title),
        ]))
    }

    /// The stem of a word, in each language of the archive.
    fn stems(&self, accented: &str) -> Vec<Stem> {
        let stem = |language: &Option<Language>| Stem::of(accented, language.as_ref());
        let mut stems: Vec<Stem> = self.languages.iter().map(stem).collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    /// Any word of these stems, in documents in their languages.
    fn inflected(&self, field: Field, stems: &[Stem]) -> Result<Vec<Clause>, IndexError> {
        let clause = |stem| {
            let inflected: Box<dyn EngineQuery> = Box::new(self.index.inflected(field, stem)?);
            Ok((Occur::Should, inflected))
        };
        stems.iter().map(clause).collect()
    }

    fn together(&self, field: Field, slots: Arc<Vec<Slot>>) -> Together {
        Together::of_slots(field, slots, self.index.words.clone())
    }

    fn phrase(&mut self, phrase: &Phrase) -> Result<Box<dyn EngineQuery>, IndexError> {
        let field = self.text_field(phrase.field);
        let slots = Arc::new(self.vocabulary(field).slots(phrase)?);
        let slop = phrase.slop.map(|slop| slop.min(MAX_SLOP));
        let verbatim = phrase
            .verbatim
            .as_deref()
            .filter(|_| phrase.field == TextField::Text);
        let verbatim = match verbatim {
            Some(typed) => {
                self.index
                    .needs_text("compare case, accents and punctuation")?;
                let (fields, packing) = (*self.fields, self.index.packing()?.clone());
                let verbatim = Verbatim::new(typed, fields, packing, slots.clone(), slop);
                Some(Arc::new(verbatim))
            }
            None => None,
        };
        let together = Together {
            slop,
            verbatim,
            ..self.together(field, slots)
        };
        if phrase.field == TextField::Text {
            self.needles.push(Needle {
                together: together.clone(),
                stems: Vec::new(),
            });
        }
        Ok(Box::new(together))
    }

    fn vocabulary(&self, field: Field) -> Vocabulary<'_> {
        Vocabulary {
            searcher: self.searcher,
            field,
            read: &self.index.words,
        }
    }

    fn text_field(&self, field: TextField) -> Field {
        match field {
            TextField::Text => self.fields.text,
            TextField::Title => self.fields.title,
        }
    }
}

impl Index {
    /// Any word of a stem, in documents in its language.
    pub(super) fn inflected(&self, field: Field, stem: &Stem) -> Result<Together, IndexError> {
        let key = (field, stem.key.clone());
        let of_stem = match self.words.of_stems.get(&key) {
            Some(of_stem) => of_stem,
            None => {
                let words = words_of_stem(&self.searcher, self.fields.inflections, stem)?;
                let bytes = words.iter().map(|word| 128 + 2 * word.term.len()).sum();
                let slot = Slot {
                    typed: vec![words.clone()],
                    words,
                    runs: Vec::new(),
                };
                let mut of_stem = OfStem {
                    slots: Arc::new(vec![slot]),
                    documents: None,
                };
                let together = Together::of_stem(field, stem, &of_stem, &self.words);
                of_stem.documents = Some(together.count_documents(&self.searcher)?);
                self.words.of_stems.keep(key, of_stem, bytes)
            }
        };
        Ok(Together::of_stem(field, stem, &of_stem, &self.words))
    }
}

pub(super) fn all_of(mut parts: Vec<Clause>) -> Box<dyn EngineQuery> {
    match parts.len() {
        0 => Box::new(EmptyQuery),
        1 if parts[0].0 != Occur::MustNot => parts.swap_remove(0).1,
        _ => Box::new(BooleanQuery::new(parts)),
    }
}

fn unscored(query: Box<dyn EngineQuery>) -> Box<dyn EngineQuery> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn boosted(query: Box<dyn EngineQuery>, boost: f32) -> Box<dyn EngineQuery> {
    Box::new(BoostQuery::new(query, boost))
}

pub(super) fn keyword(field: Field, value: &str) -> Box<dyn EngineQuery> {
    Box::new(TermQuery::new(
        Term::from_field_text(field, value),
        IndexRecordOption::Basic,
    ))
}
