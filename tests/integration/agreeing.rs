//! What is found, counted and marked agrees with a plain scan of the stored texts.
//!
//! The scan knows words and compounds as `plenary::text` reads them, and nothing of the index: it tries a phrase at every word
//! of every text. Its rule for spellings is the one of `docs/query-syntax.md`.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use plenary::index::{self, Index, UpdateOptions};
use plenary::layout::Flow;
use plenary::query::{Grouping, TypedRequest, understand};
use plenary::text::{Joint, Term, for_each_term, is_bound_prefix, normal_form, prefix_length};

use crate::dice::Dice;

const PHRASES: usize = 2000;

/// A compound occurs with its hyphen at least once for so many times that the rarest of its words occurs.
const OFTEN: usize = 20;

#[test]
fn matches_agree_with_a_plain_scan() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/dev/docs");
    if !docs.exists() {
        eprintln!("skipped: ../shared/data/dev is not here");
        return;
    }
    let (_folder, index) = indexed(&docs);
    let archive = Scanned::read(&index);
    let mut dice = Dice(7);
    let mut found_in_all = 0;
    for _ in 0..PHRASES {
        let phrase = archive.some_phrase(&mut dice);
        let typed = TypedRequest {
            query: format!("\"{phrase}\""),
            limit: usize::MAX,
            matches: 1,
            grouping: Grouping::None,
            ..TypedRequest::default()
        };
        let request = understand(&typed).expect("a phrase").request;
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

/// The words of all texts.
struct Scanned {
    texts: Vec<Text>,
    /// Where each word stands: text and number of the word.
    places: HashMap<String, Vec<(usize, usize)>>,
    /// How often each compound of hyphens occurs, by its parts.
    hyphenated: HashMap<Vec<String>, usize>,
    /// The compounds of hyphens that make a word.
    partings: HashMap<String, Vec<Vec<String>>>,
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
    /// Compounds that begin here: the word they make, how many words they are, and how they are written.
    compounds: Vec<(String, usize, Joint)>,
}

impl Scanned {
    fn read(index: &Index) -> Self {
        let mut scanned = Self {
            texts: Vec::new(),
            places: HashMap::new(),
            hyphenated: HashMap::new(),
            partings: HashMap::new(),
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
                let partings = self.partings.entry(term.clone()).or_default();
                if !partings.contains(&parts) {
                    partings.push(parts.clone());
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

    /// Two to five words that follow one another somewhere.
    fn some_phrase(&self, dice: &mut Dice) -> String {
        loop {
            let text = &self.texts[dice.below(self.texts.len())];
            let length = 2 + dice.below(4);
            if text.words.len() <= length {
                continue;
            }
            let from = dice.below(text.words.len() - length);
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

    /// By path: how often the phrase stands in the text, and the letters of the first place.
    fn scan(&self, phrase: &str) -> BTreeMap<String, (u64, String)> {
        let ways = self.ways(&Typed::read(phrase));
        let mut starts: Vec<(usize, usize)> = Vec::new();
        for first in ways[0].iter().flat_map(Way::first_words) {
            starts.extend(self.places.get(first).into_iter().flatten());
        }
        starts.sort_unstable();
        starts.dedup();
        let mut found: BTreeMap<String, (u64, String)> = BTreeMap::new();
        for (number, start) in starts {
            let text = &self.texts[number];
            if let Some(end) = text.stands_at(&ways, 0, start) {
                let bytes = text.words[start].start..text.words[end - 1].end;
                let entry = found
                    .entry(text.path.clone())
                    .or_insert_with(|| (0, letters(&text.flow.text[bytes])));
                entry.0 += 1;
            }
        }
        found
    }

    /// For each word of a phrase, how it and what is one with it can stand in a text.
    fn ways(&self, typed: &Typed) -> Vec<Vec<Way>> {
        let of_word = |at: usize| {
            let mut ways = vec![self.way(at + 1, typed.words[at].clone())];
            if let Some(parts) = typed.words.get(at..at + 2) {
                let whole = parts.concat();
                let joins = is_bound_prefix(&parts[0]) || self.are_often_one(parts);
                if joins && self.places.contains_key(&whole) {
                    ways.push(self.way(at + 2, whole));
                }
            }
            let compounds = typed.compounds.iter().filter(|(from, ..)| *from == at);
            ways.extend(compounds.map(|(_, whole, width)| self.way(at + width, whole.clone())));
            ways
        };
        (0..typed.words.len()).map(of_word).collect()
    }

    /// How a word can stand in a text: as it is, as a compound, or open.
    fn way(&self, then: usize, whole: String) -> Way {
        let mut open: Vec<Vec<String>> = Vec::new();
        if let Some(prefix) = prefix_length(&whole) {
            let (prefix, rest) = whole.split_at(prefix);
            if self.places.contains_key(rest) {
                open.push(vec![prefix.to_owned(), rest.to_owned()]);
            }
        }
        let partings = self.partings.get(&whole).into_iter().flatten();
        open.extend(partings.filter(|parts| self.are_often_one(parts)).cloned());
        Way { then, whole, open }
    }

    fn are_often_one(&self, parts: &[String]) -> bool {
        let hyphenated = self.hyphenated.get(parts).copied().unwrap_or_default();
        let count = |part: &String| self.places.get(part).map_or(0, Vec::len);
        hyphenated > 0 && parts.iter().any(|part| hyphenated * OFTEN >= count(part))
    }
}

/// What can stand for some words of a phrase, up to the word `then`.
struct Way {
    then: usize,
    whole: String,
    open: Vec<Vec<String>>,
}

impl Way {
    /// The words of a text that it may begin with.
    fn first_words(&self) -> impl Iterator<Item = &str> {
        let ends = self.whole.char_indices().map(|(at, c)| at + c.len_utf8());
        ends.map(|end| &self.whole[..end])
    }
}

impl Text {
    /// Where a phrase from its `at`th word on ends if it begins at a word of the text: the nearest end.
    fn stands_at(&self, ways: &[Vec<Way>], at: usize, start: usize) -> Option<usize> {
        if at == ways.len() {
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
        for way in &ways[at] {
            let mut widths = Vec::new();
            if self.words[start].term == way.whole {
                widths.push(1);
            }
            for (term, width, joint) in &self.words[start].compounds {
                let fits = match joint {
                    Joint::Hyphen | Joint::Tight => true,
                    Joint::Initials => *width >= 3,
                    Joint::Capitals => false,
                };
                if fits && *term == way.whole {
                    widths.push(*width);
                }
            }
            for parts in &way.open {
                let run = self.words.get(start..start + parts.len());
                let same = run.is_some_and(|run| run.iter().map(|word| &word.term).eq(parts));
                if same && (start + 1..start + parts.len()).all(follows) {
                    widths.push(parts.len());
                }
            }
            for width in widths {
                let end = self.stands_at(ways, way.then, start + width);
                nearest = nearest.into_iter().chain(end).min();
            }
        }
        nearest
    }
}

/// A phrase as it is typed: its words, and those that are typed as parts of one (`1 000`).
struct Typed {
    words: Vec<String>,
    /// From which word, the word they make, and how many.
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

/// The normal form without what is no letter or digit.
fn letters(text: &str) -> String {
    let normal = normal_form(text);
    normal.chars().filter(|c| c.is_alphanumeric()).collect()
}
