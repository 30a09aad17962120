//! Lengths of time, as people write them.

use driftlock_tfplugin::{Diagnostic, Value};
use jiff::SignedDuration;

/// The length of time in `value`, which attribute `name` has.
pub(crate) fn read(name: &str, value: &Value) -> Result<SignedDuration, Diagnostic> {
    let text = value.as_str().unwrap_or_default();
    let read = text.parse::<SignedDuration>().ok();
    read.filter(SignedDuration::is_positive).ok_or_else(|| {
        Diagnostic::error(format!("`{text}` is no length of time for `{name}`"))
            .detail("Write hours, minutes and seconds, such as `30m` or `1h 30m`.")
    })
}

/// The same as text that [`read`] understands, such as `1h 30m`.
pub(crate) fn write(length: SignedDuration) -> String {
    format!("{length:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_is_written_as_people_write_it() {
        for (text, seconds) in [
            ("30m", 1800),
            ("1h 30m", 5400),
            ("90s", 90),
            ("1h30m", 5400),
        ] {
            let length = read("ttl", &text.into()).unwrap();
            assert_eq!(length.as_secs(), seconds, "{text}");
            assert_eq!(read("ttl", &write(length).into()), Ok(length));
        }
        assert_eq!(write(SignedDuration::from_mins(60)), "1h");
        for text in ["", "30", "-5m", "0s", "soon"] {
            assert!(read("ttl", &text.into()).is_err(), "{text}");
        }
    }
}
