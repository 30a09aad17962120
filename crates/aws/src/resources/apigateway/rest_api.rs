//! `aws_api_gateway_rest_api`: who reaches an API, and how it answers.
//!
//! Owned: all but what only instructs Terraform. The policy is compared by meaning; API Gateway answers
//! it with its quotation marks escaped. What is behind the API, its resources and methods, are other
//! Terraform types.
//! Restored: everything by one `UpdateRestApi`; tags. One that is gone would come back under another id.
//!
//! `GetRestApis` reads 500 a page, with policies and tags.

use async_trait::async_trait;
use aws_sdk_apigateway::types::{
    ApiKeySourceType, EndpointConfiguration, EndpointType, IpAddressType, RestApi as Described,
};
use driftlock_core::{Attributes, Call, Shape};
use serde_json::{Value, json};

use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{attributes, block, default, label_text, prune, sort_set, texts};
use crate::resources::request::Request;
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, iam_policy, tags};

mod plan;
mod risk;
mod send;

/// See the module's documentation.
pub(crate) struct RestApi;

const NAME: &str = "aws_api_gateway_rest_api";
// IAM calls the actions of API Gateway by the methods of HTTP.
const GET: &str = "apigateway:GET";
const PATCH: &str = "apigateway:PATCH";
const PUT: &str = "apigateway:PUT";
const DELETE: &str = "apigateway:DELETE";
/// Most results of one call, by the API Gateway API reference.
const PAGE: i32 = 500;

#[async_trait]
impl ResourceType for RestApi {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[("endpoint_configuration.vpc_endpoint_ids", label_text)],
            risk: Some(risk::risk),
            ..Shape::default()
        }
    }

    fn differences(&self) -> &'static [Difference] {
        const {
            &[
                difference("body", INSTRUCTION),
                difference(
                    "created_date",
                    "never changes on one API, and says nothing else",
                ),
                difference("fail_on_warnings", INSTRUCTION),
                difference("parameters", INSTRUCTION),
                difference("put_rest_api_mode", INSTRUCTION),
                difference("tags_all", "held as `tags`, which has all tags"),
            ]
        }
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(GET)] },
            read: const { &[Action::on_each(GET)] },
            restore: const {
                &[
                    Action::on_tags(DELETE),
                    // Asked for where the policy changes.
                    Action::on_each(PATCH).with(&["apigateway:UpdateRestApiPolicy"]),
                    Action::on_tags(PUT),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, place: &Place<'_>, id: &str) -> String {
        arn(place, id)
    }

    /// Tags are a resource of their own, named by the ARN of what they are on, as part of a URL.
    fn tags_arn(&self, place: &Place<'_>, id: &str) -> String {
        let (partition, region) = (partition(place.region), place.region);
        let of = arn(place, id).replace(':', "%3A").replace('/', "%2F");
        format!("arn:{partition}:apigateway:{region}::/tags/{of}")
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        default(&mut attributes, "api_key_source", "HEADER");
        default(&mut attributes, "disable_execute_api_endpoint", false);
        if let Some(Value::String(policy)) = attributes.get_mut("policy")
            && !policy.is_empty()
        {
            *policy = iam_policy::canonical(&unescaped(policy));
        }
        let endpoint = attributes.get_mut("endpoint_configuration");
        let endpoint = endpoint.and_then(|blocks| blocks.get_mut(0));
        if let Some(endpoint) = endpoint.and_then(Value::as_object_mut) {
            sort_set(endpoint, "vpc_endpoint_ids");
        }
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = clients.apigateway().get_rest_apis().limit(PAGE);
        let all = all.into_paginator().items().send();
        let all = all.collect::<Result<Vec<_>, _>>().await;
        let all = all.map_err(|error| CallError::new(GET, error))?;
        let place = clients.place();
        Ok(all
            .iter()
            .map(|api| Listed::whole(self.normalise(read_from(api, &place))))
            .collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let place = clients.place();
        let answer = clients.apigateway().get_rest_api().rest_api_id(id);
        let answer = answer.send().await;
        let Some(output) = configured(GET, &["NotFoundException"], answer)? else {
            return Ok(None);
        };
        let api = Described::builder()
            .set_id(output.id)
            .set_name(output.name)
            .set_description(output.description)
            .set_binary_media_types(output.binary_media_types)
            .set_minimum_compression_size(output.minimum_compression_size)
            .set_api_key_source(output.api_key_source)
            .set_endpoint_configuration(output.endpoint_configuration)
            .set_policy(output.policy)
            .set_tags(output.tags)
            .disable_execute_api_endpoint(output.disable_execute_api_endpoint)
            .set_root_resource_id(output.root_resource_id)
            .build();
        Ok(Some(self.normalise(read_from(&api, &place))))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        plan::plan(id, approved, observed)
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        send::send(clients, &Request::of(call)?).await
    }
}

const INSTRUCTION: &str = "an instruction to Terraform; AWS does not answer it";

const fn difference(attribute: &'static str, reason: &'static str) -> Difference {
    Difference { attribute, reason }
}

/// The ARN by which the API is managed; it names no account.
fn arn(Place { region, .. }: &Place<'_>, id: &str) -> String {
    format!(
        "arn:{}:apigateway:{region}::/restapis/{id}",
        partition(region)
    )
}

/// API Gateway answers `{\"Version\":...}`: JSON as it stands between quotation marks.
fn unescaped(policy: &str) -> String {
    if serde_json::from_str::<Value>(policy).is_ok() {
        return policy.to_owned();
    }
    serde_json::from_str(&format!("\"{policy}\"")).unwrap_or_else(|_| policy.to_owned())
}

fn read_from(api: &Described, place: &Place<'_>) -> Attributes {
    let id = api.id().unwrap_or_default();
    let (region, account) = (place.region, place.account);
    let execution = format!(
        "arn:{}:execute-api:{region}:{account}:{id}",
        partition(region)
    );
    let all = api.tags().into_iter().flatten();
    let own = tags::own(all.map(|(name, value)| (Some(name.as_str()), Some(value.as_str()))));
    let size = api.minimum_compression_size();
    attributes([
        ("id", Value::from(id)),
        ("arn", Value::from(arn(place, id))),
        ("execution_arn", Value::from(execution)),
        ("root_resource_id", Value::from(api.root_resource_id())),
        ("name", Value::from(api.name())),
        ("description", Value::from(api.description())),
        ("binary_media_types", json!(api.binary_media_types())),
        (
            "minimum_compression_size",
            Value::from(size.map(|size| size.to_string())),
        ),
        (
            "api_key_source",
            json!(api.api_key_source().map(ApiKeySourceType::as_str)),
        ),
        (
            "endpoint_configuration",
            api.endpoint_configuration().map(endpoint).into(),
        ),
        ("policy", Value::from(api.policy())),
        (
            "disable_execute_api_endpoint",
            Value::from(api.disable_execute_api_endpoint()),
        ),
        ("tags", Value::Object(own)),
    ])
}

fn endpoint(endpoint: &EndpointConfiguration) -> Value {
    let types = endpoint.types().iter().map(EndpointType::as_str);
    json!([{
        "types": types.collect::<Value>(),
        "ip_address_type": endpoint.ip_address_type().map(IpAddressType::as_str),
        "vpc_endpoint_ids": endpoint.vpc_endpoint_ids(),
    }])
}

/// The part of the endpoint's configuration that is called `name`.
fn of_endpoint<'a>(attributes: &'a Attributes, name: &str) -> Option<&'a Value> {
    block(attributes, "endpoint_configuration")?.get(name)
}

/// The first type of endpoint: there is no second.
fn endpoint_type(attributes: &Attributes) -> Option<&str> {
    of_endpoint(attributes, "types")?.get(0)?.as_str()
}

/// VPC endpoints by which a private API is reached.
fn vpc_endpoints(attributes: &Attributes) -> Vec<String> {
    let block = block(attributes, "endpoint_configuration");
    block.map_or_else(Vec::new, |block| texts(block, "vpc_endpoint_ids"))
}
