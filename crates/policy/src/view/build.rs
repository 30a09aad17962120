//! Puts each resource together with the others that it is shown with.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regorus::Value;

use super::connect::Connections;
use super::{ByType, Judged, by_type, facts, unknown};
use crate::resource::Resource;
use crate::value::{Values, object};

/// Lists of what may configure a resource are written out up to this length, all together. Beyond it,
/// what may configure some resources of a type counts as what may configure any of them.
const MOST_LISTED: usize = 1_000_000;

/// The other resources that one resource is shown with, by type.
#[derive(Debug, Default)]
struct Others {
    related: ByType,
    possible: ByType,
}

/// Attributes of one resource that are known only after apply.
#[derive(Debug, Default)]
struct Open {
    all: Vec<Arc<str>>,
    unsettled: Vec<Arc<str>>,
}

/// What becomes of a view's resources.
pub(super) struct Built {
    /// All resources that remain, by type.
    pub(super) types: ByType,
    /// What the engine must know of each.
    pub(super) judged: BTreeMap<Arc<str>, Judged>,
    /// Resources that may configure any one of a type: parent type, child type.
    pub(super) vague: Value,
}

/// Builds the resources of a view, in three steps: describe, connect, finish.
pub(super) struct Builder<'p> {
    resources: &'p [Resource],
    connections: &'p Connections<'p>,
    facts: Vec<Value>,
    open: Vec<Open>,
    names: Values,
    others: BTreeMap<usize, Others>,
    /// Resources that may configure any one of a type: parent type, child type.
    vague: BTreeMap<&'static str, ByType>,
    /// Resources that may configure some of a type, by their numbers.
    suspects: BTreeMap<&'static str, BTreeSet<usize>>,
}

impl<'p> Builder<'p> {
    /// Describes each resource by itself.
    pub(super) fn new(resources: &'p [Resource], connections: &'p Connections<'p>) -> Self {
        let mut builder = Self {
            resources,
            connections,
            facts: Vec::with_capacity(resources.len()),
            open: Vec::with_capacity(resources.len()),
            names: Values::default(),
            others: BTreeMap::new(),
            vague: BTreeMap::new(),
            suspects: BTreeMap::new(),
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
        let mut open = Open::default();
        let mut refers = BTreeMap::new();
        if let Value::Object(attributes) = &unknown.open {
            for name in attributes.keys() {
                let Value::String(name) = name else { continue };
                open.all.push(Arc::clone(name));
                let addresses = self.addresses(number, name);
                if addresses.is_empty() {
                    open.unsettled.push(Arc::clone(name));
                }
                refers.insert(Value::String(Arc::clone(name)), Value::from(addresses));
            }
        }
        facts.insert(self.names.string("refers"), Value::from(refers));
        self.facts.push(Value::from(facts));
        self.open.push(open);
    }

    fn addresses(&self, number: usize, attribute: &str) -> Vec<Value> {
        let meaning = self.connections.meaning(number, attribute);
        let resources = meaning
            .resources
            .into_iter()
            .filter_map(|target| self.resources.get(target))
            .map(|target| Value::from(target.address.as_str()));
        let data = self.connections.data(number, attribute);
        resources.chain(data.into_iter().map(Value::from)).collect()
    }

    /// Finds what configures what.
    pub(super) fn connect(&mut self) {
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
            if parents.vague {
                self.suspect_any(link.parent, number);
                continue;
            }
            for parent in parents.possible {
                self.suspect(parent, number);
                self.suspects.entry(link.parent).or_default().insert(number);
            }
        }
        self.shorten();
    }

    /// Keeps the lists of what may configure a resource from growing with the square of the plan.
    fn shorten(&mut self) {
        for (parent, children) in std::mem::take(&mut self.suspects) {
            let vague: usize = self
                .vague
                .get(parent)
                .map_or(0, |children| children.values().map(Vec::len).sum());
            let resources = self.resources;
            let of_type = |number: &usize| resources.get(*number).is_some_and(|r| r.kind == parent);
            let suspecting = |(number, others): &(&usize, &Others)| {
                of_type(number) && !others.possible.is_empty()
            };
            let parents = self.others.iter().filter(suspecting).count();
            if vague.saturating_mul(parents) <= MOST_LISTED {
                continue;
            }
            for (number, others) in &mut self.others {
                if of_type(number) {
                    others.possible.clear();
                }
            }
            for child in children {
                self.suspect_any(parent, child);
            }
        }
    }

    fn suspect_any(&mut self, parent: &'static str, child: usize) {
        let (kind, facts) = (self.kind_of(child), self.facts_of(child));
        let children = self.vague.entry(parent).or_default();
        children.entry(kind).or_default().push(facts);
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

    /// The finished view.
    pub(super) fn finish(mut self) -> Built {
        let vague: BTreeMap<&'static str, Value> = std::mem::take(&mut self.vague)
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
            let Open { all, unsettled } = open;
            judged.insert(
                Arc::from(resource.address.as_str()),
                Judged {
                    kind,
                    open: all,
                    unsettled,
                },
            );
        }
        Built {
            types,
            judged,
            vague: object(vague),
        }
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

/// What may configure one resource, then what may configure any of its type.
fn merge(mut possible: ByType, vague: Option<&Value>) -> Value {
    if let Some(Value::Object(vague)) = vague {
        for (kind, more) in vague.iter() {
            if let (Value::String(kind), Value::Array(more)) = (kind, more) {
                let all = possible.entry(kind.to_string()).or_default();
                all.extend(more.iter().cloned());
            }
        }
    }
    by_type(possible)
}
