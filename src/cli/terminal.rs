//! What the terminal supports.

use std::env;
use std::io::{self, IsTerminal};

use plenary::render::Paint;

/// Returns whether to use colours: only on a terminal, and not if `NO_COLOR` is set (<https://no-color.org>).
pub(super) fn paint() -> Paint {
    let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match io::stdout().is_terminal() && !unwanted {
        true => Paint::Colours,
        false => Paint::Plain,
    }
}
