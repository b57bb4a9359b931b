//! The folder of an index: its description, its archives, and the lock of its writer.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::index::error::IndexError;
use crate::index::files;
use crate::model::{Archive, DocumentId, name_to_text, text_to_name};

/// The format that this program reads and writes. It changes whenever an older index would be misread or would lack something.
pub(crate) const FORMAT: u64 = 13;

const DESCRIPTION: &str = "plenary.json";
const LOCK: &str = "plenary.lock";
/// The folder of the engine's files.
const ENGINE: &str = "engine";

/// How many levels above the index's folder an archive may lie and still be named relative to it, so that both can be moved
/// together.
const LEVELS_UP: usize = 2;

/// The folder of an index, with its description.
#[derive(Clone, Debug)]
pub(crate) struct IndexFolder {
    /// The folder, absolute.
    pub(crate) path: PathBuf,
    /// The archives, by number; `None` for one that became part of a larger one.
    pub(crate) roots: Vec<Option<PathBuf>>,
    /// Whether texts are stored.
    pub(crate) text_storage: TextStorage,
}

/// Whether an index stores the texts of its documents, for excerpts, or their terms alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TextStorage {
    #[default]
    Kept,
    LeftOut,
}

/// The contents of `plenary.json`.
#[derive(Serialize, Deserialize)]
struct Description {
    /// The format of the index.
    format: u64,
    /// The version of the program that wrote it last.
    tool: String,
    /// The archives: relative to the folder that holds the index where they are near it, else absolute.
    roots: Vec<Option<String>>,
    /// Whether texts are stored.
    #[serde(default, rename = "stored_text")]
    text_storage: TextStorage,
}

/// The part of the description that every version can read.
#[derive(Deserialize)]
struct FormatOnly {
    format: u64,
}

impl IndexFolder {
    /// Reads the description of an index.
    pub(crate) fn open(path: &Path) -> Result<Self, IndexError> {
        let path = absolute(path)?;
        let file = path.join(DESCRIPTION);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(IndexError::Missing(path));
            }
            Err(source) => {
                return Err(IndexError::Io {
                    verb: "read",
                    path: file,
                    source,
                });
            }
        };
        let damaged = |error: serde_json::Error| IndexError::Damaged {
            folder: path.clone(),
            cause: format!("{DESCRIPTION} is not as it was written: {error}"),
        };
        let found = serde_json::from_str::<FormatOnly>(&text)
            .map_err(damaged)?
            .format;
        if found != FORMAT {
            return Err(IndexError::UnknownFormat {
                folder: path,
                found,
                known: FORMAT,
            });
        }
        let description: Description = serde_json::from_str(&text).map_err(damaged)?;
        let home = home(&path);
        let resolve =
            |root: Option<String>| root.map(|root| normalised(&home.join(text_to_name(&root))));
        Ok(Self {
            roots: description.roots.into_iter().map(resolve).collect(),
            text_storage: description.text_storage,
            path,
        })
    }

    /// Opens an index, or creates a folder for one that only its owner can read.
    pub(crate) fn open_or_create(path: &Path) -> Result<Self, IndexError> {
        match Self::open(path) {
            Err(IndexError::Missing(path)) => Self::create(path),
            opened => opened,
        }
    }

    fn create(path: PathBuf) -> Result<Self, IndexError> {
        create_private_folder(&path).map_err(|source| IndexError::Io {
            verb: "make",
            path: path.clone(),
            source,
        })?;
        // A run that was stopped before its first commit leaves only these.
        let ours = |name: &std::ffi::OsStr| {
            let name = name.to_string_lossy();
            name.starts_with("plenary.") || name == ENGINE
        };
        let foreign = fs::read_dir(&path)?
            .flatten()
            .any(|entry| !ours(&entry.file_name()));
        if foreign {
            return Err(IndexError::NotAnIndex(path));
        }
        Ok(Self {
            // Only now that it exists can links in its path be resolved.
            path: absolute(&path)?,
            roots: Vec::new(),
            text_storage: TextStorage::default(),
        })
    }

    /// Chooses not to store texts, which is possible for a new index only: the engine's files are not rewritten.
    pub(crate) fn leave_out_text(&mut self) -> Result<(), IndexError> {
        if self.text_storage == TextStorage::Kept && !self.roots.is_empty() {
            return Err(IndexError::TextStored(self.path.clone()));
        }
        self.text_storage = TextStorage::LeftOut;
        Ok(())
    }

    /// Writes the description, replacing it in one step.
    pub(crate) fn save(&self) -> Result<(), IndexError> {
        let home = home(&self.path);
        let description = Description {
            format: FORMAT,
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            roots: self
                .roots
                .iter()
                .map(|root| root.as_ref().map(|root| relative(root, &home)))
                .collect(),
            text_storage: self.text_storage,
        };
        let text = serde_json::to_string_pretty(&description)
            .expect("a description holds strings and numbers only");
        files::replace(&self.path.join(DESCRIPTION), (text + "\n").as_bytes())
    }

    /// Restricts the folder and its files to the owner. The engine creates files with default permissions; until this is called,
    /// those of the folder protect them.
    #[cfg(unix)]
    pub(crate) fn keep_private(&self) -> Result<(), IndexError> {
        use std::os::unix::fs::PermissionsExt;
        let set = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(|source| {
                IndexError::Io {
                    verb: "set the rights of",
                    path: path.to_owned(),
                    source,
                }
            })
        };
        for folder in [self.path.clone(), self.engine()] {
            for entry in fs::read_dir(&folder)?.flatten() {
                if entry.file_type().is_ok_and(|kind| kind.is_file()) {
                    set(&entry.path(), 0o600)?;
                }
            }
            set(&folder, 0o700)?;
        }
        Ok(())
    }

    #[cfg(not(unix))]
    pub(crate) fn keep_private(&self) -> Result<(), IndexError> {
        Ok(())
    }

    /// The folder of the engine's files.
    pub(crate) fn engine(&self) -> PathBuf {
        self.path.join(ENGINE)
    }

    /// The archives with their numbers.
    pub(crate) fn archives(&self) -> impl Iterator<Item = (u32, Archive)> + '_ {
        let numbered = (0..).zip(&self.roots);
        numbered.filter_map(|(number, root)| root.clone().map(|root| (number, Archive { root })))
    }

    /// The path of a document's original.
    pub(crate) fn location(&self, id: &DocumentId) -> PathBuf {
        let root = self.roots.get(id.root as usize).cloned().flatten();
        root.unwrap_or_default().join(text_to_name(&id.path))
    }

    /// Locks the index for writing until the lock is dropped.
    pub(crate) fn lock(&self) -> Result<Lock, IndexError> {
        let path = self.path.join(LOCK);
        let io = |source| IndexError::Io {
            verb: "write",
            path: path.clone(),
            source,
        };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                file.read_to_string(&mut holder).map_err(io)?;
                if holder.is_empty() {
                    holder.push_str("another process");
                }
                return Err(IndexError::Locked {
                    folder: self.path.clone(),
                    holder,
                });
            }
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| write!(file, "process {}", std::process::id()))
            .map_err(io)?;
        Ok(Lock { _file: file })
    }
}

/// The lock of the one writer; the system releases it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

#[cfg(unix)]
fn create_private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    if let Some(above) = path.parent() {
        fs::create_dir_all(above)?;
    }
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        made => made,
    }
}

#[cfg(not(unix))]
fn create_private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// The parent of the index's folder, which archives are named relative to.
fn home(index: &Path) -> PathBuf {
    index.parent().unwrap_or(index).to_owned()
}

/// Resolves symbolic links where the path exists, and `.` and `..` in any case.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, IndexError> {
    let full = || std::path::absolute(path).map(|path| normalised(&path));
    path.canonicalize()
        .or_else(|_| full())
        .map_err(|source| IndexError::Io {
            verb: "find",
            path: path.to_owned(),
            source,
        })
}

fn normalised(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(out.pop()),
            part => out.push(part),
        }
    }
    out
}

/// `root` relative to `home`, with `/`, if that takes at most `LEVELS_UP` steps up; else `root` itself.
fn relative(root: &Path, home: &Path) -> String {
    let absolute = || name_to_text(root.as_os_str());
    let shared = root
        .components()
        .zip(home.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = home.components().count() - shared;
    // Two paths that share nothing but `/` do not belong together.
    if up > LEVELS_UP || (up > 0 && shared <= 1) {
        return absolute();
    }
    let down = root
        .components()
        .skip(shared)
        .map(|part| name_to_text(part.as_os_str()));
    let steps: Vec<String> = std::iter::repeat_n("..".to_owned(), up)
        .chain(down)
        .collect();
    match steps.is_empty() {
        true => ".".to_owned(),
        false => steps.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_near_the_index_are_named_relative_to_it() {
        for (root, home, expected) in [
            ("/home/docs", "/home", "docs"),
            ("/home", "/home", "."),
            ("/home/docs/a", "/home/indexes", "../docs/a"),
            ("/home/docs", "/home/a/b", "../../docs"),
            ("/home/docs", "/home/a/b/c", "/home/docs"),
            ("/mnt/archive", "/home/me", "/mnt/archive"),
        ] {
            assert_eq!(relative(Path::new(root), Path::new(home)), expected);
            assert_eq!(normalised(&Path::new(home).join(expected)), Path::new(root));
        }
    }

    #[test]
    fn a_description_comes_back_where_the_folder_was_moved_to() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let here = folder.path().canonicalize().expect("a real path");
        fs::create_dir_all(here.join("old/docs")).expect("a folder");
        let mut index = IndexFolder::open_or_create(&here.join("old/.plenary")).expect("made");
        index.roots = vec![Some(here.join("old/docs")), None];
        index.save().expect("saved");
        fs::rename(here.join("old"), here.join("new")).expect("moved");
        let moved = IndexFolder::open(&here.join("new/.plenary")).expect("opened");
        assert_eq!(moved.roots, [Some(here.join("new/docs")), None]);
    }

    #[test]
    fn what_is_no_index_of_ours_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("index");
        assert!(matches!(
            IndexFolder::open(&path),
            Err(IndexError::Missing(_))
        ));
        fs::create_dir(&path).expect("a folder");
        for (text, expected) in [
            (
                "{\"format\": 99, \"more\": []}",
                "it has format 99, this program reads 13",
            ),
            ("{", "plenary.json is not as it was written"),
        ] {
            fs::write(path.join(DESCRIPTION), text).expect("written");
            let error = IndexFolder::open_or_create(&path)
                .expect_err("refused")
                .to_string();
            assert!(error.contains(expected), "{error}");
        }
        fs::rename(path.join(DESCRIPTION), path.join("notes.txt")).expect("renamed");
        assert!(matches!(
            IndexFolder::open_or_create(&path),
            Err(IndexError::NotAnIndex(_))
        ));
    }

    #[test]
    fn the_second_writer_is_told_who_is_first() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let index = IndexFolder::open_or_create(&folder.path().join("index")).expect("made");
        let first = index.lock().expect("locked");
        let error = index.lock().expect_err("refused").to_string();
        assert!(
            error.contains(&format!("process {}", std::process::id())),
            "{error}"
        );
        drop(first);
        index.lock().expect("free again");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_look_into_an_index() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let index = IndexFolder::open_or_create(&folder.path().join("a/index")).expect("made");
        let mode = fs::metadata(&index.path)
            .expect("its data")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
