//! What a journal does, and what it refuses.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise")]

mod scene;

use journal::{
    AppendRefused, BODY_MAX, CommonsId, Draft, EFFECTS_MAX, Entry, Head, Journal, MemoryStore,
    OpenRefused, Opened, ProofRefused, ReadRefused, Row, SecretKey, Store, verify_consistency,
    verify_inclusion, verify_signatures,
};
use scene::{
    ana, append, beside, closed, commons, draft, drafts, entries, is_as_written, look, name, open,
    operator,
};
use std::fs;
use std::ops::ControlFlow;

fn in_memory(len: u64) -> Journal {
    let store = Box::new(MemoryStore::new());
    let mut journal = Journal::create_on(store, commons(), operator()).unwrap();
    append(&mut journal, len);
    journal
}

#[test]
fn what_is_appended_is_read_and_linked() {
    let journal = in_memory(25);
    let all = entries(&journal).unwrap();
    assert_eq!(all.len(), 25);
    assert!(all.iter().all(is_as_written));
    assert!(all.windows(2).all(|pair| pair[1].previous == pair[0].hash()));
    assert_eq!(journal.head(), Head { len: 25, hash: all[24].hash() });
    assert_eq!(journal.last_ms(), all[24].at_ms);
    assert_eq!(journal.entry(7).unwrap().as_ref(), Some(&all[7]));
    assert_eq!(journal.entry(25).unwrap(), None);
    let acts: Vec<_> = all.iter().map(|entry| &entry.act).collect();
    assert_eq!(verify_signatures(&acts, commons()), Ok(()));
}

#[test]
fn reading_starts_and_stops_where_it_is_told() {
    let journal = in_memory(25);
    let mut seen = Vec::new();
    let end = journal.read(20, |entry| {
        seen.push(entry.index);
        if entry.index == 22 { ControlFlow::Break("enough") } else { ControlFlow::Continue(()) }
    });
    assert_eq!(end, Ok(ControlFlow::Break("enough")));
    assert_eq!(seen, [20, 21, 22]);
    for from in [25, 26, u64::MAX] {
        let end = journal.read(from, |entry| ControlFlow::Break(entry.index));
        assert_eq!(end, Ok(ControlFlow::Continue(())));
    }
}

#[test]
fn receipts_are_proved_to_whoever_holds_a_root() {
    let mut journal = in_memory(300);
    let (old, old_root) = (journal.head().len, journal.root());
    let receipts = journal.append(journal.head(), drafts(300, 400)).unwrap();
    let (len, root) = (journal.head().len, journal.root());
    assert_eq!(receipts.len(), 400);
    for receipt in receipts {
        let proof = journal.inclusion_proof(receipt.index, len).unwrap();
        assert!(verify_inclusion(receipt.hash, receipt.index, len, &proof, root));
    }
    let proof = journal.consistency_proof(old, len).unwrap();
    assert!(verify_consistency(old, old_root, len, root, &proof));
    assert_eq!(journal.root_at(old).unwrap(), old_root);
    assert_eq!(journal.root_at(len).unwrap(), root);
}

#[test]
fn nothing_is_proved_beyond_the_end() {
    let journal = in_memory(3);
    let out = |asked, len| ProofRefused::OutOfRange { asked, len };
    assert_eq!(journal.inclusion_proof(0, 4), Err(out(4, 3)));
    assert_eq!(journal.inclusion_proof(2, 2), Err(out(2, 2)));
    assert_eq!(journal.consistency_proof(1, 4), Err(out(4, 3)));
    assert_eq!(journal.consistency_proof(3, 2), Err(out(3, 2)));
    assert_eq!(journal.root_at(4), Err(out(4, 3)));
    assert_eq!(name(out(4, 3)), "proof_out_of_range");
}

#[test]
fn appending_is_refused_in_order_and_changes_nothing() {
    let mut journal = in_memory(6);
    let head = journal.head();
    let late = Draft { at_ms: journal.last_ms() - 1, ..draft(6) };
    let mut long = draft(6);
    long.act.body = vec![0; BODY_MAX + 1];
    let mut deep = draft(6);
    deep.effects = vec![0; EFFECTS_MAX + 1];
    let stale = Head { len: 5, ..head };
    let forked = Head { hash: journal::leaf_hash(b"other"), ..head };
    let mut refused = |expected, drafts| name(journal.append(expected, drafts).unwrap_err());
    assert_eq!(refused(stale, vec![late.clone()]), "head_moved");
    assert_eq!(refused(forked, vec![draft(6)]), "head_moved");
    assert_eq!(refused(head, vec![draft(6), late]), "time_backwards");
    assert_eq!(refused(head, vec![draft(6), long]), "entry_too_long");
    assert_eq!(refused(head, vec![deep]), "entry_too_long");
    assert_eq!(journal.head(), head);
    assert_eq!(entries(&journal).unwrap().len(), 6);
    assert_eq!(journal.append(head, Vec::new()), Ok(Vec::new()));
    append(&mut journal, 1);
}

#[test]
fn times_may_be_equal_and_before_1970() {
    let mut journal = in_memory(0);
    let drafts = [i64::MIN, -5, -5, i64::MAX].map(|at_ms| Draft { at_ms, ..draft(0) });
    journal.append(journal.head(), drafts.to_vec()).unwrap();
    let times: Vec<i64> = entries(&journal).unwrap().iter().map(|entry| entry.at_ms).collect();
    assert_eq!(times, [i64::MIN, -5, -5, i64::MAX]);
}

#[test]
fn a_file_is_found_again_with_everything_in_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = closed(directory.path(), 35);
    let expected = in_memory(35);
    for opened in [look(&path).unwrap(), open(&path).unwrap()] {
        let Opened { mut journal, warning } = opened;
        assert_eq!(warning, None);
        assert_eq!(journal.commons(), commons());
        assert_eq!(journal.operator(), operator().public());
        assert_eq!((journal.head(), journal.root()), (expected.head(), expected.root()));
        assert_eq!(journal.vouched_len(), 35);
        assert_eq!(entries(&journal), entries(&expected));
        if journal.checkpoint().is_some() {
            append(&mut journal, 5);
            assert_eq!(journal.vouched_len(), 40);
            journal.close().unwrap();
        }
    }
    assert_eq!(look(&path).unwrap().journal.head().len, 40);
}

#[test]
fn without_the_key_nothing_is_appended() {
    let directory = tempfile::tempdir().unwrap();
    let path = closed(directory.path(), 2);
    let mut journal = look(&path).unwrap().journal;
    let refused = journal.append(journal.head(), drafts(2, 1)).unwrap_err();
    assert!(matches!(refused, AppendRefused::ReadOnly { .. }));
    assert_eq!(name(refused), "read_only");
    assert_eq!(journal.checkpoint(), None);
    let refused = Journal::open(&path, Some(ana())).unwrap_err();
    assert_eq!(name(refused), "operator_differs");
}

#[test]
fn a_second_writer_is_refused_until_the_first_ends() {
    let directory = tempfile::tempdir().unwrap();
    let path = closed(directory.path(), 2);
    let first = open(&path).unwrap().journal;
    let refused = open(&path).unwrap_err();
    assert!(refused.to_string().contains(&format!("process {}", std::process::id())), "{refused}");
    assert_eq!(name(refused), "journal_in_use");
    first.close().unwrap();
    append(&mut open(&path).unwrap().journal, 1);
}

#[test]
fn who_reads_beside_a_writer_sees_whole_groups_and_catches_up() {
    let directory = tempfile::tempdir().unwrap();
    let path = closed(directory.path(), 2);
    let mut writer = open(&path).unwrap().journal;
    append(&mut writer, 8);
    let mut reader = look(&path).unwrap().journal;
    assert_eq!(reader.head(), writer.head());
    append(&mut writer, 300);
    assert_eq!(entries(&reader).unwrap().len(), 10);
    assert_eq!(reader.refresh().unwrap(), writer.head());
    assert_eq!((reader.root(), reader.last_ms()), (writer.root(), writer.last_ms()));
    assert_eq!(entries(&reader), entries(&writer));
    assert_eq!(reader.refresh().unwrap(), writer.head());
    // A reader that stays does not keep a writer from closing and coming back.
    writer.close().unwrap();
    let mut writer = open(&path).unwrap().journal;
    append(&mut writer, 1);
    assert_eq!(reader.refresh().unwrap(), writer.head());
}

#[test]
fn a_reader_in_the_middle_of_reading_does_not_stop_the_writer() {
    let directory = tempfile::tempdir().unwrap();
    let path = closed(directory.path(), 20);
    let reader = look(&path).unwrap().journal;
    let mut writer = open(&path).unwrap().journal;
    let mut seen = 0;
    let end = reader.read(0, |_| {
        append(&mut writer, 1);
        seen += 1;
        ControlFlow::<()>::Continue(())
    });
    assert_eq!((end, seen), (Ok(ControlFlow::Continue(())), 20));
    assert_eq!(writer.head().len, 40);
}

#[test]
fn a_missing_or_torn_checkpoint_is_a_warning_until_one_is_written() {
    let directory = tempfile::tempdir().unwrap();
    let path = closed(directory.path(), 3);
    let note = beside(&path, ".checkpoint");
    for (text, expected) in [(None, "checkpoint_missing"), (Some(""), "checkpoint_torn")] {
        match text {
            None => fs::remove_file(&note).unwrap(),
            Some(text) => fs::write(&note, text).unwrap(),
        }
        assert_eq!(name(look(&path).unwrap().warning.unwrap()), expected);
        let Opened { journal, warning } = open(&path).unwrap();
        assert_eq!(name(warning.unwrap()), expected);
        journal.close().unwrap();
        assert_eq!(look(&path).unwrap().warning, None);
    }
}

#[test]
fn a_checkpoint_may_lag() {
    let directory = tempfile::tempdir().unwrap();
    let path = closed(directory.path(), 3);
    let note = beside(&path, ".checkpoint");
    let earlier = fs::read(&note).unwrap();
    let mut journal = open(&path).unwrap().journal;
    append(&mut journal, 3);
    journal.close().unwrap();
    fs::write(&note, earlier).unwrap();
    let Opened { journal, warning } = open(&path).unwrap();
    assert_eq!((warning, journal.vouched_len(), journal.head().len), (None, 3, 6));
    journal.close().unwrap();
    assert_eq!(look(&path).unwrap().journal.vouched_len(), 6);
}

#[test]
fn a_checkpoint_that_cannot_be_written_does_not_deny_what_is_durable() {
    let directory = tempfile::tempdir().unwrap();
    let path = closed(directory.path(), 3);
    let mut journal = open(&path).unwrap().journal;
    let in_the_way = beside(&path, ".checkpoint.new");
    fs::create_dir(&in_the_way).unwrap();
    append(&mut journal, 1);
    assert_eq!((journal.head().len, journal.vouched_len()), (4, 3));
    fs::remove_dir(&in_the_way).unwrap();
    journal.close().unwrap();
    assert_eq!(look(&path).unwrap().journal.vouched_len(), 4);
}

#[test]
fn a_checkpoint_of_another_journal_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = closed(directory.path(), 3);
    let note = beside(&path, ".checkpoint");
    let other = |commons, operator| {
        let store = Box::new(MemoryStore::new());
        Journal::create_on(store, commons, operator).unwrap().checkpoint().unwrap()
    };
    fs::write(&note, other(CommonsId::from_bytes([1; 16]), operator())).unwrap();
    assert_eq!(name(look(&path).unwrap_err()), "checkpoint_foreign");
    fs::write(&note, other(commons(), ana())).unwrap();
    assert_eq!(name(open(&path).unwrap_err()), "checkpoint_forged");
}

#[test]
fn a_shorter_or_other_past_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = closed(directory.path(), 10);
    let earlier = fs::read(&path).unwrap();
    let mut journal = open(&path).unwrap().journal;
    append(&mut journal, 1);
    journal.close().unwrap();
    // A backup put back without its checkpoint.
    fs::write(&path, earlier).unwrap();
    let expected =
        OpenRefused::Shortened { store: path.display().to_string(), found: 10, signed: 11 };
    assert_eq!(look(&path).unwrap_err(), expected);
    assert_eq!(name(open(&path).unwrap_err()), "journal_shortened");

    // The same operator writes another past, sound in itself.
    let note = fs::read(beside(&path, ".checkpoint")).unwrap();
    let elsewhere = directory.path().join("other.subak");
    let mut other = Journal::create(&elsewhere, commons(), operator()).unwrap();
    other.append(other.head(), drafts(1, 12)).unwrap();
    other.close().unwrap();
    fs::write(beside(&elsewhere, ".checkpoint"), note).unwrap();
    assert_eq!(name(look(&elsewhere).unwrap_err()), "journal_rewritten");
}

#[test]
fn entries_of_one_commons_do_not_fit_another() {
    let store = Box::new(MemoryStore::new());
    let other = Journal::create_on(store, CommonsId::from_bytes([1; 16]), operator()).unwrap();
    assert_ne!(other.head(), in_memory(0).head());
}

#[test]
fn what_is_no_journal_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rice.subak");
    assert_eq!(name(look(&path).unwrap_err()), "journal_missing");
    assert_eq!(name(open(&path).unwrap_err()), "journal_missing");
    for text in ["", "hello", &"hello ".repeat(2_000)] {
        fs::write(&path, text).unwrap();
        assert_eq!(name(look(&path).unwrap_err()), "not_a_journal");
        assert_eq!(name(open(&path).unwrap_err()), "not_a_journal");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        let refused = Journal::create(&path, commons(), operator()).unwrap_err();
        assert_eq!(name(refused), "journal_exists");
    }
    fs::remove_file(&path).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE t(x)").unwrap();
    assert_eq!(name(open(&path).unwrap_err()), "not_a_journal");
    assert_eq!(name(look(directory.path()).unwrap_err()), "not_a_journal");
    assert!(!beside(&path, ".lock").exists());
    let nowhere = directory.path().join("no/rice.subak");
    let refused = Journal::create(&nowhere, commons(), operator()).unwrap_err();
    assert_eq!(name(refused), "directory_missing");
}

/// Changes a closed journal of 30 entries with SQL, and tells how opening or else reading it is refused.
fn after(sql: &str) -> String {
    let directory = tempfile::tempdir().unwrap();
    let path = closed(directory.path(), 30);
    rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    match look(&path) {
        Err(refused) => refused.to_string(),
        Ok(Opened { journal, .. }) => entries(&journal).map(|_| "nothing").unwrap_err().to_string(),
    }
}

#[test]
fn an_edited_row_is_named() {
    for column in ["bytes", "hash", "author", "act_id"] {
        let cut = format!("UPDATE entry SET {column} = substr({column}, 2) WHERE idx = 17");
        let swap = format!(
            "UPDATE entry SET {column} = (SELECT {column} FROM entry WHERE idx = 15) WHERE idx = 17"
        );
        let refused = after(&cut);
        assert!(refused.contains("entry 17"), "{column}: {refused}");
        if column != "author" {
            let refused = after(&swap);
            assert!(refused.starts_with("entry_damaged: entry 17 of "), "{column}: {refused}");
        }
    }
    let refused = after("UPDATE entry SET at_ms = at_ms + 1 WHERE idx = 17");
    assert!(refused.starts_with("entry_damaged: entry 17 of "), "{refused}");
    let refused = after("UPDATE entry SET author = zeroblob(32) WHERE idx = 0");
    assert!(refused.starts_with("entry_damaged: entry 0 of "), "{refused}");
}

#[test]
fn a_removed_row_is_named() {
    assert!(after("DELETE FROM entry WHERE idx = 0").starts_with("entry_missing: entry 0 of "));
    assert!(after("DELETE FROM entry WHERE idx = 17").starts_with("entry_missing: entry 17 of "));
    assert!(after("DELETE FROM entry WHERE idx = 29").starts_with("journal_shortened: "));
    assert!(after("DELETE FROM entry").starts_with("journal_shortened: "));
}

#[test]
fn swapped_and_added_rows_are_named() {
    let swap = "UPDATE entry SET idx = 100 WHERE idx = 4; UPDATE entry SET idx = 4 WHERE idx = 5;
                UPDATE entry SET idx = 5 WHERE idx = 100";
    assert!(after(swap).starts_with("entry_damaged: entry 4 of "));
    let add =
        "INSERT INTO entry SELECT 30, at_ms, act_id, author, hash, bytes FROM entry WHERE idx = 29";
    assert!(after(add).starts_with("entry_damaged: entry 30 of "));
}

#[test]
fn edited_names_versions_and_tables_are_refused() {
    for key in ["commons", "operator"] {
        let remove = format!("DELETE FROM meta WHERE key = '{key}'");
        assert!(after(&remove).starts_with("journal_damaged: "), "{key}");
        let shorten = format!("UPDATE meta SET value = substr(value, 2) WHERE key = '{key}'");
        assert!(after(&shorten).starts_with("journal_damaged: "), "{key}");
    }
    let other = "UPDATE meta SET value = replace(value, '0', '1')";
    assert!(after(&format!("{other} WHERE key = 'commons'")).starts_with("checkpoint_foreign: "));
    assert!(after(&format!("{other} WHERE key = 'operator'")).starts_with("checkpoint_forged: "));
    assert!(after("PRAGMA user_version = 2").starts_with("journal_newer: "));
    assert!(after("PRAGMA user_version = 0").starts_with("store_damaged: "));
    assert!(after("PRAGMA application_id = 1").starts_with("not_a_journal: "));
    assert!(after("DROP TABLE entry").starts_with("store_damaged: "));
    assert!(after("DROP TABLE meta").starts_with("store_damaged: "));
}

#[test]
fn a_journal_moves_between_threads() {
    fn sendable<T: Send>() {}
    sendable::<Journal>();
    sendable::<SecretKey>();
    sendable::<ReadRefused>();
}

/// A store into which someone wrote entries of their own making, each with its right hash, and no checkpoint.
fn forged(change: impl Fn(&mut Entry)) -> Result<Vec<Entry>, String> {
    let mut store = MemoryStore::new();
    let names = [("commons", commons().to_string()), ("operator", operator().public().to_string())];
    store.create(&names).unwrap();
    let mut previous = in_memory(0).head().hash;
    for index in 0..5 {
        let Draft { act, effects, at_ms } = draft(index);
        let mut entry = Entry { index, at_ms, previous, act, effects };
        if index == 3 {
            change(&mut entry);
        }
        let row = Row {
            index,
            at_ms: entry.at_ms,
            act_id: entry.act.id.to_bytes(),
            author: entry.act.author.to_bytes(),
            hash: entry.hash().to_bytes(),
            bytes: entry.encode(),
        };
        store.append_if_head(index, previous.to_bytes(), &[row]).unwrap();
        previous = entry.hash();
    }
    let journal =
        Journal::open_on(Box::new(store), None).map_err(|refused| refused.to_string())?.journal;
    entries(&journal).map_err(|refused| refused.to_string())
}

#[test]
fn entries_that_do_not_follow_one_another_are_refused_even_if_their_hashes_are_right() {
    assert_eq!(forged(|_| ()).unwrap().len(), 5);
    let number = forged(|entry| entry.index = 4).unwrap_err();
    assert!(number.starts_with("entry_damaged: entry 3 of ") && number.contains("it is entry 4"));
    let link = forged(|entry| entry.previous = journal::leaf_hash(b"other")).unwrap_err();
    assert!(link.starts_with("entry_damaged: entry 3 of ") && link.contains("does not follow"));
    let time = forged(|entry| entry.at_ms = 0).unwrap_err();
    assert!(time.starts_with("entry_damaged: entry 3 of ") && time.contains("earlier"));
}

#[test]
fn what_vanishes_from_an_open_journal_is_missed() {
    let directory = tempfile::tempdir().unwrap();
    let path = closed(directory.path(), 30);
    let mut journal = look(&path).unwrap().journal;
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute("DELETE FROM entry WHERE idx = 29", []).unwrap();
    let missing = |index| ReadRefused::EntryMissing { index, store: path.display().to_string() };
    assert_eq!(entries(&journal).unwrap_err(), missing(29));
    assert_eq!(journal.entry(29), Err(missing(29)));
    other.execute("DELETE FROM entry WHERE idx = 17", []).unwrap();
    assert_eq!(entries(&journal).unwrap_err(), missing(17));
    assert_eq!(journal.inclusion_proof(16, 18), Err(ProofRefused::Read(missing(17))));
    assert_eq!(journal.refresh(), Ok(journal.head()));
}
