//! How a line is understood: as fields, with what had to be guessed.

use commons::state::{Named, State};
use commons::unit::UnitKind;
use inquiry::amount::{Counts, unit_of};
use inquiry::{date, names};

use super::fields::{Kind, counts, known, plainly};
use super::line::{self, Day, Line, Verb};
use crate::site::{Here, Trouble};
use crate::visit::Filled;

/// What a line means.
pub struct Understood {
    /// The fields as it fills them in.
    pub fields: Filled,
    /// Keys of the sentences that say what was guessed.
    pub guesses: Vec<&'static str>,
}

/// Understands a line; the form keeps the id of its act.
///
/// # Errors
/// A line without an amount, or a name that nothing has.
pub fn understand(here: &Here<'_>, form: &Filled) -> Result<Understood, Trouble> {
    let state = here.state;
    let is_unit = |word: &str| {
        word == "$"
            || unit_of(state, word, Counts::Things).is_some()
            || inquiry::currency::decimals(word).is_some()
    };
    let line = line::read(form.typed("line"), is_unit);
    let Some(amount) = line.amount.clone() else {
        return Err(Trouble::Refused(format!("amount_missing: {}", here.say("log-no-amount"))));
    };
    let mut found =
        Understood { fields: form.clone().with("amount", &amount), guesses: Vec::new() };
    let kind = found.kind(state, &line, &amount);
    found.put("kind", Some(kind.word().to_owned()));
    found.put("value", line.worth.clone());
    found.role(&line);
    found.target(state, &line)?;
    found.what(state, &line, kind);
    if line.day == Day::Yesterday {
        let day = here.now.0.saturating_sub(commons::name::Moment::DAY_MS);
        found.put("day", Some(date::say_day(commons::name::Moment(day))));
    }
    Ok(found)
}

impl Understood {
    fn put(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value {
            self.fields = std::mem::take(&mut self.fields).with(name, value);
        }
    }

    /// What is given, by the verb, else by what is counted, else by what is named.
    fn kind(&mut self, state: &State, line: &Line, amount: &str) -> Kind {
        let counted = counts(state, amount);
        let bare = amount.trim_start_matches(['+', '-']);
        if bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            self.guesses.push("log-guessed-unit");
        }
        let is_resource = |name: &String| names::resource(state, &known(state, name)).is_ok();
        let names_resource = line.what.as_ref().is_some_and(is_resource);
        let by_verb = match line.verb {
            Some(Verb::Use) => Some(Kind::Machine),
            Some(Verb::Consume) => Some(Kind::Material),
            Some(Verb::Spend) => Some(Kind::Money),
            Some(Verb::Work) => Some(Kind::Work),
            None => None,
        };
        if let Some(kind) = by_verb {
            return kind;
        }
        match counted {
            Some(UnitKind::Currency) => self.guess("log-guessed-money", Kind::Money),
            Some(UnitKind::Amount) => self.guess("log-guessed-material", Kind::Material),
            _ if names_resource => self.guess("log-guessed-machine", Kind::Machine),
            // A currency that this commons has not used yet.
            None if is_currency(amount) => self.guess("log-guessed-money", Kind::Money),
            _ => Kind::Work,
        }
    }

    fn guess(&mut self, key: &'static str, kind: Kind) -> Kind {
        self.guesses.push(key);
        kind
    }

    fn role(&mut self, line: &Line) {
        let Some(role) = &line.role else { return };
        let gift = ["gift", "don", "cadeau", "present"];
        if gift.contains(&line::bare(role).to_lowercase().as_str()) {
            self.guesses.push("log-guessed-gift");
            self.put("terms", Some("gift".to_owned()));
        } else {
            self.put("role", Some(role.clone()));
        }
    }

    /// What it was on; a purpose that is no name becomes a note.
    fn target(&mut self, state: &State, line: &Line) -> Result<(), Trouble> {
        if let Some(on) = &line.on {
            let on = known(state, on);
            let (handle, _) = names::any(state, &on).map_err(|refused| plainly(&refused))?;
            self.put("on", Some(handle.to_string()));
        }
        let Some(purpose) = &line.purpose else { return Ok(()) };
        match names::any(state, &known(state, purpose)) {
            Ok((handle, named)) if line.on.is_none() && !matches!(named, Named::Pool(_)) => {
                self.put("on", Some(handle.to_string()));
            }
            _ => self.note(purpose),
        }
        Ok(())
    }

    /// What was done: a kind or a resource if it is one, else a note.
    fn what(&mut self, state: &State, line: &Line, kind: Kind) {
        let Some(what) = &line.what else { return };
        let name = known(state, what);
        let resource = names::resource(state, &name).ok().map(|(handle, _)| handle.to_string());
        let of_kind = names::kind(state, &name).ok().map(|handle| handle.to_string());
        match (kind, resource, of_kind) {
            (Kind::Material | Kind::Machine, Some(resource), _) => self.put("from", Some(resource)),
            (Kind::Material | Kind::Machine, None, None) => self.put("from", Some(what.clone())),
            (_, _, Some(of_kind)) => self.put("what", Some(of_kind)),
            (Kind::Work, Some(resource), None) if self.fields.get("on").is_none() => {
                self.guesses.push("log-guessed-on");
                self.put("on", Some(resource));
            }
            _ => self.note(what),
        }
    }

    fn note(&mut self, text: &str) {
        let note = match self.fields.get("note") {
            Some(note) => format!("{note}, {text}"),
            None => text.to_owned(),
        };
        self.put("note", Some(note));
    }
}

fn is_currency(amount: &str) -> bool {
    let unit = inquiry::amount::figures_and_unit(amount).map(|(_, unit)| unit);
    unit.is_some_and(|unit| inquiry::currency::decimals(unit).is_some())
}
