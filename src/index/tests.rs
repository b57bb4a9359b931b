//! From files to answers, without a command line.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::*;
use crate::model::{Answer, SkipReason};
use crate::query::{Grouping, Reading, Request, Sort, parse};

/// A folder of files with an index beside it.
pub(super) struct Corpus {
    folder: tempfile::TempDir,
}

impl Corpus {
    pub(super) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let corpus = Self::new();
        files
            .iter()
            .for_each(|(path, text)| corpus.write(path, text));
        corpus.index();
        corpus
    }

    pub(super) fn docs(&self) -> PathBuf {
        self.folder.path().join("docs")
    }

    pub(super) fn index_folder(&self) -> PathBuf {
        self.folder.path().join(".plenary")
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        let location = self.docs().join(path);
        fs::create_dir_all(location.parent().expect("a parent")).expect("a folder");
        fs::write(location, text).expect("a written file");
    }

    pub(super) fn index(&self) -> Summary {
        self.index_only(&[""])
    }

    fn index_only(&self, parts: &[&str]) -> Summary {
        let options = UpdateOptions {
            paths: parts.iter().map(|part| self.docs().join(part)).collect(),
            ..UpdateOptions::default()
        };
        update(
            &self.index_folder(),
            &options,
            &AtomicBool::new(false),
            &mut |_| {},
        )
        .expect("indexed")
    }

    pub(super) fn open(&self) -> Index {
        Index::open(&self.index_folder()).expect("an index")
    }

    fn search(&self, query: &str) -> Answer {
        self.open().search(&request(query)).expect("an answer")
    }

    pub(super) fn found(&self, query: &str) -> Vec<String> {
        let mut paths: Vec<String> = self
            .search(query)
            .hits
            .into_iter()
            .map(|hit| hit.path)
            .collect();
        paths.sort();
        paths
    }
}

pub(super) fn request(query: &str) -> Request {
    Request {
        query: parse(query, Reading::default()).expect("a query").query,
        sort: Sort::Relevance,
        limit: 10,
        offset: 0,
        matches: 3,
        facets: Vec::new(),
        grouping: Grouping::None,
    }
}

fn counts(summary: &Summary) -> (u64, u64, u64, u64) {
    (
        summary.indexed,
        summary.unchanged,
        summary.removed,
        summary.skipped.values().sum(),
    )
}

#[test]
fn words_phrases_and_patterns_are_found() {
    let corpus = Corpus::of(&[
        (
            "a.txt",
            "The Committee is concerned about politically motivated\nprosecution of journalists.\n",
        ),
        (
            "b.txt",
            "Prosecutions motivated by politics are a concern. The rule of law.\n",
        ),
        ("c.txt", "Droit à la vie privée; l’État de droit.\n"),
        ("d/e.txt", "国家应当保障人权和基本自由。\n"),
    ]);
    let table: &[(&str, &[&str])] = &[
        ("prosecution", &["a.txt", "b.txt"]),
        ("\"politically motivated prosecution\"", &["a.txt"]),
        ("\"motivated prosecution\"", &["a.txt"]),
        ("\"prosecution motivated\"", &[]),
        ("\"prosecution politically\"~2", &["a.txt"]),
        ("\"motivated prosecutions\"~0", &["b.txt"]),
        ("\"politically journalists\"~2", &[]),
        ("\"politically journalists\"~3", &["a.txt"]),
        ("prosecut*", &["a.txt", "b.txt"]),
        ("\"motivated prosecut*\"", &["a.txt"]),
        ("\"vie privee\"", &["c.txt"]),
        ("\"l'Etat de droit\"", &["c.txt"]),
        ("人权", &["d/e.txt"]),
        ("权人", &[]),
        ("concern -journalists", &["b.txt"]),
        ("journalists OR privée", &["a.txt", "c.txt"]),
        ("-concern", &["c.txt", "d/e.txt"]),
        ("path:d/", &["d/e.txt"]),
        ("nothing", &[]),
    ];
    for (query, expected) in table {
        assert_eq!(corpus.found(query), *expected, "{query}");
    }
}

#[test]
fn matches_are_shown_where_they_stand() {
    let corpus = Corpus::of(&[(
        "a.txt",
        "A title\n\n1. The rule of law.\n\n2. Nothing.\n\u{C}3. Again the Rule of Law, and the rule of  law.\n",
    )]);
    let answer = corpus.search("\"rule of law\"");
    let hit = &answer.hits[0];
    assert_eq!((hit.match_count, hit.pages), (3, 2));
    let shown: Vec<_> = hit
        .matches
        .iter()
        .map(|found| (found.page, found.paragraph.as_deref()))
        .collect();
    assert_eq!(shown, [(1, Some("1")), (2, Some("3"))]);
    let excerpt = &hit.matches[1].excerpt;
    let marked: Vec<String> = excerpt
        .marks
        .iter()
        .map(|(start, end)| {
            excerpt
                .text
                .chars()
                .skip(*start)
                .take(end - start)
                .collect()
        })
        .collect();
    assert_eq!(marked, ["Rule of Law", "rule of law"]);
}

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
    let options = UpdateOptions {
        paths: vec![corpus.docs()],
        ..UpdateOptions::default()
    };
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
    let options = UpdateOptions {
        paths: vec![corpus.docs()],
        ..UpdateOptions::default()
    };
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
fn ties_come_by_path_and_pages_follow_one_another() {
    let names: Vec<String> = (0..25)
        .map(|at| format!("{:02}.txt", (at * 7) % 25))
        .collect();
    let files: Vec<(&str, &str)> = names
        .iter()
        .map(|name| (name.as_str(), "the same words"))
        .collect();
    let corpus = Corpus::of(&files);
    let index = corpus.open();
    let mut seen = Vec::new();
    for offset in [0, 10, 20] {
        let answer = index
            .search(&Request {
                offset,
                ..request("same")
            })
            .expect("an answer");
        assert_eq!(answer.total, 25);
        seen.extend(answer.hits.into_iter().map(|hit| (hit.rank, hit.path)));
    }
    let expected: Vec<_> = (0..25).map(|at| (at + 1, format!("{at:02}.txt"))).collect();
    assert_eq!(seen, expected);
}

#[test]
fn the_exact_form_comes_first() {
    let corpus = Corpus::of(&[
        ("a.txt", "The prosecutor prosecuted him and others."),
        ("b.txt", "The prosecutor prosecutes him and others."),
    ]);
    let first = |query: &str| corpus.search(query).hits[0].path.clone();
    assert_eq!(
        (first("prosecuted"), first("prosecutes")),
        ("a.txt".into(), "b.txt".into())
    );
}

#[test]
fn verbatim_phrases_keep_case_accents_and_punctuation() {
    let corpus = Corpus::of(&[
        ("a.txt", "The Rule of\nLaw, in short."),
        ("b.txt", "the rule of law in short"),
    ]);
    let verbatim = |phrase: &str| {
        let mut request = request(&format!("\"{phrase}\""));
        let crate::query::Query::Phrase(compiled) = &mut request.query else {
            panic!("{phrase} is a phrase");
        };
        compiled.verbatim = Some(phrase.to_owned());
        let answer = corpus.open().search(&request).expect("an answer");
        answer
            .hits
            .into_iter()
            .map(|hit| (hit.path, hit.match_count))
            .collect::<Vec<_>>()
    };
    assert_eq!(verbatim("Rule of Law"), [("a.txt".into(), 1)]);
    assert_eq!(verbatim("Law, in"), [("a.txt".into(), 1)]);
    assert_eq!(verbatim("rule of law in short"), [("b.txt".into(), 1)]);
    assert_eq!(verbatim("RULE of law"), []);
}

#[test]
fn nothing_of_a_text_that_is_left_out_is_stored() {
    let corpus = Corpus::new();
    corpus.write(
        "a.txt",
        "A/HRC/39/14\n\nReport on Kenya\n\nThe witness spoke of prisons.",
    );
    let options = UpdateOptions {
        paths: vec![corpus.docs()],
        no_stored_text: true,
        ..UpdateOptions::default()
    };
    let never = AtomicBool::new(false);
    update(&corpus.index_folder(), &options, &never, &mut |_| {}).expect("indexed");
    assert_eq!(corpus.found("\"the witness spoke\""), ["a.txt"]);
    let index = corpus.open();
    let segments = index.searcher.segment_readers();
    let (schema, _) = super::schema::Fields::with_schema();
    let stores = segments.iter().map(|segment| segment.get_store_reader(1));
    let mut stored = String::new();
    for store in stores {
        let store = store.expect("stored documents");
        for document in store.iter::<tantivy::TantivyDocument>(None) {
            let document = document.expect("a stored document");
            stored.push_str(&tantivy::Document::to_json(&document, &schema));
        }
    }
    assert!(stored.contains("Report on Kenya"), "{stored}");
    assert!(!stored.contains("witness"), "{stored}");
}

#[test]
fn a_pattern_for_too_many_words_is_an_error() {
    let words: Vec<String> = (0..10_050).map(|at| format!("x{at}")).collect();
    let corpus = Corpus::of(&[("a.txt", &words.join(" "))]);
    let error = corpus.open().search(&request("x*")).expect_err("too many");
    assert_eq!(
        error.to_string(),
        "cannot search for x*: it stands for more than 10000 words of this archive"
    );
}

/// A report of a review, with its masthead.
fn report(symbol: &str, country: &str, day: &str) -> String {
    format!(
        "United Nations\n{symbol}\nGeneral Assembly\nDistr.: General\n{day}\nOriginal: English\n\nHuman Rights Council\n\
         Thirty-ninth session\n\nReport of the Working Group on the Universal Periodic Review\n\n{country}\n\n\
         1. The review of {country} was held. The delegation of {country} spoke of the rule of law.\n"
    )
}

#[test]
fn filters_facets_and_dates_follow_the_metadata() {
    let corpus = Corpus::of(&[
        (
            "a.txt",
            &report("A/HRC/39/14", "Azerbaijan", "11 July 2018"),
        ),
        ("b.txt", &report("A/HRC/39/15", "Chad", "3 January 2019")),
        (
            "c.txt",
            "Nothing is known of this text, and it speaks of the rule of law.",
        ),
    ]);
    let table: &[(&str, &[&str])] = &[
        ("law country:azerbaijan", &["a.txt"]),
        ("law country:AZE,TCD", &["a.txt", "b.txt"]),
        ("law -country:azerbaijan", &["b.txt", "c.txt"]),
        ("session:HRC39", &["a.txt", "b.txt"]),
        ("session:HRC38..HRC40", &["a.txt", "b.txt"]),
        ("session:HRC40", &[]),
        ("symbol:A/HRC/39/14", &["a.txt"]),
        ("symbol:A/HRC/39/*", &["a.txt", "b.txt"]),
        ("date:2018", &["a.txt"]),
        ("date:2018-08..2019", &["b.txt"]),
        ("lang:en law", &["a.txt", "b.txt", "c.txt"]),
        ("path:?.txt law", &["a.txt", "b.txt", "c.txt"]),
    ];
    for (query, expected) in table {
        assert_eq!(corpus.found(query), *expected, "{query}");
    }
    let index = corpus.open();
    let asked = Request {
        facets: vec!["country".into(), "year".into()],
        limit: 1,
        ..request("law")
    };
    let facets = index.search(&asked).expect("an answer").facets;
    assert_eq!(
        facets[0].counts,
        [("AZE".to_owned(), 1), ("TCD".to_owned(), 1)]
    );
    assert_eq!(
        facets[1].counts,
        [("2018".to_owned(), 1), ("2019".to_owned(), 1)]
    );
    for (sort, expected) in [
        (Sort::Date, ["a.txt", "b.txt", "c.txt"]),
        (Sort::DateDescending, ["b.txt", "a.txt", "c.txt"]),
        (Sort::Path, ["a.txt", "b.txt", "c.txt"]),
    ] {
        let hits = index
            .search(&Request {
                sort,
                ..request("law")
            })
            .expect("an answer")
            .hits;
        assert_eq!(
            hits.iter().map(|hit| &*hit.path).collect::<Vec<_>>(),
            expected,
            "{sort:?}"
        );
    }
    let unknown = Request {
        facets: vec!["colour".into()],
        ..request("law")
    };
    assert!(matches!(
        index.search(&unknown),
        Err(IndexError::UnknownFacet(_))
    ));
}

#[test]
fn documents_go_by_path_symbol_and_hash() {
    let corpus = Corpus::of(&[
        (
            "a/one.txt",
            &report("A/HRC/39/14", "Azerbaijan", "11 July 2018"),
        ),
        ("b/one.txt", "Two."),
        ("b/empty.txt", ""),
    ]);
    let index = corpus.open();
    let paths = |name: &str| {
        let documents = index.documents(name).expect("documents");
        documents
            .into_iter()
            .map(|document| document.record.path)
            .collect::<Vec<_>>()
    };
    let hash = index.documents("b/one.txt").expect("documents")[0]
        .record
        .sha256
        .clone()
        .expect("a hash");
    assert_eq!(paths("a/one.txt"), ["a/one.txt"]);
    assert_eq!(paths("one.txt"), ["a/one.txt", "b/one.txt"]);
    assert_eq!(paths("A/HRC/39/14"), ["a/one.txt"]);
    assert_eq!(paths(&hash[..8]), ["b/one.txt"]);
    assert_eq!(paths("two.txt"), Vec::<String>::new());
    let document = &index.documents("b/one.txt").expect("documents")[0];
    assert_eq!(
        (document.flow.text.as_str(), document.location.exists()),
        ("Two.\n", true)
    );
    let failures = index.failures().expect("failures");
    assert_eq!(
        (failures[0].path.as_str(), failures[0].skip.reason),
        ("b/empty.txt", SkipReason::NoText)
    );
    let stats = index.stats().expect("stats");
    assert_eq!(
        (stats.coverage.searchable, stats.pages, stats.skipped.len()),
        (2, 2, 1)
    );
    assert_eq!(index.files().expect("files").len(), 3);
}

#[test]
fn a_cancelled_run_goes_on_where_it_ended() {
    let corpus = Corpus::new();
    (0..40).for_each(|at| corpus.write(&format!("{at:02}.txt"), "a word"));
    let options = UpdateOptions {
        paths: vec![corpus.docs()],
        read: crate::ingest::ReadOptions {
            files_in_flight: 4,
            ..Default::default()
        },
        ..UpdateOptions::default()
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
fn every_hit_shows_where_it_matches() {
    let corpus = Corpus::of(&[
        (
            "en.txt",
            "The States’ parties shall co-operate; defenders’ organisations reported tortured detainees in prisons.",
        ),
        (
            "fr.txt",
            "Les défenseurs ont été arrêtés et torturés; l’arrêté nᵒ 5 du 3ᵉ ministère était contraire au droit.",
        ),
        (
            "ru.txt",
            "Комитет обеспокоен нарушениями прав человека и пытками заключённых в тюрьмах страны.",
        ),
        (
            "ar.txt",
            "وتوصي اللجنة بأن تكفل الدولة الطرف حقوقَ الإنسان وحمايةَ المدافعين عنها.",
        ),
        ("th.txt", "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ"),
    ]);
    let table: &[(&str, &[&str])] = &[
        ("defender organization", &[]),
        ("defender torture prison", &["en.txt"]),
        ("\"co operate\"", &["en.txt"]),
        ("\"states parties\"", &["en.txt"]),
        ("arrêté", &["fr.txt"]),
        ("\"l'arrete\"", &["fr.txt"]),
        ("нарушение", &["ru.txt"]),
        ("\"прав человека\"", &["ru.txt"]),
        ("\"حقوق الانسان\"", &["ar.txt"]),
        ("เสมอภาค", &["th.txt"]),
        ("tortur*", &["en.txt", "fr.txt"]),
    ];
    for (query, expected) in table {
        assert_eq!(corpus.found(query), *expected, "{query}");
        for hit in corpus.search(query).hits {
            assert!(
                hit.match_count > 0 && !hit.matches[0].excerpt.marks.is_empty(),
                "{query} in {}",
                hit.path
            );
        }
    }
}

#[test]
fn copies_count_once_and_are_listed() {
    let corpus = Corpus::of(&[
        ("b/copy.txt", "the same torture"),
        ("a/first.txt", "the same torture"),
        ("c.txt", "another torture"),
    ]);
    let found = |grouping| {
        let asked = Request {
            grouping,
            facets: vec!["language".into()],
            ..request("torture")
        };
        corpus.open().search(&asked).expect("an answer")
    };
    let once = found(Grouping::Copies);
    assert_eq!((once.total, once.hits.len()), (2, 2));
    let first = once.hits.iter().find(|hit| hit.path == "a/first.txt");
    assert_eq!(first.expect("the first path").copies, ["b/copy.txt"]);
    assert_eq!(found(Grouping::None).total, 3);
}

#[test]
fn versions_of_a_symbol_count_once_where_asked() {
    let corpus = Corpus::of(&[
        (
            "en.txt",
            &report("A/HRC/39/14", "Azerbaijan", "11 July 2018"),
        ),
        (
            "other.txt",
            &format!(
                "{} Mesure du droit.",
                report("A/HRC/39/14", "Azerbaijan", "11 July 2018")
            ),
        ),
        ("c.txt", "the rule of law"),
    ]);
    let asked = Request {
        grouping: Grouping::Symbol,
        ..request("law")
    };
    let answer = corpus.open().search(&asked).expect("an answer");
    assert_eq!(answer.total, 2);
    let versions: usize = answer.hits.iter().map(|hit| hit.versions.len()).sum();
    assert_eq!(versions, 1);
}

#[test]
fn every_match_is_shown_by_itself_where_asked() {
    let corpus = Corpus::of(&[(
        "a.txt",
        "law and law and law; a nongovernmental non-governmental law",
    )]);
    let asked = Request {
        matches: crate::query::EVERY,
        ..request("\"law\"")
    };
    let hit = &corpus.open().search(&asked).expect("an answer").hits[0];
    assert_eq!((hit.match_count, hit.matches.len()), (4, 4));
    assert!(
        hit.matches
            .iter()
            .all(|found| found.excerpt.marks.len() == 1)
    );
}

#[test]
fn nothing_found_comes_with_help() {
    let corpus = Corpus::of(&[
        (
            "a.txt",
            &report("A/HRC/39/14", "Azerbaijan", "11 July 2018"),
        ),
        (
            "b.txt",
            "the prosecution of journalists was politically motivated",
        ),
    ]);
    let help = |query: &str| corpus.open().help(&request(query).query).expect("help");
    let spelt = help("prosecutoin journalists");
    assert_eq!(spelt.words[0], ("prosecutoin".to_owned(), 0));
    assert_eq!(spelt.spellings[0].close, ["prosecution"]);
    let phrase = &help("\"politically motivated prosecution\"").phrases[0];
    assert_eq!(
        phrase.longest,
        Some(("\"politically motivated\"".to_owned(), 1))
    );
    assert_eq!(phrase.slop, Some((3, 1)));
    let filtered = help("law country:kenya");
    assert_eq!(filtered.without_filter, [("country:KEN".to_owned(), 1)]);
    assert_eq!(filtered.without_filters, Some(1));
}

#[test]
fn scores_are_explained() {
    let corpus = Corpus::of(&[
        ("a.txt", "torture in prison"),
        ("b.txt", "other"),
        ("c.txt", "words"),
        ("d.txt", "here"),
    ]);
    let index = corpus.open();
    let asked = request("torture prison");
    let found = index.find(&asked).expect("found");
    let mut hit = found.hits().next().expect("a hit").expect("read");
    found.explain(&mut hit).expect("explained");
    let sum: f32 = hit.explanation.iter().map(|reason| reason.score).sum();
    assert!((sum - hit.score).abs() < 1e-4, "{sum} {hit:?}");
    assert!(
        hit.explanation
            .iter()
            .any(|reason| reason.part == "torture near prison")
    );
}
