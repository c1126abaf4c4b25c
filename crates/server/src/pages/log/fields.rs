//! The fields of a contribution: how they become acts, and how an event fills them in again.

use commons::act::Act;
use commons::action::Action;
use commons::agent::{AgentIx, AgentKind};
use commons::event::{Event, Standing};
use commons::name::Handle;
use commons::state::{Named, State};
use commons::unit::{Quantity, UnitKind};
use inquiry::amount::{Counts, figures_and_unit, unit_of};
use inquiry::logging::Wish;
use inquiry::{Refused, date, names};
use quantity::{format_trimmed, parse_decimal};

use crate::site::{Here, Trouble};
use crate::visit::Filled;

/// What is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Time.
    Work,
    /// Something that is used up.
    Material,
    /// Money that was spent.
    Money,
    /// Something that is used and is still there.
    Machine,
}

impl Kind {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Work, Self::Material, Self::Money, Self::Machine];

    /// The word for it in addresses, forms and catalogues.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Material => "material",
            Self::Money => "money",
            Self::Machine => "machine",
        }
    }

    /// The kind that a word names; work for any other.
    pub fn named(word: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.word() == word).unwrap_or(Self::Work)
    }
}

/// Digits behind the point of a meter.
const METER: u8 = 6;

/// The acts that the fields ask for, as the member who is signed in.
pub fn acts(here: &Here<'_>, form: &Filled) -> Result<Vec<Act>, Trouble> {
    acts_of(here, form, here.member()?)
}

/// The same, of somebody else: whoever makes an entry right changes nothing about whose it is.
pub fn acts_of(here: &Here<'_>, form: &Filled, who: AgentIx) -> Result<Vec<Act>, Trouble> {
    let who = &here.state.agents.at(who).handle;
    let wish = wish(here, form, who).map_err(|refused| plainly(&refused))?;
    wish.acts(here.state, Some(who)).map_err(|refused| plainly(&refused))
}

fn wish(here: &Here<'_>, form: &Filled, me: &Handle) -> Result<Wish, Refused> {
    let state = here.state;
    let typed = |name: &str| form.get(name).map(str::to_owned);
    let name = |name: &str| form.get(name).map(|text| known(state, text));
    let kind = Kind::named(form.typed("kind"));
    let on = name("on");
    let mine = || Some(me.to_string());
    let common = Wish {
        standing: match form.typed("terms") {
            "gift" => Standing::Gift,
            "paid" => Standing::Paid,
            _ => Standing::Contribution,
        },
        quantity: typed("amount"),
        kind: typed("what"),
        value: typed("value"),
        note: typed("note"),
        at: typed("day").filter(|day| *day != date::say_day(here.now)),
        ..Wish::new(Action::Work)
    };
    Ok(match kind {
        Kind::Work => Wish { role: typed("role"), on, ..common },
        Kind::Material => {
            let from = name("from");
            let by = if from.is_none() { mine() } else { None };
            Wish { action: Action::Consume, from, by, on, ..common }
        }
        Kind::Machine => {
            let Some(counted) = metered(form)? else {
                return Ok(Wish { action: Action::Use, from: name("from"), on, ..common });
            };
            let note = Some(readings(here, form, common.note.as_deref()));
            let quantity = Some(counted);
            Wish { action: Action::Use, from: name("from"), quantity, on, note, ..common }
        }
        Kind::Money => {
            let is_process = on
                .as_ref()
                .is_some_and(|on| matches!(names::any(state, on), Ok((_, Named::Process(_)))));
            let action = if is_process { Action::Consume } else { Action::Transfer };
            let quantity = common.quantity.map(|amount| money(state, &amount));
            Wish { action, by: mine(), quantity, on, ..common }
        }
    })
}

/// A name as it was typed, without an article if only then something is called so.
pub fn known(state: &State, text: &str) -> String {
    let bare = super::line::bare(text);
    let is_known = |text: &str| names::any(state, text).is_ok();
    if !is_known(text) && is_known(bare) { bare.to_owned() } else { text.to_owned() }
}

/// An amount of money; in the unit of value if none is written.
fn money(state: &State, amount: &str) -> String {
    let unit = state.equation.as_ref().map(|equation| equation.unit.to_string());
    let amount = amount.replace('$', " ");
    match (figures_and_unit(amount.trim()), unit) {
        (Some((figures, "")), Some(unit)) => format!("{figures} {unit}"),
        _ => amount.trim().to_owned(),
    }
}

/// What a meter counted between its two readings.
fn metered(form: &Filled) -> Result<Option<String>, Refused> {
    let (Some(start), Some(end)) = (form.get("start"), form.get("end")) else { return Ok(None) };
    let (start, end) = (parse_decimal(start, METER)?, parse_decimal(end, METER)?);
    Ok(Some(format_trimmed(end.saturating_sub(start), METER)))
}

/// The note with the readings of the meter behind it, so that others can compare them.
fn readings(here: &Here<'_>, form: &Filled, note: Option<&str>) -> String {
    let told = [("start", form.typed("start").into()), ("end", form.typed("end").into())];
    let said = here.words.say_with("log-meter", &told);
    note.map_or_else(|| said.clone(), |note| format!("{note} ({said})"))
}

/// A refusal without the commands of the terminal that are no help here.
pub fn plainly(refused: &Refused) -> Trouble {
    match refused {
        Refused::NameUnknown { name, near } => {
            Trouble::Refused(format!("name_unknown: nothing here is called `{name}`{near}"))
        }
        Refused::UnitUnknown { unit, near } => {
            Trouble::Refused(format!("unit_unknown: there is no unit `{unit}`{near}"))
        }
        Refused::NameUnusable { name } => Trouble::Refused(format!(
            "name_unusable: `{name}` has no letter or digit that a short name can have"
        )),
        other => Trouble::refused(other),
    }
}

/// Whether a unit, by any of its spellings, counts time or money.
pub fn counts(state: &State, amount: &str) -> Option<UnitKind> {
    let (_, unit) = figures_and_unit(amount)?;
    if unit == "$" {
        return Some(UnitKind::Currency);
    }
    let found = unit_of(state, unit, Counts::Things);
    found.map(|ix| state.units.at(ix).kind)
}

/// The fields as an event would fill them in; `None` for what is not logged on this page.
pub fn filled(state: &State, event: &Event) -> Option<Filled> {
    let is_money = |much: Quantity| state.units.at(much.unit).kind == UnitKind::Currency;
    let kind = match event.action {
        Action::Work => Kind::Work,
        Action::Use => Kind::Machine,
        Action::Consume | Action::Transfer if event.quantity.is_some_and(is_money) => Kind::Money,
        Action::Consume => Kind::Material,
        _ => return None,
    };
    let said = |much: Quantity| {
        let unit = state.units.at(much.unit);
        format!("{} {}", format_trimmed(much.minor, unit.decimals), unit.code)
    };
    let resource = event.resource.map(|ix| state.resources.at(ix).handle.to_string());
    let process = event.input_of.map(|ix| state.processes.at(ix).handle.to_string());
    let project = Some(event.receiver).filter(|agent| {
        state.itself != Some(*agent) && state.agents.at(*agent).kind != AgentKind::Person
    });
    let project = project.map(|agent| state.agents.at(agent).handle.to_string());
    let (on, from) = match kind {
        Kind::Work => (process.or(resource).or(project), None),
        Kind::Money => (process.or(project), None),
        Kind::Material | Kind::Machine => (process.or(project), resource),
    };
    let terms = match event.standing {
        Standing::Contribution => "contribution",
        Standing::Gift => "gift",
        Standing::Paid => "paid",
    };
    let what = event.specification.map(|ix| state.specifications.at(ix).handle.to_string());
    let parts = [
        ("kind", Some(kind.word().to_owned())),
        ("amount", event.effort.or(event.quantity).map(said)),
        ("on", on),
        ("from", from),
        ("role", event.role().map(ToString::to_string)),
        ("what", what),
        ("value", event.value.map(said)),
        ("terms", Some(terms.to_owned())),
        ("note", event.note().map(str::to_owned)),
    ];
    let put = |form: Filled, (name, value): (&str, Option<String>)| match value {
        Some(value) => form.with(name, value),
        None => form,
    };
    Some(parts.into_iter().fold(Filled::default(), put))
}
