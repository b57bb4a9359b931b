//! Compares whole commands with other tools. `cargo bench --bench peers`. Every tool does each job three times, in turn,
//! and the medians are compared. Tools that are not installed are skipped, with a message on how to get them.
#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

#[path = "material/mod.rs"]
mod material;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use material::{Outcome, folder_bytes, phrases, texts};
use tantivy::doc;
use tantivy::schema::{STORED, STRING, Schema, TEXT};

const RUNS: usize = 3;

/// Number of phrases in the batch.
const PHRASES: usize = 2000;

/// Minimum number of files in the archive of speeches.
const SPEECHES: usize = 10_000;

/// SQLite full-text search: inserts the speeches, then runs the phrases for the ten best and the total.
const SQLITE: &str = r#"
import pathlib, sqlite3, sys, time
table = sqlite3.connect(":memory:")
table.execute("create virtual table speeches using fts5(text)")
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.txt")):
    table.execute("insert into speeches values (?)", (path.read_text(errors="replace"),))
phrases = open(sys.argv[2]).read().splitlines()
began = time.time()
for phrase in phrases:
    table.execute("select rowid from speeches where speeches match ? order by rank limit 10", (phrase,)).fetchall()
    table.execute("select count(*) from speeches where speeches match ?", (phrase,)).fetchone()
print(time.time() - began)
"#;

fn main() -> Outcome<()> {
    let (Some(documents), Some(speeches)) = (material::shared("."), material::shared("ungdc"))
    else {
        return Ok(());
    };
    let work = tempfile::tempdir()?;
    let work = work.path();
    println!(
        "{} cores, seconds (median of {RUNS}), and how many times what Plenary takes\n",
        cores()
    );

    let pdfs = Archive::copied(&files_ending(&documents, ".pdf")?, &work.join("pdfs"), 1)?;
    Job::new(format!(
        "index {} PDFs, {} MB",
        pdfs.files.len(),
        pdfs.bytes >> 20
    ))
    .tool("plenary", || {
        index_anew(&pdfs.folder, &work.join("pdfs-index"))
    })
    .tool("pdftotext", || pdftotext(&pdfs.files))
    .tool("recollindex", || {
        recollindex(&pdfs.folder, &work.join("pdfs-recoll"), true)
    })
    .compare()?;

    let spoken = files_ending(&speeches, ".txt")?;
    let times = SPEECHES.div_ceil(spoken.len());
    let spoken = Archive::copied(&spoken, &work.join("speeches"), times)?;
    let (index, recoll) = (work.join("speeches-index"), work.join("speeches-recoll"));
    Job::new(format!(
        "index {} speeches, {} MB",
        spoken.files.len(),
        spoken.bytes >> 20
    ))
    .tool("plenary", || index_anew(&spoken.folder, &index))
    .tool("tantivy alone", || {
        tantivy_alone(&spoken, &work.join("speeches-tantivy"))
    })
    .tool("recollindex", || recollindex(&spoken.folder, &recoll, true))
    .compare()?;
    Job::new(format!(
        "second run over {} unchanged files",
        spoken.files.len()
    ))
    .tool("plenary", || {
        timed(&mut plenary(&index, &["index"], &[&spoken.folder]))
    })
    .tool("recollindex", || {
        recollindex(&spoken.folder, &recoll, false)
    })
    .compare()?;

    let phrase = "the rule of law among nations";
    Job::new(format!("one cold search for \"{phrase}\", whole process"))
        .tool("plenary", || {
            timed(&mut plenary(&index, &["search", "--phrase", phrase], &[]))
        })
        .tool("recollq", || {
            timed(
                Command::new("recollq")
                    .arg("-c")
                    .arg(&recoll)
                    .arg(format!("\"{phrase}\"")),
            )
        })
        .tool("rg", || {
            timed(
                Command::new("rg")
                    .args(["--ignore-case", "--count", phrase])
                    .arg(&spoken.folder),
            )
        })
        .compare()?;

    let list = work.join("phrases.txt");
    let asked: Vec<String> = phrases(&texts(&speeches)?, PHRASES)
        .iter()
        .map(|phrase| format!("\"{phrase}\""))
        .collect();
    fs::write(&list, asked.join("\n"))?;
    let batch = [
        "batch",
        "--matches",
        "0",
        "--threads",
        "1",
        "--output",
        "answers.jsonl",
    ];
    Job::new(format!(
        "{PHRASES} phrase queries, ten best and totals, one thread"
    ))
    .tool("plenary", || {
        timed(plenary(&index, &batch, &[&list]).current_dir(work))
    })
    .tool("sqlite fts5", || sqlite(&spoken.folder, &list))
    .compare()?;

    println!("bytes of the index for each byte of text");
    for (tool, folder) in [
        ("plenary", &index),
        ("recollindex", &recoll),
        ("tantivy alone", &work.join("speeches-tantivy")),
    ] {
        if folder.exists() {
            println!(
                "  {tool:14} {:6.2}",
                folder_bytes(folder)? as f64 / spoken.bytes as f64
            );
        }
    }
    Ok(())
}

/// Runs a tool once; `None` if it is not installed.
type Run<'a> = Box<dyn FnMut() -> Outcome<Option<Duration>> + 'a>;

/// The same work done by several tools.
struct Job<'a> {
    name: String,
    tools: Vec<(&'static str, Run<'a>)>,
}

impl<'a> Job<'a> {
    fn new(name: String) -> Self {
        Self {
            name,
            tools: Vec::new(),
        }
    }

    fn tool(
        mut self,
        name: &'static str,
        run: impl FnMut() -> Outcome<Option<Duration>> + 'a,
    ) -> Self {
        self.tools.push((name, Box::new(run)));
        self
    }

    /// Runs the tools in turn, and prints their times relative to the first.
    fn compare(mut self) -> Outcome<()> {
        let mut times = vec![Vec::new(); self.tools.len()];
        for _ in 0..RUNS {
            for ((_, run), times) in self.tools.iter_mut().zip(&mut times) {
                // Flushes the writes of the previous tool.
                timed(&mut Command::new("sync"))?;
                times.extend(run()?);
            }
        }
        println!("{}", self.name);
        let mut own = None;
        for ((name, _), mut times) in self.tools.into_iter().zip(times) {
            times.sort();
            let Some(median) = times.get(times.len() / 2).map(Duration::as_secs_f64) else {
                println!("  {name:14} not installed: {}", how_to_get(name));
                continue;
            };
            println!(
                "  {name:14} {median:8.3} s {:8.2} x",
                median / *own.get_or_insert(median)
            );
        }
        println!();
        Ok(())
    }
}

fn how_to_get(tool: &str) -> &'static str {
    match tool {
        "pdftotext" => "apt install poppler-utils",
        "recollindex" | "recollq" => "apt install recollcmd",
        "rg" => "apt install ripgrep",
        _ => "apt install python3",
    }
}

/// Files of one kind, under one folder.
struct Archive {
    folder: PathBuf,
    files: Vec<PathBuf>,
    bytes: u64,
}

impl Archive {
    /// Copies files several times, each time to a new folder.
    fn copied(files: &[PathBuf], folder: &Path, times: usize) -> Outcome<Self> {
        let mut archive = Self {
            folder: folder.to_owned(),
            files: Vec::new(),
            bytes: 0,
        };
        for time in 0..times {
            let part = folder.join(format!("{time:03}"));
            fs::create_dir_all(&part)?;
            for (number, file) in files.iter().enumerate() {
                let ending = file.extension().unwrap_or_default().to_string_lossy();
                let copy = part.join(format!("{number:05}.{ending}"));
                archive.bytes += fs::copy(file, &copy)?;
                archive.files.push(copy);
            }
        }
        Ok(archive)
    }
}

fn files_ending(folder: &Path, ending: &str) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in ignore::Walk::new(folder) {
        let path = entry?.into_path();
        if path.is_file() && path.to_string_lossy().ends_with(ending) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, Into::into)
}

/// Runs a command without output, ignoring its exit code.
fn timed(command: &mut Command) -> Outcome<Option<Duration>> {
    let began = Instant::now();
    match command.stdout(Stdio::null()).stderr(Stdio::null()).status() {
        Ok(_) => Ok(Some(began.elapsed())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn plenary(index: &Path, arguments: &[&str], paths: &[&Path]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    command
        .arg("--index")
        .arg(index)
        .args(arguments)
        .args(paths);
    command
}

fn index_anew(archive: &Path, index: &Path) -> Outcome<Option<Duration>> {
    remove(index)?;
    timed(&mut plenary(index, &["index"], &[archive]))
}

fn remove(folder: &Path) -> Outcome<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

/// Runs one `pdftotext` per file, as many in parallel as there are cores.
fn pdftotext(files: &[PathBuf]) -> Outcome<Option<Duration>> {
    if timed(Command::new("pdftotext").arg("-v"))?.is_none() {
        return Ok(None);
    }
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..cores() {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut command = Command::new("pdftotext");
                    timed(
                        command
                            .args(["-q", "-enc", "UTF-8"])
                            .arg(file)
                            .arg("/dev/null"),
                    )
                    .ok();
                }
            });
        }
    });
    Ok(Some(began.elapsed()))
}

/// Indexes with Recoll in its default configuration.
fn recollindex(archive: &Path, place: &Path, anew: bool) -> Outcome<Option<Duration>> {
    if anew {
        remove(place)?;
    }
    fs::create_dir_all(place)?;
    fs::write(
        place.join("recoll.conf"),
        format!("topdirs = {}\n", archive.display()),
    )?;
    timed(Command::new("recollindex").arg("-c").arg(place))
}

/// Indexes and stores the same texts with tantivy only.
fn tantivy_alone(archive: &Archive, place: &Path) -> Outcome<Option<Duration>> {
    remove(place)?;
    fs::create_dir(place)?;
    let mut schema = Schema::builder();
    let path = schema.add_text_field("path", STRING | STORED);
    let text = schema.add_text_field("text", TEXT | STORED);
    let began = Instant::now();
    let index = tantivy::Index::create_in_dir(place, schema.build())?;
    let mut writer = index.writer_with_num_threads(cores(), 200_000_000)?;
    for file in &archive.files {
        let words = String::from_utf8_lossy(&fs::read(file)?).into_owned();
        writer.add_document(doc!(path => file.to_string_lossy().into_owned(), text => words))?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(Some(began.elapsed()))
}

/// Returns the time of the queries alone.
fn sqlite(archive: &Path, phrases: &Path) -> Outcome<Option<Duration>> {
    let mut command = Command::new("python3");
    match command
        .arg("-c")
        .arg(SQLITE)
        .arg(archive)
        .arg(phrases)
        .output()
    {
        Ok(run) => {
            let seconds: f64 = String::from_utf8_lossy(&run.stdout).trim().parse()?;
            Ok(Some(Duration::from_secs_f64(seconds)))
        }
        Err(_) => Ok(None),
    }
}
