//! Times as people type them.

pub(crate) use driftlock_engine::when::{Since, parse_duration, parse_since, parse_time};
use jiff::SignedDuration;

/// A length of time to wait for something; `0s` for not at all.
pub(crate) fn parse_wait(text: &str) -> Result<SignedDuration, String> {
    if text == "0" || text == "0s" {
        return Ok(SignedDuration::ZERO);
    }
    parse_duration(text)
}

/// A reason that says something.
pub(crate) fn parse_reason(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Err("say why; it stands in the history for ever".to_owned())
    } else {
        Ok(text.to_owned())
    }
}
