//! Checks that hits, match counts and marks agree with a linear scan of the stored texts.
//!
//! The scan uses the tokens and compounds of `plenary::text` and nothing of the index: it tries a phrase at every word of
//! every text. Its rules for spellings are those of `docs/query-syntax.md`.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use plenary::index::{self, Index, UpdateOptions};
use plenary::layout::Flow;
use plenary::query::{Grouping, TypedRequest, parse_request};
use plenary::text::{Joint, Term, for_each_term, is_bound_prefix, normal_form, prefix_length};

use crate::random::Random;

const PHRASES: usize = 2000;

/// A hyphenated compound is frequent if it occurs at least once per this many occurrences of its rarest word.
const FREQUENT: usize = 20;

#[test]
fn matches_agree_with_a_plain_scan() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/dev/docs");
    if !docs.exists() {
        eprintln!("skipped: ../shared/data/dev is not here");
        return;
    }
    let (_folder, index) = indexed(&docs);
    let archive = Scanned::read(&index);
    let mut random = Random(7);
    let mut found_in_all = 0;
    for _ in 0..PHRASES {
        let phrase = archive.random_phrase(&mut random);
        let typed = TypedRequest {
            query: format!("\"{phrase}\""),
            limit: usize::MAX,
            matches: 1,
            grouping: Grouping::None,
            ..TypedRequest::default()
        };
        let request = parse_request(&typed).expect("a phrase").request;
        let answer = index.search(&request).expect("an answer");
        let found: BTreeMap<_, _> = answer
            .hits
            .iter()
            .map(|hit| {
                let excerpt = &hit.matches[0].excerpt;
                let (from, to) = excerpt.marks[0];
                let marked: String = excerpt.text.chars().skip(from).take(to - from).collect();
                (hit.path.clone(), (hit.match_count, letters(&marked)))
            })
            .collect();
        let expected = archive.scan(&phrase);
        let differs = |path: &&String| found.get(*path) != expected.get(*path);
        let paths = found.keys().chain(expected.keys());
        if let Some(path) = paths.into_iter().find(differs) {
            let (found, expected) = (found.get(path), expected.get(path));
            panic!("\"{phrase}\" in {path}: found {found:?}, scanned {expected:?}");
        }
        found_in_all += found.len();
    }
    assert!(found_in_all > PHRASES, "each phrase is from a text");
}

fn indexed(docs: &Path) -> (tempfile::TempDir, Index) {
    let parts = [
        "ungdc/TXT/Session 01 - 1946",
        "ungdc/TXT/Session 25 - 1970",
        "treaty-jurisprudence",
        "udhr-nltk",
        "slovenia-upr/docs/cycle1",
    ];
    let paths: Vec<PathBuf> = parts.iter().map(|part| docs.join(part)).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join(".plenary");
    let options = UpdateOptions {
        paths,
        ..UpdateOptions::default()
    };
    index::update(&place, &options, &AtomicBool::new(false), &mut |_| {}).expect("indexed");
    let index = Index::open(&place).expect("an index");
    (folder, index)
}

/// The tokenized texts of an index.
struct Scanned {
    texts: Vec<Text>,
    /// The occurrences of each word: text and word index.
    places: HashMap<String, Vec<(usize, usize)>>,
    /// The frequency of each hyphenated compound, by its parts.
    hyphenated: HashMap<Vec<String>, usize>,
    /// The hyphenated compounds of each joined word.
    splits: HashMap<String, Vec<Vec<String>>>,
}

struct Text {
    path: String,
    flow: Flow,
    words: Vec<Word>,
}

struct Word {
    term: String,
    position: u32,
    start: usize,
    end: usize,
    /// Compounds that begin here: joined word, width in words, and joint.
    compounds: Vec<(String, usize, Joint)>,
}

impl Scanned {
    fn read(index: &Index) -> Self {
        let mut scanned = Self {
            texts: Vec::new(),
            places: HashMap::new(),
            hyphenated: HashMap::new(),
            splits: HashMap::new(),
        };
        let mut paths: Vec<String> = index
            .files()
            .expect("files")
            .into_iter()
            .map(|file| file.id.path)
            .collect();
        paths.dedup();
        for path in paths {
            for document in index.documents(&path).expect("documents") {
                if document.record.path == path && document.record.skip.is_none() {
                    scanned.add(path.clone(), document.flow);
                }
            }
        }
        scanned
    }

    fn add(&mut self, path: String, flow: Flow) {
        let mut words: Vec<Word> = Vec::new();
        let mut compounds = Vec::new();
        for_each_term(flow.searchable(), &flow.breaks(), |term| match term {
            Term::Word(token) => words.push(Word {
                term: token.term.to_owned(),
                position: token.position,
                start: token.start,
                end: token.end,
                compounds: Vec::new(),
            }),
            Term::Compound(compound) if compound.width > 1 => compounds.push((
                compound.whole.position,
                compound.whole.term.to_owned(),
                compound.width as usize,
                compound.joint,
            )),
            Term::Compound(_) => {}
        });
        for (position, term, width, joint) in compounds {
            let at = words.binary_search_by_key(&position, |word| word.position);
            let at = at.expect("a compound begins with a word");
            if joint == Joint::Hyphen {
                let parts: Vec<String> = words[at..at + width]
                    .iter()
                    .map(|word| word.term.clone())
                    .collect();
                let splits = self.splits.entry(term.clone()).or_default();
                if !splits.contains(&parts) {
                    splits.push(parts.clone());
                }
                *self.hyphenated.entry(parts).or_default() += 1;
            }
            words[at].compounds.push((term, width, joint));
        }
        let text = self.texts.len();
        for (number, word) in words.iter().enumerate() {
            self.places
                .entry(word.term.clone())
                .or_default()
                .push((text, number));
        }
        self.texts.push(Text { path, flow, words });
    }

    /// Returns two to five adjacent words of a random text.
    fn random_phrase(&self, random: &mut Random) -> String {
        loop {
            let text = &self.texts[random.below(self.texts.len())];
            let length = 2 + random.below(4);
            if text.words.len() <= length {
                continue;
            }
            let from = random.below(text.words.len() - length);
            let run = &text.words[from..from + length];
            let in_a_row = run
                .windows(2)
                .all(|pair| pair[1].position == pair[0].position + 1);
            if in_a_row {
                let terms: Vec<&str> = run.iter().map(|word| &*word.term).collect();
                return terms.join(" ");
            }
        }
    }

    /// Returns by path the number of matches of a phrase, and the letters of the first match.
    fn scan(&self, phrase: &str) -> BTreeMap<String, (u64, String)> {
        let alternatives = self.alternatives(&Typed::read(phrase));
        let mut starts: Vec<(usize, usize)> = Vec::new();
        for first in alternatives[0].iter().flat_map(Alternative::first_words) {
            starts.extend(self.places.get(first).into_iter().flatten());
        }
        starts.sort_unstable();
        starts.dedup();
        let mut found: BTreeMap<String, (u64, String)> = BTreeMap::new();
        for (number, start) in starts {
            let text = &self.texts[number];
            if let Some(end) = text.match_end(&alternatives, 0, start) {
                let bytes = text.words[start].start..text.words[end - 1].end;
                let entry = found
                    .entry(text.path.clone())
                    .or_insert_with(|| (0, letters(&text.flow.text[bytes])));
                entry.0 += 1;
            }
        }
        found
    }

    /// Returns for each word of a phrase the alternatives for it and the words after it.
    fn alternatives(&self, typed: &Typed) -> Vec<Vec<Alternative>> {
        let of_word = |at: usize| {
            let mut alternatives = vec![self.alternative(at + 1, typed.words[at].clone())];
            if let Some(parts) = typed.words.get(at..at + 2) {
                let whole = parts.concat();
                let joins = is_bound_prefix(&parts[0]) || self.are_often_hyphenated(parts);
                if joins && self.places.contains_key(&whole) {
                    alternatives.push(self.alternative(at + 2, whole));
                }
            }
            let compounds = typed.compounds.iter().filter(|(from, ..)| *from == at);
            alternatives.extend(
                compounds.map(|(_, whole, width)| self.alternative(at + width, whole.clone())),
            );
            alternatives
        };
        (0..typed.words.len()).map(of_word).collect()
    }

    /// Returns the alternative for a word: as it is, as a compound, or split.
    fn alternative(&self, then: usize, whole: String) -> Alternative {
        let mut open: Vec<Vec<String>> = Vec::new();
        if let Some(prefix) = prefix_length(&whole) {
            let (prefix, rest) = whole.split_at(prefix);
            if self.places.contains_key(rest) {
                open.push(vec![prefix.to_owned(), rest.to_owned()]);
            }
        }
        let splits = self.splits.get(&whole).into_iter().flatten();
        open.extend(
            splits
                .filter(|parts| self.are_often_hyphenated(parts))
                .cloned(),
        );
        Alternative { then, whole, open }
    }

    fn are_often_hyphenated(&self, parts: &[String]) -> bool {
        let hyphenated = self.hyphenated.get(parts).copied().unwrap_or_default();
        let count = |part: &String| self.places.get(part).map_or(0, Vec::len);
        hyphenated > 0
            && parts
                .iter()
                .any(|part| hyphenated * FREQUENT >= count(part))
    }
}

/// An alternative spelling for some words of a phrase, up to the word `then`.
struct Alternative {
    then: usize,
    whole: String,
    open: Vec<Vec<String>>,
}

impl Alternative {
    /// Returns the words of a text that it may begin with.
    fn first_words(&self) -> impl Iterator<Item = &str> {
        let ends = self.whole.char_indices().map(|(at, c)| at + c.len_utf8());
        ends.map(|end| &self.whole[..end])
    }
}

impl Text {
    /// Returns the nearest end of a match of a phrase from its word `at` on, which begins at the word `start`.
    fn match_end(
        &self,
        alternatives: &[Vec<Alternative>],
        at: usize,
        start: usize,
    ) -> Option<usize> {
        if at == alternatives.len() {
            return Some(start);
        }
        let follows = |number: usize| {
            let pair = self
                .words
                .get(number.wrapping_sub(1))
                .zip(self.words.get(number));
            pair.is_some_and(|(before, word)| word.position == before.position + 1)
        };
        if at > 0 && !follows(start) {
            return None;
        }
        let mut nearest: Option<usize> = None;
        for alternative in &alternatives[at] {
            let mut widths = Vec::new();
            if self.words[start].term == alternative.whole {
                widths.push(1);
            }
            for (term, width, joint) in &self.words[start].compounds {
                let fits = match joint {
                    Joint::Hyphen | Joint::Tight => true,
                    Joint::Initials => *width >= 3,
                    Joint::Capitals => false,
                };
                if fits && *term == alternative.whole {
                    widths.push(*width);
                }
            }
            for parts in &alternative.open {
                let run = self.words.get(start..start + parts.len());
                let same = run.is_some_and(|run| run.iter().map(|word| &word.term).eq(parts));
                if same && (start + 1..start + parts.len()).all(follows) {
                    widths.push(parts.len());
                }
            }
            for width in widths {
                let end = self.match_end(alternatives, alternative.then, start + width);
                nearest = nearest.into_iter().chain(end).min();
            }
        }
        nearest
    }
}

/// A typed phrase: its words and compounds (`1 000`).
struct Typed {
    words: Vec<String>,
    /// First word, joined word, and width of each compound.
    compounds: Vec<(usize, String, usize)>,
}

impl Typed {
    fn read(phrase: &str) -> Self {
        let (mut words, mut compounds) = (Vec::new(), Vec::new());
        for_each_term(phrase, &[], |term| match term {
            Term::Word(token) => words.push(token.term.to_owned()),
            Term::Compound(compound) => compounds.push((
                compound.whole.position as usize,
                compound.whole.term.to_owned(),
                compound.width as usize,
            )),
        });
        Self { words, compounds }
    }
}

/// Returns the letters and digits of the normal form.
fn letters(text: &str) -> String {
    let normal = normal_form(text);
    normal.chars().filter(|c| c.is_alphanumeric()).collect()
}
