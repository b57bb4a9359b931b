//! Metadata that the archive supplies overrules what is inferred, and is remembered.

use crate::archive::{Answer, Archive};

const PATTERN: &str = "{country}_{session}_{year}.txt";

fn speeches() -> Archive {
    Archive::new()
        .file("KEN_73_2018.txt", "We have spoken of water.\n")
        .file("AZE_72_2017.txt", "We have spoken of peace.\n")
}

/// How many files a run read, of how many.
#[track_caller]
fn read(answer: Answer) -> (u64, u64) {
    let answer = answer.exits(0);
    let mut numbers = answer
        .stdout
        .split([' ', ','])
        .filter_map(|word| word.parse::<u64>().ok());
    let mut next = || numbers.next().expect("a count");
    let (indexed, unchanged) = (next(), next());
    (indexed, indexed + unchanged)
}

#[test]
fn fields_of_paths_and_constants_are_kept_for_later_runs() {
    let archive = speeches();
    let told = [
        "index",
        "archive",
        "--fields-from-path",
        PATTERN,
        "--set",
        "organ=GA",
    ];
    assert_eq!(read(archive.run(&told)), (2, 2));
    archive
        .search(&["--country", "Kenya", "--session", "GA73"])
        .finds(&["KEN_73_2018.txt"]);
    archive
        .search(&["--since", "2018"])
        .finds(&["KEN_73_2018.txt"]);

    let archive = archive.file("FRA_73_2018.txt", "Nous avons parlé de la paix.\n");
    assert_eq!(read(archive.run(&["index", "archive"])), (1, 3));
    archive
        .search(&["--country", "FRA", "--session", "GA73"])
        .finds(&["FRA_73_2018.txt"]);

    // Other constants are read again into every document, and the pattern still holds.
    assert_eq!(
        read(archive.run(&["index", "archive", "--set", "organ=HRC"])),
        (3, 3)
    );
    archive
        .search(&["--country", "Kenya", "--session", "HRC73"])
        .finds(&["KEN_73_2018.txt"]);
    assert_eq!(
        read(archive.run(&["index", "archive", "--set", "organ=HRC"])),
        (0, 3)
    );

    // Taken back.
    assert_eq!(
        read(archive.run(&["index", "archive", "--fields-from-path", ""])),
        (3, 3)
    );
    archive.search(&["--session", "HRC73"]).finds(&[]);
}

#[test]
fn an_inventory_names_files_by_path_or_hash_and_brings_its_own_fields() {
    let archive = speeches().beside(
        "list.csv",
        "Path,Country,Donor,sha256\n\
         archive/KEN_73_2018.txt,Uganda,\"Open Fund; Éire Aid\",\n\
         ,Chad,Other,4cda1f1a6a8e1b8a2b32d9e5b3ec9c5e1f3f4a0e8c7d6b5a49382716f5e4d3c2\n\
         lost.pdf,Chad,,\n",
    );
    let told = [
        "index",
        "archive",
        "--inventory",
        "list.csv",
        "--fields-from-path",
        PATTERN,
    ];
    let answer = archive.run(&told).exits(0);
    answer.tells("files that the inventory lists and that are not here: 1; the first is lost.pdf");
    archive
        .search(&["--country", "UGA"])
        .finds(&["KEN_73_2018.txt"]);
    archive
        .search(&["x.donor:\"open fund\""])
        .finds(&["KEN_73_2018.txt"]);
    archive
        .search(&["x.donor:eire*"])
        .finds(&["KEN_73_2018.txt"]);
    archive.search(&["x.donor:fund"]).finds(&[]);
    archive.search(&["-x.donor:*"]).finds(&["AZE_72_2017.txt"]);
}

#[test]
fn fields_of_the_archives_own_are_counted_and_are_columns_of_batches() {
    let archive = speeches()
        .beside(
            "list.csv",
            "path,donor\narchive/KEN_73_2018.txt,Open Fund; Aid\narchive/AZE_72_2017.txt,Aid\n",
        )
        .beside(
            "queries.csv",
            "id,query,x.Donor\nfund,,open fund\naid,,aid\nnone,,other\n",
        );
    let told = ["--in", "archive", "--inventory", "list.csv"];
    let asked = ["batch", "queries.csv", "--format", "jsonl"];
    let answer = archive.run(&[&asked[..], &told].concat());
    let lines: Vec<serde_json::Value> = answer
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let totals: Vec<u64> = lines
        .iter()
        .filter_map(|line| line["total"].as_u64())
        .collect();
    assert_eq!(totals, [1, 2, 0]);
    let counted = archive.run(&[
        "search",
        "x.donor:*",
        "--facet",
        "x.Donor",
        "--format",
        "json",
    ]);
    let counted: serde_json::Value = serde_json::from_str(&counted.stdout).expect("JSON");
    let expected = serde_json::json!([["aid", 2], ["open fund", 1]]);
    assert_eq!(counted["facets"]["x.donor"], expected);
    archive
        .run(&["batch", "queries.csv", "--inventory", "list.csv"])
        .exits(2);
}

#[test]
fn what_contradicts_the_archive_is_said() {
    let masthead = "Distr.: General\nA/HRC/39/14\n20 September 2018\n\nReport on Azerbaijan\n";
    let archive = Archive::new().file("a.txt", masthead).beside(
        "list.csv",
        "path,symbol,session\na.txt,A/HRC/40/14,nonsense\n",
    );
    let told = ["--inventory", "list.csv"];
    archive
        .run(&[&["index", "archive"], &told[..]].concat())
        .tells("documents that say otherwise than the archive, which is believed: 1")
        .tells("values that mean nothing and are not taken: 1; the first is session \"nonsense\" of a.txt");
    let shown = archive.run(&["show", "a.txt"]).exits(0).stdout;
    for line in [
        "symbol: A/HRC/40/14 (inventory, 1.00)",
        "session: HRC39 (symbol,",
        "conflict: symbol A/HRC/40/14 by the inventory, but: A/HRC/39/14 (masthead, p. 1,",
        "conflict: session nonsense by the inventory means nothing and is not taken",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
    let inspected = [&["inspect", "archive", "--format", "jsonl"], &told[..]].concat();
    let lines = archive.run(&inspected).exits(0).json_lines();
    assert_eq!(lines[0]["metadata"]["symbol"][0]["value"], "A/HRC/40/14");
    assert_eq!(
        lines[0]["metadata"]["conflicts"][0]["read"]["value"],
        "A/HRC/39/14"
    );
}

#[test]
fn a_search_in_a_folder_takes_them_too() {
    let archive = speeches();
    let told = ["--fields-from-path", PATTERN, "--set", "organ=GA"];
    let fresh = [&["--in", "archive", "--session", "GA72"], &told[..]].concat();
    archive.search(&fresh).finds(&["AZE_72_2017.txt"]);
    archive
        .search(&[&["peace"], &told[..]].concat())
        .exits(2)
        .tells("name the folder with --in");
}
