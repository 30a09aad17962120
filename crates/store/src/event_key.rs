//! Ids of events, and where an event with such an id lies.

use driftlock_core::BaselineName;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ulid::Ulid;

pub(crate) fn tip_key(name: &BaselineName) -> String {
    format!("events/{name}/tip.json")
}

/// The day of `at` in UTC, as folders.
pub(crate) fn day_of(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y/%m/%d").to_string()
}

/// The time that an id tells. None for what is no id.
pub(crate) fn time_of(id: &str) -> Option<Timestamp> {
    let millisecond = Ulid::from_string(id).ok()?.timestamp_ms();
    Timestamp::from_millisecond(i64::try_from(millisecond).ok()?).ok()
}

/// Where the event with this id is: under the day that the id tells. None for what is no id.
pub(crate) fn event_key(name: &BaselineName, id: &str) -> Option<String> {
    Some(format!("events/{name}/{}/{id}.json", day_of(time_of(id)?)))
}

/// The id in the name of a file.
pub(crate) fn id_in(key: &str) -> Option<&str> {
    key.rsplit('/').next()?.strip_suffix(".json")
}

/// Whether `key` is where the event with the id in its file name belongs.
pub(crate) fn is_event_key(name: &BaselineName, key: &str) -> bool {
    id_in(key)
        .and_then(|id| event_key(name, id))
        .is_some_and(|right| right == key)
}

/// An id that is greater than `previous` and tells the time `at`, or a later one where the clock of
/// the writer before was ahead.
pub(crate) fn next_id(at: Timestamp, previous: Option<Ulid>) -> Ulid {
    let fresh = Ulid::from_datetime(at.into());
    match previous {
        Some(previous) if fresh <= previous => previous
            .increment()
            .unwrap_or_else(|_| Ulid::from_parts(previous.timestamp_ms() + 1, 0)),
        _ => fresh,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_whatever_the_clock_does() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let first = next_id(at(1_000), None);
        let same = next_id(at(1_000), Some(first));
        let back = next_id(at(1), Some(same));
        let later = next_id(at(2_000), Some(back));
        assert!(first < same && same < back && back < later);
        assert_eq!(later.timestamp_ms(), 2_000_000);
        let full = Ulid::from_parts(5, u128::MAX);
        assert_eq!(next_id(at(0), Some(full)), Ulid::from_parts(6, 0));
        assert_eq!(next_id(at(-5), None).timestamp_ms(), 0);
    }

    #[test]
    fn an_event_lies_under_the_day_that_its_id_tells() {
        let name = "web".parse().unwrap();
        let at: Timestamp = "2024-02-29T23:59:59.999Z".parse().unwrap();
        let id = next_id(at, None).to_string();
        let key = event_key(&name, &id).unwrap();
        assert_eq!(key, format!("events/web/2024/02/29/{id}.json"));
        assert!(is_event_key(&name, &key));
        assert!(!is_event_key(&name, &key.replace("/29/", "/28/")));
        assert_eq!(time_of(&id), Some(at));
        assert_eq!(event_key(&name, "no id"), None);
        assert_eq!(event_key(&name, &Ulid::max().to_string()), None);
    }
}
