//! Remembers beside the index what metadata the archives supply, so that later runs treat their files alike.

use std::collections::HashSet;
use std::fs;
use std::io;

use serde::{Deserialize, Serialize};

use crate::index::error::IndexError;
use crate::index::files;
use crate::index::storage::folder::IndexFolder;
use crate::metadata::{MetadataSource, SuppliedMetadata};
use crate::model::Sha256;

/// The file in the folder of the index.
const FILE: &str = "plenary.supplied.json";

/// The sources of supplied metadata, by part of an archive.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct SuppliedSources {
    parts: Vec<SourcePart>,
}

/// The source for a part of an archive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct SourcePart {
    root: u32,
    /// A folder or file of the archive; all of it if empty.
    below: String,
    source: MetadataSource,
}

impl SuppliedSources {
    /// Reads the sources of earlier runs; none if there never were any.
    pub(crate) fn load(folder: &IndexFolder) -> Result<Self, IndexError> {
        let path = folder.path.join(FILE);
        match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text).map_err(|error| IndexError::Damaged {
                folder: folder.path.clone(),
                cause: format!("{FILE} is not as it was written: {error}"),
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(IndexError::Io {
                verb: "read",
                path,
                source,
            }),
        }
    }

    /// Writes the sources, replacing the file in one step.
    pub(crate) fn save(&self, folder: &IndexFolder) -> Result<(), IndexError> {
        let text = serde_json::to_string(self).expect("sources hold strings and numbers only");
        files::replace(&folder.path.join(FILE), (text + "\n").as_bytes())
    }

    /// Sets the source for a part of an archive, in place of an earlier one.
    pub(crate) fn renew(&mut self, root: u32, below: &str, source: &MetadataSource) {
        let known = |part: &&mut SourcePart| part.root == root && part.below == below;
        match self.parts.iter_mut().find(known) {
            Some(part) => part.source.renew(source),
            None => self.parts.push(SourcePart {
                root,
                below: below.to_owned(),
                source: source.clone(),
            }),
        }
    }

    /// Moves the sources of an archive that became the folder `within` of another.
    pub(crate) fn moved(&mut self, from: u32, to: u32, within: &str) {
        for part in self.parts.iter_mut().filter(|part| part.root == from) {
            part.root = to;
            part.below = joined(within, &part.below);
        }
    }

    /// The metadata supplied for a document; the source for the nearest folder has precedence. `archive` is the name of the archive's
    /// folder.
    pub(crate) fn about(
        &self,
        root: u32,
        archive: &str,
        path: &str,
        sha256: Option<Sha256>,
    ) -> SuppliedMetadata {
        let around = |part: &&SourcePart| part.root == root && rest(path, &part.below).is_some();
        let mut parts: Vec<&SourcePart> = self.parts.iter().filter(around).collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.below.len()));
        let mut supplied = SuppliedMetadata::default();
        for part in parts {
            let names = names(path, &part.below, archive);
            supplied.complete(part.source.about(path, &names, sha256));
        }
        supplied
    }
}

/// The paths in an inventory that match no document of a part of an archive, sorted.
pub(crate) fn unmatched<'a>(
    source: &'a MetadataSource,
    below: &str,
    archive: &str,
    documents: impl Iterator<Item = &'a str>,
) -> Vec<&'a str> {
    let Some(inventory) = &source.inventory else {
        return Vec::new();
    };
    let mut known: HashSet<String> = HashSet::new();
    for path in documents {
        known.extend(names(path, below, archive));
        known.insert(path.to_owned());
    }
    let mut unmatched: Vec<&str> = inventory
        .paths()
        .filter(|path| !known.contains(*path))
        .collect();
    unmatched.sort_unstable();
    unmatched
}

/// The paths by which an inventory may list a document, beside that from the archive: relative to the folder that was named, or to
/// its parent.
fn names(path: &str, below: &str, archive: &str) -> Vec<String> {
    let within = rest(path, below).unwrap_or(path);
    let folder = below.rsplit('/').next().filter(|name| !name.is_empty());
    vec![within.to_owned(), joined(folder.unwrap_or(archive), within)]
}

/// The part of a path below a folder; `None` if it is not in it.
fn rest<'a>(path: &'a str, below: &str) -> Option<&'a str> {
    match path.strip_prefix(below)? {
        rest if below.is_empty() || rest.is_empty() => Some(rest),
        rest => rest.strip_prefix('/'),
    }
}

fn joined(folder: &str, path: &str) -> String {
    match (folder, path) {
        ("", path) => path.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, path) => format!("{folder}/{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn constant(name: &str, value: &str) -> MetadataSource {
        MetadataSource {
            constants: Some(vec![(name.to_owned(), value.to_owned())]),
            ..MetadataSource::default()
        }
    }

    #[test]
    fn the_nearest_folder_has_precedence() {
        let mut sources = SuppliedSources::default();
        sources.renew(0, "", &constant("organ", "GA"));
        sources.renew(0, "hrc", &constant("organ", "HRC"));
        sources.renew(1, "", &constant("organ", "CAT"));
        let print = |root, path| sources.about(root, "docs", path, None).fingerprint();
        assert_eq!(print(0, "a.txt"), print(0, "hrc2/a.txt"));
        assert_ne!(print(0, "a.txt"), print(0, "hrc/a.txt"));
        assert_ne!(print(0, "a.txt"), print(1, "a.txt"));
        assert_eq!(print(2, "a.txt"), 0);
        let mut moved = sources.clone();
        moved.moved(1, 0, "cat");
        let after = moved.about(0, "docs", "cat/a.txt", None).fingerprint();
        assert_eq!(after, print(1, "a.txt"));
    }

    #[test]
    fn an_inventory_may_list_files_relative_to_the_folder_or_its_parent() {
        for (path, below, name, expected) in [
            ("2018/a.pdf", "", "2018/a.pdf", true),
            ("2018/a.pdf", "", "docs/2018/a.pdf", true),
            ("2018/a.pdf", "2018", "a.pdf", true),
            ("2018/a.pdf", "2018", "2018/a.pdf", true),
            ("2018/a.pdf", "", "a.pdf", false),
        ] {
            let named = path == name || names(path, below, "docs").contains(&name.to_owned());
            assert_eq!(named, expected, "{path} {below} {name}");
        }
    }
}
