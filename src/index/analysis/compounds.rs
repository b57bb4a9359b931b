//! How compounds such as `non-governmental` are spelt as terms of the index.
//!
//! The term of a compound is its parts run together, a sign for how they are joined, and the length of each part but the
//! last in characters: `nongovernmental-3`. No word of a text contains such a sign.

use crate::text::{Compound, Joint};

const JOINTS: [Joint; 4] = [
    Joint::Capitals,
    Joint::Tight,
    Joint::Hyphen,
    Joint::Initials,
];

/// The smallest sign, and the character after the greatest: the bounds of a range scan over the compounds of a word.
pub(crate) const SIGN_RANGE: (char, char) = ('+', '/');

const fn sign(joint: Joint) -> char {
    match joint {
        Joint::Capitals => '+',
        Joint::Tight => ',',
        Joint::Hyphen => '-',
        Joint::Initials => '.',
    }
}

/// The term a compound is indexed as.
pub(crate) fn compound_term(compound: &Compound<'_>) -> String {
    term(compound.whole.term, compound.joint, compound.lengths)
}

/// The term of a hyphenated compound, all parts of which but the last have these lengths in characters.
pub(crate) fn hyphenated_term(whole: &str, lengths: &[usize]) -> String {
    term(whole, Joint::Hyphen, lengths)
}

/// The term that a word of two capital letters is indexed as beside its normal form.
pub(crate) fn capitals_term(word: &str) -> String {
    term(word, Joint::Capitals, &[])
}

fn term(whole: &str, joint: Joint, lengths: &[usize]) -> String {
    let sign = sign(joint);
    let lengths: Vec<String> = lengths.iter().map(usize::to_string).collect();
    format!(
        "{whole}{sign}{}",
        lengths.join(sign.encode_utf8(&mut [0; 4]))
    )
}

/// A compound as its term describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParsedCompound<'a> {
    /// The parts run together.
    pub(crate) whole: &'a str,
    pub(crate) joint: Joint,
    /// The length of each part but the last in characters.
    pub(crate) lengths: Vec<usize>,
}

impl<'a> ParsedCompound<'a> {
    /// Parses a term; `None` if it is a plain word.
    pub(crate) fn parse(term: &'a str) -> Option<Self> {
        let at = term.find(JOINTS.map(sign))?;
        let joint_sign = term[at..].chars().next()?;
        let joint = (JOINTS.into_iter()).find(|joint| sign(*joint) == joint_sign)?;
        let lengths = term[at + 1..].split(joint_sign);
        Some(Self {
            whole: &term[..at],
            joint,
            lengths: lengths.filter_map(|length| length.parse().ok()).collect(),
        })
    }
}

/// Splits a word into parts, all but the last of which have these lengths in characters.
pub(crate) fn split_parts<'a>(word: &'a str, lengths: &[usize]) -> Vec<&'a str> {
    let mut rest = word;
    let mut parts = Vec::with_capacity(lengths.len() + 1);
    for length in lengths {
        let end = rest.char_indices().nth(*length);
        let (part, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_of_compounds_are_parsed_back() {
        for (term, whole, joint, lengths) in [
            (
                hyphenated_term("nonselfgoverning", &[3, 4]),
                "nonselfgoverning",
                Joint::Hyphen,
                vec![3, 4],
            ),
            (capitals_term("un"), "un", Joint::Capitals, vec![]),
        ] {
            let expected = ParsedCompound {
                whole,
                joint,
                lengths,
            };
            assert_eq!(ParsedCompound::parse(&term), Some(expected));
        }
        assert_eq!(
            hyphenated_term("nonselfgoverning", &[3, 4]),
            "nonselfgoverning-3-4"
        );
        assert_eq!(ParsedCompound::parse("plain"), None);
        assert_eq!(split_parts("étatmajor", &[4]), ["état", "major"]);
    }
}
