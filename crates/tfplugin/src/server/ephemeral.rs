//! Calls about ephemeral resources.

use super::call::{decode, encode, guard, judge, kept, known, report, split};
use super::{Entry, Server};
use crate::context::Context;
use crate::diagnostics::Diagnostics;
use crate::ephemeral::EphemeralResource;
use crate::proto::tfplugin6 as wire;
use crate::schema::Client;
use crate::value::Value;

impl Server {
    pub(super) async fn validate_ephemeral(
        &self,
        request: wire::validate_ephemeral_resource_config::Request,
    ) -> wire::validate_ephemeral_resource_config::Response {
        let cx = self.context(Vec::new());
        let result = self.try_validate_ephemeral(&cx, &request).await;
        wire::validate_ephemeral_resource_config::Response {
            diagnostics: report(&cx, result.err()),
        }
    }

    async fn try_validate_ephemeral(
        &self,
        cx: &Context,
        request: &wire::validate_ephemeral_resource_config::Request,
    ) -> Result<(), Diagnostics> {
        let name = &request.type_name;
        let entry = self.ephemeral(name)?;
        let config = decode(request.config.as_ref(), &entry.ty)?;
        let found = entry.schema.block.check(&config, Client::KnowsWriteOnly);
        judge(found, name, entry.behind.validate(cx, &config)).await
    }

    pub(super) async fn open_ephemeral(
        &self,
        request: wire::open_ephemeral_resource::Request,
    ) -> wire::open_ephemeral_resource::Response {
        let cx = self.context(Vec::new());
        let (opened, failure) = split(self.try_open(&cx, &request).await);
        let (result, renew_at) = opened.unzip();
        wire::open_ephemeral_resource::Response {
            diagnostics: report(&cx, failure),
            renew_at: renew_at.flatten().map(timestamp),
            result,
            private: Some(cx.private()),
            deferred: None,
        }
    }

    async fn try_open(
        &self,
        cx: &Context,
        request: &wire::open_ephemeral_resource::Request,
    ) -> Result<(wire::DynamicValue, Option<jiff::Timestamp>), Diagnostics> {
        let name = &request.type_name;
        let entry = self.ephemeral(name)?;
        let config = decode(request.config.as_ref(), &entry.ty)?;
        let opened = guard("open", name, entry.behind.open(cx, config.clone())).await?;
        match answer(entry, &config, opened.result) {
            Ok(result) => Ok((result, opened.renew_at)),
            Err(mut wrong) => {
                // The client hears of a failure, and closes nothing.
                if let Err(more) = guard("close", name, entry.behind.close(cx)).await {
                    wrong.extend(more);
                }
                Err(wrong)
            }
        }
    }

    pub(super) async fn renew_ephemeral(
        &self,
        request: wire::renew_ephemeral_resource::Request,
    ) -> wire::renew_ephemeral_resource::Response {
        let cx = self.context(request.private.unwrap_or_default());
        let result = self.try_renew(&cx, &request.type_name).await;
        let (renew_at, failure) = match result {
            Ok(renew_at) => (renew_at, None),
            Err(failure) => (None, Some(failure)),
        };
        wire::renew_ephemeral_resource::Response {
            diagnostics: report(&cx, failure),
            renew_at: renew_at.map(timestamp),
            private: Some(cx.private()),
        }
    }

    async fn try_renew(
        &self,
        cx: &Context,
        name: &str,
    ) -> Result<Option<jiff::Timestamp>, Diagnostics> {
        let entry = self.ephemeral(name)?;
        guard("renew", name, entry.behind.renew(cx)).await
    }

    pub(super) async fn close_ephemeral(
        &self,
        request: wire::close_ephemeral_resource::Request,
    ) -> wire::close_ephemeral_resource::Response {
        let cx = self.context(request.private.unwrap_or_default());
        let result = self.try_close(&cx, &request.type_name).await;
        wire::close_ephemeral_resource::Response {
            diagnostics: report(&cx, result.err()),
        }
    }

    async fn try_close(&self, cx: &Context, name: &str) -> Result<(), Diagnostics> {
        let entry = self.ephemeral(name)?;
        guard("close", name, entry.behind.close(cx)).await
    }
}

fn answer(
    entry: &Entry<dyn EphemeralResource>,
    config: &Value,
    result: Value,
) -> Result<wire::DynamicValue, Diagnostics> {
    let result = entry.schema.block.conform(result);
    kept(config, &result)?;
    known(&result)?;
    encode(result, &entry.schema, &entry.ty)
}

fn timestamp(at: jiff::Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp {
        seconds: at.as_second(),
        nanos: at.subsec_nanosecond(),
    }
    .normalized()
}
