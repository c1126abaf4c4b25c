//! How often a wrong secret may be tried.
//!
//! Five times; then each further attempt has to wait, twice as long as the one before, up to a
//! quarter of an hour. An attempt counts before it is checked, so that many at once are many.

use std::net::IpAddr;

use commons::name::Moment;
use rusqlite::{OptionalExtension, Transaction};
use sha2::{Digest, Sha256};

/// Attempts that need not wait.
const FREE: i64 = 5;
const FIRST_WAIT_MS: i64 = 15_000;
const LONGEST_WAIT_MS: i64 = 900_000;
/// After a quiet day everything is forgotten.
const FORGOTTEN_MS: i64 = Moment::DAY_MS;

/// What attempts are counted for: a name that was typed, and an address it came from.
#[derive(Clone, Copy)]
pub(super) struct Tried<'a> {
    pub handle: &'a str,
    pub from: IpAddr,
}

/// Counts an attempt for both. `Err` if one of them has to wait, with how many milliseconds;
/// then nothing is counted.
pub(super) fn begin(
    step: &Transaction<'_>,
    tried: Tried<'_>,
    now: Moment,
) -> rusqlite::Result<Result<(), i64>> {
    step.execute("DELETE FROM attempt WHERE last < ?", [now.0.saturating_sub(FORGOTTEN_MS)])?;
    let subjects = subjects(step, tried)?;
    let mut wait = 0;
    for subject in subjects {
        wait = wait.max(still_to_wait(step, subject, now)?);
    }
    if wait > 0 {
        return Ok(Err(wait));
    }
    for subject in subjects {
        step.execute(
            "INSERT INTO attempt(subject, failed, last) VALUES (?, 1, ?)
             ON CONFLICT DO UPDATE SET failed = failed + 1, last = excluded.last",
            (subject, now.0),
        )?;
    }
    Ok(Ok(()))
}

/// Says that the last attempt was right: the name begins anew, and the address has one less.
pub(super) fn was_right(step: &Transaction<'_>, tried: Tried<'_>) -> rusqlite::Result<()> {
    let [handle, address] = subjects(step, tried)?;
    step.execute("DELETE FROM attempt WHERE subject = ?", [handle])?;
    // Not to nothing: whoever has a way in of their own would have endless attempts at others.
    step.execute("UPDATE attempt SET failed = failed - 1 WHERE subject = ?", [address])?;
    Ok(())
}

fn still_to_wait(step: &Transaction<'_>, subject: [u8; 32], now: Moment) -> rusqlite::Result<i64> {
    let select = "SELECT failed, last FROM attempt WHERE subject = ?";
    let found = step.query_row(select, [subject], |row| Ok((row.get(0)?, row.get(1)?)));
    let (failed, last): (i64, i64) = found.optional()?.unwrap_or_default();
    let wait = wait_after(failed);
    // A clock that went back must not shut anybody out for longer than they would have waited.
    Ok(last.saturating_add(wait).saturating_sub(now.0).clamp(0, wait))
}

/// Milliseconds to wait after so many failures.
fn wait_after(failed: i64) -> i64 {
    if failed < FREE {
        return 0;
    }
    FIRST_WAIT_MS.saturating_mul(1 << (failed - FREE).min(16)).min(LONGEST_WAIT_MS)
}

/// The name and the address, unreadable without the file.
fn subjects(step: &Transaction<'_>, tried: Tried<'_>) -> rusqlite::Result<[[u8; 32]; 2]> {
    let pepper: [u8; 32] = step.query_row("SELECT pepper FROM about", [], |row| row.get(0))?;
    let subject = |kind: &str, bytes: &[u8]| {
        Sha256::new_with_prefix(pepper).chain_update(kind).chain_update(bytes).finalize().into()
    };
    Ok([subject("handle ", tried.handle.as_bytes()), subject("address ", &line_of(tried.from))])
}

/// The bytes of an address that belong to one line: a household has 2⁶⁴ IPv6 addresses.
fn line_of(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().into_iter().take(8).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_are_free_and_then_waits_double_up_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (0..14).map(|failed| wait_after(failed) / 1000).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(wait_after(i64::MAX), LONGEST_WAIT_MS);
    }

    #[test]
    fn a_household_is_one_address() {
        let line = |text: &str| line_of(text.parse().unwrap());
        assert_eq!(line("2001:db8:1:2::1"), line("2001:db8:1:2:ffff::9"));
        assert_ne!(line("2001:db8:1:2::1"), line("2001:db8:1:3::1"));
        assert_eq!(line("192.0.2.1"), line("::ffff:192.0.2.1"));
        assert_ne!(line("192.0.2.1"), line("192.0.2.2"));
    }
}
