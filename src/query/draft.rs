//! Parses a draft in plain text or Markdown into paragraphs, block quotes and footnotes.

use std::collections::HashMap;

/// A paragraph or block quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DraftBlock {
    pub(super) kind: BlockKind,
    /// Its lines without block quote markers, joined by line feeds.
    pub(super) text: String,
    /// The line it starts on, from 1.
    pub(super) line: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    Paragraph,
    Quote,
}

impl DraftBlock {
    /// Returns the line number of a byte offset in the text.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        self.line + self.text[..offset].matches('\n').count()
    }
}

/// A parsed draft.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) blocks: Vec<DraftBlock>,
    /// Footnotes by label: `[^1]: text`.
    pub(super) notes: HashMap<String, String>,
}

/// Parses a draft. Fenced code is skipped.
pub(super) fn parse_draft(draft: &str) -> Draft {
    let mut parsed = Draft::default();
    let mut open: Option<DraftBlock> = None;
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
            parsed.blocks.extend(open.take());
            continue;
        }
        if let Some((name, text)) = note_start(bare) {
            parsed.blocks.extend(open.take());
            parsed.notes.insert(name.to_owned(), text.to_owned());
            note = Some(name.to_owned());
            continue;
        }
        if bare.is_empty() {
            parsed.blocks.extend(open.take());
            note = None;
            continue;
        }
        if let Some(text) = note.as_ref().and_then(|name| parsed.notes.get_mut(name)) {
            text.push(' ');
            text.push_str(bare);
            continue;
        }
        add_line(&mut parsed, &mut open, bare, number);
    }
    parsed.blocks.extend(open.take());
    parsed
}

fn add_line(draft: &mut Draft, open: &mut Option<DraftBlock>, line: &str, number: usize) {
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
            draft.blocks.extend(open.take());
            *open = Some(DraftBlock {
                kind,
                text: text.to_owned(),
                line: number,
            });
        }
    }
}

/// Parses the start of a footnote: `[^1]: text`.
fn note_start(line: &str) -> Option<(&str, &str)> {
    let (name, text) = line.strip_prefix("[^")?.split_once("]:")?;
    Some((name, text.trim()))
}

/// Returns whether a line starts a new block: a heading, list item or table row.
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
