//! Checks the examples of the README.

use std::fs;
use std::path::Path;

use crate::archive::run;

/// Returns the commands in the README's screens with their expected output.
fn screens(readme: &str) -> Vec<(String, String)> {
    let blocks = readme.split("```console\n").skip(1);
    let screen = |block: &str| {
        let block = block.split("```").next().unwrap_or_default();
        let (command, shown) = block.split_once('\n')?;
        Some((
            command.strip_prefix("$ plenary ")?.to_owned(),
            shown.to_owned(),
        ))
    };
    blocks.filter_map(screen).collect()
}

/// Splits a command like a shell, with single quotes only.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, piece) in command.split('\'').enumerate() {
        match at % 2 {
            0 => words.extend(piece.split_whitespace().map(str::to_owned)),
            _ => words.push(piece.to_owned()),
        }
    }
    words
}

#[test]
fn screens_match_the_output() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(project.join("README.md")).expect("a README");
    let screens = screens(&readme);
    assert!(!screens.is_empty());
    for (command, shown) in screens {
        let index = tempfile::tempdir().expect("a temporary folder");
        let mut arguments = words(&command);
        arguments.extend(["--index".into(), index.path().display().to_string()]);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        assert_eq!(
            run(project, &arguments, "").exits(0).stdout,
            shown,
            "{command}"
        );
    }
}

/// Parses the tour's commands, which need another archive to run.
#[test]
fn the_tour_is_valid() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(project.join("README.md")).expect("a README");
    let index = tempfile::tempdir().expect("a temporary folder");
    let at = index.path().display().to_string();
    run(project, &["index", "sample_docs", "--index", &at], "").exits(0);
    let mut count = 0;
    for line in readme
        .lines()
        .filter(|line| line.starts_with("plenary search "))
    {
        let command = line
            .split([' ', '\t'])
            .skip(1)
            .collect::<Vec<_>>()
            .join(" ");
        let command = command
            .split(" #")
            .next()
            .unwrap_or_default()
            .split(" > ")
            .next()
            .unwrap_or_default();
        let mut arguments = words(command);
        arguments.extend(["--index".into(), at.clone()]);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let answer = run(project, &arguments, "");
        assert!(matches!(answer.code, 0 | 1), "{command}\n{}", answer.stderr);
        count += 1;
    }
    assert!(count >= 5);
}
