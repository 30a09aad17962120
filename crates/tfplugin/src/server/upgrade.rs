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
        let saved = raw(request.raw_state.as_ref());
        if saved.is_empty() {
            return Err(
                Diagnostic::error("the state is in the format of Terraform 0.11 or older")
                    .detail("Run `terraform apply -refresh-only` with Terraform 1.0 first.")
                    .into(),
            );
        }
        let current = entry.schema.version;
        let json = match request.version {
            version if version > current => return Err(newer("state", version, current)),
            version if version == current => saved.to_vec(),
            version => {
                let old =
                    serde_json::from_slice(saved).map_err(|error| damaged("state", &error))?;
                let upgrade = entry.behind.upgrade(cx, version, old);
                let new = guard("upgrade", &request.type_name, upgrade).await?;
                new.to_string().into_bytes()
            }
        };
        let state = Value::from_json(&json, &entry.ty).map_err(|error| damaged("state", &error))?;
        encode(state, &entry.schema, &entry.ty)
    }
}

/// The JSON that was saved.
pub(super) fn raw(saved: Option<&wire::RawState>) -> &[u8] {
    saved.map_or(&[], |saved| saved.json.as_slice())
}

pub(super) fn damaged(what: &str, error: &dyn std::error::Error) -> Diagnostics {
    Diagnostic::error(format!("reading the saved {what}: {error}"))
        .detail(format!("The {what} does not fit the schema that it says it was written under. Restore it from a backup, or remove the resource with `terraform state rm` and import it again."))
        .into()
}

/// Nobody can know what a later schema means.
pub(super) fn newer(what: &str, version: i64, current: i64) -> Diagnostics {
    Diagnostic::error(format!(
        "the saved {what} is of schema version {version}, and this version of the provider knows no later one than {current}"
    ))
    .detail("A newer version of the provider wrote it. Install that version or a later one: `terraform init -upgrade`.")
    .into()
}
