//! A book is opened, written, read as of then, verified, and refuses by name.
#![cfg(test)]

use std::path::PathBuf;

use book::{Book, BookRefused, Outcome, Until, VerifyRefused};
use commons::act::{Act, AddAgent, AddResource, Distribute, Effects, Found, LogEvent, Reverse};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::codec::Canonical;
use commons::name::{ActId, Code, Handle, Moment};
use commons::refusal::Refused;
use commons::unit::Measure;
use journal::{CommonsId, Draft, Journal, MemoryStore, SecretKey, SignedAct};

const START: i64 = 1_700_000_000_000;

fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

fn measure(minor: i128, unit: &str) -> Measure {
    Measure { minor, unit: Code::new(unit).unwrap() }
}

fn founder() -> SecretKey {
    SecretKey::from_bytes([7; 32])
}

fn wish() -> Found {
    Found {
        name: "Rice Terraces".to_owned(),
        handle: handle("rice"),
        founder: handle("ana"),
        founder_name: "Ana".to_owned(),
        founder_key: founder().public().to_bytes(),
        unit: Code::new("CAD").unwrap(),
        decimals: 2,
    }
}

fn agent(name: &str) -> Act {
    Act::AddAgent(Box::new(AddAgent::new(handle(name), AgentKind::Person, name)))
}

fn resource(name: &str) -> Act {
    Act::AddResource(Box::new(AddResource::new(handle(name), name)))
}

fn work(by: &str, hours: i128) -> Act {
    Act::LogEvent(Box::new(LogEvent {
        provider: Some(handle(by)),
        resource: Some(handle("frame")),
        effort: Some(measure(hours * 1_000_000, "hour")),
        ..LogEvent::new(Action::Work)
    }))
}

fn income(cents: i128) -> Act {
    Act::Distribute(Distribute {
        income: measure(cents, "CAD"),
        target: Some(handle("frame")),
        reference: None,
    })
}

struct Commons {
    folder: tempfile::TempDir,
    book: Book,
    acts: u8,
}

impl Commons {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let book =
            Book::found(&folder.path().join("rice.subak"), wish(), &founder(), Moment(START));
        Self { folder, book: book.unwrap(), acts: 0 }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("rice.subak")
    }

    fn sign(&mut self, act: &Act) -> SignedAct {
        self.acts += 1;
        self.book.sign(&founder(), ActId([self.acts; 16]), act)
    }

    fn submit(&mut self, acts: &[Act], days: i64) -> Vec<Outcome> {
        let signed = acts.iter().map(|act| self.sign(act)).collect();
        self.book.submit(signed, Moment(START + days * Moment::DAY_MS)).unwrap()
    }

    fn story() -> Self {
        let mut commons = Self::new();
        commons.submit(&[agent("ben"), resource("frame"), work("ana", 3)], 1);
        commons.submit(&[work("ben", 1), income(100_000)], 2);
        commons
    }
}

fn balance(state: &commons::state::State, who: &str) -> i128 {
    let unit = state.unit(&Code::new("CAD").unwrap()).unwrap();
    state
        .accounts
        .balance(commons::account::Account::Agent(state.agent(&handle(who)).unwrap()), unit)
}

#[test]
fn what_was_written_is_there_when_it_is_opened_again() {
    let commons = Commons::story();
    let before = commons.book.state().clone();
    assert_eq!((balance(&before, "ana"), balance(&before, "ben")), (75_000, 25_000));
    let path = commons.path();
    let Commons { folder: _folder, book, .. } = commons;
    book.close().unwrap();
    let opened = Book::open(&path, Some(founder())).unwrap();
    assert_eq!(opened.warning, None);
    assert_eq!(*opened.book.state(), before);
    let verified = opened.book.verify(&mut |_| {}).unwrap();
    assert_eq!(verified.entries, 6);
    assert_eq!(verified.root, opened.book.journal().root());
}

#[test]
fn sending_an_act_again_changes_nothing() {
    let mut commons = Commons::story();
    let act = commons.book.sign(&founder(), ActId([9; 16]), &income(300));
    let first = commons.book.submit(vec![act.clone(), act.clone()], Moment(START)).unwrap();
    assert!(matches!(first[0], Outcome::Accepted { entry: 6, .. }), "{first:?}");
    assert_eq!(first[1], Outcome::Already { entry: 6 });
    let before = commons.book.state().clone();
    assert_eq!(
        commons.book.submit(vec![act], Moment(START)).unwrap(),
        [Outcome::Already { entry: 6 }]
    );
    assert_eq!(*commons.book.state(), before);

    let other = commons.book.sign(&founder(), ActId([9; 16]), &income(301));
    let refused = commons.book.submit(vec![other], Moment(START)).unwrap();
    let Outcome::Unfit(refused) = &refused[0] else { panic!("{refused:?}") };
    assert!(matches!(**refused, BookRefused::ActDiffers { entry: 6, .. }), "{refused}");
}

#[test]
fn a_group_that_must_be_whole_is_written_whole_or_not_at_all() {
    let mut commons = Commons::story();
    let before = commons.book.state().clone();
    let acts = [work("ana", 1), work("nobody", 1), work("ben", 1)];
    let signed = acts.iter().map(|act| commons.sign(act)).collect();
    let refused = commons.book.submit_whole(signed, Moment(START)).unwrap_err();
    let unknown = Refused::AgentUnknown { handle: handle("nobody") };
    assert_eq!(refused, BookRefused::Group { place: 2, of: 3, refused: unknown });
    assert_eq!(*commons.book.state(), before);
    assert_eq!(commons.book.journal().head().len, before.entries);
    commons.book.verify(&mut |_| {}).unwrap();
}

#[test]
fn wrong_signatures_and_strangers_are_refused_one_by_one() {
    let mut commons = Commons::story();
    let good = commons.sign(&work("ana", 1));
    let mut forged = commons.sign(&work("ana", 2));
    forged.body = work("ana", 200).to_bytes();
    let stranger =
        commons.book.sign(&SecretKey::from_bytes([8; 32]), ActId([77; 16]), &work("ana", 3));
    let elsewhere = SignedAct::sign(
        &founder(),
        CommonsId::from_bytes([1; 16]),
        journal::ActId::from_bytes([78; 16]),
        work("ana", 4).to_bytes(),
    );
    let outcomes =
        commons.book.submit(vec![good, forged, stranger, elsewhere], Moment(START)).unwrap();
    assert!(matches!(outcomes[0], Outcome::Accepted { .. }));
    let unfit = |outcome: &Outcome| matches!(outcome, Outcome::Unfit(r) if matches!(**r, BookRefused::SignatureWrong { .. }));
    assert!(unfit(&outcomes[1]), "an altered body: {:?}", outcomes[1]);
    assert_eq!(outcomes[2], Outcome::Refused(Refused::AuthorUnknown));
    assert!(unfit(&outcomes[3]), "signed for another commons: {:?}", outcomes[3]);
}

#[test]
fn a_key_that_anybody_can_sign_for_is_not_taken_in() {
    let mut commons = Commons::story();
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let Act::AddAgent(mut eve) = agent("eve") else { unreachable!() };
    eve.key = Some(neutral);
    let eve = Act::AddAgent(eve);
    let outcome = &commons.submit(std::slice::from_ref(&eve), 3)[0];
    assert!(
        matches!(outcome, Outcome::Unfit(r) if matches!(**r, BookRefused::KeyWeak { .. })),
        "{outcome:?}"
    );
    let taken_in = doctored(&eve, &Effects::PLAIN).unwrap().verify(&mut |_| {}).unwrap_err();
    assert!(taken_in.to_string().starts_with("key_weak: "), "{taken_in}");
}

#[test]
fn the_past_can_be_asked_for() {
    let commons = Commons::story();
    let at = |until| commons.book.state_at(until);
    assert_eq!(at(Until::Entry(3)).unwrap().events.len(), 1);
    let first_day = Moment(START + Moment::DAY_MS);
    assert_eq!(at(Until::Moment(first_day)).unwrap().entries, 4);
    assert_eq!(at(Until::Moment(Moment(START - 1))), Err(BookRefused::BeforeFounding));
    assert_eq!(at(Until::Now).unwrap(), *commons.book.state());
}

#[test]
fn time_never_goes_backwards() {
    let mut commons = Commons::story();
    let signed = commons.sign(&work("ana", 1));
    commons.book.submit(vec![signed], Moment(0)).unwrap();
    assert_eq!(commons.book.state().latest, Some(Moment(START + 2 * Moment::DAY_MS)));
}

#[test]
fn a_refused_founding_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rice.subak");
    let nameless = Found { name: "  ".to_owned(), ..wish() };
    assert!(Book::found(&path, nameless, &founder(), Moment(START)).is_err());
    let anothers = Found { founder_key: [1; 32], ..wish() };
    assert!(Book::found(&path, anothers, &founder(), Moment(START)).is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_second_writer_is_refused_and_a_reader_is_not() {
    let commons = Commons::story();
    let refused = Book::open(&commons.path(), Some(founder())).err().expect("two writers");
    assert!(refused.to_string().starts_with("journal_in_use: "), "{refused}");
    let reader = Book::open(&commons.path(), None).unwrap().book;
    assert_eq!(reader.state(), commons.book.state());
}

/// A journal whose last entry its operator wrote without asking the rules.
fn doctored(last: &Act, effects: &Effects) -> Result<Book, BookRefused> {
    let commons = CommonsId::from_bytes([3; 16]);
    let store = Box::new(MemoryStore::new());
    let mut book = Book::on(Journal::create_on(store, commons, founder()).unwrap()).unwrap();
    let acts = [Act::Found(Box::new(wish())), resource("frame"), work("ana", 3)];
    let signed = acts.iter().zip(1..).map(|(act, id)| book.sign(&founder(), ActId([id; 16]), act));
    let signed: Vec<SignedAct> = signed.collect();
    book.submit_whole(signed, Moment(START)).unwrap();

    let mut entries = Vec::new();
    book.read(0, |entry, _| {
        entries.push(entry.clone());
        std::ops::ControlFlow::<()>::Continue(())
    })
    .unwrap();
    let mut drafts: Vec<Draft> = entries
        .into_iter()
        .map(|entry| Draft { act: entry.act, effects: entry.effects, at_ms: entry.at_ms })
        .collect();
    let act = book.sign(&founder(), ActId([99; 16]), last);
    drafts.push(Draft { act, effects: effects.to_bytes(), at_ms: START });
    let store = Box::new(MemoryStore::new());
    let mut journal = Journal::create_on(store, commons, founder()).unwrap();
    journal.append(journal.head(), drafts).unwrap();
    Book::on(journal)
}

#[test]
fn verification_finds_what_the_rules_would_have_refused() {
    let unlawful =
        doctored(&agent("ana"), &Effects::PLAIN).unwrap().verify(&mut |_| {}).unwrap_err();
    assert!(matches!(unlawful, VerifyRefused::Unlawful { entry: 3, .. }), "{unlawful}");
}

#[test]
fn verification_finds_effects_that_do_not_follow() {
    let mut book = doctored(&resource("other"), &Effects::PLAIN).unwrap();
    book.verify(&mut |_| {}).unwrap();
    let signed = book.sign(&founder(), ActId([5; 16]), &income(100_000));
    book.submit(vec![signed], Moment(START)).unwrap();
    let entry = book.journal().entry(4).unwrap().unwrap();
    let Effects::Distribution(mut shared) = Effects::from_bytes(&entry.effects).unwrap() else {
        panic!("a distribution has other effects")
    };
    // The operator keeps a dollar of Ana's.
    shared.postings.last_mut().unwrap().minor -= 100;
    shared.postings[1].minor += 100;
    let skimmed = doctored(&income(100_000), &Effects::Distribution(shared.clone())).unwrap();
    assert_eq!(skimmed.verify(&mut |_| {}), Err(VerifyRefused::EffectsWrong { entry: 3 }));

    // A dollar from nowhere does not even fold.
    shared.postings[1].minor += 100;
    let made_up = doctored(&income(100_000), &Effects::Distribution(shared)).err();
    let unbalanced = commons::act::Unfoldable::Unbalanced { entry: 3 };
    assert_eq!(made_up, Some(BookRefused::Unfoldable(unbalanced)));
}

#[test]
fn a_reversed_distribution_leaves_every_account_as_it_was() {
    let mut commons = Commons::story();
    let act = commons.book.state().distributions.iter().next().unwrap().1.act;
    commons.submit(&[Act::Reverse(Reverse { act, reason: Some("wrong invoice".to_owned()) })], 3);
    let state = commons.book.state();
    assert_eq!((balance(state, "ana"), balance(state, "ben")), (0, 0));
    let again = commons.submit(&[Act::Reverse(Reverse { act, reason: None })], 3);
    assert_eq!(again, [Outcome::Refused(Refused::AlreadyReversed { entry: 5, by: 6 })]);
}

#[test]
fn a_group_that_cannot_be_written_leaves_state_and_file_as_they_were() {
    let mut commons = Commons::story();
    let before = commons.book.state().clone();
    let Act::LogEvent(mut endless) = work("ana", 1) else { unreachable!() };
    endless.classified_as.push("x".repeat(journal::BODY_MAX));
    let acts = [work("ana", 1), Act::LogEvent(endless)];
    let signed = acts.iter().map(|act| commons.sign(act)).collect();
    let refused = commons.book.submit(signed, Moment(START)).unwrap_err();
    assert!(refused.to_string().starts_with("entry_too_long: "), "{refused}");
    assert_eq!(*commons.book.state(), before);
    assert_eq!(commons.book.journal().head().len, before.entries);
    assert!(matches!(commons.submit(&[work("ana", 1)], 3)[0], Outcome::Accepted { entry: 6, .. }));
    commons.book.verify(&mut |_| {}).unwrap();
}

#[test]
fn what_is_no_journal_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.subak");
    assert!(Book::open(&path, None).is_err(), "there is no such file");
    std::fs::write(&path, "Dear Ana,").unwrap();
    let refused = Book::open(&path, Some(founder())).err().expect("a letter is no journal");
    assert!(refused.to_string().starts_with("not_a_journal: "), "{refused}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "Dear Ana,");
}
