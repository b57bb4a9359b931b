//! Layout analysis: turns positioned glyphs into lines, paragraphs and text in reading order. Knows no PDF.

mod assemble;
mod bidi;
mod flow;
mod footnotes;
mod furniture;
mod hyphens;
mod lines;
mod order;
mod page;
mod paragraphs;
mod tagged;
mod words;

pub use assemble::flow;
pub use flow::{Flow, Mark, Region};
pub use lines::{Line, PageLines, lines, plain_text};
pub use page::{Direction, Glyph, PageGlyphs, Rule, Tag};

#[cfg(test)]
mod tests;
