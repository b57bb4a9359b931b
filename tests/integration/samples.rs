//! Checks `sample_docs` against the expected values in `tests/samples_expected.tsv` and `tests/samples_phrases.tsv`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::archive::{Answer, run};

type Row = BTreeMap<String, String>;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads a table with a header.
fn table(path: &str) -> Vec<Row> {
    let text = fs::read_to_string(project().join(path)).expect("a table of the project");
    let mut lines = text.lines().map(|line| line.split('\t'));
    let names: Vec<&str> = lines.next().expect("a header").collect();
    let row = |cells: std::str::Split<'_, char>| {
        names
            .iter()
            .zip(cells)
            .map(|(name, cell)| ((*name).into(), cell.into()))
            .collect()
    };
    lines.map(row).collect()
}

fn plenary(index: &Path, arguments: &[&str], input: &str) -> Answer {
    let index = index.to_str().expect("a plain path");
    run(project(), &[&["--index", index], arguments].concat(), input)
}

/// Minimum recall in per cent; phrases across page ends in two-page documents are hard.
const MIN_RECALL: usize = 84;

#[test]
fn phrases_are_found_on_their_pages() {
    let index = tempfile::tempdir().expect("a temporary folder");
    let phrases = table("tests/samples_phrases.tsv");
    let queries: String = phrases
        .iter()
        .map(|row| format!("{}\t\"{}\"\n", row["id"], row["phrase"]))
        .collect();
    let answers = plenary(
        index.path(),
        &["batch", "-", "--in", "sample_docs"],
        &format!("id\tquery\n{queries}"),
    );
    let answers: Vec<Value> = answers.exits(0).json_lines();
    let mut missed = Vec::new();
    for (row, answer) in phrases.iter().zip(&answers) {
        let hits = answer["hits"].as_array().expect("hits");
        let hit = hits.iter().find(|hit| hit["path"] == *row["path"]);
        let page = hit.map_or_else(String::new, |hit| hit["matches"][0]["page"].to_string());
        if page != row["page"] {
            missed.push(format!(
                "{} ({}) of {}: page <{page}>, not {}",
                row["phrase"], row["kind"], row["path"], row["page"]
            ));
        }
    }
    assert_eq!(answers.len(), phrases.len());
    let found = phrases.len() - missed.len();
    assert!(
        found * 100 >= phrases.len() * MIN_RECALL,
        "{found} of {}:\n{}",
        phrases.len(),
        missed.join("\n")
    );
}

/// Formats a field of `inspect` in the notation of the table.
fn field_values(document: &Value, field: &str) -> String {
    let value = |inferred: &Value| inferred["value"].as_str().unwrap_or_default().to_owned();
    match &document["metadata"][field] {
        Value::Array(values) => {
            let mut values: Vec<String> = values.iter().map(value).collect();
            values.sort();
            values.join(";")
        }
        Value::Null => String::new(),
        one => value(one),
    }
}

fn sorted(list: &str) -> String {
    let mut values: Vec<&str> = list.split(';').collect();
    values.sort_unstable();
    values.join(";")
}

#[test]
fn metadata_is_as_expected() {
    let inspected = run(
        project(),
        &["inspect", "sample_docs", "--format", "jsonl"],
        "",
    )
    .exits(0)
    .json_lines();
    let expected = table("tests/samples_expected.tsv");
    assert_eq!(inspected.len(), expected.len());
    let (mut right, mut all, mut differing) = (0, 0, Vec::new());
    for (document, row) in inspected.iter().zip(&expected) {
        let path = document["path"].as_str().expect("a path");
        assert_eq!(path, format!("sample_docs/{}", row["path"]));
        assert_eq!(
            document["reason"]
                .as_str()
                .unwrap_or_default()
                .replace('-', " "),
            row["skip"],
            "{path}"
        );
        if !row["skip"].is_empty() {
            continue;
        }
        assert_eq!(
            document["pages"].as_array().map_or(0, Vec::len).to_string(),
            row["pages"],
            "{path}"
        );
        for field in ["country", "session", "symbol", "date", "language"] {
            let (said, known) = (field_values(document, field), sorted(&row[field]));
            all += 1;
            right += usize::from(said == known);
            if said != known {
                differing.push(format!("{path}: {field} is {known}, said to be {said}"));
            }
        }
    }
    assert!(
        right * 100 >= all * 85,
        "{right} of {all} values are right:\n{}",
        differing.join("\n")
    );
}
