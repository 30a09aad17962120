//! Who else changes a resource, as CloudTrail's event history tells.
//!
//! `LookupEvents` needs no trail: it answers management events of the last 90 days, a few minutes
//! after they happened (CloudTrail user guide, "Working with CloudTrail event history"). Needs
//! `cloudtrail:LookupEvents`; where that is not granted, nobody is named and nothing else suffers.

use std::collections::BTreeSet;

use aws_sdk_cloudtrail::types::{Event, LookupAttribute, LookupAttributeKey};
use aws_smithy_types::DateTime;
use driftlock_core::Key;
use jiff::Timestamp;
use serde_json::Value;

use crate::{CallError, Connection};

const LOOKUP: &str = "cloudtrail:LookupEvents";
/// How the names of calls begin that make resources.
const MAKE: [&str; 6] = ["Allocate", "Create", "Import", "Put", "Register", "Run"];
/// Most results of one call, by the CloudTrail API reference. One page is enough: it holds the
/// newest events.
const PAGE: i32 = 50;

impl Connection {
    /// Who made write calls on a resource since then, but for these credentials themselves and the
    /// sessions of their restore role; each with the calls that they made. One call.
    ///
    /// # Errors
    /// CloudTrail did not answer.
    pub async fn actors(&self, key: &Key, since: Timestamp) -> Result<Vec<String>, CallError> {
        let own: Vec<&str> = std::iter::once(self.identity().arn.as_str())
            .chain(self.restore_session())
            .collect();
        Ok(others(&self.events(key, Some(since)).await?, &own))
    }

    /// Who made a resource, with the call that did and when; none where the newest events of the last
    /// 90 days do not tell. One call.
    ///
    /// # Errors
    /// CloudTrail did not answer.
    pub async fn maker(&self, key: &Key) -> Result<Option<String>, CallError> {
        Ok(maker(&self.events(key, None).await?))
    }

    /// The newest events about a resource, newest first.
    async fn events(&self, key: &Key, since: Option<Timestamp>) -> Result<Vec<Event>, CallError> {
        let by_name = LookupAttribute::builder()
            .attribute_key(LookupAttributeKey::ResourceName)
            .attribute_value(&key.id)
            .build()
            .map_err(|error| CallError::unusable(LOOKUP, &error))?;
        let region = match key.region.as_str() {
            Key::GLOBAL => region_of_global(self.region()),
            region => region,
        };
        let answer = self
            .patient_clients(region)
            .cloudtrail()
            .lookup_events()
            .lookup_attributes(by_name)
            .set_start_time(since.map(|since| DateTime::from_secs(since.as_second())))
            .max_results(PAGE)
            .send()
            .await
            .map_err(|error| CallError::new(LOOKUP, error))?;
        Ok(answer.events.unwrap_or_default())
    }
}

/// Where a partition keeps the events of global services (CloudTrail user guide, "Global service
/// events"), for any region of it.
fn region_of_global(region: &str) -> &'static str {
    match region.split('-').next() {
        Some("cn") => "cn-north-1",
        Some("us") if region.starts_with("us-gov-") => "us-gov-west-1",
        _ => "us-east-1",
    }
}

/// The caller of the call that made something, which is the oldest one that could have.
fn maker(events: &[Event]) -> Option<String> {
    let makes = |event: &&Event| {
        let call = event.event_name().unwrap_or_default();
        MAKE.iter().any(|verb| call.starts_with(verb))
    };
    let made = events.iter().rfind(makes)?;
    let call = made.event_name().unwrap_or_default();
    let at = made
        .event_time()
        .map(|time| Timestamp::from_second(time.secs()));
    let at = at.and_then(Result::ok).map(|at| format!(", {at}"));
    Some(format!(
        "{} ({call}{})",
        caller(made)?,
        at.unwrap_or_default()
    ))
}

/// The callers of write calls, `own` aside, each once.
fn others(events: &[Event], own: &[&str]) -> Vec<String> {
    let written = events
        .iter()
        .filter(|event| event.read_only() != Some("true"));
    let named: BTreeSet<String> = written
        .filter_map(|event| {
            let caller = caller(event)?;
            let call = event.event_name().unwrap_or("an unknown call");
            (!own.contains(&caller.as_str())).then(|| format!("{caller} ({call})"))
        })
        .collect();
    named.into_iter().collect()
}

/// The ARN of the caller, else the name that CloudTrail gives, such as a service.
fn caller(event: &Event) -> Option<String> {
    let record: Option<Value> = event
        .cloud_trail_event()
        .and_then(|text| serde_json::from_str(text).ok());
    let arn = record
        .as_ref()
        .and_then(|record| record.pointer("/userIdentity/arn"))
        .and_then(Value::as_str);
    let service = record
        .as_ref()
        .and_then(|record| record.pointer("/userIdentity/invokedBy"))
        .and_then(Value::as_str);
    arn.or(service).or(event.username()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &[&str] = &[
        "arn:aws:sts::123456789012:assumed-role/driftlock/agent",
        "arn:aws:sts::123456789012:assumed-role/restore/driftlock",
    ];

    fn event(name: &str, read_only: &str, record: &Value) -> Event {
        Event::builder()
            .event_name(name)
            .read_only(read_only)
            .username("somebody")
            .cloud_trail_event(record.to_string())
            .build()
    }

    #[test]
    fn each_other_writer_is_named_once_with_what_was_called() {
        let by = |arn: &str| serde_json::json!({ "userIdentity": { "arn": arn } });
        let eve = by("arn:aws:iam::123456789012:user/eve");
        let service =
            serde_json::json!({ "userIdentity": { "invokedBy": "config.amazonaws.com" } });
        let events = [
            event("AuthorizeSecurityGroupIngress", "false", &eve),
            event("AuthorizeSecurityGroupIngress", "false", &eve),
            event("DescribeSecurityGroups", "true", &eve),
            event("RevokeSecurityGroupIngress", "false", &by(OWN[0])),
            event("RevokeSecurityGroupIngress", "false", &by(OWN[1])),
            event("CreateTags", "false", &service),
            event("DeleteTags", "false", &Value::Null),
        ];
        assert_eq!(
            others(&events, OWN),
            [
                "arn:aws:iam::123456789012:user/eve (AuthorizeSecurityGroupIngress)",
                "config.amazonaws.com (CreateTags)",
                "somebody (DeleteTags)",
            ]
        );
    }

    #[test]
    fn whoever_made_it_is_named_with_the_call_and_when() {
        let by = |arn: &str| serde_json::json!({ "userIdentity": { "arn": arn } });
        let at = |event: Event, second| {
            let time = DateTime::from_secs(second);
            let (name, record) = (event.event_name, event.cloud_trail_event);
            let event = Event::builder()
                .set_event_name(name)
                .set_cloud_trail_event(record);
            event.event_time(time).build()
        };
        let (eve, bob) = (by("arn:aws:iam::123456789012:user/eve"), by("bob"));
        let events = [
            at(event("CreateTags", "false", &bob), 120),
            at(event("AuthorizeSecurityGroupIngress", "false", &bob), 60),
            at(event("CreateSecurityGroup", "false", &eve), 0),
            at(event("DescribeSecurityGroups", "true", &bob), -60),
        ];
        assert_eq!(
            maker(&events).as_deref(),
            Some("arn:aws:iam::123456789012:user/eve (CreateSecurityGroup, 1970-01-01T00:00:00Z)")
        );
        assert_eq!(maker(&events[1..2]), None);
    }

    #[test]
    fn events_of_global_services_are_in_one_region_of_the_partition() {
        for (region, of) in [
            ("eu-west-1", "us-east-1"),
            ("us-west-2", "us-east-1"),
            ("us-gov-east-1", "us-gov-west-1"),
            ("cn-northwest-1", "cn-north-1"),
        ] {
            assert_eq!(region_of_global(region), of);
        }
    }
}
