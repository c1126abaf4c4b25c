//! `subak serve` and `subak link`: the commons in a browser.

use std::net::SocketAddr;
use std::path::PathBuf;

use book::{About, SecretKey, about, now};
use clap::Args;
use commons::act::Found;
use commons::name::Handle;
use commons::state::State;
use server::gate::Gate;
use server::logs::{self, Logs};
use server::site::Site;
use server::start::{self, Place, Served};

use super::init::found;
use crate::here::Here;
use crate::keyring::Keyring;
use crate::refusal::Refused;

/// How long a link lets somebody in who has it.
const MINUTES: u32 = 15;

/// Where to listen, and what to say.
#[derive(Debug, Args)]
pub struct Listening {
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// The address that people type, if it is another, such as `https://rice.example`
    #[arg(long, value_name = "URL")]
    origin: Option<String>,
    /// What to log: error, warn, info or debug; or more exactly, such as warn,server=debug
    #[arg(long, env = "SUBAK_LOG", hide_env_values = true, default_value = logs::USUAL, value_name = "WHAT")]
    log: String,
    /// The collector of OpenTelemetry that a span is sent to for each request, such as `http://127.0.0.1:4318`
    #[arg(long, value_name = "URL")]
    traces: Option<String>,
}

impl Listening {
    /// Serves a commons until it is told to stop; `ready` is told when visitors may come.
    ///
    /// # Errors
    /// Why it does not start.
    pub fn serve(self, served: Served, ready: impl FnOnce(&Site)) -> Result<(), Refused> {
        let logs = Logs { filter: self.log, traces: self.traces };
        let place = Place { listen: self.listen, origin: self.origin };
        Ok(start::run(&place, &logs, served, ready)?)
    }

    /// Serves a wizard that founds a commons in a file here, and then that commons.
    fn wizard(self, here: &mut Here) -> Result<(), Refused> {
        let keyring = Keyring::of_user()?;
        let logs = Logs { filter: self.log, traces: self.traces };
        let place = Place { listen: self.listen, origin: self.origin };
        let founder = move |wish: Found, key: &SecretKey| {
            let file = PathBuf::from(format!("{}.subak", wish.handle));
            let founded = found(&file, wish, key, &keyring);
            founded.map(|(book, _)| (book, file)).map_err(|refused| refused.to_string())
        };
        let mut told = Ok(());
        let ready = |link: &str| told = tell_wizard(here, link);
        start::found(&place, &logs, Box::new(founder), ready)?;
        told
    }
}

/// Serve the commons to browsers, on this machine or behind a name
#[derive(Debug, Args)]
pub struct Serve {
    /// The file of the commons; else the only *.subak file here; if there is none, a page founds one
    file: Option<PathBuf>,
    #[command(flatten)]
    listening: Listening,
    /// Print a link that lets a member in whose key is here; else the founder's
    #[arg(long, value_name = "MEMBER")]
    link_for: Vec<String>,
    /// Print such links for all members whose keys are here
    #[arg(long, conflicts_with = "link_for")]
    open_links: bool,
}

impl Serve {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let file = match self.file {
            Some(file) => file,
            None => match here.path() {
                Err(Refused::CommonsMissing { .. }) => return self.listening.wizard(here),
                path => path?,
            },
        };
        let About { commons, operator } = about(&file)?;
        let keyring = Keyring::of_user()?;
        let key = keyring.secret(commons, operator)?;
        if key.is_none() {
            here.screen.prose(&format!(
                "The key that {} is written with is not in {}: this server shows a copy, and nothing can be changed in it.",
                file.display(), keyring.folder()
            ))?;
        }
        let wanted = Wanted { names: self.link_for, all: self.open_links };
        let served = Served { journal: file, operator: key };
        let mut told = Ok(());
        let ready = |site: &Site| told = tell(here, site, &keyring, &wanted);
        self.listening.serve(served, ready)?;
        told
    }
}

fn tell_wizard(here: &mut Here, link: &str) -> Result<(), Refused> {
    here.screen
        .prose("There is no commons here yet. This link founds one, in a file of this folder:")?;
    here.screen.line(link)?;
    here.screen.line("Ctrl-C stops it.")?;
    here.screen.flush()
}

/// Whom links are wanted for.
struct Wanted {
    names: Vec<String>,
    all: bool,
}

impl Wanted {
    /// The keys of those who are wanted: who founded the commons, unless somebody else is.
    fn keys(&self, site: &Site, keyring: &Keyring) -> Result<Vec<(Handle, SecretKey)>, Refused> {
        let commons = site.keeper.commons();
        if !self.names.is_empty() {
            return self.names.iter().map(|name| of(keyring, commons, name)).collect();
        }
        let people = site.keeper.read(people)?;
        let mut found = Vec::new();
        for handle in people {
            if let Some(key) = keyring.of(commons, &handle)? {
                found.push((handle, key));
            }
            if !self.all && !found.is_empty() {
                break;
            }
        }
        Ok(found)
    }
}

/// Everybody, the founder first.
fn people(state: &State) -> Vec<Handle> {
    state.agents.iter().map(|(_, agent)| agent.handle.clone()).collect()
}

/// A member by name, with their key.
fn of(
    keyring: &Keyring,
    commons: book::CommonsId,
    name: &str,
) -> Result<(Handle, SecretKey), Refused> {
    let handle = inquiry::names::handle(name)?;
    let what = || format!("the key of `{handle}`");
    match keyring.of(commons, &handle)? {
        Some(key) => Ok((handle, key)),
        None => Err(Refused::KeyMissing { what: what(), folder: keyring.folder() }),
    }
}

/// Says where the commons is, and prints the links that let people in.
fn tell(here: &mut Here, site: &Site, keyring: &Keyring, wanted: &Wanted) -> Result<(), Refused> {
    let origin = &site.settings.origin;
    here.screen.line(format_args!("{origin}/"))?;
    for (handle, key) in wanted.keys(site, keyring)? {
        print(here, &site.gate, origin, &handle, &key)?;
    }
    here.screen.line("Ctrl-C stops it.")?;
    here.screen.flush()
}

/// Prints a link that lets a member in.
///
/// # Errors
/// A file of people that cannot be written.
pub fn print(
    here: &mut Here,
    gate: &Gate,
    origin: &str,
    handle: &Handle,
    key: &SecretKey,
) -> Result<(), Refused> {
    let token = gate.one_time(handle, key, MINUTES, now())?;
    here.screen.line(format_args!("{origin}/enter/{}", *token.reveal()))?;
    here.screen.line(format_args!("  lets {handle} in, once, within {MINUTES} minutes"))
}

/// Print a link that lets a member into a commons that is served
#[derive(Debug, Args)]
pub struct Link {
    /// Who is let in; their key is in the keyring
    #[arg(value_name = "MEMBER")]
    member: String,
    /// The address that the server printed
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    origin: String,
}

impl Link {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let file = here.path()?;
        let commons = about(&file)?.commons;
        let (handle, key) = of(&Keyring::of_user()?, commons, &self.member)?;
        let gate = Gate::open(&file, commons)?;
        print(here, &gate, self.origin.trim_end_matches('/'), &handle, &key)
    }
}
