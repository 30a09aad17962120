//! Calls about the provider as a whole.

use std::collections::{BTreeMap, HashMap};

use super::call::{decode, defect, guard, judge, report};
use super::{Entry, Server};
use crate::context::Context;
use crate::diagnostics::Diagnostics;
use crate::proto::tfplugin6 as wire;
use crate::schema::{Client, Defect, Role, Schema};

/// The schema may be fetched once and kept, destruction is planned like any change, and each
/// resource says which states of other types it takes over.
const CAPABILITIES: wire::ServerCapabilities = wire::ServerCapabilities {
    plan_destroy: true,
    get_provider_schema_optional: true,
    move_resource_state: true,
};

const SUBJECT: &str = "provider";

impl Server {
    pub(super) fn metadata(&self) -> wire::get_metadata::Response {
        use wire::get_metadata::{
            DataSourceMetadata, EphemeralMetadata, FunctionMetadata, ResourceMetadata,
        };
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
            functions: names(&self.functions)
                .map(|name| FunctionMetadata { name })
                .collect(),
            diagnostics: Vec::new(),
        }
    }

    pub(super) fn schemas(&self) -> wire::get_provider_schema::Response {
        wire::get_provider_schema::Response {
            provider: Some(self.own.schema.to_wire()),
            resource_schemas: schemas(&self.resources),
            data_source_schemas: schemas(&self.data_sources),
            ephemeral_resource_schemas: schemas(&self.ephemerals),
            functions: self.signatures(),
            diagnostics: self.defects(),
            server_capabilities: Some(CAPABILITIES),
            provider_meta: None,
        }
    }

    /// What is wrong with the schemas, which no client would take, or worse, would take.
    fn defects(&self) -> Vec<wire::Diagnostic> {
        let own = found(SUBJECT, &self.own.schema, Role::Other);
        let managed = self.resources.iter();
        let managed = managed.flat_map(|(name, e)| {
            let identity = e
                .identity
                .iter()
                .flat_map(|identity| identity.schema.defects());
            let identity = identity.map(move |text| wrong_schema(name, &text));
            found(name, &e.schema, Role::Managed).chain(identity)
        });
        let data = self.data_sources.iter();
        let data = data.flat_map(|(name, e)| found(name, &e.schema, Role::Other));
        let open = self.ephemerals.iter();
        let open = open.flat_map(|(name, e)| found(name, &e.schema, Role::Other));
        own.chain(managed).chain(data).chain(open).collect()
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
        let found = self.own.schema.block.check(&config, Client::KnowsWriteOnly);
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

fn found(subject: &str, schema: &Schema, role: Role) -> impl Iterator<Item = wire::Diagnostic> {
    schema.defects(role).into_iter().map(move |found| {
        let Defect { path, problem } = found;
        wrong_schema(subject, &format!("`{path}` {problem}"))
    })
}

fn wrong_schema(subject: &str, problem: &str) -> wire::Diagnostic {
    defect(format!("the schema of `{subject}` is wrong: {problem}")).into_wire()
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use async_trait::async_trait;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::provider::Provider;
    use crate::schema::Attribute;
    use crate::types::Type;
    use crate::value::Value;

    /// Has a provider block that no client would take.
    struct Careless;

    #[async_trait]
    impl Provider for Careless {
        fn schema(&self) -> Schema {
            Schema::new("").attribute("token", Attribute::optional(Type::String).write_only())
        }

        async fn configure(&self, _: &Context, _: &Value) -> Result<(), Diagnostics> {
            Ok(())
        }
    }

    #[test]
    fn a_schema_that_cannot_be_is_refused_where_it_is_asked_for() {
        let server = Server::new(Arc::new(Careless), CancellationToken::new());
        let said = server.schemas().diagnostics;
        let said: Vec<_> = said.iter().map(|d| d.summary.as_str()).collect();
        assert_eq!(
            said,
            [
                "the schema of `provider` is wrong: `token` is write-only, and nothing of this is saved"
            ]
        );
    }
}
