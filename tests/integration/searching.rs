//! `plenary search` finds words and phrases and cites pages and paragraphs.

use crate::archive::Archive;

fn archive() -> Archive {
    Archive::new()
        .file(
            "aze/A_HRC_WG.6_30_AZE_1.txt",
            "United Nations\tA/HRC/WG.6/30/AZE/1\nGeneral Assembly\tDistr.: General\n11 July 2018\nOriginal: English\n\n\
             Human Rights Council\nWorking Group on the Universal Periodic Review\nThirtieth session\n\n\
             National report: Azerbaijan\n\nThe delegation spoke of the rule\nof law and of prisons.\n\
             \u{c}The rule of law came up again: torture must end.\n",
        )
        .file("ken.txt", "Torture and the prisoner in the reports of the year.\nKenya's courts have not looked at it yet; l\u{2019}État.\n")
        .file("deep/notes.md", "Law without rule. Torture, torture, torture.\n")
        .indexed()
}

#[test]
fn words_match_inflections_and_phrases_match_exactly() {
    let archive = archive();
    for (query, found) in [
        (
            "prison",
            &["aze/A_HRC_WG.6_30_AZE_1.txt", "ken.txt"] as &[&str],
        ),
        ("\"prison\"", &[]),
        ("\"rule of law\"", &["aze/A_HRC_WG.6_30_AZE_1.txt"]),
        ("“Rule of Law”", &["aze/A_HRC_WG.6_30_AZE_1.txt"]),
        (
            "rule law",
            &["aze/A_HRC_WG.6_30_AZE_1.txt", "deep/notes.md"],
        ),
        (
            "\"law rule\"~3",
            &["aze/A_HRC_WG.6_30_AZE_1.txt", "deep/notes.md"],
        ),
        (
            "torture -kenya",
            &["aze/A_HRC_WG.6_30_AZE_1.txt", "deep/notes.md"],
        ),
        (
            "courts OR delegation",
            &["aze/A_HRC_WG.6_30_AZE_1.txt", "ken.txt"],
        ),
        (
            "(courts OR delegation) prison",
            &["aze/A_HRC_WG.6_30_AZE_1.txt", "ken.txt"],
        ),
        ("deleg*", &["aze/A_HRC_WG.6_30_AZE_1.txt"]),
        ("\"rul* of law\"", &["aze/A_HRC_WG.6_30_AZE_1.txt"]),
        ("delegatoin~2", &["aze/A_HRC_WG.6_30_AZE_1.txt"]),
        ("kenya's", &["ken.txt"]),
        ("etat", &["ken.txt"]),
        ("path:deep/", &["deep/notes.md"]),
        ("symbol:A/HRC/WG.6/30/*", &["aze/A_HRC_WG.6_30_AZE_1.txt"]),
        ("country:az session:upr30", &["aze/A_HRC_WG.6_30_AZE_1.txt"]),
        ("date:2018-07", &["aze/A_HRC_WG.6_30_AZE_1.txt"]),
        ("nowhere", &[]),
    ] {
        archive.search(&[query]).finds(found);
    }
}

#[test]
fn flags_are_equivalent_to_fields() {
    let archive = archive();
    let azerbaijan = &["aze/A_HRC_WG.6_30_AZE_1.txt"];
    for flags in [
        ["--country", "Azerbaijan"],
        ["--country", "AZE"],
        ["--session", "UPR30"],
        ["--session", "30th session"],
        ["--symbol", "a/hrc/wg.6/30/aze/1"],
        ["--organ", "UPR"],
        ["--since", "2018-07-01"],
    ] {
        archive
            .search(&[&["torture"], &flags[..]].concat())
            .finds(azerbaijan);
    }
    archive
        .search(&[
            "--country",
            "KEN",
            "--country",
            "az",
            "--since",
            "2018",
            "--until",
            "2018",
        ])
        .finds(azerbaijan);
    archive
        .search(&["courts", "delegation", "--any"])
        .finds(&["aze/A_HRC_WG.6_30_AZE_1.txt", "ken.txt"]);
    archive
        .search(&["rule", "of", "law", "--phrase"])
        .finds(azerbaijan);
    archive
        .search(&["torture", "-kenya", "--country", "az"])
        .finds(azerbaijan);
    archive
        .search(&["Torture", "--verbatim"])
        .finds(&["deep/notes.md", "ken.txt"]);
}

#[test]
fn matches_are_cited_by_page_with_marks() {
    let answers = archive().search(&["\"rule of law\""]).exits(0).json_lines();
    let hit = &answers[0]["hits"][0];
    assert_eq!(hit["match_count"], 2);
    for (at, page) in [(0, 1), (1, 2)] {
        let found = &hit["matches"][at];
        assert_eq!(
            (&found["page"], &found["region"]),
            (&page.into(), &"body".into())
        );
        let text: Vec<char> = found["text"]
            .as_str()
            .expect("an excerpt")
            .chars()
            .collect();
        let mark = |end: usize| {
            usize::try_from(found["marks"][0][end].as_u64().expect("a place")).expect("a small one")
        };
        let marked: String = text[mark(0)..mark(1)].iter().collect();
        assert_eq!(marked, "rule of law");
    }
}

#[test]
fn hits_are_sorted_and_paged() {
    let archive = archive();
    archive
        .search(&["torture", "--sort", "path"])
        .finds_in_order(&["aze/A_HRC_WG.6_30_AZE_1.txt", "deep/notes.md", "ken.txt"]);
    archive
        .search(&["torture", "--sort", "-date", "--limit", "1"])
        .finds_in_order(&["aze/A_HRC_WG.6_30_AZE_1.txt"]);
    let rest = archive.search(&["torture", "--sort", "path", "--offset", "1", "--limit", "1"]);
    let rest = rest.finds_in_order(&["deep/notes.md"]);
    let answer = &rest.json_lines()[0];
    assert_eq!(
        (&answer["total"], &answer["hits"][0]["rank"]),
        (&3.into(), &2.into())
    );
}

#[test]
fn facets_count_the_whole_result() {
    let answer = &archive()
        .search(&["torture", "--facet", "session", "--limit", "0"])
        .exits(0)
        .json_lines()[0];
    assert_eq!(answer["facets"]["session"][0].to_string(), r#"["UPR30",1]"#);
    assert_eq!(answer["hits"].as_array().map(Vec::len), Some(0));
}

#[test]
fn people_read_hits_on_stdout_and_the_rest_on_stderr() {
    let archive = archive();
    insta::assert_snapshot!(
        "text",
        archive
            .run(&["search", "\"rule of law\" session:30"])
            .exits(0)
            .transcript()
    );
    insta::assert_snapshot!(
        "nothing",
        archive.run(&["search", "nowhere"]).exits(1).transcript()
    );
}

#[test]
fn one_command_indexes_and_cites() {
    let archive = Archive::new().file("a.txt", "The right to water.\n");
    let answer = archive.search(&["\"right to water\"", "--in", "archive"]);
    answer.tells("indexed 1").finds(&["a.txt"]);
}
