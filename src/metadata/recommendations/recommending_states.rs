//! Parses the states that made a recommendation: "Ratify the Convention (Denmark, Norway) (France);"

use std::ops::Range;

use crate::metadata::vocabulary::country_by_name;
use crate::model::Country;

/// Whether a paragraph ends with states in parentheses, and with it the recommendation.
pub(crate) fn ends_with_states(text: &str) -> bool {
    strip_closing_states(text).is_some()
}

/// Splits a recommendation into wording and states: those at its end and those of its parts, "… (France); … (Spain)".
pub(crate) fn split_states(text: &str) -> (String, Vec<Country>) {
    let mut by: Vec<Country> = Vec::new();
    let mut add = |states: Vec<Country>| {
        for state in states {
            if !by.contains(&state) {
                by.push(state);
            }
        }
    };
    for group in parentheses(text) {
        add(states(&text[group.start + 1..group.end - 1]).unwrap_or_default());
    }
    let mut wording = text;
    while let Some(before) = strip_closing_states(wording) {
        wording = before;
    }
    let wording = wording.trim_end_matches([' ', ';', ',']);
    (wording.to_owned(), by)
}

/// Strips the states in parentheses at the end of a text; `None` if there are none.
pub(crate) fn strip_closing_states(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
    // A footnote mark may follow the parenthesis.
    let text = text.trim_end_matches(|c: char| c.is_numeric() || c == '*');
    let group = parentheses(text)
        .pop()
        .filter(|group| group.end == text.len())?;
    states(&text[group.start + 1..group.end - 1])?;
    Some(&text[..group.start])
}

/// Returns the outermost parentheses of a text. Unclosed ones, a frequent misprint, are ignored.
fn parentheses(text: &str) -> Vec<Range<usize>> {
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

/// Parses a list of states; `None` if it names anything else.
fn states(list: &str) -> Option<Vec<Country>> {
    if let Some(state) = state(list) {
        return Some(vec![state]);
    }
    // Names may contain a separator, as "Trinidad and Tobago" does, so whole names are tried before pieces.
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

/// Short names of states in reports. Other short words are more often codes of treaties.
const SHORT_NAMES: &[&str] = &["UK", "USA", "UAE", "DRC", "DPRK"];

fn state(name: &str) -> Option<Country> {
    let name = name
        .trim()
        .trim_end_matches(|c: char| c.is_numeric() || c == '*');
    let name = without_word(
        without_word(name, &["and ", "et ", "y "]),
        &["the ", "la ", "le "],
    );
    let named = name.chars().count() > 3 || SHORT_NAMES.contains(&name);
    let proper = name.starts_with(char::is_uppercase) || name.starts_with("former ");
    if !named || !proper || name.len() > LONGEST_NAME {
        return None;
    }
    // Accepts misspelt official names, such as "Bolivia (Plurinational Republic of)".
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

/// The longest name of a state, in bytes.
const LONGEST_NAME: usize = 120;
