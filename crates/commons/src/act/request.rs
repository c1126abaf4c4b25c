//! Making a request that the charter names.

use charter::model::Trigger;

use super::charge::Desk;
use super::{Detail, check};
use crate::cascade::Start;
use crate::change::Flowed;
use crate::codec::record;
use crate::name::Handle;
use crate::refusal::Refused;
use crate::unit::Measure;

record! {
    /// A request of the author.
    pub struct Request {
        /// What the charter calls it.
        pub name: Handle,
        /// How much, if the request has an amount.
        pub amount: Option<Measure>,
        /// For or about whom.
        pub about: Option<Handle>,
        /// Further amounts that a rule of the charter asks for.
        pub details: Vec<Detail>,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}

impl Request {
    /// A request with no amount, about nobody.
    #[must_use]
    pub fn new(name: Handle) -> Self {
        Self { name, amount: None, about: None, details: Vec::new(), note: None }
    }
}

/// Refuses, in this order: an overlong note; a unit that the charter does not declare, an amount of zero or less;
/// an unknown agent or pool; a request that no rule knows from this author, with this unit, about this somebody;
/// further amounts that no rule wants, or that are wanted and missing; and what the charter says against it.
pub(super) fn decide(desk: Desk<'_>, wish: &Request) -> Result<Flowed, Refused> {
    check::note(wish.note.as_ref())?;
    let amount = wish.amount.as_ref().map(|it| check::amount(desk.state, desk.rules, it));
    let amount = amount.transpose()?;
    let about = desk.about(wish.about.as_ref())?;
    let is_asked = |trigger: &Trigger| match trigger {
        Trigger::Request { name, unit, by, about } if **name == *wish.name.as_str() => {
            let fits = unit.and_then(|unit| desk.rules.unit(unit)) == amount.map(|it| it.unit);
            fits.then_some((*by, *about))
        }
        _ => None,
    };
    let rules = desk.set_off(desk.author, about, is_asked)?;
    if rules.is_empty() {
        return Err(unknown(desk, wish));
    }
    let told = desk.told(&wish.details, &rules)?;
    let (name, by) = (wish.name.clone(), desk.author);
    desk.run(&Start::Request { name, amount, by, about, told })
}

/// Says which requests there are: the name of one that is not, or one that is not for these.
fn unknown(desk: Desk<'_>, wish: &Request) -> Refused {
    let rules = desk.rules.model.rules.iter();
    let known = rules.filter_map(|rule| match &rule.trigger {
        Trigger::Request { name, unit, .. } => Some((name, *unit)),
        _ => None,
    });
    let known = known.map(|(name, unit)| match unit.and_then(|unit| desk.rules.unit(unit)) {
        Some(unit) => format!("{name} of {}", desk.state.units.at(unit).code),
        None => name.to_string(),
    });
    let how = match (&wish.amount, &wish.about) {
        (Some(amount), Some(about)) => format!("of {} for `{about}` by you", amount.unit),
        (Some(amount), None) => format!("of {} by you", amount.unit),
        (None, Some(about)) => format!("without an amount for `{about}` by you"),
        (None, None) => "without an amount by you".to_owned(),
    };
    Refused::RequestUnknown { name: wish.name.clone(), how, known: check::list(known) }
}
