//! Finds the files of an archive.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use ignore::{DirEntry, WalkBuilder};

use crate::model::{Archive, Skip, SkipReason, SourceFile, name_to_text, text_to_name};

/// The name of ignore files, in the format of `.gitignore`.
const IGNORE_FILE: &str = ".plenaryignore";

/// Options of a walk.
#[derive(Clone, Debug, Default)]
pub struct WalkOptions {
    /// The part of the archive to walk, relative to its root with `/`; empty for all of it.
    pub below: String,
    /// Whether to follow symbolic links.
    pub follow_links: bool,
    /// A folder to skip: the index itself.
    pub leave_out: Option<PathBuf>,
}

/// The result of a walk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The files, sorted by path.
    pub files: Vec<SourceFile>,
    /// Files and folders that could not be read, sorted by path.
    pub troubles: Vec<Trouble>,
    /// Number of symbolic links that were not followed.
    pub links_left: u64,
}

/// A file or folder that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Its path in the archive.
    pub path: String,
    /// The error.
    pub skip: Skip,
}

/// Walks an archive or a part of it. Skips hidden files, junk of office programs and file managers, folders that hold an
/// index, and what `.plenaryignore` excludes. Ends at symbolic links that form a loop.
pub fn walk(archive: &Archive, options: &WalkOptions) -> Walk {
    let mut walk = Walk::default();
    for entry in builder(archive, options).build() {
        match entry {
            Ok(entry) => walk.add(archive, &entry),
            Err(error) => walk.trouble(archive, &error),
        }
    }
    walk.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    walk.troubles.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    walk
}

fn builder(archive: &Archive, options: &WalkOptions) -> WalkBuilder {
    let start = match &*options.below {
        "" => archive.root.clone(),
        below => archive.root.join(text_to_name(below)),
    };
    let leave_out = options.leave_out.clone();
    let mut builder = WalkBuilder::new(start);
    builder
        .standard_filters(false)
        .hidden(true)
        .parents(true)
        .add_custom_ignore_filename(IGNORE_FILE)
        .follow_links(options.follow_links)
        .filter_entry(move |entry| {
            entry.depth() == 0 || !(is_junk(entry) || is_index(entry, leave_out.as_deref()))
        });
    builder
}

/// Returns whether the entry is a lock file of an office program or junk of a file manager, other than hidden files.
fn is_junk(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with("~$") || matches!(&*name, "Thumbs.db" | "desktop.ini")
}

/// Returns whether the entry is the index of this run or another index, recognised by its files.
fn is_index(entry: &DirEntry, leave_out: Option<&Path>) -> bool {
    let holds = |name: &str| entry.path().join(name).exists();
    entry.file_type().is_some_and(|kind| kind.is_dir())
        && (leave_out == Some(entry.path()) || (holds("plenary.json") && holds("engine")))
}

impl Walk {
    fn add(&mut self, archive: &Archive, entry: &DirEntry) {
        let kind = entry.file_type();
        self.links_left += u64::from(kind.is_some_and(|kind| kind.is_symlink()));
        if !kind.is_some_and(|kind| kind.is_file()) {
            return;
        }
        let path = path_in_archive(archive, entry.path());
        match entry.metadata() {
            Ok(metadata) => self.files.push(SourceFile {
                location: entry.path().to_owned(),
                path,
                size_bytes: metadata.len(),
                modified_ns: modified_ns(&metadata),
            }),
            Err(error) => self.troubles.push(Trouble::new(path, &error)),
        }
    }

    fn trouble(&mut self, archive: &Archive, error: &ignore::Error) {
        if let Some(location) = error_path(error)
            && !is_loop(error)
        {
            self.troubles
                .push(Trouble::new(path_in_archive(archive, location), error));
        }
    }
}

impl Trouble {
    fn new(path: String, error: &(impl std::fmt::Display + ?Sized)) -> Self {
        Self {
            path,
            skip: Skip::new(SkipReason::Unreadable, error.to_string()),
        }
    }
}

fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            error_path(err)
        }
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}

fn is_loop(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::Loop { .. } => true,
        ignore::Error::WithPath { err, .. } | ignore::Error::WithDepth { err, .. } => is_loop(err),
        _ => false,
    }
}

/// Returns the path below the root with `/`, or `.` for the root itself. Bytes that are not Unicode are escaped.
fn path_in_archive(archive: &Archive, location: &Path) -> String {
    let below = location.strip_prefix(&archive.root).unwrap_or(location);
    let names: Vec<_> = below
        .components()
        .map(|part| name_to_text(part.as_os_str()))
        .collect();
    if names.is_empty() {
        return ".".to_owned();
    }
    names.join("/")
}

/// Returns the modification time in nanoseconds since 1970; 0 if the file system has none.
fn modified_ns(metadata: &fs::Metadata) -> i64 {
    let Ok(time) = metadata.modified() else {
        return 0;
    };
    let clamp = |nanos: u128| i64::try_from(nanos).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => clamp(since.as_nanos()),
        Err(before) => -clamp(before.duration().as_nanos()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Creates a folder with these files, each holding its own path.
    fn archive(paths: &[&str]) -> (tempfile::TempDir, Archive) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for path in paths {
            let location = folder.path().join(path);
            fs::create_dir_all(location.parent().expect("a parent")).expect("a folder");
            fs::write(location, path).expect("a written file");
        }
        let root = folder.path().to_owned();
        (folder, Archive { root })
    }

    fn paths(walk: &Walk) -> Vec<&str> {
        walk.files.iter().map(|file| &*file.path).collect()
    }

    #[test]
    fn files_come_sorted_by_path() {
        let (_folder, archive) =
            archive(&["b/x.txt", "b.txt", "a/z.pdf", "a/deep/er/y.txt", "Ä.txt"]);
        let walk = walk(&archive, &WalkOptions::default());
        assert_eq!(
            paths(&walk),
            ["a/deep/er/y.txt", "a/z.pdf", "b.txt", "b/x.txt", "Ä.txt"]
        );
        assert_eq!(walk.files[1].size_bytes, 7);
        assert!(walk.files[1].modified_ns > 0);
    }

    #[test]
    fn junk_and_indexes_are_skipped() {
        let (_folder, archive) = archive(&[
            "kept.txt",
            ".hidden.txt",
            "._kept.txt",
            ".git/config",
            "~$kept.docx",
            "Thumbs.db",
            "other/plenary.json",
            "other/engine/meta.json",
            "index/notes.txt",
        ]);
        let leave_out = Some(archive.root.join("index"));
        let walk = walk(
            &archive,
            &WalkOptions {
                leave_out,
                ..WalkOptions::default()
            },
        );
        assert_eq!(paths(&walk), ["kept.txt"]);
    }

    #[test]
    fn ignore_files_apply_to_folders_below() {
        let (_folder, archive) =
            archive(&["a/kept.txt", "a/draft.txt", "a/b/draft.txt", "a/b/kept.txt"]);
        fs::write(archive.root.join(IGNORE_FILE), "draft.*\n").expect("a written file");
        let all = walk(&archive, &WalkOptions::default());
        assert_eq!(paths(&all), ["a/b/kept.txt", "a/kept.txt"]);
        let below = walk(
            &archive,
            &WalkOptions {
                below: "a/b".into(),
                ..WalkOptions::default()
            },
        );
        assert_eq!(paths(&below), ["a/b/kept.txt"]);
    }

    #[test]
    fn one_file_can_be_walked() {
        let (_folder, archive) = archive(&["a/one.txt", "a/two.txt"]);
        let walk = walk(
            &archive,
            &WalkOptions {
                below: "a/one.txt".into(),
                ..WalkOptions::default()
            },
        );
        assert_eq!(paths(&walk), ["a/one.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_on_request_and_loops_end() {
        let (_folder, archive) = archive(&["a/one.txt"]);
        std::os::unix::fs::symlink(&archive.root, archive.root.join("a/loop")).expect("a link");
        std::os::unix::fs::symlink("one.txt", archive.root.join("a/two.txt")).expect("a link");
        std::os::unix::fs::symlink("nowhere", archive.root.join("a/broken.txt")).expect("a link");
        let plain = walk(&archive, &WalkOptions::default());
        assert_eq!((paths(&plain), plain.links_left), (vec!["a/one.txt"], 3));
        let followed = walk(
            &archive,
            &WalkOptions {
                follow_links: true,
                ..WalkOptions::default()
            },
        );
        assert_eq!(paths(&followed), ["a/one.txt", "a/two.txt"]);
        assert_eq!(
            followed
                .troubles
                .iter()
                .map(|t| &*t.path)
                .collect::<Vec<_>>(),
            ["a/broken.txt"]
        );
    }

    #[test]
    fn a_missing_part_is_reported() {
        let (_folder, archive) = archive(&["a.txt"]);
        let walk = walk(
            &archive,
            &WalkOptions {
                below: "gone".into(),
                ..WalkOptions::default()
            },
        );
        assert_eq!(walk.files, []);
        assert_eq!(walk.troubles[0].skip.reason, SkipReason::Unreadable);
    }
}
