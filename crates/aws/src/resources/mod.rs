//! The supported Terraform types: one file each, one line each in the `TYPES` of its service.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use async_trait::async_trait;
use aws_sdk_s3::operation::RequestId;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use driftlock_core::{Attributes, Call, Shape, Unrestorable};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::CallError;
use crate::action::Actions;
use crate::arn::Place;
use crate::connection::Clients;

mod apigateway;
mod cloudtrail;
mod dynamodb;
mod ec2;
mod ecr;
mod elb;
mod form;
mod iam;
mod kms;
mod lambda;
mod logs;
mod policy_setting;
mod rds;
mod request;
mod s3;
mod secretsmanager;
mod sns;
mod sqs;
mod ssm;
mod text_map;
mod vpc;

/// All supported types, sorted by name.
pub(crate) static REGISTRY: LazyLock<Vec<&'static dyn ResourceType>> = LazyLock::new(|| {
    let services = [
        apigateway::TYPES,
        cloudtrail::TYPES,
        dynamodb::TYPES,
        ec2::TYPES,
        ecr::TYPES,
        elb::TYPES,
        iam::TYPES,
        kms::TYPES,
        lambda::TYPES,
        logs::TYPES,
        rds::TYPES,
        s3::TYPES,
        secretsmanager::TYPES,
        sns::TYPES,
        sqs::TYPES,
        ssm::TYPES,
        vpc::TYPES,
    ];
    let mut all = services.concat();
    all.sort_by_key(|kind| kind.name());
    all
});

/// The type with this name.
pub(crate) fn find(name: &str) -> Option<&'static dyn ResourceType> {
    REGISTRY.iter().copied().find(|kind| kind.name() == name)
}

/// Whether a type stands for an object or configures one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An object of its own, found by listing.
    Object,
    /// Configures an object of the named type, and shares its id. Its absence is recorded.
    SettingOf(&'static str),
    /// Configures the whole account, in one region or in all; its id is the account's. Its absence is
    /// recorded.
    SettingOfAccount,
}

/// An attribute that the Terraform schema has and snapshots do not hold, or the other way round.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    /// Name of the attribute.
    pub attribute: &'static str,
    /// Why it is not held, or why it is.
    pub reason: &'static str,
}

/// The calls that bring one resource back, and what no call can bring back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RestorePlan {
    /// In the order in which they are to be made.
    pub calls: Vec<Call>,
    /// Attributes that stay as they are.
    pub unrestorable: Vec<Unrestorable>,
}

/// A call that AWS has accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// AWS's request id, where the answer had one.
    pub request_id: Option<String>,
}

impl Sent {
    /// What came of the call `action`.
    pub(crate) fn of<T, E>(
        action: &'static str,
        answer: Result<T, SdkError<E, HttpResponse>>,
    ) -> Result<Self, CallError>
    where
        T: RequestId,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let output = answer.map_err(|error| CallError::new(action, error))?;
        Ok(Self {
            request_id: output.request_id().map(str::to_owned),
        })
    }
}

/// One object of a listing.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) id: String,
    /// Present where the listing already holds all attributes, so that no read is needed.
    pub(crate) attributes: Option<Attributes>,
    /// What the listing held, where that is a part of it; see [`ResourceType::complete`].
    part: Option<Arc<dyn Any + Send + Sync>>,
}

impl Listed {
    /// One that is read by itself.
    pub(crate) fn id(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            attributes: None,
            part: None,
        }
    }

    /// One whose listing holds `part`, as the SDK has it, so that only the rest is read.
    pub(crate) fn part<T: Any + Send + Sync>(id: impl Into<String>, part: T) -> Self {
        Self {
            part: Some(Arc::new(part)),
            ..Self::id(id)
        }
    }

    /// The part of it that the listing held.
    pub(crate) fn held<T: Any>(&self) -> Option<&T> {
        self.part.as_ref()?.downcast_ref()
    }

    /// One whose listing holds everything, by its attribute `id`.
    pub(crate) fn whole(attributes: Attributes) -> Self {
        Self {
            id: form::text(&attributes, "id").to_owned(),
            attributes: Some(attributes),
            part: None,
        }
    }
}

/// A part of a resource that Terraform also declares by a type of its own, such as one rule of a
/// security group.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    /// The Terraform type, such as `aws_vpc_security_group_ingress_rule`.
    pub(crate) declared_by: &'static str,
    /// From the values of such a resource in Terraform's state: the id of the resource that it is a
    /// part of, and the paths of its changes there.
    pub(crate) places: fn(&Attributes) -> Option<Places>,
}

/// The id of a resource, and paths of changes in it.
pub(crate) type Places = (String, Vec<String>);

/// An option of a command line whose value another one answers: an id that AWS gives anew each time.
pub(crate) struct LookUp {
    /// Such as `association-id`.
    pub(crate) option: &'static str,
    /// What a person types after `aws` to learn its value.
    pub(crate) words: Vec<String>,
}

/// One Terraform type.
///
/// INVARIANT: no write call is reachable from `list` or `read`.
#[async_trait]
pub(crate) trait ResourceType: Send + Sync {
    /// Terraform's name for it.
    fn name(&self) -> &'static str;

    /// Object or setting.
    fn kind(&self) -> Kind;

    /// Whether AWS keeps it once for all regions.
    fn is_global(&self) -> bool {
        false
    }

    /// Other Terraform types for the same objects, such as `aws_default_security_group`.
    fn aliases(&self) -> &'static [&'static str] {
        &[]
    }

    /// Terraform types that declare a part of one of its resources.
    fn parts(&self) -> &'static [Part] {
        &[]
    }

    /// Attributes whose values are secret: names of the schema joined by dots, without indexes. They
    /// leave this crate as keyed hashes only, and no call restores them.
    fn secrets(&self) -> &'static [&'static str] {
        &[]
    }

    /// Our id of a resource whose values Terraform's state holds. A setting of an account has its
    /// account's.
    fn id_in_state(&self, values: &Attributes) -> Option<String> {
        Some(form::text(values, "id").to_owned()).filter(|id| !id.is_empty())
    }

    /// Sets within its schema, and what its changes put at risk.
    fn shape(&self) -> Shape;

    /// Schema attributes that it does not hold.
    fn differences(&self) -> &'static [Difference];

    /// Attributes that it holds and the Terraform schema does not have: what people change, and
    /// Terraform leaves to other resources or to nobody.
    fn beyond_schema(&self) -> &'static [Difference] {
        &[]
    }

    /// IAM actions.
    fn actions(&self) -> Actions;

    /// The ARN that policies name a resource by; `*` as its id stands for all of the type.
    fn arn(&self, place: &Place<'_>, id: &str) -> String;

    /// The ARN of its tags, for [`Action::on_tags`](crate::action::Action::on_tags).
    fn tags_arn(&self, place: &Place<'_>, id: &str) -> String {
        self.arn(place, id)
    }

    /// Lower ranks are restored first when one run restores several resources.
    fn restore_rank(&self) -> u8 {
        10
    }

    /// Brings attributes from AWS or from Terraform state into the one form that snapshots hold.
    /// Pure, idempotent, total.
    fn normalise(&self, attributes: Attributes) -> Attributes;

    /// All objects of the region. Settings have no listing of their own.
    async fn list(&self, _clients: &Clients) -> Result<Vec<Listed>, CallError> {
        Ok(Vec::new())
    }

    /// All settings of the region by id, normalised, for a type of which one listing holds them; with
    /// `None` each is read by itself.
    async fn list_settings(
        &self,
        _clients: &Clients,
    ) -> Result<Option<BTreeMap<String, Attributes>>, CallError> {
        Ok(None)
    }

    /// The attributes of one resource, normalised; `None` where AWS says that it does not exist.
    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError>;

    /// Reads what the listing did not hold of an object.
    async fn complete(
        &self,
        clients: &Clients,
        listed: &Listed,
    ) -> Result<Option<Attributes>, CallError> {
        self.read(clients, &listed.id).await
    }

    /// The calls from `observed` back to `approved`. Pure.
    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan;

    /// What a person types after `aws` to make the same call by hand: service, command, arguments.
    fn command(&self, _id: &str, call: &Call) -> Result<Vec<String>, CallError> {
        Ok(request::Request::of(call)?.words())
    }

    /// What has to be looked up for that command, as `execute` does by itself.
    fn look_up(&self, _id: &str, _call: &Call) -> Option<LookUp> {
        None
    }

    /// Makes one call of a plan.
    async fn execute(&self, clients: &Clients, id: &str, call: &Call) -> Result<Sent, CallError>;
}

/// What one supported type is, for generated documentation and for choosing scopes.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Terraform's name.
    pub name: &'static str,
    /// Object or setting.
    pub kind: Kind,
    /// Whether AWS keeps it once for all regions.
    pub is_global: bool,
    /// Other Terraform types for the same objects.
    pub aliases: &'static [&'static str],
    /// Terraform types that declare a part of one.
    pub parts: Vec<&'static str>,
    /// Attributes of which only keyed hashes are kept.
    pub secrets: &'static [&'static str],
    /// IAM actions.
    pub actions: Actions,
    /// Schema attributes not held.
    pub differences: &'static [Difference],
    /// Attributes held that the schema does not have.
    pub beyond_schema: &'static [Difference],
}

/// All supported types, sorted by name.
#[must_use]
pub fn catalogue() -> Vec<Entry> {
    REGISTRY
        .iter()
        .map(|kind| Entry {
            name: kind.name(),
            kind: kind.kind(),
            is_global: kind.is_global(),
            aliases: kind.aliases(),
            parts: kind.parts().iter().map(|part| part.declared_by).collect(),
            secrets: kind.secrets(),
            actions: kind.actions(),
            differences: kind.differences(),
            beyond_schema: kind.beyond_schema(),
        })
        .collect()
}

/// Makes a storable call out of a type's own typed one.
pub(crate) fn call<T: Serialize>(action: &str, summary: String, typed: &T) -> Call {
    // A typed call is a plain struct of strings and lists, which JSON can always hold.
    let arguments = serde_json::to_value(typed).unwrap_or_default();
    Call {
        action: action.to_owned(),
        summary,
        arguments,
    }
}

/// Reads a stored call back into a type's own typed one.
pub(crate) fn typed<T: DeserializeOwned>(
    action: &'static str,
    call: &Call,
) -> Result<T, CallError> {
    serde_json::from_value(call.arguments.clone()).map_err(|error| {
        let what = format!("the stored call `{}` cannot be read: {error}", call.summary);
        CallError::unusable(action, &what)
    })
}

/// Words of an AWS command: the command itself, then its options, JSON ones as compact text.
pub(crate) fn command<'a>(
    [service, operation]: [&str; 2],
    options: impl IntoIterator<Item = (&'a str, String)>,
) -> Vec<String> {
    let options = options
        .into_iter()
        .flat_map(|(name, value)| [format!("--{name}"), value]);
    [service.to_owned(), operation.to_owned()]
        .into_iter()
        .chain(options)
        .collect()
}

/// The answer about a setting; `None` where AWS answered with one of the codes in `missing`.
pub(crate) fn configured<T, E>(
    action: &'static str,
    missing: &[&str],
    answer: Result<T, SdkError<E, HttpResponse>>,
) -> Result<Option<T>, CallError>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match answer.map_err(|error| CallError::new(action, error)) {
        Ok(output) => Ok(Some(output)),
        Err(error) if error.has_code(missing) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Attributes that exist only in Terraform's configuration, removed by most types.
pub(crate) fn drop_differences(kind: &dyn ResourceType, attributes: &mut Attributes) {
    for difference in kind.differences() {
        attributes.remove(difference.attribute);
    }
}

/// Checks what each change from `approved` to `observed` puts at risk; null is absence.
#[cfg(test)]
fn check_risk(
    kind: &str,
    approved: &serde_json::Value,
    observed: &serde_json::Value,
    expected: &[(&str, driftlock_core::Risk)],
) {
    let form =
        |value: &serde_json::Value| value.as_object().map(|a| crate::normalise(kind, a.clone()));
    let (approved, observed) = (form(approved), form(observed));
    let changes = driftlock_core::diff(approved.as_ref(), observed.as_ref(), &crate::shape(kind));
    let judged: Vec<_> = changes
        .iter()
        .map(|change| (change.path.as_str(), change.risk.unwrap()))
        .collect();
    assert_eq!(judged, expected);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_is_sorted_and_every_setting_has_its_parent() {
        let names: Vec<_> = REGISTRY.iter().map(|kind| kind.name()).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
        for kind in REGISTRY.iter() {
            if let Kind::SettingOf(parent) = kind.kind() {
                let parent = find(parent).expect("a setting's parent is in the registry");
                assert_eq!(parent.kind(), Kind::Object);
            }
        }
    }

    #[test]
    fn every_type_names_its_actions_and_reasons_and_judges_risk() {
        for kind in REGISTRY.iter() {
            assert!(!kind.actions().read.is_empty(), "{}", kind.name());
            assert_eq!(kind.actions().list.is_empty(), kind.kind() != Kind::Object);
            assert!(kind.shape().risk.is_some(), "{} judges", kind.name());
            for difference in kind.differences().iter().chain(kind.beyond_schema()) {
                assert!(
                    difference.reason.len() > 10,
                    "{}.{}",
                    kind.name(),
                    difference.attribute
                );
            }
        }
    }
}
