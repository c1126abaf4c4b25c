//! A commons in memory that checks its invariants after every act.

use commons::account::Account;
use commons::act::{Act, Effects, Envelope, Found, apply, decide};
use commons::codec::Canonical;
use commons::name::{ActId, Code, Handle, Moment};
use commons::refusal::Refused;
use commons::state::State;

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
        for (unit, account, balance) in self.state.accounts.iter() {
            let unit = &self.state.units.at(unit).code;
            assert!(
                account == Account::Outside || balance >= 0,
                "an account of {unit} stands at {balance}"
            );
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
