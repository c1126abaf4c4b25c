//! Which rows are wanted.

use super::id::{self, Class};
use super::page;
use super::record::{action_of, flag_of, published, text_of, texts_of};
use super::refused::AskRefused;
use super::row::{Row, Told};
use super::view::View;
use crate::engine::{Answer, Args, FieldError};
use commons::action::Action;
use commons::event::{Event, EventIx};
use commons::name::{Moment, shortened};
use commons::plan::{PlanRecord, RecordClass};
use exchange::document::local_name;
use exchange::moment::read_moment;
use std::sync::Arc;

/// What an argument `filter` says, with what it names looked up once.
#[derive(Default)]
pub(super) struct Filter {
    said: Args,
    search: Option<String>,
    providers: Option<Vec<Row>>,
    receivers: Option<Vec<Row>>,
    kinds: Option<Vec<Row>>,
    scopes: Option<Vec<Row>>,
    resources: Option<Vec<Row>>,
    actions: Option<Vec<Action>>,
    classified: Option<Vec<String>>,
    start: Option<Moment>,
    end: Option<Moment>,
    finished: Option<bool>,
}

impl Filter {
    /// Reads the argument `filter`.
    pub(super) fn read(view: &View<'_>, args: &Args) -> Result<Self, FieldError> {
        let Some(said) = args.object("filter") else { return Ok(Self::default()) };
        let rows = |name: &str, class| {
            said.given(name)?;
            Some(texts(&said, name).filter_map(|id| view.find(class, id)).collect::<Vec<_>>())
        };
        Ok(Self {
            search: said.text("searchString").map(str::to_lowercase),
            providers: rows("providerId", Class::Agent),
            receivers: rows("receiverId", Class::Agent),
            kinds: rows("resourceConformsTo", Class::Kind),
            scopes: rows("inScopeOf", Class::Agent),
            resources: rows("resourceInventoriedAs", Class::Resource),
            actions: actions(&said),
            classified: classified(&said),
            start: date(&said, "startDate", Moment(0))?,
            end: date(&said, "endDate", Moment(Moment::DAY_MS - 1))?,
            finished: said.truth("finished"),
            said,
        })
    }

    /// What it says beside what all filters have.
    pub(super) fn said(&self) -> &Args {
        &self.said
    }

    /// Whether one of the texts has what is searched for in it.
    pub(super) fn finds<'t>(&self, texts: impl IntoIterator<Item = Option<&'t str>>) -> bool {
        let Some(wanted) = &self.search else { return true };
        texts.into_iter().flatten().any(|text| text.to_lowercase().contains(wanted))
    }

    /// Whether something is classified as wanted.
    pub(super) fn classified(&self, texts: &[String]) -> bool {
        self.classified.as_ref().is_none_or(|any| any.iter().any(|text| texts.contains(text)))
    }

    /// Whether something is in a wanted scope.
    pub(super) fn in_scope(&self, row: Option<Row>) -> bool {
        among(self.scopes.as_deref(), row.as_ref())
    }

    /// Whether something is finished as wanted.
    pub(super) fn is_finished(&self, finished: impl FnOnce() -> bool) -> bool {
        self.finished.is_none_or(|wanted| wanted == finished())
    }

    /// Whether a time from one moment to another touches what is wanted.
    pub(super) fn within(&self, from: Option<Moment>, to: Option<Moment>) -> bool {
        let begins = from.or(to);
        let ends = to.or(from);
        self.start.is_none_or(|start| ends.is_some_and(|end| end >= start))
            && self.end.is_none_or(|end| begins.is_some_and(|begin| begin <= end))
    }

    fn is_done(&self, action: Option<Action>) -> bool {
        let among = |actions: &Vec<Action>| action.is_some_and(|it| actions.contains(&it));
        self.actions.as_ref().is_none_or(among)
    }

    /// Whether a claim is wanted.
    pub(super) fn takes_claim(&self, row: &commons::claim::Claim) -> bool {
        among(self.providers.as_deref(), row.provider.map(Row::Agent).as_ref())
            && among(self.receivers.as_deref(), row.receiver.map(Row::Agent).as_ref())
            && among(self.kinds.as_deref(), row.specification.map(Row::Kind).as_ref())
            && self.is_done(Some(row.action))
            && self.classified(&row.classified_as)
            && self.is_finished(|| row.finished)
            && self.within(row.due.or(row.created), None)
            && self.scopes.is_none()
    }

    /// Whether an event is wanted.
    pub(super) fn takes(&self, row: &Event) -> bool {
        let classified = row.rest.as_deref().map_or(&[][..], |rest| &rest.classified_as);
        let resources = [row.resource, row.to_resource].map(|ix| ix.map(Row::Resource));
        self.finds([row.note()])
            && among(self.providers.as_deref(), Some(&Row::Agent(row.provider)))
            && among(self.receivers.as_deref(), Some(&Row::Agent(row.receiver)))
            && among(self.kinds.as_deref(), row.specification.map(Row::Kind).as_ref())
            && self.is_done(Some(row.action))
            && self.classified(classified)
            && self.within(row.rest.as_deref().and_then(|rest| rest.began), Some(row.at))
            && (self.resources.is_none()
                || resources.iter().any(|row| among(self.resources.as_deref(), row.as_ref())))
    }

    /// The fewest events among which all that are wanted are, if it says so.
    fn candidates(&self, view: &View<'_>) -> Option<Vec<EventIx>> {
        let events = &view.index.events;
        let by = |row: &Row| match row {
            Row::Agent(ix) => events.by.get(ix),
            Row::Resource(ix) => events.of.get(ix),
            Row::Kind(ix) => events.like.get(ix),
            _ => None,
        };
        let to = |row: &Row| match row {
            Row::Agent(ix) => events.to.get(ix),
            _ => None,
        };
        let columns = [
            self.resources.as_deref().map(|rows| of_rows(rows, by)),
            self.kinds.as_deref().map(|rows| of_rows(rows, by)),
            self.providers.as_deref().map(|rows| of_rows(rows, by)),
            self.receivers.as_deref().map(|rows| of_rows(rows, to)),
        ];
        let mut fewest = columns.into_iter().flatten().min_by_key(Vec::len)?;
        fewest.sort_unstable();
        fewest.dedup();
        Some(fewest)
    }

    fn is_empty(&self) -> bool {
        self.said.all().values().all(serde_json::Value::is_null)
    }

    /// Whether a commitment or an intent is wanted.
    fn takes_promise(&self, view: &View<'_>, row: &PlanRecord) -> bool {
        let one = |property, class| text_of(row, property).and_then(|id| view.find(class, id));
        let time = |property: &str| text_of(row, property).and_then(read_moment).map(Moment);
        let begins = time("hasBeginning").or(time("hasPointInTime")).or(time("due"));
        let ends = time("hasEnd").or(time("hasPointInTime")).or(time("due"));
        self.finds([text_of(row, "name"), text_of(row, "note")])
            && among(self.providers.as_deref(), one("provider", Class::Agent).as_ref())
            && among(self.receivers.as_deref(), one("receiver", Class::Agent).as_ref())
            && among(self.kinds.as_deref(), one("resourceConformsTo", Class::Kind).as_ref())
            && self.is_done(action_of(row))
            && self.classified(texts_of(row, "resourceClassifiedAs"))
            && self.is_finished(|| flag_of(row, "finished").unwrap_or(false))
            && self.within(begins, ends)
            && self.scoped(view, row)
    }

    fn scoped(&self, view: &View<'_>, row: &PlanRecord) -> bool {
        self.scopes.is_none()
            || texts_of(row, "inScopeOf")
                .iter()
                .any(|id| self.in_scope(view.find(Class::Agent, id)))
    }

    fn takes_proposal(&self, view: &View<'_>, row: &PlanRecord) -> bool {
        let time = |property: &str| text_of(row, property).and_then(read_moment).map(Moment);
        let stands = time("hasBeginning").is_none_or(|from| from <= view.now)
            && time("hasEnd").is_none_or(|to| view.now <= to);
        let says = |name: &str, is| self.said.truth(name).is_none_or(|wanted| wanted == is);
        self.finds([text_of(row, "name"), text_of(row, "note")])
            && says("active", stands)
            && says("isOffer", is_offer(view, row))
            && says("isRequest", is_request(view, row))
            && self.scoped(view, row)
    }
}

/// The events of several rows.
fn of_rows<'e>(rows: &[Row], of: impl Fn(&Row) -> Option<&'e Vec<EventIx>>) -> Vec<EventIx> {
    rows.iter().filter_map(of).flatten().copied().collect()
}

fn texts<'a>(said: &'a Args, name: &str) -> impl Iterator<Item = &'a str> {
    said.list(name)
        .iter()
        .chain(said.given(name).filter(|it| it.is_string()))
        .filter_map(|it| it.as_str())
}

fn actions(said: &Args) -> Option<Vec<Action>> {
    said.given("action")?;
    Some(texts(said, "action").filter_map(|word| Action::named(local_name(word))).collect())
}

fn classified(said: &Args) -> Option<Vec<String>> {
    let names = ["resourceClassifiedAs", "classifiedAs", "resourceClassification"];
    let name = names.into_iter().find(|name| said.given(name).is_some())?;
    Some(texts(said, name).map(str::to_owned).collect())
}

/// A moment of a filter; one that is only a day is moved by `more`.
pub(super) fn date(said: &Args, name: &str, more: Moment) -> Result<Option<Moment>, FieldError> {
    let Some(text) = said.text(name) else { return Ok(None) };
    let unknown = || {
        let (field, text) = (name.to_owned(), shortened(text));
        FieldError::new(AskRefused::DateUnknown { field, text })
    };
    let at = read_moment(text).ok_or_else(unknown)?;
    let day = !text.trim().contains(['T', 't', ' ']);
    Ok(Some(Moment(if day { at.saturating_add(more.0) } else { at })))
}

/// Whether a row is one of those wanted; all are, if nobody said which.
pub(super) fn among(wanted: Option<&[Row]>, row: Option<&Row>) -> bool {
    wanted.is_none_or(|wanted| row.is_some_and(|row| wanted.contains(row)))
}

/// Events of a list that are wanted, as a page; of all events, if no list is given.
pub(super) fn events(view: &View<'_>, args: &Args, list: Option<&[EventIx]>) -> Told {
    let filter = match Filter::read(view, args) {
        Ok(filter) => filter,
        Err(error) => return Answer::Failed(error),
    };
    let all = &view.state().events;
    if filter.is_empty() {
        return match list {
            Some(list) => page::page(args, list.len(), |at| event_at(list, at)),
            None => page::page(args, all.len(), |at| all.ix(at).map_or(Row::Root, Row::Event)),
        };
    }
    let wanted = |ix: &EventIx| filter.takes(all.at(*ix));
    let wanted: Vec<EventIx> = match (list, filter.candidates(view)) {
        (Some(list), _) => list.iter().copied().filter(wanted).collect(),
        (None, Some(few)) => few.into_iter().filter(wanted).collect(),
        (None, None) => all.iter().map(|(ix, _)| ix).filter(wanted).collect(),
    };
    page::page(args, wanted.len(), |at| event_at(&wanted, at))
}

fn event_at(list: &[EventIx], at: usize) -> Row {
    list.get(at).map_or(Row::Root, |ix| Row::Event(*ix))
}

/// Events of a list that are wanted, as a list.
pub(super) fn event_list(view: &View<'_>, args: &Args, list: Option<&Vec<EventIx>>) -> Told {
    let list = list.map_or(&[][..], Vec::as_slice);
    match Filter::read(view, args) {
        Ok(filter) => {
            let wanted = |ix: &&EventIx| filter.takes(view.state().events.at(**ix));
            Answer::nodes(list.iter().filter(wanted).map(|ix| Row::Event(*ix)))
        }
        Err(error) => Answer::Failed(error),
    }
}

/// Promises or intents of a list that are wanted, as a list.
pub(super) fn promise_list<'a>(
    view: &View<'_>,
    args: &Args,
    list: impl IntoIterator<Item = &'a Arc<str>>,
) -> Told {
    match Filter::read(view, args) {
        Ok(filter) => {
            let row = |iri: &&Arc<str>| view.state().records.get(&***iri);
            let wanted =
                |iri: &&Arc<str>| row(iri).is_some_and(|row| filter.takes_promise(view, row));
            Answer::nodes(list.into_iter().filter(wanted).map(|iri| Row::Record(Arc::clone(iri))))
        }
        Err(error) => Answer::Failed(error),
    }
}

/// Which records of a class are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All.
    All,
    /// Promises or intents by their filter.
    Promises,
    /// Plans by their filter.
    Plans,
    /// Proposals by their filter.
    Proposals,
    /// Proposals that offer something.
    Offers,
    /// Proposals that want something.
    Requests,
}

impl Wanted {
    /// A page of the records of a class that are wanted.
    pub(super) fn records(self, view: &View<'_>, args: &Args, class: RecordClass) -> Told {
        let all = view.records(class);
        let asked = args.object("filter").is_some();
        match self {
            Self::Offers | Self::Requests => self.of(view, args, all.iter()),
            _ if asked => self.of(view, args, all.iter()),
            _ => page::page(args, all.len(), |at| {
                all.get(at).map_or(Row::Root, |iri| Row::Record(Arc::clone(iri)))
            }),
        }
    }

    /// A page of these records that are wanted.
    pub(super) fn of<'a>(
        self,
        view: &View<'_>,
        args: &Args,
        iris: impl Iterator<Item = &'a Arc<str>>,
    ) -> Told {
        let filter = match Filter::read(view, args) {
            Ok(filter) => filter,
            Err(error) => return Answer::Failed(error),
        };
        let takes = |row: &PlanRecord| match self {
            Self::All => true,
            Self::Promises => filter.takes_promise(view, row),
            Self::Plans => {
                filter.finds([text_of(row, "name"), text_of(row, "note")])
                    && filter.is_finished(|| super::record::is_finished(view, &row.iri))
            }
            Self::Proposals => filter.takes_proposal(view, row),
            Self::Offers => is_offer(view, row),
            Self::Requests => is_request(view, row),
        };
        let wanted = |iri: &&Arc<str>| view.state().records.get(&***iri).is_some_and(takes);
        let rows: Vec<Row> = iris.filter(wanted).map(|iri| Row::Record(Arc::clone(iri))).collect();
        page::page_of(args, &rows)
    }
}

/// A page of the records of a class that refer to a row by a property.
pub(super) fn promised(
    view: &View<'_>,
    args: &Args,
    row: &Row,
    property: &'static str,
    class: RecordClass,
) -> Told {
    let id = id::of(view.state(), row);
    let found = view.referring(property, &id).iter();
    Wanted::All.of(view, args, found.filter(|iri| view.record(class, iri).is_some()))
}

/// Whether a proposal offers: it says so, or somebody would give its first intent and nobody is said to take it.
pub(super) fn is_offer(view: &View<'_>, row: &PlanRecord) -> bool {
    purpose(view, row) == Some("offer")
}

/// Whether a proposal wants: it says so, or somebody would take its first intent and nobody is said to give it.
pub(super) fn is_request(view: &View<'_>, row: &PlanRecord) -> bool {
    purpose(view, row) == Some("request")
}

fn purpose(view: &View<'_>, row: &PlanRecord) -> Option<&'static str> {
    let words = ["offer", "request"];
    if let Some(said) = text_of(row, "purpose") {
        return words.into_iter().find(|word| local_name(said) == *word);
    }
    let first = published(row).into_iter().find(|(_, other)| !other)?;
    let intent = view.state().records.get(first.0)?;
    match (text_of(intent, "provider"), text_of(intent, "receiver")) {
        (Some(_), None) => Some("offer"),
        (None, Some(_)) => Some("request"),
        _ => None,
    }
}
