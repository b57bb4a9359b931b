//! Checks that hits, match counts and marks agree with a linear scan of the stored texts.
//!
//! The scan uses the tokens and compounds of `plenary::text` and nothing of the index: it tries a phrase at every word of
//! every text. Its rules for spellings are those of `docs/query-syntax.md`.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use plenary::index::{self, Index, StoredDocument, UpdateOptions};
use plenary::layout::Flow;
use plenary::model::{Answer, Language};
use plenary::query::{Grouping, TypedRequest, parse_request};
use plenary::text::{
    self, Joint, Term, for_each_term, is_bound_prefix, normal_form, prefix_length,
};

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
        found_in_all += archive.check_phrase(&index, &archive.random_phrase(&mut random));
    }
    assert!(found_in_all > PHRASES, "each phrase is from a text");
}

/// The words of generated texts, by language. Compounds are written with a hyphen, open and closed; `and-a` is a stray hyphen.
const VOCABULARIES: [&[&str]; 4] = [
    &[
        "the",
        "the",
        "of",
        "and",
        "a",
        "rule",
        "law",
        "right",
        "rights",
        "to",
        "water",
        "peace-keeping",
        "peacekeeping",
        "peace keeping",
        "non-governmental",
        "nongovernmental",
        "governmental",
        "co-operation",
        "cooperating",
        "N.G.O.",
        "NGO",
        "U.N.",
        "UN",
        "1,000",
        "1000",
        "Qur’an",
        "prisons",
        "prison",
        "tortured",
        "torture",
    ],
    &[
        "les",
        "des",
        "de",
        "la",
        "droits",
        "droit",
        "l’homme",
        "l’État",
        "été",
        "arrêtés",
        "arrêté",
        "socio-économiques",
        "socioéconomiques",
        "prisons",
        "détenus",
        "détenu",
        "vie",
        "privée",
    ],
    &[
        "права",
        "прав",
        "человека",
        "и",
        "в",
        "комитет",
        "нарушения",
        "нарушениях",
        "социально-экономических",
        "страны",
    ],
    &[
        "国家", "保障", "人权", "和", "基本", "自由", "第39届", "会议",
    ],
];

fn random_text(random: &mut Random) -> String {
    let words = VOCABULARIES[random.below(10).min(3) % 4];
    let mut text = String::new();
    for at in 0..20 + random.below(150) {
        text.push_str(words[random.below(words.len()).min(random.below(words.len()))]);
        text.push_str([" ", " ", " ", ", ", "\n", ".\n\n"][random.below(6).min(at % 40)]);
    }
    text
}

/// An archive of generated texts, with copies, and of the samples, which have footnotes and running headers. It is indexed in
/// several runs, between which files are added, changed and removed.
fn generated() -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().expect("a folder");
    let docs = folder.path().join("docs");
    fs::create_dir(&docs).expect("a folder");
    let mut random = Random(11);
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_docs");
    let place = folder.path().join(".plenary");
    let options = UpdateOptions {
        paths: vec![docs.clone(), samples],
        ..UpdateOptions::default()
    };
    for run in 0..3 {
        for number in 0..80 {
            let text = random_text(&mut random);
            let name = format!("{}.txt", run * 40 + number);
            fs::write(docs.join(name), &text).expect("written");
            if number % 10 == 0 {
                fs::write(docs.join(format!("copy-{run}-{number}.txt")), text).expect("written");
            }
        }
        for removed in 0..8 {
            let _ = fs::remove_file(docs.join(format!("{}.txt", run * 37 + removed * 3)));
        }
        index::update(&place, &options, &AtomicBool::new(false), &mut |_| {}).expect("indexed");
    }
    let files = fs::read_dir(place.join("engine")).expect("the engine's files");
    let names: Vec<OsString> = files
        .map(|file| file.expect("a file").file_name())
        .collect();
    let count = |ending: &str| {
        let names = names.iter().map(|name| name.to_string_lossy());
        names.filter(|name| name.ends_with(ending)).count()
    };
    assert!(count(".store") > 1, "there are several segments");
    assert!(count(".del") > 0, "documents are deleted");
    let index = Index::open(&place).expect("an index");
    (folder, index)
}

#[test]
fn generated_texts_agree_with_a_plain_scan() {
    let (_folder, index) = generated();
    let archive = Scanned::read(&index);
    let frequent = archive.frequent_words();
    let mut random = Random(5);
    let mut found = 0;
    for round in 0..300 {
        let phrase = archive.random_phrase(&mut random);
        found += archive.check_phrase(&index, &phrase);
        archive.check_copies(&index, &phrase);
        let word = match round % 2 {
            0 => phrase.split(' ').next().expect("a word"),
            _ => frequent[random.below(frequent.len())],
        };
        archive.check_phrase(&index, word);
        archive.check_word(&index, word);
        archive.check_wildcard(&index, word, &mut random);
    }
    assert!(found > 300, "each phrase is from a text");
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
    /// The stems of each word or compound, by stemmer.
    stems: HashMap<(String, String), HashSet<String>>,
}

struct Text {
    path: String,
    sha256: Option<String>,
    language: Option<Language>,
    flow: Flow,
    words: Vec<Word>,
}

struct Word {
    term: String,
    accented: String,
    position: u32,
    start: usize,
    end: usize,
    /// Compounds that begin here.
    compounds: Vec<Compound>,
}

struct Compound {
    term: String,
    accented: String,
    /// Width in words.
    width: usize,
    joint: Joint,
}

impl Scanned {
    fn read(index: &Index) -> Self {
        let mut scanned = Self {
            texts: Vec::new(),
            places: HashMap::new(),
            hyphenated: HashMap::new(),
            splits: HashMap::new(),
            stems: HashMap::new(),
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
                    scanned.add(path.clone(), document);
                }
            }
        }
        scanned
    }

    fn add(&mut self, path: String, document: StoredDocument) {
        let (record, flow) = (document.record, document.flow);
        let language = record.metadata.language.map(|language| language.value);
        let mut words: Vec<Word> = Vec::new();
        let mut compounds = Vec::new();
        for_each_term(flow.searchable(), &flow.breaks(), |term| match term {
            Term::Word(token) => words.push(Word {
                term: token.term.to_owned(),
                accented: token.accented.to_owned(),
                position: token.position,
                start: token.start,
                end: token.end,
                compounds: Vec::new(),
            }),
            Term::Compound(compound) if compound.width > 1 => compounds.push((
                compound.whole.position,
                Compound {
                    term: compound.whole.term.to_owned(),
                    accented: compound.whole.accented.to_owned(),
                    width: compound.width as usize,
                    joint: compound.joint,
                },
            )),
            Term::Compound(_) => {}
        });
        for (position, compound) in compounds {
            let at = words.binary_search_by_key(&position, |word| word.position);
            let at = at.expect("a compound begins with a word");
            if compound.joint == Joint::Hyphen {
                let parts: Vec<String> = words[at..at + compound.width]
                    .iter()
                    .map(|word| word.term.clone())
                    .collect();
                let splits = self.splits.entry(compound.term.clone()).or_default();
                if !splits.contains(&parts) {
                    splits.push(parts.clone());
                }
                *self.hyphenated.entry(parts).or_default() += 1;
            }
            words[at].compounds.push(compound);
        }
        let text = self.texts.len();
        for (number, word) in words.iter().enumerate() {
            self.places
                .entry(word.term.clone())
                .or_default()
                .push((text, number));
        }
        let text = Text {
            path,
            sha256: record.sha256,
            language,
            flow,
            words,
        };
        for (key, accented) in text.forms() {
            let stem = stem(accented, text.language.as_ref());
            let stems = self.stems.entry((text.stemmer(), key)).or_default();
            stems.insert(stem);
        }
        self.texts.push(text);
    }

    /// Checks which documents a phrase finds, how often, and the first match; returns the number of documents.
    fn check_phrase(&self, index: &Index, phrase: &str) -> usize {
        let answer = answer(index, &format!("\"{phrase}\""), Grouping::None);
        let hits = answer.hits.iter().map(|hit| {
            let excerpt = &hit.matches[0].excerpt;
            let (from, to) = excerpt.marks[0];
            let marked: String = excerpt.text.chars().skip(from).take(to - from).collect();
            (hit.path.clone(), (hit.match_count, letters(&marked)))
        });
        let found: BTreeMap<_, _> = hits.collect();
        let expected = self.scan(&Typed::read(phrase));
        let differs = |path: &&String| found.get(*path) != expected.get(*path);
        let mut paths = found.keys().chain(expected.keys());
        if let Some(path) = paths.find(differs) {
            let (found, expected) = (found.get(path), expected.get(path));
            panic!("\"{phrase}\" in {path}: found {found:?}, scanned {expected:?}");
        }
        found.len()
    }

    /// Checks that copies count once, under the first of their paths.
    fn check_copies(&self, index: &Index, phrase: &str) {
        let answer = answer(index, &format!("\"{phrase}\""), Grouping::Copies);
        let matching = self.scan(&Typed::read(phrase));
        let mut groups: BTreeMap<&Option<String>, BTreeSet<&str>> = BTreeMap::new();
        for text in self
            .texts
            .iter()
            .filter(|text| matching.contains_key(&text.path))
        {
            groups.entry(&text.sha256).or_default().insert(&text.path);
        }
        assert_eq!(answer.total, groups.len() as u64, "\"{phrase}\"");
        let found = answer.hits.iter().map(|hit| {
            let copies = hit.copies.iter().map(String::as_str);
            let paths: BTreeSet<&str> = copies.chain([hit.path.as_str()]).collect();
            assert_eq!(paths.first(), Some(&hit.path.as_str()), "\"{phrase}\"");
            paths
        });
        let (found, expected): (BTreeSet<_>, BTreeSet<_>) =
            (found.collect(), groups.into_values().collect());
        assert_eq!(found, expected, "\"{phrase}\"");
    }

    /// Checks which documents a word finds: those with an alternative of it, or with a word of the same stem in their language.
    fn check_word(&self, index: &Index, word: &str) {
        let mut expected: BTreeSet<String> = self.scan(&Typed::read(word)).into_keys().collect();
        for text in &self.texts {
            let stem = stem(word, text.language.as_ref());
            let has_stem = |key: String| {
                let stems = self.stems.get(&(text.stemmer(), key));
                stems.is_some_and(|stems| stems.contains(&stem))
            };
            let is_stem = text.words.iter().any(|word| word.term == stem);
            if is_stem || text.forms().any(|(key, _)| has_stem(key)) {
                expected.insert(text.path.clone());
            }
        }
        let answer = answer(index, word, Grouping::None);
        assert_eq!(paths(&answer), expected, "{word}");
        assert!(answer.hits.iter().all(|hit| hit.match_count > 0), "{word}");
    }

    /// Checks which documents a prefix of a word finds, alone and behind the word.
    fn check_wildcard(&self, index: &Index, word: &str, random: &mut Random) {
        let letters = word.chars().count();
        if letters < 4 || !word.chars().all(char::is_alphabetic) {
            return;
        }
        let prefix: String = word.chars().take(3 + random.below(letters - 3)).collect();
        let pattern = format!("{prefix}*");
        let has_prefix = |word: &Word| {
            let compounds = word.compounds.iter().map(|compound| &compound.term);
            compounds
                .chain([&word.term])
                .any(|term| term.starts_with(&prefix))
        };
        let matching = self
            .texts
            .iter()
            .filter(|text| text.words.iter().any(has_prefix));
        let expected: BTreeSet<String> = matching.map(|text| text.path.clone()).collect();
        assert_eq!(
            paths(&answer(index, &pattern, Grouping::None)),
            expected,
            "{pattern}"
        );
        let mut typed = Typed::read(self.before(word, random));
        typed.words.push(pattern.clone());
        let phrase = format!("\"{}\"", typed.words.join(" "));
        let expected: BTreeSet<String> = self.scan(&typed).into_keys().collect();
        assert_eq!(
            paths(&answer(index, &phrase, Grouping::None)),
            expected,
            "{phrase}"
        );
    }

    /// The words that occur most, sorted.
    fn frequent_words(&self) -> Vec<&str> {
        let words = self.places.iter().filter(|(_, places)| places.len() >= 20);
        let mut words: Vec<&str> = words.map(|(word, _)| word.as_str()).collect();
        words.sort_unstable();
        words
    }

    /// A word that stands before another somewhere.
    fn before(&self, word: &str, random: &mut Random) -> &str {
        let places = &self.places[word];
        let (text, number) = places[random.below(places.len())];
        &self.texts[text].words[number.saturating_sub(1)].term
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
    fn scan(&self, typed: &Typed) -> BTreeMap<String, (u64, String)> {
        let alternatives = self.alternatives(typed);
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
    /// Whether a word matches; `whole` may be a prefix with `*`.
    fn matches(&self, word: &str) -> bool {
        match self.whole.strip_suffix('*') {
            Some(prefix) => word.starts_with(prefix),
            None => word == self.whole,
        }
    }

    /// Whether a compound of these words matches; for a prefix, where no part of it does.
    fn matches_compound(&self, compound: &Compound, parts: &[Word]) -> bool {
        let fits = match compound.joint {
            _ if self.whole.ends_with('*') => !parts.iter().any(|part| self.matches(&part.term)),
            Joint::Hyphen | Joint::Tight => true,
            Joint::Initials => compound.width >= 3,
            Joint::Capitals => false,
        };
        fits && self.matches(&compound.term)
    }

    /// Returns the words of a text that it may begin with.
    fn first_words(&self) -> impl Iterator<Item = &str> {
        let ends = self.whole.char_indices().map(|(at, c)| at + c.len_utf8());
        ends.map(|end| &self.whole[..end])
    }
}

impl Text {
    fn stemmer(&self) -> String {
        let name = self.language.as_ref().and_then(text::stemmer_name);
        name.unwrap_or_default().to_owned()
    }

    /// The words and compounds of the text as keys, each with its form with accents.
    fn forms(&self) -> impl Iterator<Item = (String, &str)> {
        self.words.iter().flat_map(|word| {
            let compounds = word.compounds.iter().map(|compound| {
                let Compound {
                    term, width, joint, ..
                } = compound;
                (format!("{term} {joint:?} {width}"), &*compound.accented)
            });
            compounds.chain([(word.term.clone(), &*word.accented)])
        })
    }

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
            if alternative.matches(&self.words[start].term) {
                widths.push(1);
            }
            for compound in &self.words[start].compounds {
                let parts = &self.words[start..start + compound.width];
                if alternative.matches_compound(compound, parts) {
                    widths.push(compound.width);
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

fn stem(accented: &str, language: Option<&Language>) -> String {
    match language {
        Some(language) => text::stem(accented, language).into_owned(),
        None => normal_form(accented),
    }
}

fn answer(index: &Index, query: &str, grouping: Grouping) -> Answer {
    let typed = TypedRequest {
        query: query.to_owned(),
        limit: usize::MAX,
        matches: 1,
        grouping,
        ..TypedRequest::default()
    };
    let request = parse_request(&typed).expect("a query").request;
    index.search(&request).expect("an answer")
}

fn paths(answer: &Answer) -> BTreeSet<String> {
    answer.hits.iter().map(|hit| hit.path.clone()).collect()
}
