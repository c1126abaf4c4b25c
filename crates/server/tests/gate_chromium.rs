//! Passkeys in a real browser: Chromium with devices that it plays itself.
//!
//! `cargo test -p server --test gate_chromium -- --ignored` does it, with Node and Chromium.
#![cfg(test)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use book::{CommonsId, SecretKey};
use commons::name::{Handle, Moment};
use server::gate::{Gate, HeldUnder, PasskeySite, SessionKey};

const NOW: Moment = Moment(1_700_000_000_000);

#[test]
#[ignore = "needs Node and Chromium"]
fn devices_that_compute_and_devices_that_do_not_let_their_owner_in() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("rice.subak");
    let gate = Gate::open(&journal, CommonsId::from_bytes([9; 16])).unwrap();
    let (ana, key) = (Handle::new("ana").unwrap(), SecretKey::from_bytes([1; 32]));
    let link = gate.one_time(&ana, &key, 10, NOW).unwrap().reveal();
    let token = gate.enter_once(&link, "", NOW).unwrap().reveal();
    let session = gate.enter(&token, NOW).unwrap().unwrap();

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gate/passkeys.mjs");
    let mut node = Command::new("node");
    node.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut node = node.spawn().unwrap();
    let mut answers = node.stdin.take().unwrap();
    let mut lines = BufReader::new(node.stdout.take().unwrap()).lines().map(Result::unwrap);

    let origin = lines.next().expect("the page's address");
    let site = PasskeySite::new("localhost", vec![origin]).unwrap();
    let mut held = Vec::new();
    for line in lines {
        let (what, answer) = line.split_once(' ').unwrap();
        let options = match what {
            "make" => gate.ask_passkey(&site, &session, NOW).unwrap(),
            "made" => {
                held.push(gate.add_passkey(&site, &session, answer, "", NOW).unwrap());
                gate.ask_who(&site, NOW).unwrap()
            }
            "shown" => {
                let token = gate.enter_by_passkey(&site, answer, "", NOW).unwrap();
                let entered = gate.enter(&token.reveal(), NOW).unwrap().unwrap();
                let SessionKey::Held(signs) = entered.key else { panic!("{:?}", entered.key) };
                assert_eq!(signs.to_bytes(), key.to_bytes());
                held.push(gate.passkeys(&ana).unwrap().pop().unwrap().held);
                gate.ask_who(&site, NOW).unwrap()
            }
            // The device is put away, and its passkey with it.
            "away" => {
                gate.forget(&ana).unwrap();
                let link = gate.one_time(&ana, &key, 10, NOW).unwrap().reveal();
                gate.enter_once(&link, "", NOW).unwrap();
                serde_json::Value::Null
            }
            other => panic!("{other}"),
        };
        writeln!(answers, "{options}").unwrap();
    }
    assert!(node.wait().unwrap().success());
    let (server, passkey) = (HeldUnder::ServerKey, HeldUnder::PasskeyPrf);
    let computes = [server, passkey, passkey];
    let does_not = [server, server, server];
    assert_eq!(held, [computes, computes, does_not].concat());
}
