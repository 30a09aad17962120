//! `aws_ssm_parameter`: a parameter with its value, which of a secure one is a keyed hash only.
//!
//! Owned: `id arn name type tier description allowed_pattern data_type key_id value tags`. Values of secure
//! parameters have to be decrypted to be hashed, so reading them needs `kms:Decrypt` on their key; they
//! are hashed before they leave this file's caller, and never sent back.
//! Restored: value and what describes it, by `PutParameter`, which makes another version; tags. A secure
//! parameter keeps the value that it has: what describes it cannot be put without one, so drift in it is
//! reported and not restored. A plain one that is gone is made anew.
//!
//! `DescribeParameters` reads 50 a page, then `GetParameter` and `ListTagsForResource` each.

use async_trait::async_trait;
use aws_sdk_ssm::types::{
    ParameterMetadata, ParameterStringFilter, ParameterTier, ParameterType, ResourceTypeForTagging,
    Tag,
};
use driftlock_core::{Attributes, Call, Risk, Shape, Unrestorable, diff};
use serde_json::{Value, json};

use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{attributes, default, prune, text};
use crate::resources::request::{Request, request};
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

/// See the module's documentation.
pub(crate) struct Parameter;

const NAME: &str = "aws_ssm_parameter";
const SERVICE: &str = "ssm";
const DESCRIBE: &str = "ssm:DescribeParameters";
const GET: &str = "ssm:GetParameter";
const LIST_TAGS: &str = "ssm:ListTagsForResource";
const PUT: &str = "ssm:PutParameter";
const TAG: &str = "ssm:AddTagsToResource";
const UNTAG: &str = "ssm:RemoveTagsFromResource";
const SECURE: &str = "SecureString";
/// The attribute that holds the value of a secure parameter; that of others is in `insecure_value`, so
/// that only the former is a secret.
const VALUE: &str = "value";
const PLAIN: &str = "insecure_value";

#[async_trait]
impl ResourceType for Parameter {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn shape(&self) -> Shape {
        Shape {
            risk: Some(risk),
            ..Shape::default()
        }
    }

    fn secrets(&self) -> &'static [&'static str] {
        &[VALUE]
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                attribute: "has_value_wo",
                reason: "tells how Terraform was given the value",
            },
            Difference {
                attribute: "overwrite",
                reason: "an instruction to Terraform; AWS does not know it",
            },
            Difference {
                attribute: "tags_all",
                reason: "held as `tags`, which has all tags",
            },
            Difference {
                attribute: "value_wo",
                reason: "never in Terraform's state; held as `value`",
            },
            Difference {
                attribute: "value_wo_version",
                reason: "tells Terraform when to write the value",
            },
            Difference {
                attribute: "version",
                reason: "counts writes, so that no restore could bring it back",
            },
        ]
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const {
                &[
                    Action::on_all(DESCRIBE),
                    Action::on_each(GET),
                    Action::on_each(LIST_TAGS),
                ]
            },
            restore: const {
                &[
                    Action::on_each(TAG),
                    Action::on_each(PUT),
                    Action::on_each(UNTAG),
                ]
            },
            create: const { &[Action::on_each(PUT)] },
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        // The slash that a name begins with is the one after `parameter`.
        let name = id.trim_start_matches('/');
        format!(
            "arn:{}:ssm:{region}:{account}:parameter/{name}",
            partition(region)
        )
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        default(&mut attributes, "tier", "Standard");
        default(&mut attributes, "data_type", "text");
        let (from, to) = match text(&attributes, "type") {
            SECURE => (PLAIN, VALUE),
            _ => (VALUE, PLAIN),
        };
        let said = |value: &Value| !value.is_null() && value != "";
        if let Some(value) = attributes.remove(from).filter(said) {
            attributes.insert(to.to_owned(), value);
        }
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let listed = |about: ParameterMetadata| Some(Listed::part(about.name()?, about.clone()));
        let all = described(clients, None).await?.into_iter();
        Ok(all.filter_map(listed).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let by_name = ParameterStringFilter::builder()
            .key("Name")
            .option("Equals")
            .values(id)
            .build()
            .map_err(|error| CallError::unusable(DESCRIBE, &error))?;
        match described(clients, Some(vec![by_name])).await?.first() {
            Some(about) => self.rest(clients, id, about).await,
            None => Ok(None),
        }
    }

    async fn complete(
        &self,
        clients: &Clients,
        listed: &Listed,
    ) -> Result<Option<Attributes>, CallError> {
        match listed.held::<ParameterMetadata>() {
            Some(described) => self.rest(clients, &listed.id, described).await,
            None => self.read(clients, &listed.id).await,
        }
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        let mut plan = RestorePlan::default();
        let Some(approved) = approved else {
            return plan;
        };
        let Some(observed) = observed else {
            create(&mut plan, id, approved);
            return plan;
        };
        put(&mut plan, id, approved, observed);
        retag(&mut plan, id, approved, Some(observed));
        plan
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let ssm = clients.ssm();
        let parameter = ResourceTypeForTagging::Parameter;
        match request.operation() {
            "PutParameter" => {
                let kind = request.text("Type");
                let tier = request.text("Tier");
                let call = ssm
                    .put_parameter()
                    .set_name(request.text("Name"))
                    .set_value(request.text("Value"))
                    .set_description(request.text("Description"))
                    .set_allowed_pattern(request.text("AllowedPattern"))
                    .set_data_type(request.text("DataType"))
                    .set_overwrite(request.truth("Overwrite"))
                    .set_tier(tier.as_deref().map(ParameterTier::from))
                    .set_type(kind.as_deref().map(ParameterType::from));
                Sent::of(PUT, call.send().await)
            }
            "AddTagsToResource" => {
                let all = tags::listed(request.value("Tags")).into_iter();
                let all = all.map(|(name, value)| Tag::builder().key(name).value(value).build());
                let all = all.collect::<Result<Vec<_>, _>>();
                let all = all.map_err(|error| request.unusable(&error))?;
                let call = ssm.add_tags_to_resource().resource_type(parameter);
                let call = call.set_resource_id(request.text("ResourceId"));
                Sent::of(TAG, call.set_tags(Some(all)).send().await)
            }
            "RemoveTagsFromResource" => {
                let call = ssm.remove_tags_from_resource().resource_type(parameter);
                let call = call.set_resource_id(request.text("ResourceId"));
                let call = call.set_tag_keys(request.texts("TagKeys"));
                Sent::of(UNTAG, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }
}

/// What is said of all parameters, or of those that pass the filters. A page may be empty, and not the
/// last one (`DescribeParameters`, Systems Manager API reference).
async fn described(
    clients: &Clients,
    filters: Option<Vec<ParameterStringFilter>>,
) -> Result<Vec<ParameterMetadata>, CallError> {
    let all = clients.ssm().describe_parameters().max_results(50);
    let pages = all.set_parameter_filters(filters).into_paginator().send();
    let pages = pages.try_collect().await;
    let pages = pages.map_err(|error| CallError::new(DESCRIBE, error))?;
    let all = pages.into_iter().filter_map(|page| page.parameters);
    Ok(all.flatten().collect())
}

impl Parameter {
    /// What a description does not hold is asked besides.
    async fn rest(
        &self,
        clients: &Clients,
        id: &str,
        about: &ParameterMetadata,
    ) -> Result<Option<Attributes>, CallError> {
        let ssm = clients.ssm();
        let answer = ssm.get_parameter().name(id).with_decryption(true);
        let answer = answer.send().await;
        let Some(output) = configured(GET, &["ParameterNotFound"], answer)? else {
            return Ok(None);
        };
        let Some(parameter) = output.parameter() else {
            return Ok(None);
        };
        let answer = ssm.list_tags_for_resource().resource_id(id);
        let answer = answer
            .resource_type(ResourceTypeForTagging::Parameter)
            .send()
            .await;
        let Some(tagged) = configured(LIST_TAGS, &["InvalidResourceId"], answer)? else {
            return Ok(None);
        };
        let own = tags::own(
            tagged
                .tag_list()
                .iter()
                .map(|tag| (Some(tag.key()), Some(tag.value()))),
        );
        Ok(Some(self.normalise(attributes([
            ("id", Value::from(id)),
            ("name", Value::from(id)),
            ("arn", Value::from(parameter.arn())),
            ("type", json!(parameter.r#type().map(ParameterType::as_str))),
            (VALUE, Value::from(parameter.value())),
            ("data_type", Value::from(parameter.data_type())),
            ("description", json!(about.description())),
            ("allowed_pattern", json!(about.allowed_pattern())),
            ("key_id", json!(about.key_id())),
            ("tier", json!(about.tier().map(ParameterTier::as_str))),
            ("tags", Value::Object(own)),
        ]))))
    }
}

fn put(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let changes = diff(Some(approved), Some(observed), &Parameter.shape()).into_iter();
    let mut changes: Vec<_> = changes
        .filter(|change| !change.path.starts_with("tags") && change.path != VALUE)
        .collect();
    let secure = [approved, observed]
        .iter()
        .any(|a| text(a, "type") == SECURE);
    let fixed = |path: &str| matches!(path, "id" | "name" | "arn" | "data_type" | "type" | "tier");
    for change in changes.extract_if(.., |change| secure || fixed(&change.path)) {
        let reason = if secure {
            "a secure parameter cannot be put without its value, of which only a hash is kept"
        } else {
            "AWS cannot change it on an existing parameter"
        };
        plan.unrestorable.push(Unrestorable {
            path: change.path,
            reason: reason.to_owned(),
        });
    }
    if changes.is_empty() {
        return;
    }
    let names: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
    plan.calls.push(request(
        PUT,
        format!("set {}", names.join(", ")),
        [SERVICE, "PutParameter"],
        json!({
            "Name": id,
            "Value": text(approved, PLAIN),
            "Description": text(approved, "description"),
            "AllowedPattern": text(approved, "allowed_pattern"),
            "Overwrite": true,
        }),
    ));
}

fn create(plan: &mut RestorePlan, id: &str, approved: &Attributes) {
    if text(approved, "type") == SECURE {
        plan.unrestorable.push(Unrestorable {
            path: VALUE.to_owned(),
            reason: "only a hash of the approved value is kept; deploy it again".to_owned(),
        });
        return;
    }
    plan.calls.push(request(
        PUT,
        "make the parameter anew",
        [SERVICE, "PutParameter"],
        json!({
            "Name": id,
            "Type": approved.get("type"),
            "Value": text(approved, PLAIN),
            "Tier": approved.get("tier"),
            "DataType": approved.get("data_type"),
            "Description": approved.get("description"),
            "AllowedPattern": approved.get("allowed_pattern"),
        }),
    ));
    retag(plan, id, approved, None);
}

fn retag(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: Option<&Attributes>) {
    let input = |name: &str, value: Value| json!({"ResourceType": "Parameter", "ResourceId": id, name: value});
    plan.retag(
        approved,
        observed,
        |summary, tags| {
            let input = input("Tags", tags::list(tags));
            request(TAG, summary, [SERVICE, "AddTagsToResource"], input)
        },
        |summary, names| {
            let input = input("TagKeys", json!(names));
            request(UNTAG, summary, [SERVICE, "RemoveTagsFromResource"], input)
        },
    );
}

/// Another value is another program; what was secure and is in clear is for everybody to read.
fn risk(path: &str, approved: &Value, _observed: &Value) -> Risk {
    match path {
        "type" if approved == SECURE => Risk::ExposureWidened,
        "key_id" | "allowed_pattern" => Risk::ProtectionWeakened,
        "description" | "tier" => Risk::Cosmetic,
        _ if path.starts_with("tags") => Risk::Cosmetic,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn a_secret_in_clear_exposes_and_another_value_breaks() {
        let of =
            |kind: &str, value: &str| json!({"id": "p", "name": "p", "type": kind, "value": value});
        check_risk(
            NAME,
            &of("String", "a"),
            &of("String", "b"),
            &[("insecure_value", Risk::ServiceBroken)],
        );
        check_risk(
            NAME,
            &of(SECURE, "hmac-sha256:a"),
            &of("String", "a"),
            &[
                ("insecure_value", Risk::ServiceBroken),
                ("type", Risk::ExposureWidened),
                ("value", Risk::ServiceBroken),
            ],
        );
    }

    #[test]
    fn a_secure_value_is_never_sent() {
        let of = |value: &str, words: &str| {
            let attributes = json!({"id": "p", "name": "p", "type": SECURE, "value": value,
                "description": words});
            crate::normalise(NAME, attributes.as_object().unwrap().clone())
        };
        let (approved, observed) = (of("hmac-sha256:a", "a"), of("hmac-sha256:b", "b"));
        let plan = crate::plan_restore(NAME, "p", Some(&approved), Some(&observed));
        assert_eq!(plan.calls, []);
        let left: Vec<_> = plan.unrestorable.iter().map(|u| u.path.as_str()).collect();
        assert_eq!(left, ["description", "value"]);
        assert_eq!(
            crate::plan_restore(NAME, "p", Some(&approved), None).calls,
            []
        );
    }
}
