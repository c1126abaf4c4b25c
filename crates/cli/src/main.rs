//! The `subak` command: text in, text out. It reads what a person typed, asks the
//! other rooms, and says what they answered.
//!
//! Modules stand bottom-up: each uses only those above it.

mod refusal;

mod screen;

mod beside;

mod language;

mod settings;

mod keyring;

mod here;

mod telling;

mod flow;

mod aside;

mod shares;

mod opened;

mod progress;

mod history;

mod demo;

mod commands;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::Parser;
use clap::builder::styling::{AnsiColor, Style};

use crate::commands::Subak;
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::{Screen, message, styled};

/// A refusal ends with 1; clap ends with 2 when it does not understand a command.
const REFUSED: u8 = 1;
/// How the word `refused` looks on a terminal.
const RED: Style = AnsiColor::Red.on_default().bold();

/// A quantity below zero is refused by its name, not taken for an option.
fn unhyphened(word: OsString) -> OsString {
    let digit = |text: &str| {
        text.strip_prefix('-')
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c == '.'))
    };
    match word.to_str() {
        Some(text) if digit(text) => format!(" {text}").into(),
        _ => word,
    }
}

fn main() -> ExitCode {
    let Subak { command, global } = Subak::parse_from(std::env::args_os().map(unhyphened));
    let mut here = Here { global, screen: Screen::stdout() };
    let done = command.run(&mut here).and_then(|()| here.screen.flush());
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has enough, as in `subak journal | head`.
        Err(Refused::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(refused) => {
            // What was found before the refusal is said before it.
            let _ = here.screen.flush();
            let said = message(&format!("refused {refused}"));
            let (word, why) = said.split_once(' ').unwrap_or((&said, ""));
            anstream::eprintln!("{} {why}", styled(RED, word));
            ExitCode::from(REFUSED)
        }
    }
}
