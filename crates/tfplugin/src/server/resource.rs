//! Calls about managed resources.

use super::call::{decode, encode, guard, judge, report, split};
use super::{Entry, Server};
use crate::context::Context;
use crate::diagnostics::Diagnostics;
use crate::plan::Plan;
use crate::proto::tfplugin6 as wire;
use crate::provider::{Change, Failure, Resource};
use crate::schema::Client;
use crate::value::Value;

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
        let cx = self.context(request.private);
        let result = self
            .try_read(&cx, &request.type_name, request.current_state.as_ref())
            .await;
        let (new_state, failure) = split(result);
        wire::read_resource::Response {
            // On failure the state known so far stands.
            new_state: new_state.or(request.current_state),
            diagnostics: report(&cx, failure),
            private: cx.private(),
            ..Default::default()
        }
    }

    async fn try_read(
        &self,
        cx: &Context,
        name: &str,
        state: Option<&wire::DynamicValue>,
    ) -> Result<wire::DynamicValue, Diagnostics> {
        let entry = self.resource(name)?;
        let state = decode(state, &entry.ty)?;
        let state = if state.is_null() {
            None
        } else {
            guard("read", name, entry.behind.read(cx, state)).await?
        };
        encode(state.unwrap_or_default(), &entry.schema, &entry.ty)
    }

    pub(super) async fn plan_resource(
        &self,
        request: wire::plan_resource_change::Request,
    ) -> wire::plan_resource_change::Response {
        let cx = self.context(request.prior_private.clone());
        let (planned, failure) = split(self.try_plan(&cx, &request).await);
        let (planned_state, requires_replace) = planned.unzip();
        wire::plan_resource_change::Response {
            planned_state: planned_state.or(request.prior_state),
            requires_replace: requires_replace.unwrap_or_default(),
            planned_private: cx.private(),
            diagnostics: report(&cx, failure),
            ..Default::default()
        }
    }

    async fn try_plan(
        &self,
        cx: &Context,
        request: &wire::plan_resource_change::Request,
    ) -> Result<(wire::DynamicValue, Vec<wire::AttributePath>), Diagnostics> {
        let name = &request.type_name;
        let entry = self.resource(name)?;
        let prior = decode(request.prior_state.as_ref(), &entry.ty)?;
        let proposed = decode(request.proposed_new_state.as_ref(), &entry.ty)?;
        if proposed.is_null() {
            guard("plan_destroy", name, entry.behind.plan_destroy(cx, &prior)).await?;
            return Ok((encode(Value::Null, &entry.schema, &entry.ty)?, Vec::new()));
        }
        let config = decode(request.config.as_ref(), &entry.ty)?;
        let mut plan = Plan::new(&entry.schema.block, prior, config, proposed);
        if plan.prior.is_null() {
            guard("plan_create", name, entry.behind.plan_create(cx, &mut plan)).await?;
        } else {
            guard("plan_update", name, entry.behind.plan_update(cx, &mut plan)).await?;
        }
        let replace = plan
            .requires_replace
            .iter()
            .map(|path| path.to_wire())
            .collect();
        Ok((encode(plan.planned, &entry.schema, &entry.ty)?, replace))
    }

    pub(super) async fn apply_resource(
        &self,
        request: wire::apply_resource_change::Request,
    ) -> wire::apply_resource_change::Response {
        let cx = self.context(request.planned_private.clone());
        let (new_state, failure) = match self.try_apply(&cx, &request).await {
            Ok(state) => (Some(state), None),
            Err((state, failure)) => (state.or(request.prior_state), Some(failure)),
        };
        wire::apply_resource_change::Response {
            new_state,
            private: cx.private(),
            diagnostics: report(&cx, failure),
            ..Default::default()
        }
    }

    /// The error comes with the state reached, if anything changed at all.
    async fn try_apply(
        &self,
        cx: &Context,
        request: &wire::apply_resource_change::Request,
    ) -> Result<wire::DynamicValue, (Option<wire::DynamicValue>, Diagnostics)> {
        let bare = |diagnostics| (None, diagnostics);
        let name = &request.type_name;
        let entry = self.resource(name).map_err(bare)?;
        let change = Change {
            prior: decode(request.prior_state.as_ref(), &entry.ty).map_err(bare)?,
            planned: decode(request.planned_state.as_ref(), &entry.ty).map_err(bare)?,
            config: decode(request.config.as_ref(), &entry.ty).map_err(bare)?,
        };
        match apply(cx, name, entry, change).await {
            Ok(state) => encode(state, &entry.schema, &entry.ty).map_err(bare),
            Err(Failure {
                diagnostics,
                state: None,
            }) => Err((None, diagnostics)),
            Err(Failure {
                mut diagnostics,
                state: Some(state),
            }) => {
                let state = encode(state, &entry.schema, &entry.ty)
                    .map_err(|more| diagnostics.extend(more))
                    .ok();
                Err((state, diagnostics))
            }
        }
    }
}

async fn apply(
    cx: &Context,
    name: &str,
    entry: &Entry<dyn Resource>,
    change: Change,
) -> Result<Value, Failure> {
    if change.planned.is_null() {
        let deleted = guard("delete", name, entry.behind.delete(cx, change.prior)).await;
        deleted.map(|()| Value::Null)
    } else if change.prior.is_null() {
        guard("create", name, entry.behind.create(cx, change)).await
    } else {
        guard("update", name, entry.behind.update(cx, change)).await
    }
}

fn client(capabilities: &Option<wire::ClientCapabilities>) -> Client {
    match capabilities {
        Some(known) if known.write_only_attributes_allowed => Client::KnowsWriteOnly,
        _ => Client::Older,
    }
}
