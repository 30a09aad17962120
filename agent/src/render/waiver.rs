//! Waivers as text.

use driftlock_core::{Expiry, Waiver, WaiverTerms, WaiverVersion};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{BOLD, DIM, RED, YELLOW, styled, time};

/// One waiver after the other, oldest first.
pub(crate) fn list(waivers: &[Waiver], store: &str, now: Timestamp) -> String {
    if waivers.is_empty() {
        return format!("no waivers in {store}\n");
    }
    waivers.iter().map(|waiver| entry(waiver, now)).collect()
}

fn entry(waiver: &Waiver, now: Timestamp) -> String {
    let Some(WaiverVersion { terms, .. }) = waiver.current() else {
        return String::new();
    };
    let state = match &waiver.retired {
        Some(retired) => styled(
            DIM,
            format!("retired {}: {}", time(retired.at), retired.reason),
        ),
        None if terms.has_expired(now.to_zoned(TimeZone::UTC).date()) => {
            styled(RED, format!("expired {}", until(terms)))
        }
        None if terms.expires.is_none() => styled(YELLOW, "without end"),
        None => format!("until {}", until(terms)),
    };
    format!(
        "{}  {}  {}  {state}\n    {}\n",
        styled(DIM, &waiver.id),
        styled(BOLD, &terms.policy),
        terms.resource,
        why(terms)
    )
}

fn until(terms: &WaiverTerms) -> String {
    let day = terms.expires.map(Expiry::last_day);
    day.map_or_else(|| "without end".to_owned(), |day| day.to_string())
}

fn why(terms: &WaiverTerms) -> String {
    let WaiverTerms { reason, owner, .. } = terms;
    match &terms.ticket {
        Some(ticket) => format!("{reason} ({owner}, {ticket})"),
        None => format!("{reason} ({owner})"),
    }
}

/// One waiver with all that it ever said.
pub(crate) fn whole(waiver: &Waiver) -> String {
    let version = |version: &WaiverVersion| {
        let terms = &version.terms;
        format!(
            "  {} by {}\n    {} for {}, {}\n    {}\n",
            time(version.at),
            version.actor,
            terms.policy,
            terms.resource,
            match terms.expires {
                Some(_) => format!("until {}", until(terms)),
                None => until(terms),
            },
            why(terms)
        )
    };
    let said: String = waiver.versions.iter().map(version).collect();
    let retired = waiver.retired.as_ref().map(|retired| {
        let (at, by) = (time(retired.at), &retired.actor);
        format!(
            "  {at} by {by}\n    {}: {}\n",
            styled(DIM, "retired"),
            retired.reason
        )
    });
    let id = styled(BOLD, &waiver.id);
    format!("waiver {id}\n{said}{}", retired.unwrap_or_default())
}
