//! Measures phrase queries per second of a batch, and of a bare loop over the search engine.
//!
//! Both answer the same 2,000 phrases of two to four words over the speeches of the shared data, with the ten best
//! documents and the total. They take turns, and the medians are compared. `cargo bench --bench batch`.
#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

#[path = "material/mod.rs"]
mod material;

use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Instant;

use material::{Outcome, phrases, texts};
use plenary::commands::Console;
use plenary::commands::batch::{BatchRequest, Report, batch};
use plenary::commands::metadata_source::TypedMetadataSource;
use plenary::index::{self, UpdateOptions};
use plenary::query::TypedRequest;
use plenary::render::Format;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::PhraseQuery;
use tantivy::schema::{Field, STORED, STRING, Schema, TEXT, Value};
use tantivy::{Searcher, TantivyDocument, Term, doc};

const QUERIES: usize = 2000;

const ROUNDS: usize = 7;

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

    let bare = Bare::of(&texts, &work.path().join("bare"))?;
    let queries = work.path().join("queries.txt");
    let quoted = phrases.iter().map(|phrase| format!("\"{phrase}\"\n"));
    fs::write(&queries, quoted.collect::<String>())?;
    for threads in [NonZeroUsize::MIN, thread::available_parallelism()?] {
        let mut rates: [Vec<f64>; 3] = Default::default();
        for _ in 0..ROUNDS {
            rates[0].push(bare.rate(&phrases, threads.get())?);
            rates[1].push(batched(&place, &queries, 0, threads)?);
            rates[2].push(batched(&place, &queries, 3, threads)?);
        }
        let [bare, totals, excerpts] = rates.map(median);
        println!("threads {threads}: bare loop {bare:.0} queries/s");
        for (what, rate) in [
            ("ten best and totals", totals),
            ("with pages and excerpts", excerpts),
        ] {
            println!(
                "  batch, {what}: {rate:.0} queries/s, {:.2} of the bare loop",
                rate / bare
            );
        }
    }
    Ok(())
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// A plain index of the search engine: one segment, default tokenizer.
struct Bare {
    searcher: Searcher,
    path: Field,
    text: Field,
}

impl Bare {
    fn of(texts: &[String], folder: &Path) -> Outcome<Self> {
        let mut schema = Schema::builder();
        let (path, text) = (
            schema.add_text_field("path", STRING | STORED),
            schema.add_text_field("text", TEXT),
        );
        fs::create_dir(folder)?;
        let engine = tantivy::Index::create_in_dir(folder, schema.build())?;
        let mut writer = engine.writer_with_num_threads(1, 200_000_000)?;
        for (number, words) in texts.iter().enumerate() {
            writer.add_document(doc!(path => number.to_string(), text => words.as_str()))?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        let searcher = engine.reader()?.searcher();
        Ok(Self {
            searcher,
            path,
            text,
        })
    }

    /// Returns the phrases answered per second.
    fn rate(&self, phrases: &[String], threads: usize) -> Outcome<f64> {
        let began = Instant::now();
        let parts = phrases.chunks(phrases.len().div_ceil(threads));
        let found = thread::scope(|scope| {
            let parts = parts.map(|part| scope.spawn(|| self.answer(part)));
            let running: Vec<_> = parts.collect();
            let found = running.into_iter().map(|part| part.join().unwrap_or(Ok(0)));
            found.sum::<tantivy::Result<usize>>()
        })?;
        assert!(found > 0, "phrases of the texts are found");
        Ok(phrases.len() as f64 / began.elapsed().as_secs_f64())
    }

    fn answer(&self, phrases: &[String]) -> tantivy::Result<usize> {
        let mut found = 0;
        for phrase in phrases {
            let words = phrase.split(' ');
            let terms = words.map(|word| Term::from_field_text(self.text, word));
            let query = PhraseQuery::new(terms.collect());
            let best = TopDocs::with_limit(10).order_by_score();
            let (best, total) = self.searcher.search(&query, &(best, Count))?;
            for (_, address) in best {
                let document: TantivyDocument = self.searcher.doc(address)?;
                let path = document.get_first(self.path);
                found += path.and_then(|path| path.as_str()).map_or(0, str::len);
            }
            found += total;
        }
        Ok(found)
    }
}

fn batched(place: &Path, queries: &Path, matches: usize, threads: NonZeroUsize) -> Outcome<f64> {
    let request = BatchRequest {
        index: place.to_owned(),
        fresh: None,
        metadata_source: TypedMetadataSource::default(),
        queries: Some(queries.to_owned()),
        defaults: TypedRequest {
            matches,
            ..TypedRequest::default()
        },
        report: Report::Answers,
        format: Format::Answers,
        threads: Some(threads),
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
