//! One visit: whose browser asks, in which language, and what it may do.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Method};
use book::now;
use commons::name::{ActId, Handle};

use crate::gate::{Gate, Session, SessionKey};
use crate::words::Words;

/// The name of the cookie that holds a session's token.
pub const SESSION: &str = "subak_session";
/// The name of the cookie that holds the language that was chosen.
pub const LANGUAGE: &str = "subak_language";

/// The header by which a script asks for the part of a page that is `main`.
const PART: &str = "x-subak-part";
/// The header by which a script asks for what a form would do, to have it signed in the browser.
const SIGN: &str = "x-subak-sign";

/// Where a request came from.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// One visit.
pub struct Visit {
    /// The language it is answered in.
    pub words: Words,
    /// The member who is signed in.
    pub session: Option<Session>,
    /// The path that is asked for.
    pub path: String,
    /// What follows the question mark.
    pub query: BTreeMap<String, String>,
    /// Where it comes from.
    pub address: IpAddr,
    /// What its browser calls itself.
    pub browser: String,
    /// Whether a program asks with a token of its own, which no other page can make a browser send.
    pub by_token: bool,
    /// Whether a script asks for what is under the heading alone, to open it in place.
    pub part: bool,
    /// Whether a script asks for the acts of a form, to sign them itself.
    pub prepares: bool,
}

impl Visit {
    /// A visit of nobody, in English.
    #[must_use]
    pub fn nobody() -> Self {
        Self {
            words: Words::wanted(None, None),
            session: None,
            path: String::new(),
            query: BTreeMap::new(),
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            browser: String::new(),
            by_token: false,
            part: false,
            prepares: false,
        }
    }

    /// The member who is signed in.
    #[must_use]
    pub fn member(&self) -> Option<&Handle> {
        self.session.as_ref().map(|session| &session.handle)
    }

    /// The key that this visit signs with here.
    #[must_use]
    pub fn key(&self) -> Option<&SessionKey> {
        self.session.as_ref().map(|session| &session.key)
    }

    /// What the address says under a name, unless it is empty.
    #[must_use]
    pub fn asked(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// Where a request came from. A proxy on the same machine is believed when it says for whom it asks.
#[must_use]
pub fn address(headers: &HeaderMap, extensions: &Extensions) -> IpAddr {
    let peer = extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0);
    if !peer.to_canonical().is_loopback() {
        return peer;
    }
    let forwarded = headers.get_all("x-forwarded-for").into_iter().next_back();
    let last = forwarded.and_then(|line| line.to_str().ok()?.rsplit(',').next());
    last.and_then(|last| last.trim().parse().ok()).unwrap_or(peer)
}

/// What a browser calls itself, shortened.
fn browser(headers: &HeaderMap) -> String {
    let named = headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    named.unwrap_or_default().chars().take(120).collect()
}

/// The value of a cookie.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut each =
        all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    each.find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// Pairs as forms and addresses write them. Of several with one name the last holds.
#[must_use]
pub fn pairs(text: &str) -> BTreeMap<String, String> {
    form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

/// An address within this site; else the home page. Browsers leave tabs and line ends out of an address, so that what
/// stands after one may be another site.
#[must_use]
pub fn local(address: &str) -> &str {
    let inside = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains(|c: char| c == '\\' || c.is_control());
    if inside { address } else { "/" }
}

/// What has a gate, so that a visit knows who is signed in.
pub trait Gated {
    /// The gate.
    fn gate(&self) -> &Gate;
}

impl<S: Gated + Send + Sync> FromRequestParts<Arc<S>> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<S>) -> Result<Self, Infallible> {
        let headers = &parts.headers;
        let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer = bearer.and_then(|value| value.strip_prefix("Bearer "));
        let token = bearer.or_else(|| cookie(headers, SESSION));
        let query = pairs(parts.uri.query().unwrap_or_default());
        Ok(Self {
            words: Words::wanted(cookie(headers, LANGUAGE), accepted),
            session: token.and_then(|token| site.gate().enter(token, now()).ok().flatten()),
            path: parts.uri.path().to_owned(),
            query,
            address: address(headers, &parts.extensions),
            browser: browser(headers),
            by_token: bearer.is_some() && parts.method != Method::GET,
            part: headers.get(PART).is_some_and(|part| part == "main"),
            prepares: headers.get(SIGN).is_some_and(|sign| sign == "prepare"),
        })
    }
}

/// A form as it was filled in, with what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    values: BTreeMap<String, String>,
    /// Why it was refused the last time.
    pub refusal: Option<String>,
}

impl Filled {
    /// A form with these values.
    #[must_use]
    pub const fn of(values: BTreeMap<String, String>) -> Self {
        Self { values, refusal: None }
    }

    /// What stands in a field, without spaces around it; `None` if it is empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// What stands in a field, as it was typed.
    #[must_use]
    pub fn typed(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// The same form, refused.
    #[must_use]
    pub fn refused(mut self, refusal: impl Into<String>) -> Self {
        self.refusal = Some(refusal.into());
        self
    }

    /// Puts a value into a field.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.insert(name.to_owned(), value.into());
        self
    }

    /// The act id that the form was made with.
    #[must_use]
    pub fn act(&self) -> Option<ActId> {
        let id: journal::ActId = self.get("act")?.parse().ok()?;
        Some(ActId(id.to_bytes()))
    }
}
