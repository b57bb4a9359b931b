//! In which order do documents of several segments come?

use tantivy::{DocAddress, Score};

use super::columns::SearchColumns;

/// A document that matches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranked {
    pub(super) score: Score,
    pub(super) address: DocAddress,
    /// Its place in the order: rank, number of its path in its segment, root.
    pub(super) order: (u64, u64, u64),
}

/// The first of several ordered lists, one of each segment. The names of paths are only looked up where ranks are equal.
pub(super) fn merged(
    mut lists: Vec<Vec<Ranked>>,
    columns: &[SearchColumns],
    keep: usize,
) -> tantivy::Result<Vec<Ranked>> {
    lists.retain(|list| !list.is_empty());
    if lists.len() < 2 {
        return Ok(lists.pop().unwrap_or_default());
    }
    let mut heads: Vec<Head> = lists.into_iter().map(Head::new).collect();
    let mut merged = Vec::new();
    while merged.len() < keep {
        let ranks = heads.iter().filter_map(|head| Some(head.first()?.order.0));
        let Some(rank) = ranks.min() else {
            break;
        };
        let is_best = |head: &&mut Head| head.first().is_some_and(|first| first.order.0 == rank);
        let mut best: Option<&mut Head> = None;
        let mut tied: Vec<&mut Head> = heads.iter_mut().filter(is_best).collect();
        if tied.len() > 1 {
            for head in &mut tied {
                head.look_up_path(columns)?;
            }
        }
        for head in tied {
            if best.as_ref().is_none_or(|best| head.key() < best.key()) {
                best = Some(head);
            }
        }
        merged.extend(best.and_then(Head::take));
    }
    Ok(merged)
}

/// What is left of a list, and the path of the first of it where that was looked up.
struct Head {
    rest: std::vec::IntoIter<Ranked>,
    path: Option<String>,
}

impl Head {
    fn new(list: Vec<Ranked>) -> Self {
        Self {
            rest: list.into_iter(),
            path: None,
        }
    }

    fn first(&self) -> Option<&Ranked> {
        self.rest.as_slice().first()
    }

    fn take(&mut self) -> Option<Ranked> {
        self.path = None;
        self.rest.next()
    }

    fn look_up_path(&mut self, columns: &[SearchColumns]) -> tantivy::Result<()> {
        if let (None, Some(first)) = (&self.path, self.first()) {
            let columns = &columns[first.address.segment_ord as usize];
            self.path = Some(columns.path_of(first.address.doc_id)?);
        }
        Ok(())
    }

    fn key(&self) -> (Option<&str>, Option<u64>) {
        (
            self.path.as_deref(),
            self.first().map(|first| first.order.2),
        )
    }
}
