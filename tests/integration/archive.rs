//! Test fixtures: archives of a few files, commands, and assertions on their output.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// A working directory with an archive in the folder `archive`.
pub(crate) struct Archive {
    folder: TempDir,
}

impl Archive {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("archive")).expect("a new folder");
        Self { folder }
    }

    /// Adds a file to the archive.
    pub(crate) fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.beside(&format!("archive/{path}"), bytes)
    }

    /// Adds a file to the working directory, beside the archive.
    pub(crate) fn beside(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let location = self.path(path);
        let parent = location.parent().expect("a file lies in a folder");
        fs::create_dir_all(parent).expect("a new folder");
        fs::write(location, bytes).expect("a new file");
        self
    }

    /// Returns the path of a file in the working directory.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Indexes the archive.
    #[track_caller]
    pub(crate) fn indexed(self) -> Self {
        self.run(&["index", "archive"]).exits(0);
        self
    }

    /// Removes a file from the archive.
    pub(crate) fn without(self, path: &str) -> Self {
        fs::remove_file(self.path("archive").join(path)).expect("a file to remove");
        self
    }

    /// Searches with these arguments.
    #[track_caller]
    pub(crate) fn search(&self, arguments: &[&str]) -> Answer {
        self.run(&[&["search", "--format", "json"], arguments].concat())
    }

    /// Runs `plenary` with these arguments in the working directory.
    pub(crate) fn run(&self, arguments: &[&str]) -> Answer {
        self.run_with_input(arguments, "")
    }

    /// As `run`, with standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Answer {
        run(self.folder.path(), arguments, input)
    }
}

/// Runs `plenary` in a folder.
pub(crate) fn run(folder: &Path, arguments: &[&str], input: &str) -> Answer {
    run_with_index(folder, arguments, input, "")
}

/// As `run`, with an index named by the environment.
pub(crate) fn run_with_index(
    folder: &Path,
    arguments: &[&str],
    input: &str,
    index: &str,
) -> Answer {
    let mut command = Command::cargo_bin("plenary").expect("the program is built with its tests");
    let command = command.current_dir(folder).args(arguments);
    let command = command.env("PLENARY_INDEX", index);
    answer(command.write_stdin(input), folder, arguments)
}

fn answer(command: &mut Command, folder: &Path, arguments: &[&str]) -> Answer {
    let output = command
        .env_remove("RUST_BACKTRACE")
        .output()
        .expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    Answer {
        folder: folder.display().to_string(),
        command: arguments.join(" "),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        code: output.status.code().expect("no signal ends the program"),
    }
}

/// Runs another program in a folder.
#[cfg(unix)]
pub(crate) fn run_program(program: &str, folder: &Path, arguments: &[&str]) -> Answer {
    answer(
        Command::new(program)
            .current_dir(folder)
            .env_remove("PLENARY_INDEX")
            .args(arguments),
        folder,
        arguments,
    )
}

/// The output of a command.
pub(crate) struct Answer {
    folder: String,
    command: String,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl Answer {
    /// Checks the exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "{}\n{}{}",
            self.command, self.stdout, self.stderr
        );
        self
    }

    /// Checks which documents are found, in any order.
    #[track_caller]
    pub(crate) fn finds(self, paths: &[&str]) -> Self {
        let mut found = self.paths();
        found.sort();
        assert_eq!(found, paths, "{}\n{}", self.command, self.stderr);
        self.exits(i32::from(paths.is_empty()))
    }

    /// Checks which documents are found, in this order.
    #[track_caller]
    pub(crate) fn finds_in_order(self, paths: &[&str]) -> Self {
        assert_eq!(self.paths(), paths, "{}\n{}", self.command, self.stderr);
        self
    }

    /// Checks for a message on standard error.
    #[track_caller]
    pub(crate) fn tells(self, message: &str) -> Self {
        assert!(
            self.stderr.contains(message),
            "{}\n{}",
            self.command,
            self.stderr
        );
        self
    }

    #[track_caller]
    fn paths(&self) -> Vec<String> {
        let answers = self.json_lines();
        let hits = answers
            .iter()
            .flat_map(|answer| answer["hits"].as_array().into_iter().flatten());
        let path = |hit: &serde_json::Value| hit["path"].as_str().expect("a path").to_owned();
        hits.map(path).collect()
    }

    /// Parses standard output as JSON lines.
    #[track_caller]
    pub(crate) fn json_lines(&self) -> Vec<serde_json::Value> {
        let line = |line| serde_json::from_str(line).expect("a line of JSON");
        self.stdout.lines().map(line).collect()
    }

    /// Formats all output for a snapshot.
    pub(crate) fn transcript(&self) -> String {
        let stream = |name, text: &str| match text.is_empty() {
            true => String::new(),
            false => format!("--- {name}\n{text}"),
        };
        format!(
            "$ plenary {}\n{}{}--- exit code {}",
            self.command,
            stream("stdout", &self.stdout),
            stream("stderr", &self.stderr),
            self.code
        )
        .replace(&self.folder, "FOLDER")
    }
}
