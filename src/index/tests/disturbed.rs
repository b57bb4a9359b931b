//! Archives that change while they are being read.

use std::num::NonZeroUsize;

use super::*;
use crate::ingest::ReadOptions;

/// An archive of ten files that are not indexed yet.
fn corpus() -> Corpus {
    let corpus = Corpus::new();
    for number in 0..10 {
        corpus.write(&format!("{number}.txt"), &format!("water number{number}"));
    }
    corpus
}

/// Runs, reading one file at a time, and disturbs the archive when the first is done.
fn disturbed(corpus: &Corpus, disturb: impl FnOnce()) -> Result<Summary, IndexError> {
    let options = UpdateOptions {
        read: ReadOptions {
            threads: NonZeroUsize::new(1),
            files_in_flight: 1,
            ..ReadOptions::default()
        },
        ..corpus.options()
    };
    let mut disturb = Some(disturb);
    let mut on_event = |event: Event<'_>| {
        if matches!(event, Event::File(..))
            && let Some(disturb) = disturb.take()
        {
            disturb();
        }
    };
    let never = AtomicBool::new(false);
    update(&corpus.index_folder(), &options, &never, &mut on_event)
}

#[test]
fn an_archive_that_goes_away_costs_no_document() {
    let corpus = corpus();
    let away = corpus.docs().with_extension("away");
    corpus.index();
    for emptied in [false, true] {
        let text = format!("water and food {emptied}");
        (0..10).for_each(|number| corpus.write(&format!("{number}.txt"), &text));
        let gone = disturbed(&corpus, || {
            fs::rename(corpus.docs(), &away).expect("taken away");
            if emptied {
                fs::create_dir(corpus.docs()).expect("an empty mount point");
            }
        });
        let gone = gone.expect_err("it is gone");
        assert!(gone.to_string().ends_with("it is gone or empty"), "{gone}");
        assert_eq!(corpus.found("water").len(), 10);
        if emptied {
            fs::remove_dir(corpus.docs()).expect("an empty folder");
        }
        fs::rename(&away, corpus.docs()).expect("back again");
        corpus.index();
        assert_eq!(corpus.found("food").len(), 10);
    }
}

#[test]
fn a_file_that_vanishes_during_a_run_is_named_and_forgotten_by_the_next() {
    let corpus = corpus();
    let vanish = || fs::remove_file(corpus.docs().join("7.txt")).expect("removed");
    let summary = disturbed(&corpus, vanish).expect("a run to the end");
    assert_eq!(summary.indexed, 9);
    assert_eq!(summary.skipped[&SkipReason::Unreadable], 1);
    let failures = corpus.open().failures().expect("a list");
    assert_eq!(failures[0].path, "7.txt");
    let again = corpus.index();
    assert_eq!((again.unchanged, again.removed), (9, 1));
    assert_eq!(again.skipped.len(), 0);
}

#[test]
fn a_file_that_changes_during_a_run_is_read_again_by_the_next() {
    let corpus = corpus();
    let change = || corpus.write("7.txt", "water becomes wine");
    disturbed(&corpus, change).expect("a run to the end");
    // Whatever was read of it, the time and size are those seen before.
    let again = corpus.index();
    assert_eq!((again.indexed + again.unchanged, again.removed), (10, 0));
    assert_eq!(corpus.found("wine"), ["7.txt"]);
    assert_eq!(corpus.index().unchanged, 10);
}

#[test]
fn a_file_that_grows_during_a_run_is_read_no_further_than_its_limit() {
    let corpus = corpus();
    let options = UpdateOptions {
        read: ReadOptions {
            threads: NonZeroUsize::new(1),
            files_in_flight: 1,
            budget: crate::extract::Budget {
                file_bytes: 100,
                ..Default::default()
            },
            ..ReadOptions::default()
        },
        ..corpus.options()
    };
    let mut grown = false;
    let mut on_event = |event: Event<'_>| {
        if matches!(event, Event::File(..)) && !grown {
            grown = true;
            corpus.write("7.txt", &"water ".repeat(100));
        }
    };
    let never = AtomicBool::new(false);
    let summary = update(&corpus.index_folder(), &options, &never, &mut on_event);
    let summary = summary.expect("a run to the end");
    assert_eq!(summary.skipped[&SkipReason::TooLarge], 1);
}
