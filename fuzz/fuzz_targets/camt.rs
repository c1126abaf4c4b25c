//! Whatever bytes a bank sends, they are statements or refused.
#![no_main]

use exchange::camt::read_camt;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = read_camt(bytes, 2);
});
