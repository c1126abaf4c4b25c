//! Circles of pools that pass on fixed parts of what comes: solved, not run.
//!
//! Of 100 that come to A, which passes on half to B, which passes back four fifths, 83.33 end at A and 16.67 at B.
//! So 16.67 move, by the rule that passes on from A to B, and the rule of B moves nothing, as all that would
//! come back need not go. Each pool is paid once at most, in the fewest steps, and other rules see those
//! payments as any others; what went round without end nobody sees. However the rules of the circle round,
//! it is cut once, so that all ends add up to what came.

use charter::model::PoolId;
use charter::pass_through::PassThrough;

use super::matching::blank;
use super::perform::Firing;
use super::work::{Cascade, Happening, What};
use crate::account::Account;
use crate::refusal::Refused;

impl Cascade<'_> {
    /// Brings an amount that came to a pool of a circle to where it ends.
    pub fn pass_round(
        &mut self,
        (number, circle): (usize, &PassThrough),
        happening: &Happening<'_>,
    ) -> Result<(), Refused> {
        let rules = self.rules;
        let What::Paid { unit, to: Account::Pool(entry), minor, .. } = happening.what else {
            return Ok(());
        };
        let moves = rules.pool_id(entry).and_then(|entry| circle.moves(entry, minor));
        let account = |pool: PoolId| rules.pool(pool).map(Account::Pool);
        for (place, minor) in moves.ok_or(Refused::CharterNotUnderstood)? {
            let part = circle.parts.get(place).ok_or(Refused::CharterNotUnderstood)?;
            let ends = account(part.from).zip(account(part.to));
            let (Some(ends), Some(rule)) = (ends, rules.rule(part.rule)) else { continue };
            let before = self.line.len();
            self.send(&mut Firing::new(rules, part.rule, rule, blank(rule)), ends, unit, minor)?;
            for paid in self.line.iter_mut().skip(before) {
                paid.circle = Some(number);
            }
        }
        Ok(())
    }
}
