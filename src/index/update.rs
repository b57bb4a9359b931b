//! Brings an index up to date with folders and files.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use serde::Serialize;
use tantivy::Term;

use super::folder::{self, IndexFolder, StoredText};
use super::frequent_phrases;
use super::inflections::Inflections;
use super::making::{Disagreements, Made};
use super::open::{Index, open_or_make_engine};
use super::packing::{self, Packing};
use super::sample::take_sample;
use super::scope::{Scope, ScopePlan, Targets};
use super::tellers::Tellers;
use super::writer::Writer;
use super::{IndexError, Record};
use crate::ingest::{self, End, Plan, Progress, ReadAhead, ReadOptions};
use crate::metadata::MetadataSource as Teller;
use crate::model::SkipReason;

/// How often what was read so far is committed, if nothing else is asked for.
const COMMIT_EVERY: Duration = Duration::from_secs(30);

/// Such a part of the bytes to read is left when a run is near its end.
const LAST_PART: u64 = 5;

/// What to bring up to date, and how.
#[derive(Clone, Debug, Default)]
pub struct UpdateOptions {
    /// Folders and files.
    pub paths: Vec<PathBuf>,
    /// Whether to follow symbolic links.
    pub follow_links: bool,
    /// Whether to read again the files that were skipped before.
    pub retry_skipped: bool,
    /// What the archive tells of these documents; remembered, and in place of what an earlier run was told.
    pub teller: Teller,
    /// Whether a new index is to hold no texts: words and where they stand, but nothing to quote from.
    pub no_stored_text: bool,
    /// Whether to tell also of the files that need no reading; the index is asked for each.
    pub tell_all: bool,
    /// How often to commit what was read, so that an interrupted run can go on from there; every 30 seconds if `None`.
    pub commit_every: Option<Duration>,
    /// How to read.
    pub read: ReadOptions,
}

/// What a run tells while it goes on.
#[derive(Debug)]
pub enum Event<'a> {
    /// How far it is.
    Progress(&'a Progress),
    /// What became of a file; exactly one for each that is counted.
    File(Fate, &'a Record),
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It was read and can be searched.
    Indexed,
    /// It is as it was, and can be searched.
    Unchanged,
    /// It is gone, and so is what the index held of it.
    Removed,
    /// It cannot be searched, now or still.
    Skipped,
}

/// What a run did, or would do. `indexed`, `unchanged` and `skipped` add up to the files of the named paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Documents that were read.
    pub indexed: u64,
    /// Documents that are as they were.
    pub unchanged: u64,
    /// Documents that are gone with their files.
    pub removed: u64,
    /// Files that are not searchable, now or still.
    pub skipped: BTreeMap<SkipReason, u64>,
    /// Symbolic links that were not followed.
    pub links_left: u64,
    /// Pages of the documents that were read.
    pub pages: u64,
    /// Whether the run was cancelled before its end.
    pub cancelled: bool,
    /// What else the user should know.
    pub notes: Vec<String>,
}

/// Brings the index in `index` (made if there is none) up to date with `options.paths`, and with nothing else: other
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
    let real_paths = options
        .paths
        .iter()
        .map(|path| real_path(path))
        .collect::<Result<Vec<_>, _>>()?;
    let mut folder = IndexFolder::open_or_make(index)?;
    let _lock = folder.lock()?;
    if options.no_stored_text {
        folder.leave_out_text()?;
    }
    let targets = Targets::choose(&mut folder, &real_paths);
    let engine = open_or_make_engine(&folder)?;
    folder.save()?;
    let tellers = targets.tellers(&folder, options)?;
    let packing = match folder.stored_text {
        StoredText::Kept => Some(Packing::open(&folder.path)?),
        StoredText::LeftOut => None,
    };
    let index = Index::of_engine(folder.clone(), &engine)?;
    let has_codes = packing.as_ref().is_some_and(Packing::has_codes);
    if !has_codes && frequent_phrases::are_indexed(&index.searcher)? {
        return Err(packing::is_gone(&folder.path));
    }
    let inflections = Arc::new(Inflections::new(
        index.searcher.clone(),
        index.fields.inflections,
    ));
    let commit_every = options.commit_every.unwrap_or(COMMIT_EVERY);
    let mut run = Run {
        packing,
        index,
        tellers,
        disagreements: Disagreements::default(),
        writer: Writer::open(&engine, inflections.clone(), commit_every)?,
        inflections,
        summary: Summary::default(),
    };
    for root in &targets.absorbed {
        run.writer.engine.delete_term(Term::from_field_u64(
            run.index.fields.root,
            u64::from(*root),
        ));
    }
    for scope in &targets.scopes {
        if !run.summary.cancelled {
            match run.bring_up_to_date(scope, options, cancel, events) {
                // What was read before is whole.
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
    let real_paths = options
        .paths
        .iter()
        .map(|path| real_path(path))
        .collect::<Result<Vec<_>, _>>()?;
    let opened = match Index::open(index) {
        Err(IndexError::Missing(_)) => None,
        opened => Some(opened?),
    };
    let mut folder = match &opened {
        Some(index) => index.folder.clone(),
        None => IndexFolder {
            path: folder::absolute(index)?,
            roots: Vec::new(),
            stored_text: StoredText::default(),
        },
    };
    if options.no_stored_text {
        folder.leave_out_text()?;
    }
    let mut summary = Summary::default();
    let targets = Targets::choose(&mut folder, &real_paths);
    let tellers = targets.renewed(&folder, options)?;
    for scope in targets.scopes {
        let plan = scope
            .plan(opened.as_ref(), &folder, options, &tellers, &mut summary)?
            .plan;
        summary.indexed += plan.tasks.len() as u64;
        summary.removed += plan.removed.len() as u64;
    }
    Ok(summary)
}

fn real_path(path: &Path) -> Result<PathBuf, IndexError> {
    path.canonicalize().map_err(|error| IndexError::NoSuchPath {
        path: path.to_owned(),
        cause: error.to_string(),
    })
}

/// Whether a whole archive has gone away, as when a disk is taken out: its folder is not there, or empty.
fn is_gone(root: &Path) -> bool {
    std::fs::read_dir(root).map_or(true, |mut entries| entries.next().is_none())
}

/// A run over the parts of archives that were named.
struct Run {
    /// The index as it was before the run.
    index: Index,
    writer: Writer,
    /// How texts are packed; `None` if they are left out.
    packing: Option<Packing>,
    inflections: Arc<Inflections>,
    tellers: Tellers,
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
        let (index, tellers) = (&self.index, &self.tellers);
        let ScopePlan { plan, troubles } = scope.plan(
            Some(index),
            &index.folder,
            options,
            tellers,
            &mut self.summary,
        )?;
        let ahead = match &mut self.packing {
            Some(packing) => take_sample(packing, &plan.tasks, index, options, cancel)?,
            None => ReadAhead::new(),
        };
        let (packing, inflections) = (self.packing.as_ref(), &*self.inflections);
        let (writer, summary) = (&mut self.writer, &mut self.summary);
        let disagreements = &mut self.disagreements;
        if options.tell_all {
            tell_unread(index, scope, &plan, events)?;
        }
        for path in &plan.removed {
            writer.remove(&scope.id(path));
            summary.removed += 1;
        }
        for trouble in troubles {
            let id = scope.id(&trouble.path);
            let mut record = Record::of_trouble(trouble);
            let document = (index.fields).document(&id, &mut record, None, packing, inflections);
            writer.put(&id, document, 0, false)?;
            events(Event::File(Fate::Skipped, &record));
        }
        let events = RefCell::new(events);
        let mut left: u64 = plan.tasks.iter().map(|task| task.file.size_bytes).sum();
        let last_part = left / LAST_PART;
        let end = ingest::read_others(
            &plan.tasks,
            ahead,
            &options.read,
            cancel,
            |reading| Made::of(reading, scope, tellers, index, packing, inflections),
            |progress| events.borrow_mut()(Event::Progress(progress)),
            |made: Result<Made, IndexError>| {
                let made = made?;
                if made.is_unreadable() && is_gone(&scope.archive.root) {
                    return Err(IndexError::ArchiveGone(scope.archive.root.clone()));
                }
                made.count(summary);
                disagreements.count(&made.record);
                events.borrow_mut()(Event::File(made.fate(), &made.record));
                left = left.saturating_sub(made.record.size_bytes);
                writer.put(&made.id, made.document, made.text_bytes, left <= last_part)
            },
        )?;
        summary.cancelled = end == End::Cancelled;
        Ok(())
    }
}

/// Tells of the files that need no reading.
fn tell_unread(
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
