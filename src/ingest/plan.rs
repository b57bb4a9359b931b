//! Which files must be read, and which documents are gone?

use std::collections::HashMap;

use super::Walk;
use crate::model::{Sha256, SkipReason, SourceFile};

/// What is known of a file from an earlier run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its size then, in bytes.
    pub size_bytes: u64,
    /// When it had been modified then.
    pub modified_ns: i64,
    /// The hash of its bytes then; `None` if they could not be read.
    pub sha256: Option<Sha256>,
    /// Why it was skipped, if it was.
    pub skipped: Option<SkipReason>,
    /// The fingerprint of what the archive told of it then.
    pub told: u64,
}

/// What a run has to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The files to read, by path.
    pub tasks: Vec<Task>,
    /// The paths of documents that are as they were, sorted.
    pub unchanged: Vec<String>,
    /// The paths of files that were skipped and are as they were, sorted, and why they were.
    pub still_skipped: Vec<(String, SkipReason)>,
    /// The paths of documents whose files are gone, sorted.
    pub removed: Vec<String>,
}

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The file.
    pub file: SourceFile,
    /// What calls for it.
    pub why: Why,
}

impl Task {
    /// Has a file read even if its bytes are those of before.
    pub fn read_anyway(&mut self) {
        if matches!(self.why, Why::Touched(_)) {
            self.why = Why::Changed;
        }
    }
}

/// What calls for reading a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It was not there before.
    New,
    /// Its size is another.
    Changed,
    /// Only its time is another: its bytes may still have this hash.
    Touched(Sha256),
    /// It was skipped, and is to be tried again.
    Retry,
    /// The archive tells something else of it.
    Told,
}

/// Compares what a walk found with what is `known` of the same part of the archive, by path. Documents below a place
/// that could not be looked at are not taken for gone. `told` gives the fingerprint of what the archive tells of a file
/// now.
pub fn plan(
    walk: Walk,
    known: &HashMap<String, Known>,
    retry_skipped: bool,
    told: impl Fn(&str, Option<Sha256>) -> u64,
) -> Plan {
    let mut plan = Plan {
        removed: gone(&walk, known),
        ..Plan::default()
    };
    for file in walk.files {
        let known = known.get(&file.path);
        match (
            why(&file, known, retry_skipped, &told),
            known.and_then(|known| known.skipped),
        ) {
            (Some(why), _) => plan.tasks.push(Task { file, why }),
            (None, None) => plan.unchanged.push(file.path),
            (None, Some(reason)) => plan.still_skipped.push((file.path, reason)),
        }
    }
    plan
}

fn why(
    file: &SourceFile,
    known: Option<&Known>,
    retry_skipped: bool,
    told: impl Fn(&str, Option<Sha256>) -> u64,
) -> Option<Why> {
    let Some(known) = known else {
        return Some(Why::New);
    };
    let same_size = known.size_bytes == file.size_bytes;
    match known.sha256 {
        _ if known.skipped.is_some() && retry_skipped => Some(Why::Retry),
        // It may only have been out of reach: a network that was down, rights that were missing.
        None if known.skipped == Some(SkipReason::Unreadable) => Some(Why::Retry),
        _ if !same_size => Some(Why::Changed),
        sha256 if known.skipped.is_none() && told(&file.path, sha256) != known.told => {
            Some(Why::Told)
        }
        _ if known.modified_ns == file.modified_ns => None,
        Some(sha256) => Some(Why::Touched(sha256)),
        None => Some(Why::Changed),
    }
}

fn gone(walk: &Walk, known: &HashMap<String, Known>) -> Vec<String> {
    let found = |path: &str| {
        walk.files
            .binary_search_by(|file| (*file.path).cmp(path))
            .is_ok()
    };
    let hidden = |path: &str| {
        walk.troubles.iter().any(|trouble| {
            let below = path.strip_prefix(&*trouble.path);
            trouble.path == "."
                || below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    let mut gone: Vec<String> = known
        .keys()
        .filter(|path| !found(path) && !hidden(path))
        .cloned()
        .collect();
    gone.sort_unstable();
    gone
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Trouble;
    use crate::model::Skip;

    const HASH: Sha256 = Sha256([7; 32]);

    fn file(path: &str, size_bytes: u64, modified_ns: i64) -> SourceFile {
        SourceFile {
            location: path.into(),
            path: path.to_owned(),
            size_bytes,
            modified_ns,
        }
    }

    fn known(size_bytes: u64, modified_ns: i64) -> Known {
        Known {
            size_bytes,
            modified_ns,
            sha256: Some(HASH),
            skipped: None,
            told: 5,
        }
    }

    #[test]
    fn files_are_read_for_a_reason() {
        let skipped = Known {
            skipped: Some(SkipReason::NoText),
            ..known(1, 1)
        };
        let unreadable = Known {
            sha256: None,
            skipped: Some(SkipReason::Unreadable),
            ..skipped
        };
        let too_large = Known {
            skipped: Some(SkipReason::TooLarge),
            ..unreadable
        };
        for (known, retry, expected) in [
            (None, false, Some(Why::New)),
            (Some(known(1, 1)), false, None),
            (Some(known(1, 1)), true, None),
            (Some(known(2, 1)), false, Some(Why::Changed)),
            (Some(known(1, 2)), false, Some(Why::Touched(HASH))),
            (
                Some(Known {
                    told: 4,
                    ..known(1, 1)
                }),
                false,
                Some(Why::Told),
            ),
            (Some(Known { told: 4, ..skipped }), false, None),
            (Some(skipped), false, None),
            (Some(skipped), true, Some(Why::Retry)),
            (Some(unreadable), false, Some(Why::Retry)),
            (Some(too_large), false, None),
        ] {
            assert_eq!(
                why(&file("a", 1, 1), known.as_ref(), retry, |_, _| 5),
                expected,
                "{known:?}"
            );
        }
    }

    #[test]
    fn what_is_gone_is_removed_unless_it_may_only_be_hidden() {
        let walk = Walk {
            files: vec![file("a/here", 1, 1)],
            troubles: vec![Trouble {
                path: "closed".into(),
                skip: Skip::new(SkipReason::Unreadable, "permission denied"),
            }],
            links_left: 0,
        };
        let paths = ["a/here", "a/gone", "closed/inside", "closed too"];
        let known = paths.map(|path| (path.to_owned(), known(1, 1))).into();
        let plan = plan(walk, &known, false, |_, _| 5);
        assert_eq!((plan.unchanged.len(), plan.still_skipped.len()), (1, 0));
        assert_eq!(plan.removed, ["a/gone", "closed too"]);
    }
}
