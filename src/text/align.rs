//! Approximate matching of a word sequence in a text, by edit distance over words.

use std::ops::Range;

/// An approximate match of words in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alignment {
    /// The matched range of text words.
    pub range: Range<usize>,
    /// The edit distance, in words.
    pub distance: usize,
    /// The edit script from the words to the text; it covers both.
    pub steps: Vec<Step>,
}

/// One step of an edit script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The same word.
    Same,
    /// A substitution.
    Changed,
    /// A word missing from the text.
    OnlyInWords,
    /// An additional word of the text.
    OnlyInText,
}

/// A break in a text; matches do not cross it.
pub const BREAK: u32 = u32::MAX;

/// Returns the first best match of `words` in `text`, or `None` if its edit distance exceeds `max_distance`.
///
/// Words are given as numbers. Takes time proportional to the product of both lengths (Sellers 1980, "The theory and
/// computation of evolutionary distances: pattern recognition").
pub fn align(words: &[u32], text: &[u32], max_distance: usize) -> Option<Alignment> {
    let range = best_match(words, text, max_distance)?;
    let steps = steps(words, &text[range.clone()]);
    let distance = steps.iter().filter(|step| **step != Step::Same).count();
    Some(Alignment {
        range,
        distance,
        steps,
    })
}

/// The best match of a prefix of the words that ends at the current word of the text.
#[derive(Clone, Copy)]
struct Cell {
    cost: usize,
    start: usize,
}

fn best_match(words: &[u32], text: &[u32], max_distance: usize) -> Option<Range<usize>> {
    let initial = |start| (0..=words.len()).map(move |cost| Cell { cost, start });
    let mut column: Vec<Cell> = initial(0).collect();
    let mut best: Option<(usize, Range<usize>)> = None;
    for (at, word) in text.iter().enumerate() {
        if *word == BREAK {
            column.clear();
            column.extend(initial(at + 1));
            continue;
        }
        advance(&mut column, words, *word, at);
        let last = column[words.len()];
        let better = match &best {
            None => last.cost <= max_distance,
            // At equal cost, prefer a substitution of the last word over its deletion.
            Some((cost, found)) => {
                last.cost < *cost
                    || (last.cost == *cost && found.end == at && last.start == found.start)
            }
        };
        if better && last.start <= at {
            best = Some((last.cost, last.start..at + 1));
        }
    }
    best.map(|(_, range)| range)
}

/// Computes the next column of the dynamic programming table, for one more word of the text.
fn advance(column: &mut [Cell], words: &[u32], word: u32, at: usize) {
    let mut diagonal = column[0];
    column[0] = Cell {
        cost: 0,
        start: at + 1,
    };
    diagonal.start = at;
    for row in 1..column.len() {
        let changed = usize::from(words[row - 1] != word);
        let (left, above) = (column[row], column[row - 1]);
        let mut cell = Cell {
            cost: diagonal.cost + changed,
            start: diagonal.start,
        };
        for other in [left, above] {
            if other.cost + 1 < cell.cost {
                cell = Cell {
                    cost: other.cost + 1,
                    start: other.start,
                };
            }
        }
        diagonal = left;
        column[row] = cell;
    }
}

/// Returns the shortest edit script from `words` to `text`.
fn steps(words: &[u32], text: &[u32]) -> Vec<Step> {
    let width = text.len() + 1;
    let mut costs = vec![0; (words.len() + 1) * width];
    for row in (0..=words.len()).rev() {
        for column in (0..width).rev() {
            let cost = |down: usize, right: usize| costs[(row + down) * width + column + right];
            costs[row * width + column] = match (row == words.len(), column == text.len()) {
                (true, _) => text.len() - column,
                (_, true) => words.len() - row,
                _ => {
                    let changed = usize::from(words[row] != text[column]);
                    (cost(1, 1) + changed)
                        .min(cost(1, 0) + 1)
                        .min(cost(0, 1) + 1)
                }
            };
        }
    }
    let (mut row, mut column, mut steps) = (0, 0, Vec::new());
    while row < words.len() || column < text.len() {
        let cost = |down: usize, right: usize| costs[(row + down) * width + column + right];
        let both = row < words.len() && column < text.len();
        let step = if both && words[row] == text[column] && cost(1, 1) == cost(0, 0) {
            Step::Same
        } else if both && cost(1, 1) + 1 == cost(0, 0) {
            Step::Changed
        } else if row < words.len() && cost(1, 0) + 1 == cost(0, 0) {
            Step::OnlyInWords
        } else {
            Step::OnlyInText
        };
        row += usize::from(step != Step::OnlyInText);
        column += usize::from(step != Step::OnlyInWords);
        steps.push(step);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Aligns letters, which stand for words; a space is a break.
    fn aligned(words: &str, text: &str, most: usize) -> Option<(Range<usize>, String)> {
        let numbers = |text: &str| -> Vec<u32> {
            text.chars()
                .map(|c| if c == ' ' { BREAK } else { c.into() })
                .collect()
        };
        let found = align(&numbers(words), &numbers(text), most)?;
        let sign = |step: &Step| match step {
            Step::Same => '=',
            Step::Changed => '~',
            Step::OnlyInWords => '-',
            Step::OnlyInText => '+',
        };
        Some((found.range, found.steps.iter().map(sign).collect()))
    }

    #[test]
    fn exact_and_near_matches_are_found() {
        for (words, text, most, expected) in [
            ("abc", "xxabcxx", 0, Some((2..5, "==="))),
            ("abc", "abc", 0, Some((0..3, "==="))),
            ("abcde", "xxabXdexx", 2, Some((2..7, "==~=="))),
            ("abcde", "xxabdexx", 2, Some((2..6, "==-=="))),
            ("abcde", "xxabcXdexx", 2, Some((2..8, "===+=="))),
            ("abcde", "xxXbcdexx", 2, Some((2..7, "~===="))),
            ("abcde", "xxabcdXxx", 2, Some((2..7, "====~"))),
            ("abcde", "abcXe abcdX", 2, Some((0..5, "===~="))),
            ("abcde", "xabcXX xabcde", 2, Some((8..13, "====="))),
            ("abcde", "xxabc dexx", 1, None),
            ("abcde", "xxabc dexx", 2, Some((2..5, "===--"))),
            ("abcde", "edcba", 2, None),
            ("abc", "", 2, None),
        ] {
            let expected = expected.map(|(range, steps)| (range, steps.to_owned()));
            assert_eq!(aligned(words, text, most), expected, "{words} in {text}");
        }
    }
}
