//! Planning a change of a managed resource.

use super::call::{decode, encode, guard, report, split};
use super::resource::Answer;
use super::{Entry, Server};
use crate::context::Context;
use crate::diagnostics::Diagnostics;
use crate::plan::Plan;
use crate::proto::tfplugin6 as wire;
use crate::provider::Resource;
use crate::value::Value;

impl Server {
    pub(super) async fn plan_resource(
        &self,
        request: wire::plan_resource_change::Request,
    ) -> wire::plan_resource_change::Response {
        let cx = self.context(request.prior_private.clone());
        let (planned, failure) = split(self.try_plan(&cx, &request).await);
        let (answer, requires_replace) = planned.unzip();
        let (planned_state, planned_identity) = match answer {
            Some(answer) => (Some(answer.state), answer.identity),
            None => (request.prior_state, request.prior_identity),
        };
        wire::plan_resource_change::Response {
            planned_state,
            requires_replace: requires_replace.unwrap_or_default(),
            planned_private: cx.private(),
            diagnostics: report(&cx, failure),
            legacy_type_system: false,
            // A client that allows deferral gets a plan all the same.
            deferred: None,
            planned_identity,
        }
    }

    async fn try_plan(
        &self,
        cx: &Context,
        request: &wire::plan_resource_change::Request,
    ) -> Result<(Answer, Vec<wire::AttributePath>), Diagnostics> {
        let name = &request.type_name;
        let entry = self.resource(name)?;
        let prior = decode(request.prior_state.as_ref(), &entry.ty)?;
        let proposed = decode(request.proposed_new_state.as_ref(), &entry.ty)?;
        if proposed.is_null() {
            guard("plan_destroy", name, entry.behind.plan_destroy(cx, &prior)).await?;
            let answer = Answer {
                state: encode(Value::Null, &entry.schema, &entry.ty)?,
                identity: None,
            };
            return Ok((answer, Vec::new()));
        }
        let config = decode(request.config.as_ref(), &entry.ty)?;
        let mut plan = Plan::new(&entry.schema.block, prior, config, proposed);
        if plan.prior.is_null() {
            guard("plan_create", name, entry.behind.plan_create(cx, &mut plan)).await?;
        } else {
            guard("plan_update", name, entry.behind.plan_update(cx, &mut plan)).await?;
        }
        let replace = plan.requires_replace.iter().map(|path| path.to_wire());
        let replace = replace.collect();
        let identity = planned_identity(entry, name, &plan, &request.prior_identity).await?;
        let state = encode(plan.planned, &entry.schema, &entry.ty)?;
        Ok((Answer { state, identity }, replace))
    }
}

/// What is to be replaced keeps its identity here: Terraform plans the new object once more,
/// as a creation, and sends the identity of the old one along.
async fn planned_identity(
    entry: &Entry<dyn Resource>,
    name: &str,
    plan: &Plan,
    prior: &Option<wire::ResourceIdentityData>,
) -> Result<Option<wire::ResourceIdentityData>, Diagnostics> {
    let before = prior.as_ref().filter(|_| !plan.prior.is_null());
    if plan.requires_replace.is_empty() {
        entry.same_identity(name, &plan.planned, before).await
    } else {
        Ok(prior.clone())
    }
}
