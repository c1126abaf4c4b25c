//! What nobody should send, and that it is refused plainly or harmless. Each test is a part of the list:
//! cookies, forms sent again, acts signed elsewhere, other people's ids, markup and SQL in every field of every form,
//! forms that are too large, queries that ask too much, addresses that lead elsewhere, bytes that are no text, clients
//! that are slow or say two lengths, two tabs, and secrets in the log.
#![cfg(test)]

mod lively;
mod signing;
mod site;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Write;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{Request, StatusCode};
use book::{Book, CommonsId, SecretKey};
use commons::act::{Act, AdoptCharter, Receive};
use commons::name::Code;
use commons::unit::Measure;
use inquiry::library::Draft;
use serde_json::{Value, json};
use server::gate::{SessionKey, TokenId};
use server::serve::serve;
use signing::{ben_known, bring, commons as commons_of, name, own, prepared, signed};
use site::{Answer, Browser, Served, handle};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const FORM: &str = "application/x-www-form-urlencoded";

fn entries(served: &Served) -> u64 {
    served.site.keeper.read(|state| state.entries).unwrap()
}

/// Each request comes from somewhere else, so that nobody is told to wait.
fn elsewhere() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let next = NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    format!("10.{}.{}.{}", next[1], next[2], next[3])
}

async fn get(browser: &mut Browser, path: &str) -> Answer {
    browser.send(Request::get(path).header("x-forwarded-for", elsewhere()), Body::empty()).await
}

async fn post(browser: &mut Browser, path: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post(path).header("x-forwarded-for", elsewhere());
    browser.send(request.header(CONTENT_TYPE, FORM), body.into()).await
}

fn encoded<'a>(fields: impl IntoIterator<Item = (&'a String, &'a String)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

// --- Cookies ---------------------------------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_that_was_not_given_out_is_nobody() {
    let served = Served::with(&[]);
    let ana = served.ana().await;
    let token = ana.cookies["subak_session"].clone();
    let changed: String = token.chars().rev().collect();
    let long = "a".repeat(20_000);
    for (what, cookie) in [
        ("cut short", &token[..42]),
        ("longer", &format!("{token}A")),
        ("changed", changed.as_str()),
        ("guessed", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("SQL", "' OR 1=1 --"),
        ("SQL", "'); DROP TABLE session; --"),
        ("markup", "\"><script>alert(7)</script>"),
        ("a path", "../../../etc/passwd"),
        ("empty", ""),
        ("endless", long.as_str()),
        ("a handle", "ana"),
    ] {
        let mut visitor = served.visitor();
        visitor.cookies.insert("subak_session".to_owned(), cookie.to_owned());
        let home = get(&mut visitor, "/").await;
        assert_eq!(home.status, StatusCode::OK, "{what}");
        assert!(home.text.contains("href=\"/enter\""), "{what}: {}", home.text);
        let mine = get(&mut visitor, "/me/keys").await;
        assert_eq!(mine.status, StatusCode::UNAUTHORIZED, "{what}");
    }
    let mut again = ana.clone();
    assert_eq!(get(&mut again, "/me/keys").await.status, StatusCode::OK, "the sound one is good");
}

// --- Forms that are sent again ---------------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_sent_again_is_one_entry_and_with_other_words_it_is_refused() {
    let served = Served::with(&lively::acts());
    let mut ana = served.ana().await;
    let mut form = ana.get("/log").await.form("/log");
    form.insert("line".to_owned(), "3 h on the lathe".to_owned());
    let before = entries(&served);
    let mut first = None;
    for _ in 0..3 {
        let sent = post(&mut ana, "/log", encoded(&form)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        assert_eq!(first.get_or_insert(sent.to().to_owned()), sent.to());
    }
    assert_eq!(entries(&served), before + 1);
    form.insert("line".to_owned(), "4 h on the lathe".to_owned());
    let other = post(&mut ana, "/log", encoded(&form)).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(other.text.contains("act_differs"), "{}", other.text);
    assert_eq!(entries(&served), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_that_send_one_form_at_once_are_told_the_same() {
    let served = Served::with(&lively::acts());
    let mut ana = served.ana().await;
    for turn in 1..6 {
        let mut form = ana.get("/log").await.form("/log");
        form.insert("line".to_owned(), format!("{turn} h on the lathe"));
        let (before, body) = (entries(&served), encoded(&form));
        let mut tabs = [ana.clone(), ana.clone(), ana.clone(), ana.clone()];
        let [a, b, c, d] = &mut tabs;
        let (a, b, c, d) = tokio::join!(
            post(a, "/log", body.clone()),
            post(b, "/log", body.clone()),
            post(c, "/log", body.clone()),
            post(d, "/log", body.clone()),
        );
        assert!([&b, &c, &d].iter().all(|tab| tab.to() == a.to()), "{} {}", a.to(), b.to());
        assert_eq!(entries(&served), before + 1);
    }
}

// --- Acts that are signed in a browser -------------------------------------------------------------------------------

/// Ben, whose key is in his browser, and what he would sign for three hours of work on the bench.
struct Signing {
    served: Served,
    ben: Browser,
    guard: String,
    json: Value,
}

impl Signing {
    async fn begin() -> Self {
        let mut acts = ben_known();
        acts.push(lively::project("bench", "Bench", None));
        let served = Served::with(&acts);
        let mut ben = signing::ben(&served).await;
        let line = [("line", "3 h on the bench")];
        let (answer, guard) = prepared(&mut ben, "/log", "/log", &line).await;
        let json = serde_json::from_str(&answer.text).unwrap();
        Self { served, ben, guard, json }
    }

    /// What he signed in earnest.
    fn sound(&self) -> Value {
        signed(&self.json, &own(), commons_of(&self.json))
    }

    /// The same, changed on its way.
    fn with(&self, change: impl Fn(&mut Value)) -> Value {
        let mut changed = self.sound();
        change(&mut changed);
        changed
    }

    /// The same, with a field of its act changed.
    fn act(&self, name: &str, value: impl Into<Value> + Clone) -> Value {
        self.with(|it| it["acts"][0][name] = value.clone().into())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_taken_only_as_its_author_signed_it() {
    let mut it = Signing::begin().await;
    let (json, here, stranger) =
        (it.json.clone(), commons_of(&it.json), SecretKey::from_bytes([77; 32]));
    let line = [("line", "4 h on the bench")];
    let other: Value =
        serde_json::from_str(&prepared(&mut it.ben, "/log", "/log", &line).await.0.text).unwrap();
    let strangers = signed(&json, &stranger, here)["acts"][0]["signature"].clone();
    let elsewhere = signed(&json, &own(), CommonsId::from_bytes([1; 16]));
    let many = it.with(|it| it["acts"] = vec![it["acts"][0].clone(); 1001].into());
    let (wrong, another, unreadable) =
        ("signature_wrong", "signed_by_another", "signed_unreadable");
    let before = entries(&it.served);
    for (what, json, refused) in [
        ("another's signature", it.act("signature", strangers), wrong),
        ("for another commons", elsewhere, wrong),
        ("another id", it.act("act", "00112233445566778899aabbccddeeff"), wrong),
        ("another body", it.act("body", other["acts"][0]["body"].clone()), wrong),
        ("a stranger's key", signed(&json, &stranger, here), another),
        ("the founder's key", signed(&json, &it.served.founder, here), another),
        ("no key", it.with(|it| it["author"] = "ana".into()), unreadable),
        ("no acts", it.with(|it| it["acts"] = json!([])), unreadable),
        ("no list", it.with(|it| it["acts"] = json!("all")), unreadable),
        ("too many", many, unreadable),
        ("no base64", it.act("body", "%%"), unreadable),
        ("no act", it.act("body", "AAEC"), unreadable),
        ("an empty act", it.act("body", ""), unreadable),
        ("a short signature", it.act("signature", "AAAA"), unreadable),
        ("nothing", Value::Null, unreadable),
    ] {
        let (status, told) = bring(&mut it.ben, &it.guard, &json).await;
        assert_eq!((status, name(&told)), (StatusCode::UNPROCESSABLE_ENTITY, refused), "{what}");
    }
    assert_eq!(entries(&it.served), before);
    let (mut to, sound) = (BTreeSet::new(), it.sound());
    for _ in 0..2 {
        let (status, told) = bring(&mut it.ben, &it.guard, &sound).await;
        assert_eq!(status, StatusCode::OK, "{told}");
        to.insert(told["to"].to_string());
    }
    assert_eq!((entries(&it.served), to.len()), (before + 1, 1), "sent twice it is one entry");
    // Where the browser goes afterwards is a page of this site, whatever was asked for.
    for then in ["https://evil.example", "//evil.example", "/\t/evil.example", "\\evil", "x"] {
        let json = it.with(|it| it["then"] = then.into());
        let (_, told) = bring(&mut it.ben, &it.guard, &json).await;
        assert!(told["to"].as_str().unwrap().starts_with("/?done="), "{then}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_taken_only_in_the_session_of_its_author() {
    let it = Signing::begin().await;
    let mut ana = it.served.ana().await;
    let anas = ana.get("/keys").await.form("/keys/browser")["guard"].clone();
    let before = entries(&it.served);
    let (forbidden, refused) = (StatusCode::FORBIDDEN, StatusCode::UNPROCESSABLE_ENTITY);
    let nobody = it.served.visitor();
    for (what, mut browser, guard, status, named) in [
        ("without a guard", it.ben.clone(), "", forbidden, "form_forged"),
        ("another's guard", it.ben.clone(), &anas, forbidden, "form_forged"),
        ("nobody's session", nobody, &it.guard, StatusCode::UNAUTHORIZED, "sign_in_first"),
        ("another's session", ana, &anas, refused, "signed_here"),
    ] {
        let (found, told) = bring(&mut browser, guard, &it.sound()).await;
        assert_eq!((found, name(&told)), (status, named), "{what}");
    }
    assert_eq!(entries(&it.served), before);
}

// --- Other people's ids ----------------------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_somebody_else_cannot_be_touched() {
    let served = Served::with(&lively::acts());
    let mut ana = served.ana().await;
    let mut ben = served.member("ben", &lively::key("ben")).await;
    let gate = &served.site.gate;

    // Her session, by its id.
    let hers = gate.sessions(&handle("ana"), book::now()).unwrap().remove(0).id.to_string();
    let guard = ben.get("/me/keys").await.form("/me/keys/token")["guard"].clone();
    ben.post("/me/keys/end", &[("guard", &guard), ("id", &hers)]).await;
    assert_eq!(get(&mut ana, "/me/keys").await.status, StatusCode::OK);

    // Her invitation.
    let key = SecretKey::from_bytes([99; 32]);
    let link = gate.invite(&handle("eve"), &key, &handle("ana"), book::now()).unwrap();
    let id = gate.invited_by(&handle("ana")).unwrap().remove(0).id;
    gate.withdraw(&handle("ben"), id).unwrap();
    gate.withdraw(&handle("ben"), TokenId::read(&id.to_string()).unwrap()).unwrap();
    assert!(gate.look_at(&link.reveal(), book::now()).is_ok());

    // Her guard in his form, his guard in hers, and none.
    let before = entries(&served);
    let mut form = ana.get("/log").await.form("/log");
    form.insert("line".to_owned(), "3 h on the lathe".to_owned());
    let hers = form["guard"].clone();
    assert_eq!(post(&mut ben, "/log", encoded(&form)).await.status, StatusCode::FORBIDDEN);
    for forged in [guard.as_str(), "", "0", &hers[1..], "' OR '1'='1"] {
        form.insert("guard".to_owned(), forged.to_owned());
        let sent = post(&mut ana, "/log", encoded(&form)).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN, "{forged}");
    }
    assert_eq!(entries(&served), before);

    // Her entry, corrected by him.
    let logged = ana.fill("/log", "/log", &[("line", "3 h on the lathe")]).await.to().to_owned();
    let entry = logged.split(['=', '&']).nth(1).unwrap().to_owned();
    let corrected = get(&mut ben, &format!("/log/correct/{entry}")).await;
    assert_eq!(corrected.status, StatusCode::FORBIDDEN);
    let before = entries(&served);

    // Said in her name: whatever a form says, he signs it.
    let said = [("line", "3 h on the lathe"), ("author", "ana"), ("by", "ana"), ("handle", "ana")];
    let done = ben.fill("/log", "/log", &said).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let journal = |journal: &journal::Journal| journal.entry(before).unwrap().unwrap().act.author;
    let author = served.site.keeper.journal(journal).unwrap();
    assert_eq!(author, lively::key("ben").public());
    assert_eq!(entries(&served), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_taken_back_by_nobody_else_and_made_from_no_account_but_ones_own() {
    let served = Served::with(&[
        lively::person("ben", "Ben"),
        Act::AdoptCharter(Box::new(AdoptCharter::new(
            Draft::named("gift-and-soup-kitchen").unwrap().text,
        ))),
        Act::Receive(Box::new(Receive {
            amount: Measure { minor: 10_000, unit: Code::new("EUR").unwrap() },
            from: None,
            to: handle("ana"),
            reference: "one".to_owned(),
            details: Vec::new(),
            note: None,
        })),
    ]);
    let mut ana = served.ana().await;
    let mut ben = served.member("ben", &lively::key("ben")).await;
    let asked = [("to", "soup_kitchen"), ("amount", "30 EUR")];
    let look = ana.fill("/money/pay", "/money/pay/look", &asked).await;
    let paid = post(&mut ana, "/money/pay", encoded(&look.form("/money/pay"))).await;
    let receipt = ana.get(paid.to()).await.form("/undo");
    let before = entries(&served);
    let mut undo = ben.get("/log?done=1&act=00000000000000000000000000000000").await.form("/undo");
    undo.insert("of".to_owned(), receipt["of"].clone());
    let undone = post(&mut ben, "/undo", encoded(&undo)).await;
    assert_eq!(undone.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", undone.text);
    assert!(undone.text.contains("class=\"name\""), "{}", undone.text);
    // From her account, however it is said.
    let mut pay = ben.get("/money/pay").await.form("/money/pay/look");
    for (name, value) in [("to", "ben"), ("amount", "30 EUR"), ("from", "ana"), ("by", "ana")] {
        pay.insert(name.to_owned(), value.to_owned());
    }
    let paid = post(&mut ben, "/money/pay", encoded(&pay)).await;
    assert_eq!(paid.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", paid.text);
    assert_eq!(entries(&served), before);
    let undone = post(&mut ana, "/undo", encoded(&receipt)).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_does_not_change_by_which_ways_its_owner_comes_in() {
    let served = Served::with(&[]);
    let ana = served.ana().await;
    let gate = &served.site.gate;
    let session = gate.enter(&ana.cookies["subak_session"], book::now()).unwrap().unwrap();
    let token = gate.grant(&session, "bot", book::now()).unwrap().reveal().to_string();
    let guard = gate.enter(&token, book::now()).unwrap().unwrap().guard.text().to_owned();
    for (path, fields) in [
        ("/me/keys/token", "label=other"),
        ("/me/keys/secret", "new=water+that+comes+down+slowly"),
        ("/me/keys/end", "id=others"),
        ("/me/keys/passkey", "id=AAAA"),
        ("/keys/browser", "author=00"),
        ("/keys/passkey/options", "{}"),
        ("/keys/passkey?name=x", "{}"),
    ] {
        for kind in [FORM, "application/json"] {
            let request = Request::post(path)
                .header(CONTENT_TYPE, kind)
                .header("authorization", format!("Bearer {token}"))
                .header("x-subak-guard", &guard);
            let body = format!("{fields}&guard={guard}");
            let answer = served.visitor().send(request, Body::from(body)).await;
            assert!(answer.status.is_client_error(), "{path}: {} {}", answer.status, answer.text);
        }
    }
    assert_eq!(gate.sessions(&handle("ana"), book::now()).unwrap().len(), 2);
    assert_eq!(gate.ways_in(&handle("ana")).unwrap(), []);
}

// --- Markup and SQL in every field of every form ---------------------------------------------------------------------

/// What is typed into each field. None of it may come back as markup.
const TYPED: [&str; 6] = [
    "\"><script>alert(7)</script><img src=x onerror=alert(7)>",
    "' onx7='1\" onx7=\"1",
    "'; DROP TABLE entry; -- \u{0} \u{202e}\u{feff}",
    "</script></textarea></title><b>x7</b>{{7*7}}${7*7}%7B%7B",
    "99999999999999999999999999999999999999999999 h",
    "-1e309, NaN, 0x7f, ½, ٣\r\nSet-Cookie: x7=1",
];
/// What would be there if something came back as markup.
const MARKUP: [&str; 5] =
    ["<script>alert(7)", "<img src=x", "\" onx7=\"1", "' onx7='1\"", "<b>x7</b>"];

#[derive(Debug, Clone)]
struct Form {
    page: String,
    action: String,
    post: bool,
    /// Name, value, and whether a person fills it in.
    fields: Vec<(String, String, bool)>,
}

impl Form {
    /// Forms are alike that differ in what they are about alone.
    fn kind(&self) -> String {
        let path = self.action.split('?').next().unwrap();
        let parts = path.split('/').map(|part| match part.bytes().all(|it| it.is_ascii_digit()) {
            true => "#",
            false => part,
        });
        let names: BTreeSet<&str> = self.fields.iter().map(|(name, ..)| name.as_str()).collect();
        let path = parts.collect::<Vec<_>>().join("/");
        format!("{} {path} {names:?}", self.post)
    }
}

fn plain(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&amp;", "&")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
    Some(plain(rest.split('"').next()?))
}

/// The forms of a page, as a browser would send them.
fn forms(page: &str, text: &str) -> Vec<Form> {
    let mut found = Vec::new();
    for rest in text.split("<form").skip(1) {
        let whole = rest.split("</form>").next().unwrap();
        let head = whole.split('>').next().unwrap();
        let (Some(method), Some(action)) = (attribute(head, "method"), attribute(head, "action"))
        else {
            continue;
        };
        // What a script sends in a way of its own is in the tests of keys, files are in those of imports.
        if head.contains("data-passkey") || head.contains("multipart/") {
            continue;
        }
        let mut fields = Vec::new();
        for tag in whole.split('<').skip(1) {
            let kind = attribute(tag, "type").unwrap_or_default();
            let Some(name) = attribute(tag, "name") else { continue };
            let value = attribute(tag, "value").unwrap_or_default();
            match tag.split([' ', '>']).next().unwrap() {
                "input" => fields.push((
                    name,
                    value,
                    !["hidden", "checkbox", "radio"].contains(&kind.as_str()),
                )),
                "textarea" => fields.push((name, String::new(), true)),
                "select" => {
                    let options = whole.split(&format!("name=\"{name}\"")).nth(1).unwrap();
                    let first = options.split("<option").nth(1);
                    let value =
                        first.and_then(|option| attribute(option.split('>').next()?, "value"));
                    fields.push((name, value.unwrap_or_default(), false));
                }
                "button" => fields.push((name, value, false)),
                _ => {}
            }
        }
        let post = method == "post";
        found.push(Form { page: page.to_owned(), action, post, fields });
    }
    found
}

fn links(text: &str) -> impl Iterator<Item = String> {
    let inside = |link: &String| {
        let aside = ["/assets/", "/export/", "/language", "/journal/entries", "/enter/"];
        link.starts_with('/')
            && !aside.iter().any(|start| link.starts_with(start))
            && ![".pdf", ".csv", ".json"].iter().any(|end| link.contains(end))
    };
    text.split(" href=\"").skip(1).map(|rest| plain(rest.split('"').next().unwrap())).filter(inside)
}

/// Follows every link there is, and gives the forms that were found, one of a kind.
async fn walk(browser: &mut Browser, most: usize) -> (usize, Vec<Form>) {
    let mut seen = BTreeSet::new();
    let mut open: VecDeque<String> =
        ["/", "/enter", "/keys", "/me/keys", "/invite", "/import", "/whatif", "/money/pay"]
            .map(str::to_owned)
            .into();
    let mut found: BTreeMap<String, Form> = BTreeMap::new();
    while let Some(path) = open.pop_front() {
        let path = path.split('#').next().unwrap().to_owned();
        if seen.len() >= most || !seen.insert(path.clone()) {
            continue;
        }
        let page = get(browser, &path).await;
        assert!(page.status.as_u16() < 500, "{path}: {}", page.text);
        harmless(&path, &page);
        for form in forms(&path, &page.text) {
            found.entry(form.kind()).or_insert(form);
        }
        open.extend(links(&page.text));
    }
    (seen.len(), found.into_values().collect())
}

fn harmless(what: &str, answer: &Answer) {
    assert!(answer.status.as_u16() < 500, "{what}: {} {}", answer.status, answer.text);
    for markup in MARKUP {
        let place = answer.text.find(markup);
        let around = place.map(|at| answer.text[..at].chars().rev().take(200).collect::<String>());
        let around = around.map(|text| text.chars().rev().collect::<String>());
        assert!(place.is_none(), "{what}: {markup} after {around:?}");
    }
    assert!(!answer.text.contains('⟦'), "{what}: a sentence is missing in {}", answer.text);
    let mut cookies = answer.headers.get_all(SET_COOKIE).iter();
    assert!(cookies.all(|line| !line.to_str().unwrap().contains("x7")), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_and_sql_in_every_field_of_every_form_stay_words() {
    let served = Served::with(&lively::acts());
    let mut ana = served.ana().await;
    let invited = ana.fill("/invite", "/invite", &[("name", "Farid Haddad")]).await;
    assert_eq!(invited.status, StatusCode::SEE_OTHER, "{}", invited.text);
    let (pages, mut all) = walk(&mut ana, 300).await;
    let mut visitor = served.visitor();
    all.extend(walk(&mut visitor, 20).await.1.into_iter().filter(|form| form.page == "/enter"));
    // Leaving has no field, and this key has to stay.
    all.retain(|form| !["/leave", "/keys/browser"].contains(&form.action.as_str()));
    println!("{pages} pages, {} kinds of forms", all.len());
    assert!(all.len() >= 20, "{all:#?}");
    let mut became: BTreeMap<u16, usize> = BTreeMap::new();
    for form in &all {
        for typed in TYPED {
            for fields in [Fields::OfPeople, Fields::All] {
                let what = format!("{} on {}: {typed:?}, {fields:?}", form.action, form.page);
                let status = send_hostile(&served, &mut ana, form, typed, fields, &what).await;
                *became.entry(status.as_u16()).or_default() += 1;
                assert_ne!(status, StatusCode::FORBIDDEN, "not read at all: {what}");
            }
        }
    }
    println!("forms were answered {became:?}");
    assert!(became.get(&422) > Some(&50) && became.get(&303) > Some(&20), "{became:?}");
    // What was taken stays words on every page, and the journal is in order.
    let mut ana = served.ana().await;
    walk(&mut ana, 300).await;
    let book = Book::open(served.site.keeper.path(), None).unwrap().book;
    book.verify(&mut |_| {}).unwrap();
}

/// Which fields of a form are filled with something hostile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fields {
    /// Those that a person fills in.
    OfPeople,
    /// Hidden ones too, but those without which nothing is read.
    All,
}

async fn send_hostile(
    served: &Served,
    browser: &mut Browser,
    form: &Form,
    typed: &str,
    hostile: Fields,
    what: &str,
) -> StatusCode {
    let mut page = get(browser, &form.page).await;
    if page.status == StatusCode::UNAUTHORIZED {
        *browser = served.ana().await;
        page = get(browser, &form.page).await;
    }
    // The form as it is now, with a fresh act; one that is gone is sent as it was.
    let now = forms(&form.page, &page.text).into_iter().find(|it| it.kind() == form.kind());
    let form = now.as_ref().unwrap_or(form);
    let ends_own = form.action == "/me/keys/end" && hostile == Fields::OfPeople;
    if ends_own {
        return StatusCode::OK;
    }
    let fields: Vec<(String, String)> = form
        .fields
        .iter()
        .map(|(name, value, by_person)| {
            let kept = ["guard", "act"].contains(&name.as_str())
                || !(*by_person || hostile == Fields::All);
            (name.clone(), if kept { value.clone() } else { typed.to_owned() })
        })
        .collect();
    let body = encoded(fields.iter().map(|(name, value)| (name, value)));
    let answer = if form.post {
        post(browser, &form.action, body).await
    } else {
        get(browser, &format!("{}?{body}", form.action.split('?').next().unwrap())).await
    };
    harmless(what, &answer);
    if let Some(to) = answer.headers.get(LOCATION) {
        let to = String::from_utf8_lossy(to.as_bytes()).into_owned();
        assert!(to.starts_with('/') && !to.starts_with("//"), "{what}: to {to}");
        harmless(what, &get(browser, &to).await);
    }
    answer.status
}

// --- Too much --------------------------------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_refused_plainly() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let before = entries(&served);
    let mut form = ana.get("/log").await.form("/log");
    form.insert("line".to_owned(), "a".repeat(10_000_000));
    for (path, language, said) in
        [("/log", "en", "too large"), ("/enter", "en", "too large"), ("/log", "fr", "trop grand")]
    {
        ana.language = language;
        let large = post(&mut ana, path, encoded(&form)).await;
        assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        assert!(large.text.contains(said), "{path}: {}", large.text);
        assert!(large.text.len() < 100_000, "nothing of it comes back");
    }
    assert_eq!(entries(&served), before);

    let deep = format!(
        "{{ __schema {{ types {{ ofType {} name {} }} }} }}",
        "{ ofType ".repeat(5000),
        "}".repeat(5000)
    );
    let levels =
        format!("{{ __schema {{ types {} name {} }} }}", "{ ofType ".repeat(40), "}".repeat(40));
    let wide: String = (0..5000).map(|at| format!(" a{at}: __typename")).collect();
    let circle = "query { ...a } fragment a on Query { ...b } fragment b on Query { ...a }";
    for (what, query) in [
        ("deep", deep),
        ("less deep", levels),
        ("wide", format!("{{ {wide} }}")),
        ("round and round", circle.to_owned()),
        ("no query", "\u{0}".repeat(1000)),
        ("braces", "{".repeat(60_000)),
        ("a long word", "a".repeat(200_000)),
    ] {
        let request = Request::post("/graphql").header(CONTENT_TYPE, "application/json");
        let body = json!({ "query": query }).to_string();
        let answer = ana.send(request, Body::from(body)).await;
        assert!(answer.status.as_u16() < 500, "{what}: {}", answer.text);
        let told: Value = serde_json::from_str(&answer.text).unwrap_or_default();
        let message = told["errors"][0]["message"].as_str();
        assert!(message.is_some_and(|it| it.contains(": ")), "{what}: {}", answer.text);
    }
    for json in
        ["[".repeat(100_000), format!("{{\"query\":{}", "{\"a\":".repeat(50_000)), "\"".to_owned()]
    {
        let request = Request::post("/graphql").header(CONTENT_TYPE, "application/json");
        let answer = ana.send(request, Body::from(json)).await;
        assert!(answer.status.is_client_error(), "{}", answer.text);
        let request = Request::post("/acts").header(CONTENT_TYPE, "application/json");
        let answer = ana.send(request, Body::from("[".repeat(100_000))).await;
        assert!(answer.status.is_client_error(), "{}", answer.text);
    }
}

// --- Addresses -------------------------------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread")]
async fn no_address_leads_elsewhere() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    for back in [
        "https://evil.example",
        "//evil.example",
        "/%09/evil.example",
        "/%0a/evil.example",
        "/x%0d%0aSet-Cookie:%20x7=1",
        "/%5c/evil.example",
        "%5c%5cevil.example",
        "/%00",
        "javascript:alert(7)",
        "",
        "x",
        "/%E2%80%AE/x",
        "/%7f/x",
    ] {
        let chosen = get(&mut ana, &format!("/language?to=fr&back={back}")).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{back}");
        let to = String::from_utf8_lossy(chosen.headers[LOCATION].as_bytes()).into_owned();
        assert!(to == "/" || to == "/\u{202e}/x", "{back}: {to:?}");
        assert_eq!(chosen.headers.get_all(SET_COOKIE).iter().count(), 1, "{back}");
        let page = get(&mut ana, &format!("/enter?back={back}")).await;
        harmless(back, &page);
        assert!(!page.text.contains("evil"), "{back}");
        let undo = ana.get("/log?done=1&act=00000000000000000000000000000000").await.form("/undo");
        let body =
            format!("{}&back={back}", encoded(undo.iter().filter(|(name, _)| *name != "back")));
        harmless(back, &post(&mut ana, "/undo", body).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_address_reads_a_file_or_breaks_a_page() {
    let served = Served::with(&lively::acts());
    let mut ana = served.ana().await;
    for path in [
        "/assets/../Cargo.toml",
        "/assets/x/../../Cargo.toml",
        "/assets/x/%2e%2e%2f%2e%2e%2fCargo.toml",
        "/assets/..%2f..%2f..%2f/etc%2fpasswd",
        "/assets/x/..%5c..%5cCargo.toml",
        "//etc/passwd",
        "/export/..%2frice.subak-people",
        "/export/rice.subak-people",
        "/export/%00",
        "/assets/x/subak.js%00.css",
        "/work/%ff%fe",
        "/work/%00",
        "/people/%ff",
        "/people/..%2f",
        "/journal/-1",
        "/journal/99999999999999999999",
        "/journal/%ff",
        "/why/share/%ff/%00",
        "/why/balance/x/%ff",
        "/why/entry/18446744073709551615",
        "/enter/%ff",
        "/enter/%00",
        "/enter/'%20OR%201=1",
        "/money/receipts/18446744073709551615",
        "/rules/999999",
        "/log/correct/18446744073709551616",
        "/work/contributions/-0",
        "/?done=99999999999999999999999&act=%ff",
        "/?done=1&act=%22%3E%3Cscript%3Ealert(7)%3C/script%3E",
        "/journal?from=-1&to=99999999999999999999",
        "/me/statement?from=%00&to=%ff",
        "/work?page=18446744073709551616",
        "/me/statement.pdf?from=%ff",
    ] {
        let answer = get(&mut ana, path).await;
        harmless(path, &answer);
        assert!(!answer.text.contains("[package]") && !answer.text.contains("root:"), "{path}");
        assert!(!answer.text.contains("SQLite format"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_text_break_no_page() {
    let served = Served::with(&lively::acts());
    let mut ana = served.ana().await;
    let long = "a".repeat(60_000);
    let many: String = (0..5000).map(|at| format!("&q{at}=1")).collect();
    for path in ["/", "/journal", "/work", "/people", "/log", "/money", "/enter", "/language"] {
        for query in [&long, &many, "%ff%00=%ff%00", "=&=&=", "&&&&", "a=%"] {
            let answer = get(&mut ana, &format!("{path}?{query}")).await;
            assert!(answer.status.as_u16() < 500, "{path}: {}", answer.text);
        }
    }
    let bodies: [&[u8]; 6] =
        [b"\xff\xfe\x00\x01", b"line=%00%ff%fe", b"=", b"%", b"line=\xc3\x28&guard=\xff", b"\x00"];
    for path in [
        "/log",
        "/log/full",
        "/enter",
        "/enter/x",
        "/undo",
        "/leave",
        "/me/keys/secret",
        "/acts",
        "/enter/key",
    ] {
        for body in bodies {
            let answer = post(&mut ana, path, body.to_vec()).await;
            harmless(path, &answer);
        }
    }
    for name in [
        "cookie",
        "user-agent",
        "accept-language",
        "authorization",
        "x-forwarded-for",
        "x-subak-sign",
    ] {
        for value in [&b"\xff\xfe"[..], b"' OR 1=1 --", b"Bearer \xff", b";;;==;", b","] {
            let request = Request::get("/").header(name, value);
            let answer = ana.router();
            let answer =
                tower::ServiceExt::oneshot(answer, request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.unwrap().status(), StatusCode::OK, "{name}");
        }
    }
}

// --- Clients that are slow or unclear ----------------------------------------------------------------------------------

async fn listening(served: &Served) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, Arc::clone(&served.site), std::future::pending()));
    address
}

/// What comes back until the server closes the connection.
async fn all(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut bytes)).await;
    // One that is cut off is closed, too.
    let _ = read.expect("the server closes the connection");
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn said(address: std::net::SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    all(&mut stream).await
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_are_sent_away_and_others_are_served_meanwhile() {
    let served = Served::with(&[]);
    let address = listening(&served).await;
    let head = async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await;
        // A byte now and then does not help.
        let (mut read, mut write) = stream.into_split();
        let drip = tokio::spawn(async move {
            while write.write_all(b"a").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
        let mut bytes = Vec::new();
        let _ = read.read_to_end(&mut bytes).await;
        drip.abort();
        assert!(!String::from_utf8_lossy(&bytes).contains("200 OK"));
    };
    let body = async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let begun = b"POST /enter HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1000\r\n\r\nhandle=";
        stream.write_all(begun).await.unwrap();
        let answer = all(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    };
    let slow = async { tokio::join!(head, body) };
    let others = async {
        loop {
            let home =
                said(address, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
            assert!(home.starts_with("HTTP/1.1 200 OK"), "{home}");
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    };
    tokio::select! {
        done = tokio::time::timeout(Duration::from_secs(60), slow) => { done.expect("both are sent away"); }
        () = others => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_says_two_lengths_hides_no_other() {
    let served = Served::with(&[]);
    let address = listening(&served).await;
    let hidden = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
    for (what, head) in [
        ("two lengths", "Content-Length: 5\r\nContent-Length: 50".to_owned()),
        ("two in one", "Content-Length: 5, 50".to_owned()),
        ("no number", "Content-Length: +5".to_owned()),
        ("a negative one", "Content-Length: -5".to_owned()),
        ("in no pieces", "Transfer-Encoding: xchunked".to_owned()),
        ("a folded line", "X: a\r\n Content-Length: 5".to_owned()),
        ("a space before the colon", "Content-Length : 5".to_owned()),
    ] {
        let request = format!("POST /enter HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n0\r\n\r\n{hidden}");
        let answer = said(address, request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{what}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{what}: {answer}");
    }
    // Pieces and a length: the pieces count, and nobody after them is answered on this connection as somebody else.
    let both = format!(
        "POST /enter HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n{hidden}"
    );
    let answer = said(address, both.as_bytes()).await;
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
    let long = "a".repeat(1_000_000);
    for (what, request) in [
        ("a long address", format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n")),
        ("a long header", format!("GET / HTTP/1.1\r\nHost: x\r\nX: {long}\r\n\r\n")),
        ("many headers", format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "X: a\r\n".repeat(5000))),
        ("no HTTP", "\u{16}\u{3}\u{1}hello\r\n\r\n".to_owned()),
        ("a null in it", "GET /\u{0} HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        // The server may hang up before it has read all.
        let _ = stream.write_all(request.as_bytes()).await;
        let answer = all(&mut stream).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{what}: {answer}");
    }
    let home = said(address, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(home.starts_with("HTTP/1.1 200 OK"), "{home}");
}

// --- Secrets ---------------------------------------------------------------------------------------------------------

/// Everything that was logged by this program so far, by all tests, down to the least.
fn log() -> &'static Mutex<Vec<u8>> {
    static LOG: OnceLock<Mutex<Vec<u8>>> = OnceLock::new();
    LOG.get_or_init(|| {
        let to = || Writer;
        let logging = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE);
        logging.with_writer(to).init();
        Mutex::default()
    })
}

struct Writer;

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        log().lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What somebody showed and was given while they joined, signed in and let a program in; and all pages they saw.
struct Lived {
    link: String,
    token: String,
    guard: String,
    cookies: [String; 2],
    shown: String,
}

const SECRET: &str = "water that comes down slowly";
const WRONG: &str = "water that goes up quickly";

async fn lived(served: &Served) -> Lived {
    let link =
        served.site.gate.invite(&handle("ben"), &signing::invited(), &handle("ana"), book::now());
    let link = link.unwrap().reveal().to_string();
    let (mut ben, mut other) = (served.visitor(), served.visitor());
    let page = ben.get(&format!("/enter/{link}")).await;
    let joined = ben.post(&format!("/enter/{link}"), &[("secret", SECRET)]).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text);
    assert!(ben.get(&format!("/enter/{link}")).await.text.contains("invitation_gone"));
    let refused = other.post("/enter", &[("handle", "ben"), ("secret", WRONG)]).await;
    let entered = other.post("/enter", &[("handle", "ben"), ("secret", SECRET)]).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text);
    let granted = ben.fill("/me/keys", "/me/keys/token", &[("label", "bot")]).await;
    let token = granted.text.split("<code class=\"token\">").nth(1).unwrap();
    let token = token.split('<').next().unwrap().to_owned();
    assert_eq!(granted.text.matches(&token).count(), 1);
    let changed = [("known", SECRET), ("new", WRONG)];
    let changed = ben.fill("/me/keys", "/me/keys/secret", &changed).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text);
    let guard = ben.get("/me/keys").await.form("/me/keys/token")["guard"].clone();
    let mut shown = page.text + &refused.text + &changed.text;
    for path in [
        "/",
        "/me",
        "/me/keys",
        "/keys",
        "/log",
        "/journal",
        "/people/ben",
        "/metrics",
        "/me/export.json",
    ] {
        shown += &ben.get(path).await.text;
    }
    let cookies = [&ben, &other].map(|browser| browser.cookies["subak_session"].clone());
    Lived { link, token, guard, cookies, shown }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_logged_or_shown_again_or_kept_as_it_is() {
    log();
    let served = Served::with(&ben_known());
    let address = listening(&served).await;
    let Lived { link, token, guard, cookies, shown } = lived(&served).await;
    // By the network too, where the library of HTTP logs what it likes.
    let bearer = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: 24\r\n\r\n{{\"query\":\"{{__typename}}\"}}"
    );
    let answer = said(address, bearer.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    let seed = signing::invited().to_bytes();
    let seed_text = data_encoding::HEXLOWER.encode(&seed);
    let [one, two] = &cookies;
    let secrets = [SECRET, WRONG, &token, one, two, &seed_text];
    let logged = String::from_utf8_lossy(&log().lock().unwrap()).into_owned();
    assert!(logged.contains("answered"), "something is logged");
    for secret in secrets.iter().chain(&[link.as_str(), guard.as_str()]) {
        assert!(!logged.contains(secret), "{secret} is in the log");
    }
    for secret in secrets {
        assert!(!shown.contains(secret), "{secret} is shown");
    }
    let files = std::fs::read_dir(served.site.keeper.path().parent().unwrap()).unwrap();
    for file in files {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let has = |secret: &[u8]| bytes.windows(secret.len()).any(|part| part == secret);
        for secret in secrets.iter().chain(&[link.as_str()]) {
            assert!(!has(secret.as_bytes()), "{secret} is in a file");
        }
        assert!(!has(&seed), "a secret key is in a file");
    }
    let session = served.site.gate.enter(&token, book::now()).unwrap().unwrap();
    assert!(matches!(session.key, SessionKey::Held(_)));
}
