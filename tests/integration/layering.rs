//! Modules use those above them in `src/lib.rs`, never those below, and keep to their one job.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A source file without its comments and its tests.
struct Source {
    path: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    collect(&root, &root, &mut sources);
    assert!(sources.len() > 30, "the sources are where they should be");
    sources
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    let entries = fs::read_dir(folder).expect("a readable folder");
    let mut locations: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    locations.sort();
    for location in locations {
        let path = location
            .strip_prefix(root)
            .expect("below the root")
            .to_string_lossy()
            .replace('\\', "/");
        if location.is_dir() {
            collect(root, &location, sources);
        } else if path.ends_with(".rs") && !path.ends_with("tests.rs") {
            let text = fs::read_to_string(&location).expect("a source file");
            let code = code_of(&text);
            sources.push(Source { path, code });
        }
    }
}

fn code_of(text: &str) -> String {
    let until_tests = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let code = |line: &str| {
        line.split_once("//")
            .map_or(line, |(code, _)| code)
            .to_owned()
    };
    until_tests.lines().map(code).collect::<Vec<_>>().join("\n")
}

impl Source {
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap_or_default()
    }

    fn is_of_the_library(&self) -> bool {
        !matches!(self.module(), "main" | "cli" | "progress" | "lib")
    }

    /// The modules of the crate that it names: `crate::a::B`, `crate::{a, b::C}`, `super::super::a` from a submodule.
    fn uses(&self) -> Vec<String> {
        self.names_after("crate::")
    }

    fn names_after(&self, prefix: &str) -> Vec<String> {
        let mut used = Vec::new();
        for (at, _) in self.code.match_indices(prefix) {
            let rest = &self.code[at + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(list) => used.extend(names_in(list)),
                None => used.extend(name_at(rest)),
            }
        }
        used
    }
}

fn name_at(text: &str) -> Option<String> {
    let name: String = text
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    (!name.is_empty()).then_some(name)
}

fn names_in(list: &str) -> Vec<String> {
    let (mut depth, mut names, mut start) = (0, Vec::new(), true);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => start = true,
            c if start && !c.is_whitespace() => {
                names.extend(name_at(&list[at..]));
                start = false;
            }
            _ => {}
        }
    }
    names
}

/// The modules in the order in which a file below `src` declares them.
fn order(file: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file);
    let code = fs::read_to_string(path).expect("a file of modules");
    let module = |line: &str| {
        let declared = line.strip_prefix("pub ").unwrap_or(line);
        Some(declared.strip_prefix("mod ")?.strip_suffix(';')?.to_owned())
    };
    code.lines().filter_map(module).collect()
}

#[test]
fn modules_use_only_those_above_them() {
    let order = order("lib.rs");
    let place = |module: &str| order.iter().position(|known| known == module);
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.is_of_the_library()) {
        let own = place(source.module())
            .unwrap_or_else(|| panic!("{} is not in src/lib.rs", source.module()));
        for used in source.uses() {
            if place(&used).is_some_and(|used| used > own) {
                wrong.push(format!("{} uses {used}", source.path));
            }
        }
    }
    assert_eq!(wrong, [] as [String; 0]);
}

#[test]
fn the_parser_of_uses_sees_every_form() {
    let source = Source {
        path: "text/mod.rs".into(),
        code: "use crate::model::{A, B};\nuse crate::{index, query::{self, ast}, render};\ncrate::ingest::read();".into(),
    };
    assert_eq!(
        source.uses(),
        ["model", "index", "query", "render", "ingest"]
    );
}

/// The imports among the files and folders of a folder, such as `metadata` or `metadata/country`, without its `mod.rs`.
fn imports_within(folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let absolute = format!("crate::{}::", folder.replace('/', "::"));
    for source in sources() {
        let Some(path) = source.path.strip_prefix(&format!("{folder}/")) else {
            continue;
        };
        if path == "mod.rs" {
            continue;
        }
        let mut used = source.names_after(&absolute);
        if !path.trim_end_matches("/mod.rs").contains('/') {
            used.extend(source.names_after("super::"));
        }
        let unit = path.split(['/', '.']).next().unwrap_or_default();
        imports.entry(unit.to_owned()).or_default().extend(used);
    }
    let units: BTreeSet<String> = imports.keys().cloned().collect();
    for (unit, used) in &mut imports {
        used.retain(|name| units.contains(name) && name != unit);
    }
    imports
}

/// The units left after removing, again and again, one that imports no other: empty unless imports form a circle.
fn circle(mut imports: BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let leaf = |imports: &BTreeMap<String, BTreeSet<String>>| {
        let mut units = imports.iter();
        units.find_map(|(unit, used)| used.is_empty().then(|| unit.clone()))
    };
    while let Some(leaf) = leaf(&imports) {
        imports.remove(&leaf);
        for used in imports.values_mut() {
            used.remove(&leaf);
        }
    }
    imports.into_keys().collect()
}

/// The folders below `src` that hold source files.
fn folders() -> BTreeSet<String> {
    let folder = |source: Source| Some(source.path.rsplit_once('/')?.0.to_owned());
    sources().into_iter().filter_map(folder).collect()
}

#[test]
fn imports_form_no_circle() {
    assert!(imports_within("metadata")["symbol"].contains("vocabulary"));
    for folder in folders() {
        let circle = circle(imports_within(&folder));
        assert_eq!(circle, [] as [String; 0], "{folder}");
    }
}

#[test]
fn rooms_of_the_index_use_only_those_above_them() {
    let order = order("index/mod.rs");
    let place = |room: &str| order.iter().position(|known| known == room);
    let imports = imports_within("index");
    assert!(imports["search"].contains("compile"), "imports are seen");
    for (room, used) in imports.iter().filter(|(room, _)| *room != "tests") {
        let below = used.iter().filter(|used| place(used) > place(room));
        assert_eq!(below.collect::<Vec<_>>(), [] as [&String; 0], "{room}");
    }
}

#[test]
fn circles_are_seen() {
    let imports = [("a", "b"), ("b", "c"), ("c", "b")];
    let imports = imports.map(|(unit, used)| (unit.to_owned(), BTreeSet::from([used.to_owned()])));
    assert_eq!(circle(BTreeMap::from(imports)), ["a", "b", "c"]);
}

/// A word of the code, and the files it may stand in.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("hayro_", &["extract/pdf/"]),
    ("lopdf", &["extract/pdf/"]),
    ("tantivy", &["index/"]),
    ("clap", &["cli", "main.rs"]),
    ("indicatif", &["progress.rs"]),
    ("println!", &["main.rs", "progress.rs"]),
    ("print!", &["main.rs", "progress.rs"]),
    ("process::exit", &["main.rs"]),
    ("env::", &["main.rs", "cli"]),
    ("stdout", &["main.rs", "cli", "ingest/worker/process.rs"]),
    (
        "stderr",
        &["main.rs", "progress.rs", "ingest/worker/process.rs"],
    ),
    (
        "fs::",
        &["ingest/", "index/", "commands/", "main.rs", "cli"],
    ),
    (
        "File::",
        &["ingest/", "index/", "commands/", "main.rs", "cli"],
    ),
    ("frostem", &["text/"]),
    ("std::net", &["ingest/worker/confine_tests.rs"]),
    ("std::os::unix::net", &["ingest/worker/confine_tests.rs"]),
];

#[test]
fn each_module_keeps_to_its_job() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (word, places) in ONLY_IN {
            let allowed = places.iter().any(|place| source.path.starts_with(place));
            if !allowed && source.code.contains(word) {
                wrong.push(format!("{} names {word}", source.path));
            }
        }
    }
    assert_eq!(wrong, [] as [String; 0]);
}
