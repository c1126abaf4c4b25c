//! The journal: read, filtered, checked and taken away.
#![cfg(test)]

mod site;

use std::fs;

use axum::http::StatusCode;
use book::Book;
use commons::act::{Act, AddAgent, LogEvent, Reverse};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::name::{ActId, Code};
use commons::unit::Measure;
use journal::{Checkpoint, Entry, Journal};
use site::{Served, handle};

fn person(who: &str, name: &str) -> Act {
    Act::AddAgent(Box::new(AddAgent::new(handle(who), AgentKind::Person, name)))
}

fn work(hours: i128) -> Act {
    let mut event = LogEvent::new(Action::Work);
    event.provider = Some(handle("ana"));
    event.effort = Some(Measure { minor: hours * 1_000_000, unit: Code::new("hour").unwrap() });
    Act::LogEvent(Box::new(event))
}

fn lived(logs: i128) -> Served {
    let mut acts = vec![person("ben", "<i>Ben</i>")];
    acts.extend((1..=logs).map(work));
    Served::with(&acts)
}

/// The entries of a stream.
fn entries(mut bytes: &[u8]) -> Vec<Entry> {
    let mut found = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let (entry, rest) = rest.split_at(u32::from_be_bytes(*length).try_into().unwrap());
        found.push(Entry::decode(entry).unwrap());
        bytes = rest;
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_come_newest_first_a_page_at_a_time() {
    let served = lived(120);
    let mut ana = served.ana().await;
    let first = ana.get("/journal").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    assert!(first.text.contains("href=\"/journal/121\""));
    assert!(
        first.text.contains("href=\"/journal/72\"") && !first.text.contains("href=\"/journal/71\"")
    );
    let second = ana.get("/journal?before=72").await.text;
    assert!(second.contains("href=\"/journal/71\"") && !second.contains("href=\"/journal/72\""));
    let people = ana.get("/journal?kind=people").await.text;
    assert!(people.contains("Ana added &lt;i&gt;Ben&lt;/i&gt;"), "{people}");
    assert!(!people.contains("worked"));
    assert!(ana.get("/journal?by=ben").await.text.contains("No entry fits"));
    assert!(!ana.get("/journal?before=x&kind=%3Cb%3E&by=%00").await.text.contains("<b>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_opened_with_its_signature_and_hash() {
    let served = lived(1);
    let mut ana = served.ana().await;
    let page = ana.get("/journal/2").await.text;
    let entry = served.site.keeper.journal(|journal| journal.entry(2)).unwrap().unwrap().unwrap();
    for part in [entry.hash().to_string(), entry.previous.to_string(), entry.act.id.to_string()] {
        assert!(page.contains(&part), "{part} in {page}");
    }
    assert!(page.contains("Ana worked 1\u{a0}hour<"), "{page}");
    assert_eq!(ana.get("/journal/3").await.status, StatusCode::NOT_FOUND);
    assert_eq!(served.visitor().get("/journal/2").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_is_what_the_checkpoint_signs_for() {
    let served = lived(700);
    let mut ana = served.ana().await;
    let note = ana.get("/journal/checkpoint").await;
    assert_eq!(note.headers["content-type"], "text/plain; charset=utf-8");
    let commons = served.site.keeper.commons();
    let signed = Checkpoint::read(&note.text, commons, served.founder.public()).unwrap();
    let all = ana.get("/journal/entries").await;
    assert_eq!(all.headers["content-type"], "application/octet-stream");
    assert_eq!(all.headers["cache-control"], "no-store");
    let found = entries(&all.bytes);
    assert_eq!(found.len() as u64, signed.len);
    let root = served.site.keeper.journal(|journal| journal.root()).unwrap();
    assert_eq!(signed.root, root);
    let hashes: Vec<_> = found.iter().map(Entry::hash).collect();
    assert!(found.iter().skip(1).zip(&hashes).all(|(entry, before)| entry.previous == *before));
    let rest = ana.get("/journal/entries?from=600").await;
    assert_eq!(entries(&rest.bytes), found[600..]);
    assert!(ana.get("/journal/entries?from=702").await.bytes.is_empty());
    for beyond in ["703", "-1", "x"] {
        let answer = ana.get(&format!("/journal/entries?from={beyond}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{beyond}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_covers_what_was_acknowledged() {
    let served = lived(1);
    let commons = served.site.keeper.commons();
    let mut before = 0;
    for round in 0..4u8 {
        let signed = served.site.keeper.sign(&served.founder, ActId([round; 16]), &work(7));
        let entry = served.site.keeper.submit(vec![signed]).await.unwrap()[0];
        let note = served.site.keeper.checkpoint().await.unwrap().unwrap();
        let len = Checkpoint::read(&note, commons, served.founder.public()).unwrap().len;
        assert_eq!(len, entry + 1);
        assert!(len > before);
        before = len;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_copy_that_is_taken_away_is_the_commons() {
    let served = lived(40);
    let mut ana = served.ana().await;
    let copy = ana.get("/export/rice.subak").await;
    assert_eq!(copy.status, StatusCode::OK, "{}", copy.text);
    assert_eq!(copy.headers["content-disposition"], "attachment; filename=\"rice.subak\"");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.subak");
    fs::write(&path, &copy.bytes).unwrap();
    let opened = Book::open(&path, None).unwrap().book;
    opened.verify(&mut |_| ()).unwrap();
    assert_eq!(opened.journal().root(), served.site.keeper.journal(Journal::root).unwrap());
    // Nothing is left beside the journal.
    let beside = fs::read_dir(served.site.keeper.path().parent().unwrap()).unwrap();
    let left = beside
        .filter(|file| file.as_ref().unwrap().file_name().to_string_lossy().contains("-part-"));
    assert_eq!(left.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_programs_get_files_they_can_read() {
    let served = lived(3);
    let mut ana = served.ana().await;
    let json = ana.get("/export/rice.valueflows.jsonld").await.text;
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(value["@graph"].as_array().unwrap().len() > 3);
    let events = ana.get("/export/rice.events.csv").await.text;
    assert_eq!(events.lines().count(), 4, "{events}");
    let ledger = ana.get("/export/rice.ledger").await;
    assert_eq!((ledger.status, ledger.text.is_empty()), (StatusCode::OK, false), "{}", ledger.text);
    for name in ["rice.agents.csv", "rice.resources.csv", "rice.distributions.csv"] {
        assert_eq!(ana.get(&format!("/export/{name}")).await.status, StatusCode::OK, "{name}");
    }
    for name in ["other.subak", "..%2frice.subak", "rice"] {
        assert_eq!(
            ana.get(&format!("/export/{name}")).await.status,
            StatusCode::NOT_FOUND,
            "{name}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_is_told_with_what_it_booked() {
    let served = lived(1);
    let logged = served.site.keeper.journal(|journal| journal.entry(2)).unwrap().unwrap().unwrap();
    let act = ActId(logged.act.id.to_bytes());
    let back = Act::Reverse(Reverse { act, reason: Some("<u>twice</u>".to_owned()) });
    let signed = served.site.keeper.sign(&served.founder, ActId([9; 16]), &back);
    served.site.keeper.submit(vec![signed]).await.unwrap();
    let page = served.ana().await.get("/journal/3").await.text;
    assert!(page.contains("Ana took back entry 2: “&lt;u&gt;twice&lt;/u&gt;”"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_was_tampered_with_is_told_by_its_entry() {
    let served = lived(30);
    let copy = served.ana().await.get("/export/rice.subak").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.subak");
    fs::write(&path, &copy.bytes).unwrap();
    let database = rusqlite::Connection::open(&path).unwrap();
    let read = "SELECT bytes FROM entry WHERE idx = 17";
    let mut bytes: Vec<u8> = database.query_row(read, [], |row| row.get(0)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    database.execute("UPDATE entry SET bytes = ?1 WHERE idx = 17", [bytes]).unwrap();
    drop(database);
    let told = Book::open(&path, None).err().unwrap().to_string();
    assert!(told.contains("17"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_check_finds_has_a_sentence_in_both_languages() {
    let script = include_str!("../assets/journal.js");
    let names: Vec<&str> = script
        .lines()
        .skip_while(|line| !line.ends_with("The names:"))
        .skip(2)
        .take_while(|line| line.starts_with("//   "))
        .filter_map(|line| line.trim_start_matches("//").split_whitespace().next())
        .collect();
    assert!(names.len() > 10, "{names:?}");
    let served = lived(1);
    let mut ana = served.ana().await;
    for language in ["en", "fr"] {
        ana.language = language;
        let page = ana.get("/journal").await.text;
        for name in &names {
            let said = page.split(&format!("<dt>{name}</dt><dd>")).nth(1);
            let said =
                said.unwrap_or_else(|| panic!("{name} in {page}")).split('<').next().unwrap();
            assert!(!said.is_empty() && !said.contains('⟦') && !said.contains("{$"), "{said}");
        }
    }
}
