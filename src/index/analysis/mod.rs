//! Words as the engine indexes them: terms with positions, compounds, stems, and the byte offsets of tokens.

pub(crate) mod compounds;
pub(crate) mod stem_dictionary;
pub(crate) mod stems;
pub(crate) mod terms;
pub(crate) mod token_offsets;
