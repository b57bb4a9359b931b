//! `plenary quotes` checks the quotations of a draft against the archive.
#![allow(clippy::print_stderr, reason = "a test that does not run says so")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::archive::{Archive, run};

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs `quotes` on the sample draft, and removes what depends on the machine.
fn sample(format: &str) -> String {
    let index = tempfile::tempdir().expect("a temporary folder");
    let at = index.path().to_str().expect("a plain path");
    let draft = "sample_docs/drafts/three-reviews-draft.md";
    run(project(), &["index", "sample_docs", "--index", at], "").exits(0);
    let answer = run(
        project(),
        &["quotes", draft, "--format", format, "--index", at],
        "",
    );
    answer
        .tells("7 quotations: 5 exact, 1 near, 1 not found; 2 wrongly cited")
        .exits(1)
        .stdout
}

#[test]
fn the_sample_draft_is_checked() {
    insta::assert_snapshot!("draft_text", sample("text"));
    let csv = sample("csv");
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let header = rows
        .headers()
        .expect("a header")
        .iter()
        .collect::<Vec<_>>()
        .join(" ");
    assert_eq!(
        header,
        "line verdict quotation cited citation path title symbol page page_label paragraph region text differences"
    );
    let row = |row: csv::Result<csv::StringRecord>| {
        let row = row.expect("a row");
        format!(
            "{} {} {} {} {}",
            &row[0], &row[1], &row[4], &row[5], &row[13]
        )
    };
    let rows: Vec<String> = rows.records().map(row).collect();
    assert_eq!(
        rows[2],
        "9 near holds 2018/azerbaijan-upr-outcome.pdf common → rare"
    );
    assert_eq!(rows[4], "17 exact elsewhere 2018/senegal-rapport-epu.pdf ");
    let json: serde_json::Value = serde_json::from_str(&sample("json")).expect("JSON");
    let near = &json["quotations"][2];
    assert_eq!(
        near["place"]["differences"].to_string(),
        r#"[{"at":[48,52],"quoted":"common","source":"rare"}]"#
    );
}

#[test]
fn all_exact_is_a_success() {
    let archive = Archive::new()
        .file(
            "a.txt",
            "The rule of law is a principle of\ngovernance. No one stands above it.\n",
        )
        .indexed()
        .beside(
            "draft.md",
            "They wrote: “a principle of governance … stands above it”.\n",
        )
        .beside("none.md", "They wrote nothing.\n")
        .beside("open.txt", "They wrote: “a principle of governance.\n")
        .beside("picture.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    archive
        .run(&["quotes", "draft.md"])
        .exits(0)
        .tells("1 quotation: 1 exact");
    archive
        .run(&["quotes", "none.md"])
        .exits(0)
        .tells("0 quotations");
    archive
        .run(&["quotes", "open.txt"])
        .exits(0)
        .tells("note: line 1: a quotation opens here");
    insta::assert_snapshot!(
        "draft_no_text",
        archive.run(&["quotes", "picture.md"]).exits(2).transcript()
    );
    insta::assert_snapshot!(
        "draft_missing",
        archive.run(&["quotes", "nowhere.md"]).exits(2).transcript()
    );
}

#[test]
fn a_draft_is_no_source_of_itself() {
    let archive = Archive::new()
        .file("a.txt", "Nothing of the kind.\n")
        .file("draft.md", "He said “the moon is made of green cheese”.\n")
        .indexed();
    let answer = archive.run(&["quotes", "archive/draft.md"]).exits(1);
    answer.tells("0 exact, 0 near, 1 not found");
}

/// A deterministic random number generator.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("a machine of 64 bits") % limit
    }

    fn choose<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

/// Returns runs of words extracted by another program, without digits, which may be notes or page numbers, without merged
/// words, and without sentence ends, after which a heading may follow.
fn runs(text: &str) -> Vec<Vec<&str>> {
    let plain = |word: &str| {
        let bare = word.trim_end_matches([',', ';']);
        let rest = bare.get(1..).unwrap_or_default();
        bare.chars().all(char::is_alphabetic) && !rest.chars().any(char::is_uppercase)
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let runs = words.split(|word| !plain(word));
    runs.filter(|run| run.len() >= 14)
        .map(<[&str]>::to_vec)
        .collect()
}

struct Sampler<'a> {
    random: Random,
    runs: Vec<Vec<&'a str>>,
    vocabulary: Vec<&'a str>,
    /// The successors of each word.
    next: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Sampler<'a> {
    fn new(texts: &'a [String]) -> Self {
        let runs: Vec<Vec<&str>> = texts.iter().flat_map(|text| runs(text)).collect();
        let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for pair in runs.iter().flat_map(|run| run.windows(2)) {
            next.entry(pair[0]).or_default().push(pair[1]);
        }
        let vocabulary = next.keys().filter(|word| word.len() > 3).copied().collect();
        Self {
            random: Random(7),
            runs,
            vocabulary,
            next,
        }
    }

    /// Returns 8 to 14 words of a text.
    fn exact(&mut self) -> Vec<&'a str> {
        let at = self.random.below(self.runs.len());
        let length = 8 + self.random.below(7);
        let start = self.random.below(self.runs[at].len() - length + 1);
        self.runs[at][start..start + length].to_vec()
    }

    /// Returns a quotation with one to three words changed.
    fn near(&mut self) -> Vec<&'a str> {
        let mut words = self.exact();
        for _ in 0..=self.random.below(3) {
            let at = self.random.below(words.len());
            words[at] = self.random.choose(&self.vocabulary);
        }
        words
    }

    /// Returns in turn random words, the words of a sentence in another order, and a Markov chain of the texts.
    fn invented(&mut self, number: usize) -> Vec<&'a str> {
        let mut words = self.exact();
        match number % 3 {
            0 => words
                .iter_mut()
                .for_each(|word| *word = self.random.choose(&self.vocabulary)),
            1 => (1..words.len())
                .rev()
                .for_each(|at| words.swap(at, self.random.below(at + 1))),
            _ => {
                for at in 1..words.len() {
                    let behind = self.next.get(words[at - 1]).unwrap_or(&self.vocabulary);
                    words[at] = self.random.choose(behind);
                }
            }
        }
        words
    }
}

/// Returns some reports of the Working Group from the shared documents, with the text extracted by another program.
fn reports() -> Option<Vec<(PathBuf, String)>> {
    let data = project().join("../shared/data/dev");
    let raw = "uprs/v.1/Data/raw-data";
    let docs = data.join("docs").join(raw).join("pdfs");
    let Ok(texts) = fs::read_dir(data.join("expected").join(raw).join("txts")) else {
        eprintln!("skipped: the reports in ../shared/data/dev are not here");
        return None;
    };
    let mut paths: Vec<PathBuf> = texts.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let pair = |path: &PathBuf| {
        let pdf = docs.join(path.file_name()?).with_extension("pdf");
        let text = fs::read(path).ok()?;
        pdf.exists()
            .then(|| (pdf, String::from_utf8_lossy(&text).into_owned()))
    };
    Some(paths.iter().step_by(3).filter_map(pair).collect())
}

#[test]
fn sampled_quotations_are_classified() {
    let Some(reports) = reports() else { return };
    let (pdfs, texts): (Vec<PathBuf>, Vec<String>) = reports.into_iter().unzip();
    let mut sampler = Sampler::new(&texts);
    let mut expected = Vec::new();
    for number in 0..200 {
        let (verdict, words) = match number % 4 {
            0 | 1 => ("exact", sampler.exact()),
            2 => ("near", sampler.near()),
            _ => ("not-found", sampler.invented(number / 4)),
        };
        expected.push((verdict, words.join(" ")));
    }
    let draft: String = expected
        .iter()
        .map(|(_, words)| format!("They say “{words}”.\n\n"))
        .collect();
    let mut work = Archive::new().beside("draft.md", draft);
    for pdf in pdfs {
        let name = pdf
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        work = work.file(&name, fs::read(&pdf).expect("a document"));
    }
    let answer = work
        .indexed()
        .run(&["quotes", "draft.md", "--format", "json"])
        .exits(1);
    let checked = &answer.json_lines()[0]["quotations"];
    let checked = checked.as_array().expect("quotations");
    assert_eq!(checked.len(), expected.len());
    let mut wrong = Vec::new();
    for ((verdict, words), found) in expected.iter().zip(checked) {
        if found["verdict"] != *verdict {
            wrong.push(format!(
                "{verdict}, said to be {}: {words}\n  {}",
                found["verdict"], found["place"]["text"]
            ));
        }
    }
    let right = expected.len() - wrong.len();
    let wrong = wrong.join("\n");
    eprintln!(
        "{right} of {} quotations told apart\n{wrong}",
        expected.len()
    );
    assert!(right * 100 >= expected.len() * 98, "{wrong}");
}
