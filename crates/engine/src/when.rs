//! Times as people type them.

use jiff::{SignedDuration, Timestamp};

/// A length of time such as `30m`, `1h 30m` or `2d`, more than nothing.
///
/// # Errors
/// What to write instead.
pub fn parse_duration(text: &str) -> Result<SignedDuration, String> {
    let hint = "use a length such as `30m`, `1h 30m` or `2d`";
    let duration = match text.strip_suffix('d').map(str::parse::<i64>) {
        Some(Ok(days)) => SignedDuration::from_hours(days.saturating_mul(24)),
        _ => text
            .parse::<SignedDuration>()
            .map_err(|_| hint.to_owned())?,
    };
    if duration.is_positive() {
        Ok(duration)
    } else {
        Err(format!("it must be more than nothing; {hint}"))
    }
}

/// A point in time: a length before now, such as `24h`, a time, or a day in UTC.
#[derive(Clone, Copy, Debug)]
pub enum Since {
    /// So long before now.
    Ago(SignedDuration),
    /// At this time.
    At(Timestamp),
}

impl Since {
    /// The moment that is meant.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Ago(length) => now.saturating_sub(length).unwrap_or(Timestamp::MIN),
            Self::At(time) => time,
        }
    }
}

/// Reads a [`Since`].
///
/// # Errors
/// What to write instead.
pub fn parse_since(text: &str) -> Result<Since, String> {
    if let Ok(length) = parse_duration(text) {
        return Ok(Since::Ago(length));
    }
    parse_time(text)
        .map(Since::At)
        .map_err(|_| "use a length such as `24h` or `7d`, a day such as `2026-01-31`, or a time such as `2026-01-31T12:00:00Z`".to_owned())
}

/// A time, or a day in UTC, which stands for its beginning.
///
/// # Errors
/// What to write instead.
pub fn parse_time(text: &str) -> Result<Timestamp, String> {
    let day = format!("{text}T00:00:00Z");
    let hint = "use a day such as `2026-01-31`, or a time such as `2026-01-31T12:00:00Z`";
    text.parse::<Timestamp>()
        .or_else(|_| day.parse())
        .map_err(|_| hint.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_typed_in_several_ways() {
        for (text, minutes) in [("30m", 30), ("1h 30m", 90), ("1h30m", 90), ("2d", 2880)] {
            assert_eq!(
                parse_duration(text),
                Ok(SignedDuration::from_mins(minutes)),
                "{text}"
            );
        }
        for text in ["", "30", "0s", "-5m", "soon"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_are_typed_in_several_ways() {
        let now: Timestamp = "2026-02-01T12:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("24h", "2026-01-31T12:00:00Z"),
            ("2026-01-31", "2026-01-31T00:00:00Z"),
            ("2026-01-31T12:00:00+01:00", "2026-01-31T11:00:00Z"),
        ] {
            assert_eq!(parse_since(text).unwrap().at(now).to_string(), expected);
        }
        assert!(parse_since("yesterday").is_err());
    }
}
