//! Which words and wildcards does a piece of a query hold?

use super::ast::{Pattern, TextField, Word};
use crate::text::for_each_token;

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
pub(super) fn words(text: &str, wildcards: WildcardUse) -> Vec<Word> {
    let mut found = Vec::new();
    let mut push = |text: &str| {
        for_each_token(text, &[], |token| {
            found.push(Word {
                field: TextField::Text,
                pattern: pattern(token.term),
                accented: token.accented.to_owned(),
            });
        });
    };
    match wildcards {
        WildcardUse::Pattern if text.contains(['*', '?']) => push(&masked(text)),
        _ => push(text),
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
    let shown = |c| match c {
        ANY_LETTERS => '*',
        ONE_LETTER => '?',
        _ => c,
    };
    Pattern::Wildcard(term.chars().map(shown).collect())
}
