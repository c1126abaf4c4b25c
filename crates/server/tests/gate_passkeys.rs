//! Passkeys and keys that stay in a browser, against a device that is played here.
#![cfg(test)]

use std::fs;

use book::{CommonsId, Key, SecretKey};
use commons::name::{Handle, Moment};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use server::gate::{Gate, HeldUnder, PasskeySite, Passphrase, Refused, Session, SessionKey, Token};
use sha2::{Digest, Sha256};

const NOW: Moment = Moment(1_700_000_000_000);
const ORIGIN: &str = "https://rice.example";
const COMMONS: CommonsId = CommonsId::from_bytes([9; 16]);

struct House {
    folder: tempfile::TempDir,
    gate: Gate,
    site: PasskeySite,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let gate = Gate::open(&folder.path().join("rice.subak"), COMMONS).unwrap();
        let site = PasskeySite::new("rice.example", vec![ORIGIN.to_owned()]).unwrap();
        Self { folder, gate, site }
    }

    /// Ana, who has a secret and is signed in.
    fn ana(&self) -> Session {
        let ana = handle("ana");
        self.gate.keep(&ana, &key(1), &secret()).unwrap();
        self.session(&self.gate.begin(&ana, &SessionKey::Held(key(1)), "", NOW).unwrap())
    }

    fn session(&self, token: &Token) -> Session {
        self.gate.enter(&token.reveal(), NOW).unwrap().unwrap()
    }

    fn add(&self, session: &Session, device: &mut Device) -> Result<HeldUnder, Refused> {
        let options = self.gate.ask_passkey(&self.site, session, NOW).unwrap();
        let answer = device.make(&options).to_string();
        self.gate.add_passkey(&self.site, session, &answer, "phone", NOW)
    }

    fn enter(&self, device: &mut Device) -> Result<Session, Refused> {
        let options = self.gate.ask_who(&self.site, NOW).unwrap();
        let answer = device.show(&options).to_string();
        let token = self.gate.enter_by_passkey(&self.site, &answer, "Firefox", NOW)?;
        Ok(self.session(&token))
    }
}

fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

fn key(seed: u8) -> SecretKey {
    SecretKey::from_bytes([seed; 32])
}

fn secret() -> Passphrase {
    Passphrase::typed("rice in the rain".to_owned())
}

fn signs(session: &Session) -> [u8; 32] {
    let SessionKey::Held(key) = &session.key else { panic!("{session:?}") };
    key.to_bytes()
}

fn url(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// An authenticator and the browser before it, as WebAuthn level 3 has them.
#[derive(Clone)]
struct Device {
    key: SigningKey,
    id: Vec<u8>,
    user: Vec<u8>,
    counter: u32,
    origin: String,
    site: &'static str,
    /// UP, UV, BE, BS.
    flags: u8,
    /// Whether it says in its data that it computes keys, as security keys do.
    hmac: bool,
    /// What it computes, said by the browser.
    computed: Option<[u8; 32]>,
}

const HMAC_SECRET: &[u8] = b"\xa1\x6bhmac-secret";

impl Device {
    fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            id: vec![seed; 16],
            user: Vec::new(),
            counter: 0,
            origin: ORIGIN.to_owned(),
            site: "rice.example",
            flags: 0x1d,
            hmac: false,
            computed: None,
        }
    }

    fn client(&self, kind: &str, options: &Value) -> String {
        let challenge = options["challenge"].as_str().unwrap();
        json!({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false})
            .to_string()
    }

    fn data(&mut self, flags: u8, rest: &[u8]) -> Vec<u8> {
        self.counter += 1;
        let site = Sha256::digest(self.site);
        [&site[..], &[self.flags | flags], &self.counter.to_be_bytes(), rest].concat()
    }

    fn make(&mut self, options: &Value) -> Value {
        assert_eq!(options["rp"]["id"], "rice.example");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["extensions"], json!({"prf": {}}));
        let user = options["user"]["id"].as_str().unwrap();
        self.user = BASE64URL_NOPAD.decode(user.as_bytes()).unwrap();
        let point = self.key.verifying_key().to_encoded_point(false);
        let (x, y) = (point.x().unwrap(), point.y().unwrap());
        let cose = [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", &x[..], b"\x22\x58\x20", y];
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let credential = [&[0; 16][..], &length, &self.id, &cose.concat()].concat();
        let said = if self.hmac { [HMAC_SECRET, b"\xf5"].concat() } else { Vec::new() };
        let flags = 0x40 | if self.hmac { 0x80 } else { 0 };
        let data = self.data(flags, &[credential, said].concat());
        let length = u8::try_from(data.len()).unwrap();
        let object = [b"\xa3cfmtdnonegattStmt\xa0hauthData\x58", &[length][..], &data].concat();
        let client = self.client("webauthn.create", options);
        json!({
            "id": url(&self.id), "rawId": url(&self.id), "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": url(client.as_bytes()),
                "attestationObject": url(&object),
                "authenticatorData": url(&data),
                "transports": ["internal"],
                "publicKeyAlgorithm": -7,
            },
            "clientExtensionResults": {
                "prf": {"enabled": self.hmac || self.computed.is_some()}
            },
        })
    }

    fn show(&mut self, options: &Value) -> Value {
        assert_eq!(options["rpId"], "rice.example");
        assert_eq!(options["userVerification"], "required");
        assert!(options["extensions"]["prf"]["eval"]["first"].is_string());
        let data = if self.hmac {
            self.data(0x80, &[HMAC_SECRET, b"\x58\x30", &[7; 48][..]].concat())
        } else {
            self.data(0, &[])
        };
        let client = self.client("webauthn.get", options);
        let signed = [&data[..], &Sha256::digest(&client)].concat();
        let signature: Signature = self.key.sign(&signed);
        let prf = self.computed.map(|bytes| json!({"results": {"first": url(&bytes)}}));
        json!({
            "id": url(&self.id), "rawId": url(&self.id), "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": url(client.as_bytes()),
                "authenticatorData": url(&data),
                "signature": url(signature.to_der().as_bytes()),
                "userHandle": url(&self.user),
            },
            "clientExtensionResults": prf.map_or(json!({}), |prf| json!({"prf": prf})),
        })
    }
}

fn name(refused: &Refused) -> String {
    refused.to_string().split(':').next().unwrap().to_owned()
}

#[test]
fn a_passkey_that_computes_nothing_leaves_the_key_under_the_servers_own() {
    let house = House::new();
    let session = house.ana();
    let mut device = Device::new(1);
    assert_eq!(house.add(&session, &mut device), Ok(HeldUnder::ServerKey));
    let entered = house.enter(&mut device).unwrap();
    assert_eq!((&entered.handle, signs(&entered)), (&handle("ana"), [1; 32]));
    let listed = house.gate.passkeys(&handle("ana")).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].name.as_str(), listed[0].held), ("phone", HeldUnder::ServerKey));
    assert!(listed[0].backed_up);
    let both = [HeldUnder::Secret, HeldUnder::ServerKey];
    assert_eq!(house.gate.ways_in(&handle("ana")).unwrap(), both);
    // Without the server's key the file opens nothing.
    let own = house.folder.path().join("rice.subak-people.key");
    assert_eq!(fs::read(&own).unwrap().len(), 32);
    fs::write(&own, [0; 32]).unwrap();
    assert_eq!(house.enter(&mut device).unwrap_err(), Refused::PasskeyClosed);
    fs::write(&own, [0; 31]).unwrap();
    assert_eq!(name(&house.enter(&mut device).unwrap_err()), "people_file_strange");
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_the_servers_own_key() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new();
    house.add(&house.ana(), &mut Device::new(1)).unwrap();
    let own = house.folder.path().join("rice.subak-people.key");
    assert_eq!(fs::metadata(own).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(house.folder.path()).unwrap().count(), 4);
}

#[test]
fn the_first_time_a_passkey_computes_a_key_the_members_key_moves_under_it() {
    for hmac in [true, false] {
        let house = House::new();
        let session = house.ana();
        let mut device = Device { hmac, computed: Some([5; 32]), ..Device::new(1) };
        assert_eq!(house.add(&session, &mut device), Ok(HeldUnder::ServerKey));
        assert_eq!(signs(&house.enter(&mut device).unwrap()), [1; 32]);
        let both = [HeldUnder::Secret, HeldUnder::PasskeyPrf];
        assert_eq!(house.gate.ways_in(&handle("ana")).unwrap(), both);
        assert_eq!(signs(&house.enter(&mut device).unwrap()), [1; 32]);
        for computed in [None, Some([6; 32])] {
            let mut other = Device { computed, ..device.clone() };
            assert_eq!(house.enter(&mut other).unwrap_err(), Refused::PasskeyClosed);
        }
    }
}

#[test]
fn what_a_passkey_computes_may_come_when_it_is_made() {
    let house = House::new();
    let session = house.ana();
    let options = house.gate.ask_passkey(&house.site, &session, NOW).unwrap();
    let mut device = Device { computed: Some([5; 32]), ..Device::new(1) };
    let mut answer = device.make(&options);
    answer["clientExtensionResults"]["prf"]["results"] = json!({"first": url(&[5; 32])});
    let held = house.gate.add_passkey(&house.site, &session, &answer.to_string(), "", NOW);
    assert_eq!(held, Ok(HeldUnder::PasskeyPrf));
    assert_eq!(signs(&house.enter(&mut device).unwrap()), [1; 32]);
    assert!(!house.folder.path().join("rice.subak-people.key").exists());
}

#[test]
fn a_passkey_is_refused_that_was_not_made_here_and_now() {
    let house = House::new();
    let session = house.ana();
    let make = |device: &Device| house.add(&session, &mut device.clone());
    let sound = Device::new(1);
    for (why, device) in [
        ("another site's page", Device { origin: "https://rise.example".into(), ..sound.clone() }),
        ("another port", Device { origin: format!("{ORIGIN}:8443"), ..sound.clone() }),
        ("no encryption", Device { origin: "http://rice.example".into(), ..sound.clone() }),
        ("another site", Device { site: "rise.example", ..sound.clone() }),
        ("nobody was verified", Device { flags: 0x19, ..sound.clone() }),
        ("nobody was there", Device { flags: 0x1c, ..sound.clone() }),
    ] {
        assert_eq!(name(&make(&device).unwrap_err()), "passkey_refused", "{why}");
    }
    assert_eq!(house.gate.passkeys(&session.handle).unwrap(), []);

    // The wrong question, one that was answered, and one of another member.
    let add = |session: &Session, answer: &Value| {
        house.gate.add_passkey(&house.site, session, &answer.to_string(), "", NOW)
    };
    let mut options = house.gate.ask_passkey(&house.site, &session, NOW).unwrap();
    options["challenge"] = url(&[3; 16]).into();
    assert_eq!(add(&session, &sound.clone().make(&options)), Err(Refused::ChallengeGone));
    options["challenge"] = house.gate.ask_who(&house.site, NOW).unwrap()["challenge"].clone();
    assert_eq!(add(&session, &sound.clone().make(&options)), Err(Refused::ChallengeGone));
    let options = house.gate.ask_passkey(&house.site, &session, NOW).unwrap();
    let ben = Session { handle: handle("ben"), ..session.clone() };
    assert_eq!(add(&ben, &sound.clone().make(&options)), Err(Refused::ChallengeGone));
    let options = house.gate.ask_passkey(&house.site, &session, NOW).unwrap();
    let answer = sound.clone().make(&options);
    let late = Moment(NOW.0 + 300_000);
    let refused = house.gate.add_passkey(&house.site, &session, &answer.to_string(), "", late);
    assert_eq!(refused, Err(Refused::ChallengeGone));
    let options = house.gate.ask_passkey(&house.site, &session, NOW).unwrap();
    let answer = sound.clone().make(&options);
    assert_eq!(add(&session, &answer), Ok(HeldUnder::ServerKey));
    assert_eq!(add(&session, &answer), Err(Refused::ChallengeGone));
    assert_eq!(house.add(&session, &mut sound.clone()), Err(Refused::PasskeyThere));
    // A device that has one is told so, to make no second.
    let options = house.gate.ask_passkey(&house.site, &session, NOW).unwrap();
    assert_eq!(options["excludeCredentials"][0]["id"], url(&sound.id));
    for strange in ["", "{}", "[]", "null", "{\"clientExtensionResults\":{\"prf\":7}}"] {
        let refused = house.gate.add_passkey(&house.site, &session, strange, "", NOW).unwrap_err();
        assert_eq!(name(&refused), "passkey_unreadable", "{strange}");
    }
}

#[test]
fn passkeys_are_good_at_the_addresses_of_the_site_and_at_no_other() {
    let house = House::new();
    let session = house.ana();
    let origin = format!("{ORIGIN}:8443");
    let site = PasskeySite::new("rice.example", vec![origin.clone()]).unwrap();
    let mut device = Device::new(1);
    let add = |device: &mut Device| {
        let options = house.gate.ask_passkey(&site, &session, NOW).unwrap();
        house.gate.add_passkey(&site, &session, &device.make(&options).to_string(), "", NOW)
    };
    let enter = |device: &mut Device| {
        let answer = device.show(&house.gate.ask_who(&site, NOW).unwrap()).to_string();
        house.gate.enter_by_passkey(&site, &answer, "", NOW).map(|_| ())
    };
    assert_eq!(name(&add(&mut device).unwrap_err()), "passkey_refused");
    device.origin = origin;
    assert_eq!(add(&mut device), Ok(HeldUnder::ServerKey));
    assert_eq!(enter(&mut device), Ok(()));
    device.origin = ORIGIN.to_owned();
    assert_eq!(name(&enter(&mut device).unwrap_err()), "passkey_refused");
}

#[test]
fn nobody_comes_in_by_a_passkey_that_is_not_shown_here_and_now() {
    let house = House::new();
    let session = house.ana();
    let mut sound = Device::new(1);
    house.add(&session, &mut sound).unwrap();
    let show = |device: &Device| house.enter(&mut device.clone()).map(|session| session.handle);
    assert_eq!(show(&sound), Ok(handle("ana")));
    sound.counter += 1;
    for (why, device) in [
        ("another site's page", Device { origin: "https://rise.example".into(), ..sound.clone() }),
        ("another site", Device { site: "rise.example", ..sound.clone() }),
        ("nobody was verified", Device { flags: 0x19, ..sound.clone() }),
        ("another key", Device { key: Device::new(2).key, ..sound.clone() }),
        ("another member", Device { user: vec![3; 32], ..sound.clone() }),
        ("a copy that counts less", Device { counter: 1, ..sound.clone() }),
    ] {
        assert_eq!(name(&show(&device).unwrap_err()), "passkey_refused", "{why}");
    }
    let unknown = Device { id: vec![8; 16], ..sound.clone() };
    assert_eq!(show(&unknown), Err(Refused::PasskeyUnknown));

    let enter = |answer: &Value| {
        house.gate.enter_by_passkey(&house.site, &answer.to_string(), "", NOW).map(|_| ())
    };
    let options = || house.gate.ask_who(&house.site, NOW).unwrap();
    // Each byte of what is signed counts.
    for part in ["authenticatorData", "signature", "clientDataJSON"] {
        let mut answer = sound.clone().show(&options());
        let text = answer["response"][part].as_str().unwrap();
        let mut bytes = BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        answer["response"][part] = url(&bytes).into();
        assert!(enter(&answer).is_err(), "{part}");
    }
    let mut stranger = options();
    stranger["challenge"] = url(&[3; 16]).into();
    assert_eq!(enter(&sound.clone().show(&stranger)), Err(Refused::ChallengeGone));
    let answer = sound.clone().show(&options());
    enter(&answer).unwrap();
    assert_eq!(enter(&answer), Err(Refused::ChallengeGone));
    for strange in ["", "{}", "[]", "null"] {
        let refused = house.gate.enter_by_passkey(&house.site, strange, "", NOW).unwrap_err();
        assert_eq!(name(&refused), "passkey_unreadable", "{strange}");
    }
    assert_eq!(house.gate.sessions(&handle("ana"), NOW).unwrap().len(), 3);
}

/// Every value in a document, by its JSON pointer.
fn places(json: &Value, at: &str, found: &mut Vec<String>) {
    if let Value::Object(fields) = json {
        for (field, value) in fields {
            let place = format!("{at}/{field}");
            places(value, &place, found);
            found.push(place);
        }
    }
}

#[test]
fn whatever_stands_in_an_answer_is_answered() {
    let house = House::new();
    let session = house.ana();
    let mut device = Device { hmac: true, computed: Some([5; 32]), ..Device::new(1) };
    let stranges = [Value::Null, json!(""), json!("AA"), json!(7), json!([]), json!({})];
    let options = || house.gate.ask_passkey(&house.site, &session, NOW).unwrap();
    let mut all = Vec::new();
    places(&device.clone().make(&options()), "", &mut all);
    let mut refused = 0;
    for place in &all {
        for strange in &stranges {
            let mut answer = device.clone().make(&options());
            *answer.pointer_mut(place).unwrap() = strange.clone();
            let text = answer.to_string();
            let added = house.gate.add_passkey(&house.site, &session, &text, "", NOW);
            refused += usize::from(added.is_err());
            for passkey in house.gate.passkeys(&session.handle).unwrap() {
                house.gate.remove_passkey(&session.handle, &passkey.id).unwrap();
            }
        }
    }
    assert!(refused > stranges.len() * 6, "{refused} of {} places", all.len());

    house.add(&session, &mut device).unwrap();
    let ask = || house.gate.ask_who(&house.site, NOW).unwrap();
    let mut all = Vec::new();
    places(&device.clone().show(&ask()), "", &mut all);
    for place in &all {
        for strange in &stranges {
            let mut answer = device.show(&ask());
            *answer.pointer_mut(place).unwrap() = strange.clone();
            let entered = house.gate.enter_by_passkey(&house.site, &answer.to_string(), "", NOW);
            let counts =
                ["Id", "id", "clientDataJSON", "authenticatorData", "signature", "userHandle"];
            if counts.iter().any(|field| place.ends_with(field)) {
                assert!(entered.is_err(), "{place} {strange}");
            }
        }
    }
    house.enter(&mut device).unwrap();
}

#[test]
fn a_joiner_comes_in_and_back_by_a_passkey_alone() {
    let house = House::new();
    let (ana, ben) = (handle("ana"), handle("ben"));
    let link = house.gate.invite(&ben, &key(2), &ana, NOW).unwrap().reveal();
    let mut device = Device { computed: Some([5; 32]), hmac: true, ..Device::new(1) };
    let ask = || house.gate.ask_passkey_to_join(&house.site, &link, NOW).unwrap();
    let accept = |answer: Value| {
        house.gate.accept_with_passkey(&house.site, &link, &answer.to_string(), "Safari", NOW)
    };
    let wrong = Device { origin: "https://rise.example".into(), ..device.clone() };
    assert_eq!(name(&accept(wrong.clone().make(&ask())).unwrap_err()), "passkey_refused");
    assert_eq!(house.gate.key_of(&ben).unwrap(), None);
    house.gate.look_at(&link, NOW).unwrap();

    let token = accept(device.make(&ask())).unwrap();
    assert_eq!(signs(&house.session(&token)), [2; 32]);
    let again = house.gate.ask_passkey_to_join(&house.site, &link, NOW).unwrap_err();
    assert_eq!(again, Refused::InvitationGone);
    assert_eq!(signs(&house.enter(&mut device).unwrap()), [2; 32]);
    assert_eq!(house.gate.ways_in(&ben).unwrap(), [HeldUnder::PasskeyPrf]);
}

#[test]
fn several_passkeys_can_be_had_and_all_but_the_last_way_in_removed() {
    let house = House::new();
    let ana = handle("ana");
    let link = house.gate.one_time(&ana, &key(1), 10, NOW).unwrap().reveal();
    let session = house.session(&house.gate.enter_once(&link, "", NOW).unwrap());
    let (mut one, mut two) = (Device::new(1), Device::new(2));
    house.add(&session, &mut one).unwrap();
    house.add(&session, &mut two).unwrap();
    house.enter(&mut two).unwrap();
    let ids: Vec<String> =
        house.gate.passkeys(&ana).unwrap().into_iter().map(|passkey| passkey.id).collect();
    house.gate.remove_passkey(&handle("ben"), &ids[0]).unwrap();
    house.enter(&mut one).unwrap();
    house.gate.remove_passkey(&ana, &ids[0]).unwrap();
    house.gate.remove_passkey(&ana, &ids[0]).unwrap();
    assert_eq!(house.enter(&mut one).unwrap_err(), Refused::PasskeyUnknown);
    let last = house.gate.remove_passkey(&ana, &ids[1]).unwrap_err();
    assert_eq!(last, Refused::WayInLast { handle: "ana".to_owned() });
    house.enter(&mut two).unwrap();
    house.gate.add_secret(&session, &secret()).unwrap();
    house.gate.remove_passkey(&ana, &ids[1]).unwrap();
    assert_eq!(house.gate.ways_in(&ana).unwrap(), [HeldUnder::Secret]);
}

#[test]
fn a_number_is_no_name_for_a_site() {
    for site in ["127.0.0.1", "::1", "[::1]", "", "."] {
        let refused = PasskeySite::new(site, Vec::new()).unwrap_err();
        assert_eq!(refused, Refused::PasskeySiteUnfit { site: site.to_owned() });
    }
    PasskeySite::new("localhost", vec!["http://localhost:8040".to_owned()]).unwrap();
}

struct Browser(ed25519_zebra::SigningKey);

impl Browser {
    fn key(&self) -> Key {
        Key::from_bytes(ed25519_zebra::VerificationKey::from(&self.0).into())
    }

    fn sign(&self, challenge: &str) -> String {
        let challenge = BASE64.decode(challenge.as_bytes()).unwrap();
        let message = [b"subak/v1/enter\n", &challenge[..]].concat();
        BASE64.encode(&self.0.sign(&message).to_bytes())
    }
}

#[test]
fn somebody_whose_key_is_in_their_browser_comes_in_by_a_signature() {
    let house = House::new();
    let browser = Browser([4; 32].into());
    house.gate.held_in_browser(&handle("ana"), browser.key()).unwrap();
    let challenge = house.gate.challenge(NOW).unwrap();
    let signature = browser.sign(&challenge);
    let enter = |key, challenge: &str, signature: &str| {
        house.gate.enter_by_signature(challenge, key, signature, "Firefox", NOW)
    };
    let session = house.session(&enter(browser.key(), &challenge, &signature).unwrap());
    assert_eq!(session.handle, handle("ana"));
    assert!(matches!(&session.key, SessionKey::Browser(key) if *key == browser.key()));
    assert_eq!(house.gate.ways_in(&handle("ana")).unwrap(), [HeldUnder::Browser]);
    let nothing_to_keep = house.gate.add_secret(&session, &secret()).unwrap_err();
    assert_eq!(name(&nothing_to_keep), "key_in_browser");
    let wrong = house.gate.sign_in(
        "ana",
        &secret(),
        server::gate::Visitor { from: [192, 0, 2, 1].into(), label: "" },
        NOW,
    );
    assert_eq!(wrong.unwrap_err(), Refused::SecretWrong);

    assert_eq!(enter(browser.key(), &challenge, &signature).unwrap_err(), Refused::ChallengeGone);
    let other = Browser([5; 32].into());
    let fresh = || house.gate.challenge(NOW).unwrap();
    let unsigned = |key: Key, signer: &Browser| {
        let challenge = fresh();
        enter(key, &challenge, &signer.sign(&challenge)).unwrap_err()
    };
    assert_eq!(unsigned(other.key(), &other), Refused::ChallengeUnsigned, "nobody's");
    assert_eq!(unsigned(browser.key(), &other), Refused::ChallengeUnsigned);
    let of_another = browser.sign(&fresh());
    let refused = enter(browser.key(), &fresh(), &of_another).unwrap_err();
    assert_eq!(refused, Refused::ChallengeUnsigned);
    assert_eq!(enter(browser.key(), "", "").unwrap_err(), Refused::ChallengeGone);
    assert_eq!(enter(browser.key(), &fresh(), "").unwrap_err(), Refused::ChallengeUnsigned);
    // By the rules of ZIP-215 anybody can sign for the neutral point.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let anybodys = BASE64.encode(&[&neutral[..], &[0; 32]].concat());
    let refused = house.gate.prove(&fresh(), Key::from_bytes(neutral), &anybodys, NOW);
    assert_eq!(refused, Err(Refused::ChallengeUnsigned));
}

#[test]
fn a_passkey_can_stand_beside_a_key_in_the_browser() {
    let house = House::new();
    let browser = Browser([4; 32].into());
    let ana = handle("ana");
    house.gate.held_in_browser(&ana, browser.key()).unwrap();
    let token = house.gate.begin(&ana, &SessionKey::Browser(browser.key()), "", NOW).unwrap();
    let mut device = Device::new(1);
    assert_eq!(house.add(&house.session(&token), &mut device), Ok(HeldUnder::Browser));
    let session = house.enter(&mut device).unwrap();
    assert!(matches!(session.key, SessionKey::Browser(key) if key == browser.key()));
}
