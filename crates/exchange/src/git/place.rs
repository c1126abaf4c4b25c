//! Where a repository is and which commit a name means, read from its files.
//!
//! Only regular files are opened, and only so much of them as they should hold.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::refused::GitRefused;
use super::sandbox::{Hash, Refs, Sandbox, unreadable};
use super::text::legible;

/// A repository as it was found.
pub(super) struct Place {
    /// The path as it was given.
    given: String,
    /// What belongs to this checkout: `HEAD`.
    git_dir: PathBuf,
    /// What all checkouts of the repository share: objects, branches, settings.
    common_dir: PathBuf,
    hash: Hash,
    refs: Refs,
}

impl Place {
    /// Finds the repository that `path` is in, as git would: at `path` itself
    /// or at the nearest directory above it.
    pub(super) fn find(path: &Path) -> Result<Place, GitRefused> {
        let given = legible(path.to_string_lossy().as_bytes(), 200);
        let Ok(start) = path.canonicalize() else {
            return Err(GitRefused::RepositoryNotFound { path: given });
        };
        for directory in start.ancestors() {
            if let Some(git_dir) = git_dir_at(directory, &given)? {
                let common_dir = common_dir_of(&git_dir);
                return Place { given, git_dir, common_dir, hash: Hash::Sha1, refs: Refs::Files }
                    .with_formats();
            }
        }
        Err(GitRefused::NotARepository { path: given })
    }

    /// A sandbox over the repository's objects, which knows where a shallow
    /// clone ends.
    pub(super) fn sandbox(&self) -> Result<Sandbox, GitRefused> {
        let sandbox = Sandbox::over(&self.objects(), self.hash, Refs::Files)?;
        let boundary = self.boundary();
        if !boundary.is_empty() {
            let lines: String = boundary.iter().map(|hash| format!("{hash}\n")).collect();
            sandbox.write("shallow", lines.as_bytes())?;
        }
        Ok(sandbox)
    }

    /// The hashes of the commits whose parents a shallow clone left behind.
    pub(super) fn boundary(&self) -> BTreeSet<String> {
        let text = text_of(&self.common_dir.join("shallow"), 1 << 26).unwrap_or_default();
        text.lines().map(|line| line.trim().to_owned()).filter(|line| is_hash(line)).collect()
    }

    /// The hash of the commit that `revision` means, or `HEAD`.
    pub(super) fn commit(
        &self,
        revision: Option<&str>,
        sandbox: &Sandbox,
    ) -> Result<String, GitRefused> {
        let Some(revision) = revision else {
            let head = self
                .hash_of("HEAD")?
                .ok_or_else(|| GitRefused::RepositoryWithoutCommits { path: self.given.clone() })?;
            // A commit that HEAD names and nobody has is damage, not ignorance.
            return line_of(sandbox.ask(peel(&head, ""), b"")?);
        };
        let unknown =
            || GitRefused::RevisionUnknown { revision: legible(revision.as_bytes(), 200) };
        let (name, steps) = revision.split_at(revision.find(['~', '^']).unwrap_or(revision.len()));
        let hash = self.named(name)?.ok_or_else(unknown)?;
        let output = sandbox.run(peel(&hash, steps), b"")?;
        if output.status.success() { line_of(output.stdout) } else { Err(unknown()) }
    }

    /// The hash, possibly shortened, that a name stands for: a whole hash is
    /// itself, then branches and tags come before shortened hashes.
    fn named(&self, name: &str) -> Result<Option<String>, GitRefused> {
        if is_hash(name) {
            return Ok(Some(name.to_owned()));
        }
        if !is_ref_name(name) {
            return Ok(None);
        }
        let mut candidates = vec![
            format!("refs/{name}"),
            format!("refs/tags/{name}"),
            format!("refs/heads/{name}"),
            format!("refs/remotes/{name}"),
            format!("refs/remotes/{name}/HEAD"),
        ];
        if name.starts_with("refs/") || name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_') {
            candidates.insert(0, name.to_owned());
        }
        for candidate in candidates {
            if let Some(hash) = self.hash_of(&candidate)? {
                return Ok(Some(hash));
            }
        }
        let shortened = name.len() >= 4 && name.bytes().all(|b| b.is_ascii_hexdigit());
        Ok(shortened.then(|| name.to_owned()))
    }

    fn hash_of(&self, name: &str) -> Result<Option<String>, GitRefused> {
        match self.refs {
            Refs::Files => self.hash_in_files(name),
            Refs::Reftable => self.hash_in_tables(name),
        }
    }

    fn hash_in_files(&self, name: &str) -> Result<Option<String>, GitRefused> {
        let mut name = name.to_owned();
        // Git follows as many symbolic names as this.
        for _ in 0..5 {
            let directory = match name.starts_with("refs/") {
                true => &self.common_dir,
                false => &self.git_dir,
            };
            let Some(text) = text_of(&directory.join(&name), 4096) else {
                return Ok(self.packed(&name));
            };
            let text = text.trim();
            match text.strip_prefix("ref:").map(str::trim) {
                Some(next) if is_ref_name(next) => name = next.to_owned(),
                None if is_hash(text) => return Ok(Some(text.to_owned())),
                _ => break,
            }
        }
        let name = legible(name.as_bytes(), 200);
        Err(self.damaged(format!(
            "`{name}` names no commit; set the branch again with `git update-ref`"
        )))
    }

    /// Looks a name up in the file of packed refs, which may be large.
    fn packed(&self, name: &str) -> Option<String> {
        let packed = regular(&self.common_dir.join("packed-refs"))?;
        let mut lines = BufReader::new(packed).lines().map_while(Result::ok);
        lines.find_map(|line| match line.split_once(' ') {
            Some((hash, found)) if found == name && is_hash(hash) => Some(hash.to_owned()),
            _ => None,
        })
    }

    /// Lets git look a name up in a copy of the reftable.
    fn hash_in_tables(&self, name: &str) -> Result<Option<String>, GitRefused> {
        if self.git_dir != self.common_dir && !name.starts_with("refs/") {
            return Err(self.damaged(
                "`HEAD` of a linked worktree is in a reftable, which is not read; name a branch, or use the main checkout".to_owned(),
            ));
        }
        let sandbox = Sandbox::over(&self.objects(), self.hash, Refs::Reftable)?;
        let tables = fs::read_dir(self.common_dir.join("reftable"));
        for table in tables.into_iter().flatten().flatten() {
            if table.file_type().is_ok_and(|kind| kind.is_file()) {
                let copy = sandbox.path("reftable").join(table.file_name());
                fs::copy(table.path(), copy)
                    .map_err(|error| GitRefused::NoPlaceToWork { why: error.to_string() })?;
            }
        }
        let output = sandbox.run(["show-ref", "--verify", "--hash", name], b"")?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            return match words.contains("not a valid ref") {
                true => Ok(None),
                false => Err(unreadable(words.as_bytes())),
            };
        }
        line_of(output.stdout).map(Some)
    }

    /// Learns which hash and which store of branches the repository has, by
    /// reading two settings and nothing they include.
    fn with_formats(mut self) -> Result<Place, GitRefused> {
        let config = self.common_dir.join("config");
        if regular(&config).is_none() {
            return Ok(self);
        }
        let sandbox = Sandbox::over(&self.objects(), Hash::Sha1, Refs::Files)?;
        let mut arguments: Vec<_> = ["config", "--no-includes", "--file"].map(Into::into).into();
        arguments.push(config.into_os_string());
        arguments
            .extend(["--get-regexp", r"^extensions\.(objectformat|refstorage)$"].map(Into::into));
        let output = sandbox.run(arguments, b"")?;
        // 1: neither is set.
        if !output.status.success() && output.status.code() != Some(1) {
            let words = legible(&output.stderr, 200);
            return Err(self.damaged(format!(
                "git cannot read the settings (`{words}`); correct its file `config`"
            )));
        }
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            match line.split_once(' ') {
                Some(("extensions.objectformat", "sha256")) => self.hash = Hash::Sha256,
                Some(("extensions.refstorage", "reftable")) => self.refs = Refs::Reftable,
                _ => {}
            }
        }
        Ok(self)
    }

    fn objects(&self) -> PathBuf {
        self.common_dir.join("objects")
    }

    fn damaged(&self, trouble: String) -> GitRefused {
        GitRefused::RepositoryDamaged { path: self.given.clone(), trouble }
    }
}

/// The git directory of a checkout at `directory`, or `directory` itself if it
/// is one.
fn git_dir_at(directory: &Path, given: &str) -> Result<Option<PathBuf>, GitRefused> {
    let inside = directory.join(".git");
    if is_git_dir(&inside) {
        return Ok(Some(inside));
    }
    let pointer = text_of(&inside, 4096).unwrap_or_default();
    if let Some(target) = pointer.strip_prefix("gitdir:") {
        let git_dir = directory.join(target.trim());
        if is_git_dir(&git_dir) {
            return Ok(Some(git_dir));
        }
        return Err(GitRefused::RepositoryDamaged {
            path: given.to_owned(),
            trouble: format!(
                "the file .git points to `{}`, which is no git directory; `git worktree repair` in the main checkout may help",
                legible(target.as_bytes(), 200),
            ),
        });
    }
    Ok(is_git_dir(directory).then(|| directory.to_owned()))
}

fn is_git_dir(directory: &Path) -> bool {
    let common = common_dir_of(directory);
    regular(&directory.join("HEAD")).is_some()
        && common.join("objects").is_dir()
        && common.join("refs").is_dir()
}

fn common_dir_of(git_dir: &Path) -> PathBuf {
    let pointer = text_of(&git_dir.join("commondir"), 4096).unwrap_or_default();
    match pointer.trim() {
        "" => git_dir.to_owned(),
        target => {
            let common = git_dir.join(target);
            common.canonicalize().unwrap_or(common)
        }
    }
}

/// A file to read, if it is one: a pipe or a device would never end.
fn regular(path: &Path) -> Option<File> {
    let is_file = fs::metadata(path).is_ok_and(|about| about.is_file());
    is_file.then(|| File::open(path).ok()).flatten()
}

/// The text of a small file, cut at `most` bytes.
fn text_of(path: &Path, most: u64) -> Option<String> {
    let mut bytes = Vec::new();
    regular(path)?.take(most).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn is_hash(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Whether a name stays inside the git directory when it is taken as a path.
fn is_ref_name(name: &str) -> bool {
    name.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
        && !name.contains(|c: char| c.is_control() || matches!(c, ' ' | '\\' | ':'))
}

fn peel(hash: &str, steps: &str) -> [String; 4] {
    let commit = format!("{hash}{steps}^{{commit}}");
    ["rev-parse", "--verify", "--quiet", &commit].map(str::to_owned)
}

fn line_of(output: Vec<u8>) -> Result<String, GitRefused> {
    match String::from_utf8(output) {
        Ok(line) if is_hash(line.trim()) => Ok(line.trim().to_owned()),
        _ => Err(unreadable(b"something that is not the hash of a commit")),
    }
}
