//! Plans an update: which files to read, and which documents to remove.

use std::collections::HashMap;

use super::walk::Walk;
use crate::model::{Sha256, SkipReason, SourceFile};

/// What the index knows about a file from an earlier run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Size in bytes.
    pub size_bytes: u64,
    /// Modification time in nanoseconds since 1970.
    pub modified_ns: i64,
    /// Hash of its bytes; `None` if it could not be read.
    pub sha256: Option<Sha256>,
    /// TaskReason it was skipped, if it was.
    pub skipped: Option<SkipReason>,
    /// Fingerprint of its supplied metadata.
    pub supplied: u64,
}

/// The work of an update.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The files to read, by path.
    pub tasks: Vec<Task>,
    /// Paths of unchanged documents, sorted.
    pub unchanged: Vec<String>,
    /// Paths of unchanged files that were skipped, sorted, with the reason.
    pub still_skipped: Vec<(String, SkipReason)>,
    /// Paths of documents whose files are gone, sorted.
    pub removed: Vec<String>,
}

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The file.
    pub file: SourceFile,
    /// TaskReason it is read.
    pub reason: TaskReason,
}

impl Task {
    /// Requests that the file is parsed even if its bytes are unchanged.
    pub fn read_anyway(&mut self) {
        if matches!(self.reason, TaskReason::Touched(_)) {
            self.reason = TaskReason::Changed;
        }
    }
}

/// TaskReason a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskReason {
    /// It is new.
    New,
    /// Its size has changed.
    Changed,
    /// Only its modification time has changed: its bytes may still have this hash.
    Touched(Sha256),
    /// It was skipped and is retried.
    Retry,
    /// Its supplied metadata has changed.
    SuppliedChanged,
}

/// Compares the files of a walk with the `known` files of the same part of the archive, by path. Documents below a path
/// that could not be read are not removed. `supplied` returns the fingerprint of a file's current supplied metadata.
pub fn plan(
    walk: Walk,
    known: &HashMap<String, Known>,
    retry_skipped: bool,
    supplied: impl Fn(&str, Option<Sha256>) -> u64,
) -> Plan {
    let mut plan = Plan {
        removed: gone(&walk, known),
        ..Plan::default()
    };
    for file in walk.files {
        let known = known.get(&file.path);
        match (
            reason(&file, known, retry_skipped, &supplied),
            known.and_then(|known| known.skipped),
        ) {
            (Some(reason), _) => plan.tasks.push(Task { file, reason }),
            (None, None) => plan.unchanged.push(file.path),
            (None, Some(reason)) => plan.still_skipped.push((file.path, reason)),
        }
    }
    plan
}

fn reason(
    file: &SourceFile,
    known: Option<&Known>,
    retry_skipped: bool,
    supplied: impl Fn(&str, Option<Sha256>) -> u64,
) -> Option<TaskReason> {
    let Some(known) = known else {
        return Some(TaskReason::New);
    };
    let same_size = known.size_bytes == file.size_bytes;
    match known.sha256 {
        _ if known.skipped.is_some() && retry_skipped => Some(TaskReason::Retry),
        // It may have been out of reach for a time: no network, no permission.
        None if known.skipped == Some(SkipReason::Unreadable) => Some(TaskReason::Retry),
        _ if !same_size => Some(TaskReason::Changed),
        sha256 if known.skipped.is_none() && supplied(&file.path, sha256) != known.supplied => {
            Some(TaskReason::SuppliedChanged)
        }
        _ if known.modified_ns == file.modified_ns => None,
        Some(sha256) => Some(TaskReason::Touched(sha256)),
        None => Some(TaskReason::Changed),
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
            supplied: 5,
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
            (None, false, Some(TaskReason::New)),
            (Some(known(1, 1)), false, None),
            (Some(known(1, 1)), true, None),
            (Some(known(2, 1)), false, Some(TaskReason::Changed)),
            (Some(known(1, 2)), false, Some(TaskReason::Touched(HASH))),
            (
                Some(Known {
                    supplied: 4,
                    ..known(1, 1)
                }),
                false,
                Some(TaskReason::SuppliedChanged),
            ),
            (
                Some(Known {
                    supplied: 4,
                    ..skipped
                }),
                false,
                None,
            ),
            (Some(skipped), false, None),
            (Some(skipped), true, Some(TaskReason::Retry)),
            (Some(unreadable), false, Some(TaskReason::Retry)),
            (Some(too_large), false, None),
        ] {
            assert_eq!(
                reason(&file("a", 1, 1), known.as_ref(), retry, |_, _| 5),
                expected,
                "{known:?}"
            );
        }
    }

    #[test]
    fn missing_documents_are_removed_unless_out_of_reach() {
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
