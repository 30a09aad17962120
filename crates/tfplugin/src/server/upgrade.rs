//! Bringing what an older version of the provider saved to the current schema.

use super::Server;
use super::call::{encode, guard, report, split};
use crate::context::Context;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::proto::tfplugin6 as wire;
use crate::value::Value;

impl Server {
    pub(super) async fn upgrade_resource(
        &self,
        request: wire::upgrade_resource_state::Request,
    ) -> wire::upgrade_resource_state::Response {
        let cx = self.context(Vec::new());
        let (upgraded_state, failure) = split(self.try_upgrade(&cx, &request).await);
        let diagnostics = report(&cx, failure);
        wire::upgrade_resource_state::Response {
            upgraded_state,
            diagnostics,
        }
    }

    async fn try_upgrade(
        &self,
        cx: &Context,
        request: &wire::upgrade_resource_state::Request,
    ) -> Result<wire::DynamicValue, Diagnostics> {
        let entry = self.resource(&request.type_name)?;
        let raw = request
            .raw_state
            .as_ref()
            .map_or(&[][..], |raw| raw.json.as_slice());
        if raw.is_empty() {
            return Err(
                Diagnostic::error("the state is in the format of Terraform 0.11 or older")
                    .detail("Run `terraform apply -refresh-only` with Terraform 1.0 first.")
                    .into(),
            );
        }
        let json = if request.version == entry.schema.version {
            raw.to_vec()
        } else {
            let old = serde_json::from_slice(raw).map_err(|error| damaged(&error))?;
            let upgrade = entry.behind.upgrade(cx, request.version, old);
            guard("upgrade", &request.type_name, upgrade)
                .await?
                .to_string()
                .into_bytes()
        };
        let state = Value::from_json(&json, &entry.ty).map_err(|error| damaged(&error))?;
        encode(state, &entry.schema, &entry.ty)
    }
}

fn damaged(error: &dyn std::error::Error) -> Diagnostics {
    Diagnostic::error(format!("reading the saved state: {error}"))
        .detail("The state does not fit the schema that it says it was written under. Restore it from a backup, or remove the resource with `terraform state rm` and import it again.")
        .into()
}
