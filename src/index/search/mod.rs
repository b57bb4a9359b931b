//! Answers queries: the documents that match, in order, and where they match.

pub(crate) mod collect;
mod copies;
mod facets;
mod feedback;
mod locate;
pub(crate) mod rank;

use std::sync::Arc;

use tantivy::collector::Count;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

use self::collect::{Collect, Collected};
use self::locate::{Located, Locator};
use self::rank::ScoredDoc;
use super::compile::{Compiled, compile};
use super::error::IndexError;
use super::reader::Index;
use super::schema::{STATUS_OK, STATUS_PARTIAL, STATUS_SKIPPED};
use super::storage::record::Record;
use super::storage::summary::DocumentSummary;
use crate::layout::{Flow, Region};
use crate::model::{Answer, Coverage, Excerpt, Hit, Match, Recommendation, Version};
use crate::query::{Grouping, Recommended, Request, Sort};

/// The results of a search, whose hits are read when they are asked for.
pub struct SearchResults<'a> {
    /// The answer without its hits.
    pub answer: Answer,
    index: &'a Index,
    compiled: Compiled,
    best: Vec<ScoredDoc>,
    offset: usize,
    /// How many matches of each hit are described.
    matches: usize,
    grouping: Grouping,
}

impl Index {
    /// Answers a request. Counts are exact; hits with the same score come by path. Matches are located, and counted, only if some
    /// are asked for and the index stores texts.
    ///
    /// # Errors
    /// When a pattern matches too many words, a facet is no field, letters are to be compared and the index stores no texts, or
    /// the index cannot be read.
    pub fn search(&self, request: &Request) -> Result<Answer, IndexError> {
        let results = self.find(request)?;
        let hits = results.page()?;
        Ok(Answer {
            hits,
            ..results.answer
        })
    }

    /// Finds the documents, and leaves reading them to `SearchResults::hits`.
    ///
    /// # Errors
    /// As `search`.
    pub fn find(&self, request: &Request) -> Result<SearchResults<'_>, IndexError> {
        facets::check(&request.facets)?;
        let mut compiled = compile(&request.query, self)?;
        let by_relevance = request.sort == Sort::Relevance && self.stores_text();
        if by_relevance && feedback::applies_to(&request.query) {
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
        } = collect.collect(&*compiled.query, self)?;
        let answer = Answer {
            total,
            facets,
            coverage: self.coverage()?,
            ..Answer::default()
        };
        Ok(SearchResults {
            answer,
            index: self,
            compiled,
            best,
            offset: request.offset,
            matches: match self.stores_text() {
                true => request.matches,
                false => 0,
            },
            grouping: request.grouping,
        })
    }

    /// Counts the files that can be searched, and those that cannot.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn coverage(&self) -> Result<Coverage, IndexError> {
        if let Some(coverage) = self.coverage.get() {
            return Ok(*coverage);
        }
        let with_status = |status| {
            let term = Term::from_field_text(self.fields.status, status);
            self.searcher
                .search(&TermQuery::new(term, IndexRecordOption::Basic), &Count)
        };
        let coverage = Coverage {
            searchable: with_status(STATUS_OK)? as u64,
            partial: with_status(STATUS_PARTIAL)? as u64,
            skipped: with_status(STATUS_SKIPPED)? as u64,
        };
        Ok(*self.coverage.get_or_init(|| coverage))
    }

    /// Paths and languages of the searchable documents that share a term, by path.
    fn versions(&self, term: Term) -> Result<Arc<Vec<Version>>, IndexError> {
        if let Some(versions) = self.versions.get(&term) {
            return Ok(versions);
        }
        let mut versions = Vec::new();
        for (segment, columns) in self.searcher.segment_readers().iter().zip(self.columns()?) {
            let inverted = segment.inverted_index(term.field())?;
            let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)?
            else {
                continue;
            };
            let is_deleted = |doc| {
                segment
                    .alive_bitset()
                    .is_some_and(|alive| alive.is_deleted(doc))
            };
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                if !is_deleted(doc) && columns.status.value(doc)? == STATUS_OK {
                    versions.push(Version {
                        path: columns.path.value(doc)?,
                        language: columns.language.value(doc)?,
                    });
                }
                postings.advance();
            }
        }
        versions.sort_by(|a, b| a.path.cmp(&b.path));
        let bytes = |version: &Version| size_of::<Version>() + version.path.len();
        let bytes = term.len_bytes() + versions.iter().map(bytes).sum::<usize>();
        Ok(self.versions.insert(term, versions, bytes))
    }
}

impl SearchResults<'_> {
    /// The hits in order, each read when it is asked for.
    pub fn hits(&self) -> impl Iterator<Item = Result<Hit, IndexError>> {
        let mut locator = Locator::new(&self.compiled.targets);
        self.ranked()
            .map(move |(rank, doc)| self.read(rank, doc, &mut locator))
    }

    /// Adds to a hit what its score is made of.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn explain(&self, hit: &mut Hit) -> Result<(), IndexError> {
        let ranked = self.ranked().find(|(rank, _)| *rank == hit.rank);
        if let Some((_, doc)) = ranked {
            hit.explanation = (self.compiled).reasons(&self.index.searcher, doc.address)?;
        }
        Ok(())
    }

    /// Reads all hits of the page in the order of their addresses, in which postings and blocks of documents are read once.
    fn page(&self) -> Result<Vec<Hit>, IndexError> {
        let mut page: Vec<(u64, &ScoredDoc)> = self.ranked().collect();
        page.sort_by_key(|(_, doc)| doc.address);
        let mut locator = Locator::new(&self.compiled.targets);
        let read = page
            .into_iter()
            .map(|(rank, doc)| self.read(rank, doc, &mut locator));
        let mut hits = read.collect::<Result<Vec<Hit>, _>>()?;
        hits.sort_by_key(|hit| hit.rank);
        Ok(hits)
    }

    fn ranked(&self) -> impl Iterator<Item = (u64, &ScoredDoc)> {
        (1..).zip(&self.best).skip(self.offset)
    }

    fn read(
        &self,
        rank: u64,
        doc: &ScoredDoc,
        locator: &mut Locator<'_>,
    ) -> Result<Hit, IndexError> {
        let index = self.index;
        let summary = index.summary(doc.address)?;
        let located = self.locate(doc, locator)?;
        let mut hit = hit(rank, doc.score, &summary, located);
        if self.grouping == Grouping::None {
            return Ok(hit);
        }
        if index.may_have_copies()?
            && let Some(hash) = summary.short_hash()
        {
            let copies = index.versions(Term::from_field_u64(index.fields.hash, hash))?;
            let paths = copies.iter().map(|copy| &copy.path);
            hit.copies = paths.filter(|path| **path != hit.path).cloned().collect();
        }
        if let (Grouping::Symbol, Some(symbol)) = (self.grouping, hit.symbol.first()) {
            let same = Term::from_field_text(index.fields.symbol, symbol.as_str());
            let versions = index.versions(same)?;
            let is_other = |version: &&Version| {
                version.path != hit.path && !hit.copies.contains(&version.path)
            };
            hit.versions = versions.iter().filter(is_other).cloned().collect();
        }
        Ok(hit)
    }

    fn locate(&self, doc: &ScoredDoc, locator: &mut Locator<'_>) -> Result<Located, IndexError> {
        let index = self.index;
        if self.matches == 0 {
            return Ok(Located::default());
        }
        if !self.compiled.targets.is_empty() {
            let text = index.text(doc.address)?;
            let segment = index.searcher.segment_reader(doc.address.segment_ord);
            return Ok(locator.locate(segment, doc.address.doc_id, &text, self.matches)?);
        }
        let Some(asked) = &self.compiled.recommended else {
            return Ok(Located::default());
        };
        let (record, flow) = index.stored(doc.address)?;
        Ok(locate_recommendations(&record, &flow, asked, self.matches))
    }
}

/// Counts the recommendations that are asked for, and describes the first.
fn locate_recommendations(
    record: &Record,
    flow: &Flow,
    asked: &Recommended,
    limit: usize,
) -> Located {
    let all = record.metadata.recommendations.iter();
    let matching: Vec<&Recommendation> = all.filter(|found| asked.takes(found)).collect();
    let describe = |found: &&Recommendation| Match {
        page: found.page,
        page_label: flow.page_label(found.page),
        paragraph: Some(found.number.clone()),
        region: Region::Body.name(),
        excerpt: Excerpt {
            text: found.text.clone(),
            marks: Vec::new(),
        },
    };
    Located {
        count: matching.len() as u64,
        matches: matching.iter().take(limit).map(describe).collect(),
    }
}

fn hit(rank: u64, score: f32, summary: &DocumentSummary, located: Located) -> Hit {
    let sha256 = summary.sha256();
    Hit {
        rank,
        score,
        path: summary.path.clone(),
        sha256: sha256.map_or_else(String::new, |hash| hash.to_string()),
        title: summary.title.clone(),
        country: summary.country.clone(),
        session: summary.session.clone(),
        organ: summary.organ.clone(),
        symbol: summary.symbol.clone(),
        date: summary.date,
        language: summary.language.clone(),
        pages: summary.pages,
        match_count: located.count,
        matches: located.matches,
        copies: Vec::new(),
        versions: Vec::new(),
        explanation: Vec::new(),
    }
}
