//! `plenary batch` answers files of queries.

use std::fmt::Write as _;
use std::fs;

use crate::archive::Archive;

fn archive() -> Archive {
    Archive::new()
        .file("a.txt", "They spoke of the rule of law, and of what torture does to those who have to live with it.\n")
        .file("b.txt", "Torture happens in prisons, and it is there that those who visit should look for it.\n")
        .indexed()
}

#[test]
fn every_query_is_answered_or_named() {
    let archive = archive().beside(
        "queries.tsv",
        "\u{feff}id\tquery\tlimit\r\nlaw\t\"rule of law\"\t\r\nboth\ttorture\t1\r\nbad\t\"open\t\r\nnone\tnowhere\t\r\n",
    );
    let answer = archive.run(&["batch", "queries.tsv"]).exits(2);
    let lines = answer.json_lines();
    let shown: Vec<String> = lines
        .iter()
        .map(|line| {
            format!(
                "{} {} {} {}",
                line["id"],
                line["status"],
                line["total"],
                line["hits"].as_array().map_or(0, Vec::len)
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            r#""law" "ok" 1 1"#,
            r#""both" "ok" 2 1"#,
            r#""bad" "error" 0 0"#,
            r#""none" "none" 0 0"#
        ]
    );
    answer.tells("4 queries: 2 found something, 1 nothing, 1 could not be answered");
}

#[test]
fn a_line_of_a_batch_is_the_answer_of_a_search() {
    let archive = archive();
    let batch = archive
        .run_with_input(&["batch", "-"], "\"rule of law\"\n")
        .exits(0);
    let search = archive.search(&["\"rule of law\""]).exits(0);
    assert_eq!(batch.stdout, search.stdout);
}

#[test]
fn bad_queries_do_not_affect_others() {
    let archive = archive();
    let good: Vec<String> = (0..600)
        .map(|n| format!("{{\"id\":\"{n}\",\"query\":\"torture OR w{n}\"}}\n"))
        .collect();
    let alone = archive
        .run_with_input(&["batch", "-"], &good.concat())
        .exits(0);
    let broken = [
        "\"query\":\"(\"",
        "\"query\":\"\\\"open\"",
        "\"query\":\"country:nowhere\"",
        "\"query\":\"torture\",\"limit\":\"many\"",
    ];
    // One in a hundred, and one in ten.
    for every in [99, 9] {
        let mut mixed = String::new();
        for (n, line) in good.iter().enumerate() {
            if n % every == 0 {
                let broken = broken[n / every % broken.len()];
                writeln!(mixed, "{{\"id\":\"bad {n}\",{broken}}}").expect("text");
            }
            mixed.push_str(line);
        }
        let among = archive.run_with_input(&["batch", "-"], &mixed).exits(2);
        let (bad, kept): (Vec<&str>, Vec<&str>) = among
            .stdout
            .split_inclusive('\n')
            .partition(|line| line.contains("\"bad "));
        assert_eq!(kept.concat(), alone.stdout);
        assert_eq!(bad.len(), good.len().div_ceil(every));
        assert!(
            bad.iter().all(|line| line.contains("\"status\":\"error\"")),
            "{bad:?}"
        );
    }
}

#[test]
fn copies_count_once_and_nothing_found_comes_with_help() {
    let archive = Archive::new()
        .file("a.txt", "Torture and ill-treatment in prisons.\n")
        .file("copy/a.txt", "Torture and ill-treatment in prisons.\n")
        .file("b.txt", "Torture is prohibited everywhere.\n")
        .indexed();
    let queries = "torture\ntortur torture\n\"torture in prisons\"\n";
    let lines = archive
        .run_with_input(&["batch", "-"], queries)
        .exits(0)
        .json_lines();
    let searched = archive.search(&["torture"]).json_lines();
    assert_eq!(lines[0]["hits"], searched[0]["hits"]);
    assert_eq!(lines[0]["total"], 2);
    let hits = lines[0]["hits"].as_array().expect("hits").iter();
    assert_eq!(hits.filter(|hit| hit.get("copies").is_some()).count(), 1);
    assert_eq!(lines[0].get("help"), None);
    let help = &lines[2]["help"];
    let searched = archive.search(&["\"torture in prisons\""]);
    assert_eq!(help, &searched.exits(1).json_lines()[0]["help"]);
    assert_eq!(help["phrases"][0]["longest"][0], "\"in prisons\"");
    let all = archive.run_with_input(&["batch", "-", "--all-copies"], queries);
    assert_eq!(all.json_lines()[0]["total"], 3);
}

#[test]
fn exclusions_by_flag_or_column_apply() {
    let archive = archive();
    let all = archive.search(&["torture", "--not", "path:b"]);
    let queries =
        "id\tquery\tnot\none\ttorture\tpath:b; lang:fr\ntwo\ttorture\t\nbad\ttorture\tnowhere\n";
    let lines = archive
        .run_with_input(&["batch", "-"], queries)
        .exits(2)
        .json_lines();
    let paths = |line: &serde_json::Value| {
        let hits = line["hits"].as_array().expect("hits").iter();
        hits.map(|hit| hit["path"].as_str().expect("a path").to_owned())
            .collect::<Vec<_>>()
    };
    assert!(paths(&lines[1]).iter().any(|path| path.starts_with("b")));
    assert!(!paths(&lines[0]).is_empty());
    assert!(!paths(&lines[0]).iter().any(|path| path.starts_with("b")));
    let error = lines[2]["error"].as_str().expect("an error");
    assert!(error.contains("cannot leave out \"nowhere\""), "{error}");
    let kept: Vec<String> = paths(&lines[0]);
    all.exits(0)
        .finds(&kept.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn tables_and_runs_have_their_shapes() {
    let archive = archive().beside("q.txt", "torture\n\n# a comment\nnowhere\n\"open\n");
    for format in ["csv", "tsv", "trec"] {
        // By path there are no scores, which would change with the ranking.
        let answer = archive
            .run(&["batch", "q.txt", "--sort", "path", "--format", format])
            .exits(2);
        insta::assert_snapshot!(format, answer.stdout.replace('\r', "␍"));
    }
}

#[test]
fn an_output_file_appears_whole_or_not_at_all() {
    let archive = archive()
        .beside("q.txt", "torture\n")
        .beside("bad.tsv", "id\tqeury\n");
    archive
        .run(&["batch", "q.txt", "--output", "answers.jsonl"])
        .exits(0);
    let written = fs::read_to_string(archive.path("answers.jsonl")).expect("the answers");
    assert_eq!(written.lines().count(), 1);
    archive
        .run(&["batch", "bad.tsv", "--output", "others.jsonl"])
        .exits(2);
    let names = fs::read_dir(archive.path("")).expect("a folder");
    let left = names.filter(|entry| {
        entry
            .as_ref()
            .is_ok_and(|entry| entry.file_name().to_string_lossy().contains("others"))
    });
    assert_eq!(left.count(), 0);
}

#[test]
fn checking_and_failing_fast_on_request() {
    let archive = archive().beside("q.txt", "torture\n(\ncountry:kenyya\n");
    insta::assert_snapshot!(
        archive
            .run(&["batch", "q.txt", "--check"])
            .exits(2)
            .transcript()
    );
    let fast = archive.run(&["batch", "q.txt", "--fail-fast"]).exits(2);
    assert_eq!(fast.json_lines().len(), 2);
}
