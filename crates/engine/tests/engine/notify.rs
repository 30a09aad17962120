//! Who is told what, when, and how often.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use async_trait::async_trait;
use driftlock_core::{Enforcement, Guardrails, Mode, Notify, Occasion, Webhook};
use driftlock_engine::{Again, Answer, Deliver, Message, NotTaken, Telling, quiet};
use jiff::SignedDuration;
use serde_json::Value;

use crate::enforce::{for_an_hour, run};
use crate::fake::{World, web, wish};

const CHAT: &str = "https://chat.example.com/hooks/secret";
const PAGER: &str = "https://pager.example.com/secret";

/// Takes everything, unless it is told to fail.
#[derive(Default)]
struct Post {
    taken: Mutex<Vec<(String, Value)>>,
    failures: Mutex<BTreeMap<String, VecDeque<Again>>>,
    tries: Mutex<usize>,
}

impl Post {
    /// What was taken since last asked: kinds.
    fn kinds(&self) -> Vec<String> {
        let taken = self.taken();
        let kind = |one: &Value| one["kind"].as_str().unwrap().to_owned();
        taken.iter().map(|(_, one)| kind(one)).collect()
    }

    fn taken(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut *self.taken.lock().unwrap())
    }

    fn fail(&self, webhook: &str, how: &[Again]) {
        let mut failures = self.failures.lock().unwrap();
        let of = failures.entry(webhook.to_owned()).or_default();
        of.extend(how.iter().copied());
    }

    fn tries(&self) -> usize {
        std::mem::take(&mut *self.tries.lock().unwrap())
    }
}

#[async_trait]
impl Deliver for Post {
    async fn deliver(&self, to: &Webhook, message: &Message) -> Result<Answer, NotTaken> {
        *self.tries.lock().unwrap() += 1;
        let mut failures = self.failures.lock().unwrap();
        if let Some(again) = failures.get_mut(to.expose()).and_then(VecDeque::pop_front) {
            let cause = "it answered 503".to_owned();
            return Err(NotTaken { cause, again });
        }
        let body: Value = serde_json::from_slice(&message.body).unwrap();
        check_schema(&body);
        assert_eq!(body["id"], message.idempotency_key);
        let mut taken = self.taken.lock().unwrap();
        taken.push((to.expose().to_owned(), body));
        Ok(Answer {
            status: 200,
            text: "ok".into(),
        })
    }
}

fn check_schema(body: &Value) {
    let text = include_str!("../../../../docs/schemas/notification-1.json");
    let schema: Value = serde_json::from_str(text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator.iter_errors(body).map(|e| e.to_string()).collect();
    assert!(faults.is_empty(), "{body:#}: {faults:#?}");
}

fn wishes(webhook: &str, on: &[Occasion]) -> Notify {
    Notify {
        webhook: webhook.parse().unwrap(),
        on: on.iter().copied().collect(),
    }
}

async fn telling(ids: &[&str], mode: Mode, notify: Vec<Notify>) -> (World, Post) {
    let world = World::captured(ids).await;
    let settings = Enforcement {
        mode,
        notify,
        ..Enforcement::default()
    };
    set(&world, &settings).await;
    (world, Post::default())
}

async fn set(world: &World, settings: &Enforcement) {
    let ledger = world.engine.ledger();
    ledger.set_enforcement(&web(), settings).await.unwrap();
}

async fn tell(world: &World, post: &Post) -> Telling {
    world.engine.ledger().tell(&web(), post).await.unwrap()
}

/// A run, and then the telling of it: what was taken.
async fn run_and_tell(world: &World, post: &Post) -> Vec<String> {
    run(world).await;
    let telling = tell(world, post).await;
    assert_eq!(telling.untold, []);
    post.kinds()
}

#[tokio::test]
async fn drift_is_told_once_and_not_on_every_sweep() {
    let (world, post) = telling(&["a", "b"], Mode::Observe, vec![wishes(CHAT, &[])]).await;
    assert!(run_and_tell(&world, &post).await.is_empty());
    world.cloud.set("a", 2);
    run(&world).await;
    tell(&world, &post).await;
    let [(to, told)] = &post.taken()[..] else {
        panic!("expected one notification");
    };
    assert_eq!(to, CHAT);
    assert_eq!(
        (&told["kind"], &told["revision"]),
        (&"drift".into(), &1.into())
    );
    let resource = &told["resources"][0];
    assert_eq!(resource["id"], "a");
    assert_eq!(resource["paths"], serde_json::json!(["size"]));
    assert_eq!(resource["risk"], "exposure_widened");
    let text = told["text"].as_str().unwrap();
    assert!(
        text.contains("1 resource drifted from revision 1"),
        "{text}"
    );
    assert!(text.contains("`size` (exposure widened)"), "{text}");
    let event = world.engine.ledger().event(told["event"].as_str().unwrap());
    assert_eq!(event.await.unwrap().body.what.name(), "drift_detected");
    for _ in 0..3 {
        assert!(run_and_tell(&world, &post).await.is_empty());
    }
    // Of more drift only what is new; of less, nothing until all of it is gone.
    world.cloud.set("b", 2);
    run(&world).await;
    tell(&world, &post).await;
    let (_, told) = &post.taken()[0];
    assert_eq!(told["resources"].as_array().unwrap().len(), 1);
    assert_eq!(told["resources"][0]["id"], "b");
    world.cloud.set("a", 1);
    assert!(run_and_tell(&world, &post).await.is_empty());
    world.cloud.set("b", 1);
    assert_eq!(run_and_tell(&world, &post).await, ["in_sync"]);
}

#[tokio::test]
async fn restores_of_one_run_are_one_notification() {
    let on = [Occasion::Restored];
    let (world, post) = telling(&["a", "b"], Mode::Enforce, vec![wishes(CHAT, &on)]).await;
    world.cloud.set("a", 2);
    world.cloud.set("b", 3);
    run(&world).await;
    let told = tell(&world, &post).await;
    assert_eq!((told.taken, told.untold.len()), (1, 0));
    let (_, told) = &post.taken()[0];
    let resources = told["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 2);
    let text = told["text"].as_str().unwrap();
    assert!(
        text.contains("2 resources restored to revision 1"),
        "{text}"
    );
    // The remediation can be rolled back by what the notification says.
    let id = resources[0]["remediation"].as_str().unwrap();
    let engine = &world.engine;
    engine.rollback(id, &for_an_hour(), &quiet).await.unwrap();
    tell(&world, &post).await;
    let (_, told) = &post.taken()[0];
    let text = told["text"].as_str().unwrap();
    assert!(text.contains("1 resource rolled back"), "{text}");
}

#[tokio::test]
async fn what_stops_a_run_or_a_restore_is_told_and_a_pause_is_not() {
    let on = [Occasion::Refused, Occasion::PauseExpired];
    let (world, post) = telling(&["a", "b"], Mode::Enforce, vec![wishes(CHAT, &on)]).await;
    let ledger = world.engine.ledger();
    let hour = SignedDuration::from_hours(1);
    ledger.pause(&web(), hour, "<!channel> `x`").await.unwrap();
    world.cloud.set("a", 2);
    assert!(run_and_tell(&world, &post).await.is_empty());
    world.pass(hour);
    world.cloud.state().denied.insert("a".into());
    run(&world).await;
    tell(&world, &post).await;
    let told = post.taken();
    let texts: Vec<&str> = told
        .iter()
        .map(|(_, t)| t["text"].as_str().unwrap())
        .collect();
    let [expired, failed] = &texts[..] else {
        panic!("expected two notifications: {texts:#?}");
    };
    assert!(expired.contains("a pause has ended by itself"), "{expired}");
    assert!(expired.contains("&lt;!channel&gt;"), "{expired}");
    assert!(
        failed.contains("1 resource could not be restored"),
        "{failed}"
    );
    assert!(failed.contains("access denied"), "{failed}");
    world.cloud.state().denied.clear();
    let mut settings = ledger.enforcement(&web()).await.unwrap();
    settings.guardrails = Guardrails {
        max_changes: 0,
        ..Guardrails::default()
    };
    set(&world, &settings).await;
    run(&world).await;
    tell(&world, &post).await;
    let (_, told) = &post.taken()[0];
    let text = told["text"].as_str().unwrap();
    assert!(
        text.contains("nothing was restored: one run may revert 0"),
        "{text}"
    );
    assert_eq!(run_and_tell(&world, &post).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_proposal_comes_with_the_command_that_approves_it() {
    let on = [Occasion::Proposed];
    let (world, post) = telling(&["a"], Mode::Approve, vec![wishes(CHAT, &on)]).await;
    world.cloud.set("a", 2);
    run(&world).await;
    tell(&world, &post).await;
    let (_, told) = &post.taken()[0];
    let id = told["resources"][0]["proposal"].as_str().unwrap();
    let proposals = world.store.proposals(&web()).await.unwrap();
    assert_eq!(proposals[0].id, id);
    let command = format!("driftlock approve {id}");
    assert_eq!(told["resources"][0]["command"], command);
    assert!(told["text"].as_str().unwrap().contains(&command));
}

#[tokio::test]
async fn a_quarantine_names_the_attribute_and_how_often() {
    let on = [Occasion::Quarantined];
    let (world, post) = telling(&["a"], Mode::Enforce, vec![wishes(CHAT, &on)]).await;
    for _ in 0..4 {
        world.cloud.set("a", 2);
        run(&world).await;
    }
    tell(&world, &post).await;
    let (_, told) = &post.taken()[0];
    let text = told["text"].as_str().unwrap();
    assert!(text.contains("`size`: `reverted 3 times"), "{text}");
}

#[tokio::test]
async fn each_webhook_is_told_what_it_wants_from_when_it_was_set() {
    let notify = vec![wishes(CHAT, &[Occasion::Drift])];
    let (world, post) = telling(&["a"], Mode::Enforce, notify).await;
    world.cloud.set("a", 2);
    assert_eq!(run_and_tell(&world, &post).await, ["drift"]);
    let mut settings = world.store.enforcement(&web()).await.unwrap();
    settings.notify.push(wishes(PAGER, &[Occasion::InSync]));
    // The same address once more: it is told what either wants, once.
    settings.notify.push(wishes(PAGER, &[Occasion::Restored]));
    set(&world, &settings).await;
    assert!(
        run_and_tell(&world, &post).await.is_empty(),
        "the past is past"
    );
    world.cloud.set("a", 3);
    run(&world).await;
    assert_eq!(tell(&world, &post).await.taken, 3);
    let mut told: Vec<(String, String)> = Vec::new();
    for (to, one) in post.taken() {
        told.push((to, one["kind"].as_str().unwrap().to_owned()));
    }
    told.sort();
    let expected = [(CHAT, "drift"), (PAGER, "in_sync"), (PAGER, "restored")];
    assert_eq!(
        told,
        expected.map(|(to, kind)| (to.to_owned(), kind.to_owned()))
    );
    settings.notify.clear();
    set(&world, &settings).await;
    assert!(world.store.notified(&web()).await.unwrap().told.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_webhook_that_fails_loses_nothing_and_hides_no_other() {
    let notify = vec![wishes(CHAT, &[]), wishes(PAGER, &[])];
    let (world, post) = telling(&["a"], Mode::Observe, notify).await;
    world.cloud.set("a", 2);
    run(&world).await;
    post.fail(CHAT, &[Again::Soon; 3]);
    let first = tell(&world, &post).await;
    assert_eq!((first.taken, first.untold.len()), (1, 1));
    assert_eq!(post.tries(), 4, "three of one and one of the other");
    let said = first.untold[0].to_string();
    assert!(said.contains("`https://chat.example.com/…`"), "{said}");
    assert!(said.contains("503") && !said.contains("secret"), "{said}");
    assert_eq!(post.kinds(), ["drift"]);
    // The next run tries again; what helps in a moment helps within it.
    post.fail(
        CHAT,
        &[Again::Soon, Again::After(SignedDuration::from_secs(2))],
    );
    let second = tell(&world, &post).await;
    assert_eq!((second.taken, second.untold.len()), (1, 0));
    assert_eq!(post.tries(), 3);
    assert_eq!(post.taken()[0].0, CHAT);
    assert_eq!(tell(&world, &post).await, Telling::default());
    assert_eq!(post.tries(), 0);
}

#[tokio::test]
async fn who_asks_for_time_gets_it_and_a_test_ends_the_wait() {
    let (world, post) = telling(&["a"], Mode::Observe, vec![wishes(CHAT, &[])]).await;
    world.cloud.set("a", 2);
    run(&world).await;
    let hour = SignedDuration::from_hours(1);
    post.fail(CHAT, &[Again::After(hour)]);
    assert_eq!(tell(&world, &post).await.untold.len(), 1);
    assert_eq!(tell(&world, &post).await, Telling::default());
    assert_eq!(post.tries(), 1);
    world.pass(hour);
    // What is wrong over there is tried once in a run, and ever more seldom.
    post.fail(CHAT, &[Again::Later]);
    assert_eq!(tell(&world, &post).await.untold.len(), 1);
    assert_eq!(tell(&world, &post).await, Telling::default());
    assert_eq!(post.tries(), 1);
    let ledger = world.engine.ledger();
    let tested = ledger.test_notify(&web(), &post).await.unwrap();
    assert_eq!(tested[0].1.as_ref().unwrap().status, 200);
    assert_eq!(post.kinds(), ["test"]);
    assert_eq!(tell(&world, &post).await.taken, 1);
    assert_eq!(post.kinds(), ["drift"]);
}

#[tokio::test]
async fn what_is_too_old_is_told_in_one() {
    let (world, post) = telling(&["a"], Mode::Observe, vec![wishes(CHAT, &[])]).await;
    for size in 2..5 {
        world.cloud.set("a", size);
        run(&world).await;
    }
    world.pass(SignedDuration::from_hours(25));
    world.cloud.set("a", 1);
    run(&world).await;
    tell(&world, &post).await;
    let told = post.taken();
    let kinds: Vec<&Value> = told.iter().map(|(_, one)| &one["kind"]).collect();
    assert_eq!(kinds, ["missed", "in_sync"]);
    assert_eq!(told[0].1["missed"], serde_json::json!({"drift": 3}));
    for size in 2..40 {
        world.cloud.set("a", size);
        run(&world).await;
    }
    assert_eq!(tell(&world, &post).await.taken, 21);
    assert_eq!(
        post.taken()[0].1["missed"],
        serde_json::json!({"drift": 18})
    );
    assert!(run_and_tell(&world, &post).await.is_empty());
}

#[tokio::test]
async fn a_restore_whose_begin_was_told_of_before_is_still_named() {
    let (world, post) = telling(&["a"], Mode::Enforce, vec![wishes(CHAT, &[])]).await;
    world.cloud.set("a", 2);
    run(&world).await;
    let events = world.store.events(&web()).await.unwrap();
    let begun = events
        .iter()
        .find(|e| e.body.what.name() == "restore_started");
    let begun = begun.unwrap().body.id.clone();
    let so_far = |all: &mut driftlock_store::Notified| {
        for told in all.told.values_mut() {
            told.event.clone_from(&begun);
        }
    };
    world.store.update_notified(&web(), so_far).await.unwrap();
    tell(&world, &post).await;
    let told = post.taken();
    assert_eq!(told[0].1["kind"], "restored");
    assert_eq!(told[0].1["resources"][0]["id"], "a");
}

/// As the claim of a run that was killed while it told.
#[tokio::test(start_paused = true)]
async fn one_run_at_a_time_tells_and_a_dead_one_is_waited_for() {
    let (world, post) = telling(&["a"], Mode::Observe, vec![wishes(CHAT, &[])]).await;
    world.cloud.set("a", 2);
    run(&world).await;
    let until = world.engine.ledger().now() + SignedDuration::from_secs(10);
    let id = "theirs".to_owned();
    let claim = Some(driftlock_store::Claim { id, until });
    let theirs = |all: &mut driftlock_store::Notified| all.claim = claim.clone();
    world.store.update_notified(&web(), theirs).await.unwrap();
    assert_eq!(tell(&world, &post).await, Telling::default(), "it goes on");
    let (told, ()) = tokio::join!(tell(&world, &post), async {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        world.pass(SignedDuration::from_secs(10));
    });
    assert_eq!(told.taken, 1, "it ended");
    assert_eq!(world.store.notified(&web()).await.unwrap().claim, None);
}

#[tokio::test]
async fn many_resources_are_counted_and_the_history_keeps_no_address() {
    let ids: Vec<String> = (0..60).map(|n| format!("t{n:02}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let (world, post) = telling(&ids, Mode::Observe, vec![wishes(CHAT, &[])]).await;
    for id in &ids {
        world.cloud.set(id, 2);
    }
    run(&world).await;
    tell(&world, &post).await;
    let (_, told) = &post.taken()[0];
    assert_eq!(told["resources"].as_array().unwrap().len(), 50);
    assert_eq!(told["omitted"], 10);
    let text = told["text"].as_str().unwrap();
    assert!(text.ends_with("and 50 more"), "{text}");
    let events = world.store.events(&web()).await.unwrap();
    let kept = serde_json::to_string(&events).unwrap();
    assert!(kept.contains("chat.example.com") && !kept.contains("hooks/secret"));
}

#[tokio::test]
async fn drift_from_a_new_revision_is_news() {
    let (world, post) = telling(&["a", "b"], Mode::Observe, vec![wishes(CHAT, &[])]).await;
    world.cloud.set("a", 2);
    assert_eq!(run_and_tell(&world, &post).await, ["drift"]);
    world.cloud.set("b", 2);
    let accept = driftlock_engine::Capture {
        on_drift: driftlock_engine::OnDrift::Accept,
        ..wish()
    };
    world.engine.capture(accept, &quiet).await.unwrap();
    assert!(run_and_tell(&world, &post).await.is_empty());
    world.cloud.set("a", 3);
    run(&world).await;
    tell(&world, &post).await;
    let (_, told) = &post.taken()[0];
    assert_eq!(
        (&told["kind"], &told["revision"]),
        (&"drift".into(), &2.into())
    );
}
