//! Exact amounts, and the only place that rounds.
//!
//! Knows nothing of members, currencies or rules.
//!
//! An amount is an `i128` of minor units: `75000` with two decimals is `750.00`.
//!
//! ```
//! use quantity::{format_decimal, parse_decimal, split};
//!
//! let total = parse_decimal("1000.00", 2)?;
//! let paid = split(total, &[75, 70, 30, 20]).expect("a weight is above zero");
//! let shown: Vec<String> = paid.iter().map(|&amount| format_decimal(amount, 2)).collect();
//! assert_eq!(shown, ["384.62", "358.97", "153.85", "102.56"]);
//! # Ok::<(), quantity::NumberRefused>(())
//! ```

mod decimal;

mod rounding;

mod ratio;

mod apportion;

mod fair;

mod telescope;

mod claims;

mod decay;

pub use apportion::{Share, split};
pub use claims::{Among, Payout, pay_claims};
pub use decay::{BASE_DIGITS, BASE_PARTS, Factor};
pub use decimal::{
    NumberRefused, format_decimal, format_trimmed, parse_any_decimal, parse_decimal,
};
pub use fair::{Fair, split_fairly};
pub use ratio::Ratio;
pub use rounding::{Rounding, isqrt, mul_div, round_to};
pub use telescope::telescope;
