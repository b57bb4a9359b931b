//! From positioned glyphs to the flow a reader follows. Knows no PDF.

mod flow;

pub use flow::{Flow, Mark, Region};
