//! Indexes without stored texts, for sensitive archives.

use std::fs;

use crate::archive::Archive;

const STATEMENT: &str = "Statement on Kenya\n\nThe witness spoke of the rule of law in Nairobi.\n";

fn without_texts() -> Archive {
    let archive = Archive::new()
        .file("a.txt", STATEMENT)
        .file("b.txt", "The right to water.\n");
    archive
        .run(&["index", "archive", "--no-stored-text"])
        .exits(0);
    archive
}

#[test]
fn an_index_without_texts_finds_documents_all_the_same() {
    let archive = without_texts();
    for query in [
        "\"rule of law\"",
        "\"witness nairobi\"~10",
        "witnesses",
        "nairo*",
        "\"rule of l*\"",
        "wittness~1",
        "title:kenya",
        "country:kenya law",
        "law path:a.txt",
    ] {
        archive.search(&[query]).finds(&["a.txt"]);
    }
    archive
        .search(&["--any", "witness", "spoke", "nairobi"])
        .finds(&["a.txt"]);
    archive
        .search(&["\"rule of waters\""])
        .finds(&[])
        .tells("hint: of \"rule of waters\" the longest part found is \"rule of\"");
}

#[test]
fn an_index_without_texts_shows_nothing_of_them() {
    let archive = without_texts();
    for arguments in [
        &["search", "law"][..],
        &["search", "law", "--format", "json"],
        &["search", "law", "--format", "jsonl", "--matches", "all"],
        &["search", "law", "--format", "csv", "--matches", "all"],
        &["search", "law", "--format", "cite"],
        &["show", "a.txt"],
        &["show", "a.txt", "--why"],
    ] {
        let answer = archive.run(arguments).exits(0);
        assert!(
            answer.stdout.contains("Statement on Kenya"),
            "{arguments:?}"
        );
        for told in [&answer.stdout, &answer.stderr] {
            assert!(!told.contains("witness"), "{arguments:?}: {told}");
        }
        let why = arguments.contains(&"--why");
        assert_eq!(answer.stderr.contains("nothing of them is shown"), !why);
    }
    let found = archive.search(&["law"]);
    let answer = &found.json_lines()[0];
    assert_eq!(answer["hits"][0]["matches"].to_string(), "[]");
    assert!(answer["notes"].to_string().contains("without the texts"));
}

#[test]
fn a_batch_on_an_index_without_texts_says_so_once() {
    let archive = without_texts().beside("queries.txt", "law\nwater\n");
    let answer = archive.run(&["batch", "queries.txt"]).exits(0);
    assert_eq!(answer.json_lines().len(), 2);
    assert!(!answer.stdout.contains("witness"));
    assert_eq!(answer.stderr.matches("without the texts").count(), 1);
    archive
        .run(&["batch", "--verbatim", "queries.txt"])
        .exits(2);
}

#[test]
fn commands_that_need_texts_fail_with_a_hint() {
    let archive = without_texts().beside("draft.md", "They said \"the rule of law\" twice.\n");
    for (arguments, task) in [
        (&["quotes", "draft.md"][..], "check quotations"),
        (&["show", "a.txt", "--page", "1"], "show a page"),
        (
            &["search", "--verbatim", "\"rule of law\""],
            "compare case, accents and punctuation",
        ),
    ] {
        archive
            .run(arguments)
            .exits(2)
            .tells(&format!(
                "cannot {task}: the index was made without the texts"
            ))
            .tells("hint: make an index with the texts beside it");
    }
}

#[test]
fn an_index_stays_without_texts() {
    let archive = without_texts();
    let path = archive.path("archive/a.txt");
    // Touched, then changed files are indexed again, still without text.
    for text in [STATEMENT, "The witness spoke of the rule of law again.\n"] {
        fs::write(&path, text).expect("a document");
        archive.run(&["index", "archive"]).exits(0);
        let found = archive.search(&["\"rule of law\""]).finds(&["a.txt"]);
        assert!(!found.stdout.contains("witness"));
    }
    let stats = archive.run(&["stats"]).exits(0);
    assert!(stats.stdout.contains("texts: not stored"));
    archive.run(&["verify"]).exits(0);
}

#[test]
fn an_index_with_texts_says_that_it_keeps_them() {
    let archive = Archive::new().file("a.txt", "The rule of law.\n").indexed();
    for dry in [&[][..], &["--dry-run"]] {
        archive
            .run(&[&["index", "archive", "--no-stored-text"], dry].concat())
            .exits(2)
            .tells("it was made with them")
            .tells("hint: remove ");
    }
    archive.search(&["law"]).finds(&["a.txt"]);
}
