//! Checks the tables of `docs/query-syntax.md` against the parser.

use super::fields::Field;
use super::{ParseOptions, describe, parse};

const SYNTAX: &str = include_str!("../../docs/query-syntax.md");

/// Returns the rows of its tables: a query, its meaning, and whether that is an error.
fn rows() -> Vec<(String, String, bool)> {
    let mut rows = Vec::new();
    let mut errors = false;
    for line in SYNTAX.lines() {
        let cells: Vec<&str> = line.split(" | ").collect();
        let [typed, meaning] = cells.as_slice() else {
            continue;
        };
        let plain = |cell: &str| cell.trim_matches(['|', ' ', '`']).to_owned();
        let (typed, meaning) = (plain(typed), plain(meaning));
        match typed.as_str() {
            "typed" => errors = meaning == "error",
            _ => rows.push((typed, meaning, errors)),
        }
    }
    rows
}

#[test]
fn the_tables_are_correct() {
    let rows = rows();
    assert!(rows.len() > 30, "{} rows", rows.len());
    for (typed, meaning, is_error) in rows {
        match parse(&typed, ParseOptions::default()) {
            Ok(parsed) => {
                assert!(!is_error, "{typed}");
                assert_eq!(describe(&parsed.query), meaning, "{typed}");
            }
            Err(error) => {
                assert!(is_error, "{typed}: {error}");
                assert_eq!(error.problem.to_string(), meaning, "{typed}");
            }
        }
    }
}

#[test]
fn descriptions_parse_to_the_same_query() {
    for (_, meaning, is_error) in rows() {
        if !is_error {
            let again = parse(&meaning, ParseOptions::default()).expect("a query");
            assert_eq!(describe(&again.query), meaning);
        }
    }
}

#[test]
fn every_filter_is_documented() {
    for name in Field::names() {
        let field = Field::from_name(name);
        let mut synonyms = Field::names().filter(|other| Field::from_name(other) == field);
        let described = |name: &str| SYNTAX.contains(&format!("`{name}:"));
        assert!(synonyms.any(described), "{name}");
    }
}
