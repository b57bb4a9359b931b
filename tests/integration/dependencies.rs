//! Checks dependencies against `deny.toml`: licences, source, and banned network crates.
#![allow(clippy::print_stderr, reason = "a test that does not run says so")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Returns the text between two markers in `deny.toml`.
fn part<'a>(rules: &'a str, from: &str, to: &str) -> &'a str {
    let start = rules.find(from).expect("a list") + from.len();
    let rest = &rules[start..];
    &rest[..rest.find(to).expect("its end")]
}

/// Returns the quoted strings of a text.
fn quoted(text: &str) -> Vec<&str> {
    text.split('"').skip(1).step_by(2).collect()
}

/// Returns all packages, for all platforms if their sources are available, else for this one; `None` without cargo.
fn packages() -> Option<Vec<Value>> {
    let about = Command::new("rustc").arg("-vV").output().ok()?;
    let about = String::from_utf8(about.stdout).ok()?;
    let here = about.lines().find_map(|line| line.strip_prefix("host: "))?;
    [&[][..], &["--filter-platform", here]]
        .iter()
        .find_map(|filter| {
            let mut cargo = Command::new(env!("CARGO"));
            cargo.current_dir(env!("CARGO_MANIFEST_DIR")).args([
                "metadata",
                "--offline",
                "--locked",
            ]);
            let output = cargo
                .args(["--format-version", "1"])
                .args(*filter)
                .output()
                .ok()?;
            let mut metadata: Value = serde_json::from_slice(&output.stdout).ok()?;
            match metadata["packages"].take() {
                Value::Array(packages) => Some(packages),
                _ => None,
            }
        })
}

/// Returns whether a licence expression is satisfied by the allowed licences. A slash is an old form of OR.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut words = words.into_iter().peekable();
    let met = any(&mut words, allowed);
    met && words.peek().is_none()
}

type Words<'a> = std::iter::Peekable<std::vec::IntoIter<&'a str>>;

fn any(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let mut met = all(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        met |= all(words, allowed);
    }
    met
}

fn all(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let mut met = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let met = any(words, allowed);
        return words.next() == Some(")") && met;
    }
    let mut licence = words.next().unwrap_or_default().to_owned();
    if words.next_if_eq(&"WITH").is_some() {
        licence.push_str(" WITH ");
        licence.push_str(words.next().unwrap_or_default());
    }
    allowed.contains(&&*licence)
}

#[test]
fn licence_expressions_are_parsed() {
    let allowed = [
        "MIT",
        "Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "Unicode-3.0",
    ];
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("MIT/GPL-3.0", true),
        ("(MIT OR GPL-3.0) AND Unicode-3.0", true),
        ("(MIT OR GPL-3.0) AND BSD-3-Clause", false),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("GPL-2.0 WITH Classpath-exception-2.0", false),
        ("GPL-3.0 OR MIT AND Unicode-3.0", true),
        ("", false),
        ("(MIT", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
    }
}

#[test]
fn dependencies_keep_to_the_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rules = fs::read_to_string(root.join("deny.toml")).expect("the rules");
    let licences = quoted(part(&rules, "[licenses]\nallow = [", "]\n"));
    let banned = quoted(part(&rules, "\ndeny = [", "]\n"));
    assert!(licences.contains(&"MIT") && banned.contains(&"tokio"));
    let Some(packages) = packages() else {
        eprintln!("skipped: cargo cannot list the dependencies here");
        return;
    };
    assert!(packages.len() > 50);
    let mut wrong = Vec::new();
    for package in &packages {
        let name = package["name"].as_str().expect("a name");
        let licence = package["license"].as_str().unwrap_or_default();
        if !is_allowed(licence, &licences) {
            wrong.push(format!("{name} has the licence {licence}"));
        }
        if banned.contains(&name) {
            wrong.push(format!("{name} is banned"));
        }
        let source = package["source"].as_str();
        let from_registry = source == Some("registry+https://github.com/rust-lang/crates.io-index");
        if !from_registry && name != "plenary" {
            wrong.push(format!("{name} comes from {source:?}"));
        }
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        for dependency in dependencies.filter(|_| name == "plenary") {
            if dependency["req"] == "*" {
                wrong.push(format!("{} may have any version", dependency["name"]));
            }
        }
    }
    assert_eq!(wrong, [] as [String; 0]);
}
