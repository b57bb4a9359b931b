//! Which words and wildcards does a piece of a query hold?

use super::ast::{Joined, Pattern, TextField, Word};
use crate::text::{Joint, Term, for_each_term};

/// The words of a piece of a query.
#[derive(Debug, Default)]
pub(super) struct QueryWords {
    /// In order.
    pub(super) words: Vec<Word>,
    /// Which of them some write as one.
    pub(super) joined: Vec<Joined>,
}

/// What `*` and `?` stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WildcardUse {
    /// Any letters, one letter.
    Pattern,
    /// Nothing special.
    Punctuation,
}

// Letters of an undeciphered script (Linear A) take the wildcards' places while the text is cut into words, so that
// `prosecut*` stays one word and its letters come into normal form.
const ANY_LETTERS: char = '\u{10600}';
const ONE_LETTER: char = '\u{10601}';

/// The words of `text` in order. A `?` at the end of a word is a question mark, not a wildcard.
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
                // Positions of a text without breaks are the numbers of its words.
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
            // Several stars are one.
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
