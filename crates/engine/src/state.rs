//! What a Terraform state manages, as scope and as addresses.

use std::collections::{BTreeMap, BTreeSet};

use driftlock_aws::{Entry, Kind, Located, catalogue, locate};
use driftlock_core::{Attributes, Resource, Scope, Selector, Snapshot};

/// A managed resource in a Terraform state.
#[derive(Clone, Debug, PartialEq)]
pub struct Declared {
    /// Its whole address, such as `module.web["a"].aws_s3_bucket.logs[0]`.
    pub address: String,
    /// Its Terraform type.
    pub kind: String,
    /// Its attributes.
    pub values: Attributes,
}

/// Gives a resource the addresses by which a snapshot knows it, if it does.
pub(crate) fn addressed_as(resource: &mut Resource, known: &Snapshot) {
    if let Some(known) = known.get(&resource.key) {
        resource.address.clone_from(&known.address);
        resource.parts.clone_from(&known.parts);
    }
}

/// Types and ids, with the addresses of the whole resource and of its parts by their paths.
#[derive(Clone, Debug, Default)]
pub(crate) struct Addresses(BTreeMap<(String, String), Names>);

#[derive(Clone, Debug, Default)]
struct Names {
    whole: Option<String>,
    parts: BTreeMap<String, String>,
}

impl Addresses {
    /// Where the resources of a state are. Those of types that nothing holds are left out.
    pub(crate) fn of(state: &[Declared], account: &str) -> Self {
        let mut all = Self::default();
        for declared in state {
            if let Some(found) = locate(&declared.kind, &declared.values, account) {
                all.add(found, &declared.address);
            }
        }
        all
    }

    fn add(&mut self, found: Located, address: &str) {
        let names = self.0.entry((found.kind.to_owned(), found.id)).or_default();
        if found.parts.is_empty() {
            names.whole = Some(address.to_owned());
        }
        let parts = found.parts.into_iter();
        names
            .parts
            .extend(parts.map(|part| (part, address.to_owned())));
    }

    /// Gives a resource its addresses; none where the state does not know it.
    pub(crate) fn name(&self, resource: &mut Resource) {
        let key = (resource.key.kind.clone(), resource.key.id.clone());
        let names = self.0.get(&key).cloned().unwrap_or_default();
        resource.address = names.whole;
        resource.parts = names.parts;
    }

    /// A scope of what the state manages, with all settings of its objects; none where it manages
    /// nothing that can be held.
    pub(crate) fn scope(&self) -> Option<Scope> {
        let types = catalogue();
        let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (kind, id) in self.0.keys() {
            let object = |entry: &&Entry| entry.name == kind;
            let setting = |entry: &&Entry| matches!(entry.kind, Kind::SettingOf(of) if of == kind);
            for entry in types.iter().filter(|entry| object(entry) || setting(entry)) {
                ids.entry(entry.name)
                    .or_default()
                    .insert(globset::escape(id));
            }
        }
        let selector = |(kind, ids): (&str, BTreeSet<String>)| Selector {
            resource_types: vec![kind.to_owned()],
            ids: ids.into_iter().collect(),
            ..Selector::default()
        };
        let select: Vec<Selector> = ids.into_iter().map(selector).collect();
        (!select.is_empty()).then_some(Scope {
            select,
            exclude: Vec::new(),
        })
    }
}
