//! Repositories for the tests.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use exchange::git::{GitRefused, History, Measure, Options, read_history};

pub const NOON: &str = "1704110400 +0000"; // 2024-01-01T12:00:00Z

pub struct Repo {
    dir: tempfile::TempDir,
}

impl Repo {
    /// A repository without commits, on the branch `main`.
    pub fn empty() -> Repo {
        Repo::with(&[])
    }

    pub fn with(flags: &[&str]) -> Repo {
        let repo = Repo { dir: tempfile::tempdir().unwrap() };
        repo.git(&[&["init", "--quiet", "--initial-branch=main"], flags].concat());
        repo
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    pub fn run(&self, arguments: &[&str], input: &[u8]) -> Output {
        git_in(self.path(), arguments, input)
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        succeed(self.run(arguments, b""))
    }

    /// Commits all that is there, and returns the hash.
    pub fn commit(&self, author: &str, date: &str, message: impl AsRef<[u8]>) -> String {
        self.git(&["add", "--all"]);
        let tree = self.git(&["write-tree"]);
        let parent = self.run(&["rev-parse", "--verify", "--quiet", "HEAD"], b"");
        let parents: Vec<_> =
            String::from_utf8(parent.stdout).unwrap().lines().map(str::to_owned).collect();
        let parents: Vec<_> = parents.iter().map(String::as_str).collect();
        let hash = self.object(&tree, &parents, author, date, message);
        self.git(&["update-ref", "HEAD", &hash]);
        hash
    }

    /// Writes a commit as it is given, whatever git thinks of it.
    pub fn object(
        &self,
        tree: &str,
        parents: &[&str],
        author: impl AsRef<[u8]>,
        date: &str,
        message: impl AsRef<[u8]>,
    ) -> String {
        let mut text = format!("tree {tree}\n").into_bytes();
        for parent in parents {
            text.extend(format!("parent {parent}\n").into_bytes());
        }
        text.extend([b"author ", author.as_ref(), b" ", date.as_bytes()].concat());
        text.extend(format!("\ncommitter C <c@x> {date}\n\n").into_bytes());
        text.extend(message.as_ref());
        let arguments = ["hash-object", "-t", "commit", "-w", "--stdin", "--literally"];
        succeed(self.run(&arguments, &text))
    }

    /// Removes an object, as a partial clone or a bad disk would.
    pub fn lose(&self, hash: &str) {
        let (directory, file) = hash.split_at(2);
        let object = self.path().join(".git/objects").join(directory).join(file);
        fs::remove_file(object).unwrap();
    }

    pub fn days(&self) -> History {
        read(self.path(), &Options::default()).unwrap()
    }

    pub fn measured(&self, measure: Measure) -> History {
        let options = Options { measure, ..Options::default() };
        read(self.path(), &options).unwrap()
    }

    pub fn at(&self, revision: &str) -> Result<History, GitRefused> {
        let options = Options { revision: Some(revision.to_owned()), ..Options::default() };
        read(self.path(), &options)
    }
}

pub fn read(path: &Path, options: &Options) -> Result<History, GitRefused> {
    read_history(path, options, &mut |_| {})
}

pub fn git_in(directory: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new("git")
        .args(["-c", "protocol.file.allow=always"])
        .args(arguments)
        .current_dir(directory)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A git that needs no input may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

pub fn succeed(output: Output) -> String {
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Who authored each commit, oldest first: `Ana+Ben, Ana`.
pub fn authors(history: &History) -> String {
    let commits = history.commits.iter().map(|commit| {
        let names = commit.authors.iter().map(|&who| history.people[who].name.as_str());
        names.collect::<Vec<_>>().join("+")
    });
    commits.collect::<Vec<_>>().join(", ")
}

/// The people of a history: `Ana <a@x>, Ben <b@x>`.
pub fn people(history: &History) -> String {
    let people = history.people.iter();
    let people: Vec<_> = people.map(|who| format!("{} <{}>", who.name, who.email)).collect();
    people.join(", ")
}
