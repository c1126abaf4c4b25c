//! The first run: every charter of the library founds a commons, and nothing is left of a refusal.
#![cfg(test)]

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{Request, StatusCode};
use book::{Book, SecretKey, now};
use commons::act::Found;
use inquiry::library::LIBRARY;
use server::pages::wizard::{self, Wizard};
use tempfile::TempDir;
use tower::ServiceExt;

/// A wizard that founds in a folder.
struct Begun {
    wizard: Arc<Wizard>,
    router: Router,
    folder: TempDir,
    link: String,
}

impl Begun {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path: PathBuf = folder.path().join("rice.subak");
        let founder = move |wish: Found, key: &SecretKey| {
            let book = Book::found(&path, wish, key, now()).map_err(|it| it.to_string())?;
            Ok((book, path.clone()))
        };
        let wizard = Wizard::new("http://127.0.0.1:1".to_owned(), Box::new(founder)).unwrap();
        let wizard = Arc::new(wizard);
        let link = wizard.link().split_once("127.0.0.1:1").unwrap().1.to_owned();
        Self { router: wizard::routes(Arc::clone(&wizard)), wizard, folder, link }
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, axum::http::HeaderMap, String) {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, 4 << 20).await.unwrap();
        (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn get(&self, rest: &str) -> (StatusCode, String) {
        let request = Request::get(format!("{}{rest}", self.link)).body(Body::empty()).unwrap();
        let (status, _, text) = self.send(request).await;
        (status, text)
    }

    async fn found(
        &self,
        charter: &str,
        fields: &[(&str, &str)],
    ) -> (StatusCode, axum::http::HeaderMap, String) {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let request = Request::post(format!("{}/{charter}/found", self.link))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.finish()))
            .unwrap();
        self.send(request).await
    }

    fn files(&self) -> usize {
        std::fs::read_dir(self.folder.path()).unwrap().count()
    }
}

const ANA: [(&str, &str); 3] =
    [("commons", "Rice Terraces"), ("you", "Ana García"), ("secret", "nobody else knows this")];

/// The value of the field `unit` on a page.
fn unit(page: &str) -> String {
    let field = page.split("id=\"unit\"").nth(1).unwrap();
    field.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn every_charter_of_the_library_founds_a_commons_as_it_is_proposed() {
    for draft in LIBRARY {
        let begun = Begun::new();
        let (status, text) = begun.get(&format!("/{}", draft.name)).await;
        assert_eq!(status, StatusCode::OK, "{}", draft.name);
        assert!(
            draft.questions().iter().all(|it| text.contains(&format!("id=\"{}\"", it.setting)))
        );
        let (status, rules) = begun.get(&format!("/{}/rules", draft.name)).await;
        assert_eq!(status, StatusCode::OK, "{}", draft.name);
        assert!(!rules.contains('⟦'), "{rules}");
        let unit = unit(&rules);
        let fields: Vec<(&str, &str)> = ANA.into_iter().chain([("unit", &*unit)]).collect();
        let (status, headers, text) = begun.found(draft.name, &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{}: {text}", draft.name);
        assert_eq!(headers.get(LOCATION).unwrap(), "/");
        assert!(headers.get(SET_COOKIE).unwrap().to_str().unwrap().contains("HttpOnly"));
        let site = begun.wizard.site().unwrap();
        site.keeper
            .read(|state| {
                assert_eq!(state.money.charters.len(), 1, "{}", draft.name);
                assert_eq!(state.name, "Rice Terraces");
            })
            .unwrap();
    }
}

#[tokio::test]
async fn a_commons_without_a_charter_counts_in_points() {
    let begun = Begun::new();
    let (_, page) = begun.get("/none/rules").await;
    assert_eq!(unit(&page), "point");
    let fields: Vec<(&str, &str)> = ANA.into_iter().chain([("unit", "point")]).collect();
    let (status, _, text) = begun.found("none", &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    let again = begun.found("none", &fields).await;
    assert_eq!(again.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.2.contains("already_founded"), "{}", again.2);
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind_and_keeps_what_was_typed() {
    let begun = Begun::new();
    let wrong = [
        (("secret", "short"), "secret_short"),
        (("commons", ""), "_"),
        (("unit", "not a code"), "_"),
        (("price", "much"), "answer_unreadable"),
        // The charter counts CAD to two digits, and there is no such unit as hours of money.
        (("unit", "hour"), "_"),
        (("your-handle", "Not A Handle"), "_"),
    ];
    for ((name, value), refusal) in wrong {
        let mut fields: Vec<(&str, &str)> =
            ANA.into_iter().chain([("unit", "CAD"), ("price", "4000 CAD")]).collect();
        fields.retain(|(field, _)| *field != name);
        fields.push((name, value));
        let (status, _, text) = begun.found("co-owned-machine", &fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(text.contains("role=\"alert\"") && text.contains(refusal), "{name}: {text}");
        assert!(!text.contains("nobody else knows this"), "a secret is on the page");
        assert!(begun.wizard.site().is_none());
        assert_eq!(begun.files(), 0, "{name} left a file");
    }
}

#[tokio::test]
async fn only_the_link_of_the_terminal_founds() {
    let begun = Begun::new();
    for path in ["/", "/new", "/new/00000000000000000000000000000000", "/enter"] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let (status, _, text) = begun.send(request).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(!text.contains(&begun.link), "{path} tells the link");
    }
    let request = Request::get(&begun.link).header("accept-language", "fr").body(Body::empty());
    let (_, _, text) = begun.send(request.unwrap()).await;
    assert!(text.contains("lang=\"fr\"") && text.contains("Un commun à vous"), "{text}");
}
