//! Microbenchmarks of the stages, on the sample documents. `cargo bench --bench inner`.

use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::{fs, io};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plenary::extract::{Budget, DocumentInfo, Extracted, extract};
use plenary::index::{self, Index, UpdateOptions};
use plenary::layout::{self, Direction, Flow, Glyph, PageGlyphs};
use plenary::metadata::{Evidence, infer};
use plenary::query::{TypedRequest, parse_request};
use plenary::text;

const PAGES: usize = 20;

fn sample(path: &str) -> io::Result<Vec<u8>> {
    fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("sample_docs")
            .join(path),
    )
}

fn read(path: &str) -> Extracted {
    let bytes = sample(path).expect("the samples are part of the project");
    extract(bytes, &Budget::default()).expect("the sample can be read")
}

/// A page of 60 lines of 80 characters with the words of a sample.
fn page() -> PageGlyphs {
    let words = read("2018/canada-upr-outcome.txt").flow.text;
    let words: Vec<char> = words
        .replace('\n', " ")
        .chars()
        .cycle()
        .take(4800)
        .collect();
    let mut page = PageGlyphs {
        width: 600.0,
        height: 800.0,
        ..PageGlyphs::default()
    };
    for (line, characters) in (0_u8..).zip(words.chunks(80)) {
        for (column, c) in (0_u8..).zip(characters) {
            let x0 = 50.0 + 5.0 * f32::from(column);
            let text_start = u32::try_from(page.text.len()).expect("a short page");
            page.text.push(*c);
            page.glyphs.push(Glyph {
                text_start,
                text_len: u16::try_from(c.len_utf8()).expect("at most four bytes"),
                direction: Direction::Upright,
                bold: false,
                x0,
                x1: x0 + 5.0,
                spacing: 0.0,
                y: 750.0 - 12.0 * f32::from(line),
                size: 10.0,
            });
        }
    }
    page
}

fn reading(c: &mut Criterion) {
    let mut group = c.benchmark_group("extract");
    for path in [
        "2018/azerbaijan-upr-outcome.pdf",
        "2014/A_HRC_28_15_slovenia.pdf",
        "2014/jordan-upr-outcome-ar.pdf",
        "2018/canada-upr-outcome.txt",
    ] {
        let bytes = sample(path).expect("the samples are part of the project");
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(path, |bencher| {
            bencher.iter(|| extract(bytes.clone(), &Budget::default()));
        });
    }
    group.finish();

    let mut group = c.benchmark_group("layout");
    let page = page();
    group.throughput(Throughput::Elements(page.glyphs.len() as u64));
    group.bench_function("lines of a page, in glyphs", |bencher| {
        bencher.iter(|| layout::lines(page.clone()));
    });
    let pages = vec![layout::lines(page); PAGES];
    group.throughput(Throughput::Elements(PAGES as u64));
    group.bench_function("flow of a document, in pages", |bencher| {
        bencher.iter(|| layout::flow(pages.clone()));
    });
    group.finish();
}

fn understanding(c: &mut Criterion) {
    let mut group = c.benchmark_group("text");
    for path in [
        "2018/canada-upr-outcome.txt",
        "2018/russian-federation-upr.txt",
    ] {
        let Flow { text, .. } = read(path).flow;
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("tokens of {path}"), |bencher| {
            bencher.iter(|| {
                text::for_each_token(&text, &[], |token| {
                    black_box(token);
                })
            });
        });
    }
    group.finish();

    let path = "2018/azerbaijan-upr-outcome.pdf";
    let flow = read(path).flow;
    c.bench_function("metadata of a report", |bencher| {
        bencher.iter(|| {
            infer(&Evidence {
                flow: &flow,
                info: &DocumentInfo::default(),
                path,
            })
        });
    });
    let start = flow.text.find("human rights").unwrap_or(0);
    let spans = [(start, 5), (start + 6, 6)].map(|(start, length)| start..start + length);
    c.bench_function("excerpt", |bencher| {
        bencher.iter(|| text::excerpt(&flow.text, &spans, 160));
    });
}

fn searching(c: &mut Criterion) {
    let work = tempfile::tempdir().expect("a folder for the index");
    let place = work.path().join(".plenary");
    let options = UpdateOptions {
        paths: vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_docs")],
        ..UpdateOptions::default()
    };
    index::update(&place, &options, &AtomicBool::new(false), &mut |_| {})
        .expect("the samples can be indexed");
    let index = Index::open(&place).expect("just written");
    let request = |query: &str, matches: usize| TypedRequest {
        query: query.to_owned(),
        matches,
        ..TypedRequest::default()
    };
    let mut group = c.benchmark_group("query");
    for query in [
        "\"human rights\"",
        "water OR (sanitation -\"private sector\")",
        "\"right * water\"~4 country:azerbaijan session:HRC36..HRC39",
    ] {
        group.bench_function(format!("understand {query}"), |bencher| {
            bencher.iter(|| parse_request(&request(query, 3)));
        });
    }
    for (what, matches) in [("search", 0), ("search, locate and excerpt", 3)] {
        for query in ["\"human rights\"", "recommendations women"] {
            let parsed = parse_request(&request(query, matches)).expect("a good query");
            group.bench_function(format!("{what} {query}"), |bencher| {
                bencher.iter(|| index.search(&parsed.request));
            });
        }
    }
    group.finish();
}

criterion_group!(inner, reading, understanding, searching);
criterion_main!(inner);
