//! Text analysis: normal form, tokens with positions, stems, excerpts. Knows no document format.

mod align;
pub(crate) mod ascii;
mod char_table;
mod compound;
mod excerpt;
mod graphemes;
mod normal;
mod stem;
mod tokens;

pub use align::{Alignment, BREAK, Step, align};
pub use compound::{Compound, Joint, Term, for_each_term, is_bound_prefix, prefix_length};
pub use excerpt::excerpt;
pub use normal::{is_superscript_digit, normal_form};
pub use stem::{stem, stemmer_name};
pub use tokens::{BREAK_GAP, Token, for_each_token, is_unspaced};
