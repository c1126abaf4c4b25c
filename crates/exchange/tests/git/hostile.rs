//! A repository whose settings name a program at every turn.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use exchange::git::{Measure, Options};

use crate::repo::{NOON, Repo, git_in, read, succeed};

const TRAPS: &[&str] = &[
    "alias.log",
    "alias.rev-parse",
    "core.alternateRefsCommand",
    "core.askPass",
    "core.editor",
    "core.fsmonitor",
    "core.gitProxy",
    "core.pager",
    "core.sshCommand",
    "credential.helper",
    "diff.external",
    "diff.trap.command",
    "diff.trap.textconv",
    "filter.trap.clean",
    "filter.trap.process",
    "filter.trap.smudge",
    "gpg.program",
    "gpg.ssh.program",
    "gpg.x509.program",
    "pager.log",
    "remote.origin.uploadpack",
    "uploadpack.packObjectsHook",
];

const SETTINGS: &[(&str, &str)] = &[
    ("log.showSignature", "true"),
    ("core.repositoryFormatVersion", "1"),
    ("extensions.partialClone", "origin"),
    ("remote.origin.url", "ssh://nobody@localhost/nowhere"),
    ("remote.origin.promisor", "true"),
    ("remote.origin.partialCloneFilter", "blob:none"),
    ("mailmap.blob", "HEAD:elsewhere"),
    ("diff.ignoreSubmodules", "none"),
];

/// A repository with traps; each leaves a file with its name in `sprung`.
fn trapped(sprung: &Path) -> Repo {
    let repo = Repo::empty();
    repo.write(".gitattributes", "f diff=trap\ng filter=trap\n");
    repo.write("g", "1\n");
    repo.write("f", "1\n");
    let tree = {
        repo.git(&["add", "--all"]);
        repo.git(&["write-tree"])
    };
    let signature =
        "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----\n";
    let commit = format!(
        "tree {tree}\nauthor Ana <a@x> {NOON}\ncommitter Ana <a@x> {NOON}\n{signature}\none\n"
    );
    let output = repo.run(&["hash-object", "-t", "commit", "-w", "--stdin"], commit.as_bytes());
    repo.git(&["update-ref", "HEAD", &succeed(output)]);
    repo.write("f", "1\n2\n");
    repo.commit("Ben <b@x>", NOON, "two");

    let program = |name: &str| {
        let text = format!("#!/bin/sh\ntouch '{}/{name}'\nexit 1\n", sprung.display());
        let path = repo.write(&format!(".git/traps/{name}"), text);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let included = repo.path().join(".git/included");
    for name in TRAPS {
        let path = program(name);
        let value = if name.starts_with("alias.") { format!("!{path}") } else { path };
        repo.git(&["config", "--file", included.to_str().unwrap(), name, &value]);
        repo.git(&["config", name, &value]);
    }
    for (name, value) in SETTINGS {
        repo.git(&["config", name, value]);
    }
    repo.git(&["config", "include.path", included.to_str().unwrap()]);
    for hook in ["post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc"] {
        program(hook);
    }
    let hooks = repo.path().join(".git/traps");
    repo.git(&["config", "core.hooksPath", hooks.to_str().unwrap()]);
    repo
}

fn names_in(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn nothing_that_a_repository_names_is_run() {
    let sprung = tempfile::tempdir().unwrap();
    let repo = trapped(sprung.path());
    for name in names_in(sprung.path()) {
        // Git sprang some while the repository was made.
        fs::remove_file(sprung.path().join(name)).unwrap();
    }
    for measure in [Measure::Days, Measure::Commits, Measure::Lines] {
        assert_eq!(repo.measured(measure).commits.len(), 2);
    }
    let missing = repo.git(&["rev-parse", "HEAD:f"]);
    repo.lose(&missing);
    assert_eq!(repo.days().commits.len(), 2);
    let lines = Options { measure: Measure::Lines, ..Options::default() };
    let refused = read(repo.path(), &lines).unwrap_err().to_string();
    assert!(refused.starts_with("history_unreadable: git says `fatal: "), "{refused}");
    assert_eq!(names_in(sprung.path()), [""; 0]);

    // The traps do spring for a git that trusts the repository.
    repo.write("g", "2\n");
    for arguments in [
        &["log", "-p", "--ext-diff", "HEAD~1"][..],
        &["log", "-p", "HEAD~1"],
        &["log", "--numstat"],
        &["status"],
        &["add", "g"],
        &["update-ref", "refs/heads/other", "HEAD"],
    ] {
        git_in(repo.path(), arguments, b"");
    }
    let seen = names_in(sprung.path());
    for name in [
        "core.fsmonitor",
        "core.sshCommand",
        "diff.external",
        "diff.trap.textconv",
        "filter.trap.process",
        "gpg.program",
        "reference-transaction",
    ] {
        assert!(seen.iter().any(|trap| trap == name), "{name} not among {seen:?}");
    }
}

#[test]
fn replaced_commits_and_attributes_have_no_say() {
    let repo = Repo::empty();
    repo.write(".gitattributes", "* -diff\n");
    repo.write("f", "1\n2\n");
    let head = repo.commit("Ana <a@x>", NOON, "one");
    let tree = repo.git(&["write-tree"]);
    let other = repo.object(&tree, &[], "Eve <e@x>", NOON, "mine");
    repo.git(&["replace", &head, &other]);
    let history = repo.measured(Measure::Lines);
    assert_eq!((history.people[0].name.as_str(), history.people.len()), ("Ana", 1));
    assert_eq!(history.commits[0].added, 3);
}
