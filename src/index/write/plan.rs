//! Plans a run: the parts of archives that it brings up to date, and the files to read in them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::options::{Summary, UpdateOptions};
use super::supplied::{self, SuppliedSources};
use crate::index::error::IndexError;
use crate::index::reader::Index;
use crate::index::storage::folder::{IndexFolder, TextStorage};
use crate::ingest::{self, Plan, Task, WalkOptions};
use crate::metadata::SuppliedMetadata;
use crate::model::{Archive, DocumentId, Sha256, name_to_text};

/// The parts of archives to bring up to date.
pub(crate) struct Targets {
    pub(crate) scopes: Vec<Scope>,
    /// Archives that became part of a larger one, and are read again with it.
    pub(crate) absorbed: Vec<u32>,
}

/// A part of an archive.
pub(crate) struct Scope {
    pub(crate) root: u32,
    pub(crate) archive: Archive,
    /// A folder or file of the archive; all of it if empty.
    pub(crate) below: String,
}

impl Targets {
    /// Finds the archive of each path, or adds a new one.
    pub(crate) fn choose(folder: &mut IndexFolder, paths: &[PathBuf]) -> Self {
        let mut paths = paths.to_vec();
        paths.sort();
        paths.dedup_by(|path, before| path.starts_with(before));
        let mut targets = Self {
            scopes: Vec::new(),
            absorbed: Vec::new(),
        };
        for path in paths {
            let known = folder
                .archives()
                .filter(|(_, archive)| path.starts_with(&archive.root));
            let (root, archive) =
                match known.max_by_key(|(_, archive)| archive.root.components().count()) {
                    Some(known) => known,
                    None => targets.new_archive(folder, &path),
                };
            let below = path.strip_prefix(&archive.root).unwrap_or(Path::new(""));
            let below = slashed(below);
            targets.scopes.push(Scope {
                root,
                archive,
                below,
            });
        }
        targets
    }

    /// Adds a folder, or the folder of a file, as an archive.
    fn new_archive(&mut self, folder: &mut IndexFolder, path: &Path) -> (u32, Archive) {
        let root = if path.is_dir() {
            path
        } else {
            path.parent().unwrap_or(path)
        };
        let inside = folder
            .archives()
            .filter(|(_, archive)| archive.root.starts_with(root));
        self.absorbed.extend(inside.map(|(number, _)| number));
        folder.roots.push(Some(root.to_owned()));
        let number = u32::try_from(folder.roots.len() - 1).unwrap_or(u32::MAX);
        (
            number,
            Archive {
                root: root.to_owned(),
            },
        )
    }

    /// The sources of supplied metadata from now on, which are saved if they changed.
    pub(crate) fn sources(
        &self,
        folder: &IndexFolder,
        options: &UpdateOptions,
    ) -> Result<SuppliedSources, IndexError> {
        let before = SuppliedSources::load(folder)?;
        let sources = self.renewed_sources(folder, options)?;
        if sources != before {
            sources.save(folder)?;
        }
        Ok(sources)
    }

    /// The sources of supplied metadata from now on.
    pub(crate) fn renewed_sources(
        &self,
        folder: &IndexFolder,
        options: &UpdateOptions,
    ) -> Result<SuppliedSources, IndexError> {
        let mut sources = SuppliedSources::load(folder)?;
        let archives: HashMap<u32, Archive> = folder.archives().collect();
        for from in &self.absorbed {
            let old = archives.get(from);
            for scope in &self.scopes {
                let within = old.and_then(|old| old.root.strip_prefix(&scope.archive.root).ok());
                if let Some(within) = within.filter(|_| scope.root != *from) {
                    sources.moved(*from, scope.root, &slashed(within));
                }
            }
        }
        if !options.supplied.is_silent() {
            for scope in &self.scopes {
                sources.renew(scope.root, &scope.below, &options.supplied);
            }
        }
        Ok(sources)
    }
}

/// A path within an archive, with `/`.
fn slashed(path: &Path) -> String {
    let parts = path.components().map(|part| name_to_text(part.as_os_str()));
    parts.collect::<Vec<_>>().join("/")
}

/// What to read and remove in a part of an archive.
pub(crate) struct ScopePlan {
    pub(crate) plan: Plan,
    /// Places that could not be listed.
    pub(crate) troubles: Vec<ingest::Trouble>,
}

impl Scope {
    /// Lists the files and compares them with the index; counts those that need no reading.
    pub(crate) fn plan(
        &self,
        index: Option<&Index>,
        folder: &IndexFolder,
        options: &UpdateOptions,
        sources: &SuppliedSources,
        summary: &mut Summary,
    ) -> Result<ScopePlan, IndexError> {
        let known = index
            .map(|index| index.known(self.root, &self.below))
            .transpose()?
            .unwrap_or_default();
        let walk = ingest::walk(
            &self.archive,
            &WalkOptions {
                below: self.below.clone(),
                follow_links: options.follow_links,
                leave_out: Some(folder.path.clone()),
            },
        );
        let emptied = walk.files.is_empty() && !known.is_empty();
        let troubles = walk.troubles.clone();
        summary.links_left += walk.links_left;
        let listed = walk.files.iter().map(|file| &*file.path);
        let unmatched = supplied::unmatched(&options.supplied, &self.below, &self.name(), listed);
        summary.notes.extend(unmatched_note(&unmatched));
        let fingerprint = |path: &str, sha256| self.supplied(sources, path, sha256).fingerprint();
        let mut plan = ingest::plan(walk, &known, options.retry_skipped, fingerprint);
        if folder.text_storage == TextStorage::LeftOut {
            // Without stored texts, a file whose time alone is new cannot be indexed from the index.
            plan.tasks.iter_mut().for_each(Task::read_anyway);
        }
        if emptied {
            plan.removed.clear();
            let place = self.archive.root.join(&self.below);
            let documents = known.len();
            summary.notes.push(format!(
                "{} holds no files any more: its {documents} documents are kept",
                place.display()
            ));
        }
        summary.unchanged += plan.unchanged.len() as u64;
        for (_, reason) in &plan.still_skipped {
            *summary.skipped.entry(*reason).or_default() += 1;
        }
        for trouble in &troubles {
            *summary.skipped.entry(trouble.skip.reason).or_default() += 1;
        }
        Ok(ScopePlan { plan, troubles })
    }

    /// The name of the archive's folder.
    fn name(&self) -> String {
        name_to_text(self.archive.root.file_name().unwrap_or_default())
    }

    pub(crate) fn supplied(
        &self,
        sources: &SuppliedSources,
        path: &str,
        sha256: Option<Sha256>,
    ) -> SuppliedMetadata {
        sources.about(self.root, &self.name(), path, sha256)
    }

    pub(crate) fn id(&self, path: &str) -> DocumentId {
        DocumentId {
            root: self.root,
            path: path.to_owned(),
        }
    }
}

fn unmatched_note(unmatched: &[&str]) -> Option<String> {
    let first = unmatched.first()?;
    let count = unmatched.len();
    Some(format!(
        "files that the inventory lists and that are not here: {count}; the first is {first}"
    ))
}
