//! Passing on what one is owed in a class of claims, as far as the charter lets claims pass.

use std::sync::Arc;

use axum::Router;
use charter::model::Passes;
use commons::act::{Act, AssignClaim};
use commons::name::Handle;
use commons::unit::{Measure, UnitIx};
use inquiry::claims::{class, model, owed_to};
use inquiry::flow::class_unit;
use inquiry::names;
use maud::{Markup, html};

use super::look::Wish;
use super::pay::holders;
use super::said::{class_name, of_class};
use super::sum::asked;
use crate::page::{Kind, choice, field};
use crate::site::{Here, Site, Trouble};
use crate::visit::Filled;

/// Passing a claim on.
static ASSIGN: Wish = Wish {
    address: "/money/assign",
    looked_at: "/money/assign/look",
    title: "money-assign-title",
    fields: &["class", "to", "amount", "note"],
    form,
    wanted: |_, _| Vec::new(),
    act: |here, filled| Ok(Act::AssignClaim(Box::new(assign(here, filled)?))),
};

/// The routes of this form.
pub fn routes() -> Router<Arc<Site>> {
    ASSIGN.routes()
}

/// The classes in which whoever is signed in is owed something that may be passed on, with what is left.
pub fn passing(here: &Here<'_>) -> Vec<(Handle, i128)> {
    let Some(me) = here.me else { return Vec::new() };
    let passes =
        |class: &Handle| model(here.state, class).is_some_and(|it| it.passes != Passes::Never);
    let mine = owed_to(here.state, me).filter(|(class, _)| passes(class));
    mine.map(|(class, owing)| (class.clone(), owing.owed - owing.paid)).collect()
}

fn form(here: &Here<'_>, filled: &Filled) -> Result<Markup, Trouble> {
    let options: Vec<(String, String)> = passing(here)
        .iter()
        .map(|(class, left)| {
            let said = format!("{} · {}", class_name(here, class), of_class(here, class, *left));
            (class.to_string(), said)
        })
        .collect();
    Ok(html! {
        (choice(filled, "class", &here.say("money-claim"), &options))
        (field(filled, "to", &here.say("money-for-whom"), Kind::Suggested("holders")))
        (holders(here))
        (field(filled, "amount", &here.say("money-assign-much"), Kind::Number))
        (field(filled, "note", &here.say("money-note"), Kind::Text))
    })
}

fn assign(here: &Here<'_>, filled: &Filled) -> Result<AssignClaim, Trouble> {
    let class = class(here.state, filled.get("class").unwrap_or_default())?;
    let unit: Option<UnitIx> = class_unit(here.state, &class);
    let amount = match (filled.get("amount"), unit) {
        (None, Some(unit)) => {
            let left = passing(here).into_iter().find(|(of, _)| *of == class);
            let minor = left.map_or(0, |(_, left)| left);
            Measure { minor, unit: here.state.units.at(unit).code.clone() }
        }
        (_, unit) => asked(here, filled, unit.as_slice())?,
    };
    let to = names::agent(here.state, filled.get("to").unwrap_or_default())?;
    Ok(AssignClaim { class, to, amount, note: filled.get("note").map(str::to_owned) })
}
