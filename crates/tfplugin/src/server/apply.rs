//! Applying a change of a managed resource.

use super::call::{decode, encode, guard, report};
use super::resource::Answer;
use super::{Entry, Server};
use crate::context::Context;
use crate::diagnostics::Diagnostics;
use crate::proto::tfplugin6 as wire;
use crate::provider::{Change, Failure, Resource};
use crate::value::Value;

impl Server {
    pub(super) async fn apply_resource(
        &self,
        request: wire::apply_resource_change::Request,
    ) -> wire::apply_resource_change::Response {
        let cx = self.context(request.planned_private.clone());
        let (answer, failure) = match self.try_apply(&cx, &request).await {
            Ok(answer) => (Some(answer), None),
            Err((answer, failure)) => (answer, Some(failure)),
        };
        let (new_state, new_identity) = match answer {
            Some(answer) => (Some(answer.state), answer.identity),
            None => (request.prior_state, request.planned_identity),
        };
        wire::apply_resource_change::Response {
            new_state,
            private: cx.private(),
            diagnostics: report(&cx, failure),
            legacy_type_system: false,
            new_identity,
        }
    }

    /// The error comes with the state reached, if anything changed at all.
    async fn try_apply(
        &self,
        cx: &Context,
        request: &wire::apply_resource_change::Request,
    ) -> Result<Answer, (Option<Answer>, Diagnostics)> {
        let bare = |diagnostics| (None, diagnostics);
        let name = &request.type_name;
        let entry = self.resource(name).map_err(bare)?;
        let change = Change {
            prior: decode(request.prior_state.as_ref(), &entry.ty).map_err(bare)?,
            planned: decode(request.planned_state.as_ref(), &entry.ty).map_err(bare)?,
            config: decode(request.config.as_ref(), &entry.ty).map_err(bare)?,
        };
        let (state, failure) = match apply(cx, name, entry, change).await {
            Ok(state) => (state, Diagnostics::new()),
            Err(failure) => match failure.state {
                Some(state) => (state, failure.diagnostics),
                None => return Err((None, failure.diagnostics)),
            },
        };
        let planned = request.planned_identity.as_ref();
        reached(name, entry, state, planned, failure).await
    }
}

/// What there is to say about a state that was reached, in full or with a failure on the way.
async fn reached(
    name: &str,
    entry: &Entry<dyn Resource>,
    state: Value,
    planned: Option<&wire::ResourceIdentityData>,
    mut failure: Diagnostics,
) -> Result<Answer, (Option<Answer>, Diagnostics)> {
    let identity = match entry.same_identity(name, &state, planned).await {
        Ok(identity) => identity,
        Err(more) => {
            failure.extend(more);
            None
        }
    };
    match encode(state, &entry.schema, &entry.ty) {
        Ok(state) if failure.is_empty() => Ok(Answer { state, identity }),
        Ok(state) => Err((Some(Answer { state, identity }), failure)),
        Err(more) => {
            failure.extend(more);
            Err((None, failure))
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
