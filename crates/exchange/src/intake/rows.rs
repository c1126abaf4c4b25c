//! A timesheet as work on processes and resources.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use commons::act::{Act, AddProcess, LogEvent};
use commons::action::{Action, EventQuantity, ProcessSide};
use commons::agent::AgentIx;
use commons::event::Standing;
use commons::name::{ActId, Handle, Moment, shortened};
use commons::refusal::Refused;
use commons::state::{Named, State};
use commons::unit::Measure;
use quantity::{format_decimal, parse_decimal};

use super::identity::{Ids, known_as, split_address, without_addresses};
use super::names::{self, Names};
use super::refused::{FoldRefused, IntakeRefused, RowRefused};
use super::said::Sayings;
use super::scratch::perform;
use super::{Changed, Intake};
use crate::table::Row;

/// How many refused rows are told.
const MOST_TOLD: usize = 20;

/// Takes the rows of a table in, as `author` would sign them at `now`; all, or none.
///
/// Agents are met by their handle, or by their name in any case, or, if it says their e-mail
/// address, by its digest; else added. What they worked on is met as a process or resource by its
/// handle or name, else added as a process. The work of a row goes into that; a row that
/// names another action than `work` is that. A role that is also a kind is kept as both.
///
/// A row is known by what it says, not by its file or line; the second of two equal rows is
/// another one. So a table that has grown adds its new rows, and a row that was changed is
/// new: see [`Intake::changed`].
///
/// # Errors
/// [`IntakeRefused::Rows`], the first twenty with their lines.
pub fn from_table(
    state: &State,
    commons: [u8; 16],
    rows: &[Row],
    author: [u8; 32],
    now: Moment,
) -> Result<Intake, IntakeRefused> {
    let mut taking = Taking::new(state, commons, author, now);
    let (mut refused, mut untold) = (Vec::new(), 0);
    for row in rows {
        match taking.row(row) {
            Ok(()) => {}
            Err(row) if refused.len() < MOST_TOLD => refused.push(row),
            Err(_) => untold += 1,
        }
    }
    if !refused.is_empty() {
        return Err(IntakeRefused::Rows(refused, untold));
    }
    taking.compare(state);
    Ok(taking.intake)
}

/// What has a name.
#[derive(Clone)]
enum Met<T> {
    One(T),
    Several,
}

/// What is found by a name, in small letters.
struct Index<T>(HashMap<String, Met<T>>);

impl<T: Clone> Index<T> {
    fn add(&mut self, name: &str, row: T) {
        self.0
            .entry(name.to_lowercase())
            .and_modify(|met| *met = Met::Several)
            .or_insert(Met::One(row));
    }

    fn find(&self, name: &str) -> Option<Met<T>> {
        self.0.get(&name.to_lowercase()).cloned()
    }
}

/// What a row is about.
#[derive(Clone)]
enum Place {
    Process(Handle),
    Resource(Handle),
}

struct Taking {
    state: State,
    commons: [u8; 16],
    ids: Ids,
    names: Names,
    agents: Index<Handle>,
    places: Index<Place>,
    addresses: HashMap<[u8; 16], Handle>,
    sayings: Sayings,
    /// The acts that the table says, new or not.
    said: HashSet<ActId>,
    /// What is new: the line, and who did it when.
    new: Vec<(u64, Handle, Moment)>,
    author: [u8; 32],
    now: Moment,
    intake: Intake,
}

impl Taking {
    fn new(state: &State, commons: [u8; 16], author: [u8; 32], now: Moment) -> Self {
        let mut agents = Index(HashMap::new());
        let mut addresses = HashMap::new();
        for (_, agent) in state.agents.iter() {
            agents.add(&agent.name, agent.handle.clone());
            addresses.extend(agent.known_as.iter().map(|d| (*d, agent.handle.clone())));
        }
        let mut places = Index(HashMap::new());
        for (_, row) in state.processes.iter() {
            places.add(&row.name, Place::Process(row.handle.clone()));
        }
        for (_, row) in state.resources.iter() {
            places.add(&row.name, Place::Resource(row.handle.clone()));
        }
        Self {
            state: state.clone(),
            commons,
            ids: Ids::new(commons, "table"),
            names: Names::default(),
            agents,
            places,
            addresses,
            sayings: Sayings::default(),
            said: HashSet::new(),
            new: Vec::new(),
            author,
            now,
            intake: Intake::default(),
        }
    }

    fn row(&mut self, row: &Row) -> Result<(), RowRefused> {
        let mut event = self.plain_event(row)?;
        let agent = self.agent(row)?;
        let place = self.place(row)?;
        event.provider = Some(agent.clone());
        match place {
            Some(Place::Resource(handle)) => event.resource = Some(handle),
            Some(Place::Process(handle)) => match event.action.behaviour().side {
                ProcessSide::Output => event.output_of = Some(handle),
                _ => event.input_of = Some(handle),
            },
            None => {}
        }
        let id = self.sayings.next(&self.ids, &event);
        self.said.insert(id);
        if self.state.entry_of(id).is_some() {
            self.intake.already += 1;
            return Ok(());
        }
        self.intake.new += 1;
        self.new.push((row.line, agent, Moment(row.at_ms)));
        self.perform(row.line, id, Act::LogEvent(Box::new(event)))
    }

    /// All that a row says without naming anybody or anything.
    fn plain_event(&self, row: &Row) -> Result<LogEvent, RowRefused> {
        let line = row.line;
        let action = row.action.as_deref().map_or(Some(Action::Work), Action::named);
        let action = action
            .ok_or_else(|| RowRefused::ActionUnknown { line, text: told(row.action.as_deref()) })?;
        let standing = row.standing.as_deref().map(str::to_lowercase);
        let standing =
            standing.as_deref().map_or(Some(Standing::Contribution), Standing::from_word);
        let standing = standing.ok_or_else(|| RowRefused::StandingUnknown {
            line,
            text: told(row.standing.as_deref()),
        })?;
        let measure = Some(self.measure(row)?);
        let role = row.role.as_deref().map(|role| {
            Handle::from_name(role)
                .ok_or_else(|| RowRefused::RoleUnusable { line, text: shortened(role) })
        });
        let role = role.transpose()?;
        let (quantity, effort) = match action.behaviour().quantity {
            EventQuantity::Resource => (measure, None),
            EventQuantity::Effort | EventQuantity::Both => (None, measure),
        };
        Ok(LogEvent {
            standing,
            at: Some(Moment(row.at_ms)),
            quantity,
            effort,
            kind: role.clone().filter(|role| self.state.specification(role).is_some()),
            role,
            note: row.note.as_deref().map(without_addresses),
            ..LogEvent::new(action)
        })
    }

    fn measure(&self, row: &Row) -> Result<Measure, RowRefused> {
        let line = row.line;
        let unit = self.state.unit_like(&row.unit);
        let unit =
            unit.ok_or_else(|| RowRefused::UnitUnknown { line, text: shortened(&row.unit) })?;
        let unit = self.state.units.at(unit);
        let number = format_decimal(row.mantissa, row.decimals);
        let minor = parse_decimal(&number, unit.decimals)
            .map_err(|refused| RowRefused::Number { line, refused })?;
        Ok(Measure { minor, unit: unit.code.clone() })
    }

    /// Finds the entries that changed rows said before.
    fn compare(&mut self, state: &State) {
        if self.intake.already == 0 {
            return;
        }
        let mut lines: BTreeMap<(AgentIx, Moment), VecDeque<u64>> = BTreeMap::new();
        for (line, provider, at) in &self.new {
            if let Some(agent) = state.agent(provider) {
                lines.entry((agent, *at)).or_default().push_back(*line);
            }
        }
        let mut sayings = Sayings::default();
        for (ix, event) in state.events.iter() {
            let Some(lines) = lines.get_mut(&(event.provider, event.at)) else {
                continue;
            };
            let stands = state.net(ix, |event| event.effort.or(event.quantity)) != Some(0);
            if sayings.is_next(&self.ids, state, event)
                && stands
                && !self.said.contains(&event.act)
                && let Some(line) = lines.pop_front()
            {
                self.intake.changed.push(Changed { line, entry: event.entry });
            }
        }
    }

    fn agent(&mut self, row: &Row) -> Result<Handle, RowRefused> {
        let line = row.line;
        if let Some(Named::Agent(agent)) = self.named(&row.agent) {
            return Ok(self.state.agents.at(agent).handle.clone());
        }
        let (name, address) = split_address(&row.agent);
        let digest = address.map(|address| known_as(self.commons, address));
        if let Some(handle) = digest.and_then(|digest| self.addresses.get(&digest)) {
            return Ok(handle.clone());
        }
        let name = clean(name);
        if name.is_empty() && digest.is_none() {
            let refused = Refused::TextEmpty { what: "the name" };
            return Err(RowRefused::Act { line, refused });
        }
        match self.agents.find(&name) {
            Some(Met::One(handle)) if digest.is_none() => return Ok(handle),
            // Also one who is not known by this address: the next run could not tell.
            Some(_) => {
                let text = shortened(&row.agent);
                return Err(RowRefused::AgentAmbiguous { line, text });
            }
            None => {}
        }
        let address = address.unwrap_or_default();
        let mut add = names::person(&self.state, &mut self.names, &name, address, digest);
        let handle = add.handle.clone();
        if self.agents.find(&add.name).is_some() {
            add.name = handle.to_string();
        }
        self.agents.add(&add.name, handle.clone());
        self.addresses.extend(digest.map(|digest| (digest, handle.clone())));
        let id = self.ids.of(&[b"agent", handle.as_str().as_bytes()]);
        self.perform(line, id, Act::AddAgent(Box::new(add)))?;
        self.intake.new_agents.push(handle.clone());
        Ok(handle)
    }

    fn place(&mut self, row: &Row) -> Result<Option<Place>, RowRefused> {
        let line = row.line;
        let Some(text) = row.on.as_deref() else {
            return Ok(None);
        };
        match self.named(text) {
            Some(Named::Process(process)) => {
                let handle = self.state.processes.at(process).handle.clone();
                return Ok(Some(Place::Process(handle)));
            }
            Some(Named::Resource(resource)) => {
                let handle = self.state.resources.at(resource).handle.clone();
                return Ok(Some(Place::Resource(handle)));
            }
            _ => {}
        }
        let name = clean(text);
        match self.places.find(&name) {
            Some(Met::One(place)) => return Ok(Some(place)),
            Some(Met::Several) => {
                let text = shortened(text);
                return Err(RowRefused::PlaceAmbiguous { line, text });
            }
            None => {}
        }
        let handle = self.names.free(&self.state, Handle::from_name(&name), "process");
        let id = self.ids.of(&[b"process", handle.as_str().as_bytes()]);
        let add = AddProcess::new(handle.clone(), name.as_str());
        self.perform(line, id, Act::AddProcess(Box::new(add)))?;
        let place = Place::Process(handle);
        self.places.add(&name, place.clone());
        Ok(Some(place))
    }

    fn named(&self, text: &str) -> Option<Named> {
        let handle = Handle::new(&text.to_lowercase()).ok()?;
        self.state.named(&handle)
    }

    fn perform(&mut self, line: u64, id: ActId, act: Act) -> Result<(), RowRefused> {
        perform(&mut self.state, self.author, self.now, id, &act).map_err(
            |refused| match refused {
                FoldRefused::Act(refused) => RowRefused::Act { line, refused },
                FoldRefused::Unfoldable(unfoldable) => unfoldable.into(),
            },
        )?;
        self.intake.acts.push((id, act));
        Ok(())
    }
}

/// A name as it is kept.
fn clean(name: &str) -> String {
    names::shortened(&without_addresses(name)).to_owned()
}

/// A cell as a message tells it.
fn told(cell: Option<&str>) -> String {
    shortened(cell.unwrap_or_default())
}
