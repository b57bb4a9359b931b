//! In which order do the paths of all segments come? Read once, it is quicker than to look up two names at a time.

use std::ops::Range;

use super::columns::SearchColumns;

/// The places of paths among those of an index, by segment and number there.
pub(super) struct PathRanks(Vec<Vec<u32>>);

impl PathRanks {
    pub(super) fn of(segments: &[SearchColumns]) -> tantivy::Result<Self> {
        let mut names = String::new();
        let mut paths: Vec<(Range<usize>, usize)> = Vec::new();
        for (segment, columns) in segments.iter().enumerate() {
            columns.path.for_each(|name| {
                let start = names.len();
                names.push_str(name);
                paths.push((start..names.len(), segment));
            })?;
        }
        // Those of a segment are in order: they are only merged, and stay so.
        paths.sort_by(|(one, _), (other, _)| names[one.clone()].cmp(&names[other.clone()]));
        let mut ranks = vec![Vec::new(); segments.len()];
        let same =
            paths.chunk_by(|(one, _), (other, _)| names[one.clone()] == names[other.clone()]);
        for (rank, same) in (0..).zip(same) {
            same.iter()
                .for_each(|(_, segment)| ranks[*segment].push(rank));
        }
        Ok(Self(ranks))
    }

    /// Of the path with a number in a segment; a document without one comes last.
    pub(super) fn rank(&self, segment: usize, number: u64) -> u32 {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        self.0[segment].get(number).copied().unwrap_or(u32::MAX)
    }
}
