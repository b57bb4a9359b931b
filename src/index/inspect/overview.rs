//! Summarises what matches a query without its hits: counts, and the range of dates.

use std::collections::HashSet;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::index::compile::compile;
use crate::index::error::IndexError;
use crate::index::reader::Index;
use crate::model::{Date, Overview};
use crate::query::Query;

impl Index {
    /// Summarises the documents that match a query.
    ///
    /// # Errors
    /// When a pattern matches too many words, or the index cannot be read.
    pub fn overview(&self, query: &Query) -> Result<Overview, IndexError> {
        let compiled = compile(query, self)?;
        let totals = self.searcher.search(&*compiled.query, &TotalsCollector)?;
        Ok(Overview {
            total: totals.total,
            documents: totals.hashes.len() as u64,
            first_date: totals.first.and_then(|(first, last)| date_of(first, last)),
            last_date: totals.last.and_then(|(last, first)| date_of(first, last)),
        })
    }
}

/// The date whose first and last day are these, both `yyyymmdd`.
fn date_of(first: u64, last: u64) -> Option<Date> {
    let year = u16::try_from(first / 10_000).ok()?;
    let month = u8::try_from(first / 100 % 100).ok()?;
    let day = u8::try_from(first % 100).ok()?;
    match (first / 100 == last / 100, first == last) {
        (_, true) => Date::day(year, month, day),
        (true, false) => Date::month(year, month),
        (false, false) => Some(Date::year(year)),
    }
}

struct TotalsCollector;

#[derive(Default)]
struct Totals {
    total: u64,
    /// The short hashes of the documents.
    hashes: HashSet<u64>,
    /// First and last day of the earliest date.
    first: Option<(u64, u64)>,
    /// Last and first day of the latest date.
    last: Option<(u64, u64)>,
}

impl Collector for TotalsCollector {
    type Fruit = Totals;
    type Child = SegmentTotals;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentTotals> {
        let fast = segment.fast_fields();
        Ok(SegmentTotals {
            totals: Totals::default(),
            hash: fast.u64("hash")?,
            first_day: fast.u64("first_day")?,
            last_day: fast.u64("last_day")?,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Totals>) -> tantivy::Result<Totals> {
        let mut all = Totals::default();
        for fruit in fruits {
            all.total += fruit.total;
            all.hashes.extend(fruit.hashes);
            all.add_dates(fruit.first, fruit.last);
        }
        Ok(all)
    }
}

impl Totals {
    fn add_dates(&mut self, first: Option<(u64, u64)>, last: Option<(u64, u64)>) {
        self.first = self.first.into_iter().chain(first).min();
        self.last = self.last.max(last);
    }
}

struct SegmentTotals {
    totals: Totals,
    hash: Column<u64>,
    first_day: Column<u64>,
    last_day: Column<u64>,
}

impl SegmentCollector for SegmentTotals {
    type Fruit = Totals;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.totals.total += 1;
        self.totals.hashes.extend(self.hash.first(doc));
        if let (Some(first), Some(last)) = (self.first_day.first(doc), self.last_day.first(doc)) {
            self.totals
                .add_dates(Some((first, last)), Some((last, first)));
        }
    }

    fn harvest(self) -> Totals {
        self.totals
    }
}

#[cfg(test)]
mod tests {
    use super::date_of;

    #[test]
    fn days_become_the_date_they_come_from() {
        for (first, last, expected) in [
            (20180920, 20180920, "2018-09-20"),
            (20180901, 20180930, "2018-09"),
            (20180101, 20181231, "2018"),
        ] {
            let date = date_of(first, last).expect("a date");
            assert_eq!(date.to_string(), expected);
            assert_eq!(
                (u64::from(date.first_day()), u64::from(date.last_day())),
                (first, last)
            );
        }
    }
}
