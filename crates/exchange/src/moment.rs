//! Dates and times as foreign files write them, as UTC milliseconds.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Reads a date, or a time with or without its offset; one without is taken as UTC.
///
/// Takes `2019-04-18`, `2019-04-18T08:00:00-05:00` and the one-digit hours of the ValueFlows
/// examples, `2019-04-18T8:00:00-5:00`. `None` if it is in no calendar.
pub fn read_moment(text: &str) -> Option<i64> {
    let text = text.trim();
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else {
        let date: Date = text.parse().ok()?;
        return in_utc(date.to_datetime(jiff::civil::Time::midnight()));
    };
    let date: Date = date.parse().ok()?;
    let time = time.trim();
    let (clock, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, "Z"),
    };
    let moment = format!("{date}T{}", two_digits(clock));
    match offset {
        "Z" | "z" => in_utc(moment.parse().ok()?),
        _ => {
            let (sign, hours) = offset.split_at(1);
            let stamp = format!("{moment}{sign}{}", two_digits(hours));
            Some(stamp.parse::<Timestamp>().ok()?.as_millisecond())
        }
    }
}

/// Writes UTC milliseconds as `2019-04-18T13:00:00Z`; `None` beyond the year 9999.
pub fn write_moment(at_ms: i64) -> Option<String> {
    Timestamp::from_millisecond(at_ms).ok().map(|stamp| stamp.to_string())
}

fn in_utc(moment: DateTime) -> Option<i64> {
    let stamp = TimeZone::UTC.to_timestamp(moment).ok()?;
    Some(stamp.as_millisecond())
}

/// `8:00:00` as `08:00:00`.
fn two_digits(clock: &str) -> String {
    let hour = clock.split(':').next().unwrap_or_default();
    let zero = if hour.len() == 1 { "0" } else { "" };
    format!("{zero}{clock}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(text: &str) -> Option<String> {
        write_moment(read_moment(text)?)
    }

    #[test]
    fn moments_are_read_in_every_spelling_met() {
        let expected = Some("2019-04-18T13:00:00Z".to_owned());
        for text in [
            "2019-04-18T8:00:00-5:00",
            "2019-04-18T08:00:00-05:00",
            "2019-04-18T13:00:00Z",
            "2019-04-18T13:00:00",
            "2019-04-18 13:00",
            "2019-04-18T13:00:00-0:00",
            "2019-04-18T18:30:00+5:30",
        ] {
            assert_eq!(again(text), expected, "{text}");
        }
        assert_eq!(again("2019-04-18"), Some("2019-04-18T00:00:00Z".to_owned()));
        assert_eq!(again("2019-04-18T13:00:00.250Z"), Some("2019-04-18T13:00:00.25Z".to_owned()));
    }

    #[test]
    fn what_is_in_no_calendar_is_refused() {
        for text in [
            "",
            "2026-02-30",
            "2026-13-01",
            "04/05/2026",
            "yesterday",
            "2026-02-01T25:00:00Z",
            "2026-02-01T10:00:00+99:00",
            "2026-02-01T",
            "T10:00",
            "2026-02-01T10:00:00é",
        ] {
            assert_eq!(read_moment(text), None, "{text}");
        }
    }
}
