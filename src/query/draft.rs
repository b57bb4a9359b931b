//! Which paragraphs, block quotes and notes does a draft consist of? Plain text and Markdown.

use std::collections::HashMap;

/// A paragraph or block quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    /// Its lines, without the marks of a block quote, joined by line feeds.
    pub(super) text: String,
    /// The line it starts on, from 1.
    pub(super) line: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    Paragraph,
    Quote,
}

impl Block {
    /// The line of a byte of the text.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        self.line + self.text[..offset].matches('\n').count()
    }
}

/// A draft in parts.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) blocks: Vec<Block>,
    /// Footnotes by their marks: `[^1]: text`.
    pub(super) notes: HashMap<String, String>,
}

/// Takes a draft apart. Fenced code is left out: it quotes nobody.
pub(super) fn parts(draft: &str) -> Parts {
    let mut parts = Parts::default();
    let mut open: Option<Block> = None;
    let mut note: Option<String> = None;
    let mut fence: Option<&str> = None;
    for (number, line) in (1..).zip(draft.lines()) {
        let bare = line.trim_start().trim_end();
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| bare.starts_with(mark));
        if fence.is_some() || mark.is_some() {
            fence = match fence {
                Some(opened) if mark == Some(opened) => None,
                Some(opened) => Some(opened),
                None => mark,
            };
            parts.blocks.extend(open.take());
            continue;
        }
        if let Some((name, text)) = note_start(bare) {
            parts.blocks.extend(open.take());
            parts.notes.insert(name.to_owned(), text.to_owned());
            note = Some(name.to_owned());
            continue;
        }
        if bare.is_empty() {
            parts.blocks.extend(open.take());
            note = None;
            continue;
        }
        if let Some(text) = note.as_ref().and_then(|name| parts.notes.get_mut(name)) {
            text.push(' ');
            text.push_str(bare);
            continue;
        }
        add_line(&mut parts, &mut open, bare, number);
    }
    parts.blocks.extend(open.take());
    parts
}

fn add_line(parts: &mut Parts, open: &mut Option<Block>, line: &str, number: usize) {
    let (kind, text) = match line.strip_prefix('>') {
        Some(rest) => (BlockKind::Quote, rest.trim_start()),
        None => (BlockKind::Paragraph, line),
    };
    let goes_on = open.as_ref().is_some_and(|block| {
        block.kind == kind && !(kind == BlockKind::Paragraph && starts_a_block(line))
    });
    match open {
        Some(block) if goes_on => {
            block.text.push('\n');
            block.text.push_str(text);
        }
        _ => {
            parts.blocks.extend(open.take());
            *open = Some(Block {
                kind,
                text: text.to_owned(),
                line: number,
            });
        }
    }
}

/// `[^1]: text`.
fn note_start(line: &str) -> Option<(&str, &str)> {
    let (name, text) = line.strip_prefix("[^")?.split_once("]:")?;
    Some((name, text.trim()))
}

/// Headings, items of a list and rows of a table are paragraphs of their own.
fn starts_a_block(line: &str) -> bool {
    let item = |rest: Option<&str>| rest.is_some_and(|rest| rest.starts_with(' '));
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.len() < line.len()
        && (item(digits.strip_prefix('.')) || item(digits.strip_prefix(')')));
    line.starts_with(['#', '|'])
        || ['-', '*', '+', '•']
            .iter()
            .any(|mark| item(line.strip_prefix(*mark)))
        || numbered
}
