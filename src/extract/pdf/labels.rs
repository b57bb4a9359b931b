//! Reads the page labels of a PDF: `iv`, `12`, `A-3` (ISO 32000-1, 12.4.2).

use hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};

use super::strings::decode_text;

/// Maximum depth of the number tree.
const MAX_TREE_DEPTH: u32 = 32;

/// Returns the label of each page; all `None` if the file has no labels.
pub(super) fn page_labels(catalog: &Dict<'_>, pages: usize) -> Vec<Option<String>> {
    let mut ranges = Vec::new();
    if let Some(tree) = catalog.get::<Dict<'_>>("PageLabels") {
        collect(&tree, &mut ranges, MAX_TREE_DEPTH);
    }
    ranges.sort_by_key(|(start, _)| *start);
    let mut labels = vec![None; pages];
    for (at, (start, style)) in ranges.iter().enumerate() {
        let end = ranges
            .get(at + 1)
            .map_or(pages, |(next, _)| *next)
            .min(pages);
        let start = (*start).min(end);
        for (offset, label) in labels[start..end].iter_mut().enumerate() {
            *label = style.label(offset);
        }
    }
    labels
}

struct Style {
    prefix: String,
    numbers: Option<char>,
    first: usize,
}

impl Style {
    fn of(dict: &Dict<'_>) -> Self {
        Self {
            prefix: dict
                .get::<PdfString<'_>>("P")
                .map(|prefix| decode_text(prefix.as_bytes()))
                .unwrap_or_default(),
            numbers: dict
                .get::<Name<'_>>("S")
                .and_then(|style| style.as_str().chars().next()),
            first: dict.get::<u32>("St").unwrap_or(1).max(1) as usize,
        }
    }

    fn label(&self, offset: usize) -> Option<String> {
        let number = self.first + offset;
        let number = match self.numbers {
            Some('D') => number.to_string(),
            Some('r') => roman(number),
            Some('R') => roman(number).to_uppercase(),
            Some('a') => letters(number),
            Some('A') => letters(number).to_uppercase(),
            _ => String::new(),
        };
        let label = format!("{}{number}", self.prefix);
        (!label.trim().is_empty()).then_some(label)
    }
}

fn collect(node: &Dict<'_>, ranges: &mut Vec<(usize, Style)>, depth: u32) {
    if let Some(numbers) = node.get::<Array<'_>>("Nums") {
        let mut items = numbers.iter::<Object<'_>>();
        while let (Some(start), Some(style)) = (items.next(), items.next()) {
            if let (Some(start), Some(style)) = (start.into_i32(), style.into_dict()) {
                ranges.push((usize::try_from(start).unwrap_or(0), Style::of(&style)));
            }
        }
    }
    if let Some(kids) = node.get::<Array<'_>>("Kids").filter(|_| depth > 0) {
        kids.iter::<Dict<'_>>()
            .take(10_000)
            .for_each(|kid| collect(&kid, ranges, depth - 1));
    }
}

fn roman(number: usize) -> String {
    const VALUES: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = number % 4000;
    let mut text = String::new();
    for (value, digits) in VALUES {
        while rest >= value {
            text.push_str(digits);
            rest -= value;
        }
    }
    text
}

/// Returns `a` to `z`, then `aa` to `zz`, and so on.
fn letters(number: usize) -> String {
    let letter = char::from(b'a' + ((number - 1) % 26) as u8);
    letter.to_string().repeat(((number - 1) / 26 + 1).min(50))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_the_style_of_the_range() {
        let style = |numbers, prefix: &str, first| Style {
            prefix: prefix.to_owned(),
            numbers,
            first,
        };
        assert_eq!(style(Some('r'), "", 1).label(3).as_deref(), Some("iv"));
        assert_eq!(style(Some('D'), "A-", 5).label(1).as_deref(), Some("A-6"));
        assert_eq!(style(Some('A'), "", 1).label(26).as_deref(), Some("AA"));
        assert_eq!(style(None, "", 1).label(0), None);
    }
}
