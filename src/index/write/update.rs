//! Brings an index up to date with folders and files.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::document::{Disagreements, PreparedDocument};
use super::options::{Event, Fate, Summary, UpdateOptions};
use super::plan::{Scope, ScopePlan, Targets};
use super::supplied::SuppliedSources;
use super::writer::Writer;
use crate::index::analysis::stem_dictionary::StemRecorder;
use crate::index::error::IndexError;
use crate::index::reader::Index;
use crate::index::storage::engine::open_or_create_engine;
use crate::index::storage::folder::{self, IndexFolder, TextStorage};
use crate::index::storage::record::Record;
use crate::ingest::{self, End, Plan};

/// How often to commit by default.
const COMMIT_EVERY: Duration = Duration::from_secs(30);

/// Brings the index in `index` (created if there is none) up to date with `options.paths`, and with nothing else: other
/// parts of a known archive stay as they are. Commits as it goes; when `cancel` is set it stops and keeps what it has.
///
/// # Errors
/// When a path does not exist (nothing is changed then), when the index is held by another writer, is of another
/// format or cannot be written.
pub fn update(
    index: &Path,
    options: &UpdateOptions,
    cancel: &AtomicBool,
    events: &mut dyn FnMut(Event<'_>),
) -> Result<Summary, IndexError> {
    let real_paths = real_paths(options)?;
    let mut folder = IndexFolder::open_or_create(index)?;
    let _lock = folder.lock()?;
    if options.no_stored_text {
        folder.leave_out_text()?;
    }
    let targets = Targets::choose(&mut folder, &real_paths);
    let engine = open_or_create_engine(&folder)?;
    let index = Index::from_engine(folder.clone(), &engine)?;
    let stems = Arc::new(StemRecorder::new(&folder.path));
    match index.searcher.num_docs() {
        0 => stems.write()?,
        _ => drop(index.stems()?),
    }
    folder.save()?;
    let sources = targets.sources(&folder, options)?;
    let commit_every = options.commit_every.unwrap_or(COMMIT_EVERY);
    let mut run = Run {
        index,
        sources,
        disagreements: Disagreements::default(),
        writer: Writer::open(&engine, stems.clone(), commit_every)?,
        stems,
        summary: Summary::default(),
    };
    for root in &targets.absorbed {
        run.writer.remove_archive(*root);
    }
    for scope in &targets.scopes {
        if !run.summary.cancelled {
            match run.bring_up_to_date(scope, options, cancel, events) {
                // The documents that were read before are kept.
                Err(gone @ IndexError::ArchiveGone(_)) => {
                    run.writer.finish()?;
                    return Err(gone);
                }
                done => done?,
            }
        }
    }
    run.writer.finish()?;
    run.summary.notes.extend(run.disagreements.notes());
    for root in targets.absorbed {
        folder.roots[root as usize] = None;
    }
    folder.save()?;
    folder.keep_private()?;
    Ok(run.summary)
}

/// What `update` would do: the same counts, with the files to read as `indexed`. Changes nothing.
///
/// # Errors
/// As `update`.
pub fn preview(index: &Path, options: &UpdateOptions) -> Result<Summary, IndexError> {
    let real_paths = real_paths(options)?;
    let opened = match Index::open(index) {
        Err(IndexError::Missing(_)) => None,
        opened => Some(opened?),
    };
    let mut folder = match &opened {
        Some(index) => index.folder.clone(),
        None => IndexFolder {
            path: folder::absolute(index)?,
            roots: Vec::new(),
            text_storage: TextStorage::default(),
        },
    };
    if options.no_stored_text {
        folder.leave_out_text()?;
    }
    let mut summary = Summary::default();
    let targets = Targets::choose(&mut folder, &real_paths);
    let sources = targets.renewed_sources(&folder, options)?;
    for scope in targets.scopes {
        let plan = scope
            .plan(opened.as_ref(), &folder, options, &sources, &mut summary)?
            .plan;
        summary.indexed += plan.tasks.len() as u64;
        summary.removed += plan.removed.len() as u64;
    }
    Ok(summary)
}

fn real_paths(options: &UpdateOptions) -> Result<Vec<PathBuf>, IndexError> {
    let real_path = |path: &PathBuf| {
        path.canonicalize().map_err(|error| IndexError::NoSuchPath {
            path: path.clone(),
            cause: error.to_string(),
        })
    };
    options.paths.iter().map(real_path).collect()
}

/// Whether the folder of an archive is missing or empty, as when a disk was removed.
fn is_gone(root: &Path) -> bool {
    std::fs::read_dir(root).map_or(true, |mut entries| entries.next().is_none())
}

/// A run over the parts of archives that were named.
struct Run {
    /// The index as it was before the run.
    index: Index,
    writer: Writer,
    stems: Arc<StemRecorder>,
    sources: SuppliedSources,
    disagreements: Disagreements,
    summary: Summary,
}

impl Run {
    fn bring_up_to_date(
        &mut self,
        scope: &Scope,
        options: &UpdateOptions,
        cancel: &AtomicBool,
        events: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), IndexError> {
        let (index, sources, stems) = (&self.index, &self.sources, &*self.stems);
        let (writer, summary) = (&mut self.writer, &mut self.summary);
        let disagreements = &mut self.disagreements;
        let ScopePlan { plan, troubles } =
            scope.plan(Some(index), &index.folder, options, sources, summary)?;
        if options.report_unread {
            report_unread(index, scope, &plan, events)?;
        }
        for path in &plan.removed {
            writer.remove(&scope.id(path));
            summary.removed += 1;
        }
        for trouble in troubles {
            let id = scope.id(&trouble.path);
            let record = Record::from_trouble(trouble);
            let prepared = PreparedDocument::new(id, record, None, index, stems);
            writer.put(&prepared.id, prepared.document, 0)?;
            events(Event::File(Fate::Skipped, &prepared.record));
        }
        let events = RefCell::new(events);
        let end = ingest::read(
            &plan.tasks,
            &options.read,
            cancel,
            |reading| PreparedDocument::from_reading(reading, scope, sources, index, stems),
            |progress| events.borrow_mut()(Event::Progress(progress)),
            |prepared: Result<PreparedDocument, IndexError>| {
                let prepared = prepared?;
                if prepared.is_unreadable() && is_gone(&scope.archive.root) {
                    return Err(IndexError::ArchiveGone(scope.archive.root.clone()));
                }
                prepared.count(summary);
                disagreements.count(&prepared.record);
                events.borrow_mut()(Event::File(prepared.fate(), &prepared.record));
                writer.put(&prepared.id, prepared.document, prepared.text_bytes)
            },
        )?;
        summary.cancelled = end == End::Cancelled;
        Ok(())
    }
}

/// Reports the files that need no reading.
fn report_unread(
    index: &Index,
    scope: &Scope,
    plan: &Plan,
    events: &mut dyn FnMut(Event<'_>),
) -> Result<(), IndexError> {
    let skipped = plan.still_skipped.iter().map(|(path, _)| path);
    let removed = plan.removed.iter().map(|path| (Fate::Removed, path));
    let unread = removed
        .chain(plan.unchanged.iter().map(|path| (Fate::Unchanged, path)))
        .chain(skipped.map(|path| (Fate::Skipped, path)));
    for (fate, path) in unread {
        events(Event::File(fate, &index.record_at(&scope.id(path))?));
    }
    Ok(())
}
