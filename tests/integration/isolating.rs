//! Worker processes: hostile files crash a worker, not the run.

use std::fs;
#[cfg(target_os = "linux")]
use std::io::Write;

#[cfg(target_os = "linux")]
use flate2::{Compression, write::ZlibEncoder};

use crate::archive::Archive;

fn reasons(archive: &Archive) -> Vec<(String, String)> {
    let lines = archive.run(&["failures", "--format", "jsonl"]).json_lines();
    let text =
        |line: &serde_json::Value, field: &str| line[field].as_str().expect("a text").to_owned();
    lines
        .iter()
        .map(|line| (text(line, "path"), text(line, "reason")))
        .collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_needs_too_much_memory_is_skipped_until_it_may_have_more() {
    let archive = Archive::new()
        .file("a.txt", "The rule of law.\n")
        .file("b.txt", "right ".repeat(30 << 20))
        .file("c.txt", "The right to water.\n");
    archive
        .run(&["index", "archive", "--memory", "120", "--threads", "1"])
        .exits(0);
    assert_eq!(
        reasons(&archive),
        [("b.txt".to_owned(), "out-of-memory".to_owned())]
    );
    archive.search(&["law OR water"]).finds(&["a.txt", "c.txt"]);

    let small = archive.file("b.txt", "right ".repeat(1 << 20));
    small.run(&["index", "archive", "--retry"]).exits(0);
    assert_eq!(reasons(&small), []);
}

/// Nested dictionaries, which take long to parse.
fn slow_pdf() -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n1 0 obj\n".to_vec();
    pdf.extend(b"<</A ".repeat(1_000_000));
    pdf.extend(b"\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n");
    pdf
}

#[test]
fn hostile_files_do_not_take_a_run_down() {
    let archive = Archive::new()
        .file("a.txt", "The rule of law.\n")
        .file("slow.pdf", slow_pdf())
        .file("z.txt", "The right to water.\n");
    for threads in ["1", "2"] {
        let _ = fs::remove_dir_all(archive.path(".plenary"));
        let run = archive
            .run(&["index", "archive", "--timeout", "2", "--threads", threads])
            .exits(0);
        assert!(run.stdout.starts_with("indexed 2, "), "{}", run.stdout);
        let skipped = reasons(&archive);
        assert_eq!((skipped.len(), &*skipped[0].0), (1, "slow.pdf"));
    }
    let inspected = archive.run(&["inspect", "archive", "--timeout", "2", "--format", "jsonl"]);
    assert_eq!(inspected.exits(0).json_lines().len(), 3);
}

/// A small file that expands to 100 MB of text.
#[cfg(target_os = "linux")]
fn bomb() -> Vec<u8> {
    let content = "BT /F1 12 Tf 10 700 Td ".to_owned() + &"(right ) Tj ".repeat(9 << 20) + "ET";
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(content.as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    let head = format!(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R\
         /Resources<</Font<</F1 5 0 R>>>>>>endobj\n\
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n\
         4 0 obj<</Length {}/Filter/FlateDecode>>stream\n",
        packed.len()
    );
    let tail = b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
    [head.as_bytes(), &packed, tail].concat()
}

#[cfg(target_os = "linux")]
#[test]
fn a_hostile_file_does_not_affect_the_small_ones_in_its_batch() {
    let small =
        |archive: Archive, at: u32| archive.file(&format!("{at:02}.txt"), "The rule of law.\n");
    let archive = (0..40)
        .fold(Archive::new(), small)
        .file("20-bomb.pdf", bomb());
    let run = archive
        .run(&["index", "archive", "--memory", "300", "--threads", "1"])
        .exits(0);
    assert!(run.stdout.starts_with("indexed 40, "), "{}", run.stdout);
    let expected = ("20-bomb.pdf".to_owned(), "out-of-memory".to_owned());
    assert_eq!(reasons(&archive), [expected]);
}

#[test]
fn a_run_over_several_folders_keeps_its_workers() {
    let archive = Archive::new()
        .file("one/a.txt", "The rule of law.\n")
        .file("two/b.txt", "The right to water.\n")
        .file("three/c.txt", "The right to food.\n");
    let run = archive
        .run(&["index", "archive/one", "archive/two", "archive/three"])
        .exits(0);
    assert!(
        run.stdout
            .starts_with("indexed 3, unchanged 0, removed 0, skipped 0 "),
        "{}",
        run.stdout
    );
}
