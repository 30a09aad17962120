//! Taking over objects that exist already, by import or from another resource type.

use super::Server;
use super::call::{encode, guard, known, report, split};
use super::resource::Answer;
use super::upgrade::{damaged, raw};
use crate::context::Context;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::proto::tfplugin6 as wire;
use crate::provider::MoveSource;
use crate::value::Value;

impl Server {
    pub(super) async fn import_resource(
        &self,
        request: wire::import_resource_state::Request,
    ) -> wire::import_resource_state::Response {
        let cx = self.context(Vec::new());
        let (imported, failure) = split(self.try_import(&cx, &request).await);
        let imported = imported.map(|answer| wire::import_resource_state::ImportedResource {
            type_name: request.type_name,
            state: Some(answer.state),
            private: cx.private(),
            identity: answer.identity,
        });
        wire::import_resource_state::Response {
            imported_resources: imported.into_iter().collect(),
            diagnostics: report(&cx, failure),
            deferred: None,
        }
    }

    async fn try_import(
        &self,
        cx: &Context,
        request: &wire::import_resource_state::Request,
    ) -> Result<Answer, Diagnostics> {
        let name = &request.type_name;
        let entry = self.resource(name)?;
        let given = entry.known_before(request.identity.as_ref())?;
        let state = if given.is_null() {
            guard("import", name, entry.behind.import(cx, &request.id)).await?
        } else {
            let import = entry.behind.import_identity(cx, &given);
            guard("import_identity", name, import).await?
        };
        // The reading is next, and a client takes what it is told here for the whole identity.
        let found = entry.identity_of(name, &state).await?;
        let whole = |found: &Value| found.entries().all(|(_, part)| !part.is_null());
        let given = Some(given).filter(|given| !given.is_null());
        let identity = entry.encode_identity(found.filter(whole).or(given))?;
        let state = encode(state, &entry.schema, &entry.ty)?;
        Ok(Answer { state, identity })
    }

    pub(super) async fn move_resource(
        &self,
        request: wire::move_resource_state::Request,
    ) -> wire::move_resource_state::Response {
        let cx = self.context(request.source_private.clone());
        let (moved, failure) = split(self.try_move(&cx, request).await);
        let (target_state, target_identity) = match moved {
            Some(answer) => (Some(answer.state), answer.identity),
            None => (None, None),
        };
        wire::move_resource_state::Response {
            target_state,
            diagnostics: report(&cx, failure),
            target_private: cx.private(),
            target_identity,
        }
    }

    async fn try_move(
        &self,
        cx: &Context,
        request: wire::move_resource_state::Request,
    ) -> Result<Answer, Diagnostics> {
        let name = &request.target_type_name.clone();
        let entry = self.resource(name)?;
        let source = source(request)?;
        let moved = guard("move_from", name, entry.behind.move_from(cx, &source)).await?;
        let state = moved.ok_or_else(|| not_mine(&source, name))?;
        known(&state)?;
        let found = entry.identity_of(name, &state).await?;
        let identity = entry.encode_identity(found)?;
        let state = encode(state, &entry.schema, &entry.ty)?;
        Ok(Answer { state, identity })
    }
}

fn source(request: wire::move_resource_state::Request) -> Result<MoveSource, Diagnostics> {
    let state = serde_json::from_slice(raw(request.source_state.as_ref()))
        .map_err(|error| damaged("state", &error))?;
    let identity = match raw(request.source_identity.as_ref()) {
        [] => None,
        saved => {
            let identity =
                serde_json::from_slice(saved).map_err(|error| damaged("identity", &error))?;
            Some((request.source_identity_schema_version, identity))
        }
    };
    Ok(MoveSource {
        provider_address: request.source_provider_address,
        type_name: request.source_type_name,
        schema_version: request.source_schema_version,
        state,
        identity,
    })
}

fn not_mine(source: &MoveSource, name: &str) -> Diagnostics {
    let MoveSource {
        type_name,
        provider_address,
        schema_version,
        ..
    } = source;
    Diagnostic::error(format!(
        "moving a `{type_name}` to a `{name}`: the one cannot become the other"
    ))
    .detail(format!("`{name}` does not take over what `{provider_address}` saved under schema version {schema_version} of `{type_name}`. Remove the `moved` block; use a `removed` block and an `import` block instead if both are the same object."))
    .into()
}
