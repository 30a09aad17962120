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
            job: None,
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
    let mut text = json!(events[2]);
    text["actor"]["user"] = json!("eve");
    events[2] = serde_json::from_value(text).unwrap();
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
    let forged = Event::seal(body(3, None)).unwrap();
    events.insert(2, forged);
    assert!(verify_chain(&events).is_err());
}

#[test]
fn an_event_of_a_newer_program_is_intact_all_the_same() {
    let mut text = json!(body(1, None));
    text["mood"] = json!("good");
    text["hash"] = json!(digest(&text).unwrap());
    let event: Event = serde_json::from_value(text.clone()).unwrap();
    assert!(event.is_intact());
    text["mood"] = json!("bad");
    let event: Event = serde_json::from_value(text).unwrap();
    assert!(!event.is_intact());
}

#[test]
fn the_ci_job_is_known_by_its_variables() {
    let job = |of: &[(&str, &str)]| {
        Actor::ci_job(|name| {
            let found = of.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    };
    let github = [
        ("GITHUB_SERVER_URL", "https://github.com"),
        ("GITHUB_REPOSITORY", "acme/web"),
        ("GITHUB_RUN_ID", "7"),
    ];
    assert_eq!(
        job(&github).as_deref(),
        Some("https://github.com/acme/web/actions/runs/7")
    );
    assert_eq!(job(&[("CI_JOB_URL", "u")]).as_deref(), Some("u"));
    assert_eq!(job(&[("BUILD_URL", "u")]), None, "anybody may set that one");
    assert_eq!(
        job(&[("JENKINS_URL", "j"), ("BUILD_URL", "u")]).as_deref(),
        Some("u")
    );
    assert_eq!(job(&[]), None);
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
    assert_eq!(
        kinds.len(),
        EventKind::NAMES.len(),
        "a sample for each kind: {kinds:?}"
    );
    verify_chain(&events).unwrap();
    for (event, line) in events.iter().zip(samples.lines()) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["event"], json!(event.body.what.name()));
    }
}
