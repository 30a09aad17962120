//! Sweeping a scope: listing, choosing, reading.

use std::collections::{BTreeMap, BTreeSet};

use driftlock_core::{
    Attributes, BadScope, Call, Key, PROVIDER_AWS, Parent, Resource, Scope, ScopeMatcher, Sweep,
    Unreadable,
};
use futures::stream::{self, FuturesUnordered, StreamExt};

use crate::connection::Clients;
use crate::resources::{Kind, Listed, REGISTRY, ResourceType, Sent, find};
use crate::{CallError, Connection, conceal_secrets, tags};

/// Most reads under way at once in one region.
const CONCURRENCY: usize = 16;

impl Connection {
    /// Reads everything in `scope`, and everything in `known` whether or not it still matches: a
    /// resource that lost the tag it was chosen by has drifted, not vanished. What could not be read
    /// is part of the answer. `progress` is told the number of resources read so far.
    ///
    /// # Errors
    /// A pattern of the scope cannot be used.
    pub async fn sweep(
        &self,
        scope: &Scope,
        known: &[Key],
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Sweep, BadScope> {
        let scope = scope.clone().resolved(self.region());
        let matcher = scope.matcher()?;
        let needs_tags = scope
            .select
            .iter()
            .chain(&scope.exclude)
            .any(|s| !s.tags.is_empty());
        let mut regions: BTreeSet<String> = scope.regions().into_iter().collect();
        regions.extend(known.iter().map(|key| key.region.clone()));
        regions.insert(Key::GLOBAL.to_owned());
        let mut all = Sweep::default();
        for region in regions {
            let known: BTreeSet<&Key> = known.iter().filter(|key| key.region == region).collect();
            let region = RegionSweep {
                clients: self.patient_clients(&region),
                matcher: &matcher,
                known_ids: ids_by_type(&known),
                known,
                needs_tags,
                region,
            };
            // Each service has rate limits of its own, so they are asked side by side.
            let mut services: FuturesUnordered<_> = by_service()
                .into_values()
                .map(|kinds| region.service(kinds))
                .collect();
            while let Some(found) = services.next().await {
                all.extend(found);
                progress(all.resources.len());
            }
        }
        for resource in &mut all.resources {
            if let Some(attributes) = &mut resource.attributes {
                conceal_secrets(&resource.key.kind, attributes, self.hash_key());
            }
        }
        Ok(all)
    }

    /// Reads one resource anew; `None` where it does not exist or its type is unknown.
    ///
    /// # Errors
    /// AWS could not be asked.
    pub async fn read(&self, key: &Key) -> Result<Option<Attributes>, CallError> {
        match find(&key.kind) {
            Some(kind) => {
                let mut read = kind.read(&self.clients(&key.region), &key.id).await?;
                if let Some(attributes) = &mut read {
                    conceal_secrets(&key.kind, attributes, self.hash_key());
                }
                Ok(read)
            }
            None => Ok(None),
        }
    }

    /// Makes one call of a restore plan.
    ///
    /// # Errors
    /// AWS refused it, or could not be asked.
    pub async fn execute(&self, key: &Key, call: &Call) -> Result<Sent, CallError> {
        tracing::info!(action = %call.action, resource = %key, summary = %call.summary, "calling");
        match find(&key.kind) {
            Some(kind) => {
                kind.execute(&self.clients(&key.region), &key.id, call)
                    .await
            }
            None => Err(CallError::unusable(
                "",
                &format!("`{}` is not a supported resource type", key.kind),
            )),
        }
    }
}

/// Settings that were read all at once, by type and id.
type Together = BTreeMap<&'static str, Result<BTreeMap<String, Attributes>, CallError>>;

/// One region's part of a sweep.
struct RegionSweep<'a> {
    /// As keys have it.
    region: String,
    clients: Clients,
    matcher: &'a ScopeMatcher,
    known: BTreeSet<&'a Key>,
    /// Their ids, by type.
    known_ids: BTreeMap<&'a str, BTreeSet<&'a str>>,
    needs_tags: bool,
}

impl RegionSweep<'_> {
    /// All resources of some types, type by type.
    async fn service(&self, kinds: Vec<&'static dyn ResourceType>) -> Sweep {
        let mut all = Sweep::default();
        for kind in kinds {
            if kind.is_global() != (self.region == Key::GLOBAL) {
                continue;
            }
            all.extend(match kind.kind() {
                Kind::Object => self.objects(kind).await,
                Kind::SettingOfAccount => self.account_setting(kind).await,
                // Read with its parent.
                Kind::SettingOf(_) => Sweep::default(),
            });
        }
        all
    }

    async fn account_setting(&self, kind: &'static dyn ResourceType) -> Sweep {
        if self.wants(kind.name()) {
            let account = self.clients.account.clone();
            let none = Together::new();
            self.setting(kind, &account, &BTreeMap::new(), &none).await
        } else {
            Sweep::default()
        }
    }

    /// All objects of one type, with their settings.
    async fn objects(&self, kind: &'static dyn ResourceType) -> Sweep {
        let settings: Vec<&'static dyn ResourceType> = REGISTRY
            .iter()
            .copied()
            .filter(|s| s.kind() == Kind::SettingOf(kind.name()) && self.wants(s.name()))
            .collect();
        if settings.is_empty() && !self.wants(kind.name()) {
            return Sweep::default();
        }
        let listed = match kind.list(&self.clients).await {
            Ok(listed) => listed,
            Err(error) => return self.unreadable(kind, Unreadable::ALL, &error).into(),
        };
        let settings = &settings;
        let chosen: Vec<Listed> = listed
            .into_iter()
            .filter(|o| self.may_want(kind, settings, &o.id))
            .collect();
        let together = &match chosen.len() {
            0 | 1 => Together::new(),
            _ => self.together(settings).await,
        };
        stream::iter(chosen)
            .map(|object| self.object(kind, settings, together, object))
            .buffer_unordered(CONCURRENCY)
            .fold(Sweep::default(), |mut all, one| async move {
                all.extend(one);
                all
            })
            .await
    }

    /// Settings of types that read them all at once.
    async fn together(&self, settings: &[&'static dyn ResourceType]) -> Together {
        let mut together = Together::new();
        for kind in settings {
            if let Some(all) = kind.list_settings(&self.clients).await.transpose() {
                together.insert(kind.name(), all);
            }
        }
        together
    }

    async fn object(
        &self,
        kind: &'static dyn ResourceType,
        settings: &[&'static dyn ResourceType],
        together: &Together,
        listed: Listed,
    ) -> Sweep {
        let mut sweep = Sweep::default();
        let id = listed.id.clone();
        // The object itself is read where it is wanted, or where its tags decide.
        let attributes = if listed.attributes.is_some() {
            listed.attributes
        } else if self.may_want(kind, &[], &id) || self.needs_tags {
            match kind.complete(&self.clients, &listed).await {
                Ok(Some(attributes)) => Some(attributes),
                Ok(None) => return sweep,
                Err(error) => {
                    sweep.unreadable.push(self.unreadable(kind, &id, &error));
                    None
                }
            }
        } else {
            None
        };
        let tags = tags::of(attributes.as_ref());
        if attributes.is_some() {
            let object = self.resource(kind, &id, attributes);
            if self.keeps(&object, &tags) {
                sweep.resources.push(object);
            }
        }
        let parts = settings
            .iter()
            .map(|setting| self.setting(*setting, &id, &tags, together));
        for part in futures::future::join_all(parts).await {
            sweep.extend(part);
        }
        sweep
    }

    async fn setting(
        &self,
        kind: &'static dyn ResourceType,
        id: &str,
        tags: &BTreeMap<String, String>,
        together: &Together,
    ) -> Sweep {
        if !self.keeps(&self.resource(kind, id, None), tags) {
            return Sweep::default();
        }
        let read = match together.get(kind.name()) {
            Some(Ok(all)) => Ok(all.get(id).cloned()),
            Some(Err(error)) => Err(error.clone()),
            None => kind.read(&self.clients, id).await,
        };
        match read {
            Ok(attributes) => Sweep {
                resources: vec![self.resource(kind, id, attributes)],
                unreadable: Vec::new(),
            },
            Err(error) => self.unreadable(kind, id, &error).into(),
        }
    }

    fn wants(&self, kind: &str) -> bool {
        self.matcher.wants_type(kind, &self.region) || self.known_ids.contains_key(kind)
    }

    fn may_want(
        &self,
        kind: &'static dyn ResourceType,
        settings: &[&'static dyn ResourceType],
        id: &str,
    ) -> bool {
        let region = &self.region;
        let names = || settings.iter().map(|s| s.name()).chain([kind.name()]);
        let known = |name| self.known_ids.get(name).is_some_and(|ids| ids.contains(id));
        names().any(|name| self.matcher.may_match(name, region, id) || known(name))
    }

    fn keeps(&self, resource: &Resource, tags: &BTreeMap<String, String>) -> bool {
        self.known.contains(&resource.key) || self.matcher.matches(resource, tags)
    }

    fn resource(
        &self,
        kind: &'static dyn ResourceType,
        id: &str,
        attributes: Option<Attributes>,
    ) -> Resource {
        Resource {
            provider: PROVIDER_AWS.to_owned(),
            key: self.key(kind, id),
            account: self.clients.account.clone(),
            address: None,
            parent: parent(kind, id),
            parts: BTreeMap::new(),
            attributes,
        }
    }

    fn key(&self, kind: &'static dyn ResourceType, id: &str) -> Key {
        Key {
            kind: kind.name().to_owned(),
            region: self.region.clone(),
            id: id.to_owned(),
            account: None,
        }
    }

    fn unreadable(
        &self,
        kind: &'static dyn ResourceType,
        id: &str,
        error: &CallError,
    ) -> Unreadable {
        tracing::warn!(resource = kind.name(), id, %error, "could not be read");
        Unreadable {
            key: self.key(kind, id),
            parent: parent(kind, id),
            reason: error.to_string(),
        }
    }
}

fn ids_by_type<'a>(keys: &BTreeSet<&'a Key>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut all = BTreeMap::<&str, BTreeSet<&str>>::new();
    for key in keys {
        all.entry(&key.kind).or_default().insert(&key.id);
    }
    all
}

fn parent(kind: &'static dyn ResourceType, id: &str) -> Option<Parent> {
    match kind.kind() {
        Kind::Object => None,
        Kind::SettingOf(parent) => Some(Parent {
            kind: parent.to_owned(),
            id: id.to_owned(),
        }),
        Kind::SettingOfAccount => Some(Parent {
            kind: Parent::ACCOUNT.to_owned(),
            id: id.to_owned(),
        }),
    }
}

/// Types by the service that is asked about them: the prefix of their actions.
fn by_service() -> BTreeMap<&'static str, Vec<&'static dyn ResourceType>> {
    let mut services: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for kind in REGISTRY.iter().copied() {
        let action = kind.actions().read.first().map_or("", |action| action.name);
        let service = action.split(':').next().unwrap_or_default();
        services.entry(service).or_default().push(kind);
    }
    services
}
