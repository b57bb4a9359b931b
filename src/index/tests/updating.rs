//! Runs read what is new, keep what is unchanged, and remove what is gone.

use super::*;

#[test]
fn a_second_run_reads_only_what_is_new() {
    let corpus = Corpus::of(&[
        ("a.txt", "one"),
        ("b.txt", "two"),
        ("empty.txt", ""),
        ("s/c.txt", "three"),
    ]);
    let summary = corpus.index();
    assert_eq!(counts(&summary), (0, 3, 0, 1));
    assert_eq!(summary.skipped.get(&SkipReason::NoText), Some(&1));
    corpus.write("a.txt", "one and more");
    corpus.write("d.txt", "four");
    fs::remove_file(corpus.docs().join("b.txt")).expect("removed");
    assert_eq!(counts(&corpus.index()), (2, 1, 1, 1));
    assert_eq!(corpus.found("more"), ["a.txt"]);
    assert!(corpus.found("two").is_empty());
    assert_eq!(
        corpus.search("one").coverage,
        crate::model::Coverage {
            searchable: 3,
            partial: 0,
            skipped: 1
        }
    );
}

#[test]
fn a_file_with_only_a_new_time_is_not_read_again() {
    let corpus = Corpus::of(&[("a.txt", "one")]);
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(60);
    let file = fs::File::options()
        .write(true)
        .open(corpus.docs().join("a.txt"))
        .expect("opened");
    file.set_modified(later).expect("a new time");
    let mut read = 0;
    let options = corpus.options();
    let mut count =
        |event: Event<'_>| read += u64::from(matches!(event, Event::File(Fate::Indexed, _)));
    let summary = update(
        &corpus.index_folder(),
        &options,
        &AtomicBool::new(false),
        &mut count,
    )
    .expect("indexed");
    assert_eq!((counts(&summary), read), ((0, 1, 0, 0), 0));
    assert_eq!(corpus.found("one"), ["a.txt"]);
    assert_eq!(
        preview(&corpus.index_folder(), &options)
            .expect("a preview")
            .unchanged,
        1
    );
}

#[test]
fn a_part_of_an_archive_can_be_updated_alone() {
    let corpus = Corpus::of(&[("a/one.txt", "one"), ("b/two.txt", "two")]);
    corpus.write("a/new.txt", "new");
    corpus.write("b/new.txt", "new");
    fs::remove_file(corpus.docs().join("b/two.txt")).expect("removed");
    assert_eq!(counts(&corpus.index_only(&["a"])), (1, 1, 0, 0));
    assert_eq!(corpus.found("new"), ["a/new.txt"]);
    assert_eq!(corpus.found("two"), ["b/two.txt"]);
    assert_eq!(counts(&corpus.index_only(&["b/new.txt"])), (1, 0, 0, 0));
    assert_eq!(corpus.found("new"), ["a/new.txt", "b/new.txt"]);
    assert_eq!(corpus.open().archives().len(), 1);
}

#[test]
fn a_larger_archive_takes_in_the_smaller_one() {
    let corpus = Corpus::new();
    corpus.write("a/one.txt", "one");
    corpus.write("b/two.txt", "two");
    corpus.index_only(&["a"]);
    assert_eq!(corpus.found("one"), ["one.txt"]);
    corpus.index();
    assert_eq!(corpus.found("one"), ["a/one.txt"]);
    assert_eq!(corpus.open().archives().len(), 1);
    assert_eq!(counts(&corpus.index()), (0, 2, 0, 0));
}

#[test]
fn an_emptied_or_missing_archive_keeps_its_documents() {
    let corpus = Corpus::of(&[("a.txt", "one")]);
    fs::rename(corpus.docs(), corpus.folder.path().join("away")).expect("moved");
    let options = corpus.options();
    let error = update(
        &corpus.index_folder(),
        &options,
        &AtomicBool::new(false),
        &mut |_| {},
    )
    .expect_err("missing");
    assert!(error.to_string().starts_with("cannot index "), "{error}");
    fs::create_dir(corpus.docs()).expect("a folder");
    let summary = corpus.index();
    assert_eq!((summary.removed, summary.notes.len()), (0, 1));
    assert_eq!(corpus.found("one"), ["a.txt"]);
}

#[test]
fn an_archive_and_its_index_can_be_moved_together() {
    let corpus = Corpus::of(&[("a.txt", "one")]);
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let to = elsewhere.path().join("new");
    fs::rename(corpus.folder.path(), &to).expect("moved");
    let options = UpdateOptions {
        paths: vec![to.join("docs")],
        ..UpdateOptions::default()
    };
    let summary = update(
        &to.join(".plenary"),
        &options,
        &AtomicBool::new(false),
        &mut |_| {},
    )
    .expect("indexed");
    assert_eq!(counts(&summary), (0, 1, 0, 0));
}

#[test]
fn a_cancelled_run_goes_on_where_it_ended() {
    let corpus = Corpus::new();
    (0..40).for_each(|at| corpus.write(&format!("{at:02}.txt"), "a word"));
    let options = UpdateOptions {
        read: crate::ingest::ReadOptions {
            files_in_flight: 4,
            ..Default::default()
        },
        ..corpus.options()
    };
    let cancel = AtomicBool::new(false);
    let mut files = 0;
    let mut stop_early = |event: Event<'_>| {
        files += u64::from(matches!(event, Event::File(..)));
        cancel.store(files >= 5, std::sync::atomic::Ordering::Relaxed);
    };
    let first = update(&corpus.index_folder(), &options, &cancel, &mut stop_early).expect("a part");
    assert!(
        first.cancelled && (5..20).contains(&first.indexed),
        "{first:?}"
    );
    assert_eq!(corpus.search("word").total, first.indexed);
    let second = corpus.index();
    assert_eq!(counts(&second), (40 - first.indexed, first.indexed, 0, 0));
    assert_eq!(corpus.search("word").total, 40);
}

#[test]
fn inflections_of_several_runs_are_found() {
    let corpus = Corpus::of(&[(
        "a.txt",
        "The recommendation of the Committee was accepted by the Government in this year.",
    )]);
    let text = "The Committee recommends that the Government should accept the recommendation.";
    corpus.write("b.txt", text);
    corpus.index();
    assert_eq!(corpus.found("recommended"), ["a.txt", "b.txt"]);
    let stems = || fs::read(corpus.index_folder().join("plenary.stems")).expect("stems");
    let before = stems();
    corpus.write("c.txt", &text.replace("that", "and that"));
    corpus.index();
    assert_eq!(stems(), before);
    fs::remove_file(corpus.docs().join("a.txt")).expect("removed");
    corpus.index();
    assert_eq!(corpus.found("recommended"), ["b.txt", "c.txt"]);
    assert_eq!(corpus.open().files().expect("files").len(), 2);
}

#[test]
fn words_are_stemmed_in_their_own_language() {
    let corpus = Corpus::of(&[
        (
            "en.txt",
            "There are many rats in the prison, and nothing is done about them by the State.",
        ),
        (
            "fr.txt",
            "Il y a beaucoup de rats dans la prison, et rien n’est fait par les autorités de l’État.",
        ),
    ]);
    // The French stem of both is `rat`, the English ones are `rate` and `rat`.
    assert_eq!(corpus.found("rates"), ["fr.txt"]);
    assert_eq!(corpus.found("rat"), ["en.txt", "fr.txt"]);
}

#[test]
fn an_index_without_its_stems_is_refused() {
    let corpus = Corpus::of(&[("a.txt", "rights and recommendations")]);
    let stems = corpus.index_folder().join("plenary.stems");
    fs::remove_file(stems).expect("removed");
    let index = corpus.open();
    let error = index.search(&request("right")).expect_err("no stems");
    assert!(
        error.to_string().ends_with("plenary.stems is gone"),
        "{error}"
    );
    assert!(
        error
            .hint()
            .expect("a hint")
            .contains("index the archive again")
    );
    assert_eq!(
        index
            .search(&request("\"rights\""))
            .expect("an answer")
            .total,
        1
    );
    let options = corpus.options();
    let cancel = AtomicBool::new(false);
    let refused = update(&corpus.index_folder(), &options, &cancel, &mut |_| {});
    assert!(matches!(refused, Err(IndexError::Damaged { .. })));
    assert_eq!(
        index.damaged_files().expect("a list"),
        [PathBuf::from("plenary.stems")]
    );
}
