//! Pages of commands and what they answer, run with the real program in an empty folder.
//!
//! A line that begins with `$ ` is given to the shell; what follows until the next such line or an
//! empty one is what it must answer, on either channel, with ` (1)` behind if it ends with another
//! code than 0. Lines that begin with `#` are for the reader. What differs from run to run is told
//! by its name: `TODAY`, `IN-7-DAYS`, `IN-14-DAYS`, `HH:MM`, `HEX`, `HERE`, `CHARTERS`, `N a second`.
//! `UPDATE_PAGES=1 cargo test -p cli --test pages` writes down what is answered.
#![cfg(test)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::{Timestamp, ToSpan, tz::TimeZone};

/// Runs one line in the shell, away from whatever the machine's own settings say.
fn run(line: &str, folder: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_subak")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let output = Command::new("bash")
        .args(["-c", &format!("exec 2>&1; {line}")])
        .current_dir(folder)
        .env_clear()
        .envs([("PATH", path.as_str()), ("USER", "rosa"), ("LANG", "C.UTF-8"), ("TZ", "UTC")])
        .envs([("HOME", folder), ("SUBAK_KEYS", &folder.join("keys"))])
        .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")])
        .env("CHARTERS", charters())
        .env("GIT_COMMITTER_DATE", "2026-01-05T10:00:00+0000")
        .output()
        .unwrap();
    let mut answer = String::from_utf8(output.stdout).unwrap();
    if !answer.is_empty() && !answer.ends_with('\n') {
        answer.push('\n');
    }
    match output.status.code() {
        Some(0) => answer,
        Some(code) => answer + &format!("({code})\n"),
        None => answer + "(killed)\n",
    }
}

/// Charters that pages are about.
fn charters() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/charters")
}

/// Puts names in the place of what differs from run to run.
fn named(answer: &str, folder: &Path) -> String {
    let mut text = answer.replace(&folder.canonicalize().unwrap().display().to_string(), "HERE");
    text = text.replace(&folder.display().to_string(), "HERE");
    text = text.replace(&charters().display().to_string(), "CHARTERS");
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    // A page that is played at midnight began yesterday.
    for today in [today, today.yesterday().unwrap()] {
        let later = |days: i64| today.checked_add(days.days()).unwrap().to_string();
        text = text
            .replace(&later(0), "TODAY")
            .replace(&later(7), "IN-7-DAYS")
            .replace(&later(14), "IN-14-DAYS");
    }
    let mut lines = String::new();
    for line in text.lines() {
        // An empty line would end the answer.
        let line = if line.trim().is_empty() { "." } else { line };
        writeln!(lines, "{}", clock(&hexadecimal(&rate(line)))).unwrap();
    }
    lines
}

/// `TODAY 12:34` and `TODAYT12:34:56.789Z`.
fn clock(line: &str) -> String {
    let mut said = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("TODAY") {
        said.push_str(before);
        said.push_str("TODAY");
        let stamp = after.strip_prefix('T').and_then(|after| Some(after.split_once('Z')?.1));
        let minute = after
            .get(..6)
            .filter(|minute| minute.starts_with(' ') && minute.as_bytes().get(3) == Some(&b':'));
        rest = match (stamp, minute) {
            (Some(stamp), _) => {
                said.push_str("THH:MMZ");
                stamp
            }
            (None, Some(_)) => {
                said.push_str(" HH:MM");
                after.get(6..).unwrap()
            }
            (None, None) => after,
        };
    }
    said + rest
}

/// Ids, keys and hashes: 32 or more hexadecimal digits in a row, or the 8 of a shortened key.
fn hexadecimal(line: &str) -> String {
    let mut said = String::new();
    let mut run = String::new();
    for letter in line.chars().chain(['\n']) {
        if letter.is_ascii_hexdigit() {
            run.push(letter);
            continue;
        }
        let is_short_key = run.len() == 8 && letter == '…';
        said.push_str(if run.len() >= 32 || is_short_key { "HEX" } else { &run });
        run.clear();
        said.push(letter);
    }
    said.trim_end_matches('\n').to_owned()
}

fn rate(line: &str) -> String {
    let Some((before, _)) = line.split_once(" a second") else { return line.to_owned() };
    let before = before.trim_end_matches(|c: char| c.is_ascii_digit());
    format!("{before}N a second")
}

/// The page as it is now: its commands, and what they answer.
fn play(page: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut played = String::new();
    let mut answering = false;
    for line in page.lines() {
        match line.strip_prefix("$ ") {
            Some(command) => {
                let answer = named(&run(command, folder.path()), folder.path());
                write!(played, "{line}\n{answer}").unwrap();
                answering = true;
            }
            // What an answer says is not kept: it is answered again.
            None if answering && !line.is_empty() => {}
            None => {
                let is_remark = line.is_empty() || line.starts_with('#');
                assert!(
                    is_remark,
                    "`{line}` answers nothing: begin commands with `$ `, remarks with `#`"
                );
                writeln!(played, "{line}").unwrap();
                answering = false;
            }
        }
    }
    played
}

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut pages: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    pages.sort();
    pages
}

#[test]
fn every_page_is_answered_as_it_says() {
    let mut wrong = Vec::new();
    assert!(!pages().is_empty());
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let played = play(&page);
        if std::env::var_os("UPDATE_PAGES").is_some() {
            fs::write(&path, &played).unwrap();
        } else if page != played {
            let differs = page.lines().zip(played.lines()).find(|(page, played)| page != played);
            wrong.push(format!("{}: {differs:?}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong:#?}\nUPDATE_PAGES=1 cargo test -p cli --test pages, then look at the difference"
    );
}
