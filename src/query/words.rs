//! Splits a piece of a query into words, wildcards and compounds.

use super::ast::{Joined, Pattern, TextField, Word};
use crate::text::{Joint, Term, for_each_term};

/// The words of a piece of a query.
#[derive(Debug, Default)]
pub(super) struct QueryWords {
    /// The words in order.
    pub(super) words: Vec<Word>,
    /// The compounds among them.
    pub(super) joined: Vec<Joined>,
}

/// How to treat `*` and `?`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WildcardUse {
    /// As wildcards.
    Pattern,
    /// As punctuation.
    Punctuation,
}

// During tokenization, wildcards are replaced by letters of an undeciphered script (Linear A), so that `prosecut*` stays
// one word and is normalised.
const ANY_LETTERS: char = '\u{10600}';
const ONE_LETTER: char = '\u{10601}';

/// Returns the words of `text` in order. A `?` at the end of a word is a question mark, not a wildcard.
pub(super) fn words(text: &str, wildcards: WildcardUse) -> QueryWords {
    let mut found = QueryWords::default();
    let mut take = |text: &str| {
        for_each_term(text, &[], |term| match term {
            Term::Word(token) => found.words.push(Word {
                field: TextField::Text,
                pattern: pattern(token.term),
                accented: token.accented.to_owned(),
            }),
            Term::Compound(compound) => {
                // In a text without breaks, positions are word indexes.
                let first = compound.whole.position as usize;
                found.joined.push(Joined {
                    words: first..first + compound.width as usize,
                    as_one: pattern(compound.whole.term),
                    capitals: match compound.joint {
                        Joint::Capitals => true,
                        Joint::Initials => compound.width == 2,
                        Joint::Hyphen | Joint::Tight => false,
                    },
                });
            }
        });
    };
    match wildcards {
        WildcardUse::Pattern if text.contains(['*', '?']) => take(&masked(text)),
        _ => take(text),
    }
    found
}

fn masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len() + 8);
    let mut rest = text.chars();
    let mut last = ' ';
    while let Some(c) = rest.next() {
        let after = rest.clone().find(|&next| next != '?');
        let inside = after.is_some_and(|next| next.is_alphanumeric() || next == '*');
        match c {
            // Repeated stars are merged.
            '*' if last == '*' => {}
            '*' => masked.push(ANY_LETTERS),
            '?' if inside => masked.push(ONE_LETTER),
            _ => masked.push(c),
        }
        last = c;
    }
    masked
}

fn pattern(term: &str) -> Pattern {
    if !term.contains([ANY_LETTERS, ONE_LETTER]) {
        return Pattern::Exact(term.to_owned());
    }
    let unmasked = |c| match c {
        ANY_LETTERS => '*',
        ONE_LETTER => '?',
        _ => c,
    };
    Pattern::Wildcard(term.chars().map(unmasked).collect())
}
