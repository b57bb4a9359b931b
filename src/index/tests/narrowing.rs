//! Filters, facets, copies, versions, suggestions and explanations.

use super::*;

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
        Err(IndexError::UnknownFacet { .. })
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
    assert_eq!(paths(&hash), ["b/one.txt"]);
    let other = if hash.ends_with('0') { "1" } else { "0" };
    assert_eq!(
        paths(&format!("{}{other}", &hash[..63])),
        Vec::<String>::new()
    );
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
fn the_order_does_not_depend_on_how_an_index_came_to_be() {
    let files: Vec<(String, String)> = (0..48)
        .map(|at| {
            let words = match at {
                3 | 45 => "a rare word",
                at => ["torture", "torture torture", "torture and law"][at % 3],
            };
            (format!("{}/{}.txt", (at * 7) % 5, at), words.to_owned())
        })
        .collect();
    let borrowed = files.iter().map(|(path, text)| (&**path, &**text));
    let at_once = Corpus::of(&borrowed.collect::<Vec<_>>());
    let in_parts = Corpus::new();
    for part in files.chunks(5) {
        part.iter()
            .for_each(|(path, text)| in_parts.write(path, text));
        in_parts.index();
    }
    let segments = in_parts.open().searcher.segment_readers().len();
    assert!(segments > 1, "{segments}");
    for (query, grouping, sort) in [
        ("torture", Grouping::None, Sort::Relevance),
        ("torture", Grouping::None, Sort::Path),
        ("torture", Grouping::Copies, Sort::Relevance),
        ("rare", Grouping::Copies, Sort::Relevance),
    ] {
        for (limit, offset) in [(100, 0), (5, 0), (5, 10)] {
            let asked = Request {
                grouping,
                sort,
                limit,
                offset,
                ..request(query)
            };
            let hits = |corpus: &Corpus| {
                let answer = corpus.open().search(&asked).expect("an answer");
                let hits = answer.hits.into_iter();
                let hits: Vec<_> = hits.map(|hit| (hit.rank, hit.path, hit.copies)).collect();
                (answer.total, hits)
            };
            assert_eq!(hits(&at_once), hits(&in_parts), "{sort:?} {limit} {offset}");
        }
    }
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
