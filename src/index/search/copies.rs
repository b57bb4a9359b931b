//! Folds copies of a document, or versions with the same symbol, into the one that comes first.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::rank::{Ranking, ScoredDoc};
use crate::index::error::IndexError;
use crate::index::reader::Index;
use crate::query::Grouping;

/// Leaves one document of each group.
///
/// # Errors
/// When the index cannot be read.
pub(crate) fn fold(
    docs: &mut Vec<ScoredDoc>,
    grouping: Grouping,
    ranking: &Ranking<'_>,
    index: &Index,
) -> Result<(), IndexError> {
    if grouping != Grouping::None && index.may_have_copies()? {
        fold_by(docs, ranking, |doc| {
            Ok(ranking.columns_of(doc).hash.first(doc.address.doc_id))
        })?;
    }
    if grouping == Grouping::Symbol {
        let mut numbers: HashMap<String, u64> = HashMap::new();
        fold_by(docs, ranking, |doc| {
            let symbol = ranking.columns_of(doc).symbol.value(doc.address.doc_id)?;
            let next = numbers.len() as u64;
            Ok((!symbol.is_empty()).then(|| *numbers.entry(symbol).or_insert(next)))
        })?;
    }
    Ok(())
}

/// Leaves the first of the documents with the same key, and all without one.
fn fold_by(
    docs: &mut Vec<ScoredDoc>,
    ranking: &Ranking<'_>,
    mut key: impl FnMut(&ScoredDoc) -> tantivy::Result<Option<u64>>,
) -> tantivy::Result<()> {
    let mut kept: FxHashMap<u64, usize> = FxHashMap::default();
    let mut folded = vec![false; docs.len()];
    for at in 0..docs.len() {
        let Some(key) = key(&docs[at])? else {
            continue;
        };
        match kept.entry(key) {
            Entry::Vacant(entry) => drop(entry.insert(at)),
            Entry::Occupied(mut entry) => {
                let other = *entry.get();
                match ranking.comes_before(&docs[at], &docs[other])? {
                    true => folded[entry.insert(at)] = true,
                    false => folded[at] = true,
                }
            }
        }
    }
    let mut folded = folded.into_iter();
    docs.retain(|_| folded.next() == Some(false));
    Ok(())
}
