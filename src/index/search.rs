//! Answers a query: the documents that match, in order, and where in them.

use std::collections::BTreeMap;

use tantivy::Term;
use tantivy::collector::Count;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;

use super::collect::{Collect, Ranked};
use super::compile::{Compiled, compile};
use super::schema::{FACETS, STATUS_OK, STATUS_PARTIAL, STATUS_SKIPPED};
use super::{Index, IndexError, Record};
use crate::layout::{Flow, Region};
use crate::model::{Answer, Coverage, Excerpt, Facet, Hit, Inferred, Match, Recommendation};
use crate::query::{Recommended, Request};

impl Index {
    /// Answers a request. Counts are exact; hits with the same score come by path. Matches are only looked for, and
    /// counted, if some are asked for.
    ///
    /// # Errors
    /// When a pattern stands for too many words, a facet is no field, or the index cannot be read.
    pub fn search(&self, request: &Request) -> Result<Answer, IndexError> {
        let unknown = request
            .facets
            .iter()
            .find(|field| !FACETS.contains(&field.as_str()));
        if let Some(field) = unknown {
            return Err(IndexError::UnknownFacet(field.clone()));
        }
        let compiled = compile(&request.query, &self.searcher, &self.fields)?;
        let collect = Collect {
            sort: request.sort,
            keep: request.offset.saturating_add(request.limit),
            facets: request.facets.clone(),
        };
        let collected = self.searcher.search(&*compiled.query, &collect)?;
        let hits = self.hits(&collected.best, request, &compiled)?;
        Ok(Answer {
            total: collected.total,
            hits,
            facets: request
                .facets
                .iter()
                .cloned()
                .zip(collected.facets)
                .map(facet)
                .collect(),
            coverage: self.coverage()?,
            notes: Vec::new(),
        })
    }

    /// The hits of a page. They are fetched in the order they are stored in: neighbours are unpacked together.
    fn hits(
        &self,
        best: &[Ranked],
        request: &Request,
        compiled: &Compiled,
    ) -> Result<Vec<Hit>, IndexError> {
        let mut page: Vec<(u64, &Ranked)> = (1..).zip(best).skip(request.offset).collect();
        page.sort_by_key(|(_, found)| found.address);
        let hits = page
            .into_iter()
            .map(|(rank, found)| self.hit(rank, found, compiled, request.matches));
        let mut hits = hits.collect::<Result<Vec<_>, _>>()?;
        hits.sort_by_key(|hit| hit.rank);
        Ok(hits)
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
