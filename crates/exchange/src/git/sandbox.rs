//! Git, run where nothing of the repository but its objects can reach it.
//!
//! A hostile repository can name programs in its settings (`core.fsmonitor`,
//! `diff.external`, `core.pager`, filters, signature checkers, remotes to fetch
//! missing objects from) and in its hooks. Git reads those from its directory,
//! so it gets one of ours, which has none.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use super::refused::GitRefused;
use super::text::legible;

/// Which hash a repository names its objects by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
}

/// How a repository keeps its branches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refs {
    Files,
    Reftable,
}

/// A git directory of our own over someone's objects; vanishes when dropped.
pub(super) struct Sandbox {
    dir: tempfile::TempDir,
    objects: PathBuf,
}

impl Sandbox {
    /// An empty git directory that borrows `objects`.
    pub(super) fn over(objects: &Path, hash: Hash, refs: Refs) -> Result<Sandbox, GitRefused> {
        let dir = tempfile::Builder::new().prefix("subak-git-").tempdir().map_err(no_place)?;
        let sandbox = Sandbox { dir, objects: objects.to_owned() };
        for name in ["refs", "reftable", "objects"] {
            fs::create_dir(sandbox.path(name)).map_err(no_place)?;
        }
        // A branch that does not exist: were `HEAD` a commit, git would take
        // its .gitattributes into account.
        sandbox.write("HEAD", b"ref: refs/heads/none\n")?;
        sandbox.write("config", settings(hash, refs).as_bytes())?;
        Ok(sandbox)
    }

    /// Where a file of the git directory is.
    pub(super) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Puts a file into the git directory.
    pub(super) fn write(&self, name: &str, text: &[u8]) -> Result<(), GitRefused> {
        fs::write(self.path(name), text).map_err(no_place)
    }

    /// Runs git to its end, with `input` as its standard input.
    pub(super) fn run<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
        input: &[u8],
    ) -> Result<Output, GitRefused> {
        // From a file, so that neither side waits for the other.
        self.write("stdin", input)?;
        let stdin = File::open(self.path("stdin")).map_err(no_place)?;
        self.command().args(arguments).stdin(stdin).output().map_err(not_started)
    }

    /// What git prints when it succeeds.
    pub(super) fn ask<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
        input: &[u8],
    ) -> Result<Vec<u8>, GitRefused> {
        let output = self.run(arguments, input)?;
        if output.status.success() { Ok(output.stdout) } else { Err(unreadable(&output.stderr)) }
    }

    /// Starts git; its output is read while it runs.
    pub(super) fn start<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<Running, GitRefused> {
        let complaints = self.path("stderr");
        let mut child = self
            .command()
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&complaints).map_err(no_place)?)
            .spawn()
            .map_err(not_started)?;
        let output = child.stdout.take().map(BufReader::new);
        Ok(Running { child, output, complaints })
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("GIT_") {
                command.env_remove(name);
            }
        }
        command
            .current_dir(self.dir.path())
            .env("GIT_DIR", self.dir.path())
            .env("GIT_OBJECT_DIRECTORY", &self.objects)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_ATTR_NOSYSTEM", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_LITERAL_PATHSPECS", "1")
            .env("GIT_ALLOW_PROTOCOL", "")
            .env("HOME", self.dir.path())
            .env_remove("XDG_CONFIG_HOME")
            .env("LC_ALL", "C")
            .arg("--no-pager");
        command
    }
}

/// A git that is being read. Dropping it ends it.
pub(super) struct Running {
    child: Child,
    /// What it prints; there until it is taken.
    pub(super) output: Option<BufReader<ChildStdout>>,
    complaints: PathBuf,
}

impl Running {
    /// Waits for the end, and refuses if it was not a good one.
    pub(super) fn finish(mut self) -> Result<(), GitRefused> {
        self.output = None;
        let status = self.child.wait().map_err(not_started)?;
        if status.success() {
            return Ok(());
        }
        let mut words = Vec::new();
        if let Ok(complaints) = File::open(&self.complaints) {
            // Words that cannot be read back are told as none.
            let _ = complaints.take(4096).read_to_end(&mut words);
        }
        Err(unreadable(&words))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn settings(hash: Hash, refs: Refs) -> String {
    let mut text = String::from("[core]\n\tbare = true\n\trepositoryFormatVersion = ");
    // Older gits know neither extension and refuse version 1 with either.
    text.push(match (hash, refs) {
        (Hash::Sha1, Refs::Files) => '0',
        _ => '1',
    });
    // The commit graph is a cache that a repository can have wrong.
    text.push_str("\n\tcommitGraph = false\n");
    text.push_str("[protocol]\n\tallow = never\n");
    if hash == Hash::Sha256 {
        text.push_str("[extensions]\n\tobjectFormat = sha256\n");
    }
    if refs == Refs::Reftable {
        text.push_str("[extensions]\n\trefStorage = reftable\n");
    }
    text
}

/// The refusal that carries git's own words.
pub(super) fn unreadable(words: &[u8]) -> GitRefused {
    let words = match legible(words, 300) {
        words if words.is_empty() => "nothing".to_owned(),
        words => words,
    };
    GitRefused::HistoryUnreadable { words }
}

fn no_place(error: io::Error) -> GitRefused {
    GitRefused::NoPlaceToWork { why: error.to_string() }
}

fn not_started(error: io::Error) -> GitRefused {
    match error.kind() {
        io::ErrorKind::NotFound => GitRefused::GitMissing,
        _ => unreadable(error.to_string().as_bytes()),
    }
}
