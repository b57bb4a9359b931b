//! Compiles a query to one of the engine, and to what is highlighted in its hits.

pub(crate) mod clauses;
mod filters;

use std::sync::Arc;

use tantivy::query::{AllQuery, EnableScoring, Occur, Query as EngineQuery};
use tantivy::schema::Field;
use tantivy::{DocAddress, Searcher, Term};

use self::clauses::{Clause, boosted, combine, keyword, unscored};
use self::filters::compile_filter;
use super::analysis::stems::Stem;
use super::error::IndexError;
use super::phrase::alternatives::{Alternatives, Vocabulary};
use super::phrase::query::PhraseQuery;
use super::phrase::verbatim::Verbatim;
use super::reader::Index;
use super::schema::{Fields, STATUS_OK};
use crate::model::{Language, Reason};
use crate::query::{Filter, Pattern, Phrase, Query, Recommended, TextField, Word, describe};

/// The boost of a word's exact form, beside its inflections. This and the next were set before there was feedback
/// (`search::feedback`), and have not been measured by themselves since.
const EXACT_FORM_BOOST: f32 = 0.3;

/// The boost of a word in the title.
const TITLE_BOOST: f32 = 0.2;

/// The boost of neighbouring words of a query that stand close together.
const PAIR_BOOST: f32 = 0.3;

/// How many words may stand between such neighbours.
const PAIR_SLOP: u32 = 4;

/// A word in more than one of so many documents is too common for its neighbours to matter.
const COMMON_ONE_IN: u64 = 4;

/// The greatest slop. Positions jump by a thousand at breaks, which no phrase may cross.
const MAX_SLOP: u32 = 500;

/// A compiled query.
pub(crate) struct Compiled {
    /// Matches the documents; never skipped files.
    pub(crate) query: Box<dyn EngineQuery>,
    /// What is highlighted in them.
    pub(crate) targets: Vec<HighlightTarget>,
    /// The recommendations that are asked for.
    pub(crate) recommended: Option<Recommended>,
    /// The parts that add to the score.
    pub(crate) parts: Vec<ScoredPart>,
}

/// A word or phrase whose occurrences are highlighted.
pub(crate) struct HighlightTarget {
    pub(crate) phrase: PhraseQuery,
    /// The inflections of a single word, by language.
    pub(crate) inflections: Vec<PhraseQuery>,
}

/// A part of a query that adds to the score.
pub(crate) struct ScoredPart {
    /// As shown to the user.
    pub(crate) name: String,
    pub(crate) query: Box<dyn EngineQuery>,
}

impl Compiled {
    /// The score that each part contributes to a document, greatest first.
    pub(crate) fn reasons(
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

/// The score of a document; 0 if it does not match. The engine's own explanations seek backwards, which it forbids.
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

/// Compiles a query for an index.
///
/// # Errors
/// When a pattern matches too many terms, letters are to be compared and the index stores no texts, or the index cannot be read.
pub(crate) fn compile(query: &Query, index: &Index) -> Result<Compiled, IndexError> {
    let mut compiler = Compiler {
        index,
        searcher: &index.searcher,
        fields: &index.fields,
        languages: index.languages()?,
        targets: Vec::new(),
        recommended: None,
        parts: Vec::new(),
    };
    let pairs = compiler.pairs(query)?;
    let compiled = compiler.query(query)?;
    let mut clauses = vec![(Occur::Must, compiled)];
    if !needs_text(query) {
        clauses.insert(0, (Occur::Must, compiler.searchable()));
    }
    clauses.extend(pairs);
    Ok(Compiled {
        query: combine(clauses),
        targets: compiler.targets,
        recommended: compiler.recommended,
        parts: compiler.parts,
    })
}

/// Whether only documents with text can match, which skipped files do not have.
fn needs_text(query: &Query) -> bool {
    match query {
        Query::Word(_) | Query::Phrase(_) => true,
        Query::All(parts) => parts.iter().any(needs_text),
        Query::Any(parts) => !parts.is_empty() && parts.iter().all(needs_text),
        Query::Everything | Query::Filter(_) | Query::Not(_) => false,
    }
}

struct Compiler<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
    fields: &'a Fields,
    languages: &'a [Option<Language>],
    targets: Vec<HighlightTarget>,
    recommended: Option<Recommended>,
    parts: Vec<ScoredPart>,
}

impl Compiler<'_> {
    fn query(&mut self, query: &Query) -> Result<Box<dyn EngineQuery>, IndexError> {
        Ok(match query {
            Query::Everything => unscored(Box::new(AllQuery)),
            Query::Filter(filter) => {
                if let Filter::Recommendation(asked) = filter {
                    self.recommended = Some(asked.clone());
                }
                unscored(compile_filter(filter, self.searcher, self.fields)?)
            }
            Query::Word(word) => {
                let compiled = self.word(word)?;
                self.scored(query, compiled)
            }
            Query::Phrase(phrase) => {
                let compiled = self.phrase(phrase)?;
                self.scored(query, compiled)
            }
            Query::All(parts) => combine(self.parts(parts, Occur::Must)?),
            Query::Any(parts) => combine(self.parts(parts, Occur::Should)?),
            Query::Not(part) => {
                let everything = self.searchable();
                let part = self.unhighlighted(part)?;
                combine(vec![(Occur::Must, everything), (Occur::MustNot, part)])
            }
        })
    }

    /// Optional clauses for neighbouring words that stand close together, which often are meant as one.
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
            let distinctive = self.is_distinctive(one)? && self.is_distinctive(other)?;
            if !distinctive || one.pattern == other.pattern {
                continue;
            }
            let field = self.fields.text;
            let slot = |word: &Word| self.vocabulary(field).word(&word.pattern);
            let near = PhraseQuery {
                slop: Some(PAIR_SLOP),
                ..self.phrase_query(field, vec![slot(one)?, slot(other)?])
            };
            let near = boosted(Box::new(near), PAIR_BOOST);
            self.parts.push(ScoredPart {
                name: format!("{} near {}", one.accented, other.accented),
                query: near.box_clone(),
            });
            pairs.push((Occur::Should, near));
        }
        Ok(pairs)
    }

    /// Whether a word occurs, and in few enough documents to distinguish them.
    fn is_distinctive(&self, word: &Word) -> Result<bool, IndexError> {
        let (TextField::Text, Pattern::Exact(exact)) = (word.field, &word.pattern) else {
            return Ok(false);
        };
        let frequency = self
            .searcher
            .doc_freq(&Term::from_field_text(self.fields.text, exact))?;
        Ok(frequency > 0 && frequency <= self.searcher.num_docs() / COMMON_ONE_IN)
    }

    fn scored(&mut self, part: &Query, compiled: Box<dyn EngineQuery>) -> Box<dyn EngineQuery> {
        self.parts.push(ScoredPart {
            name: describe(part),
            query: compiled.box_clone(),
        });
        compiled
    }

    /// The clauses of the parts of a query; negations within `Must` are clauses of their own.
    fn parts(&mut self, parts: &[Query], occur: Occur) -> Result<Vec<Clause>, IndexError> {
        let mut compiled = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            compiled.push(match part {
                Query::Not(part) if occur == Occur::Must => {
                    (Occur::MustNot, self.unhighlighted(part)?)
                }
                part => (occur, self.query(part)?),
            });
        }
        if compiled.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            compiled.push((Occur::Must, self.searchable()));
        }
        Ok(compiled)
    }

    /// Compiles a negated query, which is neither highlighted nor scored.
    fn unhighlighted(&mut self, query: &Query) -> Result<Box<dyn EngineQuery>, IndexError> {
        let (targets, parts) = (self.targets.len(), self.parts.len());
        let recommended = self.recommended.clone();
        let compiled = self.query(query);
        self.targets.truncate(targets);
        self.parts.truncate(parts);
        self.recommended = recommended;
        compiled
    }

    fn searchable(&self) -> Box<dyn EngineQuery> {
        unscored(keyword(self.fields.status, STATUS_OK))
    }

    fn word(&mut self, word: &Word) -> Result<Box<dyn EngineQuery>, IndexError> {
        let field = self.text_field(word.field);
        let alternatives = self.vocabulary(field).word(&word.pattern)?;
        let exact = self.phrase_query(field, vec![alternatives]);
        let stems = match &word.pattern {
            Pattern::Exact(_) => self.stems(&word.accented),
            Pattern::Wildcard(_) | Pattern::Fuzzy { .. } => Vec::new(),
        };
        let inflections = self.stem_queries(field, &stems)?;
        if word.field == TextField::Text {
            self.targets.push(HighlightTarget {
                phrase: exact.clone(),
                inflections: inflections.clone(),
            });
        }
        if stems.is_empty() {
            return Ok(Box::new(exact));
        }
        let mut forms = vec![(Occur::Should, boosted(Box::new(exact), EXACT_FORM_BOOST))];
        forms.extend(any_of(inflections));
        let matching = combine(forms);
        if word.field == TextField::Title {
            return Ok(matching);
        }
        let in_title = self.stem_queries(self.fields.title, &stems)?;
        let in_title = boosted(combine(any_of(in_title)), TITLE_BOOST);
        Ok(combine(vec![
            (Occur::Must, matching),
            (Occur::Should, in_title),
        ]))
    }

    /// The stem of a word in each language of the archive.
    fn stems(&self, accented: &str) -> Vec<Stem> {
        let stem = |language: &Option<Language>| Stem::of(accented, language.as_ref());
        let mut stems: Vec<Stem> = self.languages.iter().map(stem).collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    fn stem_queries(&self, field: Field, stems: &[Stem]) -> Result<Vec<PhraseQuery>, IndexError> {
        let query = |stem| self.index.stem_query(field, stem);
        stems.iter().map(query).collect()
    }

    fn phrase(&mut self, phrase: &Phrase) -> Result<Box<dyn EngineQuery>, IndexError> {
        let field = self.text_field(phrase.field);
        let slots = self.vocabulary(field).phrase(phrase)?;
        let verbatim = (phrase.verbatim.as_deref()).filter(|_| phrase.field == TextField::Text);
        if verbatim.is_some() {
            self.index
                .needs_text("compare case, accents and punctuation")?;
        }
        let verbatim = verbatim.map(|typed| Arc::new(Verbatim::new(typed, self.fields.flow)));
        let query = PhraseQuery {
            slop: phrase.slop.map(|slop| slop.min(MAX_SLOP)),
            verbatim,
            ..self.phrase_query(field, slots)
        };
        if phrase.field == TextField::Text {
            self.targets.push(HighlightTarget {
                phrase: query.clone(),
                inflections: Vec::new(),
            });
        }
        Ok(Box::new(query))
    }

    fn phrase_query(&self, field: Field, slots: Vec<Alternatives>) -> PhraseQuery {
        PhraseQuery::new(field, Arc::new(slots), self.index.postings.clone())
    }

    fn vocabulary(&self, field: Field) -> Vocabulary<'_> {
        Vocabulary {
            searcher: self.searcher,
            field,
            cache: &self.index.compounds,
        }
    }

    fn text_field(&self, field: TextField) -> Field {
        match field {
            TextField::Text => self.fields.text,
            TextField::Title => self.fields.title,
        }
    }
}

fn any_of(queries: Vec<PhraseQuery>) -> Vec<Clause> {
    let clause = |query| (Occur::Should, Box::new(query) as Box<dyn EngineQuery>);
    queries.into_iter().map(clause).collect()
}
