//! `plenary verify`, and that originals are never written to.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::archive::Archive;

fn archive() -> Archive {
    Archive::new()
        .file("a.txt", "The rule of law.\n")
        .file("b/with spaces.txt", "The right to water.\n")
        .file("empty.txt", "")
}

#[test]
fn what_has_not_changed_is_verified() {
    let archive = archive().indexed();
    insta::assert_snapshot!(archive.run(&["verify"]).exits(0).transcript());
}

#[test]
fn what_differs_is_named() {
    let archive = archive()
        .file("gone.txt", "The right to food.\n")
        .indexed()
        .without("gone.txt")
        .file("a.txt", "The rule of war.\n")
        .file("later.txt", "The right to rest.\n");
    insta::assert_snapshot!(archive.run(&["verify"]).exits(1).transcript());
    let lines = archive
        .run(&["verify", "--format", "jsonl"])
        .exits(1)
        .json_lines();
    assert_eq!(lines[0]["status"], "changed");
    assert_ne!(lines[0]["sha256"], lines[0]["found"]);
    archive.run(&["index", "archive"]).exits(0);
    archive.run(&["verify"]).exits(0);
}

#[test]
fn a_damaged_index_is_named() {
    let archive = archive().indexed();
    let store = engine_file(&archive, "store");
    let mut bytes = fs::read(&store).expect("a file of the index");
    bytes[0] ^= 0xFF;
    fs::write(&store, bytes).expect("a damaged file");
    let verified = archive.run(&["verify", "--format", "jsonl"]).exits(1);
    assert_eq!(verified.json_lines()[0]["status"], "damaged");
}

/// Returns a file of the search engine with this extension.
pub(crate) fn engine_file(archive: &Archive, ending: &str) -> std::path::PathBuf {
    let entries = fs::read_dir(archive.path(".plenary/engine")).expect("the engine's folder");
    let mut files = entries.map(|entry| entry.expect("an entry").path());
    let has_ending = |file: &std::path::PathBuf| file.extension().is_some_and(|e| e == ending);
    files.find(has_ending).expect("such a file")
}

#[test]
fn a_sealed_manifest_can_be_checked_by_others() {
    let archive = archive().indexed();
    let told = archive.run(&["verify", "--sealed", "manifest"]).exits(0);
    told.tells("sealed 3 files in manifest, SHA-256 ");
    let check = || {
        Command::new("sha256sum")
            .args(["-c", "../manifest"])
            .current_dir(archive.path("archive"))
            .output()
    };
    let Ok(same) = check() else {
        eprintln!("skipped: there is no sha256sum");
        return;
    };
    let output = String::from_utf8_lossy(&same.stdout);
    assert_eq!(output, "a.txt: OK\nb/with spaces.txt: OK\nempty.txt: OK\n");
    fs::write(archive.path("archive/a.txt"), "The rule of war.\n").expect("written");
    assert!(!check().expect("it runs").status.success());
}

#[cfg(target_os = "linux")]
#[test]
fn an_index_may_lie_in_a_folder_of_any_name() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let archive = archive();
    let home = archive.path("").join(OsStr::from_bytes(b"a home \xe9\xff"));
    fs::create_dir(&home).expect("a folder");
    fs::rename(archive.path("archive"), home.join("the archive")).expect("moved");
    let moved = archive.path("").join(OsStr::from_bytes(b"moved \xfe"));
    let run = |home: &Path, arguments: &[&str], output: &str| {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("plenary"));
        let command = command.current_dir(home).env_remove("PLENARY_INDEX");
        let run = command.args(arguments).output().expect("it runs");
        let out = String::from_utf8_lossy(&run.stdout);
        assert!(out.contains(output), "{arguments:?}: {run:?}");
    };
    run(&home, &["index", "the archive"], "indexed 2");
    run(&home, &["search", "water"], "b/with spaces.txt");
    run(&home, &["verify"], "verified 3 of 3 files");
    fs::rename(&home, &moved).expect("moved as a whole");
    run(&moved, &["search", "water"], "b/with spaces.txt");
    run(&moved, &["index", "the archive"], "unchanged 2");
    run(&moved, &["verify"], "verified 3 of 3 files");
}

#[cfg(unix)]
#[test]
fn a_sealed_manifest_holds_names_of_any_kind() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let archive = Archive::new().file("a.txt", "The rule of law.\n");
    for name in [
        &b"two\nlines.txt"[..],
        b"back\\slash.txt",
        b"return\r.txt",
        b" space and * star.txt",
        b"caf\xe9.txt",
    ] {
        let path = archive.path("archive").join(OsStr::from_bytes(name));
        fs::write(path, "The right to water.\n").expect("a file");
    }
    let archive = archive.indexed();
    let told = archive.run(&["verify", "--sealed", "manifest"]).exits(0);
    told.tells("sealed 6 files in manifest");
    let check = Command::new("sha256sum")
        .args(["--strict", "-c", "../manifest"])
        .current_dir(archive.path("archive"))
        .output();
    if let Ok(check) = check {
        assert!(check.status.success(), "{check:?}");
        assert_eq!(check.stdout.iter().filter(|b| **b == b'\n').count(), 6);
    }
}

#[test]
fn a_document_tells_when_and_by_which_version_it_was_read() {
    let archive = archive().indexed();
    for (path, read) in [("a.txt", 0), ("empty.txt", 1)] {
        let shown = archive.run(&["show", path]).exits(read).stdout;
        let by = format!("by plenary {}\n", env!("CARGO_PKG_VERSION"));
        let line = shown.lines().find(|line| line.starts_with("read: 20"));
        assert!(line.is_some() && shown.contains(&by), "{shown}");
        assert!(shown.contains(" bytes, modified 20"), "{shown}");
    }
}

/// Lists all files and folders below with size, mode and modification time.
fn state(folder: &Path) -> Vec<String> {
    let mut state = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        let data = fs::metadata(&path).expect("its data");
        let times = (data.modified().expect("a time"), data.len());
        state.push(format!(
            "{} {:?} {times:?}",
            path.display(),
            data.permissions()
        ));
        if path.is_dir() {
            state.extend(self::state(&path));
        }
    }
    state.sort();
    state
}

#[test]
fn archives_are_never_written_to() {
    let archive = archive();
    let folders = ["archive/b", "archive"];
    for folder in folders {
        let mut rights = fs::metadata(archive.path(folder))
            .expect("its data")
            .permissions();
        rights.set_readonly(true);
        fs::set_permissions(archive.path(folder), rights).expect("new rights");
    }
    let before = state(&archive.path("archive"));
    archive.run(&["index", "archive"]).exits(0);
    archive.search(&["water"]).finds(&["b/with spaces.txt"]);
    archive.run(&["verify"]).exits(0);
    assert_eq!(state(&archive.path("archive")), before);
    #[cfg(unix)]
    for folder in folders {
        use std::os::unix::fs::PermissionsExt;
        let rights = fs::Permissions::from_mode(0o755);
        fs::set_permissions(archive.path(folder), rights).expect("the rights of before");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn non_unicode_names_stay_distinct() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let archive = Archive::new().file("a.txt", "The rule of law.\n");
    let folder = archive
        .path("archive")
        .join(OsStr::from_bytes(b"caf\xe9 \xff"));
    fs::create_dir(&folder).expect("a folder");
    for (name, text) in [(&b"\xe9.txt"[..], "water"), (b"\xe8.txt", "water and food")] {
        fs::write(folder.join(OsStr::from_bytes(name)), text).expect("a file");
    }
    for _ in 0..2 {
        archive.run(&["index", "archive"]).exits(0);
        let found = ["caf\\xE9 \\xFF/\\xE8.txt", "caf\\xE9 \\xFF/\\xE9.txt"];
        archive.search(&["water"]).finds(&found);
    }
    archive.run(&["verify"]).exits(0);
    // The folder itself is the archive.
    let folder = folder.as_os_str().to_owned();
    let mut index = Command::new(assert_cmd::cargo::cargo_bin!("plenary"));
    index
        .current_dir(archive.path(""))
        .arg("--index")
        .arg("other");
    for expected in ["indexed 2, unchanged 0", "indexed 0, unchanged 2"] {
        let mut again = Command::new(index.get_program());
        again.current_dir(archive.path("")).args(index.get_args());
        let run = again.arg("index").arg(&folder).output().expect("it runs");
        let output = String::from_utf8_lossy(&run.stdout);
        assert!(output.starts_with(expected), "{output}");
    }
}
