//! Answers a query: the documents that match, in order, and where in them.

use std::collections::BTreeMap;
use std::sync::Arc;

use tantivy::collector::Count;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

use super::collect::{Collect, Collected};
use super::columns::SearchColumns;
use super::compile::{Compiled, compile};
use super::feedback;
use super::locate::{Located, Standings};
use super::ranked::Ranked;
use super::schema::{FACETS, STATUS_OK, STATUS_PARTIAL, STATUS_SKIPPED};
use super::stored::Card;
use super::{Index, IndexError, Record};
use crate::layout::{Flow, Region};
use crate::model::{Answer, Coverage, Excerpt, Facet, Hit, Match, Recommendation, Version};
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
            .find(|field| !FACETS.contains(&field.as_str()) && !field.starts_with("x."));
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
        } = collect.collect(&*compiled.query, self)?;
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

    fn hit(
        &self,
        rank: u64,
        found: &Ranked,
        compiled: &Compiled,
        standings: &mut Standings<'_>,
        matches: usize,
    ) -> Result<Hit, IndexError> {
        let needles = &compiled.needles;
        let card = self.card(found.address)?;
        let located = match (matches, &compiled.recommended) {
            (0, _) => Located::default(),
            (_, Some(asked)) if needles.0.is_empty() => {
                let (record, flow) = self.stored(found.address)?;
                locate_recommendations(&record, &flow, asked, matches)
            }
            _ if needles.0.is_empty() => Located::default(),
            _ => {
                let text = self.text(found.address)?;
                let segment = self.searcher.segment_reader(found.address.segment_ord);
                let standing = standings.of(segment, found.address.doc_id)?;
                needles.locate(&text, card.language.as_ref(), standing.as_deref(), matches)
            }
        };
        Ok(hit(rank, found.score, &card, located))
    }

    /// Paths and languages of the searchable documents with a value in a field, by path.
    fn with_same(&self, term: Term) -> Result<Arc<Vec<Version>>, IndexError> {
        if let Some(versions) = self.versions.get(&term) {
            return Ok(versions);
        }
        let versions = self.read_versions(&term)?;
        let bytes = |version: &Version| size_of::<Version>() + version.path.len();
        let bytes = term.len_bytes() + versions.iter().map(bytes).sum::<usize>();
        Ok(self.versions.keep(term, versions, bytes))
    }

    fn read_versions(&self, term: &Term) -> Result<Vec<Version>, IndexError> {
        let mut versions = Vec::new();
        for (segment, columns) in self.searcher.segment_readers().iter().zip(self.columns()?) {
            let inverted = segment.inverted_index(term.field())?;
            let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else {
                continue;
            };
            let SearchColumns {
                path,
                language,
                status,
                ..
            } = columns;
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
        let mut standings = Standings::new(&self.compiled.needles);
        self.ranked()
            .map(move |(rank, found)| self.read(rank, found, &mut standings))
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
        let mut standings = Standings::new(&self.compiled.needles);
        let mut hits = Vec::with_capacity(page.len());
        for (rank, found) in page {
            hits.push(self.read(rank, found, &mut standings)?);
        }
        hits.sort_by_key(|hit| hit.rank);
        Ok(hits)
    }

    fn ranked(&self) -> impl Iterator<Item = (u64, &Ranked)> {
        (1..).zip(&self.best).skip(self.offset)
    }

    fn read(
        &self,
        rank: u64,
        found: &Ranked,
        standings: &mut Standings<'_>,
    ) -> Result<Hit, IndexError> {
        let index = self.index;
        let mut hit = index.hit(rank, found, &self.compiled, standings, self.matches)?;
        if self.grouping == Grouping::None {
            return Ok(hit);
        }
        if !SearchColumns::all_differ(index.columns()?)
            && let Some(hash) = index.card(found.address)?.short_hash()
        {
            let copies = index.with_same(Term::from_field_u64(index.fields.hash, hash))?;
            let paths = copies.iter().map(|copy| &copy.path);
            hit.copies = paths.filter(|path| **path != hit.path).cloned().collect();
        }
        if let (Grouping::Symbol, Some(symbol)) = (self.grouping, hit.symbol.first()) {
            let same = Term::from_field_text(index.fields.symbol, symbol.as_str());
            let versions = index.with_same(same)?;
            let is_other =
                |version: &Version| version.path != hit.path && !hit.copies.contains(&version.path);
            hit.versions = versions
                .iter()
                .filter(|one| is_other(one))
                .cloned()
                .collect();
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
) -> Located {
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
    Located {
        count: taken.len() as u64,
        matches: shown,
    }
}

fn hit(rank: u64, score: f32, card: &Card, located: Located) -> Hit {
    Hit {
        rank,
        score,
        path: card.path.clone(),
        sha256: card
            .sha256()
            .map_or_else(String::new, |hash| hash.to_string()),
        title: card.title.clone(),
        country: card.country.clone(),
        session: card.session.clone(),
        organ: card.organ.clone(),
        symbol: card.symbol.clone(),
        date: card.date,
        language: card.language.clone(),
        pages: card.pages,
        match_count: located.count,
        matches: located.matches,
        copies: Vec::new(),
        versions: Vec::new(),
        explanation: Vec::new(),
    }
}

/// Most frequent first, then by value.
fn facet((field, counts): (String, BTreeMap<String, u64>)) -> Facet {
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Facet { field, counts }
}
