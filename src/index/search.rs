//! Answers a query: the documents that match, in order, and where in them.

use std::collections::BTreeMap;

use tantivy::collector::Count;
use tantivy::query::TermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, TERMINATED, Term};

use super::collect::{Collect, Collected, Ranked};
use super::compile::{Compiled, compile};
use super::feedback;
use super::open::OneByOne;
use super::schema::{FACETS, STATUS_OK, STATUS_PARTIAL, STATUS_SKIPPED};
use super::{Index, IndexError, Record};
use crate::layout::{Flow, Region};
use crate::model::{
    Answer, Coverage, Excerpt, Facet, Hit, Inferred, Match, Recommendation, Version,
};
use crate::query::{Grouping, Recommended, Request, Sort};

/// What was found for a request, the hits still to be read.
pub struct Found<'a> {
    /// The answer without its hits.
    pub answer: Answer,
    index: &'a Index,
    compiled: Compiled,
    best: Vec<Ranked>,
    offset: usize,
    matches: usize,
    grouping: Grouping,
}

impl Index {
    /// Answers a request. Counts are exact; hits with the same score come by path. Matches are only looked for, and
    /// counted, if some are asked for and the index holds the texts.
    ///
    /// # Errors
    /// When a pattern stands for too many words, a facet is no field, letters are to be compared and the index holds no
    /// texts, or the index cannot be read.
    pub fn search(&self, request: &Request) -> Result<Answer, IndexError> {
        let mut found = self.find(request)?;
        let hits = found.page()?;
        Ok(Answer {
            hits,
            ..found.answer
        })
    }

    /// Finds the documents, and leaves the reading of them to `Found::hits`.
    ///
    /// # Errors
    /// As `search`.
    pub fn find(&self, request: &Request) -> Result<Found<'_>, IndexError> {
        let unknown = request
            .facets
            .iter()
            .find(|field| !FACETS.contains(&field.as_str()));
        if let Some(field) = unknown {
            return Err(IndexError::UnknownFacet(field.clone()));
        }
        let mut compiled = compile(&request.query, self)?;
        let relevance = request.sort == Sort::Relevance && self.stores_text();
        if relevance && feedback::helps(&request.query) {
            compiled = self.with_feedback(compiled)?;
        }
        let collect = Collect {
            sort: request.sort,
            grouping: request.grouping,
            keep: request.offset.saturating_add(request.limit),
            facets: &request.facets,
        };
        let Collected {
            total,
            best,
            facets,
        } = collect.collect(&*compiled.query, &self.searcher)?;
        let answer = Answer {
            total,
            facets: request
                .facets
                .iter()
                .cloned()
                .zip(facets)
                .map(facet)
                .collect(),
            coverage: self.coverage()?,
            ..Answer::default()
        };
        Ok(Found {
            answer,
            index: self,
            compiled,
            best,
            offset: request.offset,
            matches: if self.stores_text() {
                request.matches
            } else {
                0
            },
            grouping: request.grouping,
        })
    }

    /// How many files can be searched, and how many cannot.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn coverage(&self) -> Result<Coverage, IndexError> {
        let with_status = |status| {
            let term = Term::from_field_text(self.fields.status, status);
            self.searcher
                .search(&TermQuery::new(term, IndexRecordOption::Basic), &Count)
        };
        Ok(Coverage {
            searchable: with_status(STATUS_OK)? as u64,
            partial: with_status(STATUS_PARTIAL)? as u64,
            skipped: with_status(STATUS_SKIPPED)? as u64,
        })
    }

    fn hit(
        &self,
        rank: u64,
        found: &Ranked,
        compiled: &Compiled,
        matches: usize,
    ) -> Result<Hit, IndexError> {
        let needles = &compiled.needles;
        if matches > 0
            && needles.0.is_empty()
            && let Some(asked) = &compiled.recommended
        {
            let (record, flow) = self.stored(found.address)?;
            let located = locate_recommendations(&record, &flow, asked, matches);
            return Ok(hit(rank, found.score, record, located));
        }
        if matches == 0 || needles.0.is_empty() {
            return Ok(hit(
                rank,
                found.score,
                self.record(found.address)?,
                (0, Vec::new()),
            ));
        }
        let (record, flow) = self.stored(found.address)?;
        let language = record.metadata.language.as_ref().map(|found| &found.value);
        let located = needles.locate(&flow, language, matches);
        Ok(hit(rank, found.score, record, located))
    }

    /// Paths and languages of the searchable documents with a value in a field, by path.
    fn with_same(&self, field: Field, value: &str) -> Result<Vec<Version>, IndexError> {
        let term = Term::from_field_text(field, value);
        let mut versions = Vec::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)?
            else {
                continue;
            };
            let (path, language) = (
                OneByOne::open(segment, "path")?,
                OneByOne::open(segment, "language")?,
            );
            let status = OneByOne::open(segment, "status")?;
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                let searchable = status.name(doc)?.as_deref() == Some(STATUS_OK);
                if segment
                    .alive_bitset()
                    .is_none_or(|alive| alive.is_alive(doc))
                    && searchable
                {
                    versions.push(Version {
                        path: path.name(doc)?.unwrap_or_default(),
                        language: language.name(doc)?.unwrap_or_default(),
                    });
                }
                postings.advance();
            }
        }
        versions.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(versions)
    }
}

impl Found<'_> {
    /// The hits in order, each read when it is asked for.
    pub fn hits(&self) -> impl Iterator<Item = Result<Hit, IndexError>> {
        self.ranked().map(|(rank, found)| self.read(rank, found))
    }

    /// Says of each hit what its score is made of.
    pub fn explain(&self, hit: &mut Hit) -> Result<(), IndexError> {
        let ranked = self.ranked().find(|(rank, _)| *rank == hit.rank);
        if let Some((_, found)) = ranked {
            hit.explanation = self.compiled.reasons(&self.index.searcher, found.address)?;
        }
        Ok(())
    }

    /// All hits of the page. They are read in the order they are stored in: neighbours are unpacked together.
    fn page(&mut self) -> Result<Vec<Hit>, IndexError> {
        let mut page: Vec<(u64, &Ranked)> = self.ranked().collect();
        page.sort_by_key(|(_, found)| found.address);
        let hits = page.into_iter().map(|(rank, found)| self.read(rank, found));
        let mut hits = hits.collect::<Result<Vec<_>, _>>()?;
        hits.sort_by_key(|hit| hit.rank);
        Ok(hits)
    }

    fn ranked(&self) -> impl Iterator<Item = (u64, &Ranked)> {
        (1..).zip(&self.best).skip(self.offset)
    }

    fn read(&self, rank: u64, found: &Ranked) -> Result<Hit, IndexError> {
        let index = self.index;
        let mut hit = index.hit(rank, found, &self.compiled, self.matches)?;
        if self.grouping == Grouping::None {
            return Ok(hit);
        }
        let copies = index.with_same(index.fields.sha256, &hit.sha256)?;
        let paths = copies.into_iter().map(|copy| copy.path);
        hit.copies = paths.filter(|path| *path != hit.path).collect();
        if let (Grouping::Symbol, Some(symbol)) = (self.grouping, hit.symbol.first()) {
            let versions = index.with_same(index.fields.symbol, symbol.as_str())?;
            let is_other =
                |version: &Version| version.path != hit.path && !hit.copies.contains(&version.path);
            hit.versions = versions.into_iter().filter(is_other).collect();
        }
        Ok(hit)
    }
}

/// The places of the recommendations that are asked for: how many there are, and the first.
fn locate_recommendations(
    record: &Record,
    flow: &Flow,
    asked: &Recommended,
    matches: usize,
) -> (u64, Vec<Match>) {
    let all = &record.metadata.recommendations;
    let taken: Vec<_> = all.iter().filter(|found| asked.takes(found)).collect();
    let place = |found: &&Recommendation| Match {
        page: found.page,
        page_label: flow.page_label(found.page),
        paragraph: Some(found.number.clone()),
        region: Region::Body.name(),
        excerpt: Excerpt {
            text: found.text.clone(),
            marks: Vec::new(),
        },
    };
    let shown = taken.iter().take(matches).map(place).collect();
    (taken.len() as u64, shown)
}

fn hit(rank: u64, score: f32, record: Record, (match_count, matches): (u64, Vec<Match>)) -> Hit {
    let metadata = record.metadata;
    Hit {
        rank,
        score,
        path: record.path,
        sha256: record.sha256.unwrap_or_default(),
        title: metadata.title.map(|title| title.value).unwrap_or_default(),
        country: values(metadata.country),
        session: values(metadata.session),
        organ: values(metadata.organ),
        symbol: values(metadata.symbol),
        date: metadata.date.map(|date| date.value),
        language: metadata.language.map(|language| language.value),
        pages: record.pages,
        match_count,
        matches,
        copies: Vec::new(),
        versions: Vec::new(),
        explanation: Vec::new(),
    }
}

fn values<T>(found: Vec<Inferred<T>>) -> Vec<T> {
    found.into_iter().map(|found| found.value).collect()
}

/// Most frequent first, then by value.
fn facet((field, counts): (String, BTreeMap<String, u64>)) -> Facet {
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Facet { field, counts }
}
