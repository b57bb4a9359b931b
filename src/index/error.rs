//! The errors of the index, each with a hint at what the user can do about it.

use std::path::PathBuf;

/// An error of an index as a whole; one file that cannot be read is a `Skip`.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is no index.
    #[error("cannot open the index {}: there is none", .0.display())]
    Missing(PathBuf),
    /// The index was written in a format that this program does not know.
    #[error("cannot read the index {}: it has format {found}, this program reads {known}", folder.display())]
    UnknownFormat {
        /// The index.
        folder: PathBuf,
        /// The format it has.
        found: u64,
        /// The format this program reads and writes.
        known: u64,
    },
    /// The index does not hold together.
    #[error("cannot read the index {}: {cause}", folder.display())]
    Damaged {
        /// The index.
        folder: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// The folder is there and holds something else.
    #[error("cannot make an index in {}: the folder is not empty and holds no index", .0.display())]
    NotAnIndex(PathBuf),
    /// Another process is writing to the index.
    #[error("cannot write to the index {}: {holder} is writing to it", folder.display())]
    Locked {
        /// The index.
        folder: PathBuf,
        /// Who holds it, such as `process 4711`.
        holder: String,
    },
    /// A folder or file to be indexed is not there.
    #[error("cannot index {}: {cause}", path.display())]
    NoSuchPath {
        /// As the user named it.
        path: PathBuf,
        /// What the system said.
        cause: String,
    },
    /// The folder that is being indexed went away.
    #[error("cannot go on indexing {}: it is gone or empty", .0.display())]
    ArchiveGone(PathBuf),
    /// The index already stores texts.
    #[error("cannot leave the texts out of the index {}: it was made with them", .0.display())]
    TextStored(PathBuf),
    /// What is asked for takes the texts, and the index was made without.
    #[error("cannot {task}: the index was made without the texts (--no-stored-text)")]
    TextLeftOut {
        /// What is asked for: `check quotations` …
        task: &'static str,
    },
    /// A file of the index cannot be read or written.
    #[error("cannot {verb} {}: {source}", path.display())]
    Io {
        /// `read`, `write`, `make` …
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A pattern stands for more words than a search can hold.
    #[error("cannot search for {pattern}: it stands for more than {limit} words of this archive")]
    TooManyWords {
        /// The pattern, as `wild*`.
        pattern: String,
        /// How many would do.
        limit: usize,
    },
    /// A field that cannot be counted.
    #[error("cannot count the values of {field}: there is no such field")]
    UnknownFacet {
        /// The field as it was named.
        field: String,
        /// The fields that can be counted.
        known: &'static [&'static str],
    },
    /// The search engine failed.
    #[error("cannot use the index: {0}")]
    Engine(#[from] tantivy::TantivyError),
}

impl IndexError {
    /// The next step for the user, if there is one.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Missing(_) => {
                "make one with `plenary index FOLDER`, or name one with --index".to_owned()
            }
            Self::UnknownFormat { folder, .. }
            | Self::Damaged { folder, .. }
            | Self::TextStored(folder) => {
                format!("remove {} and index the archive again", folder.display())
            }
            Self::NotAnIndex(_) => {
                "name an empty folder, or one that does not exist yet".to_owned()
            }
            Self::Locked { .. } => "wait until it is done".to_owned(),
            Self::NoSuchPath { .. } => {
                "check the path; what was indexed from it before is kept".to_owned()
            }
            Self::ArchiveGone(_) => {
                "what was indexed is kept; run the same command again when it is back".to_owned()
            }
            Self::TextLeftOut { .. } => {
                "make an index with the texts beside it: `plenary --index OTHER index FOLDER`"
                    .to_owned()
            }
            Self::TooManyWords { .. } => "write more letters of the word".to_owned(),
            Self::UnknownFacet { known, .. } => format!("choose from {}", known.join(", ")),
            Self::Io {
                verb: "read",
                source,
                ..
            } if source.kind() == std::io::ErrorKind::PermissionDenied => {
                "ask its owner, or name another index with --index".to_owned()
            }
            Self::Io { source, .. } => return out_of_room(source),
            Self::Engine(_) => "index the archive again if this happens once more".to_owned(),
        })
    }
}

/// The next step where the system does not let us write.
fn out_of_room(error: &std::io::Error) -> Option<String> {
    use std::io::ErrorKind;
    Some(match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "make room and run the same command again; what was committed is kept".to_owned()
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "name a folder that you may write to with --index".to_owned()
        }
        _ => return None,
    })
}

impl From<std::io::Error> for IndexError {
    /// Wraps an I/O error of the engine, where no file of ours is involved.
    fn from(error: std::io::Error) -> Self {
        Self::Engine(error.into())
    }
}
