//! What is owed in classes of the charter, and what is left of it.

use charter::model::Claim as Model;
use charter::tree::Lasts;
use commons::agent::AgentIx;
use commons::claim_class::Owed;
use commons::name::Handle;
use commons::refusal::Refused as Rule;
use commons::state::State;

use crate::{Refused, names};

/// What one holder is owed in a class, in minor units of the class's unit; see
/// [`class_unit`](crate::flow::class_unit).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owing {
    /// Who.
    pub holder: AgentIx,
    /// In all: the cap, or the weight of what has no end.
    pub owed: i128,
    /// What was paid of it.
    pub paid: i128,
    /// What is left to be paid; nothing ends a claim that lasts for ever.
    pub left: Option<i128>,
}

/// What a class owes in all, in minor units of its unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Together {
    /// To all holders together.
    pub owed: i128,
    /// What was paid of it.
    pub paid: i128,
    /// What is left to be paid; nothing ends a claim that lasts for ever.
    pub left: Option<i128>,
}

/// A class of claims of the charter in force.
#[must_use]
pub fn model<'s>(state: &'s State, class: &Handle) -> Option<&'s Model> {
    let rules = state.money.in_force()?;
    rules.model.claims.get(rules.claim_id(class)?.at())
}

/// The class that a text names: one that the charter declares or in which something is owed.
///
/// # Errors
/// `class_unknown`, with what may be meant.
pub fn class(state: &State, name: &str) -> Result<Handle, Refused> {
    let handle = names::handle(name)?;
    if model(state, &handle).is_some() || state.money.owing.class(&handle).is_some() {
        return Ok(handle);
    }
    let declared = state.money.in_force().map(|rules| rules.classes.as_slice()).unwrap_or_default();
    let near = names::near(name, declared.iter().map(Handle::as_str));
    let known: Vec<String> = declared.iter().map(|class| format!("`{class}`")).collect();
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    let refused = Box::new(Rule::ClassUnknown { class: handle, known });
    Err(Refused::Unknown { refused, near })
}

fn is_for_ever(state: &State, class: &Handle) -> bool {
    model(state, class).is_some_and(|model| model.lasts == Lasts::Forever)
}

/// What is owed in a class, holders in the order in which they came to be owed.
pub fn owing<'s>(state: &'s State, class: &'s Handle) -> impl Iterator<Item = Owing> + 's {
    let for_ever = is_for_ever(state, class);
    let one = move |owed: &Owed| Owing {
        holder: owed.holder,
        owed: owed.cap,
        paid: owed.paid,
        left: (!for_ever).then(|| owed.open()),
    };
    state.money.owing.class(class).into_iter().flat_map(|rows| rows.owed()).map(one)
}

/// What a class owes to all together; nothing, if nothing was ever owed.
#[must_use]
pub fn together(state: &State, class: &Handle) -> Together {
    let Some(rows) = state.money.owing.class(class) else { return Together::default() };
    let left = (!is_for_ever(state, class)).then(|| rows.cap() - rows.paid());
    Together { owed: rows.cap(), paid: rows.paid(), left }
}

/// What an agent is owed, class by class.
pub fn owed_to(state: &State, agent: AgentIx) -> impl Iterator<Item = (&Handle, Owing)> {
    let classes = state.money.owing.iter().map(|(class, _)| class);
    classes.flat_map(move |class| {
        owing(state, class).filter(move |it| it.holder == agent).map(move |it| (class, it))
    })
}
