//! Calls about the provider as a whole.

use std::collections::{BTreeMap, HashMap};

use super::call::{decode, guard, judge, report};
use super::{Entry, Server};
use crate::context::Context;
use crate::diagnostics::Diagnostics;
use crate::proto::tfplugin6 as wire;

/// The schema may be fetched once and kept, and destruction is planned like any change.
const CAPABILITIES: wire::ServerCapabilities = wire::ServerCapabilities {
    plan_destroy: true,
    get_provider_schema_optional: true,
    move_resource_state: false,
};

const SUBJECT: &str = "provider";

impl Server {
    pub(super) fn metadata(&self) -> wire::get_metadata::Response {
        use wire::get_metadata::{DataSourceMetadata, EphemeralMetadata, ResourceMetadata};
        wire::get_metadata::Response {
            server_capabilities: Some(CAPABILITIES),
            resources: names(&self.resources)
                .map(|type_name| ResourceMetadata { type_name })
                .collect(),
            data_sources: names(&self.data_sources)
                .map(|type_name| DataSourceMetadata { type_name })
                .collect(),
            ephemeral_resources: names(&self.ephemerals)
                .map(|type_name| EphemeralMetadata { type_name })
                .collect(),
            ..Default::default()
        }
    }

    pub(super) fn schemas(&self) -> wire::get_provider_schema::Response {
        wire::get_provider_schema::Response {
            provider: Some(self.own.schema.to_wire()),
            resource_schemas: schemas(&self.resources),
            data_source_schemas: schemas(&self.data_sources),
            ephemeral_resource_schemas: schemas(&self.ephemerals),
            server_capabilities: Some(CAPABILITIES),
            ..Default::default()
        }
    }

    pub(super) async fn validate_provider(
        &self,
        request: wire::validate_provider_config::Request,
    ) -> wire::validate_provider_config::Response {
        let cx = self.context(Vec::new());
        let result = self.try_validate_provider(&cx, &request).await;
        wire::validate_provider_config::Response {
            diagnostics: report(&cx, result.err()),
        }
    }

    async fn try_validate_provider(
        &self,
        cx: &Context,
        request: &wire::validate_provider_config::Request,
    ) -> Result<(), Diagnostics> {
        let config = decode(request.config.as_ref(), &self.own.ty)?;
        let found = self.own.schema.block.check(&config);
        judge(found, SUBJECT, self.provider.validate(cx, &config)).await
    }

    pub(super) async fn configure(
        &self,
        request: wire::configure_provider::Request,
    ) -> wire::configure_provider::Response {
        // A second configuration in the life of one process does not happen; the first stands.
        let _ = self.client.set(request.terraform_version.clone());
        let cx = self.context(Vec::new());
        let result = self.try_configure(&cx, &request).await;
        wire::configure_provider::Response {
            diagnostics: report(&cx, result.err()),
        }
    }

    async fn try_configure(
        &self,
        cx: &Context,
        request: &wire::configure_provider::Request,
    ) -> Result<(), Diagnostics> {
        let config = decode(request.config.as_ref(), &self.own.ty)?;
        guard("configure", SUBJECT, self.provider.configure(cx, &config)).await
    }
}

fn names<T>(entries: &BTreeMap<&'static str, T>) -> impl Iterator<Item = String> {
    entries.keys().map(|name| (*name).to_owned())
}

fn schemas<T: ?Sized>(entries: &BTreeMap<&'static str, Entry<T>>) -> HashMap<String, wire::Schema> {
    let entries = entries.iter();
    entries
        .map(|(name, entry)| ((*name).to_owned(), entry.schema.to_wire()))
        .collect()
}
