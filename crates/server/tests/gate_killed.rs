//! A server that is killed while somebody joins: afterwards they are in, or their link is good.
#![cfg(test)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

use book::{CommonsId, SecretKey};
use commons::name::{Handle, Moment};
use server::gate::{Gate, Passphrase, Refused, Visitor};

const NOW: Moment = Moment(1_700_000_000_000);
const FOLDER: &str = "SUBAK_TEST_JOIN_IN";
const LINK: &str = "SUBAK_TEST_JOIN_BY";

fn gate(folder: &Path) -> Gate {
    Gate::open(&folder.join("rice.subak"), CommonsId::from_bytes([9; 16])).unwrap()
}

fn secret() -> Passphrase {
    Passphrase::typed("bread and butter".to_owned())
}

/// What the killed process does. Without the two variables it is no test of anything.
#[test]
fn join() {
    let (Some(folder), Ok(link)) = (env::var_os(FOLDER), env::var(LINK)) else { return };
    let gate = gate(Path::new(&folder));
    println!("\nready");
    gate.accept(&link, &secret(), "", NOW).unwrap();
    println!("\ndone");
    thread::sleep(Duration::from_secs(60));
}

fn start(folder: &Path, link: &str) -> (Child, impl FnMut(&str)) {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "join", "--nocapture"]).env(FOLDER, folder).env(LINK, link);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let until = move |said: &str| assert!(lines.any(|line| line.unwrap() == said), "no `{said}`");
    (child, until)
}

/// Kills somebody who joins after a while, or once they are in, and says whether they are in.
fn is_in_after(wait: Option<Duration>) -> (bool, Duration) {
    let folder = tempfile::tempdir().unwrap();
    let (ana, ben) = (Handle::new("ana").unwrap(), Handle::new("ben").unwrap());
    let key = SecretKey::from_bytes([2; 32]);
    let link = gate(folder.path()).invite(&ben, &key, &ana, NOW).unwrap().reveal();
    let (mut child, mut until) = start(folder.path(), &link);
    until("ready");
    let since = Instant::now();
    match wait {
        Some(wait) => thread::sleep(wait),
        None => until("done"),
    }
    let took = since.elapsed();
    child.kill().unwrap();
    child.wait().unwrap();

    let gate = gate(folder.path());
    let visitor = Visitor { from: [192, 0, 2, 1].into(), label: "" };
    let entered = gate.sign_in("ben", &secret(), visitor, NOW);
    match gate.look_at(&link, NOW) {
        Ok(found) => {
            assert_eq!(found.key.public(), key.public());
            assert_eq!(entered.unwrap_err(), Refused::SecretWrong);
            assert_eq!(gate.sessions(&ben, NOW).unwrap(), []);
            (false, took)
        }
        Err(refused) => {
            assert_eq!(refused, Refused::InvitationGone);
            assert_eq!(gate.enter(&entered.unwrap().reveal(), NOW).unwrap().unwrap().handle, ben);
            (true, took)
        }
    }
}

#[test]
fn whoever_joins_while_the_server_is_killed_is_in_or_can_join() {
    let (is_in, took) = is_in_after(None);
    assert!(is_in, "whoever was told that they are in, is");
    is_in_after(Some(Duration::ZERO));
    // The transaction is at the end, after the secret is derived.
    for part in 0..24 {
        is_in_after(Some(took * (88 + part) / 100));
    }
}
