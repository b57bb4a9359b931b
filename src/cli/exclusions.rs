//! Distinguishes excluded words of a query from flags.

use std::ffi::{OsStr, OsString};

/// Prefixes excluded words, such as `-prison` in `search torture -prison`, with a space, so that clap does not take them for
/// flags. All flags except `-h` and `-V` start with two hyphens, and the query parser ignores the space.
pub(super) fn with_exclusions(arguments: Vec<OsString>) -> Vec<OsString> {
    if !arguments.iter().any(|argument| argument == "search") {
        return arguments;
    }
    let excludes = |argument: &OsStr| {
        let text = argument.to_string_lossy();
        text.len() > 1
            && text.starts_with('-')
            && !text.starts_with("--")
            && text != "-h"
            && text != "-V"
    };
    let spaced = |argument: OsString| {
        let mut spaced = OsString::from(if excludes(&argument) { " " } else { "" });
        spaced.push(argument);
        spaced
    };
    arguments.into_iter().map(spaced).collect()
}
