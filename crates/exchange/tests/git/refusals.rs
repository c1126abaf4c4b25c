//! Histories that are not read, in the order of the refusals.

use std::fs;
use std::path::Path;

use exchange::git::Options;
use jiff::civil::date;

use crate::repo::{NOON, Repo, read};

fn refusal(path: &Path, options: &Options) -> String {
    let refused = read(path, options).unwrap_err().to_string();
    refused.replace(path.to_str().unwrap(), "PATH")
}

fn refused(path: &Path) -> String {
    refusal(path, &Options::default())
}

#[test]
fn dates_in_the_wrong_order_come_first() {
    let options = Options {
        since: Some(date(2024, 2, 1)),
        until: Some(date(2024, 1, 31)),
        ..Options::default()
    };
    assert_eq!(
        refusal(Path::new("/no/such/path"), &options),
        "dates_reversed: `2024-02-01` is after `2024-01-31`; give the earlier day first"
    );
}

#[test]
fn a_path_must_be_there_and_in_a_repository() {
    let place = tempfile::tempdir().unwrap();
    assert_eq!(
        refused(&place.path().join("no")),
        "repository_not_found: there is nothing at `PATH`; check the path"
    );
    fs::write(place.path().join(".git"), "not a pointer").unwrap();
    assert_eq!(
        refused(place.path()),
        "not_a_repository: `PATH` is not in a git repository; give a path inside one, or make one with `git init`"
    );
    fs::write(place.path().join(".git"), "gitdir: /no/such/place\n").unwrap();
    assert_eq!(
        refused(place.path()),
        "repository_damaged: in the repository at `PATH` the file .git points to `/no/such/place`, which is no git directory; `git worktree repair` in the main checkout may help"
    );
}

#[test]
fn a_repository_must_be_readable_and_have_commits() {
    let repo = Repo::empty();
    assert_eq!(
        refused(repo.path()),
        "repository_without_commits: `PATH` has no commit on its current branch; commit something, or name a branch that has commits"
    );
    repo.write(".git/refs/heads/main", "nonsense");
    assert!(refused(repo.path()).starts_with(
        "repository_damaged: in the repository at `PATH` `refs/heads/main` names no commit; "
    ));
    repo.write(".git/refs/heads/main", "ref: refs/heads/main");
    assert!(refused(repo.path()).starts_with("repository_damaged: "));
    repo.write(".git/refs/heads/main", "1".repeat(40));
    assert!(refused(repo.path()).starts_with("history_unreadable: "));
    repo.write(".git/HEAD", "ref: ../../../etc/passwd");
    assert!(refused(repo.path()).starts_with("repository_damaged: "));
    repo.write(".git/config", "[core");
    assert!(refused(repo.path()).starts_with(
        "repository_damaged: in the repository at `PATH` git cannot read the settings (`fatal: "
    ));
}

#[cfg(unix)]
#[test]
fn pipes_in_the_place_of_files_are_passed_over() {
    let repo = Repo::empty();
    let head = repo.commit("Ana <a@x>", NOON, "one");
    repo.git(&["pack-refs", "--all"]);
    for name in ["config", "shallow", "commondir", "refs/heads/main"] {
        let path = repo.path().join(".git").join(name);
        let _ = fs::remove_file(&path);
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    }
    assert_eq!(repo.days().head, head);
}

#[test]
fn a_huge_mailmap_is_refused() {
    let repo = Repo::empty();
    repo.write(".mailmap", "x".repeat((1 << 23) + 1));
    repo.commit("Ana <a@x>", NOON, "one");
    assert_eq!(
        refused(repo.path()),
        "mailmap_too_large: the file .mailmap has 8388609 bytes, more than 8388608; shorten it and commit it"
    );
}

#[test]
fn a_missing_mailmap_is_not_taken_for_none() {
    let repo = Repo::empty();
    repo.write(".mailmap", "Ana Lind <a@x>\n");
    repo.commit("Ana <a@x>", NOON, "one");
    let blob = repo.git(&["rev-parse", "HEAD:.mailmap"]);
    repo.lose(&blob);
    assert!(
        refused(repo.path())
            .starts_with("history_unreadable: git says `the file .mailmap is missing`; ")
    );
}

#[test]
fn a_history_with_a_hole_is_refused() {
    let repo = Repo::empty();
    let first = repo.commit("Ana <a@x>", NOON, "one");
    repo.commit("Ana <a@x>", NOON, "two");
    repo.lose(&first);
    let words = refused(repo.path());
    assert!(words.starts_with("history_unreadable: git says `"), "{words}");
    assert!(words.contains(&first), "{words}");
}
