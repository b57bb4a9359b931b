//! Which words that start with a hyphen are part of a query?

use std::ffi::{OsStr, OsString};

/// In `search torture -prison` the last word is none of our flags, which but for `-h` and `-V` all start with two
/// hyphens. A space before it tells the parser so; the query does not mind.
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
