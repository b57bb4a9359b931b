//! Runs the recipes of `docs/batch.md` and the batches of the README.
#![allow(clippy::print_stderr, reason = "a test that does not run says so")]
#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Output};
use std::{env, fs};

use crate::archive::Archive;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the fenced code blocks of a text with this language.
fn blocks<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    let fence = format!("```{mark}\n");
    let block = |rest: &'a str| rest.split("```").next().unwrap_or_default();
    text.split(&*fence).skip(1).map(block).collect()
}

/// Creates a folder with the sample documents, their index, and the queries of the recipes.
fn folder(recipes: &str) -> Archive {
    let queries = blocks(recipes, "tsv");
    let folder = Archive::new().beside("queries.tsv", queries.first().expect("queries"));
    let samples = project().join("sample_docs");
    std::os::unix::fs::symlink(samples, folder.path("sample_docs")).expect("a link");
    folder.run(&["index", "sample_docs"]).exits(0);
    folder
}

/// Runs a script; prints a message and returns `None` if it needs a missing program.
fn sh(folder: &Archive, script: &str) -> Option<Output> {
    for program in ["jq", "python3"] {
        let runs = || Command::new(program).arg("--version").output().is_ok();
        if script.contains(program) && !runs() {
            eprintln!("skipped: {program} is not here, for\n{script}");
            return None;
        }
    }
    let built = assert_cmd::cargo::cargo_bin!("plenary");
    let folders = built.parent().into_iter().map(Path::to_owned);
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = folders.chain(env::split_paths(&path));
    let output = Command::new("sh")
        .args(["-c", script])
        .current_dir(folder.path(""))
        .env("PATH", env::join_paths(folders).expect("a path"))
        .env_remove("PLENARY_INDEX")
        .output();
    Some(output.expect("a shell"))
}

/// The start of each recipe, and its output.
const PRINTED: &[(&str, &str)] = &[
    ("plenary batch queries.tsv | jq -r 'select", "none\n"),
    (
        "plenary batch queries.tsv | jq -r '.id",
        "plan\t2018/azerbaijan-adoption-statement.pdf\tp. 1\t",
    ),
    ("plenary batch queries.tsv --format csv", ""),
    (
        "python3",
        "plan ok 2018/azerbaijan-adoption-statement.pdf 1\n",
    ),
    ("for country", "q1\treview OR examen\tok\t"),
    ("touch last.jsonl", "something changed: news.csv\n"),
    ("plenary quotes", "look at the quotations again\n"),
];

#[test]
fn the_recipes_work() {
    let text = fs::read_to_string(project().join("docs/batch.md")).expect("the documentation");
    let (_, recipes) = text.split_once("## Recipes").expect("recipes");
    let folder = folder(recipes);
    let scripts = blocks(recipes, "sh");
    assert_eq!(scripts.len(), PRINTED.len());
    for (script, (start, printed)) in scripts.iter().zip(PRINTED) {
        assert!(script.starts_with(start), "{script}");
        let Some(output) = sh(&folder, script) else {
            continue;
        };
        let shown = String::from_utf8_lossy(&output.stdout);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}\n{shown}{told}");
        assert!(shown.contains(printed), "{script}\n{shown}{told}");
    }
    // The second run finds nothing new.
    let nightly = sh(&folder, scripts[5]).expect("no program is missing");
    assert_eq!(String::from_utf8_lossy(&nightly.stdout), "");
    let header = fs::read_to_string(folder.path("news.csv")).expect("a table");
    assert_eq!(header.lines().count(), 1, "{header}");
}

#[test]
fn the_batches_of_the_readme_work() {
    let recipes = fs::read_to_string(project().join("docs/batch.md")).expect("the documentation");
    let readme = fs::read_to_string(project().join("README.md")).expect("a README");
    let folder = folder(&recipes);
    let starts = ["plenary batch", "plenary quotes", "echo "];
    let is_ours = |line: &&str| starts.iter().any(|start| line.starts_with(start));
    let lines: Vec<&str> = readme.lines().filter(is_ours).collect();
    assert!(lines.len() > 5, "{lines:?}");
    for line in lines {
        let Some(output) = sh(&folder, line) else {
            continue;
        };
        // Exit code 1 is valid: nothing changed, or a quotation is not exact.
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{line}\n{told}"
        );
    }
}
