//! What do the archives tell of their documents? Remembered beside the index, so that later runs read files alike.

use std::collections::HashSet;
use std::fs;
use std::io;

use serde::{Deserialize, Serialize};

use super::IndexError;
use super::folder::IndexFolder;
use crate::metadata::{MetadataSource as Teller, SuppliedMetadata as Told};
use crate::model::Sha256;

/// The file that holds them, in the folder of the index.
const FILE: &str = "plenary.told.json";

/// All that is told, by part of an archive.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Tellers {
    parts: Vec<Part>,
}

/// What is told of a part of an archive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Part {
    root: u32,
    /// A folder or file of the archive; all of it if empty.
    below: String,
    teller: Teller,
}

impl Tellers {
    /// Reads what was remembered; nothing if no run ever told anything.
    pub(super) fn load(folder: &IndexFolder) -> Result<Self, IndexError> {
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

    /// Writes them, in one step.
    pub(super) fn save(&self, folder: &IndexFolder) -> Result<(), IndexError> {
        let path = folder.path.join(FILE);
        let draft = folder.path.join(format!("{FILE}.new"));
        let text = serde_json::to_string(self).expect("tellers hold strings and numbers only");
        fs::write(&draft, text + "\n")
            .and_then(|()| fs::rename(&draft, &path))
            .map_err(|source| IndexError::Io {
                verb: "write",
                path,
                source,
            })
    }

    /// Remembers what is told now of a part of an archive, in place of what was told of it before.
    pub(super) fn renew(&mut self, root: u32, below: &str, teller: &Teller) {
        let known = |part: &&mut Part| part.root == root && part.below == below;
        match self.parts.iter_mut().find(known) {
            Some(part) => part.teller.renew(teller),
            None => self.parts.push(Part {
                root,
                below: below.to_owned(),
                teller: teller.clone(),
            }),
        }
    }

    /// An archive became the folder `within` of another: what was told of it still holds.
    pub(super) fn moved(&mut self, from: u32, to: u32, within: &str) {
        for part in self.parts.iter_mut().filter(|part| part.root == from) {
            part.root = to;
            part.below = joined(within, &part.below);
        }
    }

    /// What is told of a document; what is told of the nearest folder counts first. `archive` is the name of the
    /// archive's folder.
    pub(super) fn about(
        &self,
        root: u32,
        archive: &str,
        path: &str,
        sha256: Option<Sha256>,
    ) -> Told {
        let around = |part: &&Part| part.root == root && rest(path, &part.below).is_some();
        let mut parts: Vec<&Part> = self.parts.iter().filter(around).collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.below.len()));
        let mut told = Told::default();
        for part in parts {
            let names = names(path, &part.below, archive);
            told.complete(part.teller.about(path, &names, sha256));
        }
        told
    }
}

/// The paths that an inventory lists and that are none of the documents of a part of an archive, sorted.
pub(super) fn unmatched<'a>(
    teller: &'a Teller,
    below: &str,
    archive: &str,
    documents: impl Iterator<Item = &'a str>,
) -> Vec<&'a str> {
    let Some(inventory) = &teller.inventory else {
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

/// How a list may name a document, beside its path: from within the folder that was named, or from beside it.
fn names(path: &str, below: &str, archive: &str) -> Vec<String> {
    let within = rest(path, below).unwrap_or(path);
    let folder = below.rsplit('/').next().filter(|name| !name.is_empty());
    vec![within.to_owned(), joined(folder.unwrap_or(archive), within)]
}

/// What of a path is left below a folder, if it is in it.
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

    fn constant(name: &str, value: &str) -> Teller {
        Teller {
            constants: Some(vec![(name.to_owned(), value.to_owned())]),
            ..Teller::default()
        }
    }

    #[test]
    fn the_nearest_folder_tells_first() {
        let mut tellers = Tellers::default();
        tellers.renew(0, "", &constant("organ", "GA"));
        tellers.renew(0, "hrc", &constant("organ", "HRC"));
        tellers.renew(1, "", &constant("organ", "CAT"));
        let print = |root, path| tellers.about(root, "docs", path, None).fingerprint();
        assert_eq!(print(0, "a.txt"), print(0, "hrc2/a.txt"));
        assert_ne!(print(0, "a.txt"), print(0, "hrc/a.txt"));
        assert_ne!(print(0, "a.txt"), print(1, "a.txt"));
        assert_eq!(print(2, "a.txt"), 0);
        let mut moved = tellers.clone();
        moved.moved(1, 0, "cat");
        let after = moved.about(0, "docs", "cat/a.txt", None).fingerprint();
        assert_eq!(after, print(1, "a.txt"));
    }

    #[test]
    fn a_list_may_name_files_from_within_or_from_beside() {
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
