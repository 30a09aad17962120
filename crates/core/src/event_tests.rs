use super::*;
use serde_json::json;

fn body(sequence: u64, previous: Option<Digest>) -> EventBody {
    EventBody {
        version: 1,
        id: format!("id{sequence}"),
        sequence,
        baseline: "web".parse().unwrap(),
        at: Timestamp::from_second(1_700_000_000).unwrap(),
        actor: Actor {
            arn: None,
            user: Some("ada".into()),
            program: "driftlock 0.1.0".into(),
        },
        previous,
        what: EventKind::BackInSync { revision: 1 },
    }
}

fn chain(length: u64) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for sequence in 1..=length {
        let previous = events.last().map(|event| event.hash.clone());
        events.push(Event::seal(body(sequence, previous)).unwrap());
    }
    events
}

#[test]
fn an_untouched_chain_holds() {
    assert_eq!(verify_chain(&chain(5)), Ok(()));
    assert_eq!(verify_chain(&[]), Ok(()));
}

#[test]
fn an_altered_event_is_named() {
    let mut events = chain(5);
    events[2].body.actor.user = Some("eve".into());
    assert_eq!(
        verify_chain(&events),
        Err(BrokenLink::Altered {
            sequence: 3,
            id: "id3".into()
        })
    );
}

#[test]
fn a_deleted_event_is_noticed() {
    for gone in 0..4 {
        let mut events = chain(5);
        events.remove(gone);
        assert!(
            matches!(verify_chain(&events), Err(BrokenLink::OutOfOrder { .. })),
            "{gone}"
        );
    }
}

#[test]
fn reordered_and_inserted_events_are_noticed() {
    let mut events = chain(5);
    events.swap(1, 2);
    assert_eq!(
        verify_chain(&events),
        Err(BrokenLink::OutOfOrder {
            sequence: 3,
            previous: 1
        })
    );
    let mut events = chain(5);
    let forged = Event::seal(body(3, Some(events[1].hash.clone()))).unwrap();
    events.insert(
        2,
        Event {
            hash: forged.hash,
            body: body(3, None),
        },
    );
    assert!(verify_chain(&events).is_err());
}

/// Frozen samples, one for each kind of event: what was written once must decode for ever.
#[test]
fn frozen_samples_still_decode_and_keep_their_hashes() {
    let samples = include_str!("event_samples.jsonl");
    let events: Vec<Event> = samples
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    let kinds: std::collections::BTreeSet<_> = events.iter().map(|e| e.body.what.name()).collect();
    assert_eq!(kinds.len(), 9, "a sample for each kind: {kinds:?}");
    verify_chain(&events).unwrap();
    for (event, line) in events.iter().zip(samples.lines()) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["event"], json!(event.body.what.name()));
    }
}
