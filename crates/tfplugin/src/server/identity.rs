//! The identity of managed resources, in every call that has a state.

use super::call::{decode, defect, guard, report, split, wrong_value};
use super::upgrade::{damaged, newer, raw};
use super::{Entry, Server};
use crate::context::Context;
use crate::diagnostics::Diagnostics;
use crate::identity::IdentitySchema;
use crate::proto::tfplugin6 as wire;
use crate::provider::Resource;
use crate::types::Type;
use crate::value::Value;

/// An identity schema with its type.
pub(super) struct Identity {
    pub(super) schema: IdentitySchema,
    pub(super) ty: Type,
}

impl From<IdentitySchema> for Identity {
    fn from(schema: IdentitySchema) -> Self {
        Identity {
            ty: schema.ty(),
            schema,
        }
    }
}

impl Server {
    pub(super) fn identity_schemas(&self) -> wire::get_resource_identity_schemas::Response {
        let schemas = self.resources.iter().filter_map(|(name, entry)| {
            let identity = entry.identity.as_ref()?;
            Some(((*name).to_owned(), identity.schema.to_wire()))
        });
        wire::get_resource_identity_schemas::Response {
            identity_schemas: schemas.collect(),
            diagnostics: Vec::new(),
        }
    }

    pub(super) async fn upgrade_identity(
        &self,
        request: wire::upgrade_resource_identity::Request,
    ) -> wire::upgrade_resource_identity::Response {
        let cx = self.context(Vec::new());
        let (upgraded_identity, failure) = split(self.try_upgrade_identity(&cx, &request).await);
        wire::upgrade_resource_identity::Response {
            upgraded_identity,
            diagnostics: report(&cx, failure),
        }
    }

    async fn try_upgrade_identity(
        &self,
        cx: &Context,
        request: &wire::upgrade_resource_identity::Request,
    ) -> Result<wire::ResourceIdentityData, Diagnostics> {
        let name = &request.type_name;
        let entry = self.resource(name)?;
        let Some(identity) = &entry.identity else {
            return Err(defect(format!("`{name}` has no identity to upgrade")).into());
        };
        let saved = raw(request.raw_identity.as_ref());
        let current = identity.schema.version;
        let json = match request.version {
            version if version > current => return Err(newer("identity", version, current)),
            version if version == current => saved.to_vec(),
            version => {
                let old =
                    serde_json::from_slice(saved).map_err(|error| damaged("identity", &error))?;
                let upgrade = entry.behind.upgrade_identity(cx, version, old);
                let new = guard("upgrade_identity", name, upgrade).await?;
                new.to_string().into_bytes()
            }
        };
        let value =
            Value::from_json(&json, &identity.ty).map_err(|error| damaged("identity", &error))?;
        encode(value, identity)
    }
}

impl Entry<dyn Resource> {
    /// The identity of the object in `state`; `None` when the resource has none, or the state
    /// does not say enough yet.
    pub(super) async fn identity_of(
        &self,
        name: &str,
        state: &Value,
    ) -> Result<Option<Value>, Diagnostics> {
        let Some(identity) = self.identity.as_ref().filter(|_| !state.is_null()) else {
            return Ok(None);
        };
        let found = guard("identity", name, async {
            Ok::<_, Diagnostics>(self.behind.identity(state))
        });
        let found = found.await?;
        Ok(identity.schema.is_complete(&found).then_some(found))
    }

    /// The identity of `state`, which must be what the client knew before.
    pub(super) async fn same_identity(
        &self,
        name: &str,
        state: &Value,
        before: Option<&wire::ResourceIdentityData>,
    ) -> Result<Option<wire::ResourceIdentityData>, Diagnostics> {
        let Some(identity) = &self.identity else {
            return Ok(None);
        };
        let before = self.known_before(before)?;
        let Some(found) = self.identity_of(name, state).await? else {
            let before = Some(before).filter(|before| !before.is_null() && !state.is_null());
            return before.map(|before| encode(before, identity)).transpose();
        };
        match identity.schema.mix_up(&before, &found) {
            Some(path) => Err(defect(format!(
                "`{name}`: the identity of the object changed at `{path}`"
            ))
            .into()),
            None => encode(found, identity).map(Some),
        }
    }

    /// The identity that a client sent; null when there is none.
    pub(super) fn known_before(
        &self,
        sent: Option<&wire::ResourceIdentityData>,
    ) -> Result<Value, Diagnostics> {
        match (&self.identity, sent) {
            (Some(identity), Some(sent)) => decode(sent.identity_data.as_ref(), &identity.ty),
            _ => Ok(Value::Null),
        }
    }

    /// Writes an identity for the client.
    pub(super) fn encode_identity(
        &self,
        found: Option<Value>,
    ) -> Result<Option<wire::ResourceIdentityData>, Diagnostics> {
        match (&self.identity, found) {
            (Some(identity), Some(found)) => encode(found, identity).map(Some),
            _ => Ok(None),
        }
    }
}

fn encode(value: Value, identity: &Identity) -> Result<wire::ResourceIdentityData, Diagnostics> {
    match value.to_msgpack(&identity.ty) {
        Ok(msgpack) => Ok(wire::ResourceIdentityData {
            identity_data: Some(wire::DynamicValue {
                msgpack,
                json: Vec::new(),
            }),
        }),
        Err(error) => Err(wrong_value(&format!("identity: {error}")).into()),
    }
}
