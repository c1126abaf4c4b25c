//! Ways in and signing in a real Chromium, on the pages of a real server.
//!
//! `cargo test -p server --test keys_chromium -- --ignored` does it, with Node and Chromium; it fetches playwright-core.
#![cfg(test)]

mod signing;
mod site;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use book::SecretKey;
use commons::act::{Act, AddAgent, AddKey, AddResource};
use commons::agent::AgentKind;
use server::gate::HeldUnder;
use server::serve::serve;
use signing::{ben_known, invited};
use site::{Served, handle};
use tokio::net::TcpListener;

fn acts(chloe: &SecretKey) -> Vec<Act> {
    let mut acts = ben_known();
    acts.extend([
        Act::AddAgent(Box::new(AddAgent::new(handle("chloe"), AgentKind::Person, "Chloé"))),
        Act::AddKey(AddKey { agent: handle("chloe"), key: chloe.public().to_bytes() }),
        Act::AddResource(Box::new(AddResource::new(handle("frame"), "Frame"))),
    ]);
    acts
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node and Chromium, and fetches playwright-core"]
async fn passkeys_and_keys_of_the_browser_let_in_and_sign() {
    let chloe = SecretKey::from_bytes([44; 32]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = Served::at(&acts(&chloe), &format!("http://127.0.0.1:{port}"));
    let (gate, ana, now) = (&served.site.gate, handle("ana"), book::now());
    let links = [
        gate.one_time(&ana, &served.founder, 10, now).unwrap(),
        gate.invite(&handle("ben"), &invited(), &ana, now).unwrap(),
        gate.invite(&handle("chloe"), &chloe, &ana, now).unwrap(),
    ];
    let links = links.map(|link| link.reveal().to_string());
    tokio::spawn(serve(listener, Arc::clone(&served.site), std::future::pending()));

    let ran = tokio::task::spawn_blocking(move || {
        let folder = tempfile::tempdir().unwrap();
        let mut node = Command::new("node");
        if std::env::var_os("PLAYWRIGHT").is_none() {
            let npm = [
                "install",
                "--silent",
                "--no-save",
                "--no-audit",
                "--no-fund",
                "playwright-core@1",
            ];
            assert!(
                Command::new("npm")
                    .args(npm)
                    .current_dir(folder.path())
                    .status()
                    .unwrap()
                    .success()
            );
            node.env("PLAYWRIGHT", folder.path());
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signing/chromium.mjs");
        node.arg(script).arg(format!("http://localhost:{port}")).args(links).status().unwrap()
    });
    assert!(ran.await.unwrap().success());
    let ways = |who: &str| served.site.gate.ways_in(&handle(who)).unwrap();
    assert_eq!(ways("ana"), [HeldUnder::PasskeyPrf]);
    assert_eq!(ways("ben"), [HeldUnder::Browser]);
    assert_eq!(ways("chloe"), [HeldUnder::ServerKey]);
}
