//! `plenary index` keeps an index up to date with an archive.

use crate::archive::{Answer, Archive};

fn archive() -> Archive {
    Archive::new()
        .file("a.txt", "The rule of law.\n")
        .file("b/kenya.txt", "The right to water.\n")
        .file("empty.txt", "")
}

/// Returns the summary line without the time.
#[track_caller]
fn counts(answer: &Answer) -> &str {
    let line = answer.stdout.lines().last().expect("a last line");
    line.rsplit_once(" in ").expect("a time").0
}

#[test]
fn runs_read_only_what_is_new() {
    let archive = archive();
    let first = archive.run(&["index", "archive"]).exits(0);
    assert_eq!(
        counts(&first),
        "indexed 2, unchanged 0, removed 0, skipped 1 (1 no text)"
    );
    let second = archive.run(&["index", "archive"]).exits(0);
    assert_eq!(
        counts(&second),
        "indexed 0, unchanged 2, removed 0, skipped 1 (1 no text)"
    );

    let changed = archive
        .file("a.txt", "The rule of law and order.\n")
        .without("b/kenya.txt");
    let third = changed.run(&["index", "archive"]).exits(0);
    assert_eq!(
        counts(&third),
        "indexed 1, unchanged 0, removed 1, skipped 1 (1 no text)"
    );
    changed.search(&["\"law and order\""]).finds(&["a.txt"]);
    changed.search(&["water"]).finds(&[]);
}

#[test]
fn a_dry_run_changes_nothing() {
    let archive = archive();
    let dry = archive.run(&["index", "--dry-run", "archive"]).exits(0);
    assert!(counts(&dry).starts_with("would index 3"), "{}", dry.stdout);
    assert!(!archive.path(".plenary").exists());
}

#[test]
fn strict_runs_end_with_an_error_when_a_file_is_skipped() {
    let answer = archive().run(&["index", "--strict", "archive"]).exits(2);
    assert_eq!(
        counts(&answer),
        "indexed 2, unchanged 0, removed 0, skipped 1 (1 no text)"
    );
    answer
        .tells("1 file could not be read")
        .tells("plenary failures");
}

#[test]
fn skipped_files_are_listed_with_what_can_be_done() {
    let archive = archive().file("broken.pdf", "%PDF-1.4\nnothing").indexed();
    insta::assert_snapshot!(archive.run(&["failures"]).exits(0).transcript());
    let lines = archive
        .run(&["failures", "--format", "jsonl"])
        .exits(0)
        .json_lines();
    let shown: Vec<_> = lines
        .iter()
        .map(|line| (&line["path"], &line["reason"]))
        .collect();
    assert_eq!(
        format!("{shown:?}"),
        r#"[(String("broken.pdf"), String("malformed")), (String("empty.txt"), String("no-text"))]"#
    );
    let whole = Archive::new().file("a.txt", "words").indexed();
    whole
        .run(&["failures"])
        .exits(1)
        .tells("every file could be read");
}

/// A page with some glyphs that map to no text.
fn partly_mapped() -> String {
    let widths = "500 ".repeat(91);
    format!(
        "%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R
  /Resources << /Font << /F1 5 0 R >> >> >> endobj
4 0 obj << /Length 60 >> stream
BT /F1 12 Tf 72 700 Td (rights of the child AAAAAA) Tj ET   \n
endstream endobj
5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 32 /LastChar 122 /Widths [{widths}]
  /Encoding << /Type /Encoding /Differences [65 /nameless1] >> >> endobj
trailer << /Root 1 0 R >>
"
    )
}

#[test]
fn documents_read_in_part_are_listed_with_what_is_missing() {
    let archive = Archive::new().file("part.pdf", partly_mapped()).indexed();
    archive.run(&["search", "\"rights of the child\""]).exits(0);
    let lines = archive
        .run(&["failures", "--format", "jsonl"])
        .exits(0)
        .json_lines();
    assert_eq!(lines[0]["reason"], "partial");
    assert_eq!(
        lines[0]["detail"],
        "page 1: 23 % of its glyphs map to no text"
    );
    let shown = archive.run(&["failures"]).exits(0).stdout;
    assert!(
        shown.contains("read in part (1)") && shown.contains("part.pdf: page 1"),
        "{shown}"
    );
}

#[test]
fn the_index_is_found_from_below_and_by_name() {
    let archive = archive().indexed();
    let below = crate::archive::run(
        &archive.path("archive/b"),
        &["search", "water", "--format", "json"],
        "",
    );
    below.finds(&["b/kenya.txt"]);
    archive
        .run(&["--index", "elsewhere", "index", "archive/b"])
        .exits(0);
    let elsewhere = archive.run(&[
        "search",
        "water",
        "--index",
        "elsewhere",
        "--format",
        "json",
    ]);
    elsewhere.finds(&["kenya.txt"]);
    let search = ["search", "water", "--format", "json"];
    crate::archive::run_with_index(&archive.path(""), &search, "", "elsewhere")
        .finds(&["kenya.txt"]);
}

#[test]
fn sums_and_documents_can_be_shown() {
    let archive = Archive::new()
        .file(
            "pages.txt",
            "First page about Kenya.\n\u{c}Second \u{1b}[2Jpage.\n",
        )
        .file("empty.txt", "")
        .indexed();
    let stats = archive
        .run(&["stats", "--format", "json"])
        .exits(0)
        .json_lines();
    assert_eq!(
        (&stats[0]["searchable"], &stats[0]["pages"]),
        (&1.into(), &2.into())
    );
    assert_eq!(stats[0]["skipped"].to_string(), r#"[["no text",1]]"#);
    let text = archive.run(&["stats"]).exits(0);
    assert!(
        text.stdout.contains("documents: 1 ") && text.stdout.contains("skipped: 1 (1 no text)"),
        "{}",
        text.stdout
    );

    let second = archive.run(&["show", "pages.txt", "--page", "2"]).exits(0);
    assert_eq!(second.stdout, "Second \u{fffd}[2Jpage.\n");
    let whole = archive.run(&["show", "pages.txt"]).exits(0);
    assert!(
        whole.stdout.contains("pages: 2\n") && whole.stdout.ends_with("Second \u{fffd}[2Jpage.\n"),
        "{}",
        whole.stdout
    );
    archive.run(&["show", "empty.txt"]).exits(1);
    archive
        .run(&["show", "nowhere.txt"])
        .exits(1)
        .tells("no document is called nowhere.txt");
    archive
        .run(&["show", "pages.txt", "--page", "3"])
        .exits(2)
        .tells("it has 2");
}
