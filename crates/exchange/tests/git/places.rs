//! Where a repository can be and how it can be kept.

use std::fs;
use std::path::Path;

use exchange::git::{Caveat, Measure, Options, Person, contributions};

use crate::repo::{NOON, Repo, authors, git_in, read, succeed};

/// Two commits on `main`, tagged, and a third on `side`.
fn three_commits(flags: &[&str]) -> Repo {
    let repo = Repo::with(flags);
    repo.write("f", "1\n2\n");
    repo.commit("Ana <a@x>", "1704110400 +0000", "one");
    repo.write("f", "1\n2\n3\n");
    repo.commit("Ben <b@x>", "1704110401 +0000", "two");
    repo.git(&["-c", "user.name=T", "-c", "user.email=t@x", "tag", "-m", "tagged", "v1"]);
    repo.git(&["checkout", "--quiet", "-b", "side/way"]);
    repo.commit("Eve <e@x>", "1704110402 +0000", "three");
    repo.git(&["checkout", "--quiet", "main"]);
    repo
}

fn check_names(repo: &Repo) {
    let at = |revision: &str| authors(&repo.at(revision).unwrap());
    assert_eq!(authors(&repo.days()), "Ana, Ben");
    let side = repo.git(&["rev-parse", "side/way"]);
    for name in ["side/way", "heads/side/way", "refs/heads/side/way", &side, &side[..8]] {
        assert_eq!(at(name), "Ana, Ben, Eve", "{name}");
    }
    for name in ["HEAD", "main", "v1", "tags/v1", "side/way~1", "side/way^"] {
        assert_eq!(at(name), "Ana, Ben", "{name}");
    }
    assert_eq!(at("HEAD~"), "Ana");
    for name in [
        "",
        "no",
        "v1~9",
        "-h",
        "config",
        "../main",
        "refs/../HEAD",
        "HEAD:f",
        "main@{0}",
        "abcdef12",
    ] {
        let refused = repo.at(name).unwrap_err().to_string();
        let start = format!("revision_unknown: `{name}` ");
        assert!(refused.starts_with(&start), "{refused}");
    }
}

#[test]
fn branches_tags_and_hashes_are_found() {
    let repo = three_commits(&[]);
    check_names(&repo);
    repo.git(&["pack-refs", "--all"]);
    assert!(!repo.path().join(".git/refs/heads/main").exists());
    check_names(&repo);
}

#[test]
fn a_detached_head_is_found() {
    let repo = three_commits(&[]);
    repo.git(&["checkout", "--quiet", "--detach", "side/way"]);
    assert_eq!(authors(&repo.days()), "Ana, Ben, Eve");
}

#[test]
fn sha256_and_reftables_are_read() {
    check_names(&three_commits(&["--object-format=sha256"]));
    // Git knows reftables since 2.45.
    let probe = tempfile::tempdir().unwrap();
    let asked = ["init", "--quiet", "--ref-format=reftable"];
    if git_in(probe.path(), &asked, b"").status.success() {
        check_names(&three_commits(&["--ref-format=reftable"]));
        let refused = read(probe.path(), &Options::default()).unwrap_err().to_string();
        assert!(refused.starts_with("repository_without_commits: "), "{refused}");
    }
}

#[test]
fn subdirectories_worktrees_bare_clones_and_alternates_are_read() {
    let repo = three_commits(&[]);
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    let read_at = |path: &Path| authors(&read(path, &Options::default()).unwrap());

    fs::create_dir_all(repo.path().join("deep/er")).unwrap();
    assert_eq!(read_at(&repo.path().join("deep/er")), "Ana, Ben");
    assert_eq!(read_at(&repo.path().join(".git")), "Ana, Ben");
    assert_eq!(read_at(&repo.path().join("f")), "Ana, Ben");

    let tree = at("tree");
    repo.git(&["worktree", "add", "--quiet", tree.to_str().unwrap(), "side/way"]);
    assert_eq!(read_at(&tree), "Ana, Ben, Eve");

    let url = repo.path().to_str().unwrap();
    for flags in [&["--bare"][..], &["--bare", "--shared"], &["--separate-git-dir", "kept"]] {
        let clone = at(&flags.concat());
        let arguments = [&["clone", "--quiet"], flags, &[url, clone.to_str().unwrap()]].concat();
        succeed(git_in(place.path(), &arguments, b""));
        assert_eq!(read_at(&clone), "Ana, Ben", "{flags:?}");
    }
}

#[test]
fn a_shallow_clone_says_so_and_adds_no_lines() {
    let repo = three_commits(&[]);
    let place = tempfile::tempdir().unwrap();
    let url = format!("file://{}", repo.path().display());
    let arguments = ["clone", "--quiet", "--depth=2", "--branch=side/way", &url, "clone"];
    succeed(git_in(place.path(), &arguments, b""));

    let options = Options { measure: Measure::Lines, ..Options::default() };
    let history = read(&place.path().join("clone"), &options).unwrap();
    assert_eq!(authors(&history), "Ben, Eve");
    assert_eq!(history.root, history.commits[0].id);
    assert!(history.caveats.contains(&Caveat::Shallow { boundary: 1 }));
    assert_eq!(contributions(&history), []);
    assert_eq!(contributions(&repo.measured(Measure::Lines)).len(), 2);
}

#[test]
fn the_history_of_this_repository_agrees_with_shortlog() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    if !here.join(".git").exists() {
        return; // Unpacked from an archive.
    }
    let history = read(&here, &Options::default()).unwrap();
    let arguments = ["shortlog", "-se", "--no-merges", &history.head];
    let shortlog = succeed(git_in(&here, &arguments, b""));
    let mut commits = 0;
    for line in shortlog.lines() {
        let (count, who) = line.trim().split_once('\t').unwrap();
        let (name, email) = who.trim_end_matches('>').rsplit_once(" <").unwrap();
        commits += count.parse::<u64>().unwrap();
        let person = Person { name: name.to_owned(), email: email.to_lowercase() };
        assert!(history.left_out.bots > 0 || history.people.contains(&person), "{person:?}");
    }
    assert_eq!(history.commits.len() as u64 + history.left_out.bots, commits);
    assert!(commits > 0);
}

#[test]
fn paths_restrict_the_commits_and_are_taken_literally() {
    let repo = Repo::empty();
    repo.write("a/f", "1\n");
    repo.write("b/f", "1\n");
    repo.commit("Ana <a@x>", "1704110400 +0000", "both");
    repo.write("b/f", "2\n");
    repo.commit("Ben <b@x>", "1704110401 +0000", "b");
    repo.write("*", "star\n");
    repo.commit("Eve <e@x>", "1704110402 +0000", "star");
    let at = |paths: &[&str]| {
        let options = Options {
            paths: paths.iter().map(|&path| path.to_owned()).collect(),
            measure: Measure::Lines,
            ..Options::default()
        };
        read(repo.path(), &options).unwrap()
    };
    assert_eq!(authors(&at(&["a"])), "Ana");
    assert_eq!(authors(&at(&["a/", "b/f"])), "Ana, Ben");
    assert_eq!(authors(&at(&["*"])), "Eve");
    assert_eq!(authors(&at(&["--all"])), "");
    assert_eq!(at(&["a"]).commits[0].added, 1);
    assert_eq!(at(&["a"]).root, repo.days().root);
}

#[test]
fn work_that_was_undone_on_a_branch_counts_for_its_paths() {
    let repo = Repo::empty();
    repo.write("f", "1\n");
    let first = repo.commit("Ana <a@x>", "1704110400 +0000", "one");
    let tree = repo.git(&["write-tree"]);
    repo.write("f", "2\n");
    repo.commit("Ben <b@x>", "1704110401 +0000", "try");
    let undone = repo.git(&["rev-parse", "HEAD"]);
    let undone = repo.object(&tree, &[&undone], "Ben <b@x>", "1704110402 +0000", "undo");
    let merge = repo.object(&tree, &[&first, &undone], "Ana <a@x>", NOON, "merge");
    repo.git(&["update-ref", "HEAD", &merge]);
    let options = Options { paths: vec!["f".to_owned()], ..Options::default() };
    assert_eq!(authors(&read(repo.path(), &options).unwrap()), "Ana, Ben, Ben");
}
