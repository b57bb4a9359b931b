//! Brings an index up to date with folders and files.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use serde::Serialize;
use tantivy::{IndexWriter, TantivyDocument, Term};

use super::folder::{self, IndexFolder, StoredText};
use super::open::{Index, open_or_make_engine};
use super::packing::{self, Packing};
use super::schema::{self, Fields};
use super::tellers::{self, Tellers};
use super::{IndexError, Record};
use crate::ingest::{self, End, Outcome, Plan, Progress, ReadOptions, Reading, Task, WalkOptions};
use crate::metadata::{Teller, Told};
use crate::model::{Archive, DocumentId, Sha256, SkipReason, name_to_text};

/// What the engine may hold in memory before it writes a part to disk. Two threads index no faster than one, since
/// words are made ready by the threads that read.
const WRITER_MEMORY_BYTES: usize = 96 << 20;

/// How often what was read so far is committed, if nothing else is asked for.
const COMMIT_EVERY: Duration = Duration::from_secs(30);

/// How many bytes of text may be given to the engine before it must have written them: it takes more than it can
/// write at once, and would hold them in memory.
const COMMIT_EVERY_BYTES: usize = 128 << 20;

/// An archive of so many files is worth reading some of them twice, for the pieces that its texts are packed with: at most
/// one of so many, and none that is larger.
const MANY_FILES: usize = 100;
const FILES_A_PIECE: usize = 10;
const PIECE_FILE_BYTES: u64 = 512 << 10;

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
    let mut run = Run {
        packing,
        index: Index::of_engine(folder.clone(), &engine)?,
        tellers,
        disagreements: Disagreements::default(),
        writer: Writer::open(&engine, options.commit_every.unwrap_or(COMMIT_EVERY))?,
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

/// The parts of archives to bring up to date.
struct Targets {
    scopes: Vec<Scope>,
    /// Archives that now lie in a larger one, and are read again as part of it.
    absorbed: Vec<u32>,
}

/// A part of an archive.
struct Scope {
    root: u32,
    archive: Archive,
    /// A folder or file of the archive; all of it if empty.
    below: String,
}

impl Targets {
    /// Finds the archive of each path, or makes a new one of it.
    fn choose(folder: &mut IndexFolder, paths: &[PathBuf]) -> Self {
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
}

impl Targets {
    /// What is told of the archives' documents from now on; written down only if it changed.
    fn tellers(
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

    fn renewed(
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
fn slashed(path: &Path) -> String {
    let parts = path.components().map(|part| name_to_text(part.as_os_str()));
    parts.collect::<Vec<_>>().join("/")
}

/// What to do for a part of an archive.
struct ScopePlan {
    plan: Plan,
    /// Places that could not be looked at.
    troubles: Vec<ingest::Trouble>,
}

impl Scope {
    /// Walks and plans, and counts what needs no reading.
    fn plan(
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
    fn name(&self) -> String {
        name_to_text(self.archive.root.file_name().unwrap_or_default())
    }

    fn told(&self, tellers: &Tellers, path: &str, sha256: Option<Sha256>) -> Told {
        tellers.about(self.root, &self.name(), path, sha256)
    }

    fn id(&self, path: &str) -> DocumentId {
        DocumentId {
            root: self.root,
            path: path.to_owned(),
        }
    }
}

/// A run over the parts of archives that were named.
struct Run {
    /// The index as it was before the run.
    index: Index,
    writer: Writer,
    /// How texts are packed; `None` if they are left out.
    packing: Option<Packing>,
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
        if let Some(packing) = &mut self.packing {
            take_pieces(packing, &plan.tasks, &index.folder.path, options, cancel)?;
        }
        let packing = self.packing.as_ref();
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
            let record = Record::of_trouble(trouble);
            writer.put(&id, index.fields.document(&id, &record, None, packing), 0)?;
            events(Event::File(Fate::Skipped, &record));
        }
        let events = RefCell::new(events);
        let end = ingest::read(
            &plan.tasks,
            &options.read,
            cancel,
            |reading| Made::of(reading, scope, tellers, index, packing),
            |progress| events.borrow_mut()(Event::Progress(progress)),
            |made: Result<Made, IndexError>| {
                let made = made?;
                if made.is_unreadable() && is_gone(&scope.archive.root) {
                    return Err(IndexError::ArchiveGone(scope.archive.root.clone()));
                }
                made.count(summary);
                disagreements.count(&made.record);
                events.borrow_mut()(Event::File(made.fate(), &made.record));
                writer.put(&made.id, made.document, made.text_bytes)
            },
        )?;
        summary.cancelled = end == End::Cancelled;
        Ok(())
    }
}

/// Takes pieces of texts from all over a large archive, before its texts are packed for the first time.
fn take_pieces(
    packing: &mut Packing,
    tasks: &[Task],
    index: &Path,
    options: &UpdateOptions,
    cancel: &AtomicBool,
) -> Result<(), IndexError> {
    if packing.has_pieces() || tasks.len() < MANY_FILES {
        return Ok(());
    }
    let small = |task: &&Task| task.file.size_bytes <= PIECE_FILE_BYTES;
    let small: Vec<&Task> = tasks.iter().filter(small).collect();
    let apart = (small.len() / packing::PIECES).max(FILES_A_PIECE);
    let tasks: Vec<Task> = small.into_iter().step_by(apart).cloned().collect();
    let mut texts: Vec<String> = Vec::new();
    let text_of = |reading: Reading| match reading.outcome {
        Outcome::Read(document) => document.extracted.flow.text,
        Outcome::Unchanged(_) | Outcome::Skipped(..) => String::new(),
    };
    ingest::read(
        &tasks,
        &options.read,
        cancel,
        text_of,
        |_| {},
        |text| {
            texts.push(text);
            Ok::<(), IndexError>(())
        },
    )?;
    if texts.iter().any(|text| !text.is_empty()) {
        *packing = Packing::make(index, &texts)?;
    }
    Ok(())
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

/// A document made ready for the engine.
struct Made {
    id: DocumentId,
    record: Record,
    document: TantivyDocument,
    text_bytes: usize,
    /// Whether only the time of its file is new.
    unchanged: bool,
}

impl Made {
    fn of(
        reading: Reading,
        scope: &Scope,
        tellers: &Tellers,
        index: &Index,
        packing: Option<&Packing>,
    ) -> Result<Self, IndexError> {
        let told = scope.told(tellers, &reading.file.path, sha256_of(&reading));
        let id = scope.id(&reading.file.path);
        let modified_ns = reading.file.modified_ns;
        let made = Record::of(reading);
        let unchanged = made.is_none();
        let (record, flow) = match made {
            Some((mut record, flow)) => {
                record.overrule(&told);
                if index.folder.stored_text == StoredText::LeftOut {
                    record.metadata.leave_out_texts();
                }
                (record, flow)
            }
            None => index.stored_at(&id, modified_ns)?,
        };
        let text_bytes = flow.as_ref().map_or(0, |flow| flow.text.len());
        let document = index.fields.document(&id, &record, flow.as_ref(), packing);
        Ok(Self {
            id,
            record,
            document,
            text_bytes,
            unchanged,
        })
    }

    fn is_unreadable(&self) -> bool {
        let skip = self.record.skip.as_ref();
        skip.is_some_and(|skip| skip.reason == SkipReason::Unreadable)
    }

    fn fate(&self) -> Fate {
        match self.record.skip {
            Some(_) => Fate::Skipped,
            None if self.unchanged => Fate::Unchanged,
            None => Fate::Indexed,
        }
    }

    fn count(&self, summary: &mut Summary) {
        match &self.record.skip {
            Some(skip) => *summary.skipped.entry(skip.reason).or_default() += 1,
            None if self.unchanged => summary.unchanged += 1,
            None => {
                summary.indexed += 1;
                summary.pages += u64::from(self.record.pages);
            }
        }
    }
}

fn sha256_of(reading: &Reading) -> Option<Sha256> {
    match &reading.outcome {
        Outcome::Read(document) => Some(document.sha256),
        Outcome::Unchanged(sha256) => Some(*sha256),
        Outcome::Skipped(sha256, _) => *sha256,
    }
}

/// How often the archive's word and the documents' differ.
#[derive(Default)]
struct Disagreements {
    overruled: u64,
    not_understood: u64,
    /// The first value that means nothing, with its document.
    first: Option<String>,
}

impl Disagreements {
    fn count(&mut self, record: &Record) {
        let conflicts = &record.metadata.conflicts;
        self.overruled += u64::from(conflicts.iter().any(|conflict| conflict.read.is_some()));
        for conflict in conflicts.iter().filter(|conflict| conflict.read.is_none()) {
            self.not_understood += 1;
            let described = || {
                format!(
                    "{} \"{}\" of {}",
                    conflict.field, conflict.given, record.path
                )
            };
            self.first.get_or_insert_with(described);
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.overruled > 0 {
            notes.push(format!(
                "documents that say otherwise than the archive, which is believed: {} (list them with --report FILE.jsonl)",
                self.overruled
            ));
        }
        if let Some(first) = &self.first {
            let count = self.not_understood;
            notes.push(format!(
                "values that mean nothing and are not taken: {count}; the first is {first}"
            ));
        }
        notes
    }
}

fn unmatched_note(unmatched: &[&str]) -> Option<String> {
    let first = unmatched.first()?;
    let count = unmatched.len();
    Some(format!(
        "files that the inventory lists and that are not here: {count}; the first is {first}"
    ))
}

/// Writes documents, and commits from time to time.
struct Writer {
    engine: IndexWriter,
    fields: Fields,
    commit_every: Duration,
    last_commit: Instant,
    text_bytes_since: usize,
}

impl Writer {
    fn open(engine: &tantivy::Index, commit_every: Duration) -> Result<Self, IndexError> {
        Ok(Self {
            engine: engine.writer_with_num_threads(1, WRITER_MEMORY_BYTES)?,
            fields: Fields::with_schema().1,
            commit_every,
            last_commit: Instant::now(),
            text_bytes_since: 0,
        })
    }

    /// Adds a document with so much text in place of the one of before.
    fn put(
        &mut self,
        id: &DocumentId,
        document: TantivyDocument,
        text_bytes: usize,
    ) -> Result<(), IndexError> {
        self.remove(id);
        self.engine.add_document(document)?;
        self.text_bytes_since += text_bytes;
        if self.last_commit.elapsed() >= self.commit_every
            || self.text_bytes_since >= COMMIT_EVERY_BYTES
        {
            self.engine.commit()?;
            self.last_commit = Instant::now();
            self.text_bytes_since = 0;
        }
        Ok(())
    }

    fn remove(&self, id: &DocumentId) {
        self.engine
            .delete_term(Term::from_field_text(self.fields.key, &schema::key(id)));
    }

    fn finish(mut self) -> Result<(), IndexError> {
        self.engine.commit()?;
        Ok(self.engine.wait_merging_threads()?)
    }
}
