//! Secrets, sessions and links, at the gate's own boundary: a real file, a clock that is told.
#![cfg(test)]

use std::fs;
use std::path::PathBuf;
use std::thread;

use book::{CommonsId, SecretKey};
use commons::name::{Handle, Moment};
use server::gate::{
    Gate, LinkKind, Passphrase, Refused, Session, SessionKey, SessionKind, Token, TokenId, Visitor,
};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const START: i64 = 1_700_000_000_000;
const COMMONS: CommonsId = CommonsId::from_bytes([9; 16]);

struct House {
    folder: tempfile::TempDir,
}

impl House {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn journal(&self) -> PathBuf {
        self.folder.path().join("rice.subak")
    }

    fn gate(&self) -> Gate {
        Gate::open(&self.journal(), COMMONS).unwrap()
    }

    fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("rice.subak-people")).unwrap()
    }

    /// Everything that is on the disk.
    fn bytes(&self) -> Vec<u8> {
        let files = fs::read_dir(self.folder.path()).unwrap();
        files.flat_map(|file| fs::read(file.unwrap().path()).unwrap()).collect()
    }
}

fn at(after: i64) -> Moment {
    Moment(START + after)
}

fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

fn key(seed: u8) -> SecretKey {
    SecretKey::from_bytes([seed; 32])
}

fn held(seed: u8) -> SessionKey {
    SessionKey::Held(key(seed))
}

fn secret(text: &str) -> Passphrase {
    Passphrase::typed(text.to_owned())
}

fn from(last: u8) -> Visitor<'static> {
    Visitor { from: [192, 0, 2, last].into(), label: "Firefox" }
}

fn enter(gate: &Gate, token: &Token, now: Moment) -> Option<Session> {
    gate.enter(&token.reveal(), now).unwrap()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_member_comes_in_by_their_secret_and_signs_with_their_key() {
    let house = House::new();
    let gate = house.gate();
    gate.keep(&handle("ana"), &key(1), &secret("rice in the rain")).unwrap();
    let token = gate.sign_in("ana", &secret("rice in the rain"), from(1), at(0)).unwrap();
    let session = enter(&gate, &token, at(1)).unwrap();
    assert_eq!(session.handle, handle("ana"));
    assert_eq!(session.kind, SessionKind::Browser);
    let SessionKey::Held(signs) = &session.key else { panic!("{session:?}") };
    assert_eq!(signs.to_bytes(), key(1).to_bytes());
    assert!(session.guard.fits(enter(&gate, &token, at(2)).unwrap().guard.text()));
}

#[test]
fn whoever_is_wrong_is_not_told_what_is_wrong() {
    let house = House::new();
    let gate = house.gate();
    gate.keep(&handle("ana"), &key(1), &secret("rice in the rain")).unwrap();
    for (who, what) in
        [("ana", "rice in the sun"), ("ben", "rice in the rain"), ("!", ""), ("", "")]
    {
        let refused = gate.sign_in(who, &secret(what), from(1), at(0)).unwrap_err();
        assert_eq!(refused, Refused::SecretWrong, "{who}");
    }
    assert_eq!(
        gate.keep(&handle("ben"), &key(2), &secret("short")).unwrap_err(),
        Refused::SecretShort { min: 8, chars: 5 }
    );
}

#[test]
fn after_five_wrong_secrets_a_name_has_to_wait_and_a_restart_does_not_help() {
    let house = House::new();
    let gate = house.gate();
    gate.keep(&handle("ana"), &key(1), &secret("rice in the rain")).unwrap();
    for address in 1..=5 {
        let refused = gate.sign_in("ana", &secret("wrong"), from(address), at(0)).unwrap_err();
        assert_eq!(refused, Refused::SecretWrong);
    }
    drop(gate);
    let gate = house.gate();
    let right = || secret("rice in the rain");
    let refused = gate.sign_in("ana", &right(), from(6), at(0)).unwrap_err();
    assert_eq!(refused, Refused::AttemptsTooMany { seconds: 15 });
    // Waiting is not prolonged by asking, and a clock that went back does not prolong it either.
    let refused = gate.sign_in("ana", &right(), from(6), at(14_001)).unwrap_err();
    assert_eq!(refused, Refused::AttemptsTooMany { seconds: 1 });
    let refused = gate.sign_in("ana", &right(), from(6), at(-DAY)).unwrap_err();
    assert_eq!(refused, Refused::AttemptsTooMany { seconds: 15 });
    assert_eq!(
        gate.sign_in("ana", &secret("wrong"), from(6), at(15_000)).unwrap_err(),
        Refused::SecretWrong
    );
    let refused = gate.sign_in("ana", &right(), from(6), at(15_001)).unwrap_err();
    assert_eq!(refused, Refused::AttemptsTooMany { seconds: 30 });
    gate.sign_in("ana", &right(), from(6), at(45_000)).unwrap();
    // The name begins anew.
    for _ in 0..5 {
        let wrong = gate.sign_in("ana", &secret("wrong"), from(7), at(45_001)).unwrap_err();
        assert_eq!(wrong, Refused::SecretWrong);
    }
}

#[test]
fn after_five_wrong_secrets_an_address_has_to_wait_whoever_it_says_it_is() {
    let house = House::new();
    let gate = house.gate();
    gate.keep(&handle("ana"), &key(1), &secret("rice in the rain")).unwrap();
    for who in ["a", "b", "c", "d"] {
        let wrong = gate.sign_in(who, &secret("wrong"), from(1), at(0)).unwrap_err();
        assert_eq!(wrong, Refused::SecretWrong);
    }
    // A right one in between does not make the address new.
    gate.sign_in("ana", &secret("rice in the rain"), from(1), at(0)).unwrap();
    gate.sign_in("e", &secret("wrong"), from(1), at(0)).unwrap_err();
    let refused = gate.sign_in("ana", &secret("rice in the rain"), from(1), at(0)).unwrap_err();
    assert_eq!(refused, Refused::AttemptsTooMany { seconds: 15 });
    gate.sign_in("ana", &secret("rice in the rain"), from(2), at(0)).unwrap();
    gate.sign_in("ana", &secret("rice in the rain"), from(1), at(DAY + 1)).unwrap();
}

#[test]
fn a_changed_secret_is_the_only_one_and_leaves_nothing_of_the_old() {
    let house = House::new();
    let gate = house.gate();
    let ana = handle("ana");
    gate.keep(&ana, &key(1), &secret("rice in the rain")).unwrap();
    let address = [192, 0, 2, 1].into();
    let change = |known: &str, new: &str| {
        gate.change_secret(&ana, &secret(known), &secret(new), address, at(0))
    };
    assert_eq!(change("rice in the sun", "a new secret").unwrap_err(), Refused::SecretWrong);
    assert!(matches!(change("rice in the rain", "new"), Err(Refused::SecretShort { .. })));
    let (salt, sealed): (Vec<u8>, Vec<u8>) = house
        .database()
        .query_row("SELECT salt, sealed FROM member", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let before = house.bytes();
    change("rice in the rain", "a new secret").unwrap();
    let wrong = gate.sign_in("ana", &secret("rice in the rain"), from(2), at(0)).unwrap_err();
    assert_eq!(wrong, Refused::SecretWrong);
    gate.sign_in("ana", &secret("a new secret"), from(2), at(0)).unwrap();
    assert!(contains(&before, &salt) && contains(&before, &sealed), "the look is a good one");
    let after = house.bytes();
    assert!(!contains(&after, &salt) && !contains(&after, &sealed));
}

#[test]
fn a_session_outlives_a_restart_slides_thirty_days_and_ends() {
    let house = House::new();
    let gate = house.gate();
    let ana = handle("ana");
    let token = gate.begin(&ana, &held(1), "Firefox", at(0)).unwrap();
    assert!(enter(&gate, &token, at(29 * DAY)).is_some());
    drop(gate);
    let gate = house.gate();
    assert!(enter(&gate, &token, at(58 * DAY)).is_some());
    assert!(enter(&gate, &token, at(88 * DAY)).is_none());
    let token = gate.begin(&ana, &held(1), "Firefox", at(0)).unwrap();
    let session = enter(&gate, &token, at(1)).unwrap();
    gate.end(&handle("ben"), session.id).unwrap();
    assert!(enter(&gate, &token, at(1)).is_some(), "not his to end");
    gate.end(&ana, session.id).unwrap();
    assert!(enter(&gate, &token, at(1)).is_none());
}

#[test]
fn a_token_opens_only_as_it_was_given() {
    let house = House::new();
    let gate = house.gate();
    let token = gate.begin(&handle("ana"), &held(1), "Firefox", at(0)).unwrap().reveal();
    for strange in ["", "x", &token[1..], &format!("{}A", *token), &"A".repeat(43)] {
        assert!(gate.enter(strange, at(1)).unwrap().is_none(), "{strange}");
    }
}

#[test]
fn sessions_are_listed_and_ended_all_or_all_but_one() {
    let house = House::new();
    let gate = house.gate();
    let (ana, ben) = (handle("ana"), handle("ben"));
    let one = gate.begin(&ana, &held(1), "Firefox", at(0)).unwrap();
    let session = enter(&gate, &one, at(1)).unwrap();
    let two = gate.grant(&session, "backup", at(2 * HOUR)).unwrap();
    let his = gate.begin(&ben, &held(2), "Safari", at(0)).unwrap();
    assert_eq!(enter(&gate, &two, at(2 * HOUR)).unwrap().kind, SessionKind::Program);
    let list = gate.sessions(&ana, at(2 * HOUR)).unwrap();
    let labels: Vec<_> = list.iter().map(|one| (one.label.as_str(), one.kind)).collect();
    assert_eq!(labels, [("backup", SessionKind::Program), ("Firefox", SessionKind::Browser)]);
    assert_eq!(list[1].id, session.id);
    assert_eq!(list[1].until, at(30 * DAY));
    assert_eq!(TokenId::read(&list[1].id.to_string()), Some(session.id));

    gate.end_others(&session).unwrap();
    assert!(enter(&gate, &two, at(3 * HOUR)).is_none());
    assert!(enter(&gate, &one, at(3 * HOUR)).is_some());
    gate.end_all(&ana).unwrap();
    assert!(enter(&gate, &one, at(3 * HOUR)).is_none());
    assert!(enter(&gate, &his, at(3 * HOUR)).is_some());
    assert_eq!(gate.sessions(&ana, at(0)).unwrap(), []);
}

#[test]
fn an_invitation_lets_in_once_and_the_joiner_can_come_back() {
    let house = House::new();
    let gate = house.gate();
    let (ana, ben) = (handle("ana"), handle("ben"));
    let link = gate.invite(&ben, &key(2), &ana, at(0)).unwrap().reveal();
    let seen = gate.look_at(&link, at(1)).unwrap();
    assert_eq!((&seen.handle, &seen.by, seen.kind), (&ben, &ana, LinkKind::Invitation));
    assert_eq!(seen.key.to_bytes(), key(2).to_bytes());
    let keeps = gate.enter_once(&link, "Firefox", at(1)).unwrap_err();
    assert_eq!(keeps, Refused::InvitationKeepsNothing);
    let short = gate.accept(&link, &secret("short"), "Firefox", at(1)).unwrap_err();
    assert!(matches!(short, Refused::SecretShort { .. }));
    let listed = gate.invited_by(&ana).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0].handle, listed[0].key), (&ben, key(2).public()));

    let token = gate.accept(&link, &secret("bread and butter"), "Firefox", at(2)).unwrap();
    assert_eq!(enter(&gate, &token, at(3)).unwrap().handle, ben);
    assert_eq!(gate.look_at(&link, at(3)).unwrap_err(), Refused::InvitationGone);
    let again = gate.accept(&link, &secret("bread and butter"), "Firefox", at(3)).unwrap_err();
    assert_eq!(again, Refused::InvitationGone);
    assert_eq!(gate.invited_by(&ana).unwrap(), []);
    gate.sign_in("ben", &secret("bread and butter"), from(1), at(4)).unwrap();
    assert_eq!(gate.key_of(&ben).unwrap(), Some(key(2).public()));
}

#[test]
fn an_invitation_ends_after_seven_days_or_when_it_is_withdrawn() {
    let house = House::new();
    let gate = house.gate();
    let (ana, ben) = (handle("ana"), handle("ben"));
    let link = gate.invite(&ben, &key(2), &ana, at(0)).unwrap().reveal();
    gate.look_at(&link, at(7 * DAY - 1)).unwrap();
    let until = at(7 * DAY);
    let expired = Refused::InvitationExpired { until, by: "ana".to_owned() };
    assert_eq!(gate.look_at(&link, at(7 * DAY)).unwrap_err(), expired);
    let late = gate.accept(&link, &secret("bread and butter"), "", at(7 * DAY)).unwrap_err();
    assert_eq!(late, expired);
    let id = gate.invited_by(&ana).unwrap()[0].id;
    gate.withdraw(&ben, id).unwrap();
    assert_eq!(gate.invited_by(&ana).unwrap().len(), 1, "not his to withdraw");
    gate.withdraw(&ana, id).unwrap();
    assert_eq!(gate.look_at(&link, at(1)).unwrap_err(), Refused::InvitationGone);
}

#[test]
fn of_two_who_use_one_invitation_one_gets_in() {
    let house = House::new();
    let gate = house.gate();
    let link = gate.invite(&handle("ben"), &key(2), &handle("ana"), at(0)).unwrap().reveal();
    let results = thread::scope(|scope| {
        let accept = |text: &'static str| {
            let (gate, link) = (&gate, &link);
            scope.spawn(move || (text, gate.accept(link, &secret(text), "", at(1))))
        };
        let both = ["bread and butter", "cheese and wine"].map(accept);
        both.map(|one| one.join().unwrap())
    });
    let (won, lost): (Vec<_>, Vec<_>) = results.into_iter().partition(|(_, one)| one.is_ok());
    let ([won], [lost]) = (<[_; 1]>::try_from(won).unwrap(), <[_; 1]>::try_from(lost).unwrap());
    assert_eq!(lost.1.unwrap_err(), Refused::InvitationGone);
    assert!(enter(&gate, &won.1.unwrap(), at(2)).is_some());
    gate.sign_in("ben", &secret(won.0), from(1), at(2)).unwrap();
    gate.sign_in("ben", &secret(lost.0), from(1), at(2)).unwrap_err();
    assert_eq!(gate.sessions(&handle("ben"), at(2)).unwrap().len(), 2);
}

#[test]
fn an_invitation_that_fails_at_any_step_is_as_good_as_before() {
    let house = House::new();
    let gate = house.gate();
    let ben = handle("ben");
    let link = gate.invite(&ben, &key(2), &handle("ana"), at(0)).unwrap().reveal();
    let accept = || gate.accept(&link, &secret("bread and butter"), "", at(1));
    for step in ["DELETE ON invitation", "INSERT ON member", "INSERT ON session"] {
        for when in ["BEFORE", "AFTER"] {
            let stop = "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
            let trigger = format!("CREATE TRIGGER fault {when} {step} {stop}");
            house.database().execute_batch(&trigger).unwrap();
            let refused = accept().unwrap_err().to_string();
            assert!(refused.starts_with("people_file_unusable: "), "{refused}");
            house.database().execute_batch("DROP TRIGGER fault").unwrap();
            assert_eq!(gate.key_of(&ben).unwrap(), None, "{when} {step}");
            assert_eq!(gate.sessions(&ben, at(1)).unwrap(), []);
            gate.look_at(&link, at(1)).unwrap();
        }
    }
    accept().unwrap();
    assert_eq!(gate.key_of(&ben).unwrap(), Some(key(2).public()));
}

#[test]
fn accepting_one_invitation_withdraws_the_others_for_that_handle() {
    let house = House::new();
    let gate = house.gate();
    let (ana, ben) = (handle("ana"), handle("ben"));
    let first = gate.invite(&ben, &key(2), &ana, at(0)).unwrap().reveal();
    let second = gate.invite(&ben, &key(3), &ana, at(0)).unwrap().reveal();
    gate.accept(&second, &secret("bread and butter"), "", at(1)).unwrap();
    assert_eq!(gate.look_at(&first, at(1)).unwrap_err(), Refused::InvitationGone);
}

#[test]
fn an_entry_from_the_terminal_leaves_what_its_owner_has() {
    let house = House::new();
    let gate = house.gate();
    let ana = handle("ana");
    let link = gate.one_time(&ana, &key(1), 10, at(0)).unwrap().reveal();
    assert_eq!(gate.invited_by(&ana).unwrap(), []);
    assert!(matches!(
        gate.enter_once(&link, "", at(600_000)),
        Err(Refused::InvitationExpired { .. })
    ));
    let token = gate.enter_once(&link, "Firefox", at(1)).unwrap();
    assert_eq!(gate.enter_once(&link, "", at(1)).unwrap_err(), Refused::InvitationGone);
    let session = enter(&gate, &token, at(2)).unwrap();
    gate.add_secret(&session, &secret("rice in the rain")).unwrap();
    let again = gate.add_secret(&session, &secret("another secret")).unwrap_err();
    assert_eq!(again, Refused::SecretThere);

    let link = gate.one_time(&ana, &key(1), 10, at(0)).unwrap().reveal();
    gate.enter_once(&link, "Firefox", at(1)).unwrap();
    assert!(enter(&gate, &token, at(2)).is_some());
    gate.sign_in("ana", &secret("rice in the rain"), from(1), at(3)).unwrap();
}

#[test]
fn somebody_with_a_new_key_begins_anew_and_somebody_forgotten_is_gone() {
    let house = House::new();
    let gate = house.gate();
    let (ana, ben) = (handle("ana"), handle("ben"));
    gate.keep(&ana, &key(1), &secret("rice in the rain")).unwrap();
    let old = gate.sign_in("ana", &secret("rice in the rain"), from(1), at(0)).unwrap();
    assert!(enter(&gate, &old, at(1)).is_some());
    gate.keep(&ana, &key(4), &secret("a new beginning")).unwrap();
    assert!(enter(&gate, &old, at(1)).is_none());
    let new = gate.sign_in("ana", &secret("a new beginning"), from(1), at(2)).unwrap();
    let invited = gate.invite(&ben, &key(2), &ana, at(2)).unwrap().reveal();
    let kept = "SELECT sealed FROM member UNION SELECT sealed FROM session";
    let kept: Vec<Vec<u8>> = house
        .database()
        .prepare(kept)
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(kept.len() == 2 && kept.iter().all(|sealed| contains(&house.bytes(), sealed)));
    gate.forget(&ana).unwrap();
    assert!(kept.iter().all(|sealed| !contains(&house.bytes(), sealed)));
    assert!(enter(&gate, &new, at(3)).is_none());
    assert_eq!(gate.key_of(&ana).unwrap(), None);
    assert_eq!(gate.look_at(&invited, at(3)).unwrap_err(), Refused::InvitationGone);
}

#[test]
fn the_file_holds_no_secret_key_no_token_and_nothing_that_was_typed() {
    let house = House::new();
    let gate = house.gate();
    let seed = key(1).to_bytes();
    gate.keep(&handle("ana"), &key(1), &secret("rice in the rain")).unwrap();
    let session = gate.begin(&handle("ana"), &held(1), "Firefox", at(0)).unwrap();
    let link = gate.one_time(&handle("ana"), &key(1), 10, at(0)).unwrap();
    let bytes = house.bytes();
    assert!(contains(&bytes, &key(1).public().to_bytes()), "the look goes to the right place");
    assert!(!contains(&bytes, &seed) && !contains(&bytes, b"rice in the rain"));
    for token in [session, link] {
        assert!(!contains(&bytes, token.reveal().as_bytes()));
        let raw = data_encoding::BASE64URL_NOPAD.decode(token.reveal().as_bytes()).unwrap();
        assert!(!contains(&bytes, &raw));
    }
}

#[test]
fn nothing_secret_is_printed() {
    let house = House::new();
    let gate = house.gate();
    let ana = handle("ana");
    let link = gate.one_time(&ana, &key(1), 10, at(0)).unwrap();
    let invitation = gate.look_at(&link.reveal(), at(0)).unwrap();
    let token = gate.begin(&ana, &held(1), "Firefox", at(0)).unwrap();
    let session = enter(&gate, &token, at(0)).unwrap();
    let listed = gate.sessions(&ana, at(0)).unwrap();
    let said = format!(
        "{gate:?} {link:?} {invitation:?} {token:?} {session:?} {listed:?} {:?} {:?} {:#?}",
        secret("rice in the rain"),
        session.guard,
        session.key,
    );
    let seed = key(1).to_bytes();
    let hidden = [
        link.reveal().to_string(),
        token.reveal().to_string(),
        session.guard.text().to_owned(),
        "rice in the rain".to_owned(),
        data_encoding::HEXLOWER.encode(&seed),
        data_encoding::BASE64URL_NOPAD.encode(&seed),
        format!("{seed:?}"),
        "1, 1, 1".to_owned(),
    ];
    for hidden in hidden {
        assert!(!said.contains(&hidden), "`{hidden}` in {said}");
    }
    assert!(said.contains("ana"));
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new();
    fs::write(house.folder.path().join("rice.subak-people"), b"").unwrap();
    let gate = house.gate();
    gate.begin(&handle("ana"), &held(1), "Firefox", at(0)).unwrap();
    for file in fs::read_dir(house.folder.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", file.path());
    }
}

#[test]
fn a_file_that_is_not_of_these_people_is_refused() {
    let house = House::new();
    drop(house.gate());
    let other = Gate::open(&house.journal(), CommonsId::from_bytes([8; 16])).unwrap_err();
    assert_eq!(other, Refused::FileOfAnother { file: "rice.subak-people".to_owned() });
    let people = house.folder.path().join("rice.subak-people");
    let strange = || Gate::open(&house.journal(), COMMONS).unwrap_err().to_string();
    let database = rusqlite::Connection::open(&people).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    drop(database);
    assert!(strange().starts_with("people_file_newer: "));
    fs::write(&people, b"a letter to somebody, and long enough to have been a database").unwrap();
    assert!(strange().starts_with("people_file_strange: "), "{}", strange());
    fs::remove_file(&people).unwrap();
    let database = rusqlite::Connection::open(&people).unwrap();
    database.execute_batch("CREATE TABLE recipe(name TEXT)").unwrap();
    drop(database);
    assert!(strange().starts_with("people_file_strange: "));
}
