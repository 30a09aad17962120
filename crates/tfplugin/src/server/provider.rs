//! Calls about the provider as a whole.

use super::Server;
use super::call::{decode, guard, judge, report};
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
        use wire::get_metadata::{DataSourceMetadata, ResourceMetadata};
        let resources = self.resources.keys();
        let data_sources = self.data_sources.keys();
        wire::get_metadata::Response {
            server_capabilities: Some(CAPABILITIES),
            resources: resources
                .map(|name| ResourceMetadata {
                    type_name: (*name).to_owned(),
                })
                .collect(),
            data_sources: data_sources
                .map(|name| DataSourceMetadata {
                    type_name: (*name).to_owned(),
                })
                .collect(),
            ..Default::default()
        }
    }

    pub(super) fn schemas(&self) -> wire::get_provider_schema::Response {
        let resources = self.resources.iter();
        let data_sources = self.data_sources.iter();
        wire::get_provider_schema::Response {
            provider: Some(self.own.schema.to_wire()),
            resource_schemas: resources
                .map(|(name, entry)| ((*name).to_owned(), entry.schema.to_wire()))
                .collect(),
            data_source_schemas: data_sources
                .map(|(name, entry)| ((*name).to_owned(), entry.schema.to_wire()))
                .collect(),
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
