//! The provider service: protocol messages in, trait calls, protocol messages out.

mod apply;
mod call;
mod data_source;
mod ephemeral;
mod function;
mod grpc;
mod host;
mod identity;
mod import;
mod plan;
mod provider;
mod resource;
mod upgrade;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use tokio_util::sync::CancellationToken;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::ephemeral::EphemeralResource;
use crate::provider::{DataSource, Provider, Resource};
use crate::schema::Schema;
use crate::types::Type;

use function::Callable;
pub(crate) use host::Host;
use identity::Identity;

/// Serves one provider to one client.
pub(crate) struct Server {
    provider: Arc<dyn Provider>,
    own: Entry<()>,
    resources: BTreeMap<&'static str, Entry<dyn Resource>>,
    data_sources: BTreeMap<&'static str, Entry<dyn DataSource>>,
    ephemerals: BTreeMap<&'static str, Entry<dyn EphemeralResource>>,
    functions: BTreeMap<&'static str, Callable>,
    client: OnceLock<String>,
    stop: CancellationToken,
}

/// A trait object with its schema, asked for once.
struct Entry<T: ?Sized> {
    schema: Schema,
    ty: Type,
    /// Of resources only.
    identity: Option<Identity>,
    behind: Arc<T>,
}

impl<T: ?Sized> Entry<T> {
    fn new(schema: Schema, behind: Arc<T>) -> Entry<T> {
        Entry {
            ty: schema.ty(),
            schema,
            identity: None,
            behind,
        }
    }
}

impl Entry<dyn Resource> {
    fn of_resource(behind: Arc<dyn Resource>) -> Self {
        let identity = behind.identity_schema().map(Identity::from);
        Entry {
            identity,
            ..Entry::new(behind.schema(), behind)
        }
    }
}

impl Server {
    pub(crate) fn new(provider: Arc<dyn Provider>, stop: CancellationToken) -> Server {
        let resources = provider.resources().into_iter();
        let data_sources = provider.data_sources().into_iter();
        let ephemerals = provider.ephemeral_resources().into_iter();
        let functions = provider.functions().into_iter();
        Server {
            own: Entry::new(provider.schema(), Arc::new(())),
            resources: resources
                .map(|(name, r)| (name, Entry::of_resource(r)))
                .collect(),
            data_sources: data_sources
                .map(|(name, d)| (name, Entry::new(d.schema(), d)))
                .collect(),
            ephemerals: ephemerals
                .map(|(name, e)| (name, Entry::new(e.schema(), e)))
                .collect(),
            functions: functions.map(|(name, f)| (name, f.into())).collect(),
            provider,
            client: OnceLock::new(),
            stop,
        }
    }

    fn resource(&self, name: &str) -> Result<&Entry<dyn Resource>, Diagnostics> {
        self.resources
            .get(name)
            .ok_or_else(|| no_such("resource", name))
    }

    fn data_source(&self, name: &str) -> Result<&Entry<dyn DataSource>, Diagnostics> {
        self.data_sources
            .get(name)
            .ok_or_else(|| no_such("data source", name))
    }

    fn ephemeral(&self, name: &str) -> Result<&Entry<dyn EphemeralResource>, Diagnostics> {
        self.ephemerals
            .get(name)
            .ok_or_else(|| no_such("ephemeral resource", name))
    }
}

fn no_such(kind: &str, name: &str) -> Diagnostics {
    Diagnostic::error(format!("this provider has no {kind} `{name}`")).into()
}
