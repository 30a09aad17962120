//! Calls about managed resources that change nothing.

use super::Server;
use super::call::{decode, encode, guard, judge, report, split};
use crate::context::Context;
use crate::diagnostics::Diagnostics;
use crate::proto::tfplugin6 as wire;
use crate::schema::Client;

/// A state, and whose it is.
pub(super) struct Answer {
    pub(super) state: wire::DynamicValue,
    pub(super) identity: Option<wire::ResourceIdentityData>,
}

impl Server {
    pub(super) async fn validate_resource(
        &self,
        request: wire::validate_resource_config::Request,
    ) -> wire::validate_resource_config::Response {
        let cx = self.context(Vec::new());
        let result = self.try_validate_resource(&cx, &request).await;
        wire::validate_resource_config::Response {
            diagnostics: report(&cx, result.err()),
        }
    }

    async fn try_validate_resource(
        &self,
        cx: &Context,
        request: &wire::validate_resource_config::Request,
    ) -> Result<(), Diagnostics> {
        let entry = self.resource(&request.type_name)?;
        let config = decode(request.config.as_ref(), &entry.ty)?;
        let found = entry
            .schema
            .block
            .check(&config, client(&request.client_capabilities));
        judge(
            found,
            &request.type_name,
            entry.behind.validate(cx, &config),
        )
        .await
    }

    pub(super) async fn read_resource(
        &self,
        request: wire::read_resource::Request,
    ) -> wire::read_resource::Response {
        let cx = self.context(request.private.clone());
        let (read, failure) = split(self.try_read(&cx, &request).await);
        // On failure what is known so far stands.
        let (new_state, new_identity) = match read {
            Some(read) => (Some(read.state), read.identity),
            None => (request.current_state, request.current_identity),
        };
        wire::read_resource::Response {
            new_state,
            diagnostics: report(&cx, failure),
            private: cx.private(),
            deferred: None,
            new_identity,
        }
    }

    async fn try_read(
        &self,
        cx: &Context,
        request: &wire::read_resource::Request,
    ) -> Result<Answer, Diagnostics> {
        let name = &request.type_name;
        let entry = self.resource(name)?;
        let state = decode(request.current_state.as_ref(), &entry.ty)?;
        let state = if state.is_null() {
            None
        } else {
            guard("read", name, entry.behind.read(cx, state)).await?
        };
        let state = state.unwrap_or_default();
        let before = request.current_identity.as_ref();
        let identity = entry.same_identity(name, &state, before).await?;
        let state = encode(state, &entry.schema, &entry.ty)?;
        Ok(Answer { state, identity })
    }
}

fn client(capabilities: &Option<wire::ClientCapabilities>) -> Client {
    match capabilities {
        Some(known) if known.write_only_attributes_allowed => Client::KnowsWriteOnly,
        _ => Client::Older,
    }
}
