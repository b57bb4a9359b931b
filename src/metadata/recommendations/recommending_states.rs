//! Reads the states that made a recommendation: "Ratify the Convention (Denmark, Norway) (France);"

use std::ops::Range;

use crate::metadata::vocabulary::country_by_name;
use crate::model::Country;

/// Whether a paragraph of a recommendation is its last.
pub(crate) fn is_whole(text: &str) -> bool {
    closing_states(text).is_some()
}

/// A wording without the states that made it, and these: those at its end, and those of its parts, "… (France); … (Spain)".
pub(crate) fn without_states(text: &str) -> (String, Vec<Country>) {
    let mut by: Vec<Country> = Vec::new();
    let mut add = |states: Vec<Country>| {
        for state in states {
            if !by.contains(&state) {
                by.push(state);
            }
        }
    };
    for group in brackets(text) {
        add(states(&text[group.start + 1..group.end - 1]).unwrap_or_default());
    }
    let mut wording = text;
    while let Some(before) = closing_states(wording) {
        wording = before;
    }
    let wording = wording.trim_end_matches([' ', ';', ',']);
    (wording.to_owned(), by)
}

/// What stands before the states in brackets at the end of a text.
pub(crate) fn closing_states(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
    // The mark of a footnote may stand against the bracket.
    let text = text.trim_end_matches(|c: char| c.is_numeric() || c == '*');
    let group = brackets(text)
        .pop()
        .filter(|group| group.end == text.len())?;
    states(&text[group.start + 1..group.end - 1])?;
    Some(&text[..group.start])
}

/// The outermost brackets of a text. One that is never closed, as is often printed, holds nothing.
fn brackets(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' => open.push(at),
            ')' => {
                if let Some(start) = open.pop() {
                    found.retain(|inner| inner.start < start);
                    found.push(start..at + 1);
                }
            }
            _ => {}
        }
    }
    found
}

/// The states a list names, if it names nothing else.
fn states(list: &str) -> Option<Vec<Country>> {
    if let Some(state) = state(list) {
        return Some(vec![state]);
    }
    // Names may hold the word that joins a list, "Trinidad and Tobago", so the longest piece is tried first.
    let separators = [", ", "; ", ",", ";", " and ", " et ", " y ", " и ", "/"];
    separators.iter().find_map(|separator| {
        list.match_indices(separator).find_map(|(at, _)| {
            let mut first = states_of_one(&list[..at])?;
            first.extend(states(&list[at + separator.len()..])?);
            Some(first)
        })
    })
}

fn states_of_one(name: &str) -> Option<Vec<Country>> {
    state(name).map(|state| vec![state])
}

/// Codes of three letters are more often of treaties; these are how reports shorten states.
const SHORT: &[&str] = &["UK", "USA", "UAE", "DRC", "DPRK"];

fn state(name: &str) -> Option<Country> {
    let name = name
        .trim()
        .trim_end_matches(|c: char| c.is_numeric() || c == '*');
    let name = without_word(
        without_word(name, &["and ", "et ", "y "]),
        &["the ", "la ", "le "],
    );
    let named = name.chars().count() > 3 || SHORT.contains(&name);
    let proper = name.starts_with(char::is_uppercase) || name.starts_with("former ");
    if !named || !proper || name.len() > LONGEST_NAME {
        return None;
    }
    // "Bolivia (Plurinational Republic of)" is said by mistake, and understood.
    let short = || {
        name.strip_suffix(" of)")?
            .split_once(" (")
            .map(|(name, _)| name)
    };
    country_by_name(name).or_else(|| country_by_name(short()?))
}

fn without_word<'a>(name: &'a str, words: &[&str]) -> &'a str {
    let rest = words.iter().find_map(|word| name.strip_prefix(word));
    rest.unwrap_or(name).trim()
}

/// No state has a longer name, in bytes.
const LONGEST_NAME: usize = 120;
