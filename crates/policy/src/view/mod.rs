//! The resource view: what policies see as `input`.
//!
//! ```text
//! input.resources[address]   every resource that exists once the plan is applied
//! input.types[type]          the same, as a list by type
//! input.deleted[type]        resources that the plan removes
//! input.data[type]           data sources that are read only while applying
//! input.vague[parent][type]  resources that may configure any resource of the type `parent`, which
//!                            cannot be told before apply; the end of every `possible[type]`
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

mod build;
mod connect;
mod foreign;
mod link;
mod observed;
mod place;
mod resolve;
mod unknown;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regorus::Value;

use crate::address::{self, Segment};
use crate::plan::Plan;
use crate::policy::Policy;
use crate::resource::{Key, Mode, Resource};
use crate::value::{Values, member, object};
use build::{Builder, Built};
use connect::Connections;
pub(crate) use foreign::Foreign;
pub use observed::{Observed, observed_document};
use place::Places;

/// Values longer than this, policy documents for one, are not repeated in reports.
const LONGEST_SHOWN: usize = 60;

/// Everything that policies judge, with its indexes.
#[derive(Debug)]
pub struct View {
    pub(crate) input: Value,
    pub(crate) judged: BTreeMap<Arc<str>, Judged>,
    pub(crate) secrets: BTreeSet<String>,
    /// The types that were read, where not all of them could be.
    pub(crate) read: Option<BTreeSet<String>>,
    /// What policies of other tools see, where there are any.
    pub(crate) foreign: Option<Foreign>,
}

/// What the engine itself must know of a resource that policies judge.
#[derive(Debug)]
pub(crate) struct Judged {
    /// `aws_s3_bucket`.
    pub(crate) kind: Arc<str>,
    /// The attributes that the configuration sets to something known only after apply.
    pub(crate) open: Vec<Arc<str>>,
    /// Those of them that refer to nothing that stands for their value.
    pub(crate) unsettled: Vec<Arc<str>>,
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
        let Built {
            types,
            judged,
            vague,
        } = builder.finish();
        let version = plan.terraform_version.as_deref();
        let facts = object(version.map(|version| ("terraform_version", Value::from(version))));
        Self {
            input: input(&plan.resources, types, vague, facts),
            judged,
            secrets: plan.secrets,
            read: None,
            foreign: None,
        }
    }

    /// The view of resources of which only these types were read: of any other there may be some.
    #[must_use]
    pub fn of_types(mut self, read: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.read = Some(read.into_iter().map(Into::into).collect());
        self
    }

    /// A type that a policy looks for, and that was not read.
    pub(crate) fn blind<'p>(&self, policy: &'p Policy) -> Option<&'p String> {
        let read = self.read.as_ref()?;
        let looks_for = &policy.metadata.custom.looks_for;
        looks_for.iter().find(|kind| !read.contains(*kind))
    }

    /// How many resources are judged.
    #[must_use]
    pub fn len(&self) -> usize {
        self.judged.len()
    }

    /// What an attribute of a resource will be, as JSON; nothing where it is long, absent or unknown.
    pub(crate) fn value(&self, address: &str, attribute: &str) -> Option<String> {
        let resource =
            member(&self.input, "resources").and_then(|resources| member(resources, address))?;
        let mut value = member(resource, "values")?;
        for segment in address::segments(attribute) {
            value = match (segment, value) {
                (Segment::Key(Key::Number(at)), Value::Array(items)) => {
                    items.get(usize::try_from(at).ok()?)?
                }
                (Segment::Name(name), Value::Array(items)) => member(items.first()?, name)?,
                (Segment::Name(name), other) => member(other, name)?,
                (Segment::Key(Key::Text(key)), other) => member(other, &key)?,
                _ => return None,
            };
        }
        let shown = serde_json::to_string(value).ok()?;
        (shown.len() <= LONGEST_SHOWN).then_some(shown)
    }

    /// True when there is nothing to judge.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.judged.is_empty()
    }
}

/// Values of resources, by type.
type ByType = BTreeMap<String, Vec<Value>>;

fn input(resources: &[Resource], types: ByType, vague: Value, plan: Value) -> Value {
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
        ("vague", vague),
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
