//! Matching, order and highlighting.

use std::sync::Arc;

use super::*;
use crate::index::phrase::postings::PostingsCache;

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
        no_stored_text: true,
        ..corpus.options()
    };
    let never = AtomicBool::new(false);
    update(&corpus.index_folder(), &options, &never, &mut |_| {}).expect("indexed");
    assert_eq!(corpus.found("\"the witness spoke\""), ["a.txt"]);
    let index = corpus.open();
    let segments = index.searcher.segment_readers();
    let (_, fields) = schema::Fields::with_schema();
    let stores = segments.iter().map(|segment| segment.get_store_reader(1));
    let mut stored = String::new();
    for store in stores {
        let store = store.expect("stored documents");
        for document in store.iter::<tantivy::TantivyDocument>(None) {
            let document = document.expect("a stored document");
            for (field, value) in document.field_values() {
                assert_eq!(field, fields.record, "only the record is stored");
                let json = tantivy::schema::Value::as_bytes(&value).expect("bytes");
                stored.push_str(&String::from_utf8_lossy(json));
            }
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
fn cached_and_streamed_postings_give_the_same_answers() {
    // The rule is often written with a hyphen, by which it is one word, two, and both.
    let words = ["the", "of", "ru-le", "rule", "law", "right", "to", "water"];
    let mut seed = 23u64;
    let mut chance = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as usize % below
    };
    let mut text = || -> String {
        let length = 1 + chance(200);
        let words = (0..length).map(|_| words[chance(8).min(chance(8))]);
        let text = words.collect::<Vec<_>>().join(" ");
        match chance(30) {
            0 => text + " the seldom of the law",
            _ => text,
        }
    };
    let files: Vec<(String, String)> = (0..300)
        .map(|number| (format!("{number:03}.txt"), text()))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (&**path, &**text))
        .collect();
    let corpus = Corpus::of(&files);
    let (cached, mut streamed) = (corpus.open(), corpus.open());
    streamed.postings = Arc::new(PostingsCache::with_limit(0));
    for query in [
        "\"of the\"",
        "\"the the of\"",
        "\"right to water\"",
        "\"to water of the rule\"",
        "\"the rule of the law\"",
        "\"of the law of the rule of\"",
        "\"law water\"~3",
        "\"the rule of law\" OR \"water of\"",
        "\"the rule of\"",
        "\"rule rule\"",
        "\"of the ru-le\"",
        "\"ru le rule law\"",
        "\"the rule\" AND \"law of\"",
        "rule",
        "\"of the\" -water",
        "\"the seldom of\"",
        "\"law the seldom\"",
    ] {
        let answers = |index: &Index| {
            let answer = index.search(&request(query)).expect("an answer");
            serde_json::to_string(&answer).expect("JSON")
        };
        // The first answer fills the cache of one, the second comes from it.
        for times in 0..2 {
            assert_eq!(answers(&cached), answers(&streamed), "{query} {times}");
        }
    }
    let expected = files
        .iter()
        .filter(|(_, text)| text.contains("right to water"));
    let found = streamed.search(&request("\"right to water\""));
    assert_eq!(found.expect("an answer").total, expected.count() as u64);
}
