//! Days and times as people write them and read them. A day is a day in UTC.

use commons::name::Moment;
use exchange::moment::read_moment;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::Refused;

/// The moment a text means when something happened: a day is its first moment.
///
/// # Errors
/// [`Refused::DateUnknown`].
pub fn moment(text: &str) -> Result<Moment, Refused> {
    read_moment(text).map(Moment).ok_or_else(|| Refused::DateUnknown { text: text.to_owned() })
}

/// The last moment a text includes: a day is included whole.
///
/// # Errors
/// [`Refused::DateUnknown`].
pub fn through(text: &str) -> Result<Moment, Refused> {
    let at = moment(text)?;
    match text.trim().parse::<Date>() {
        Ok(_) if !text.contains(':') => Ok(Moment(at.plus_days(1).0 - 1)),
        _ => Ok(at),
    }
}

/// The day a text means.
///
/// # Errors
/// [`Refused::DateUnknown`].
pub fn day(text: &str) -> Result<Date, Refused> {
    text.trim().parse().map_err(|_| Refused::DateUnknown { text: text.to_owned() })
}

/// A moment as people read it: `2026-01-31 14:30`, or only the day at midnight.
#[must_use]
pub fn say(moment: Moment) -> String {
    let Some(civil) = civil(moment) else { return format!("{} ms", moment.0) };
    if moment.0.rem_euclid(Moment::DAY_MS) == 0 {
        civil.date().to_string()
    } else {
        format!("{} {:02}:{:02}", civil.date(), civil.hour(), civil.minute())
    }
}

/// The day of a moment.
#[must_use]
pub fn say_day(moment: Moment) -> String {
    civil(moment).map_or_else(|| format!("{} ms", moment.0), |civil| civil.date().to_string())
}

/// A moment as programs read it: `2026-01-31T14:30:00Z`.
#[must_use]
pub fn exact(moment: Moment) -> String {
    exchange::moment::write_moment(moment.0).unwrap_or_else(|| moment.0.to_string())
}

fn civil(moment: Moment) -> Option<jiff::civil::DateTime> {
    let stamp = Timestamp::from_millisecond(moment.0).ok()?;
    Some(TimeZone::UTC.to_datetime(stamp))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_day_in_utc() {
        assert_eq!(moment("1970-01-02").unwrap(), Moment(Moment::DAY_MS));
        assert_eq!(through("1970-01-02").unwrap(), Moment(2 * Moment::DAY_MS - 1));
        assert_eq!(through("1970-01-02T00:00Z").unwrap(), Moment(Moment::DAY_MS));
        assert_eq!(say(Moment(Moment::DAY_MS)), "1970-01-02");
        assert_eq!(say(Moment(Moment::DAY_MS + 3_660_000)), "1970-01-02 01:01");
    }

    #[test]
    fn what_no_calendar_has_is_refused() {
        for text in ["2026-02-30", "yesterday", "2026-13-01", ""] {
            let refused = moment(text).unwrap_err().to_string();
            assert!(refused.starts_with("date_unknown: "), "{refused}");
            assert!(day(text).is_err());
        }
    }
}
