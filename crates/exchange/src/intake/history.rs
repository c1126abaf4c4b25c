//! A git history as work on the repository.

use std::collections::{BTreeMap, HashMap, HashSet};

use commons::act::{Act, AddResource, LogEvent};
use commons::action::Action;
use commons::agent::AgentIx;
use commons::event::{Event, EventIx};
use commons::name::{ActId, Code, Handle, Moment};
use commons::refusal::Refused;
use commons::resource::ResourceIx;
use commons::state::{Named, State};
use commons::unit::{Measure as Quantity, UnitIx};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::Intake;
use super::identity::{Ids, known_as, known_by_name, without_addresses};
use super::names::{Names, person, shortened};
use super::refused::IntakeRefused;
use crate::git::{Contribution, History, Measure, Person, contributions};

/// What a history has for a name where there is none.
const NO_NAME: &str = "(no name)";

/// What a repository is called whose folder's name has no usable letter.
const REPOSITORY: &str = "repository";

const MEASURES: [Measure; 3] = [Measure::Days, Measure::Commits, Measure::Lines];

/// The resource that a repository is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repository<'a> {
    /// The one it was before; else the one that is called like its folder, or a new one.
    Folder(&'a str),
    /// The one with this handle, which is made if nothing has it.
    Resource(&'a Handle),
}

/// Takes a history in as work on the resource that its repository is.
///
/// Each contribution is one event of its author, in days, commits or lines. Authors are
/// recognised by their addresses, else added. Days count once for each agent and day,
/// commits and lines once for each commit, as its authors stood when it was taken in;
/// the parts of a commit sum to it exactly. Days that `.mailmap` gives to another address
/// after they were taken in are told, in [`Intake::gone`].
///
/// # Errors
/// [`IntakeRefused`], also if the history was taken in by another measure before.
pub fn from_history(
    state: &State,
    commons: [u8; 16],
    history: &History,
    repository: Repository<'_>,
    now: Moment,
) -> Result<Intake, IntakeRefused> {
    let (agents, digests) = recognise(state, commons, history);
    let ids = HistoryIds { ids: Ids::new(commons, "git"), history, digests };
    let mut names = Names::default();
    let earlier = ids.taken_before(state, history.measure);
    let (resource, add) = resource(state, &mut names, history, repository, earlier)?;
    let unit = counted_in(state, history.measure)?;
    refuse_mixed(state, &ids, &resource, unit)?;
    let gone = match history.measure {
        Measure::Days => ids.gone(state),
        Measure::Commits | Measure::Lines => BTreeMap::new(),
    };
    let mut taking = Taking {
        state,
        ids,
        agents,
        names,
        unit,
        add,
        now,
        seen: HashSet::new(),
        gone,
        intake: Intake { resource: Some(resource), ..Intake::default() },
    };
    // The contributions that rest on the same commits divide them among their people.
    let contributions = contributions(history);
    for parts in contributions.chunk_by(|one, next| one.commits == next.commits) {
        taking.parts(parts);
    }
    Ok(taking.intake)
}

/// The agents that authors may be.
struct Agents {
    /// By the first digest of each.
    handles: HashMap<[u8; 16], Handle>,
    /// The names in use, in small letters.
    taken: HashSet<String>,
}

/// The agents there are, and by which digest each author of the history is known: the same
/// for two addresses of one agent.
fn recognise(state: &State, commons: [u8; 16], history: &History) -> (Agents, Vec<[u8; 16]>) {
    let mut agents = Agents { handles: HashMap::new(), taken: HashSet::new() };
    let mut first = HashMap::new();
    for (_, agent) in state.agents.iter() {
        agents.taken.insert(agent.name.to_lowercase());
        if let Some(digest) = agent.known_as.first() {
            agents.handles.insert(*digest, agent.handle.clone());
            first.extend(agent.known_as.iter().map(|other| (*other, *digest)));
        }
    }
    let digest = |person: &Person| {
        let digest = match person.email.as_str() {
            "" => known_by_name(commons, &person.name),
            email => known_as(commons, email),
        };
        first.get(&digest).copied().unwrap_or(digest)
    };
    (agents, history.people.iter().map(digest).collect())
}

/// The ids of the acts that take a history in.
struct HistoryIds<'a> {
    ids: Ids,
    history: &'a History,
    digests: Vec<[u8; 16]>,
}

impl HistoryIds<'_> {
    fn of(&self, parts: &[&[u8]]) -> ActId {
        let mut all = vec![self.history.root.as_bytes()];
        all.extend_from_slice(parts);
        self.ids.of(&all)
    }

    fn digest(&self, person: usize) -> [u8; 16] {
        self.digests.get(person).copied().unwrap_or_default()
    }

    fn day(&self, digest: [u8; 16], day: Date) -> ActId {
        self.of(&[b"days", &digest, day.to_string().as_bytes()])
    }

    /// The part of a commit that goes to its first author, its second, and so on. Not by
    /// their addresses: `.mailmap` may give them others later.
    fn part(&self, measure: Measure, commit: usize, place: usize) -> ActId {
        let commit = self.history.commits.get(commit);
        let id = commit.map_or("", |commit| commit.id.as_str());
        let place = (place as u64).to_be_bytes();
        self.of(&[word(measure).as_bytes(), id.as_bytes(), &place])
    }

    /// An event by which some of the history was taken in and that still stands.
    fn taken_before(&self, state: &State, measure: Measure) -> Option<EventIx> {
        let commits = self.history.commits.iter().enumerate();
        let mut ids = commits.filter_map(|(index, commit)| match measure {
            Measure::Days => Some(self.day(self.digest(*commit.authors.first()?), commit.day)),
            measure => Some(self.part(measure, index, 0)),
        });
        ids.find_map(|id| state.event_of_act(id).filter(|event| stands(state, *event)))
    }

    /// The days that the history gave to agents who are not in it now.
    fn gone(&self, state: &State) -> BTreeMap<Date, Vec<AgentIx>> {
        let mut gone: BTreeMap<Date, Vec<AgentIx>> = BTreeMap::new();
        let present: HashSet<[u8; 16]> = self.digests.iter().copied().collect();
        for (ix, event) in state.events.iter() {
            let known_as = state.agents.at(event.provider).known_as.first();
            let Some(digest) = known_as.filter(|digest| !present.contains(*digest)) else {
                continue;
            };
            let days = days_around(event.at);
            if let Some(day) = days.into_iter().find(|day| self.day(*digest, *day) == event.act)
                && stands(state, ix)
            {
                gone.entry(day).or_default().push(event.provider);
            }
        }
        gone
    }
}

/// The days that a moment may be on, somewhere on Earth.
fn days_around(at: Moment) -> Vec<Date> {
    let Ok(at) = Timestamp::from_millisecond(at.0) else {
        return Vec::new();
    };
    let day = Offset::UTC.to_datetime(at).date();
    [day.yesterday(), Ok(day), day.tomorrow()].into_iter().flatten().collect()
}

fn word(measure: Measure) -> &'static str {
    match measure {
        Measure::Days => "days",
        Measure::Commits => "commits",
        Measure::Lines => "lines",
    }
}

/// The unit of a measure, of those that every commons has.
fn counted_in(state: &State, measure: Measure) -> Result<UnitIx, Refused> {
    let code = word(measure).trim_end_matches('s');
    let code = Code::new(code).map_err(|_| Refused::Unfounded)?;
    state.unit(&code).ok_or(Refused::Unfounded)
}

/// Whether an event was not taken back.
fn stands(state: &State, event: EventIx) -> bool {
    state.net(event, |event| event.effort) != Some(0)
}

/// The handle of the resource for a history, and the act that makes it if it is not there.
fn resource(
    state: &State,
    names: &mut Names,
    history: &History,
    repository: Repository<'_>,
    earlier: Option<EventIx>,
) -> Result<(Handle, Option<AddResource>), IntakeRefused> {
    let (handle, name) = match repository {
        Repository::Resource(handle) => match state.named(handle) {
            None => (names.free(state, Some(handle.clone()), REPOSITORY), handle.as_str()),
            Some(Named::Resource(_)) => return Ok((handle.clone(), None)),
            Some(Named::Agent(_)) => return Err(not_a_resource(handle, "an agent")),
            Some(Named::Process(_)) => return Err(not_a_resource(handle, "a process")),
            Some(Named::Agreement(_)) => return Err(not_a_resource(handle, "an agreement")),
            Some(Named::Pool(_)) => return Err(not_a_resource(handle, "a pool")),
        },
        Repository::Folder(folder) => {
            let wished = Handle::from_name(folder);
            if let Some(known) = known_resource(state, history, wished.as_ref(), earlier) {
                return Ok((state.resources.at(known).handle.clone(), None));
            }
            (names.free(state, wished, REPOSITORY), folder)
        }
    };
    let add = new_resource(&handle, name, &history.root);
    Ok((handle, Some(add)))
}

fn not_a_resource(handle: &Handle, kind: &'static str) -> IntakeRefused {
    IntakeRefused::NotAResource { handle: handle.clone(), kind }
}

/// The resource that a repository is: by its first commit, by what was taken in before,
/// or by its name unless that is another repository's.
fn known_resource(
    state: &State,
    history: &History,
    wished: Option<&Handle>,
    earlier: Option<EventIx>,
) -> Option<ResourceIx> {
    let tracking = |ix: ResourceIx| state.resources.at(ix).tracking.as_deref();
    let mut tracked = state.resources.iter().map(|(ix, _)| ix);
    tracked
        .find(|ix| tracking(*ix) == Some(&history.root))
        .or_else(|| state.events.at(earlier?).resource)
        .or_else(|| state.resource(wished?).filter(|ix| tracking(*ix).is_none()))
}

fn new_resource(handle: &Handle, name: &str, root: &str) -> AddResource {
    let name = match shortened(name) {
        "" => handle.as_str(),
        name => name,
    };
    AddResource { tracking: Some(root.to_owned()), ..AddResource::new(handle.clone(), name) }
}

/// Refuses a measure other than that of what went into the resource, or of what was taken
/// in of the history, wherever it went.
fn refuse_mixed(
    state: &State,
    ids: &HistoryIds<'_>,
    resource: &Handle,
    unit: UnitIx,
) -> Result<(), IntakeRefused> {
    let code = |unit| state.units.at(unit).code.clone();
    for measure in MEASURES {
        let other = counted_in(state, measure)?;
        if other == unit {
            continue;
        }
        let mixed = counted_into(state, state.resource(resource), other)
            .or_else(|| ids.taken_before(state, measure));
        if let Some(into) = mixed.and_then(|event| state.events.at(event).resource) {
            return Err(IntakeRefused::MeasureMixed {
                resource: state.resources.at(into).handle.clone(),
                before: code(other),
                now: code(unit),
            });
        }
    }
    Ok(())
}

/// Work that went into a resource, counted in this unit.
fn counted_into(state: &State, resource: Option<ResourceIx>, unit: UnitIx) -> Option<EventIx> {
    let counts = |event: &Event| {
        event.corrects.is_none()
            && event.action == Action::Work
            && event.resource == resource
            && event.effort.is_some_and(|effort| effort.unit == unit)
    };
    resource?;
    let mut events = state.events.iter();
    let found = events.find(|(ix, event)| counts(event) && stands(state, *ix));
    found.map(|(ix, _)| ix)
}

struct Taking<'a> {
    state: &'a State,
    ids: HistoryIds<'a>,
    agents: Agents,
    names: Names,
    unit: UnitIx,
    add: Option<AddResource>,
    now: Moment,
    seen: HashSet<ActId>,
    gone: BTreeMap<Date, Vec<AgentIx>>,
    intake: Intake,
}

impl Taking<'_> {
    /// Takes in contributions of equal size, unless they are there.
    fn parts(&mut self, parts: &[Contribution]) {
        let measure = self.ids.history.measure;
        let scale = 10_i128.pow(self.state.units.at(self.unit).decimals.into());
        let whole = parts.first().map_or(0, |part| {
            i128::from(part.quantity.numerator) * parts.len() as i128
                / i128::from(part.quantity.denominator)
        });
        let amounts = quantity::split(whole * scale, &vec![1; parts.len()]);
        for (place, (part, minor)) in parts.iter().zip(amounts.unwrap_or_default()).enumerate() {
            let commit = part.commits.first().copied().unwrap_or(usize::MAX);
            let (id, known_by) = match measure {
                Measure::Days => {
                    let id = self.ids.day(self.ids.digest(part.person), part.day);
                    (id, id)
                }
                measure => {
                    (self.ids.part(measure, commit, place), self.ids.part(measure, commit, 0))
                }
            };
            if self.state.entry_of(known_by).is_some() {
                self.intake.already += usize::from(self.seen.insert(id));
            } else if self.seen.insert(id) {
                self.event(id, part, minor);
            }
        }
    }

    fn event(&mut self, id: ActId, part: &Contribution, minor: i128) {
        if let Some(add) = self.add.take() {
            let id = self.ids.of(&[b"repository", add.handle.as_str().as_bytes()]);
            self.intake.acts.push((id, Act::AddResource(Box::new(add))));
        }
        let commits = part.commits.iter().filter_map(|place| self.ids.history.commits.get(*place));
        let latest = commits.clone().map(|commit| commit.at).max().unwrap_or(0);
        let at = Moment(latest.saturating_mul(1000));
        self.intake.clocks_ahead += usize::from(at > self.now);
        let event = LogEvent {
            provider: Some(self.agent(part.person)),
            at: Some(at.min(self.now)),
            resource: self.intake.resource.clone(),
            effort: Some(Quantity { minor, unit: self.state.units.at(self.unit).code.clone() }),
            note: note(commits.map(|commit| commit.subject.as_str())),
            ..LogEvent::new(Action::Work)
        };
        for agent in self.gone.remove(&part.day).unwrap_or_default() {
            let handle = &self.state.agents.at(agent).handle;
            if !self.intake.gone.contains(handle) {
                self.intake.gone.push(handle.clone());
            }
        }
        self.intake.new += 1;
        self.intake.acts.push((id, Act::LogEvent(Box::new(event))));
    }

    /// The agent that an author is, added if need be.
    fn agent(&mut self, place: usize) -> Handle {
        let digest = self.ids.digest(place);
        if let Some(handle) = self.agents.handles.get(&digest) {
            return handle.clone();
        }
        let author = self.ids.history.people.get(place);
        let (name, email) = author.map_or(("", ""), |author| (&*author.name, &*author.email));
        let name = if [email, NO_NAME].contains(&name) { "" } else { name };
        let add = person(self.state, &mut self.names, name, email, Some(digest));
        let handle = add.handle.clone();
        if !self.agents.taken.insert(add.name.to_lowercase()) {
            self.intake.namesakes.push(handle.clone());
        }
        self.agents.handles.insert(digest, handle.clone());
        self.intake.new_agents.push(handle.clone());
        let id = self.ids.ids.of(&[b"agent", &digest]);
        self.intake.acts.push((id, Act::AddAgent(Box::new(add))));
        handle
    }
}

/// The first subject, and how many more there are.
fn note<'a>(subjects: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
    let first = without_addresses(subjects.clone().find(|subject| !subject.is_empty())?);
    match subjects.count() {
        0 | 1 => Some(first),
        several => Some(format!("{first} (and {} more)", several - 1)),
    }
}
