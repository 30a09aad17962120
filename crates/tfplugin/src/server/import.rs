//! Taking over objects that exist already.

use super::Server;
use super::call::{encode, guard, report, split};
use crate::context::Context;
use crate::diagnostics::Diagnostics;
use crate::proto::tfplugin6 as wire;

impl Server {
    pub(super) async fn import_resource(
        &self,
        request: wire::import_resource_state::Request,
    ) -> wire::import_resource_state::Response {
        let cx = self.context(Vec::new());
        let (state, failure) = split(self.try_import(&cx, &request).await);
        let imported = state.map(|state| wire::import_resource_state::ImportedResource {
            type_name: request.type_name,
            state: Some(state),
            private: cx.private(),
            identity: None,
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
    ) -> Result<wire::DynamicValue, Diagnostics> {
        let entry = self.resource(&request.type_name)?;
        let import = entry.behind.import(cx, &request.id);
        let state = guard("import", &request.type_name, import).await?;
        encode(state, &entry.schema, &entry.ty)
    }
}
