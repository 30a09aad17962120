//! The resource view: what policies see as `input`.
//!
//! ```text
//! input.resources[address]   every resource that exists once the plan is applied
//! input.types[type]          the same, as a list by type
//! input.deleted[type]        resources that the plan removes
//! input.data[type]           data sources that are read only while applying
//! ```
//! A resource has `address`, `module`, `type`, `name`, `key`, `provider`, `actions`, and
//! - `values`, `before`: its attributes after and before; what is null, or unknown until apply, is
//!   absent
//! - `unknown`: attributes that the configuration sets to something known only after apply
//! - `computed`: attributes that nobody sets, so that the provider will
//! - `refers[attribute]`: addresses that an unknown attribute refers to
//! - `related[type]`: resources that configure this one, or that it configures
//! - `possible[type]`: resources of which that cannot be told before apply
//!
//! The joins are made here, through indexes, so that no policy has to compare every resource with
//! every other.

mod connect;
mod link;
mod observed;
mod place;
mod resolve;
mod unknown;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regorus::Value;

use crate::plan::Plan;
use crate::resource::{Mode, Resource};
use crate::value::{Values, object};
use connect::Connections;
pub use observed::Observed;
use place::Places;

/// Everything that policies judge, with its indexes.
#[derive(Debug)]
pub struct View {
    pub(crate) input: Value,
    pub(crate) judged: BTreeMap<Arc<str>, Judged>,
    pub(crate) secrets: BTreeSet<String>,
}

/// What the engine itself must know of a resource that policies judge.
#[derive(Debug)]
pub(crate) struct Judged {
    /// `aws_s3_bucket`.
    pub(crate) kind: Arc<str>,
    /// The attributes that the configuration sets to something known only after apply.
    pub(crate) open: Vec<Arc<str>>,
}

impl View {
    /// The view of a plan: its resources as they will be.
    #[must_use]
    pub fn of_plan(plan: Plan) -> Self {
        let configuration = plan.configuration.as_ref();
        let places = Places::new(&plan.resources);
        let connections = Connections::new(&plan.resources, &places, configuration);
        let mut builder = Builder::new(&plan.resources, &connections);
        builder.connect();
        let (types, judged) = builder.finish();
        let version = plan.terraform_version.as_deref();
        let facts = object(version.map(|version| ("terraform_version", Value::from(version))));
        Self {
            input: input(&plan.resources, types, facts),
            judged,
            secrets: plan.secrets,
        }
    }

    /// How many resources are judged.
    #[must_use]
    pub fn len(&self) -> usize {
        self.judged.len()
    }

    /// True when there is nothing to judge.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.judged.is_empty()
    }
}

type ByType = BTreeMap<String, Vec<Value>>;

fn input(resources: &[Resource], types: ByType, plan: Value) -> Value {
    let mut by_address = BTreeMap::new();
    for resource in types.values().flatten() {
        if let Value::Object(entries) = resource
            && let Some(address) = entries.get(&Value::from("address"))
        {
            by_address.insert(address.clone(), resource.clone());
        }
    }
    let gone = |r: &Resource| r.mode == Mode::Managed && !r.remains();
    object([
        ("resources", Value::from(by_address)),
        ("types", by_type(types)),
        ("deleted", by_type(others(resources, gone))),
        ("data", by_type(others(resources, |r| r.mode == Mode::Data))),
        ("plan", plan),
    ])
}

fn others(resources: &[Resource], wanted: impl Fn(&Resource) -> bool) -> ByType {
    let (mut types, mut names) = (ByType::new(), Values::default());
    for resource in resources.iter().filter(|resource| wanted(resource)) {
        let unknown = unknown::split(&resource.unknown, None);
        let facts = Value::from(facts(&mut names, resource, &unknown));
        types.entry(resource.kind.clone()).or_default().push(facts);
    }
    types
}

fn by_type(types: ByType) -> Value {
    Value::from(
        types
            .into_iter()
            .map(|(kind, resources)| (Value::from(kind), Value::from(resources)))
            .collect::<BTreeMap<_, _>>(),
    )
}

/// What is true of a resource by itself.
fn facts(
    names: &mut Values,
    resource: &Resource,
    unknown: &unknown::Unknown,
) -> BTreeMap<Value, Value> {
    let actions = resource
        .actions
        .iter()
        .map(|action| names.string(action))
        .collect::<Vec<_>>();
    let mut facts = BTreeMap::new();
    for (name, value) in [
        ("address", Value::from(resource.address.as_str())),
        ("module", names.string(&resource.module)),
        ("type", names.string(&resource.kind)),
        ("name", names.string(&resource.name)),
        ("provider", names.string(&resource.provider)),
        ("actions", Value::from(actions)),
        ("values", resource.after.clone()),
        ("before", resource.before.clone()),
        ("unknown", unknown.open.clone()),
        ("computed", unknown.computed.clone()),
    ] {
        facts.insert(names.string(name), value);
    }
    if let Some(key) = &resource.key {
        facts.insert(names.string("key"), Value::from(key.to_string()));
    }
    facts
}

/// The other resources that one resource is shown with, by type.
#[derive(Debug, Default)]
struct Others {
    related: ByType,
    possible: ByType,
}

struct Builder<'p> {
    resources: &'p [Resource],
    connections: &'p Connections<'p>,
    facts: Vec<Value>,
    open: Vec<Vec<Arc<str>>>,
    names: Values,
    others: BTreeMap<usize, Others>,
    /// Resources that may configure any one of a type: parent type, child type.
    vague: BTreeMap<&'static str, ByType>,
}

impl<'p> Builder<'p> {
    fn new(resources: &'p [Resource], connections: &'p Connections<'p>) -> Self {
        let mut builder = Self {
            resources,
            connections,
            facts: Vec::with_capacity(resources.len()),
            open: Vec::with_capacity(resources.len()),
            names: Values::default(),
            others: BTreeMap::new(),
            vague: BTreeMap::new(),
        };
        for number in 0..resources.len() {
            builder.describe(number);
        }
        builder
    }

    fn describe(&mut self, number: usize) {
        let Some(resource) = self.resources.get(number) else {
            return;
        };
        let unknown = unknown::split(&resource.unknown, self.connections.block(number));
        let mut facts = facts(&mut self.names, resource, &unknown);
        let mut open = Vec::new();
        let mut refers = BTreeMap::new();
        if let Value::Object(attributes) = &unknown.open {
            for name in attributes.keys() {
                let Value::String(name) = name else { continue };
                open.push(Arc::clone(name));
                let addresses = self.addresses(number, name);
                refers.insert(Value::String(Arc::clone(name)), Value::from(addresses));
            }
        }
        facts.insert(self.names.string("refers"), Value::from(refers));
        self.facts.push(Value::from(facts));
        self.open.push(open);
    }

    fn addresses(&self, number: usize, attribute: &str) -> Vec<Value> {
        let meaning = self.connections.meaning(number, attribute);
        let found = meaning.resources.into_iter();
        found
            .filter_map(|target| self.resources.get(target))
            .map(|target| Value::from(target.address.as_str()))
            .collect()
    }

    fn connect(&mut self) {
        for (number, resource) in self.resources.iter().enumerate() {
            if !resource.remains() {
                continue;
            }
            let Some((link, parents)) = self.connections.parents(number) else {
                continue;
            };
            if let Some(parent) = parents.certain {
                self.relate(parent, number);
            }
            for parent in parents.possible {
                self.suspect(parent, number);
            }
            if parents.vague {
                let facts = self.facts_of(number);
                let children = self.vague.entry(link.parent).or_default();
                children
                    .entry(resource.kind.clone())
                    .or_default()
                    .push(facts);
            }
        }
    }

    fn relate(&mut self, parent: usize, child: usize) {
        for (of, other) in [(parent, child), (child, parent)] {
            let (kind, facts) = (self.kind_of(other), self.facts_of(other));
            let others = self.others.entry(of).or_default();
            others.related.entry(kind).or_default().push(facts);
        }
    }

    fn suspect(&mut self, parent: usize, child: usize) {
        let (kind, facts) = (self.kind_of(child), self.facts_of(child));
        let others = self.others.entry(parent).or_default();
        others.possible.entry(kind).or_default().push(facts);
    }

    fn kind_of(&self, number: usize) -> String {
        self.resources
            .get(number)
            .map_or_else(String::new, |resource| resource.kind.clone())
    }

    fn facts_of(&self, number: usize) -> Value {
        self.facts.get(number).cloned().unwrap_or(Value::Undefined)
    }

    fn finish(mut self) -> (ByType, BTreeMap<Arc<str>, Judged>) {
        let vague: BTreeMap<&str, Value> = std::mem::take(&mut self.vague)
            .into_iter()
            .map(|(parent, children)| (parent, by_type(children)))
            .collect();
        let (mut types, mut judged) = (ByType::new(), BTreeMap::new());
        let open = std::mem::take(&mut self.open);
        let facts = std::mem::take(&mut self.facts);
        for (number, ((resource, open), facts)) in
            self.resources.iter().zip(open).zip(facts).enumerate()
        {
            if !resource.remains() {
                continue;
            }
            let others = self.others.remove(&number).unwrap_or_default();
            let full = complete(facts, others, vague.get(resource.kind.as_str()));
            types.entry(resource.kind.clone()).or_default().push(full);
            let kind = Arc::from(resource.kind.as_str());
            judged.insert(Arc::from(resource.address.as_str()), Judged { kind, open });
        }
        (types, judged)
    }
}

/// A resource with the others that it is shown with.
fn complete(facts: Value, others: Others, vague: Option<&Value>) -> Value {
    let mut facts = facts;
    let possible = match (others.possible.is_empty(), vague) {
        (true, None) => None,
        (true, Some(vague)) => Some(vague.clone()),
        (false, vague) => Some(merge(others.possible, vague)),
    };
    if let Ok(entries) = facts.as_object_mut() {
        if !others.related.is_empty() {
            entries.insert(Value::from("related"), by_type(others.related));
        }
        if let Some(possible) = possible {
            entries.insert(Value::from("possible"), possible);
        }
    }
    facts
}

fn merge(mut possible: ByType, vague: Option<&Value>) -> Value {
    if let Some(Value::Object(vague)) = vague {
        for (kind, more) in vague.iter() {
            if let (Value::String(kind), Value::Array(more)) = (kind, more) {
                let all = possible.entry(kind.to_string()).or_default();
                all.extend(
                    more.iter()
                        .filter(|facts| !all.contains(facts))
                        .cloned()
                        .collect::<Vec<_>>(),
                );
            }
        }
    }
    by_type(possible)
}
