//! How long a gift takes that sets off five rules and twenty postings, a plain payment, a distribution to a
//! hundred thousand people, and folding what was done.
//!
//! `cargo bench -p commons --bench flow` prints a line for each. Nothing is signed, encoded or written here.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use commons::account::Account;
use commons::act::{Act, AddAgent, AdoptCharter, Envelope, Found, apply, decide};
use commons::agent::AgentKind;
use commons::cascade::{self, Occasion, Payment, Start};
use commons::name::{ActId, Code, Handle, Moment};
use commons::state::State;
use commons::unit::UnitIx;

type Outcome<T> = Result<T, Box<dyn Error>>;

const CHARTER: &str = r#"charter "Gifts"
  for "A street that gives."
  promises "A gift goes where it is needed."

unit EUR "Euro"
  kind money
  counted in EUR to 2 decimals
  issued by outside
  passes freely

unit thanks "Baskets of thanks"
  kind voucher
  counted in thanks to 0 decimals
  issued by garden
  passes by-rule-only

unit credit "Credit"
  kind mutual-credit
  counted in EUR to 2 decimals
  lowest balance 0 credit - 1000000 credit
  passes freely

pool soup "Soup" holds EUR
pool solidarity "Solidarity" holds EUR
pool rent "Rent" holds EUR
pool garden "Garden" holds EUR, thanks
pool tools "Tools" holds EUR
pool seeds "Seeds" holds EUR
pool commons_fund "Fund" holds EUR

measure gave of member is spending of member in EUR over last 3 month

rule "the gift is split"
  on transfer of EUR from giver to soup
  do split 50% * amount from soup:
       | 40% to solidarity
       | 30% to rent
       | 20% to garden
       | the rest to tools

rule "solidarity goes on"
  on transfer of EUR from soup to solidarity
  do send 10% * amount rounded half-even from solidarity to commons_fund

rule "the garden buys seeds"
  on transfer of EUR from soup to garden
  do send 25% * amount from garden to seeds
     send 25% * amount from garden to commons_fund

rule "whoever gives is thanked"
  on transfer of EUR from giver to soup
  when gave of giver >= 10 EUR
  do issue 1 thanks to giver

rule "rent is thanked too"
  on transfer of EUR from soup to rent
  do send 5% * amount from rent to commons_fund

pool all "Everybody's" holds EUR kept by founder

rule "shared"
  on request share_out of EUR by asker
  do share amount from all among member equally
"#;

struct Bench {
    state: State,
    at: Moment,
}

impl Bench {
    fn new(people: u32) -> Outcome<Self> {
        let mut bench = Self { state: State::default(), at: Moment(1_767_225_600_000) };
        bench.act(&Act::Found(Box::new(Found {
            name: "Bench".to_owned(),
            handle: Handle::new("bench")?,
            founder: Handle::new("founder")?,
            founder_name: "Founder".to_owned(),
            founder_key: [1; 32],
            unit: Code::new("point")?,
            decimals: 2,
        })))?;
        for person in 0..people {
            let handle = Handle::new(&format!("person{person}"))?;
            let agent = AddAgent::new(handle, AgentKind::Person, "Somebody");
            bench.act(&Act::AddAgent(Box::new(agent)))?;
        }
        let (text, decided, note) = (CHARTER.to_owned(), Vec::new(), None);
        bench.act(&Act::AdoptCharter(Box::new(AdoptCharter { text, decided, note })))?;
        Ok(bench)
    }

    fn act(&mut self, act: &Act) -> Outcome<()> {
        let occasion = self.occasion();
        let Occasion { entry, at, act: id } = occasion;
        let envelope = Envelope { entry, at, act: id, key: [1; 32] };
        let effects = decide(&self.state, &envelope, act)?;
        apply(&mut self.state, &envelope, act, &effects)?;
        Ok(())
    }

    fn occasion(&mut self) -> Occasion {
        self.at.0 += 1_000;
        let entry = self.state.entries;
        Occasion { entry, at: self.at, act: ActId(u128::from(entry).to_le_bytes()) }
    }

    fn unit(&self, code: &str) -> Outcome<UnitIx> {
        Ok(self.state.unit(&Code::new(code)?).ok_or("a unit")?)
    }

    fn account(&self, name: &str) -> Outcome<Account> {
        let handle = Handle::new(name)?;
        let pool = self.state.pool(&handle).map(Account::Pool);
        let agent = || self.state.agent(&handle).map(Account::Agent);
        Ok(pool.or_else(agent).ok_or("an account")?)
    }

    /// Runs and folds a start, and gives how many changes it made.
    fn go(&mut self, start: &Start) -> Outcome<usize> {
        let mut occasion = self.occasion();
        occasion.entry = self.state.entries;
        let flowed = cascade::run(&self.state, occasion, start)?;
        cascade::apply(&mut self.state, occasion, &flowed)?;
        self.state.entries += 1;
        Ok(flowed.changes.len())
    }
}

fn payment(from: Account, to: Account, unit: UnitIx, minor: i128) -> Start {
    Start::Payments(vec![Payment { from, to, unit, minor }], Vec::new())
}

fn gifts() -> Outcome<()> {
    let mut bench = Bench::new(100)?;
    let (eur, soup) = (bench.unit("EUR")?, bench.account("soup")?);
    let givers: Vec<Account> =
        (0..100).map(|n| bench.account(&format!("person{n}"))).collect::<Outcome<_>>()?;
    for giver in &givers {
        bench.go(&payment(Account::Outside, *giver, eur, 1_000_000_000_000))?;
    }
    let starts: Vec<Start> =
        givers.iter().map(|giver| payment(*giver, soup, eur, 100_000)).collect();
    let changes = bench.go(starts.first().ok_or("a start")?)?;
    let mut next = starts.iter().cycle();
    let each = middle(|| {
        let start = next.next().ok_or("a start")?;
        black_box(bench.go(start)?);
        Ok(())
    })?;
    println!("a gift with five rules, {changes} changes: {each:?} decided and folded");
    let occasion = bench.occasion();
    let start = starts.first().ok_or("a start")?;
    let each = middle(|| {
        black_box(cascade::run(&bench.state, occasion, start)?);
        Ok(())
    })?;
    println!("  of which decided: {each:?}");
    let flowed = cascade::run(&bench.state, occasion, start)?;
    let each = middle(|| Ok(cascade::apply(&mut bench.state, occasion, black_box(&flowed))?))?;
    println!("  of which folded: {each:?}");
    Ok(())
}

/// How long one takes in the middle one of 1,000 batches of a hundred, so that what else the machine does counts little.
fn middle(mut one: impl FnMut() -> Outcome<()>) -> Outcome<Duration> {
    let mut batches = Vec::new();
    for _ in 0..1_000 {
        let began = Instant::now();
        for _ in 0..100 {
            one()?;
        }
        batches.push(began.elapsed() / 100);
    }
    batches.sort_unstable();
    Ok(*batches.get(500).ok_or("a batch")?)
}

fn payments() -> Outcome<()> {
    let people = 10_000;
    let mut bench = Bench::new(people)?;
    let credit = bench.unit("credit")?;
    let accounts: Vec<Account> =
        (0..people).map(|n| bench.account(&format!("person{n}"))).collect::<Outcome<_>>()?;
    let rounds = 1_000_000_usize;
    let began = Instant::now();
    let mut kept = Vec::with_capacity(rounds);
    for round in 0..rounds {
        let from = *accounts.get(round * 7_919 % accounts.len()).ok_or("an account")?;
        let to = *accounts.get((round * 104_729 + 1) % accounts.len()).ok_or("an account")?;
        if from == to {
            continue;
        }
        let occasion = bench.occasion();
        let flowed = cascade::run(&bench.state, occasion, &payment(from, to, credit, 1))?;
        cascade::apply(&mut bench.state, occasion, &flowed)?;
        bench.state.entries += 1;
        kept.push((occasion, flowed));
    }
    let took = began.elapsed();
    println!(
        "{} payments among {people}: {took:?} decided and folded, {:?} each",
        kept.len(),
        took / 1_000_000
    );
    let mut again = Bench::new(people)?;
    let began = Instant::now();
    for (occasion, flowed) in &kept {
        cascade::apply(&mut again.state, *occasion, flowed)?;
    }
    println!("  folded again: {:?}", began.elapsed());
    assert!(again.state.accounts == bench.state.accounts, "replay gives the same");
    Ok(())
}

fn distribution() -> Outcome<()> {
    let mut bench = Bench::new(100_000)?;
    let (eur, all) = (bench.unit("EUR")?, bench.account("all")?);
    bench.go(&payment(Account::Outside, all, eur, 1_000_000_000))?;
    let Account::Agent(by) = bench.account("person0")? else { return Err("an agent".into()) };
    let amount = Some(commons::unit::Quantity { minor: 123_456_789, unit: eur });
    let start = Start::Request {
        name: Handle::new("share_out")?,
        amount,
        by,
        about: None,
        told: Vec::new(),
    };
    let began = Instant::now();
    let changes = bench.go(&start)?;
    println!(
        "a distribution to 100,000, {changes} changes: {:?} decided and folded",
        began.elapsed()
    );
    Ok(())
}

fn main() -> Outcome<()> {
    gifts()?;
    payments()?;
    distribution()
}
