//! Counts the values of fields over the documents that match.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tantivy::Searcher;
use tantivy::columnar::StrColumn;

use super::rank::ScoredDoc;
use crate::index::error::IndexError;
use crate::index::schema::FACETS;
use crate::model::Facet;

/// The prefix of the archive's own fields in the name of a facet.
const OWN_FIELD: &str = "x.";

/// Checks that fields can be counted.
///
/// # Errors
/// `UnknownFacet` for the first that cannot.
pub(crate) fn check(fields: &[String]) -> Result<(), IndexError> {
    let is_known = |field: &str| FACETS.contains(&field) || field.starts_with(OWN_FIELD);
    match fields.iter().find(|field| !is_known(field)) {
        Some(field) => Err(IndexError::UnknownFacet {
            field: field.clone(),
            known: &FACETS,
        }),
        None => Ok(()),
    }
}

/// Counts the values of each field, the most frequent first, then by value. The documents of each segment must stand together.
pub(crate) fn count(
    docs: &[ScoredDoc],
    searcher: &Searcher,
    fields: &[String],
) -> tantivy::Result<Vec<Facet>> {
    let count = |field: &String| {
        let counts = count_field(docs, searcher, field)?;
        let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| Reverse(*count));
        Ok(Facet {
            field: field.clone(),
            counts,
        })
    };
    fields.iter().map(count).collect()
}

fn count_field(
    docs: &[ScoredDoc],
    searcher: &Searcher,
    field: &str,
) -> tantivy::Result<BTreeMap<String, u64>> {
    // The archive's own fields share one, as `NAME=VALUE`.
    let (column, prefix) = match field.strip_prefix(OWN_FIELD) {
        Some(name) => ("x", format!("{name}=")),
        None => (field, String::new()),
    };
    let mut counts = BTreeMap::new();
    for docs in docs.chunk_by(ScoredDoc::is_in_segment_of) {
        let segment = searcher.segment_reader(docs[0].address.segment_ord);
        if let Some(column) = segment.fast_fields().str(column)? {
            add_counts(&column, docs, &prefix, &mut counts)?;
        }
    }
    Ok(counts)
}

/// Adds the counts of the values that start with a prefix, by what follows it.
fn add_counts(
    column: &StrColumn,
    docs: &[ScoredDoc],
    prefix: &str,
    counts: &mut BTreeMap<String, u64>,
) -> tantivy::Result<()> {
    let mut of_ordinal = vec![0; column.num_terms()];
    for doc in docs {
        for ordinal in column.term_ords(doc.address.doc_id) {
            of_ordinal[ordinal as usize] += 1;
        }
    }
    for (ordinal, count) in (0..).zip(of_ordinal).filter(|(_, count)| *count > 0) {
        let mut value = String::new();
        column.ord_to_str(ordinal, &mut value)?;
        if let Some(value) = value.strip_prefix(prefix) {
            *counts.entry(value.to_owned()).or_default() += count;
        }
    }
    Ok(())
}
