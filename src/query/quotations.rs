//! Finds the quotations of a draft and the symbols cited for them.
//!
//! Quotations are enclosed in quotation marks (`“ ”`, `„ “`, `« »`, `» «`, `「 」`, `" "`) or are block quotes (`>`). Single
//! quotation marks are ignored, since they look like apostrophes. Omissions (`[…]`, `...`) and insertions
//! (`[the Committee]`) split a quotation into pieces.

use std::ops::Range;

use super::draft::{BlockKind, Draft, DraftBlock, parse_draft};
use crate::metadata::symbols_in;
use crate::model::Symbol;
use crate::text;

/// A quotation of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// The line it starts on, from 1.
    pub line: usize,
    /// The text between the quotation marks, on one line.
    pub text: String,
    /// The parts quoted word for word; never empty.
    pub pieces: Vec<String>,
    /// The symbols cited for it.
    pub cited: Vec<Symbol>,
}

/// The quotations of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quotations {
    /// The quotations to check, in order.
    pub quotations: Vec<Quotation>,
    /// Number of quotations that are too short to check.
    pub short: usize,
    /// The lines of unclosed quotation marks.
    pub unclosed: Vec<usize>,
}

/// Finds the quotations of a draft. Those with fewer than `min_words` words are only counted.
pub fn quotations(draft: &str, min_words: usize) -> Quotations {
    let draft = draft.strip_prefix('\u{FEFF}').unwrap_or(draft);
    let draft = join_paragraphs(parse_draft(draft));
    let mut found = Quotations::default();
    for at in 0..draft.blocks.len() {
        match draft.blocks[at].kind {
            BlockKind::Quote => found.add(block_quote(&draft, at), min_words),
            BlockKind::Paragraph => {
                let (spans, unclosed) = spans(&draft.blocks[at]);
                found.unclosed.extend(unclosed);
                for number in 0..spans.len() {
                    found.add(in_paragraph(&draft, at, &spans, number), min_words);
                }
            }
        }
    }
    found
}

impl Quotations {
    fn add(&mut self, quotation: Quotation, min_words: usize) {
        let words: usize = quotation
            .pieces
            .iter()
            .map(|piece| count_words(piece))
            .sum();
        match words >= min_words.max(1) {
            true => self.quotations.push(quotation),
            false => self.short += 1,
        }
    }
}

fn count_words(text: &str) -> usize {
    let mut count = 0;
    text::for_each_token(text, &[], |_| count += 1);
    count
}

/// Opening quotation marks, each with its closing marks.
const MARKS: [(char, &str); 8] = [
    ('“', "”"),
    ('„', "“”"),
    ('«', "»"),
    ('»', "«"),
    ('”', "”"),
    ('「', "」"),
    ('『', "』"),
    ('"', "\""),
];

/// Joins the paragraphs of a quotation over several paragraphs, which opens in each and closes in the last.
fn join_paragraphs(mut draft: Draft) -> Draft {
    let mut blocks: Vec<DraftBlock> = Vec::new();
    for block in draft.blocks {
        let opening = block
            .text
            .chars()
            .next()
            .filter(|c| matches!(c, '“' | '«' | '„'));
        let goes_on = blocks.last().is_some_and(|last| {
            last.kind == BlockKind::Paragraph
                && block.kind == BlockKind::Paragraph
                && opening.is_some()
                && open_mark(last) == opening
        });
        match blocks.last_mut() {
            Some(last) if goes_on => {
                // One line feed for each line keeps line numbers correct.
                let lines = block.line - last.line_at(last.text.len());
                last.text.push_str(&"\n".repeat(lines));
                last.text
                    .push_str(&block.text[opening.map_or(0, char::len_utf8)..]);
            }
            _ => blocks.push(block),
        }
    }
    draft.blocks = blocks;
    draft
}

fn open_mark(block: &DraftBlock) -> Option<char> {
    let mut at = 0;
    while let Some((start, mark)) = next_opening(&block.text, at) {
        match closing(&block.text, start, mark) {
            Some(end) => at = end,
            None => return Some(mark.0),
        }
    }
    None
}

/// The byte ranges of a quotation in a paragraph, with and without its marks.
struct QuotedSpan {
    whole: Range<usize>,
    inside: Range<usize>,
}

/// Finds the quotations of a paragraph, and the lines of unclosed marks.
fn spans(block: &DraftBlock) -> (Vec<QuotedSpan>, Vec<usize>) {
    let (mut found, mut unclosed, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some((start, mark)) = next_opening(&block.text, at) {
        let inside = start + mark.0.len_utf8();
        match closing(&block.text, start, mark) {
            Some(end) => {
                let close = block.text[..end]
                    .chars()
                    .next_back()
                    .map_or(1, char::len_utf8);
                found.push(QuotedSpan {
                    whole: start..end,
                    inside: inside..end - close,
                });
                at = end;
            }
            None => {
                unclosed.push(block.line_at(start));
                at = inside;
            }
        }
    }
    (found, unclosed)
}

type MarkPair = (char, &'static str);

/// Finds the next opening mark, other than closing marks, inch signs and quotes of attributes.
fn next_opening(text: &str, from: usize) -> Option<(usize, MarkPair)> {
    text[from..].char_indices().find_map(|(at, c)| {
        let at = from + at;
        let pair = MARKS.into_iter().find(|(open, _)| *open == c)?;
        let before = text[..at].chars().next_back().unwrap_or(' ');
        let after = text[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        let opens = match c {
            '"' | '”' | '»' => {
                !before.is_alphanumeric()
                    && before != '='
                    && !after.is_whitespace()
                    && !is_closer(before)
            }
            _ => true,
        };
        opens.then_some((at, pair))
    })
}

fn is_closer(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | '!' | '?')
}

/// Returns the end of the quotation that opens at `start`, after its closing mark.
fn closing(text: &str, start: usize, (open, closers): MarkPair) -> Option<usize> {
    let mut depth = 0;
    let inside = start + open.len_utf8();
    for (at, c) in text[inside..].char_indices() {
        let before = text[..inside + at].chars().next_back().unwrap_or(' ');
        if closers.contains(c) && !(c == '"' && before.is_whitespace()) {
            match depth {
                0 => return Some(inside + at + c.len_utf8()),
                _ => depth -= 1,
            }
        } else if c == open {
            depth += 1;
        }
    }
    None
}

fn in_paragraph(draft: &Draft, at: usize, spans: &[QuotedSpan], number: usize) -> Quotation {
    let block = &draft.blocks[at];
    let place = &spans[number];
    let next = spans
        .get(number + 1)
        .map_or(block.text.len(), |next| next.whole.start);
    let last = number
        .checked_sub(1)
        .map_or(0, |last| spans[last].whole.end);
    let after = &block.text[place.whole.end..next];
    let before = &block.text[last..place.whole.start];
    let mut cited = beside(after, draft);
    if cited.is_empty() {
        cited = symbols_in(first_sentence(after));
    }
    if cited.is_empty() {
        cited = symbols_in(last_sentence(before));
    }
    // The source of a paragraph that is only a quotation may be in the next paragraph.
    if cited.is_empty()
        && after
            .trim_matches(|c: char| !c.is_alphanumeric())
            .is_empty()
    {
        cited = attribution_after(draft, at);
    }
    Quotation {
        line: block.line_at(place.whole.start),
        text: on_one_line(&block.text[place.inside.clone()]),
        pieces: pieces(&block.text[place.inside.clone()]),
        cited,
    }
}

fn block_quote(draft: &Draft, at: usize) -> Quotation {
    let block = &draft.blocks[at];
    let (quoted, attribution) = without_attribution(&block.text);
    let quoted = without_marks(quoted);
    let mut cited = symbols_in(attribution);
    cited.extend(
        noted(quoted, draft)
            .iter()
            .flat_map(|note| symbols_in(note)),
    );
    if cited.is_empty() {
        cited = attribution_after(draft, at);
    }
    if cited.is_empty() {
        let before = at.checked_sub(1).map(|before| &draft.blocks[before]);
        let before = before.filter(|block| block.kind == BlockKind::Paragraph);
        cited = before.map_or_else(Vec::new, |block| symbols_in(last_sentence(&block.text)));
    }
    Quotation {
        line: block.line,
        text: on_one_line(quoted),
        pieces: pieces(quoted),
        cited,
    }
}

/// Splits off a last line that names the source: `— A/HRC/39/14, para. 5` or `(A/HRC/39/14)`.
fn without_attribution(text: &str) -> (&str, &str) {
    let (rest, last) = text.trim_end().rsplit_once('\n').unwrap_or((text, ""));
    let dash = last.starts_with(['—', '–', '―']) || last.starts_with("--");
    let names = dash || (last.starts_with(['(', '-']) && !symbols_in(last).is_empty());
    if names {
        return (rest, last);
    }
    // The source may be in brackets at the end of the last line.
    match text
        .trim_end()
        .strip_suffix(')')
        .and_then(|inside| inside.rfind('('))
    {
        Some(open) if !symbols_in(&text[open..]).is_empty() => text.split_at(open),
        _ => (text, ""),
    }
}

/// Removes quotation marks around a block quote.
fn without_marks(text: &str) -> &str {
    let bare = text.trim();
    let inside = MARKS.iter().find_map(|(open, closers)| {
        let rest = bare.strip_prefix(*open)?;
        rest.strip_suffix(|c: char| closers.contains(c))
    });
    inside.unwrap_or(bare)
}

/// Returns the symbols of the next paragraph, if it begins like a source.
fn attribution_after(draft: &Draft, at: usize) -> Vec<Symbol> {
    let next = draft.blocks.get(at + 1);
    let source = next.filter(|block| {
        let text = &block.text;
        block.kind == BlockKind::Paragraph
            && (text.starts_with(['(', '—', '–', '―', '['])
                || text.starts_with("--")
                || text.starts_with("Source"))
    });
    source.map_or_else(Vec::new, |block| symbols_in(first_sentence(&block.text)))
}

/// Returns the symbols in footnotes and brackets directly after a quotation.
fn beside(after: &str, draft: &Draft) -> Vec<Symbol> {
    let mut cited = Vec::new();
    let mut rest = after;
    loop {
        rest = rest
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':'));
        if let Some((mark, more)) = rest
            .strip_prefix("[^")
            .and_then(|rest| rest.split_once(']'))
        {
            let note = draft.notes.get(mark).map_or("", String::as_str);
            cited.extend(symbols_in(note));
            rest = more;
        } else if rest.starts_with(['(', '[']) {
            let close = if rest.starts_with('(') { ')' } else { ']' };
            let end = end_of_brackets(rest, close).unwrap_or(rest.len());
            cited.extend(symbols_in(&rest[..end]));
            rest = &rest[end..];
        } else {
            return cited;
        }
    }
}

/// Returns the end of the brackets that open a text, which may be nested: `(A/RES/3314(XXIX))`.
fn end_of_brackets(text: &str, close: char) -> Option<usize> {
    let open = text.chars().next()?;
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        depth += i32::from(c == open) - i32::from(c == close);
        if depth == 0 {
            return Some(at + c.len_utf8());
        }
    }
    None
}

/// Returns the footnotes that a text refers to.
fn noted<'a>(text: &str, draft: &'a Draft) -> Vec<&'a str> {
    let marks = text
        .split("[^")
        .skip(1)
        .filter_map(|rest| rest.split_once(']'));
    marks
        .filter_map(|(mark, _)| draft.notes.get(mark).map(String::as_str))
        .collect()
}

fn first_sentence(text: &str) -> &str {
    sentence_ends(text).next().map_or(text, |end| &text[..end])
}

fn last_sentence(text: &str) -> &str {
    let ends = sentence_ends(text).filter(|end| !text[*end..].trim().is_empty());
    ends.last().map_or(text, |end| &text[end..])
}

/// Abbreviations, whose full stop does not end a sentence.
const ABBREVIATIONS: [&str; 26] = [
    "para", "paras", "par", "párr", "no", "nos", "p", "pp", "art", "arts", "cf", "ed", "vol",
    "doc", "rev", "add", "corr", "sect", "sec", "chap", "annex", "st", "mr", "mrs", "ms", "al",
];

/// Returns the ends of sentences: a full stop followed by white space and no lower-case letter, and not after an
/// abbreviation.
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().filter_map(|(at, c)| {
        let end = at + c.len_utf8();
        if matches!(c, '。' | '！' | '？') {
            return Some(end);
        }
        if !matches!(c, '.' | '!' | '?') {
            return None;
        }
        let rest = text[end..].trim_start_matches([')', ']', '”', '"', '»']);
        let next = rest.trim_start();
        let apart = next.len() < rest.len() || next.is_empty();
        let word = text[..at]
            .rsplit(|c: char| !c.is_alphabetic())
            .next()
            .unwrap_or_default();
        let short = c == '.' && ABBREVIATIONS.contains(&&*word.to_lowercase());
        let begins = next.chars().next().is_none_or(|c| !c.is_lowercase());
        (apart && begins && !short).then_some(end)
    })
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Splits a quotation into the pieces that are quoted word for word.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (taken, fragment) = read_fragment(rest, c);
        match fragment {
            Fragment::Text(text) => pieces
                .last_mut()
                .into_iter()
                .for_each(|piece| piece.push_str(text)),
            Fragment::Nothing => {}
            Fragment::Cut => pieces.push(String::new()),
        }
        rest = &rest[taken..];
    }
    let pieces = pieces.iter().map(|piece| on_one_line(piece));
    pieces.filter(|piece| count_words(piece) > 0).collect()
}

/// A fragment of a quotation.
enum Fragment<'a> {
    /// Words of the source.
    Text(&'a str),
    /// An annotation, such as `[sic]` or a note.
    Nothing,
    /// An omission or insertion.
    Cut,
}

/// Returns the next fragment of a quotation and its length in bytes.
fn read_fragment(rest: &str, first: char) -> (usize, Fragment<'_>) {
    for dots in ["[...]", "[…]", "(...)", "(…)", "...", "…", ". . ."] {
        if rest.starts_with(dots) {
            return (dots.len(), Fragment::Cut);
        }
    }
    let length = first.len_utf8();
    let brackets = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let Some((inside, after)) = brackets else {
        return (length, Fragment::Text(&rest[..length]));
    };
    let whole = inside.len() + 2;
    let letter = inside.chars().count() == 1 && inside.chars().all(char::is_alphabetic);
    let note = inside.starts_with('^') || inside.bytes().all(|b| b.is_ascii_digit());
    match inside {
        _ if letter && after.starts_with(char::is_alphabetic) => (whole, Fragment::Text(inside)),
        _ if note => (whole, Fragment::Nothing),
        "sic" | "sic!" | "emphasis added" => (whole, Fragment::Nothing),
        _ => (whole, Fragment::Cut),
    }
}
