//! What does a query come to, without its hits: how many documents, how many different ones, from when to when?

use std::collections::HashSet;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::compile::compile;
use super::{Index, IndexError};
use crate::model::{Date, Overview};
use crate::query::Query;

impl Index {
    /// Sums up what matches a query.
    ///
    /// # Errors
    /// When a pattern stands for too many words, or the index cannot be read.
    pub fn overview(&self, query: &Query) -> Result<Overview, IndexError> {
        let compiled = compile(query, self)?;
        let sums = self.searcher.search(&*compiled.query, &Summing)?;
        Ok(Overview {
            total: sums.total,
            documents: sums.hashes.len() as u64,
            first_date: sums.first.and_then(|(first, last)| date_of(first, last)),
            last_date: sums.last.and_then(|(last, first)| date_of(first, last)),
        })
    }
}

/// The date that can mean the days from `first` to `last`, both `yyyymmdd`.
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

struct Summing;

#[derive(Default)]
struct Sums {
    total: u64,
    /// Their short hashes.
    hashes: HashSet<u64>,
    /// First and last day of the earliest date.
    first: Option<(u64, u64)>,
    /// Last and first day of the latest date.
    last: Option<(u64, u64)>,
}

impl Collector for Summing {
    type Fruit = Sums;
    type Child = OfSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<OfSegment> {
        let fast = segment.fast_fields();
        Ok(OfSegment {
            sums: Sums::default(),
            hash: fast.u64("hash")?,
            first_day: fast.u64("first_day")?,
            last_day: fast.u64("last_day")?,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Sums>) -> tantivy::Result<Sums> {
        let mut all = Sums::default();
        for fruit in fruits {
            all.total += fruit.total;
            all.hashes.extend(fruit.hashes);
            all.take_dates(fruit.first, fruit.last);
        }
        Ok(all)
    }
}

impl Sums {
    fn take_dates(&mut self, first: Option<(u64, u64)>, last: Option<(u64, u64)>) {
        self.first = self.first.into_iter().chain(first).min();
        self.last = self.last.max(last);
    }
}

struct OfSegment {
    sums: Sums,
    hash: Column<u64>,
    first_day: Column<u64>,
    last_day: Column<u64>,
}

impl SegmentCollector for OfSegment {
    type Fruit = Sums;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.sums.total += 1;
        self.sums.hashes.extend(self.hash.first(doc));
        if let (Some(first), Some(last)) = (self.first_day.first(doc), self.last_day.first(doc)) {
            self.sums
                .take_dates(Some((first, last)), Some((last, first)));
        }
    }

    fn harvest(self) -> Sums {
        self.sums
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
