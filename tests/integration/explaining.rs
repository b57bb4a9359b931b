//! Help texts and error messages with their hints.

use std::fs;

use crate::archive::Archive;

#[test]
fn help_texts() {
    let archive = Archive::new();
    for command in [
        "",
        "index",
        "search",
        "batch",
        "quotes",
        "inspect",
        "show",
        "stats",
        "failures",
        "verify",
        "completions",
    ] {
        let arguments: Vec<&str> = [command, "--help"]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect();
        let name = if command.is_empty() {
            "plenary"
        } else {
            command
        };
        insta::assert_snapshot!(
            format!("help_{name}"),
            archive.run(&arguments).exits(0).stdout
        );
    }
}

#[test]
fn shells_get_their_completions() {
    let answer = Archive::new().run(&["completions", "bash"]).exits(0);
    assert!(answer.stdout.contains("--country"));
}

fn indexed() -> Archive {
    Archive::new().file("a.txt", "The rule of law.\n").indexed()
}

#[test]
fn errors_say_what_to_do() {
    let archive = indexed()
        .beside("names.tsv", "id\tcountry\n")
        .beside("binary.tsv", b"\xff\xfei\0d\0");
    for (name, arguments) in [
        ("missing_folder", &["index", "nowhere"] as &[&str]),
        ("missing_index", &["--index", "nowhere", "search", "law"]),
        ("missing_queries", &["batch", "nowhere.tsv"]),
        ("queries_without_a_query_column", &["batch", "names.tsv"]),
        ("queries_that_are_no_text", &["batch", "binary.tsv"]),
        ("open_quote", &["search", "the \"rule of law"]),
        (
            "unknown_country",
            &["search", "law", "--country", "Azerbijan"],
        ),
        (
            "unknown_country_in_the_query",
            &["search", "law country:Azerbijan"],
        ),
        ("unknown_session", &["search", "law", "--session", "XYZ39"]),
        ("not_a_date", &["search", "law", "--since", "September"]),
        ("empty_query", &["search", ""]),
        ("unknown_facet", &["search", "law", "--facet", "colour"]),
        ("unknown_flag", &["search", "law", "--contry", "aze"]),
        (
            "no_index_to_write",
            &["--index", "archive", "index", "archive"],
        ),
        (
            "report_that_cannot_be_written",
            &["index", "archive", "--report", "nowhere/report.jsonl"],
        ),
    ] {
        insta::assert_snapshot!(
            format!("error_{name}"),
            archive.run(arguments).exits(2).transcript()
        );
    }
}

#[test]
fn an_index_of_another_version_is_refused() {
    let archive = indexed();
    let description = archive.path(".plenary/plenary.json");
    let text = fs::read_to_string(&description).expect("a description");
    let mut json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    json["format"] = 9999.into();
    fs::write(&description, json.to_string()).expect("a new description");
    insta::assert_snapshot!(archive.run(&["search", "law"]).exits(2).transcript());
    archive.run(&["index", "archive"]).exits(2);
}

#[test]
fn a_second_writer_is_told_so() {
    let archive = indexed();
    let lock = fs::File::options()
        .write(true)
        .open(archive.path(".plenary/plenary.lock"))
        .expect("a lock file");
    lock.lock().expect("a free lock");
    let answer = archive.run(&["index", "archive"]).exits(2);
    let transcript = answer.transcript();
    let (before, holder) = transcript
        .split_once("process ")
        .expect("the holder is named");
    let after = holder.trim_start_matches(|c: char| c.is_ascii_digit());
    insta::assert_snapshot!(format!("{before}process NUMBER{after}"));
    archive.search(&["law"]).finds(&["a.txt"]);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_skipped_and_named() {
    let archive = Archive::new().file("a.txt", "The rule of law.\n");
    std::os::unix::fs::symlink("nowhere", archive.path("archive/dangling.txt")).expect("a link");
    let run = archive.run(&["index", "--follow", "archive"]).exits(0);
    assert!(
        run.stdout.contains("skipped 1 (1 unreadable)"),
        "{}",
        run.stdout
    );
    insta::assert_snapshot!(archive.run(&["failures"]).exits(0).transcript());
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_not_an_error() {
    use std::process::{Command, Stdio};
    let archive = indexed().beside("q.txt", "law\n".repeat(2000));
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("plenary"))
        .current_dir(archive.path(""))
        .args(["batch", "q.txt"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).as_ref()
        ),
        (Some(0), "")
    );
}
