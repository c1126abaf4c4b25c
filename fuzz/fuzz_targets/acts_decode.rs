//! Whatever bytes there are, they are an act or effects in their one form, or refused.
#![no_main]

use commons::act::{Act, Effects};
use commons::codec::Canonical;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(act) = Act::from_bytes(bytes) {
        assert_eq!(act.to_bytes(), bytes);
    }
    if let Ok(effects) = Effects::from_bytes(bytes) {
        assert_eq!(effects.to_bytes(), bytes);
    }
});
