//! Finds the locked resource that a change of a plan is about.

use std::collections::HashMap;

use super::LockedResource;
use crate::plan::{Planned, PlannedChange};

/// The resources of a revision, by all that may identify them.
pub(super) struct Index<'l> {
    ids: HashMap<(&'l str, &'l str), Vec<&'l LockedResource>>,
    addresses: HashMap<&'l str, &'l LockedResource>,
    arns: HashMap<&'l str, &'l LockedResource>,
    parts: HashMap<&'l str, &'l LockedResource>,
    /// Settings that are approved not to exist, by type and id.
    absent: HashMap<(&'l str, &'l str), &'l LockedResource>,
}

/// A locked resource.
pub(super) struct Found<'l> {
    pub(super) resource: &'l LockedResource,
    pub(super) by: By,
}

/// How a locked resource was found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// By its id, address or ARN.
    Itself,
    /// What is to be created will have its id: a setting has that of its object, and much else has
    /// its own name.
    Name,
    /// The plan has a part of it alone, such as one rule of a security group.
    Part,
}

impl<'l> Index<'l> {
    pub(super) fn new(resources: &'l [LockedResource]) -> Self {
        let mut index = Self {
            ids: HashMap::new(),
            addresses: HashMap::new(),
            arns: HashMap::new(),
            parts: HashMap::new(),
            absent: HashMap::new(),
        };
        for resource in resources {
            index.add(resource);
        }
        index
    }

    fn add(&mut self, resource: &'l LockedResource) {
        let (kind, id) = (resource.kind.as_str(), resource.id.as_str());
        if resource.attributes.is_none() {
            self.absent.insert((kind, id), resource);
            return;
        }
        self.ids.entry((kind, id)).or_default().push(resource);
        // Some types are imported by another id than they have.
        if let Some(other) = text_of(resource, "id").filter(|other| *other != id) {
            self.ids.entry((kind, other)).or_default().push(resource);
        }
        if let Some(address) = &resource.address {
            self.addresses.insert(address, resource);
        }
        if let Some(arn) = text_of(resource, "arn") {
            self.arns.insert(arn, resource);
        }
        let parts = resource.parts.iter();
        self.parts
            .extend(parts.map(|part| (part.as_str(), resource)));
    }

    /// By type and id, else by type and address. One with another ARN is another one, in another
    /// region or account; one with the same ARN is the same under another type.
    pub(super) fn find(&self, change: &PlannedChange) -> Option<Found<'l>> {
        let kind = change.kind.as_str();
        let arn = change.arn.as_deref();
        let fits = |one: &&'l LockedResource| match (arn, text_of(one, "arn")) {
            (Some(arn), Some(locked)) => arn == locked,
            _ => true,
        };
        let by_id = || {
            let all = self.ids.get(&(kind, change.id.as_deref()?))?;
            all.iter().copied().find(fits)
        };
        let by_address = || {
            let one = self.addresses.get(change.address.as_str()).copied();
            one.filter(|one| one.kind == kind).filter(fits)
        };
        let itself = by_id()
            .or_else(by_address)
            .or_else(|| self.arns.get(arn?).copied());
        let part = || self.parts.get(change.address.as_str()).copied();
        let found = |by| move |resource| Found { resource, by };
        // A name says what becomes of the resource; an address only where it stands.
        let named = self.named(change).map(found(By::Name));
        named
            .or_else(|| itself.map(found(By::Itself)))
            .or_else(|| part().map(found(By::Part)))
    }

    /// What a plan creates, where one of its attributes is the id of a locked resource of its type.
    fn named(&self, change: &PlannedChange) -> Option<&'l LockedResource> {
        let mut created = change.differing.iter().filter(|_| change.id.is_none());
        created.find_map(|one| match &one.planned {
            Planned::Known(serde_json::Value::String(id)) => {
                let key = (change.kind.as_str(), id.as_str());
                let there = || self.ids.get(&key)?.first().copied();
                self.absent.get(&key).copied().or_else(there)
            }
            _ => None,
        })
    }
}

fn text_of<'l>(resource: &'l LockedResource, attribute: &str) -> Option<&'l str> {
    resource.attributes.as_ref()?.get(attribute)?.as_str()
}
