//! Calls about data sources.

use super::Server;
use super::call::{decode, encode, guard, judge, report, split};
use crate::context::Context;
use crate::diagnostics::Diagnostics;
use crate::proto::tfplugin6 as wire;
use crate::schema::Client;

impl Server {
    pub(super) async fn validate_data(
        &self,
        request: wire::validate_data_resource_config::Request,
    ) -> wire::validate_data_resource_config::Response {
        let cx = self.context(Vec::new());
        let result = self.try_validate_data(&cx, &request).await;
        wire::validate_data_resource_config::Response {
            diagnostics: report(&cx, result.err()),
        }
    }

    async fn try_validate_data(
        &self,
        cx: &Context,
        request: &wire::validate_data_resource_config::Request,
    ) -> Result<(), Diagnostics> {
        let entry = self.data_source(&request.type_name)?;
        let config = decode(request.config.as_ref(), &entry.ty)?;
        let found = entry.schema.block.check(&config, Client::KnowsWriteOnly);
        judge(
            found,
            &request.type_name,
            entry.behind.validate(cx, &config),
        )
        .await
    }

    pub(super) async fn read_data(
        &self,
        request: wire::read_data_source::Request,
    ) -> wire::read_data_source::Response {
        let cx = self.context(Vec::new());
        let result = self.try_read_data(&cx, &request).await;
        let (state, failure) = split(result);
        let diagnostics = report(&cx, failure);
        wire::read_data_source::Response {
            state,
            diagnostics,
            deferred: None,
        }
    }

    async fn try_read_data(
        &self,
        cx: &Context,
        request: &wire::read_data_source::Request,
    ) -> Result<wire::DynamicValue, Diagnostics> {
        let entry = self.data_source(&request.type_name)?;
        let config = decode(request.config.as_ref(), &entry.ty)?;
        let state = guard("read", &request.type_name, entry.behind.read(cx, config)).await?;
        encode(state, &entry.schema, &entry.ty)
    }
}
