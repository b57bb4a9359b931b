//! Repeated batches: determinism, comparison, resuming, and manifests.

use std::fs;

use crate::archive::{Answer, Archive};

fn archive() -> Archive {
    Archive::new()
        .file("a.txt", "20 September 2018\n\nThey spoke of the rule of law, and of what torture does. Torture is a crime.\n")
        .file("b.txt", "May 2016\n\nTorture happens in prisons, and it is there that those who visit should look for it.\n")
        .file("copies/b.txt", "May 2016\n\nTorture happens in prisons, and it is there that those who visit should look for it.\n")
        .indexed()
        .beside("queries.tsv", "id\tquery\nlaw\t\"rule of law\"\ntorture\ttorture\nnone\tnowhere\nbad\t(\n")
}

#[test]
fn sums_have_a_row_for_each_query() {
    let archive = archive();
    let shown = |format| {
        let arguments = ["batch", "queries.tsv", "--summary", "--format", format];
        archive.run(&arguments).exits(2)
    };
    insta::assert_snapshot!("summary_csv", shown("csv").stdout.replace('\r', "␍"));
    insta::assert_snapshot!("summary_jsonl", shown("jsonl").stdout);
    shown("jsonl").tells("4 queries: 2 found something, 1 nothing, 1 could not be answered");
    archive
        .run(&["batch", "queries.tsv", "--summary", "--format", "trec"])
        .exits(2)
        .tells("cannot write a TREC run of sums");
}

#[test]
fn tables_have_a_row_for_each_match() {
    let text = format!("torture {} torture\n", "and so on ".repeat(60));
    let archive = Archive::new().file("a.txt", text).indexed();
    let answer = archive.run_with_input(&["batch", "-", "--format", "tsv"], "torture\n");
    let rows: Vec<Vec<&str>> = answer
        .stdout
        .lines()
        .map(|row| row.split('\t').collect())
        .collect();
    assert_eq!(rows.len(), 3);
    assert_eq!((rows[1][4], rows[2][4]), ("1", "1"));
    assert_ne!(rows[1], rows[2]);
}

/// Returns queries with hits, without hits, and with errors.
fn many(count: usize) -> String {
    let query = |n| match n % 7 {
        0 => format!("{n}\t(\n"),
        1 => format!("{n}\tw{n}\n"),
        _ => format!("{n}\ttorture OR w{n}\n"),
    };
    let rows: String = (0..count).map(query).collect();
    format!("id\tquery\n{rows}")
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let archive = archive().beside("many.tsv", many(700));
    let run = |threads| {
        let answer = archive.run(&["batch", "many.tsv", "--threads", threads]);
        answer.exits(2).stdout
    };
    let one = run("1");
    assert_eq!(one.lines().count(), 700);
    assert_eq!(one, run("2"));
    assert_eq!(one, run("7"));
}

#[test]
fn a_manifest_records_what_the_answers_were_made_with() {
    let archive = archive();
    let manifest = |archive: &Archive| -> serde_json::Value {
        archive
            .run(&[
                "batch",
                "queries.tsv",
                "--manifest",
                "made.json",
                "--country",
                "kenya",
            ])
            .exits(2);
        let text = fs::read_to_string(archive.path("made.json")).expect("a manifest");
        serde_json::from_str(&text).expect("JSON")
    };
    let first = manifest(&archive);
    assert_eq!(first["tool"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(
        first["counts"].to_string(),
        r#"{"error":1,"none":3,"ok":0,"queries":4}"#
    );
    assert_eq!(
        first["options"]["filters"].to_string(),
        r#"[["country","kenya"]]"#
    );
    assert_eq!(first["queries"]["file"], "queries.tsv");
    let hash = first["queries"]["sha256"].as_str().expect("a hash");
    assert_eq!(
        hash,
        "d62939239eb4d4fb523ec3a5c6d2233279a4ac1f06014670b9208add54ed6658"
    );

    // The fingerprint is the same after indexing again, and different with another document.
    fs::remove_dir_all(archive.path(".plenary")).expect("an index");
    let archive = archive.indexed();
    let second = manifest(&archive);
    assert_eq!(first["index"], second["index"]);
    let third = manifest(&archive.file("c.txt", "Water.\n").indexed());
    assert_ne!(first["index"]["fingerprint"], third["index"]["fingerprint"]);
}

#[test]
fn a_comparison_names_what_is_new_gone_and_changed() {
    let archive = archive();
    archive
        .run(&[
            "batch",
            "queries.tsv",
            "--all-copies",
            "--output",
            "old.jsonl",
        ])
        .exits(2);
    let diff = |archive: &Archive, more: &[&str]| -> Answer {
        archive.run(
            &[
                &[
                    "batch",
                    "queries.tsv",
                    "--all-copies",
                    "--diff",
                    "old.jsonl",
                ],
                more,
            ]
            .concat(),
        )
    };
    let same = diff(&archive, &[]).exits(2);
    assert_eq!(same.stdout, "");
    same.tells("4 queries: 0 changed, 3 the same, 1 could not be answered");

    let archive = archive
        .beside(
            "queries.tsv",
            "id\tquery\nlaw\t\"rule of law\"\ntorture\ttorture\nwater\twater\n",
        )
        .without("copies/b.txt")
        .file("b.txt", "Torture happens in prisons. Torture is a crime.\n")
        .file("c.txt", "Torture and water.\n")
        .indexed();
    let changed = diff(&archive, &[]).exits(0);
    let lines = changed.json_lines();
    let paths = |line: &serde_json::Value, kind: &str| -> String {
        let hits = line[kind].as_array().expect("a list");
        let paths: Vec<_> = hits
            .iter()
            .map(|hit| hit["path"].as_str().expect("a path"))
            .collect();
        paths.join(" ")
    };
    let shown: Vec<String> = lines
        .iter()
        .map(|line| {
            format!(
                "{} {}: new {}, gone {}, changed {}",
                line["id"],
                line["status"],
                paths(line, "new"),
                paths(line, "gone"),
                paths(line, "changed")
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            r#""torture" "ok": new c.txt, gone copies/b.txt, changed b.txt"#,
            r#""water" "ok": new c.txt, gone , changed "#,
            r#""none" "removed": new , gone , changed "#,
            r#""bad" "removed": new , gone , changed "#,
        ]
    );
    insta::assert_snapshot!(
        "diff_csv",
        diff(&archive, &["--format", "csv"])
            .exits(0)
            .stdout
            .replace('\r', "␍")
    );
    diff(&archive, &["--limit", "1"]).tells("may only have changed its rank");
    archive
        .run(&["batch", "queries.tsv", "--diff", "queries.tsv"])
        .exits(2)
        .tells("cannot compare with queries.tsv");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_is_resumed() {
    use std::process::{Command, Stdio};
    let archive = archive().beside("many.tsv", many(3_000));
    let arguments = [
        "batch",
        "many.tsv",
        "--format",
        "csv",
        "--output",
        "answers.csv",
    ];
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("plenary"))
        .current_dir(archive.path(""))
        .args(arguments)
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    while !archive.path("answers.csv.part.json").exists() {
        assert!(
            child.try_wait().expect("a child").is_none(),
            "it ended before it was stopped"
        );
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().expect("it is stopped");
    child.wait().expect("it ends");
    assert!(!archive.path("answers.csv").exists());

    // Other queries, options or documents cannot be resumed.
    let resume = |more: &[&str]| archive.run(&[&arguments[..], &["--resume"], more].concat());
    resume(&["--limit", "3"])
        .exits(2)
        .tells("the options are not those");
    resume(&[]).exits(2).tells("going on after");
    let resumed = fs::read(archive.path("answers.csv")).expect("the answers");
    archive.run(&arguments).exits(2);
    let whole = fs::read(archive.path("answers.csv")).expect("the answers");
    assert!(resumed == whole, "the answers differ");
    let left = fs::read_dir(archive.path("")).expect("a folder");
    let left = left.filter(|entry| {
        entry
            .as_ref()
            .is_ok_and(|entry| entry.file_name().to_string_lossy().contains(".part"))
    });
    assert_eq!(left.count(), 0);
}
