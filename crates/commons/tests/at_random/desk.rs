//! A commons under a charter at random: every act through the true `decide` and `apply`, and all that it changed.

use std::collections::BTreeMap;

use charter::model::{Model, Trigger};
use charter::report::Report;
use commons::account::{Account, AccountName};
use commons::act::{Act, AddAgent, Effects, Envelope, Found, Receive, apply, decide};
use commons::agent::AgentKind;
use commons::change::{Change, Deferred};
use commons::codec::Canonical;
use commons::name::{ActId, Code, Handle, Moment};
use commons::reading::Reading;
use commons::state::State;
use commons::unit::Measure;

/// Who spent and who got what moved.
pub type Flows = (Option<AccountName>, Option<AccountName>);

/// One change of one entry.
pub struct Record {
    pub entry: u64,
    /// When it happened; what fell due happened before the entry.
    pub at: Moment,
    /// In which period that is: of what closes one, its last moment.
    pub within: Moment,
    /// Whether it belongs to the event of the entry itself, and not to what fell due.
    pub own: bool,
    pub change: Change,
    /// Of a move, what it counted then.
    pub counts: i128,
    /// Of a move, who spent and who got it.
    pub flows: Flows,
}

/// What is known of the author of an entry.
pub struct Entry {
    pub act: Act,
    pub author: usize,
    pub at: Moment,
}

pub struct Desk {
    pub state: State,
    pub now: Moment,
    /// All changes ever.
    pub records: Vec<Record>,
    pub entries: BTreeMap<u64, Entry>,
    /// When each agent joined, by place.
    pub joined: Vec<Moment>,
    /// What the charter in force guarantees.
    pub report: Report,
    journal: Vec<(Envelope, Vec<u8>, Vec<u8>)>,
    /// Counts of what was done, for the telling.
    pub accepted: u64,
    pub refused: u64,
}

pub fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

pub fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

const PEOPLE: [(&str, AgentKind); 5] = [
    ("ben", AgentKind::Person),
    ("cyd", AgentKind::Person),
    ("dov", AgentKind::Person),
    ("eco", AgentKind::Organization),
    ("fay", AgentKind::Person),
];

impl Desk {
    pub fn new() -> Self {
        let mut desk = Self {
            state: State::default(),
            now: Moment(1_767_225_600_000 + 3_600_000),
            records: Vec::new(),
            entries: BTreeMap::new(),
            joined: Vec::new(),
            report: Report::default(),
            journal: Vec::new(),
            accepted: 0,
            refused: 0,
        };
        let found = Found {
            name: "Commons".to_owned(),
            handle: handle("commons"),
            founder: handle("ana"),
            founder_name: "Ana".to_owned(),
            founder_key: [1; 32],
            unit: code("CAD"),
            decimals: 2,
        };
        assert!(desk.submit(1, Act::Found(Box::new(found))));
        for (place, (name, kind)) in PEOPLE[..4].iter().enumerate() {
            desk.add(place, name, *kind);
        }
        desk
    }

    /// What everybody has to begin with, and two of the pools.
    pub fn endow(&mut self) {
        for (place, who) in ["ana", "ben", "cyd", "dov", "eco", "till", "garden"].iter().enumerate()
        {
            let amount = Measure { minor: 10_000, unit: code("eur") };
            let reference = format!("start {place}");
            let wish = Receive {
                amount,
                from: None,
                to: handle(who),
                reference,
                details: Vec::new(),
                note: None,
            };
            self.submit(1, Act::Receive(Box::new(wish)));
        }
    }

    /// One more joins.
    pub fn join(&mut self) {
        if self.state.agents.len() == 6 {
            self.add(4, PEOPLE[4].0, PEOPLE[4].1);
        }
    }

    fn add(&mut self, place: usize, name: &str, kind: AgentKind) {
        let key = [u8::try_from(place).unwrap() + 2; 32];
        let agent = AddAgent { key: Some(key), ..AddAgent::new(handle(name), kind, name) };
        assert!(self.submit(1, Act::AddAgent(Box::new(agent))));
    }

    pub fn model(&self) -> Option<&Model> {
        Some(&self.state.money.in_force()?.model)
    }

    pub fn envelope(&self, author: usize) -> Envelope {
        let entry = self.state.entries;
        let key = [u8::try_from(author).unwrap(); 32];
        Envelope { entry, at: self.now, act: act_id(entry), key }
    }

    /// Decides and applies an act by the agent in a place; answers whether it was accepted.
    pub fn submit(&mut self, author: usize, act: Act) -> bool {
        let bytes = act.to_bytes();
        assert_eq!(Act::from_bytes(&bytes).as_ref(), Ok(&act), "an act reads back as it was");
        let envelope = self.envelope(author);
        let decided = decide(&self.state, &envelope, &act);
        let again = decide(&self.state.clone(), &envelope, &act);
        assert_eq!(
            decided.as_ref().map(Canonical::to_bytes).map_err(ToString::to_string),
            again.as_ref().map(Canonical::to_bytes).map_err(ToString::to_string),
            "the same is decided in the same state"
        );
        let effects = match decided {
            Ok(effects) => effects,
            Err(refused) => {
                self.refused += 1;
                self.refuses_as_proven(&refused.to_string());
                return false;
            }
        };
        self.accepted += 1;
        self.note(&envelope, author, &act, &effects);
        apply(&mut self.state, &envelope, &act, &effects).unwrap();
        self.joined.resize(self.state.agents.len(), envelope.at);
        if let Act::AdoptCharter(wish) = &act {
            self.report = Reading::of(&wish.text).report;
        }
        self.journal.push((envelope, bytes, effects.to_bytes()));
        true
    }

    /// Keeps the changes of an entry, each with its moment and with what it counted then.
    fn note(&mut self, envelope: &Envelope, author: usize, act: &Act, effects: &Effects) {
        let entry = envelope.entry;
        self.entries.insert(entry, Entry { act: act.clone(), author, at: envelope.at });
        let changes = match effects {
            Effects::Flow(flowed) => &flowed.changes,
            Effects::Adoption(adopted) => &adopted.changes,
            _ => return,
        };
        let last = changes.iter().rposition(|it| matches!(it, Change::CaughtUp(_)));
        let mut holder: Option<AccountName> = None;
        let mut closes = true;
        for (place, change) in changes.iter().enumerate() {
            let caught = changes[place..].iter().find_map(|it| match it {
                Change::CaughtUp(caught) => Some(caught.until),
                _ => None,
            });
            let at = caught.unwrap_or(envelope.at);
            if let Change::Ended(ended) = change {
                holder = self.deferred(ended.deferred).held.as_ref().map(|held| held.from.clone());
            }
            let own = last.is_none_or(|last| place > last);
            // What closes a period comes first, until something deferred or of a date comes.
            closes &= !own && !matches!(change, Change::Ended(_)) && !self.is_of_date(change);
            let within = if closes { Moment(at.0 - 1) } else { at };
            let (counts, flows) = self.counts(change, at, holder.as_ref());
            let change = change.clone();
            closes |= matches!(change, Change::CaughtUp(_));
            self.records.push(Record { entry, at, within, own, change, counts, flows });
        }
    }

    /// Whether a rule that waits for a date moved it.
    fn is_of_date(&self, change: &Change) -> bool {
        let Some(cause) = change.moved().and_then(|it| it.cause) else { return false };
        let adoption = self.state.money.charters.iter().find(|it| it.entry == cause.charter);
        let rules = adoption.and_then(|it| it.rules.as_ref()).unwrap();
        let rule = &rules.model.rules[usize::try_from(cause.rule).unwrap()];
        matches!(rule.trigger, Trigger::Date(_))
    }

    fn counts(
        &self,
        change: &Change,
        at: Moment,
        holder: Option<&AccountName>,
    ) -> (i128, (Option<AccountName>, Option<AccountName>)) {
        let Some(moved) = change.moved() else { return (0, (None, None)) };
        let unit = self.state.unit(&moved.unit).unwrap();
        let fading = self.state.money.fading.get(&unit);
        let counts = fading.map_or(moved.minor, |it| it.at(at).nominal(moved.minor));
        let is_held = |name: &AccountName| matches!(name, AccountName::Held(_));
        let (from, to) = (Some(moved.from.clone()), Some(moved.to.clone()));
        let flows = match change {
            Change::Faded(_) => (None, to),
            _ if is_held(&moved.to) => (None, None),
            _ if is_held(&moved.from) && holder == to.as_ref() => (None, None),
            _ if is_held(&moved.from) => (holder.cloned(), to),
            _ => (from, to),
        };
        (counts, flows)
    }

    /// What was deferred as the so-manieth, of all that ever was.
    pub fn deferred(&self, number: u64) -> &Deferred {
        let all = self.records.iter().filter_map(|record| match &record.change {
            Change::Deferred(deferred) => Some(deferred),
            _ => None,
        });
        all.into_iter().nth(usize::try_from(number).unwrap()).unwrap()
    }

    fn refuses_as_proven(&self, why: &str) {
        crate::proven::refusal(self, why);
    }

    /// What a commons shows of parts now.
    pub fn nominal(&self, unit: &Code, parts: i128, at: Moment) -> i128 {
        let unit = self.state.unit(unit).unwrap();
        self.state.money.fading.get(&unit).map_or(parts, |it| it.at(at).nominal(parts))
    }

    /// The journal leads to the same state from the beginning.
    pub fn replays(&self) {
        let mut state = State::default();
        for (envelope, act, effects) in &self.journal {
            let act = Act::from_bytes(act).unwrap();
            let decoded = Effects::from_bytes(effects).unwrap();
            assert_eq!(decoded.to_bytes(), *effects, "effects read back as they were");
            apply(&mut state, envelope, &act, &decoded).unwrap();
        }
        assert!(state == self.state, "the journal leads to another state from its beginning");
    }

    pub fn account(&self, name: &AccountName) -> Account {
        self.state.account(name).unwrap()
    }
}

/// The id of the act that becomes an entry.
pub fn act_id(entry: u64) -> ActId {
    ActId(u128::from(entry).to_be_bytes())
}
