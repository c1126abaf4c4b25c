//! A commons in a file that vanishes, asked and changed through the engine.

use book::{Book, SecretKey, fresh_id};
use commons::act::{Act, Found};
use commons::name::{ActId, Code, Handle, Moment};
use graphql::engine::{Engine, FieldError, Kind};
use graphql::limit::Limits;
use graphql::request::Request;
use graphql::vf::{self, Desk, Field, Indexes, Row, Submit, View};
use inquiry::reading::Reading;
use serde_json::Value;

/// The last day of November 2026.
pub const NOW: Moment = Moment(1_796_000_000_000);

pub struct Commons {
    pub book: Book,
    pub key: SecretKey,
    /// Whether the founder asks, or somebody of whom nothing is known.
    pub signed_in: bool,
    /// The key that the next mutation is sent with, as the id of its first act.
    pub sent_with: Option<ActId>,
    indexes: Indexes,
    engine: Engine<Field>,
    _folder: tempfile::TempDir,
}

impl Submit for &mut Commons {
    fn view<T>(&self, ask: impl FnOnce(View<'_>) -> T) -> Result<T, FieldError> {
        Ok(self.seen(ask))
    }

    fn submit(&mut self, acts: Vec<Act>) -> Result<Vec<u64>, FieldError> {
        let mut key = self.sent_with.take();
        let mut fresh = || key.take().unwrap_or_else(|| fresh_id().unwrap());
        let ids: Vec<ActId> = acts.iter().map(|_| fresh()).collect();
        let sign = |(act, id): (&Act, ActId)| self.book.sign(&self.key, id, act);
        let signed = acts.iter().zip(ids).map(sign).collect();
        let outcomes = self.book.submit_whole(signed, NOW).map_err(FieldError::new)?;
        outcomes.into_iter().map(|it| it.entry().map_err(FieldError::new)).collect()
    }

    fn repeated(&mut self) -> Option<Vec<u64>> {
        let entry = self.book.state().entry_of(self.sent_with?)?;
        Some(vec![entry])
    }
}

impl Commons {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = SecretKey::from_bytes([7; 32]);
        let wish = Found {
            name: "Rice".to_owned(),
            handle: Handle::new("rice").unwrap(),
            founder: Handle::new("ana").unwrap(),
            founder_name: "Ana".to_owned(),
            founder_key: key.public().to_bytes(),
            unit: Code::new("CAD").unwrap(),
            decimals: 2,
        };
        let book = Book::found(&folder.path().join("rice.subak"), wish, &key, NOW).unwrap();
        let engine = vf::engine(Limits::default()).unwrap();
        Self {
            book,
            key,
            signed_in: true,
            sent_with: None,
            indexes: Indexes::default(),
            engine,
            _folder: folder,
        }
    }

    pub fn seen<T>(&self, ask: impl FnOnce(View<'_>) -> T) -> T {
        self.indexes.lend(self.book.state(), |index| {
            ask(View {
                reading: Reading::from(&self.book),
                commons: self.book.commons().to_bytes(),
                index,
                asker: self.book.state().founder().filter(|_| self.signed_in),
                now: NOW,
            })
        })
    }

    /// The whole body of an answer.
    pub fn body(&mut self, query: &str, variables: Value) -> Value {
        let mut request = Request::new(query);
        request.variables = variables.as_object().cloned().unwrap_or_default();
        let prepared = match self.engine.prepare(&request) {
            Ok(prepared) => prepared,
            Err(refused) => return serde_json::from_slice(&refused.to_bytes()).unwrap(),
        };
        let response = match prepared.kind() {
            Kind::Mutation => {
                // The engine is lent while the commons changes.
                let engine = std::mem::replace(&mut self.engine, empty());
                let response = engine.mutate(&prepared, &mut Desk::new(&mut *self));
                self.engine = engine;
                response
            }
            _ => self.seen(|view| self.engine.query(&prepared, &view)),
        };
        serde_json::from_slice(&response.to_bytes()).unwrap()
    }

    /// What a subscription is told of an entry.
    pub fn told_of(&self, subscription: &str, entry: u64) -> Value {
        let prepared = self.engine.prepare(&Request::new(subscription)).unwrap();
        let event = Row::Entry(entry);
        let response = self.seen(|view| self.engine.event(&prepared, &view, event.clone()));
        serde_json::from_slice(&response.to_bytes()).unwrap()
    }

    /// The data of an answer without errors.
    pub fn ask(&mut self, query: &str, variables: Value) -> Value {
        let mut body = self.body(query, variables);
        assert!(body.get("errors").is_none(), "{query}\n{body:#}");
        body["data"].take()
    }

    /// The message of the first error.
    pub fn refused(&mut self, query: &str, variables: Value) -> String {
        let body = self.body(query, variables);
        body["errors"][0]["message"].as_str().unwrap_or_else(|| panic!("{body:#}")).to_owned()
    }
}

fn empty() -> Engine<Field> {
    Engine::new("type Query { here: Int }", Limits::default(), |_, _| Some(Field::Nothing)).unwrap()
}
