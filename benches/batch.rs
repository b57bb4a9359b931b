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

use material::bare::Bare;
use material::{Outcome, phrases, texts};
use plenary::commands::Console;
use plenary::commands::batch::{BatchRequest, Report, batch};
use plenary::commands::metadata_source::TypedMetadataSource;
use plenary::index::{self, UpdateOptions};
use plenary::query::TypedRequest;
use plenary::render::Format;

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

    let bare = Bare::of(texts.iter().cloned().map(Ok), &work.path().join("bare"))?;
    let queries = work.path().join("queries.txt");
    let quoted = phrases.iter().map(|phrase| format!("\"{phrase}\"\n"));
    fs::write(&queries, quoted.collect::<String>())?;
    for threads in [NonZeroUsize::MIN, thread::available_parallelism()?] {
        let mut rates: [Vec<f64>; 3] = Default::default();
        for _ in 0..ROUNDS {
            rates[0].push(bare_rate(&bare, &phrases, threads.get())?);
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

/// Returns the phrases that a plain index answers per second.
fn bare_rate(bare: &Bare, phrases: &[String], threads: usize) -> Outcome<f64> {
    let began = Instant::now();
    let parts = phrases.chunks(phrases.len().div_ceil(threads));
    let answer = |part: &[String]| -> tantivy::Result<usize> {
        part.iter().map(|phrase| bare.answer(phrase)).sum()
    };
    let found = thread::scope(|scope| {
        let parts = parts.map(|part| scope.spawn(move || answer(part)));
        let running: Vec<_> = parts.collect();
        let found = running.into_iter().map(|part| part.join().unwrap_or(Ok(0)));
        found.sum::<tantivy::Result<usize>>()
    })?;
    assert!(found > 0, "phrases of the texts are found");
    Ok(phrases.len() as f64 / began.elapsed().as_secs_f64())
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
