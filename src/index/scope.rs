//! Which parts of which archives does a run bring up to date, and what is to be done there?

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::folder::{IndexFolder, StoredText};
use super::tellers::{self, Tellers};
use super::update::Summary;
use super::{Index, IndexError, UpdateOptions};
use crate::ingest::{self, Plan, Task, WalkOptions};
use crate::metadata::SuppliedMetadata as Told;
use crate::model::{Archive, DocumentId, Sha256, name_to_text};

/// The parts of archives to bring up to date.
pub(super) struct Targets {
    pub(super) scopes: Vec<Scope>,
    /// Archives that now lie in a larger one, and are read again as part of it.
    pub(super) absorbed: Vec<u32>,
}

/// A part of an archive.
pub(super) struct Scope {
    pub(super) root: u32,
    pub(super) archive: Archive,
    /// A folder or file of the archive; all of it if empty.
    pub(super) below: String,
}

impl Targets {
    /// Finds the archive of each path, or makes a new one of it.
    pub(super) fn choose(folder: &mut IndexFolder, paths: &[PathBuf]) -> Self {
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

    /// A folder becomes an archive, and the folder of a file does.
    pub(super) fn new_archive(&mut self, folder: &mut IndexFolder, path: &Path) -> (u32, Archive) {
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
}

impl Targets {
    /// What is told of the archives' documents from now on; written down only if it changed.
    pub(super) fn tellers(
        &self,
        folder: &IndexFolder,
        options: &UpdateOptions,
    ) -> Result<Tellers, IndexError> {
        let before = Tellers::load(folder)?;
        let tellers = self.renewed(folder, options)?;
        if tellers != before {
            tellers.save(folder)?;
        }
        Ok(tellers)
    }

    pub(super) fn renewed(
        &self,
        folder: &IndexFolder,
        options: &UpdateOptions,
    ) -> Result<Tellers, IndexError> {
        let mut tellers = Tellers::load(folder)?;
        let archives: HashMap<u32, Archive> = folder.archives().collect();
        for from in &self.absorbed {
            let old = archives.get(from);
            for scope in &self.scopes {
                let within = old.and_then(|old| old.root.strip_prefix(&scope.archive.root).ok());
                if let Some(within) = within.filter(|_| scope.root != *from) {
                    tellers.moved(*from, scope.root, &slashed(within));
                }
            }
        }
        if !options.teller.is_silent() {
            for scope in &self.scopes {
                tellers.renew(scope.root, &scope.below, &options.teller);
            }
        }
        Ok(tellers)
    }
}

/// A path within an archive, with `/`.
pub(super) fn slashed(path: &Path) -> String {
    let parts = path.components().map(|part| name_to_text(part.as_os_str()));
    parts.collect::<Vec<_>>().join("/")
}

/// What to do for a part of an archive.
pub(super) struct ScopePlan {
    pub(super) plan: Plan,
    /// Places that could not be looked at.
    pub(super) troubles: Vec<ingest::Trouble>,
}

impl Scope {
    /// Walks and plans, and counts what needs no reading.
    pub(super) fn plan(
        &self,
        index: Option<&Index>,
        folder: &IndexFolder,
        options: &UpdateOptions,
        tellers: &Tellers,
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
        let unmatched = tellers::unmatched(&options.teller, &self.below, &self.name(), listed);
        summary.notes.extend(unmatched_note(&unmatched));
        let told = |path: &str, sha256| self.told(tellers, path, sha256).fingerprint();
        let mut plan = ingest::plan(walk, &known, options.retry_skipped, told);
        if folder.stored_text == StoredText::LeftOut {
            // Nothing is stored that a file with a new time alone could be indexed from again.
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
    pub(super) fn name(&self) -> String {
        name_to_text(self.archive.root.file_name().unwrap_or_default())
    }

    pub(super) fn told(&self, tellers: &Tellers, path: &str, sha256: Option<Sha256>) -> Told {
        tellers.about(self.root, &self.name(), path, sha256)
    }

    pub(super) fn id(&self, path: &str) -> DocumentId {
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
