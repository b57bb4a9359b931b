//! How many phrase queries a second does a batch answer, and how many does a bare loop over the search engine?
//!
//! Both hold the speeches of the shared data, and answer the same 2,000 phrases of two to four words: the ten best
//! documents and how many match. `cargo bench --bench batch`.
#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

#[path = "material/mod.rs"]
mod material;

use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use material::{Outcome, phrases, texts};
use plenary::commands::Console;
use plenary::commands::batch::{BatchRequest, Report, batch};
use plenary::index::{self, UpdateOptions};
use plenary::query::TypedRequest;
use plenary::render::Format;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::PhraseQuery;
use tantivy::schema::{STORED, STRING, Schema, TEXT, Value};
use tantivy::{TantivyDocument, Term, doc};

const QUERIES: usize = 2000;

fn main() -> Outcome<()> {
    let Some(folder) = material::shared("ungdc") else {
        return Ok(());
    };
    let texts = texts(&folder)?;
    let phrases = phrases(&texts, QUERIES);
    let work = tempfile::tempdir()?;
    let place = work.path().join(".plenary");
    let options = UpdateOptions {
        paths: vec![folder],
        ..UpdateOptions::default()
    };
    let summary = index::update(&place, &options, &AtomicBool::new(false), &mut |_| {})?;
    println!("{} speeches, {} phrases", summary.indexed, phrases.len());

    let bare = bare(&texts, &phrases, &work.path().join("bare"))?;
    println!("bare loop, one thread: {bare:.0} queries/s");
    let queries = work.path().join("queries.txt");
    fs::write(
        &queries,
        phrases
            .iter()
            .map(|phrase| format!("\"{phrase}\"\n"))
            .collect::<String>(),
    )?;
    for (what, matches, threads) in [
        (
            "ten best and totals, one thread",
            0,
            Some(NonZeroUsize::MIN),
        ),
        ("ten best and totals, all threads", 0, None),
        (
            "with pages and excerpts, one thread",
            3,
            Some(NonZeroUsize::MIN),
        ),
        ("with pages and excerpts, all threads", 3, None),
    ] {
        let rate = batched(&place, &queries, matches, threads)?;
        println!(
            "batch, {what}: {rate:.0} queries/s, {:.2} of the bare loop",
            rate / bare
        );
    }
    Ok(())
}

fn bare(texts: &[String], phrases: &[String], folder: &Path) -> Outcome<f64> {
    let mut schema = Schema::builder();
    let (path, text) = (
        schema.add_text_field("path", STRING | STORED),
        schema.add_text_field("text", TEXT),
    );
    fs::create_dir(folder)?;
    let engine = tantivy::Index::create_in_dir(folder, schema.build())?;
    let mut writer = engine.writer(100_000_000)?;
    for (number, words) in texts.iter().enumerate() {
        writer.add_document(doc!(path => number.to_string(), text => words.as_str()))?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    let searcher = engine.reader()?.searcher();
    let began = Instant::now();
    let mut found = 0;
    for phrase in phrases {
        let terms = phrase
            .split(' ')
            .map(|word| Term::from_field_text(text, word));
        let query = PhraseQuery::new(terms.collect());
        let (best, total) =
            searcher.search(&query, &(TopDocs::with_limit(10).order_by_score(), Count))?;
        for (_, address) in best {
            let document: TantivyDocument = searcher.doc(address)?;
            found += document
                .get_first(path)
                .and_then(|path| path.as_str())
                .map_or(0, str::len);
        }
        found += total;
    }
    assert!(found > 0, "phrases of the texts are found");
    Ok(phrases.len() as f64 / began.elapsed().as_secs_f64())
}

fn batched(
    place: &Path,
    queries: &Path,
    matches: usize,
    threads: Option<NonZeroUsize>,
) -> Outcome<f64> {
    let request = BatchRequest {
        index: place.to_owned(),
        fresh: None,
        queries: Some(queries.to_owned()),
        defaults: TypedRequest {
            matches,
            ..TypedRequest::default()
        },
        report: Report::Answers,
        format: Format::Answers,
        threads,
        output: None,
        manifest: None,
        resume: false,
        fail_fast: false,
        check: false,
    };
    let began = Instant::now();
    let mut console = Console {
        out: &mut io::sink(),
        input: &mut io::empty(),
        tell: &mut |_| {},
        progress: &mut |_| {},
        worker: None,
        cancel: &AtomicBool::new(false),
    };
    batch(&request, &mut console)?;
    Ok(QUERIES as f64 / began.elapsed().as_secs_f64())
}
