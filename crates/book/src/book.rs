//! One commons, open.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use commons::act::{Act, Effects, Envelope, Found, apply, decide};
use commons::codec::Canonical;
use commons::name::{ActId, Moment};
use commons::state::State;
use journal::{
    CommonsId, Draft, Entry, Journal, Key, SecretKey, SignedAct, Warning, verify_signatures,
};

use crate::outcome::Outcome;
use crate::refusal::{BookRefused, VerifyRefused};
use crate::replay::{Until, check_new_key, state_of};
use crate::verify::{Verified, verify};

/// A commons with its journal open and its state in memory.
pub struct Book {
    journal: Journal,
    state: State,
}

/// An open book, and what is not as it should be about it.
pub struct Opened {
    /// The book.
    pub book: Book,
    /// Something to tell whoever runs the program.
    pub warning: Option<Warning>,
}

/// The present moment, by the clock of this machine.
#[must_use]
pub fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Which commons a file holds, and who writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// The commons.
    pub commons: CommonsId,
    /// The key without which nothing is written to this file.
    pub operator: Key,
}

/// Says which commons a file holds without folding it, so that its key can be looked up.
///
/// # Errors
/// [`BookRefused`] for a file that is no journal or is damaged.
pub fn about(path: &Path) -> Result<About, BookRefused> {
    let journal = Journal::open(path, None)?.journal;
    Ok(About { commons: journal.commons(), operator: journal.operator() })
}

/// A new id for an act, which no one else has.
///
/// # Errors
/// [`BookRefused::Random`] if the system gives no random bytes.
pub fn fresh_id() -> Result<ActId, BookRefused> {
    Ok(ActId(journal::ActId::random()?.to_bytes()))
}

impl Book {
    /// Founds a commons in a new file. The founder's key also signs the journal's checkpoints.
    ///
    /// # Errors
    /// [`BookRefused`] if the file is there already, or the founding act is refused.
    pub fn found(
        path: &Path,
        wish: Found,
        founder: &SecretKey,
        now: Moment,
    ) -> Result<Self, BookRefused> {
        // The wish is checked before there is a file, so that a refusal leaves none behind.
        let act = Act::Found(Box::new(wish));
        let state = State::default();
        let envelope =
            Envelope { entry: 0, at: now, act: ActId([0; 16]), key: founder.public().to_bytes() };
        decide(&state, &envelope, &act).map_err(|refused| BookRefused::Group {
            place: 1,
            of: 1,
            refused,
        })?;
        let (commons, id) = (CommonsId::random()?, journal::ActId::random()?);
        let operator = SecretKey::from_bytes(founder.to_bytes());
        let journal = Journal::create(path, commons, operator)?;
        let mut book = Self { journal, state };
        let signed = SignedAct::sign(founder, commons, id, act.to_bytes());
        book.submit_whole(vec![signed], now)?;
        Ok(book)
    }

    /// Opens a commons: with the operator's key to read and write, without it to read only.
    ///
    /// # Errors
    /// [`BookRefused`] for a file that is no journal, is damaged, or is in use by another writer.
    pub fn open(path: &Path, operator: Option<SecretKey>) -> Result<Opened, BookRefused> {
        let opened = Journal::open(path, operator)?;
        let state = state_of(&opened.journal, Until::Now)?;
        Ok(Opened { book: Self { journal: opened.journal, state }, warning: opened.warning })
    }

    /// A book over a journal that is open already.
    ///
    /// # Errors
    /// [`BookRefused`] if the journal does not fold.
    pub fn on(journal: Journal) -> Result<Self, BookRefused> {
        let state = state_of(&journal, Until::Now)?;
        Ok(Self { journal, state })
    }

    /// The state, at the last entry.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    pub(crate) fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    /// The state at an earlier point of the journal.
    ///
    /// # Errors
    /// [`BookRefused::BeforeFounding`], or a damaged journal.
    pub fn state_at(&self, until: Until) -> Result<State, BookRefused> {
        state_of(&self.journal, until)
    }

    /// The journal.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The commons that acts are signed for.
    #[must_use]
    pub fn commons(&self) -> CommonsId {
        self.journal.commons()
    }

    /// Signs an act for this commons. The same id makes the same act, however often it is sent.
    #[must_use]
    pub fn sign(&self, key: &SecretKey, id: ActId, act: &Act) -> SignedAct {
        SignedAct::sign(key, self.commons(), journal::ActId::from_bytes(id.0), act.to_bytes())
    }

    /// Decides acts one after the other, and appends those that are accepted as one group with one fsync.
    ///
    /// Each act sees what those before it did. Answers in the order of the acts.
    ///
    /// # Errors
    /// [`BookRefused`] if the group could not be written; then none of it was.
    pub fn submit(
        &mut self,
        acts: Vec<SignedAct>,
        now: Moment,
    ) -> Result<Vec<Outcome>, BookRefused> {
        let (mut outcomes, drafts) = self.decide_group(acts, now)?;
        self.append(drafts, &mut outcomes)?;
        Ok(outcomes)
    }

    /// Submits acts as one: all are accepted, or none is written.
    ///
    /// # Errors
    /// [`BookRefused`], naming the first act that is refused.
    pub fn submit_whole(
        &mut self,
        acts: Vec<SignedAct>,
        now: Moment,
    ) -> Result<Vec<Outcome>, BookRefused> {
        let of = acts.len();
        let (mut outcomes, drafts) = self.decide_group(acts, now)?;
        let refused = outcomes.iter().enumerate().find_map(|(place, outcome)| match outcome {
            Outcome::Refused(refused) => {
                Some(BookRefused::Group { place: place + 1, of, refused: refused.clone() })
            }
            Outcome::Unfit(refused) => Some((**refused).clone()),
            Outcome::Accepted { .. } | Outcome::Already { .. } => None,
        });
        if let Some(refused) = refused {
            if !drafts.is_empty() {
                self.reload()?;
            }
            return Err(refused);
        }
        self.append(drafts, &mut outcomes)?;
        Ok(outcomes)
    }

    fn decide_group(
        &mut self,
        acts: Vec<SignedAct>,
        now: Moment,
    ) -> Result<(Vec<Outcome>, Vec<Draft>), BookRefused> {
        let at = Moment(now.0.max(self.journal.last_ms()));
        let mut forged = {
            let all: Vec<&SignedAct> = acts.iter().collect();
            verify_signatures(&all, self.commons()).err().unwrap_or_default().into_iter().peekable()
        };
        let mut outcomes = Vec::with_capacity(acts.len());
        let mut drafts = Vec::with_capacity(acts.len());
        for (place, act) in acts.into_iter().enumerate() {
            let outcome = if forged.next_if_eq(&place).is_some() {
                Outcome::Unfit(Box::new(BookRefused::SignatureWrong { act: act.id }))
            } else {
                self.decide_one(act, at, &mut drafts)?
            };
            outcomes.push(outcome);
        }
        Ok((outcomes, drafts))
    }

    fn decide_one(
        &mut self,
        signed: SignedAct,
        at: Moment,
        drafts: &mut Vec<Draft>,
    ) -> Result<Outcome, BookRefused> {
        let id = ActId(signed.id.to_bytes());
        if let Some(entry) = self.state.entry_of(id) {
            return self.decide_again(&signed, entry, drafts);
        }
        let entry = self.state.entries;
        let act = Act::from_bytes(&signed.body)
            .map_err(|reason| BookRefused::Unreadable { entry, reason })
            .and_then(|act| check_new_key(&act).map(|()| act));
        let act = match act {
            Ok(act) => act,
            Err(refused) => return Ok(Outcome::Unfit(Box::new(refused))),
        };
        let envelope = Envelope { entry, at, act: id, key: signed.author.to_bytes() };
        let effects: Effects = match decide(&self.state, &envelope, &act) {
            Ok(effects) => effects,
            Err(refused) => return Ok(Outcome::Refused(refused)),
        };
        apply(&mut self.state, &envelope, &act, &effects)?;
        drafts.push(Draft { act: signed, effects: effects.to_bytes(), at_ms: at.0 });
        // The hash is known once the group is appended.
        Ok(Outcome::Accepted { entry, hash: journal::Hash::from_bytes([0; 32]) })
    }

    /// An act whose id is known: the same act is an entry already, another one is refused.
    fn decide_again(
        &self,
        signed: &SignedAct,
        entry: u64,
        drafts: &[Draft],
    ) -> Result<Outcome, BookRefused> {
        let waiting =
            drafts.iter().find(|draft| draft.act.id == signed.id).map(|draft| &draft.act.body);
        let same = match waiting {
            Some(body) => *body == signed.body,
            None => self.journal.entry(entry)?.is_some_and(|entry| entry.act.body == signed.body),
        };
        let differs = || BookRefused::ActDiffers { act: signed.id, entry };
        Ok(if same { Outcome::Already { entry } } else { Outcome::Unfit(Box::new(differs())) })
    }

    /// Writes a group, and tells each accepted act the hash of its entry.
    fn append(&mut self, drafts: Vec<Draft>, outcomes: &mut [Outcome]) -> Result<(), BookRefused> {
        match self.journal.append(self.journal.head(), drafts) {
            Ok(receipts) => {
                let mut receipts = receipts.into_iter();
                for outcome in outcomes {
                    if let Outcome::Accepted { hash, .. } = outcome {
                        *hash = receipts.next().map_or(*hash, |receipt| receipt.hash);
                    }
                }
                Ok(())
            }
            Err(refused) => {
                // What was folded was not written: fold again what is.
                self.reload()?;
                Err(refused.into())
            }
        }
    }

    fn reload(&mut self) -> Result<(), BookRefused> {
        self.state = state_of(&self.journal, Until::Now)?;
        Ok(())
    }

    /// Gives the entries from `from` on with their acts, until told to stop.
    ///
    /// # Errors
    /// A damaged journal, or an entry that this version does not understand.
    pub fn read<B>(
        &self,
        from: u64,
        mut each: impl FnMut(&Entry, &Act) -> ControlFlow<B>,
    ) -> Result<Option<B>, BookRefused> {
        let flow = self.journal.read(from, |entry| match crate::replay::read_act(&entry) {
            Ok(act) => each(&entry, &act).map_break(Ok),
            Err(refused) => ControlFlow::Break(Err(refused)),
        })?;
        flow.break_value().transpose()
    }

    /// Recomputes everything from the signed acts and compares: hashes, links, signatures, lawfulness,
    /// effects, and the state in use.
    ///
    /// # Errors
    /// [`VerifyRefused`], naming the first entry that fails.
    pub fn verify(&self, progress: &mut dyn FnMut(u64)) -> Result<Verified, VerifyRefused> {
        verify(&self.journal, &self.state, progress)
    }

    /// Closes the book in good order.
    ///
    /// # Errors
    /// If the journal's checkpoint cannot be written.
    pub fn close(self) -> Result<(), BookRefused> {
        Ok(self.journal.close()?)
    }
}
