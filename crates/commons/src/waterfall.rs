//! Waterfalls: what each tier takes of an amount, and what no tier takes.
//!
//! Everything that depends on the commons (figures, conditions, caps used, claims open) was looked
//! up before; here is only the order and the arithmetic.

use std::collections::BTreeMap;

use quantity::{Ratio, telescope};

/// How much a tier wants, evaluated. A tier whose condition does not hold wants zero of its kind
/// ([`Portion::First`] zero for the rest), so that it still stands among its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Portion {
    /// A part of the whole amount.
    OfAll(Ratio),
    /// A part of what the tiers above this row of net parts left.
    OfNet(Ratio),
    /// A part of what all tiers above left, rounded down.
    OfRest(Ratio),
    /// As much as is left, up to so many minor units.
    First(i128),
    /// All that is left.
    Rest,
}

/// How much the destination of a tier takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Whatever comes.
    All,
    /// So many minor units, through all tiers that lead to the same destination.
    UpTo {
        /// Which destination, by a number of the caller's.
        of: usize,
        /// How much it takes now.
        open: i128,
    },
}

/// Where that goes which a tier took and its destination does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overflow {
    /// To a place of its own.
    Elsewhere,
    /// Back to what is left, for the tiers that follow.
    Falls,
}

/// A tier as it stands at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TierNow {
    /// How much it wants.
    pub portion: Portion,
    /// How much its caps allow, if it has any.
    pub cap: Option<i128>,
    /// How much its destination takes.
    pub takes: Takes,
    /// Where the rest of that goes.
    pub overflow: Overflow,
}

/// What one tier got, in minor units, never below zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Allotment {
    /// What its destination gets.
    pub given: i128,
    /// What goes on to the place for its overflow.
    pub overflow: i128,
}

/// An amount allotted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allotted {
    /// What each tier got, in their order.
    pub tiers: Vec<Allotment>,
    /// What no tier took: it stays where the amount is.
    pub left: i128,
}

/// Why an amount cannot be allotted. Tiers are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllotRefused {
    /// The amount is below zero.
    AmountNegative,
    /// A tier's figure, cap or room is below zero.
    TierNegative {
        /// Which.
        tier: usize,
    },
    /// Neighbouring parts of one base are together more than all of it, or too fine to be added.
    MoreThanAll {
        /// The first of the parts.
        tier: usize,
    },
}

/// Allots an amount to tiers, first come first served; all together and what is left are the amount, exactly.
///
/// Neighbouring parts of the whole are cut by telescoping, so that 20, 20 and 60 % lose nothing
/// together; so are neighbouring parts of the net. No tier takes more than the tiers above left.
/// What a cap cuts off is left for the tiers that follow, and so is what the destination does not take,
/// unless that has a place of its own to go to.
pub fn allot(amount: i128, tiers: &[TierNow]) -> Result<Allotted, AllotRefused> {
    if amount < 0 {
        return Err(AllotRefused::AmountNegative);
    }
    let mut pouring = Pouring { amount, left: amount, taken: BTreeMap::new() };
    let mut allotted = Vec::with_capacity(tiers.len());
    for row in tiers.chunk_by(|a, b| base(a).is_some() && base(a) == base(b)) {
        let wants = pouring.wants(allotted.len(), row)?;
        for (tier, want) in row.iter().zip(wants) {
            allotted.push(pouring.pour(allotted.len(), tier, want)?);
        }
    }
    Ok(Allotted { tiers: allotted, left: pouring.left })
}

/// What neighbouring tiers take parts of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Base {
    All,
    Net,
}

const fn base(tier: &TierNow) -> Option<Base> {
    match tier.portion {
        Portion::OfAll(_) => Some(Base::All),
        Portion::OfNet(_) => Some(Base::Net),
        Portion::OfRest(_) | Portion::First(_) | Portion::Rest => None,
    }
}

/// An amount on its way down the tiers.
struct Pouring {
    amount: i128,
    left: i128,
    /// What each destination with an end has had.
    taken: BTreeMap<usize, i128>,
}

impl Pouring {
    /// What a row of tiers wants before anything stops it; `first` is the place of the first of them.
    fn wants(&self, first: usize, row: &[TierNow]) -> Result<Vec<i128>, AllotRefused> {
        let part = |(place, tier): (usize, &TierNow)| match tier.portion {
            Portion::OfAll(part) | Portion::OfNet(part) | Portion::OfRest(part)
                if part.is_negative() =>
            {
                Err(AllotRefused::TierNegative { tier: first + place })
            }
            Portion::OfAll(part) | Portion::OfNet(part) | Portion::OfRest(part) => Ok(part),
            Portion::First(_) | Portion::Rest => Ok(Ratio::ONE),
        };
        let parts: Vec<Ratio> = row.iter().enumerate().map(part).collect::<Result<_, _>>()?;
        let of = match row.first().map(|tier| tier.portion) {
            Some(Portion::OfAll(_)) => self.amount,
            Some(Portion::First(most)) => most.min(self.left),
            _ => self.left,
        };
        // One part of what is left is telescoped like a row of one: rounded down.
        telescope(of, &parts).ok_or(AllotRefused::MoreThanAll { tier: first })
    }

    /// Gives a tier what it wants as far as its caps, what is left and its destination allow.
    fn pour(
        &mut self,
        place: usize,
        tier: &TierNow,
        want: i128,
    ) -> Result<Allotment, AllotRefused> {
        let cap = tier.cap.unwrap_or(i128::MAX);
        let open = match tier.takes {
            Takes::All => i128::MAX,
            Takes::UpTo { of, open } => {
                open.saturating_sub(self.taken.get(&of).copied().unwrap_or(0))
            }
        };
        if want < 0 || cap < 0 || open < 0 {
            return Err(AllotRefused::TierNegative { tier: place });
        }
        let taken = want.min(cap).min(self.left);
        let given = taken.min(open);
        let overflow = match tier.overflow {
            Overflow::Elsewhere => taken - given,
            Overflow::Falls => 0,
        };
        if let Takes::UpTo { of, .. } = tier.takes {
            *self.taken.entry(of).or_default() += given;
        }
        self.left -= given + overflow;
        Ok(Allotment { given, overflow })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigInt;
    use num_rational::BigRational;
    use proptest::prelude::*;

    fn part(text: &str) -> Ratio {
        Ratio::parse(text).unwrap()
    }

    fn tier(portion: Portion) -> TierNow {
        TierNow { portion, cap: None, takes: Takes::All, overflow: Overflow::Falls }
    }

    fn open(of: usize, open: i128, overflow: Overflow) -> TierNow {
        TierNow { takes: Takes::UpTo { of, open }, overflow, ..tier(Portion::Rest) }
    }

    fn given(amount: i128, tiers: &[TierNow]) -> Vec<i128> {
        allot(amount, tiers).unwrap().tiers.iter().map(|allotment| allotment.given).collect()
    }

    #[test]
    fn a_fee_covers_its_costs_and_then_pays_back() {
        let fee = |open_claims| {
            [
                tier(Portion::First(300)),
                tier(Portion::First(0)),
                tier(Portion::OfNet(part("20%"))),
                tier(Portion::OfNet(part("20%"))),
                open(0, open_claims, Overflow::Elsewhere),
            ]
        };
        assert_eq!(given(2_500, &fee(480_000)), [300, 0, 440, 440, 1_320]);
        let last = allot(2_500, &fee(840)).unwrap();
        assert_eq!(last.tiers[4], Allotment { given: 840, overflow: 480 });
        assert_eq!((last.left, given(200, &fee(840))), (0, vec![200, 0, 0, 0, 0]));
    }

    #[test]
    fn neighbouring_parts_have_one_base_and_lose_nothing() {
        let parts = |of: fn(Ratio) -> Portion| ["60%", "25%", "15%"].map(|p| tier(of(part(p))));
        assert_eq!(given(309, &parts(Portion::OfAll)), [185, 77, 47]);
        assert_eq!(given(309, &parts(Portion::OfNet)), [185, 77, 47]);
        assert_eq!(given(309, &parts(Portion::OfRest)), [185, 31, 13]);
        let twenty = || tier(Portion::OfRest(part("20%")));
        assert_eq!(given(100, &[twenty(), twenty(), tier(Portion::Rest)]), [20, 16, 64]);
        let straight = ["20%", "20%", "50%"].map(|p| tier(Portion::OfAll(part(p))));
        let paid = allot(100, &straight).unwrap();
        assert_eq!(
            (given(100, &straight), paid.left),
            (vec![20, 20, 50], 10),
            "no gift to the biggest"
        );
    }

    #[test]
    fn a_tier_that_does_not_apply_keeps_its_neighbours_together() {
        let row = ["20%", "0", "60%"].map(|p| tier(Portion::OfNet(part(p))));
        assert_eq!(given(2_200, &row), [440, 0, 1_320]);
    }

    #[test]
    fn what_is_cut_off_falls_to_the_tiers_below() {
        let capped = TierNow { cap: Some(10), ..tier(Portion::OfAll(part("70%"))) };
        assert_eq!(given(100, &[capped, tier(Portion::Rest)]), [10, 90]);
        let twice = [open(7, 30, Overflow::Falls), open(7, 30, Overflow::Falls)];
        assert_eq!(allot(100, &twice).unwrap().left, 70, "one destination is not filled twice");
    }

    #[test]
    fn what_cannot_be_is_refused() {
        use AllotRefused::{AmountNegative, MoreThanAll, TierNegative};
        let of_all = |p| tier(Portion::OfAll(part(p)));
        let refused = |amount, tiers: &[TierNow]| allot(amount, tiers).unwrap_err();
        assert_eq!(refused(-1, &[]), AmountNegative);
        assert_eq!(refused(1, &[of_all("1"), of_all("-1%")]), TierNegative { tier: 1 });
        assert_eq!(refused(1, &[tier(Portion::First(-1))]), TierNegative { tier: 0 });
        let tiers = [tier(Portion::Rest), of_all("60%"), of_all("41%")];
        assert_eq!(refused(1, &tiers), MoreThanAll { tier: 1 });
        let capped = TierNow { cap: Some(-1), ..of_all("1") };
        assert_eq!(refused(1, &[capped]), TierNegative { tier: 0 });
        assert_eq!(refused(1, &[open(0, -1, Overflow::Falls)]), TierNegative { tier: 0 });
    }

    /// The rule in so many words, with exact fractions: what each tier gets and hands on, and what is left.
    fn model(amount: i128, tiers: &[TierNow]) -> (Vec<Allotment>, i128) {
        let cut = |of: i128, reached: &BigRational| -> i128 {
            (reached * BigInt::from(of)).floor().to_integer().try_into().unwrap()
        };
        let exact = |r: Ratio| BigRational::new(r.numerator().into(), r.denominator().into());
        let zero = || BigRational::from_integer(0.into());
        let (mut left, mut out) = (amount, Vec::new());
        let (mut run, mut reached, mut net) = ("", zero(), amount);
        for tier in tiers {
            let kind = match tier.portion {
                Portion::OfAll(_) => "all",
                Portion::OfNet(_) => "net",
                _ => "",
            };
            if kind.is_empty() || kind != run {
                (run, reached, net) = (kind, zero(), left);
            }
            let want = match tier.portion {
                Portion::OfAll(part) | Portion::OfNet(part) => {
                    let of = if kind == "all" { amount } else { net };
                    let before = cut(of, &reached);
                    reached += exact(part);
                    cut(of, &reached) - before
                }
                Portion::OfRest(part) => cut(left, &exact(part)),
                Portion::First(most) => most,
                Portion::Rest => left,
            };
            let taken = want.min(left).min(tier.cap.unwrap_or(i128::MAX));
            let had = |of: usize, out: &[Allotment]| -> i128 {
                let same = |t: &TierNow| matches!(t.takes, Takes::UpTo { of: it, .. } if it == of);
                out.iter().zip(tiers).filter(|(_, t)| same(t)).map(|(a, _)| a.given).sum()
            };
            let given = match tier.takes {
                Takes::All => taken,
                Takes::UpTo { of, open } => taken.min(open - had(of, &out)),
            };
            let overflow = if tier.overflow == Overflow::Falls { 0 } else { taken - given };
            left -= given + overflow;
            out.push(Allotment { given, overflow });
        }
        (out, left)
    }

    fn portion() -> impl Strategy<Value = Portion> {
        let part = || (0..30_i128).prop_map(|parts| Ratio::new(parts, 120).unwrap());
        prop_oneof![
            3 => part().prop_map(Portion::OfAll),
            3 => part().prop_map(Portion::OfNet),
            1 => (0..=9_i128).prop_map(|parts| Portion::OfRest(Ratio::new(parts, 9).unwrap())),
            1 => (0..500_i128).prop_map(Portion::First),
            1 => Just(Portion::Rest),
        ]
    }

    fn tiers() -> impl Strategy<Value = Vec<TierNow>> {
        let rooms = [40_i128, 700, 5_000];
        let takes = prop_oneof![
            2 => Just(Takes::All),
            1 => (0..3_usize).prop_map(move |of| Takes::UpTo { of, open: rooms[of] }),
        ];
        let overflow = prop_oneof![Just(Overflow::Falls), Just(Overflow::Elsewhere)];
        let cap = prop::option::weighted(0.2, 0..900_i128);
        let tier = (portion(), cap, takes, overflow)
            .prop_map(|(portion, cap, takes, overflow)| TierNow { portion, cap, takes, overflow });
        // At most 4 quarters of one base stand side by side.
        prop::collection::vec(tier, 0..5)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn tiers_get_what_the_rule_says(amount in prop_oneof![0..99_i128, 0..99_999_i128], tiers in tiers()) {
            let Allotted { tiers: got, left } = allot(amount, &tiers).unwrap();
            let sum: i128 = got.iter().map(|a| a.given + a.overflow).sum();
            prop_assert_eq!(sum + left, amount, "nothing is lost and nothing made");
            prop_assert!(left >= 0 && got.iter().all(|a| a.given >= 0 && a.overflow >= 0));
            for (tier, got) in tiers.iter().zip(&got) {
                prop_assert!(got.given + got.overflow <= tier.cap.unwrap_or(i128::MAX));
            }
            prop_assert_eq!((got, left), model(amount, &tiers));
        }

        /// No tier and those above it get less together of a larger amount, and no less is left.
        ///
        /// Parts of the whole stand first here: apart from each other they are cut apart, and can
        /// all go up a unit at one step of the amount.
        #[test]
        fn more_in_is_never_less_out(
            amount in 0..99_999_i128,
            more in 0..50_i128,
            portions in prop::collection::vec(portion(), 0..5),
        ) {
            let is_of_all = |portion: &Portion| matches!(portion, Portion::OfAll(_));
            let (all, others): (Vec<_>, Vec<_>) = portions.into_iter().partition(is_of_all);
            let tiers: Vec<TierNow> = all.into_iter().chain(others).map(tier).collect();
            let reached = |amount| {
                let Allotted { tiers, left } = allot(amount, &tiers).unwrap();
                let sums = tiers.iter().scan(0, |sum, got| {
                    *sum += got.given;
                    Some(*sum)
                });
                sums.chain([left]).collect::<Vec<i128>>()
            };
            let grows = reached(amount).into_iter().zip(reached(amount + more));
            prop_assert!(grows.into_iter().all(|(few, many)| few <= many));
        }
    }
}
