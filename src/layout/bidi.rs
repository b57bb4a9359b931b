//! Reorders lines with right-to-left scripts from visual to logical order.

/// Returns whether the text has characters of a right-to-left script.
pub(super) fn has_right_to_left(text: &str) -> bool {
    // Characters from U+0590 on have a first byte of at least 0xD6.
    text.bytes().any(|byte| byte >= 0xD6) && text.chars().any(is_right_to_left)
}

pub(super) fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{065F}' | '\u{066A}'..='\u{06EF}' | '\u{06FA}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}')
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Letters of right-to-left scripts.
    Right,
    /// Letters of left-to-right scripts.
    Left,
    /// Digits of any script, always written from left to right.
    Number,
    /// A separator within numbers: `39/14`, `12.5`.
    Separator,
    Neutral,
}

fn class(cell: &str) -> Class {
    cell.chars()
        .map(class_of)
        .find(|class| *class != Class::Neutral)
        .unwrap_or(Class::Neutral)
}

fn class_of(c: char) -> Class {
    match c {
        '0'..='9' | '\u{0660}'..='\u{0669}' | '\u{06F0}'..='\u{06F9}' => Class::Number,
        '.' | ',' | '/' | ':' | '-' | '\u{066B}' | '\u{066C}' => Class::Separator,
        c if is_right_to_left(c) => Class::Right,
        c if c.is_alphabetic() => Class::Left,
        _ => Class::Neutral,
    }
}

/// Returns the text of cells, which are given in visual order from left to right, in logical order.
///
/// This is the inverse of the Unicode bidirectional algorithm for one line: the base direction is that of the page or of
/// most letters, and runs against it are reversed. The text within a cell (a ligature, an `ActualText`) is already in
/// logical order.
pub(super) fn logical(cells: &[String], right_to_left_page: bool) -> String {
    let mut classes: Vec<Class> = cells.iter().map(|cell| class(cell)).collect();
    let count = |wanted: Class| classes.iter().filter(|class| **class == wanted).count();
    let base_right = right_to_left_page || count(Class::Right) >= count(Class::Left);
    let mut order: Vec<usize> = (0..cells.len()).collect();
    if base_right {
        order.reverse();
        classes.reverse();
    }
    let runs = if base_right {
        left_runs(&classes)
    } else {
        right_runs(&classes)
    };
    for (start, end) in runs {
        order[start..end].reverse();
    }
    let mut text = String::with_capacity(cells.iter().map(String::len).sum());
    for at in order {
        let cell = &cells[at];
        if !(cell == " " && text.ends_with(' ')) {
            text.push_str(cell);
        }
    }
    text.trim().to_owned()
}

/// Finds the left-to-right runs of a right-to-left line: numbers, and words with the neutrals between them.
fn left_runs(classes: &[Class]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < classes.len() {
        let end = match classes[at] {
            Class::Left => run_end(classes, at, |class| {
                class == Class::Left || class == Class::Number
            }),
            Class::Number => number_end(classes, at),
            _ => at + 1,
        };
        if end > at + 1 {
            runs.push((at, end));
        }
        at = end;
    }
    runs
}

/// Finds the right-to-left runs of a left-to-right line.
fn right_runs(classes: &[Class]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < classes.len() {
        let end = if classes[at] == Class::Right {
            run_end(classes, at, |class| class == Class::Right)
        } else {
            at + 1
        };
        if end > at + 1 {
            runs.push((at, end));
        }
        at = end;
    }
    runs
}

/// Returns the end of a run of classes that belong, with neutrals between but not after them.
fn run_end(classes: &[Class], start: usize, belongs: impl Fn(Class) -> bool) -> usize {
    let mut end = start + 1;
    for (at, class) in classes.iter().enumerate().skip(start) {
        match class {
            class if belongs(*class) => end = at + 1,
            Class::Neutral | Class::Separator => {}
            _ => break,
        }
    }
    end
}

/// Returns the end of a number: digits with single separators between them.
fn number_end(classes: &[Class], start: usize) -> usize {
    let mut end = start + 1;
    while let Some(class) = classes.get(end) {
        match class {
            Class::Number => end += 1,
            Class::Separator if classes.get(end + 1) == Some(&Class::Number) => end += 2,
            _ => break,
        }
    }
    // A number may belong to the left-to-right word after it: `30th`, `2nd session`.
    if classes.get(end) == Some(&Class::Left) {
        end = run_end(classes, start, |class| {
            class == Class::Left || class == Class::Number
        });
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<String> {
        text.chars().map(String::from).collect()
    }

    #[test]
    fn visual_order_becomes_logical_order() {
        for (visual, read) in [
            ("ملاس", "سالم"),
            ("ناسنا قوقح", "حقوق انسان"),
            ("2018 ماع", "عام 2018"),
            ("39/14 مقر", "رقم 39/14"),
            ("see ةملك here", "see كلمة here"),
        ] {
            assert_eq!(logical(&cells(visual), false), read, "{visual}");
        }
    }

    #[test]
    fn ligatures_keep_their_letters_in_order() {
        let cells = ["م", "لا", "س"].map(str::to_owned);
        assert_eq!(logical(&cells, false), "سلام");
    }
}
