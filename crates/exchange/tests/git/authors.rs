//! Who is counted for a commit.

use exchange::git::{Bots, Caveat, LeftOut, Merges, Options};

use crate::repo::{NOON, Repo, authors, people, read};

#[test]
fn a_mailmap_joins_authors_and_co_authors() {
    let repo = Repo::empty();
    repo.commit("Ana <a@x>", "1704110400 +0000", "one");
    repo.commit("ana <A@old>", "1704110401 +0000", "two");
    repo.commit("Ben <b@x>", "1704110402 +0000", "three\n\nCo-authored-by: Anna <a@OLD>\n");
    assert_eq!(people(&repo.days()), "Ana <a@x>, ana <a@old>, Ben <b@x>");
    assert!(repo.days().caveats.contains(&Caveat::SeveralAddresses { names: 1 }));

    repo.write(".mailmap", "Ana Lind <ana@new> <a@x>\nAna Lind <ana@new> <a@old>\n");
    assert_eq!(repo.days().people.len(), 3, "what is not committed is not seen");
    repo.commit("Ben <b@x>", "1704110403 +0000", "four");
    let history = repo.days();
    assert_eq!(people(&history), "Ana Lind <ana@new>, Ben <b@x>");
    assert_eq!(authors(&history), "Ana Lind, Ana Lind, Ben+Ana Lind, Ben");
    assert!(!history.caveats.iter().any(|c| matches!(c, Caveat::SeveralAddresses { .. })));
}

#[test]
fn one_address_is_one_person_under_their_latest_name_as_author() {
    let repo = Repo::empty();
    repo.commit("Old Name <a@x>", "1704110400 +0000", "one");
    repo.commit("New Name <A@X>", "1704110402 +0000", "two");
    repo.commit("Middle <a@x>", "1704110401 +0000", "three");
    repo.commit("Ben <b@x>", "1704110403 +0000", "four\n\nCo-authored-by: Nick <a@x>");
    assert_eq!(people(&repo.days()), "New Name <a@x>, Ben <b@x>");
}

#[test]
fn people_without_an_address_are_told_apart_by_name() {
    let repo = Repo::empty();
    repo.commit("Ana <>", "1704110400 +0000", "one");
    repo.commit("Ben <>", "1704110401 +0000", "two");
    repo.commit(" <c@x>", "1704110402 +0000", "three");
    repo.commit(" <>", "1704110403 +0000", "four");
    assert_eq!(people(&repo.days()), "Ana <>, Ben <>, c@x <c@x>, (no name) <>");
}

#[test]
fn co_authors_count_once_and_broken_lines_are_told() {
    let repo = Repo::empty();
    let message = "one\n\nCo-authored-by: Ben <b@x>\n\nco-authored-by: BEN <B@X>\n\
        CO-AUTHORED-BY: Ana <a@x>\nCo-authored-by: nobody\nCo-authored-by: C <c@x>, D <d@x>\n\
        Co-authored-by: Eve <e@x>\n\nCloses #1\n";
    repo.commit("Ana <a@x>", NOON, message);
    let history = repo.days();
    assert_eq!(authors(&history), "Ana+Ben+Eve");
    assert_eq!(history.left_out.unreadable_co_authors, 2);
}

#[test]
fn bots_are_left_out_as_authors_and_co_authors() {
    let repo = Repo::empty();
    let bot = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>";
    repo.commit(bot, "1704110400 +0000", "bump");
    repo.commit(bot, "1704110401 +0000", "bump\n\nCo-authored-by: Ana <a@x>");
    let message = format!(
        "work\n\nCo-authored-by: {bot}\nCo-authored-by: An Assistant <noreply@anthropic.com>"
    );
    repo.commit("Ana <a@x>", "1704110402 +0000", message);
    repo.commit("Rob <robot@x>", "1704110403 +0000", "work");

    let history = repo.days();
    assert_eq!(authors(&history), "Ana, Ana, Rob");
    assert_eq!(history.left_out, LeftOut { bots: 1, ..LeftOut::default() });

    let also = vec!["ROBOT@".to_owned()];
    let history = read(repo.path(), &options(Bots::LeaveOut { also })).unwrap();
    assert_eq!((authors(&history).as_str(), history.left_out.bots), ("Ana, Ana", 2));

    let history = read(repo.path(), &options(Bots::Include)).unwrap();
    assert_eq!(history.people.len(), 4);
    assert_eq!((history.commits.len(), history.left_out.bots), (4, 0));
}

fn options(bots: Bots) -> Options {
    Options { bots, ..Options::default() }
}

#[test]
fn merges_are_left_out_unless_asked_for() {
    let repo = Repo::empty();
    let first = repo.commit("Ana <a@x>", "1704110400 +0000", "one");
    let tree = repo.git(&["write-tree"]);
    let side = repo.object(&tree, &[&first], "Ben <b@x>", "1704110401 +0000", "side");
    let other = repo.object(&tree, &[], "Dan <d@x>", "1704110300 +0000", "another root");
    let merge = repo.object(&tree, &[&first, &side, &other], "Eve <e@x>", NOON, "merge");
    repo.git(&["update-ref", "HEAD", &merge]);

    let history = repo.days();
    assert_eq!(authors(&history), "Dan, Ana, Ben");
    assert_eq!(history.left_out.merges, 1);
    assert_eq!((&history.root, &history.head), (&first, &merge));

    let merges = Options { merges: Merges::Include, ..Options::default() };
    let history = read(repo.path(), &merges).unwrap();
    assert_eq!(history.commits.len(), 4);
    assert_eq!(history.left_out.merges, 0);
}

#[test]
fn names_in_other_encodings_are_shown_as_well_as_can_be() {
    let repo = Repo::empty();
    let tree = repo.git(&["write-tree"]);
    let latin = repo.object(&tree, &[], b"Jos\xe9 <j@x>", NOON, b"caf\xe9 \x1b[31m\n");
    let text = [
        format!("tree {tree}\nparent {latin}\n").as_bytes(),
        b"author Ren\xe9 <r@x> 1704110401 +0000\ncommitter C <c@x> 0 +0000\nencoding ISO-8859-1\n\n\xe9t\xe9\n",
    ]
    .concat();
    let output = repo.run(&["hash-object", "-t", "commit", "-w", "--stdin"], &text);
    repo.git(&["update-ref", "HEAD", &crate::repo::succeed(output)]);

    let history = repo.days();
    assert_eq!(people(&history), "Jos\u{fffd} <j@x>, René <r@x>");
    let subjects: Vec<_> = history.commits.iter().map(|c| c.subject.as_str()).collect();
    assert_eq!(subjects, ["caf\u{fffd} [31m", "été"]);
}

#[test]
fn damaged_commits_are_read_as_far_as_git_can() {
    let repo = Repo::empty();
    let tree = repo.git(&["write-tree"]);
    let one = repo.object(&tree, &[], "A <b <c@x>>", NOON, b"one\0Co-authored-by: Ben <b@x>\n");
    let two = repo.object(&tree, &[&one], "Ana\x01\x02 <a@x>", "99999999999999 +0000", "far");
    let three = repo.object(&tree, &[&two], "Ana <a@x>", "1704110400 +9999", "");
    repo.git(&["update-ref", "HEAD", &three]);
    let history = repo.days();
    assert_eq!(history.left_out.undated, 1);
    let seen: Vec<_> =
        history.commits.iter().map(|c| (c.subject.as_str(), c.offset_minutes)).collect();
    assert_eq!(seen.len(), 2);
    assert!(seen.contains(&("one", 0)) && seen.contains(&("", 0)), "{seen:?}");
    assert!(!people(&history).contains("Ben"));
}

#[test]
fn a_message_of_any_size_is_read_to_its_end() {
    let repo = Repo::empty();
    let line = "x".repeat(1 << 24);
    repo.commit("Ana <a@x>", NOON, format!("{line}\n{line}\nCo-authored-by: Ben <b@x>\n"));
    let history = repo.days();
    assert_eq!(authors(&history), "Ana+Ben");
    assert_eq!(history.commits[0].subject.chars().count(), 120);
}
