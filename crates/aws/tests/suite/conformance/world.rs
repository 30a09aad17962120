//! An emulator, what Terraform made in it, and our view of it.

use std::collections::{BTreeMap, BTreeSet};

use driftlock_aws::{Connection, conceal_secrets, is_global, locate, normalise, shape};
use driftlock_core::{Attributes, Drift, HashKey, Key, Snapshot, Sweep, compare, diff};
use driftlock_testbed::{Moto, Terraform, Workspace};
use serde_json::{Value, json};

use super::case::{Case, Change};
use super::cost::Restores;
use crate::{emulated, scope};

/// Of this test alone.
const HASH_KEY: HashKey = HashKey::new([7; 32]);

const PRELUDE: &str = "import functools, json\nclient = functools.cache(client)\n";

pub(crate) struct World {
    pub(super) moto: Moto,
    workspace: Workspace,
    pub(super) connection: Connection,
    /// What Terraform's state holds of supported types, after a refresh.
    state: Vec<Declared>,
    /// Every id by its address.
    ids: BTreeMap<String, String>,
    /// Types of the cases, and those that their settings belong to.
    kinds: Vec<&'static str>,
}

/// A resource in Terraform's state.
struct Declared {
    address: String,
    key: Key,
    values: Attributes,
    /// Paths of what it declares of a resource of another type.
    parts: Vec<String>,
}

impl World {
    pub(crate) async fn create(cases: &[&Case]) -> Self {
        let moto = Moto::start().unwrap();
        let terraform = Terraform::find().unwrap();
        let workspace = terraform.workspace(&moto.endpoint()).unwrap();
        for case in cases {
            workspace
                .write(&format!("{}.tf", case.kind), case.hcl)
                .unwrap();
        }
        workspace.init().unwrap();
        if let Err(error) = workspace.apply() {
            let said = error.to_string();
            let faults = said.find("Error: ").and_then(|at| said.get(at..));
            panic!("{}", faults.unwrap_or(&said));
        }
        // Computed attributes, such as the rules that rule resources made, are read by a refresh.
        let refresh = ["apply", "-refresh-only", "-auto-approve", "-no-color"];
        let run = workspace.run(&refresh).unwrap();
        assert_eq!(run.code, 0, "{}", run.stderr);
        let connection = emulated(&moto.endpoint()).await;
        connection.conceal_with(HASH_KEY);
        let resources = workspace.resources().unwrap();
        let ids = resources
            .iter()
            .filter_map(|r| Some((text(&r["address"])?, text(&r["values"]["id"])?)))
            .collect();
        let state = resources
            .iter()
            .filter_map(|resource| declared(resource, &connection))
            .collect();
        let kinds = cases.iter().map(|case| case.kind).collect();
        Self {
            moto,
            workspace,
            connection,
            state,
            ids,
            kinds,
        }
    }

    pub(crate) async fn snapshot(&self) -> Snapshot {
        Snapshot::new(self.sweep().await.resources)
    }

    /// What we read is what Terraform's state holds, and nothing else is there.
    pub(crate) fn check_against_state(&self, cases: &[&Case], snapshot: &Snapshot) {
        let mut faults = Vec::new();
        let of_kinds = |d: &&Declared| self.kinds.contains(&d.key.kind.as_str());
        for declared in self.state.iter().filter(of_kinds) {
            if let Err(fault) = check_declared(declared, snapshot) {
                faults.push(format!("{}: {fault}", declared.address));
            }
        }
        let entries = driftlock_aws::catalogue().into_iter();
        for entry in entries.filter(|entry| self.wholes(entry.name).next().is_some()) {
            for difference in entry.differences {
                // Of one of the types that Terraform has for it.
                let mut of_type = self.wholes(entry.name);
                if !of_type.any(|d| d.values.contains_key(difference.attribute)) {
                    let name = difference.attribute;
                    faults.push(format!(
                        "{}.{name}: not in the provider's schema",
                        entry.name
                    ));
                }
            }
        }
        for case in cases {
            if case.not_in_emulator.is_none() && self.wholes(case.kind).next().is_none() {
                faults.push(format!("{}: its case declares none", case.kind));
            }
            faults.extend(self.check_undeclared(case, snapshot));
        }
        assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    }

    /// Resources of this type in the state, without those that declare a part of one.
    fn wholes(&self, kind: &str) -> impl Iterator<Item = &Declared> {
        let of_kind = move |d: &&Declared| d.parts.is_empty() && d.key.kind == kind;
        self.state.iter().filter(of_kind)
    }

    /// A setting that nobody declared is recorded as absent, or with AWS's own default.
    fn check_undeclared(&self, case: &Case, snapshot: &Snapshot) -> Vec<String> {
        let keys: BTreeSet<&Key> = self.state.iter().map(|d| &d.key).collect();
        let of_type = snapshot
            .resources
            .iter()
            .filter(|r| r.key.kind == case.kind && r.parent.is_some() && !keys.contains(&r.key));
        let parent_attribute = case.parent_attribute;
        let wrong = of_type.filter(|resource| {
            let expected = case.undeclared.map(|json| {
                let mut all: Attributes = serde_json::from_str(json).unwrap();
                all.insert("id".into(), resource.key.id.clone().into());
                if let Some(name) = parent_attribute {
                    all.insert(name.into(), resource.key.id.clone().into());
                }
                all
            });
            expected != resource.attributes
        });
        wrong
            .map(|r| format!("{}: undeclared, but read as {:?}", r.key, r.attributes))
            .collect()
    }

    /// Neither does a second look differ, nor does any restore plan a call.
    pub(crate) async fn check_nothing_drifts(&self, approved: &Snapshot) {
        let sweep = self.sweep().await;
        assert_eq!(paths(&drift(approved, &sweep)), BTreeMap::new());
        for observed in &sweep.resources {
            let wanted = approved.get(&observed.key).unwrap();
            let (kind, id) = (&observed.key.kind, &observed.key.id);
            let (wanted, observed) = (wanted.attributes.as_ref(), observed.attributes.as_ref());
            let plan = driftlock_aws::plan_restore(kind, id, wanted, observed);
            assert_eq!(plan.calls, [], "{kind} {id}");
        }
    }

    /// Does what somebody else would do.
    pub(crate) fn change(&self, round: &[(&Case, &Change)]) {
        let mut script = format!(
            "{PRELUDE}ids = json.loads({})\n",
            json!(json!(self.ids).to_string())
        );
        for (case, change) in round {
            let id = json!(self.key(case, change).id);
            script.push_str(&format!("id = {id}\n{}\n", change.statements));
        }
        if let Err(error) = self.moto.boto3(&script) {
            panic!("{error}\nof this script:\n{script}");
        }
    }

    /// Exactly the changes of `round` are seen.
    pub(crate) async fn check_drift(&self, approved: &Snapshot, round: &[(&Case, &Change)]) {
        let expected: BTreeMap<Key, Vec<String>> = round
            .iter()
            .map(|(case, change)| {
                let mut paths: Vec<_> = change.drift.iter().map(|path| self.path(path)).collect();
                paths.sort();
                (self.key(case, change), paths)
            })
            .collect();
        let names: Vec<_> = round.iter().map(|(_, change)| change.name).collect();
        let seen = paths(&drift(approved, &self.sweep().await));
        let keys: BTreeSet<_> = seen.keys().chain(expected.keys()).collect();
        let wrong = keys
            .into_iter()
            .filter(|key| seen.get(*key) != expected.get(*key));
        let wrong: Vec<String> = wrong
            .map(|key| {
                format!(
                    "{key}: saw {:?}, not {:?}",
                    seen.get(key),
                    expected.get(key)
                )
            })
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?} after {names:#?}");
    }

    /// Brings back whatever has drifted, as the engine would, and adds what was called.
    pub(crate) async fn restore(&self, approved: &Snapshot, restores: &mut Restores) {
        self.moto.reset_counts().unwrap();
        let mut drifted = drift(approved, &self.sweep().await).resources;
        drifted.sort_by_key(|drift| driftlock_aws::restore_rank(&drift.key.kind));
        for drift in drifted {
            let (key, wanted) = (&drift.key, approved.get(&drift.key).unwrap());
            let observed = self.connection.read(key).await.unwrap();
            let wanted = wanted.attributes.as_ref();
            let plan = driftlock_aws::plan_restore(&key.kind, &key.id, wanted, observed.as_ref());
            assert_eq!(plan.unrestorable, [], "{key}");
            let before = self.calls();
            for call in &plan.calls {
                crate::check_declared(&key.kind, &call.action);
                self.connection.execute(key, call).await.unwrap();
            }
            if !plan.calls.is_empty() {
                let calls = restores.calls.entry(key.kind.clone()).or_default();
                calls.push(self.calls() - before);
            }
        }
        restores
            .called
            .extend(self.moto.requests().unwrap().into_keys());
    }

    /// Brings back whatever has drifted by typing the lines that we print, and answers the commands
    /// by type.
    pub(crate) async fn restore_by_hand(&self, approved: &Snapshot) -> BTreeSet<(String, String)> {
        let sweep = self.sweep().await;
        let mut drifted = drift(approved, &sweep).resources;
        drifted.sort_by_key(|drift| driftlock_aws::restore_rank(&drift.key.kind));
        let (mut lines, mut commands) = (Vec::new(), BTreeSet::new());
        for drift in drifted {
            let key = &drift.key;
            let observed = sweep.resources.iter().find(|r| r.key == *key).unwrap();
            let wanted = approved.get(key).unwrap().attributes.as_ref();
            let observed = observed.attributes.as_ref();
            let plan = driftlock_aws::plan_restore(&key.kind, &key.id, wanted, observed);
            for call in &plan.calls {
                let line = driftlock_aws::command_line(key, call).unwrap();
                let operation = line.split(' ').nth(2).unwrap().to_owned();
                commands.insert((key.kind.clone(), operation));
                lines.push(line);
            }
        }
        let lines = lines.join("\n");
        if let Err(error) = self.moto.shell(&lines) {
            panic!("{error}\nof these lines:\n{lines}");
        }
        commands
    }

    pub(crate) fn check_terraform_has_nothing_to_do(&self) {
        let plan = self.workspace.plan().unwrap();
        let said = plan
            .stdout
            .lines()
            .filter(|line| !line.contains(": Refreshing state...") && !line.contains(": Read"));
        assert_eq!(plan.code, 0, "{}", said.collect::<Vec<_>>().join("\n"));
    }

    /// How many were made since the emulator began to count.
    fn calls(&self) -> u64 {
        self.moto.requests().unwrap().values().sum()
    }

    async fn sweep(&self) -> Sweep {
        let sweep = crate::sweep(&self.connection, &scope(&self.kinds, &[])).await;
        assert_eq!(sweep.unreadable, []);
        sweep
    }

    fn key(&self, case: &Case, change: &Change) -> Key {
        let mut declared = self.wholes(case.kind);
        if let Some(declared) = declared.find(|d| d.address == change.on) {
            return declared.key.clone();
        }
        let Some(id) = self.ids.get(change.on) else {
            panic!("{}: no `{}` in the state", change.name, change.on);
        };
        key(case.kind, id, &self.connection)
    }

    fn path(&self, template: &str) -> String {
        let mut path = template.to_owned();
        for (address, id) in &self.ids {
            path = path.replace(&format!("{{{address}}}"), id);
        }
        path
    }
}

fn declared(resource: &Value, connection: &Connection) -> Option<Declared> {
    let kind = text(&resource["type"])?;
    if resource["mode"] != "managed" {
        return None;
    }
    let values = resource["values"].as_object()?.clone();
    let found = locate(&kind, &values, &connection.identity().account)?;
    Some(Declared {
        address: text(&resource["address"])?,
        key: key(found.kind, &found.id, connection),
        values,
        parts: found.parts,
    })
}

fn key(kind: &str, id: &str, connection: &Connection) -> Key {
    let region = if is_global(kind) {
        Key::GLOBAL
    } else {
        connection.region()
    };
    Key {
        kind: kind.to_owned(),
        region: region.to_owned(),
        id: id.to_owned(),
        account: None,
    }
}

fn check_declared(declared: &Declared, snapshot: &Snapshot) -> Result<(), String> {
    let kind = &declared.key.kind;
    let read = snapshot.get(&declared.key).ok_or("not read")?;
    let read = read.attributes.as_ref().ok_or("read as absent")?;
    if !declared.parts.is_empty() {
        return check_parts(&declared.parts, kind, read);
    }
    let mut state = normalise(kind, declared.values.clone());
    conceal_secrets(kind, &mut state, Some(&HASH_KEY));
    let whole = read;
    let read = &of_schema(kind, &declared.values, whole)?;
    same(
        &state,
        read,
        "what Terraform's state holds, and what we read",
    )?;
    same(
        &normalise(kind, state.clone()),
        &state,
        "normalised twice, and once",
    )?;
    same(
        &normalise(kind, whole.clone()),
        whole,
        "what we read normalised, and as it is",
    )?;
    let changes = diff(Some(&state), Some(read), &shape(kind));
    if changes.is_empty() {
        Ok(())
    } else {
        Err(format!("equal, and yet: {changes:#?}"))
    }
}

/// What was read without what the type holds beyond the schema, which the state cannot know.
fn of_schema(kind: &str, state: &Attributes, read: &Attributes) -> Result<Attributes, String> {
    let mut read = read.clone();
    let entries = driftlock_aws::catalogue().into_iter();
    for entry in entries.filter(|entry| entry.name == kind) {
        for beyond in entry.beyond_schema {
            if state.contains_key(beyond.attribute) {
                return Err(format!("{} is in the schema", beyond.attribute));
            }
            read.remove(beyond.attribute);
        }
    }
    Ok(read)
}

/// Where a resource declares a part of another, a change in that part has the path that was told.
fn check_parts(parts: &[String], kind: &str, whole: &Attributes) -> Result<(), String> {
    let all: Vec<String> = diff(None, Some(whole), &shape(kind))
        .into_iter()
        .map(|change| change.path)
        .collect();
    let missing = |part: &&String| !all.iter().any(|path| path.starts_with(part.as_str()));
    let missing: Vec<_> = parts.iter().filter(missing).collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!("no {missing:?} among {all:#?}"))
    }
}

fn same(left: &Attributes, right: &Attributes, what: &str) -> Result<(), String> {
    let names: BTreeSet<_> = left.keys().chain(right.keys()).collect();
    let differ: Vec<String> = names
        .into_iter()
        .filter(|name| left.get(*name) != right.get(*name))
        .map(|name| {
            let (left, right) = (elements(left.get(name)), elements(right.get(name)));
            let only = |these: &[Value], those: &[Value]| -> Vec<String> {
                let only = these.iter().filter(|this| !those.contains(this));
                only.map(ToString::to_string).collect()
            };
            let (left, right) = (only(&left, &right), only(&right, &left));
            format!(
                "  {name}:\n    {}\n    {}",
                left.join(", "),
                right.join(", ")
            )
        })
        .collect();
    if differ.is_empty() {
        Ok(())
    } else {
        Err(format!("{what} differ:\n{}", differ.join("\n")))
    }
}

/// Those of a list; else the value itself.
fn elements(value: Option<&Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(elements)) => elements.clone(),
        other => other.cloned().into_iter().collect(),
    }
}

fn drift(approved: &Snapshot, sweep: &Sweep) -> Drift {
    compare("conformance", 1, approved, sweep, &shape)
}

fn paths(drift: &Drift) -> BTreeMap<Key, Vec<String>> {
    let of = |r: &driftlock_core::ResourceDrift| match r.changes.as_slice() {
        [] => vec![r.kind.to_string()],
        changes => changes.iter().map(|change| change.path.clone()).collect(),
    };
    drift
        .resources
        .iter()
        .map(|r| (r.key.clone(), of(r)))
        .collect()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
