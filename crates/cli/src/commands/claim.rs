//! `subak claim`: what somebody is owed, because of an event or in a class of the charter.

use charter::model::Claim as Class;
use charter::tree::{Lasts, Tranche};
use clap::{Args, Subcommand};
use commons::act::{Act, AssignClaim};
use commons::claim::Claim;
use commons::claim_class::Owed;
use commons::name::Handle;
use commons::refusal::Refused as Rule;
use commons::state::State;
use commons::unit::{Measure, Quantity};
use inquiry::amount::{self, Counts};
use inquiry::claims::{Owing, class, model, owing, together};
use inquiry::flow::class_unit;
use inquiry::{date, names};
use serde_json::{Value, json};

use crate::flow::of_class;
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::{BOLD, Table, styled};
use crate::telling;

/// List what is owed, show a class of claims, pass a claim on
#[derive(Debug, Args)]
pub struct ClaimArgs {
    #[command(subcommand)]
    command: ClaimCommand,
}

#[derive(Debug, Subcommand)]
enum ClaimCommand {
    /// List what is owed: because of events, which --settles pays, and in classes of the charter
    List,
    /// Show a class of claims: who is owed, what was paid, what is left
    Show {
        /// The class
        class: String,
    },
    /// Pass on what whoever signs is owed, as far as the charter lets claims pass
    Assign {
        /// The class
        class: String,
        /// To whom
        to: String,
        /// How much of what is left; else all
        #[arg(num_args = 0..=2, value_name = "AMOUNT")]
        amount: Vec<String>,
        /// Anything worth knowing
        #[arg(long)]
        note: Option<String>,
    },
}

impl ClaimArgs {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        match self.command {
            ClaimCommand::List => list(here),
            ClaimCommand::Show { class } => show(here, &class),
            ClaimCommand::Assign { class, to, amount, note } => {
                assign(here, &class, &to, &amount, note)
            }
        }
    }
}

fn list(here: &mut Here) -> Result<(), Refused> {
    let book = here.read()?;
    let state = book.state();
    if here.global.json {
        let rows: Value = state.claims.iter().map(|(_, claim)| row(state, claim)).collect();
        let classes: Value =
            state.money.owing.iter().map(|(class, _)| class_json(state, class)).collect();
        return here.screen.json(&json!({ "claims": rows, "classes": classes }));
    }
    let classes = state.money.owing.iter().count();
    if !state.claims.is_empty() || classes == 0 {
        here.screen.table(&of_events(state))?;
    }
    if !state.claims.is_empty() && classes > 0 {
        here.screen.line("")?;
    }
    if classes > 0 {
        here.screen.table(&of_classes(state))?;
    }
    Ok(())
}

fn of_events(state: &State) -> Table {
    let mut table = Table::new(&["claim", "owes", "is owed", "what", ">open", "due"]);
    for (_, claim) in state.claims.iter() {
        let what = claim.specification.map(|kind| state.specifications.at(kind).name.clone());
        let cells = [
            claim.iri.clone(),
            agent(state, claim.provider),
            agent(state, claim.receiver),
            what.unwrap_or_else(|| claim.action.word().to_owned()),
            open(state, claim).unwrap_or_default(),
            claim.due.map(date::say).unwrap_or_default(),
        ];
        table.row(cells.to_vec());
    }
    table
}

fn of_classes(state: &State) -> Table {
    let mut table = Table::new(&["class", "is owed", ">owed", ">paid", ">left"]);
    for (name, _) in state.money.owing.iter() {
        for owed in owing(state, name) {
            let [cap, paid, left] = figures(state, name, owed.owed, owed.paid, owed.left);
            let holder = telling::agent(state, owed.holder);
            table.row(vec![name.to_string(), holder, cap, paid, left]);
        }
    }
    table
}

fn figures(
    state: &State,
    class: &Handle,
    owed: i128,
    paid: i128,
    left: Option<i128>,
) -> [String; 3] {
    let say = |minor| of_class(state, class, minor);
    [say(owed), say(paid), left.map_or_else(|| "no end".to_owned(), say)]
}

fn show(here: &mut Here, name: &str) -> Result<(), Refused> {
    let book = here.read()?;
    let state = book.state();
    let class = class(state, name)?;
    if here.global.json {
        return here.screen.json(&class_json(state, &class));
    }
    let label = model(state, &class).map(|model| format!(" ({})", model.label));
    here.screen.line(styled(BOLD, format_args!("{class}{}", label.unwrap_or_default())))?;
    if let Some(model) = model(state, &class) {
        here.screen.prose(&terms(model))?;
    }
    for (thing, by) in &state.money.released {
        if *by == class {
            here.screen.line(format_args!(
                "With its last payment, {thing} came to belong to everybody."
            ))?;
        }
    }
    if state.money.owing.class(&class).is_none() {
        return here.screen.line("Nothing was ever owed.");
    }
    let mut table = Table::new(&["is owed", ">owed", ">paid", ">left"]);
    let mut row = |who: String, owed, paid, left| {
        let [cap, paid, left] = figures(state, &class, owed, paid, left);
        table.row(vec![who, cap, paid, left]);
    };
    for owed in owing(state, &class) {
        row(telling::agent(state, owed.holder), owed.owed, owed.paid, owed.left);
    }
    let all = together(state, &class);
    row("together".to_owned(), all.owed, all.paid, all.left);
    here.screen.table(&table)
}

/// How claims of a class end and are shared, in a sentence.
fn terms(class: &Class) -> String {
    let ends = match class.lasts {
        Lasts::UntilPaid => "A claim ends when it is paid.",
        Lasts::Once => "A claim ends with the next payment, paid in full or not.",
        Lasts::Forever => "A claim has no end: what is owed is its weight.",
    };
    let shared = match class.tranche {
        Tranche::ProRata => "A payment is shared in proportion to what is owed.",
        Tranche::Equally => "A payment is shared equally.",
        Tranche::InOrder => "Who is owed longest is paid first.",
    };
    format!("{ends} {shared}")
}

const fn lasts(class: &Class) -> &'static str {
    match class.lasts {
        Lasts::UntilPaid => "until_paid",
        Lasts::Once => "once",
        Lasts::Forever => "for_ever",
    }
}

fn class_json(state: &State, class: &Handle) -> Value {
    let decimals = class_unit(state, class).map_or(0, |unit| state.units.at(unit).decimals);
    let figures = |minor: i128| quantity::format_decimal(minor, decimals);
    let holder = |owed: Owing| {
        json!({
            "holder": telling::agent(state, owed.holder), "owed": figures(owed.owed),
            "paid": figures(owed.paid), "left": figures(owed.owed - owed.paid),
        })
    };
    let all = together(state, class);
    json!({
        "class": class.as_str(),
        "unit": class_unit(state, class).map(|unit| state.units.at(unit).code.to_string()),
        "lasts": model(state, class).map(lasts),
        "owed": figures(all.owed),
        "paid": figures(all.paid),
        "holders": owing(state, class).map(holder).collect::<Value>(),
    })
}

fn assign(
    here: &mut Here,
    name: &str,
    to: &str,
    words: &[String],
    note: Option<String>,
) -> Result<(), Refused> {
    let mut writing = here.write()?;
    let me = writing.me();
    let state = writing.state();
    state.money.charters.last().ok_or(Rule::CharterMissing)?;
    let class = class(state, name)?;
    let unit = class_unit(state, &class);
    let amount = match (words, unit) {
        ([], Some(unit)) => {
            let me = me.and_then(|me| state.agent(&me));
            let owed = me.and_then(|me| state.money.owing.class(&class)?.of(me));
            let minor = owed.map_or(0, Owed::open);
            Measure { minor, unit: state.units.at(unit).code.clone() }
        }
        (words, unit) => amount::amount(state, &words.join(" "), Counts::Things, unit)?.measure,
    };
    let to = names::agent(state, to)?;
    let wish = Act::AssignClaim(Box::new(AssignClaim { class, to, amount, note }));
    super::flow_on(here, &mut writing, wish)?;
    writing.close()
}

fn agent(state: &State, agent: Option<commons::agent::AgentIx>) -> String {
    agent.map(|agent| telling::agent(state, agent)).unwrap_or_default()
}

fn open(state: &State, claim: &Claim) -> Option<String> {
    let unit = claim.quantity?.unit;
    Some(telling::say(state, Quantity { minor: claim.open()?, unit }))
}

fn row(state: &State, claim: &Claim) -> Value {
    let figures = |minor: Option<i128>| {
        let unit = state.units.at(claim.quantity?.unit);
        Some(quantity::format_trimmed(minor?, unit.decimals))
    };
    json!({
        "claim": claim.iri,
        "action": claim.action.word(),
        "provider": claim.provider.map(|agent| telling::agent(state, agent)),
        "receiver": claim.receiver.map(|agent| telling::agent(state, agent)),
        "kind": claim.specification.map(|kind| state.specifications.at(kind).handle.to_string()),
        "amount": figures(claim.quantity.map(|quantity| quantity.minor)),
        "open": figures(claim.open()),
        "unit": claim.quantity.map(|quantity| state.units.at(quantity.unit).code.to_string()),
        "due": claim.due.map(date::exact),
        "finished": claim.finished,
        "note": claim.note,
    })
}
