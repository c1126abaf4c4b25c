//! A commons in memory that checks its invariants after every act.

use commons::account::Account;
use commons::act::{Act, AdoptCharter, Adopted, Effects, Envelope, Found, apply, decide};
use commons::change::Change;
use commons::claim_class::Owed;
use commons::codec::Canonical;
use commons::name::{ActId, Code, Handle, Moment};
use commons::refusal::Refused;
use commons::state::State;
use commons::unit::UnitIx;

/// The key that a number stands for.
pub fn key(number: u8) -> [u8; 32] {
    [number; 32]
}

/// The id of the act that becomes an entry.
pub fn act_id(entry: u64) -> ActId {
    ActId(u128::from(entry).to_be_bytes())
}

pub fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

pub fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

/// An accepted act as a journal keeps it.
struct Kept {
    envelope: Envelope,
    act: Vec<u8>,
    effects: Vec<u8>,
}

pub struct Desk {
    pub state: State,
    pub now: Moment,
    /// The key that signs.
    pub key: [u8; 32],
    journal: Vec<Kept>,
}

impl Desk {
    /// Nothing founded yet; it is the beginning of 2026.
    pub fn empty() -> Self {
        Self {
            state: State::default(),
            now: Moment(1_767_225_600_000),
            key: key(1),
            journal: Vec::new(),
        }
    }

    /// A commons called `commons` that counts in CAD.
    pub fn founded() -> Self {
        let mut desk = Self::empty();
        desk.submit(&Act::Found(Box::new(founding()))).unwrap();
        desk
    }

    /// Decides and applies an act; answers the entry it became.
    pub fn submit(&mut self, act: &Act) -> Result<u64, Refused> {
        let bytes = act.to_bytes();
        assert_eq!(Act::from_bytes(&bytes).as_ref(), Ok(act));
        let entry = self.state.entries;
        let envelope = Envelope { entry, at: self.now, act: act_id(entry), key: self.key };
        let effects = decide(&self.state, &envelope, act)?;
        apply(&mut self.state, &envelope, act, &effects).unwrap();
        self.journal.push(Kept { envelope, act: bytes, effects: effects.to_bytes() });
        self.check();
        Ok(entry)
    }

    /// Folds a charter that a newer program adopted, in words that this one does not know.
    pub fn adopted_by_newer(&mut self) {
        let act = Act::AdoptCharter(Box::new(AdoptCharter::new("harbour everybody")));
        let nothing = Adopted { units: Vec::new(), pools: Vec::new(), changes: Vec::new() };
        let effects = Effects::Adoption(Box::new(nothing));
        let entry = self.state.entries;
        let envelope = Envelope { entry, at: self.now, act: act_id(entry), key: self.key };
        apply(&mut self.state, &envelope, &act, &effects).unwrap();
        self.journal.push(Kept { envelope, act: act.to_bytes(), effects: effects.to_bytes() });
    }

    /// What must hold after every entry.
    fn check(&self) {
        for (unit, sum) in self.state.accounts.sums() {
            let code = &self.state.units.at(unit).code;
            assert_eq!(sum, 0, "{code} does not sum to zero");
        }
        for (_, resource) in self.state.resources.iter() {
            let stock = (resource.accounting, resource.onhand);
            let handle = &resource.handle;
            assert!(stock >= (0, 0), "{handle} stands below zero: {stock:?}");
            assert!(resource.onhand >= 0, "{handle} is below zero at hand");
        }
        if !self.state.money.charters.is_empty() {
            return self.check_money();
        }
        for (unit, account, balance) in self.state.accounts.iter() {
            let unit = &self.state.units.at(unit).code;
            assert!(
                account == Account::Outside || balance >= 0,
                "an account of {unit} stands at {balance}"
            );
        }
    }

    /// What must hold of money that flows by rules: nothing is held or payable below zero, and no
    /// claim was paid more than it is.
    fn check_money(&self) {
        for (unit, account, balance) in self.state.accounts.iter() {
            let unit = &self.state.units.at(unit).code;
            let is_aside = matches!(account, Account::Held | Account::Payable(_));
            assert!(!is_aside || balance >= 0, "{account:?} of {unit} stands at {balance}");
        }
        for (class, owing) in self.state.money.owing.iter() {
            for owed in owing.owed() {
                assert!(owed.cap >= 0 && owed.paid >= 0, "{class}: {owed:?}");
            }
            let sum = |of: fn(&Owed) -> i128| owing.owed().map(of).sum();
            assert_eq!((owing.cap(), owing.paid()), (sum(|o| o.cap), sum(|o| o.paid)), "{class}");
        }
    }

    /// From now on somebody signs with their first key.
    pub fn sign_as(&mut self, who: &str) {
        let agent = self.state.agent(&handle(who)).expect("a known agent");
        self.key = self.state.agents.at(agent).keys[0];
    }

    /// What an account shows now: of a unit that fades, less than its parts of base.
    pub fn says(&self, unit: UnitIx, minor: i128) -> String {
        let fading = self.state.money.fading.get(&unit);
        let minor = fading.map_or(minor, |fading| fading.at(self.now).nominal(minor));
        self.state.units.at(unit).say(minor)
    }

    /// What an entry, or the last one, set in motion.
    pub fn flowed(&self, entry: Option<u64>) -> Vec<Change> {
        let of = |kept: &&Kept| entry.is_none_or(|entry| kept.envelope.entry == entry);
        let kept = self.journal.iter().rev().find(of).expect("an entry");
        match Effects::from_bytes(&kept.effects).unwrap() {
            Effects::Flow(flowed) => flowed.changes,
            Effects::Adoption(adopted) => adopted.changes,
            _ => Vec::new(),
        }
    }

    /// The state that the kept bytes lead to.
    pub fn replayed(&self) -> State {
        let mut state = State::default();
        for kept in &self.journal {
            let act = Act::from_bytes(&kept.act).unwrap();
            let effects = Effects::from_bytes(&kept.effects).unwrap();
            assert_eq!(effects.to_bytes(), kept.effects);
            apply(&mut state, &kept.envelope, &act, &effects).unwrap();
        }
        state
    }
}

/// The founding act of the tests.
pub fn founding() -> Found {
    Found {
        name: "Commons".to_owned(),
        handle: handle("commons"),
        founder: handle("founder"),
        founder_name: "Founder".to_owned(),
        founder_key: key(1),
        unit: code("CAD"),
        decimals: 2,
    }
}
