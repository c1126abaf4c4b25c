//! How a page is answered, and how a form becomes acts.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{Html, IntoResponse, Response};
use commons::act::Act;
use commons::name::ActId;
use commons::state::State;

use crate::gate::{self, SessionKey};
use crate::page;
use crate::signed::{self, numbered};
use crate::site::{Body, Done, Here, Site, Trouble};
use crate::visit::{Filled, Visit};

impl Site {
    /// Shows a page, made from the state as it is now.
    pub async fn show(
        self: Arc<Self>,
        visit: Visit,
        make: impl FnOnce(&Here<'_>) -> Result<Body, Trouble> + Send + 'static,
    ) -> Response {
        self.look(visit, move |here| {
            let (status, body) = match make(here) {
                Ok(body) => (StatusCode::OK, body),
                Err(trouble) if here.visit.prepares => return signed::told(here, trouble),
                Err(trouble) => (trouble.status(), page::trouble(here, &trouble)),
            };
            (status, Html(page::shell(here, &body).into_string())).into_response()
        })
        .await
    }

    /// Shows a page again whose form was refused.
    pub async fn again(
        self: Arc<Self>,
        visit: Visit,
        make: impl FnOnce(&Here<'_>) -> Result<Body, Trouble> + Send + 'static,
    ) -> Response {
        self.look(visit, move |here| {
            let body = make(here).unwrap_or_else(|trouble| page::trouble(here, &trouble));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            (status, Html(page::shell(here, &body).into_string())).into_response()
        })
        .await
    }

    /// Answers with anything that is made from the state as it is now.
    pub async fn look(
        self: Arc<Self>,
        visit: Visit,
        make: impl FnOnce(&Here<'_>) -> Response + Send + 'static,
    ) -> Response {
        let looked = tokio::task::spawn_blocking(move || {
            self.keeper.read(|state| make(&self.here(state, &visit)))
        });
        looked.await.ok().and_then(Result::ok).unwrap_or_else(page::bare)
    }

    /// Lends the commons to whoever answers on a thread where waiting is allowed.
    ///
    /// # Errors
    /// What the answer refuses, or a commons that cannot be read.
    pub fn lend<T>(
        &self,
        visit: &Visit,
        answer: impl FnOnce(&Here<'_>) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        self.keeper.read(|state| answer(&self.here(state, visit)))?
    }

    fn here<'a>(&'a self, state: &'a State, visit: &'a Visit) -> Here<'a> {
        let me = visit.member().and_then(|handle| state.agent(handle));
        Here { site: self, state, visit, words: visit.words, now: book::now(), me }
    }

    /// Does what a form asks for, as the member who is signed in.
    ///
    /// `wish` makes the acts from the form; they are taken whole. Afterwards the browser goes to `then`, which is told
    /// `done` and `act`. What is refused is shown by `again`, with the form as it was filled in.
    pub async fn act(
        self: Arc<Self>,
        visit: Visit,
        form: Filled,
        then: impl Into<String>,
        wish: impl FnOnce(&Here<'_>, &Filled) -> Result<Vec<Act>, Trouble> + Send + 'static,
        again: impl FnOnce(&Here<'_>, &Filled) -> Result<Body, Trouble> + Send + 'static,
    ) -> Response {
        let then = then.into();
        let (visit, form, done) = Arc::clone(&self).attempt(visit, form, wish).await;
        match done {
            Ok(done) => {
                let entry = done.entries.first().copied().unwrap_or_default();
                let act = journal::ActId::from_bytes(done.act.0);
                let mark = if then.contains('?') { '&' } else { '?' };
                go(&format!("{then}{mark}done={entry}&act={act}"))
            }
            Err(Trouble::Refused(refusal)) => {
                let filled = form.refused(refusal);
                self.again(visit, move |here| again(here, &filled)).await
            }
            Err(trouble) => {
                let trouble = signed::then(trouble, &then);
                self.show(visit, move |_| Err(trouble)).await
            }
        }
    }

    /// Does what a form asks for, and gives visit and form back with what became of it.
    ///
    /// For a script that asked for the acts, to sign them itself, nothing is done: it is told by
    /// [`Trouble::Prepared`], which [`Site::show`] answers.
    pub async fn attempt(
        self: Arc<Self>,
        visit: Visit,
        form: Filled,
        wish: impl FnOnce(&Here<'_>, &Filled) -> Result<Vec<Act>, Trouble> + Send + 'static,
    ) -> (Visit, Filled, Result<Done, Trouble>) {
        let site = Arc::clone(&self);
        let made = tokio::task::spawn_blocking(move || {
            let acts = site.permitted(&visit, &form).and_then(|id| {
                site.lend(&visit, |here| {
                    let acts = wish(here, &form);
                    if visit.prepares { signed::prepare(here, id, acts) } else { Ok((id, acts?)) }
                })
            });
            (visit, form, acts)
        });
        let Ok((visit, form, acts)) = made.await else {
            // Only a defect comes here; it was logged where it happened.
            return (Visit::nobody(), Filled::default(), Err(Trouble::Broken));
        };
        let done = match acts {
            Ok((id, acts)) => self.submit(&visit, id, &acts).await,
            Err(trouble) => Err(trouble),
        };
        (visit, form, done)
    }

    /// Whether this visit may send this form: it is signed in, and the form was made for it.
    fn permitted(&self, visit: &Visit, form: &Filled) -> Result<ActId, Trouble> {
        self.guarded(visit, form)?;
        form.act().ok_or(Trouble::Forged)
    }

    /// Whether this form was made for this visit.
    ///
    /// # Errors
    /// [`Trouble::SignInFirst`] or [`Trouble::Forged`].
    pub fn guarded(&self, visit: &Visit, form: &Filled) -> Result<(), Trouble> {
        let session = visit.session.as_ref().ok_or(Trouble::SignInFirst)?;
        if visit.by_token || session.guard.fits(form.typed("guard")) {
            return Ok(());
        }
        Err(Trouble::Forged)
    }

    /// Signs and submits acts as the member who is signed in, all or none. The same id makes the same acts.
    ///
    /// # Errors
    /// Why nothing was written.
    pub async fn submit(&self, visit: &Visit, id: ActId, acts: &[Act]) -> Result<Done, Trouble> {
        let session = visit.session.as_ref().ok_or(Trouble::SignInFirst)?;
        let SessionKey::Held(key) = &session.key else {
            let handle = session.handle.to_string();
            return Err(Trouble::refused(&gate::Refused::KeyInBrowser { handle }));
        };
        let named = acts.iter().zip(0u32..);
        let signed =
            named.map(|(act, place)| self.keeper.sign(key, numbered(id, place), act)).collect();
        let entries = self.write(signed).await?;
        Ok(Done { entries, act: id })
    }
}

/// Sends the browser to another page.
#[must_use]
pub fn go(to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}
