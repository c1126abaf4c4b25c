//! Where amounts go, how much at most, and how they are made whole.

use super::Teller;
use super::names::{Named, spelled};
use crate::tree::{
    Amount, Cap, Destination, Detail, Expr, ExprKind, Operator, Place, PlaceKind, Portion,
    RoundingWord, Tier, Way,
};

impl Teller<'_> {
    /// An amount, with its rounding unless it is whole as it stands.
    pub(super) fn amount(&self, amount: &Amount) -> String {
        let figure = self.figure(&amount.expr);
        match &amount.rounding {
            None if self.is_whole(&amount.expr) => figure,
            rounding => format!("{figure}{}", self.rounding(rounding.as_ref())),
        }
    }

    /// Whether a figure is an amount that somebody has or says, so that nothing is rounded.
    fn is_whole(&self, figure: &Expr) -> bool {
        match &figure.kind {
            ExprKind::Quantity(..) => true,
            ExprKind::Name(word) => match self.names.get(word) {
                Some(Named::Setting(value)) => matches!(value.kind, ExprKind::Quantity(..)),
                Some(_) => false,
                None => &*word.text == "amount",
            },
            ExprKind::Of(of) => &*of.what.text == "balance",
            ExprKind::Binary(Operator::Plus | Operator::Minus, one, other)
            | ExprKind::Smaller(one, other)
            | ExprKind::Larger(one, other) => self.is_whole(one) && self.is_whole(other),
            ExprKind::Negative(inner) => self.is_whole(inner),
            ExprKind::Number(_)
            | ExprKind::Percent(_)
            | ExprKind::Binary(..)
            | ExprKind::SquareRoot(_) => false,
        }
    }

    /// ` (rounded up to 15 time)`; down, if unsaid.
    pub(super) fn rounding(&self, rounding: Option<&RoundingWord>) -> String {
        let Some(rounding) = rounding else { return self.word("rounded-down") };
        let Some(to) = &rounding.to else {
            return self.word(match rounding.way {
                Way::Up => "rounded-up",
                Way::Down => "rounded-down",
                Way::HalfEven => "rounded-half-even",
                Way::Fair => "rounded-fair",
            });
        };
        let key = match rounding.way {
            Way::Up => "rounded-up-to",
            Way::Down => "rounded-down-to",
            Way::HalfEven => "rounded-half-even-to",
            Way::Fair => "rounded-fair-to",
        };
        self.about(key, &self.figure(to))
    }

    pub(super) fn place(&self, place: &Place) -> String {
        match &place.kind {
            PlaceKind::Name(word) => self.who(word),
            PlaceKind::Bank(word) => self.about("bank", &self.who(word)),
            PlaceKind::Outside => self.word("outside"),
            PlaceKind::Nowhere => self.word("nowhere"),
        }
    }

    /// `to giver`, `among all members by hours of member`
    pub(super) fn destination(&self, to: &Destination) -> String {
        match to {
            Destination::To(place) => self.about("to", &self.place(place)),
            Destination::Among { role, by: None } => {
                self.about("among-equally", &self.role_names(role))
            }
            Destination::Among { role, by: Some(by) } => {
                self.say("among-by", &[("role", &self.role_names(role)), ("by", &self.figure(by))])
            }
            Destination::By { equation, on: None } => {
                self.about("by-equation", &self.name(equation))
            }
            Destination::By { equation, on: Some(on) } => self
                .say("by-equation-on", &[("what", &self.name(equation)), ("on", &self.name(on))]),
        }
    }

    pub(super) fn caps(&self, caps: &[Cap]) -> String {
        caps.iter().map(|cap| self.about("cap", &self.cap(cap))).collect()
    }

    /// `at most 20 veg per giver each week`: at one event, if neither is said; for ever, if no period is.
    pub(super) fn cap(&self, cap: &Cap) -> String {
        let most = self.figure(&cap.most);
        let per = cap.per.as_ref().map(|per| self.cap_per(per));
        let each = cap.each.map(|(period, _)| self.each(period));
        match (&per, &each) {
            (None, None) => self.say("cap-once", &[("most", &most)]),
            (Some(per), None) => self.say("cap-per", &[("most", &most), ("per", per)]),
            (None, Some(each)) => self.say("cap-each", &[("most", &most), ("each", each)]),
            (Some(per), Some(each)) => {
                self.say("cap-per-each", &[("most", &most), ("per", per), ("each", each)])
            }
        }
    }

    fn cap_per(&self, per: &crate::place::Word) -> String {
        match self.is_role(per) {
            true if self.start(per) == "label" => spelled(per),
            true => self.role_name(per),
            false => self.name(per),
        }
    }

    /// `, and the amounts of material and technician (in CAD) are told with it`
    pub(super) fn details(&self, details: &[Detail]) -> String {
        let parts: Vec<String> = details
            .iter()
            .map(|it| {
                self.say(
                    "detail",
                    &[("name", &self.name(&it.name)), ("unit", &self.unit(&it.unit))],
                )
            })
            .collect();
        self.list(&parts)
    }

    /// All tiers, each with its number.
    pub(super) fn tiers(&self, tiers: &[Tier]) -> String {
        let one = |(place, tier): (usize, &Tier)| {
            let number = (place + 1).to_string();
            self.say("tier", &[("number", &number), ("tier", &self.tier(tier))])
        };
        tiers.iter().enumerate().map(one).collect::<Vec<_>>().join("; ")
    }

    /// What one tier takes, to whom, at most how much, and when.
    pub(super) fn tier(&self, tier: &Tier) -> String {
        let portion = match &tier.portion {
            Portion::OfAll(part) => self.about("portion-all", &self.figure(part)),
            Portion::OfNet(part) => self.about("portion-net", &self.figure(part)),
            Portion::OfRest(part) => self.about("portion-rest", &self.figure(part)),
            Portion::First(amount) => self.about("portion-first", &self.figure(amount)),
            Portion::Rest(_) => self.word("portion-all-the-rest"),
        };
        let (to, caps) = (self.destination(&tier.to), self.caps(&tier.caps));
        let when = tier.when.as_ref().map(|when| self.about("tier-when", &self.condition(when)));
        format!("{portion} {to}{caps}{}", when.unwrap_or_default())
    }
}
