//! `plenary verify`: checks originals and index against the recorded hashes.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::output_file::OutputFile;
use super::{Console, ExitStatus, Failure, Progress};
use crate::index::{Index, IndexedFile};
use crate::ingest::{self, End, WalkOptions};
use crate::model::Sha256;
use crate::render::{clean, json_line};

/// The request of `plenary verify`.
#[derive(Clone, Debug)]
pub struct VerifyRequest {
    /// The index folder.
    pub index: PathBuf,
    /// Number of reader threads; one per core if `None`.
    pub threads: Option<NonZeroUsize>,
    /// A file for the recorded hashes, for `sha256sum -c`.
    pub sealed: Option<PathBuf>,
    /// The output format.
    pub format: VerifyFormat,
}

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyFormat {
    /// For people.
    Text,
    /// One JSON object per discrepancy.
    Jsonl,
}

/// How a file differs from the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
enum DiscrepancyKind {
    /// Its bytes have changed.
    Changed,
    /// It does not exist.
    Missing,
    /// It cannot be read.
    Unreadable,
    /// It is not in the index.
    Added,
    /// It is a damaged file of the index.
    Damaged,
}

impl fmt::Display for DiscrepancyKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Unreadable => "unreadable",
            Self::Added => "added",
            Self::Damaged => "damaged",
        })
    }
}

/// A file that differs from the index.
#[derive(Debug, Serialize)]
struct Discrepancy {
    status: DiscrepancyKind,
    /// Path in the archive, or in the index folder for damaged index files.
    path: String,
    location: String,
    /// The recorded hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    /// The current hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    /// The error message.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl Discrepancy {
    fn new(status: DiscrepancyKind, path: &str, location: &Path) -> Self {
        Self {
            status,
            path: path.to_owned(),
            location: location.display().to_string(),
            sha256: None,
            found: None,
            detail: None,
        }
    }
}

/// Hashes all files and writes the discrepancies. The status is `Nothing` if there are any.
///
/// # Errors
/// If the index cannot be read, the manifest cannot be written, or the run is interrupted.
pub fn verify(request: &VerifyRequest, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let index = Index::open(&request.index)?;
    let mut discrepancies = damaged(&index)?;
    if !discrepancies.is_empty() {
        return show_damage(&discrepancies, request.format, console);
    }
    let files = index.files()?;
    discrepancies.extend(added(&index, &files));
    let (verified, changed) = rehash(&files, request.threads, console)?;
    discrepancies.extend(changed);
    discrepancies.sort_by(|a, b| (a.status, &a.path).cmp(&(b.status, &b.path)));
    let summary = summary(&files, verified, &discrepancies);
    show(&discrepancies, &summary, request.format, console)?;
    if let Some(path) = &request.sealed {
        seal(path, &index, &files, console)?;
    }
    if !discrepancies.is_empty() {
        (console.tell)(
            "hint: bring the index up to date with `plenary index`, or restore the files",
        );
    }
    Ok(ExitStatus::of(discrepancies.is_empty()))
}

fn show(
    discrepancies: &[Discrepancy],
    summary: &str,
    format: VerifyFormat,
    console: &mut Console<'_>,
) -> io::Result<()> {
    for discrepancy in discrepancies {
        match format {
            VerifyFormat::Text => write_discrepancy(discrepancy, console.out)?,
            VerifyFormat::Jsonl => json_line(discrepancy, console.out)?,
        }
    }
    match format {
        VerifyFormat::Text => writeln!(console.out, "{summary}")?,
        VerifyFormat::Jsonl => (console.tell)(summary),
    }
    console.out.flush()
}

/// Reports a damaged index. Its records of the originals are unreliable, so these are not checked.
fn show_damage(
    discrepancies: &[Discrepancy],
    format: VerifyFormat,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let summary = "the index is not as it was written; no originals were verified";
    show(discrepancies, summary, format, console)?;
    (console.tell)("hint: remove the index and index the archive again");
    Ok(ExitStatus::Nothing)
}

fn damaged(index: &Index) -> Result<Vec<Discrepancy>, Failure> {
    let discrepancy = |path: PathBuf| {
        let location = index.folder().join(&path);
        Discrepancy::new(DiscrepancyKind::Damaged, &path.to_string_lossy(), &location)
    };
    Ok(index
        .damaged_files()?
        .into_iter()
        .map(discrepancy)
        .collect())
}

/// Finds files of the archives that are not in the index.
fn added(index: &Index, files: &[IndexedFile]) -> Vec<Discrepancy> {
    let known: BTreeSet<&Path> = files.iter().map(|file| &*file.location).collect();
    let mut added = Vec::new();
    for archive in index.archives() {
        let options = WalkOptions {
            leave_out: Some(index.folder().to_owned()),
            ..WalkOptions::default()
        };
        let walk = ingest::walk(&archive, &options);
        let unknown = walk
            .files
            .iter()
            .filter(|file| !known.contains(&*file.location));
        added.extend(
            unknown
                .map(|file| Discrepancy::new(DiscrepancyKind::Added, &file.path, &file.location)),
        );
    }
    added
}

/// Hashes the originals, and returns the number of unchanged files and the discrepancies.
fn rehash(
    files: &[IndexedFile],
    threads: Option<NonZeroUsize>,
    console: &mut Console<'_>,
) -> Result<(u64, Vec<Discrepancy>), Failure> {
    let locations: Vec<&Path> = files.iter().map(|file| &*file.location).collect();
    let mut progress = ingest::Progress {
        files_total: files.len() as u64,
        bytes_total: files.iter().map(|file| file.size_bytes).sum(),
        ..ingest::Progress::default()
    };
    let (mut verified, mut changed) = (0, Vec::new());
    let end = ingest::hash(&locations, threads, console.cancel, |at, hash| {
        let file = &files[at];
        match difference(file, hash) {
            Some(discrepancy) => changed.push(discrepancy),
            None => verified += u64::from(file.sha256.is_some()),
        }
        progress.files += 1;
        progress.bytes += file.size_bytes;
        (console.progress)(Progress::Files(&progress));
    });
    match end {
        End::Finished => Ok((verified, changed)),
        End::Cancelled => Err(Failure::new("interrupted: not every file was verified")),
    }
}

/// Compares a file with its hash. Files that were and are unreadable do not differ.
fn difference(file: &IndexedFile, hash: io::Result<Sha256>) -> Option<Discrepancy> {
    let discrepancy = |status| Discrepancy {
        sha256: file.sha256.map(|hash| hash.to_string()),
        ..Discrepancy::new(status, &file.id.path, &file.location)
    };
    match (file.sha256, hash) {
        (Some(recorded), Ok(found)) if recorded == found => None,
        (_, Ok(found)) => Some(Discrepancy {
            found: Some(found.to_string()),
            ..discrepancy(DiscrepancyKind::Changed)
        }),
        (None, Err(_)) => None,
        (Some(_), Err(error)) if error.kind() == io::ErrorKind::NotFound => {
            Some(discrepancy(DiscrepancyKind::Missing))
        }
        (Some(_), Err(error)) => Some(Discrepancy {
            detail: Some(error.to_string()),
            ..discrepancy(DiscrepancyKind::Unreadable)
        }),
    }
}

fn write_discrepancy(discrepancy: &Discrepancy, out: &mut dyn Write) -> io::Result<()> {
    let detail = discrepancy.detail.as_deref().unwrap_or_default();
    let colon = if detail.is_empty() { "" } else { ": " };
    writeln!(
        out,
        "{}: {}{colon}{}",
        discrepancy.status,
        clean(&discrepancy.path),
        clean(detail)
    )
}

/// Formats `verified 411 of 412 files: 1 missing; the index is as it was written`.
fn summary(files: &[IndexedFile], verified: u64, discrepancies: &[Discrepancy]) -> String {
    let mut kinds = Vec::new();
    for status in [
        DiscrepancyKind::Changed,
        DiscrepancyKind::Missing,
        DiscrepancyKind::Unreadable,
        DiscrepancyKind::Added,
    ] {
        let count = discrepancies
            .iter()
            .filter(|discrepancy| discrepancy.status == status)
            .count();
        if count > 0 {
            kinds.push(format!("{count} {status}"));
        }
    }
    let never_read = files.iter().filter(|file| file.sha256.is_none()).count();
    if never_read > 0 {
        kinds.push(format!("{never_read} never read"));
    }
    let colon = if kinds.is_empty() { "" } else { ": " };
    format!(
        "verified {verified} of {} files{colon}{}; the index is as it was written",
        files.len(),
        kinds.join(", ")
    )
}

/// Writes the recorded hashes in the format of `sha256sum`, with paths relative to the common folder of all archives, and
/// tells the manifest's own hash, which proves that the manifest is unchanged.
fn seal(
    path: &Path,
    index: &Index,
    files: &[IndexedFile],
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let base = common_folder(index);
    let mut manifest = Vec::new();
    let mut count = 0;
    for file in files {
        if let Some(sha256) = file.sha256 {
            let name = file.location.strip_prefix(&base).unwrap_or(&file.location);
            manifest_line(sha256, name, &mut manifest);
            count += 1;
        }
    }
    let mut output = OutputFile::create(path)?;
    output.writer().write_all(&manifest)?;
    output.finish()?;
    let own = ingest::hash_of_bytes(&manifest);
    (console.tell)(&format!(
        "sealed {count} files in {}, SHA-256 {own}",
        path.display()
    ));
    (console.tell)(&format!(
        "hint: to check them, run `sha256sum -c` with it in {}",
        base.display()
    ));
    Ok(())
}

/// Returns the deepest common folder of all archives.
fn common_folder(index: &Index) -> PathBuf {
    let roots = index.archives().into_iter().map(|archive| archive.root);
    let shared = |a: PathBuf, b: PathBuf| -> PathBuf {
        let pairs = a.components().zip(b.components());
        pairs.take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
    };
    roots.reduce(shared).unwrap_or_default()
}

/// Writes a line in the format of `sha256sum`: names with backslashes or line ends are escaped, and marked by a backslash
/// at the start of the line.
fn manifest_line(sha256: Sha256, name: &Path, out: &mut Vec<u8>) {
    let name = name.as_os_str().as_encoded_bytes();
    if name
        .iter()
        .any(|byte| matches!(byte, b'\\' | b'\n' | b'\r'))
    {
        out.push(b'\\');
    }
    out.extend_from_slice(format!("{sha256}  ").as_bytes());
    for byte in name {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            byte => out.push(*byte),
        }
    }
    out.push(b'\n');
}
