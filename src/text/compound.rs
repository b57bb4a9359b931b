//! Which words are written as one here and as several there? `non-governmental`, `Qur'an`, `1,000`, `N.G.O.`

use super::normal::fold_word;
use super::tokens::{Token, for_each_token};

/// How the parts of a compound are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Joint {
    /// With a hyphen inside a line: who writes so, may as well write two words.
    Hyphen,
    /// With an apostrophe, with a separator of thousands, or with a hyphen at the end of a line that may only be there for
    /// the line's sake: the parts are one word where they stand so, and nowhere else.
    Tight,
    /// As initials, a stop after each.
    Initials,
    /// As one word of two capital letters, which is what two initials are without their stops.
    Capitals,
}

/// Words that some write as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compound<'a> {
    /// All of it: the position of its first word, its bytes, and its parts without what stands between them.
    pub whole: Token<'a>,
    /// How many words it is in this text.
    pub width: u32,
    /// How long the normal form of each part but the last is, in characters.
    pub lengths: &'a [usize],
    /// How the parts are written.
    pub joint: Joint,
}

/// A word, or words that some write as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term<'a> {
    /// A word.
    Word(Token<'a>),
    /// A compound of words that were given before.
    Compound(Compound<'a>),
}

/// More parts make no word.
const MAX_PARTS: usize = 4;

/// What is put before a word and is none itself.
const BOUND_PREFIXES: [&str; 26] = [
    "afro", "anti", "bio", "co", "counter", "cyber", "eco", "euro", "geo", "hyper", "infra",
    "inter", "intra", "macro", "micro", "multi", "neo", "non", "pre", "pro", "pseudo", "quasi",
    "semi", "socio", "sub", "ultra",
];

/// A shorter rest of a word after a prefix is more likely chance.
const MIN_AFTER_PREFIX: usize = 4;

/// Where a word parts into a prefix and the word it is put before, in bytes.
pub fn prefix_length(term: &str) -> Option<usize> {
    let fitting = BOUND_PREFIXES.iter().filter(|prefix| {
        let rest = term.strip_prefix(**prefix);
        rest.is_some_and(|rest| rest.chars().count() >= MIN_AFTER_PREFIX)
    });
    fitting.map(|prefix| prefix.len()).max()
}

/// Whether this is only ever put before a word.
pub fn is_bound_prefix(term: &str) -> bool {
    BOUND_PREFIXES.contains(&term)
}

/// Calls `each` for every word in order (`for_each_token`), and for compounds of them once their last word was given. Compounds
/// of the same spelling come in order.
pub fn for_each_term(text: &str, breaks: &[usize], mut each: impl FnMut(Term<'_>)) {
    let mut chain = Chain {
        text,
        parts: Vec::new(),
        link: None,
    };
    for_each_token(text, breaks, |token| {
        let part = Part {
            position: token.position,
            start: token.start,
            end: token.end,
        };
        chain.add(part, &mut each);
        each(Term::Word(token));
        if is_two_capitals(&text[token.start..token.end]) {
            each(Term::Compound(Compound {
                whole: token,
                width: 1,
                lengths: &[],
                joint: Joint::Capitals,
            }));
        }
    });
    chain.flush(&mut each);
}

fn is_two_capitals(word: &str) -> bool {
    let mut letters = word.chars();
    word.len() <= 4
        && letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_none()
}

#[derive(Clone, Copy)]
struct Part {
    position: u32,
    start: usize,
    end: usize,
}

/// What stands between two parts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Hyphen,
    LineEnd,
    Apostrophe,
    Stop,
    Thousands(char),
}

impl Link {
    /// Whether parts linked so can be parts of one compound.
    fn goes_with(self, other: Self) -> bool {
        let inside_words = |link| matches!(link, Self::Hyphen | Self::LineEnd | Self::Apostrophe);
        self == other || inside_words(self) && inside_words(other)
    }
}

/// Words that follow one another as parts of a compound may.
struct Chain<'a> {
    text: &'a str,
    /// Each with its link to the one before.
    parts: Vec<(Part, Option<Link>)>,
    /// How the parts are linked.
    link: Option<Link>,
}

impl Chain<'_> {
    fn add(&mut self, part: Part, each: &mut impl FnMut(Term<'_>)) {
        let Some((before, _)) = self.parts.last().copied() else {
            self.parts.push((part, None));
            return;
        };
        let link = match stand_apart(self.text, &before, &part) {
            true => None,
            false => link(self.text, before, part),
        };
        if link.is_none() && self.link.is_none() {
            self.parts[0] = (part, None);
            return;
        }
        let fits = |link: &Link| self.link.is_none_or(|known| known.goes_with(*link));
        let Some(link) = link.filter(fits) else {
            self.flush(each);
            self.link = link;
            if link.is_some() {
                self.parts.push((before, None));
            }
            self.parts.push((part, link));
            return;
        };
        self.link = Some(link);
        self.parts.push((part, Some(link)));
    }

    /// Gives the compounds of the chain, and begins a new one.
    fn flush(&mut self, each: &mut impl FnMut(Term<'_>)) {
        let count = self.parts.len();
        if let Some(link) = self.link.filter(|_| count > 1) {
            let whole_only = matches!(link, Link::Stop | Link::Thousands(_));
            for from in 0..count - 1 {
                for to in from + 2..=count.min(from + MAX_PARTS) {
                    if !whole_only || (from, to) == (0, count) {
                        self.give(&self.parts[from..to], each);
                    }
                }
            }
        }
        self.parts.clear();
        self.link = None;
    }

    fn give(&self, parts: &[(Part, Option<Link>)], each: &mut impl FnMut(Term<'_>)) {
        let (mut term, mut accented) = (String::new(), String::new());
        let mut lengths = Vec::with_capacity(parts.len());
        let (mut folded, mut lower) = (String::new(), String::new());
        for (part, _) in parts {
            let word = &self.text[part.start..part.end];
            folded.clear();
            lower.clear();
            if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                folded.push_str(word);
                folded.make_ascii_lowercase();
                lower.push_str(&folded);
            } else {
                fold_word(word, &mut folded, &mut lower);
            }
            lengths.push(folded.chars().count());
            term.push_str(&folded);
            accented.push_str(&lower);
        }
        lengths.pop();
        let links = || parts[1..].iter().filter_map(|(_, link)| *link);
        let joint = match () {
            () if links().all(|link| link == Link::Hyphen) => Joint::Hyphen,
            () if links().all(|link| link == Link::Stop) => Joint::Initials,
            () => Joint::Tight,
        };
        let (Some((first, _)), Some((last, _))) = (parts.first(), parts.last()) else {
            return;
        };
        each(Term::Compound(Compound {
            whole: Token {
                position: first.position,
                start: first.start,
                end: last.end,
                term: &term,
                accented: &accented,
            },
            width: last.position - first.position + 1,
            lengths: &lengths,
            joint,
        }));
    }
}

/// Whether it is seen at a glance that nothing links these, as most words.
#[inline]
fn stand_apart(text: &str, before: &Part, part: &Part) -> bool {
    let bytes = text.as_bytes();
    part.start == before.end + 1
        && bytes[before.end] == b' '
        && !bytes[before.start].is_ascii_digit()
}

fn link(text: &str, before: Part, part: Part) -> Option<Link> {
    let between = text.get(before.end..part.start)?;
    // Nothing but a sign and a line end is as long.
    if part.position != before.position + 1 || between.is_empty() || between.len() > 6 {
        return None;
    }
    let (one, other) = (&text[before.start..before.end], &text[part.start..part.end]);
    let mut signs = between.chars();
    match (signs.next()?, signs.next(), signs.next()) {
        ('-' | '\u{2010}' | '\u{2011}', None, _) => {
            makes_a_word(one, other).then_some(Link::Hyphen)
        }
        ('-' | '\u{2010}' | '\u{2011}', Some('\u{2028}' | '\n'), None) => {
            makes_a_word(one, other).then_some(Link::LineEnd)
        }
        ('\'' | '’' | '‘' | '`' | 'ʼ' | 'ʻ' | 'ʾ' | 'ʿ', None, _) if !is_digits(one) => {
            can_be_left_out(one, other).then_some(Link::Apostrophe)
        }
        ('.', None, _) if is_letter(one) && is_letter(other) => Some(Link::Stop),
        (sign @ (',' | '.' | '\'' | '’' | ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}'), None, _) => {
            groups_digits(text, before, other).then_some(Link::Thousands(sign))
        }
        _ => None,
    }
}

/// Whether a hyphen between these may be left out: not between numbers.
fn makes_a_word(one: &str, other: &str) -> bool {
    let has_letter = |part: &str| part.chars().any(char::is_alphabetic);
    has_letter(one) || has_letter(other)
}

/// Apostrophes that some leave out: `Qur'an`, `Sana'a`; not those of `l'eau` or `Kenya's`.
fn can_be_left_out(one: &str, other: &str) -> bool {
    const ENDINGS: [&str; 7] = ["s", "t", "re", "ve", "ll", "d", "m"];
    one.chars().count() > 2 && !ENDINGS.contains(&other.to_lowercase().as_str())
}

fn is_letter(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

fn is_digits(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// `1 000 000`: one to three digits, then groups of three.
fn groups_digits(text: &str, before: Part, other: &str) -> bool {
    let one = &text[before.start..before.end];
    is_digits(one) && is_digits(other) && other.len() == 3 && one.len() <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The compounds of a text: `joined/how/lengths at position+width`.
    fn compounds(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        for_each_term(text, &[], |term| {
            if let Term::Compound(compound) = term {
                found.push(format!(
                    "{} {:?} {:?} {}+{}",
                    compound.whole.term,
                    compound.joint,
                    compound.lengths,
                    compound.whole.position,
                    compound.width
                ));
            }
        });
        found
    }

    #[test]
    fn compounds_are_found() {
        let table: &[(&str, &[&str])] = &[
            (
                "a non-governmental body",
                &["nongovernmental Hyphen [3] 1+2"],
            ),
            (
                "non\u{2011}governmental",
                &["nongovernmental Hyphen [3] 0+2"],
            ),
            (
                "non-\u{2028}governmental",
                &["nongovernmental Tight [3] 0+2"],
            ),
            (
                "non governmental, non - governmental, non–governmental",
                &[],
            ),
            (
                "non-self-governing",
                &[
                    "nonself Hyphen [3] 0+2",
                    "nonselfgoverning Hyphen [3, 4] 0+3",
                    "selfgoverning Hyphen [4] 1+2",
                ],
            ),
            ("Covid-19 in 2018-19", &["covid19 Hyphen [5] 0+2"]),
            (
                "the Qur’an of Sana'a",
                &["quran Tight [3] 1+2", "sanaa Tight [4] 4+2"],
            ),
            ("l'eau, Kenya's, don't, d’Ivoire", &[]),
            (
                "1,000 and 12 345 678",
                &["1000 Tight [1] 0+2", "12345678 Tight [2, 3] 3+3"],
            ),
            ("39, 140; 2018,300; 3.14; 1.5000", &[]),
            (
                "U.N. and N.G.O.s",
                &["un Initials [1] 0+2", "ngos Initials [1, 1, 1] 3+4"],
            ),
            ("N.G.O. law", &["ngo Initials [1, 1] 0+3"]),
            ("the UN, the UNO", &["un Capitals [] 1+1"]),
            (
                "социально-экономический",
                &["социальноэкономический Hyphen [9] 0+2"],
            ),
        ];
        for (text, expected) in table {
            assert_eq!(compounds(text), *expected, "{text}");
        }
    }

    #[test]
    fn no_compound_runs_over_a_break() {
        let mut count = 0;
        for_each_term("non-governmental", &[4], |term| {
            count += u32::from(matches!(term, Term::Compound(_)))
        });
        assert_eq!(count, 0);
    }

    #[test]
    fn prefixes_are_no_words() {
        assert_eq!(prefix_length("nongovernmental"), Some(3));
        assert_eq!(prefix_length("cooperate"), Some(2));
        assert_eq!(prefix_length("counterproductive"), Some(7));
        assert_eq!(prefix_length("nonce"), None);
        assert_eq!(prefix_length("therapist"), None);
    }
}
