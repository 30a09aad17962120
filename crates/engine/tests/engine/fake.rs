//! A cloud that does what a test says, and remembers what it was asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use driftlock_core::{
    Actor, Attributes, BadScope, BaselineName, Call, Key, PROVIDER_AWS, Resource, Risk, Scope,
    Selector, Shape, Sweep, Unreadable, Unrestorable, diff,
};
use driftlock_engine::{Capture, Cloud, Engine, Identity, Ledger, OnDrift, ReadError, Require};
use driftlock_store::Store;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

pub(crate) const KIND: &str = "fake_thing";
const REGION: &str = "fake-1";

type CallHook = Box<dyn FnMut(&Key) + Send>;
type SweepHook = Box<dyn FnMut(&mut BTreeMap<String, Attributes>) + Send>;

#[derive(Default)]
pub(crate) struct State {
    pub(crate) things: BTreeMap<String, Attributes>,
    pub(crate) unreadable: BTreeSet<String>,
    /// Calls on these are refused.
    pub(crate) denied: BTreeSet<String>,
    /// Calls on these are throttled.
    pub(crate) throttled: BTreeSet<String>,
    /// Calls on these are accepted and change nothing.
    pub(crate) deaf: BTreeSet<String>,
    /// Reads of these show the past for so many times after a call.
    pub(crate) lag: BTreeMap<String, (u32, Attributes)>,
    pub(crate) calls: Vec<String>,
    /// Who is said to change things.
    pub(crate) actors: Vec<String>,
    /// Told before each call.
    pub(crate) before_call: Option<CallHook>,
    pub(crate) sweeps: usize,
    /// Told after each sweep.
    pub(crate) after_sweep: Option<SweepHook>,
}

pub(crate) struct FakeCloud {
    identity: Identity,
    state: Mutex<State>,
}

impl FakeCloud {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(crate) fn set(&self, id: &str, size: i64) {
        self.state().things.insert(id.to_owned(), thing(id, size));
    }

    pub(crate) fn size(&self, id: &str) -> i64 {
        self.state().things[id]["size"].as_i64().unwrap()
    }

    pub(crate) fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.state().calls)
    }
}

/// A thing that grew is a danger; everything else is looks.
fn shape() -> Shape {
    Shape {
        risk: Some(|path, approved, observed| match path {
            "size" if observed.as_i64() > approved.as_i64() => Risk::ExposureWidened,
            _ => Risk::Cosmetic,
        }),
        ..Shape::default()
    }
}

pub(crate) fn thing(id: &str, size: i64) -> Attributes {
    json!({"id": id, "size": size, "tags": {}})
        .as_object()
        .unwrap()
        .clone()
}

fn denied(what: &str) -> ReadError {
    let cause = format!("access denied calling `fake:{what}`");
    ReadError {
        cause,
        help: format!("grant `fake:{what}`"),
        throttled: false,
        request_id: None,
    }
}

#[async_trait]
impl Cloud for FakeCloud {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn region(&self) -> &'static str {
        REGION
    }

    fn supported_types(&self) -> Vec<&'static str> {
        vec![KIND]
    }

    fn shape(&self, _kind: &str) -> Shape {
        shape()
    }

    fn command_line(&self, key: &Key, call: &Call) -> Option<String> {
        Some(format!("fake --id {} '{}'", key.id, call.summary))
    }

    async fn actors(&self, _key: &Key, _since: Timestamp) -> Result<Vec<String>, ReadError> {
        Ok(self.state().actors.clone())
    }

    async fn maker(&self, _key: &Key) -> Result<Option<String>, ReadError> {
        Ok(self.state().actors.first().cloned())
    }

    fn restore_rank(&self, _kind: &str) -> u8 {
        0
    }

    async fn sweep(
        &self,
        scope: &Scope,
        known: &[Key],
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Sweep, BadScope> {
        let matcher = scope.matcher()?;
        let mut state = self.state();
        state.sweeps += 1;
        let mut sweep = Sweep::default();
        for (id, attributes) in &state.things {
            let resource = Resource {
                provider: PROVIDER_AWS.into(),
                key: key(id),
                account: self.identity.account.clone(),
                address: None,
                parent: None,
                parts: std::collections::BTreeMap::new(),
                attributes: Some(attributes.clone()),
            };
            if state.unreadable.contains(id) {
                let reason = "access denied calling `fake:Read`".to_owned();
                sweep.unreadable.push(Unreadable {
                    key: key(id),
                    parent: None,
                    reason,
                });
            } else if known.contains(&resource.key) || matcher.matches(&resource, &BTreeMap::new())
            {
                sweep.resources.push(resource);
            }
        }
        progress(sweep.resources.len());
        let State {
            after_sweep,
            things,
            ..
        } = &mut *state;
        if let Some(hook) = after_sweep {
            hook(things);
        }
        Ok(sweep)
    }

    async fn read(&self, key: &Key) -> Result<Option<Attributes>, ReadError> {
        let mut state = self.state();
        if state.unreadable.contains(&key.id) {
            return Err(denied("Read"));
        }
        let lag = state.lag.get_mut(&key.id);
        if let Some((left, past)) = lag.filter(|(left, _)| *left > 0) {
            *left -= 1;
            return Ok(Some(past.clone()));
        }
        Ok(state.things.get(&key.id).cloned())
    }

    fn plan_restore(
        &self,
        key: &Key,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> driftlock_aws::RestorePlan {
        let mut plan = driftlock_aws::RestorePlan::default();
        let whole = match (approved, observed) {
            (Some(_), None) => Some(("fake:Make", "make")),
            (None, Some(_)) => Some(("fake:Delete", "delete")),
            _ => None,
        };
        if let Some((action, verb)) = whole {
            plan.calls.push(Call {
                action: action.into(),
                summary: format!("{verb} {}", key.id),
                arguments: json!(approved),
            });
            return plan;
        }
        for change in diff(approved, observed, &shape()) {
            if change.path == "fixed" {
                let reason = "cannot change".to_owned();
                plan.unrestorable.push(Unrestorable {
                    path: change.path,
                    reason,
                });
                continue;
            }
            plan.calls.push(Call {
                action: "fake:Set".into(),
                summary: format!("set {}.{}", key.id, change.path),
                arguments: json!({ "name": change.path, "value": change.approved }),
            });
        }
        plan
    }

    async fn execute(&self, key: &Key, call: &Call) -> Result<driftlock_aws::Sent, ReadError> {
        let mut state = self.state();
        if let Some(hook) = &mut state.before_call {
            hook(key);
        }
        state.calls.push(call.summary.clone());
        if state.denied.contains(&key.id) {
            return Err(denied("Set"));
        }
        if state.throttled.contains(&key.id) {
            return Err(ReadError {
                throttled: true,
                ..denied("Set")
            });
        }
        if call.action == "fake:Make" {
            let made = call.arguments.as_object().unwrap().clone();
            state.things.insert(key.id.clone(), made);
        } else if call.action == "fake:Delete" {
            state.things.remove(&key.id);
        } else if !state.deaf.contains(&key.id) {
            let name = call.arguments["name"].as_str().unwrap().to_owned();
            let thing = state.things.get_mut(&key.id).unwrap();
            thing.insert(name, call.arguments["value"].clone());
        }
        Ok(driftlock_aws::Sent {
            request_id: Some(format!("req-{}", state.calls.len())),
        })
    }
}

pub(crate) fn key(id: &str) -> Key {
    Key {
        kind: KIND.into(),
        region: REGION.into(),
        id: id.into(),
        account: None,
    }
}

/// An engine over a fake cloud and a store in memory, with a clock that stands until it is moved.
pub(crate) struct World {
    pub(crate) cloud: Arc<FakeCloud>,
    pub(crate) store: Store,
    pub(crate) engine: Engine,
    clock: Arc<Mutex<Timestamp>>,
}

pub(crate) fn web() -> BaselineName {
    "web".parse().unwrap()
}

impl World {
    /// With things of size 1, not captured yet.
    pub(crate) fn with(ids: &[&str]) -> Self {
        Self::over(Store::in_memory(), ids, "123456789012")
    }

    pub(crate) fn over(store: Store, ids: &[&str], account: &str) -> Self {
        let identity = Identity {
            account: account.to_owned(),
            arn: format!("arn:aws:iam::{account}:user/test"),
        };
        let cloud = Arc::new(FakeCloud {
            identity,
            state: Mutex::default(),
        });
        for id in ids {
            cloud.set(id, 1);
        }
        let clock = Arc::new(Mutex::new(Timestamp::from_second(1_700_000_000).unwrap()));
        let now = {
            let clock = Arc::clone(&clock);
            Arc::new(move || *clock.lock().unwrap())
        };
        let actor = Actor {
            program: "test".into(),
            ..Actor::default()
        };
        let ledger = Ledger::new(store.clone(), actor, now);
        let engine = Engine::new(ledger, Arc::clone(&cloud) as Arc<dyn Cloud>);
        Self {
            cloud,
            store,
            engine,
            clock,
        }
    }

    /// The same, captured as baseline `web`.
    pub(crate) async fn captured(ids: &[&str]) -> Self {
        let world = Self::with(ids);
        world
            .engine
            .capture(wish(), &driftlock_engine::quiet)
            .await
            .unwrap();
        world
    }

    pub(crate) fn pass(&self, time: SignedDuration) {
        let mut clock = self.clock.lock().unwrap();
        *clock = clock.saturating_add(time).unwrap();
    }

    /// Names of all events of `web`, oldest first.
    pub(crate) async fn events(&self) -> Vec<&'static str> {
        let events = self.store.events(&web()).await.unwrap();
        events.iter().map(|event| event.body.what.name()).collect()
    }
}

pub(crate) fn wish() -> Capture {
    let selector = Selector {
        resource_types: vec![KIND.into()],
        ..Selector::default()
    };
    Capture {
        name: web(),
        scope: Some(Scope {
            select: vec![selector],
            exclude: vec![],
        }),
        state: None,
        ignore: None,
        reason: None,
        on_drift: OnDrift::Refuse,
        require: Require::AsBefore,
        dry_run: false,
        wait: SignedDuration::ZERO,
    }
}
