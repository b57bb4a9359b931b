//! Terminal safety: no text, name or metadata of a file can control a terminal, in any command and format.
#![cfg(unix)]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::archive::{Answer, Archive};

/// An archive with escape sequences that colour, clear and rename a terminal, and bidirectional overrides, in names,
/// titles, texts and user-defined fields.
fn hostile() -> Archive {
    let hostile = "\u{1b}[31mred\u{7} \u{9b}2J \u{1b}]0;renamed\u{7} \u{202e}desrever \u{7f}";
    let text = format!(
        "Report {hostile} on Kenya\n\nA/HRC/39/14\n\nThe {hostile} rule of law, {hostile}.\n{}",
        "So that most of it is words that anybody can read.\n".repeat(60)
    );
    let name = "n\u{1b}[31m\u{9b}2J\n\u{7}\u{202e}m";
    let archive = Archive::new()
        .file(&format!("{name}.txt"), &text)
        .file(&format!("copy of {name}.txt"), &text)
        .file(&format!("changed {name}.txt"), text.replace("Kenya", "other law"))
        .file(&format!("skipped {name}.pdf"), format!("%PDF-1.7\n{hostile}"))
        .beside(
            "inventory.csv",
            format!("path,country,donor\n\"{name}.txt\",\"{hostile}\",\"{hostile}\"\ngone {hostile},Kenya,x\n"),
        )
        .beside("draft.md", format!("\"the rule of {hostile} law in it\" and \"never {hostile} said so\"\n"))
        .beside("queries.txt", format!("law {hostile}\n\"open {hostile}\nlaw\n"))
        .beside("queries.csv", format!("id,query\n{hostile},law\n"));
    let no_unicode = archive
        .path("archive")
        .join(OsStr::from_bytes(b"\x9b2J\xff.txt"));
    std::fs::write(no_unicode, &text).expect("a file");
    archive
}

#[track_caller]
fn cannot_steer(answer: &Answer, arguments: &[&str]) {
    let page_end = '\u{c}';
    let steers = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t') && c != page_end)
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    for text in [&answer.stdout, &answer.stderr] {
        let text = text.replace("\r\n", "\n");
        assert!(!text.contains(steers), "{arguments:?}: {text:?}");
    }
    assert!(!answer.stderr.contains("report this"), "{}", answer.stderr);
}

#[test]
fn hostile_names_and_texts_are_found() {
    let found = hostile()
        .indexed()
        .search(&["\"rule of law\"", "--all-copies"]);
    assert_eq!(found.json_lines()[0]["total"], 4, "{}", found.stdout);
}

#[test]
fn no_command_lets_a_file_control_the_terminal() {
    let archive = hostile();
    let typed = "law\u{1b}[31m\u{9b}2J\u{202e}";
    let open = format!("\"{typed}");
    let name = "n\u{1b}[31m\u{9b}2J\n\u{7}\u{202e}m.txt";
    let missing = format!("missing {name}");
    let index = |more: &[&'static str]| [&["index", "archive"], more].concat();
    let mut runs: Vec<Vec<&str>> = vec![
        index(&["--dry-run", "--inventory", "inventory.csv"]),
        index(&["--inventory", "inventory.csv", "--report", "report"]),
        index(&["--strict"]),
        index(&["--retry", "--fields-from-path", "{country}.txt"]),
        vec!["index", &missing],
        vec!["--index", &missing, "stats"],
        vec!["show", name],
        vec!["show", name, "--why"],
        vec!["show", name, "--page", "1"],
        vec!["show", name, "--page", "9"],
        vec!["show", name, "--recommendations"],
        vec!["show", "A/HRC/39/14"],
        vec!["show", &missing],
        vec!["search", &open],
        vec!["search", &missing],
        vec!["search", "law", "--facet", typed],
        vec!["search", "law", "--country", typed],
        vec!["search", "law", "--since", typed],
        vec!["search", "law", "--all-copies", "--explain"],
        vec!["search", "law", "--group-versions"],
        vec!["quotes", &missing],
        vec!["batch", &missing],
        vec!["batch", "queries.txt", "--check"],
        vec!["batch", "queries.txt", "--fail-fast"],
        vec![
            "batch",
            "queries.txt",
            "--summary",
            "--manifest",
            "manifest",
        ],
        vec!["batch", "queries.csv", "--output", &missing],
    ];
    for format in ["text", "json", "jsonl", "csv", "tsv", "cite"] {
        for query in ["law", "\"rule of law\"", "country:kenya", typed] {
            runs.push(vec![
                "search", query, "--format", format, "--facet", "country",
            ]);
        }
    }
    for format in ["jsonl", "csv", "tsv", "trec"] {
        runs.push(vec!["batch", "queries.txt", "--format", format]);
        runs.push(vec!["batch", "queries.csv", "--format", format]);
    }
    for format in ["text", "json", "csv"] {
        runs.push(vec![
            "quotes", "draft.md", "--words", "2", "--format", format,
        ]);
    }
    for format in ["text", "jsonl"] {
        runs.push(vec![
            "inspect",
            "archive",
            "--format",
            format,
            "--inventory",
            "inventory.csv",
        ]);
        runs.push(vec!["failures", "--format", format]);
        runs.push(vec!["verify", "--sealed", &missing, "--format", format]);
    }
    runs.push(vec!["stats"]);
    runs.push(vec!["stats", "--format", "json"]);
    for arguments in &runs {
        cannot_steer(&archive.run(arguments), arguments);
    }
    // Discrepancies are reported with file names.
    let archive = archive
        .file("changed n\u{1b}[31m\u{9b}2J\n\u{7}\u{202e}m.txt", "law")
        .file("added\u{1b}[31m\u{9b}2J\n\u{202e}.txt", "law")
        .without(name);
    for format in ["text", "jsonl"] {
        let arguments = ["verify", "--format", format];
        cannot_steer(&archive.run(&arguments).exits(1), &arguments);
    }
}

/// Tests the progress bar in a pseudo-terminal made by `script`.
#[cfg(target_os = "linux")]
#[test]
fn a_bar_shows_counts_and_no_names() {
    let archive = hostile();
    let program = assert_cmd::cargo::cargo_bin!("plenary");
    let run = format!("'{}' index archive", program.display());
    let recorded = std::process::Command::new("script")
        .args(["-qec", &run, "/dev/null"])
        .current_dir(archive.path(""))
        .env_remove("PLENARY_INDEX")
        .output();
    let Ok(recorded) = recorded else {
        return;
    };
    let shown = String::from_utf8_lossy(&recorded.stdout);
    assert!(shown.contains("indexed 4"), "{shown:?}");
    for part in ["[31m", "2J", "renamed", "\u{7}", "\u{202e}"] {
        assert!(!shown.contains(part), "{shown:?}");
    }
}
