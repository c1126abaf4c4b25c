//! A commons that is served to tests without a network: a founder, her browser, and forms that are sent as browsers do.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use book::{Book, SecretKey, fresh_id};
use commons::act::{Act, Found};
use commons::name::{Code, Handle, Moment};
use server::gate::Gate;
use server::keeper::Keeper;
use server::routes::routes;
use server::site::{Settings, Site};
use tempfile::TempDir;
use tower::ServiceExt;

/// When test commons are founded: 1 March 2026.
pub const START: i64 = 1_772_323_200_000;

/// A handle.
pub fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

/// A commons that is served.
pub struct Served {
    /// The site, for looking behind the pages.
    pub site: Arc<Site>,
    /// The founder's key.
    pub founder: SecretKey,
    router: Router,
    folder: TempDir,
}

impl Served {
    /// A commons founded by Ana, in which these acts were done by her.
    pub fn with(acts: &[Act]) -> Self {
        Self::at(acts, "http://127.0.0.1:8080")
    }

    /// The same, for people who type this address.
    pub fn at(acts: &[Act], origin: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let founder = SecretKey::from_bytes([7; 32]);
        let wish = Found {
            name: "Rice Terraces".to_owned(),
            handle: handle("rice"),
            founder: handle("ana"),
            founder_name: "Ana".to_owned(),
            founder_key: founder.public().to_bytes(),
            unit: Code::new("CAD").unwrap(),
            decimals: 2,
        };
        let path = folder.path().join("rice.subak");
        let mut book = Book::found(&path, wish, &founder, Moment(START)).unwrap();
        for (act, place) in acts.iter().zip(1..) {
            let signed = book.sign(&founder, fresh_id().unwrap(), act);
            let outcome = book.submit(vec![signed], Moment(START + place * 60_000)).unwrap();
            outcome.into_iter().next().unwrap().entry().unwrap();
        }
        let gate = Gate::open(&path, book.commons()).unwrap();
        let keeper = Keeper::keep(book, &path).unwrap();
        let settings = Settings { origin: origin.to_owned() };
        let site = Arc::new(Site::new(keeper, gate, settings));
        Self { router: routes(Arc::clone(&site)), site, founder, folder }
    }

    /// A browser in which nobody is signed in.
    pub fn visitor(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), language: "en" }
    }

    /// A browser in which Ana is signed in.
    pub async fn ana(&self) -> Browser {
        self.member("ana", &self.founder).await
    }

    /// A browser in which somebody is signed in by a link of the terminal.
    pub async fn member(&self, name: &str, key: &SecretKey) -> Browser {
        let token = self.site.gate.one_time(&handle(name), key, 10, book::now()).unwrap();
        let mut browser = self.visitor();
        let done = browser.post(&format!("/enter/{}", *token.reveal()), &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        browser
    }
}

/// What came back.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub bytes: Vec<u8>,
    /// The body as text.
    pub text: String,
}

impl Answer {
    /// Where the browser is sent.
    pub fn to(&self) -> &str {
        self.headers.get(LOCATION).unwrap_or_else(|| panic!("{}", self.text)).to_str().unwrap()
    }

    /// The values of the hidden and filled inputs of the form that is sent to `action`.
    pub fn form(&self, action: &str) -> BTreeMap<String, String> {
        let forms = self.text.split("<form").skip(1);
        let form = forms
            .map(|rest| rest.split("</form>").next().unwrap())
            .find(|form| form.contains(&format!("action=\"{action}\"")))
            .unwrap_or_else(|| panic!("no form for {action} in {}", self.text));
        let inputs = form.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap());
        inputs
            .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
            .collect()
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
    Some(rest.split('"').next()?.replace("&amp;", "&").replace("&quot;", "\"").replace("&lt;", "<"))
}

/// A browser: it keeps cookies.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    /// Its cookies.
    pub cookies: BTreeMap<String, String>,
    /// The language it asks for.
    pub language: &'static str,
}

impl Browser {
    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends fields as they are.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let request = Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body.finish())).await
    }

    /// Opens a page, fills in the form on it that goes to `action`, and sends it.
    pub async fn fill(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = self.get(page).await.form(action);
        for (name, value) in fields {
            form.insert((*name).to_owned(), (*value).to_owned());
        }
        let fields: Vec<(&str, &str)> =
            form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(action, &fields).await
    }

    /// The line by which its cookies are sent.
    pub fn cookie_line(&self) -> String {
        let pairs: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    /// What answers it.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Sends any request with its cookies.
    pub async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = request
            .header(COOKIE, self.cookie_line())
            .header("accept-language", self.language)
            .body(body)
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        for line in response.headers().get_all(SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, bytes: bytes.to_vec(), text }
    }
}
