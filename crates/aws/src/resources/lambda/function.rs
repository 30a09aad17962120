//! `aws_lambda_function`: whose rights a function has, how it runs, where it logs, what it may reach, and its
//! tags; never its code.
//!
//! Owned: all of the schema but what is listed as a difference. Code is known by its hash. Variables of the
//! environment are held as keyed hashes only; where a key of the customer encrypts them, reading asks for
//! `kms:Decrypt` on that key, and without it the function cannot be read.
//! Restored: all of the configuration by one `UpdateFunctionConfiguration`, reserved concurrency, the code
//! signing configuration and tags. Of the environment only what came where none was approved, which is emptied.
//! For another role AWS also asks for `iam:PassRole` on it, which no policy of ours grants. Code, what is said
//! of it, and a function that is gone come back by a deployment.
//!
//! `ListFunctions` reads 50 a page, then `GetFunctionConfiguration`, `GetFunctionConcurrency`, `ListTags` and,
//! but for images, `GetFunctionCodeSigningConfig` each. `GetFunction` would tell it all at once, but whoever may
//! call it may download the code.

use async_trait::async_trait;
use aws_sdk_lambda::types::PackageType;
use driftlock_core::{Attributes, Call, Shape};
use serde_json::{Value, json};

use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{blocks, default, label_text, prune, single, sort_set, text};
use crate::resources::request::Request;
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::{CallError, tags};

mod describe;
mod differences;
mod plan;
#[cfg(test)]
mod plan_tests;
mod risk;
mod send;

/// See the module's documentation.
pub(crate) struct Function;

const NAME: &str = "aws_lambda_function";
const LIST: &str = "lambda:ListFunctions";
const GET: &str = "lambda:GetFunctionConfiguration";
const GET_CONCURRENCY: &str = "lambda:GetFunctionConcurrency";
const GET_SIGNING: &str = "lambda:GetFunctionCodeSigningConfig";
const LIST_TAGS: &str = "lambda:ListTags";
const UPDATE: &str = "lambda:UpdateFunctionConfiguration";
const PUT_CONCURRENCY: &str = "lambda:PutFunctionConcurrency";
const DELETE_CONCURRENCY: &str = "lambda:DeleteFunctionConcurrency";
const PUT_SIGNING: &str = "lambda:PutFunctionCodeSigningConfig";
const DELETE_SIGNING: &str = "lambda:DeleteFunctionCodeSigningConfig";
const TAG: &str = "lambda:TagResource";
const UNTAG: &str = "lambda:UntagResource";
/// What encrypted variables are read by.
const DECRYPT: &str = "kms:Decrypt";
const GONE: &[&str] = &["ResourceNotFoundException"];
const ENVIRONMENT: &str = "environment";
const CONCURRENCY: &str = "reserved_concurrent_executions";
/// The schema's word for none reserved.
const UNRESERVED: i64 = -1;

#[async_trait]
impl ResourceType for Function {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn secrets(&self) -> &'static [&'static str] {
        &["environment.variables"]
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[
                ("vpc_config.security_group_ids", label_text),
                ("vpc_config.subnet_ids", label_text),
            ],
            identity: &[],
            risk: Some(risk::risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        differences::ALL
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(LIST)] },
            read: const {
                &[
                    Action::on_each(GET_SIGNING),
                    Action::on_each(GET_CONCURRENCY),
                    Action::on_each(GET),
                    Action::on_each(LIST_TAGS),
                ]
            },
            restore: const {
                &[
                    Action::on_each(DELETE_SIGNING),
                    Action::on_each(DELETE_CONCURRENCY),
                    // Also asked for on the code signing configuration.
                    Action::on_all(PUT_SIGNING),
                    Action::on_each(PUT_CONCURRENCY),
                    Action::on_each(TAG),
                    Action::on_each(UNTAG),
                    Action::on_each(UPDATE),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        let partition = partition(region);
        format!("arn:{partition}:lambda:{region}:{account}:function:{id}")
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        drop_differences(self, &mut attributes);
        defaults(&mut attributes);
        reach(&mut attributes);
        if text_of(&attributes, "snap_start", "apply_on") == "None" {
            attributes.remove("snap_start");
        }
        for block in blocks(&mut attributes, "snap_start") {
            // How far AWS is with it changes by itself.
            block.remove("optimization_status");
        }
        // Here an empty text says something.
        let environment = attributes.remove(ENVIRONMENT);
        prune(&mut attributes);
        let variables = environment
            .as_ref()
            .and_then(|blocks| blocks.get(0)?.get("variables"));
        if let Some(variables) =
            variables.filter(|all| all.as_object().is_some_and(|all| !all.is_empty()))
        {
            attributes.insert(ENVIRONMENT.to_owned(), json!([{ "variables": variables }]));
        }
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = clients.lambda().list_functions().into_paginator();
        let all = all.items().send().collect::<Result<Vec<_>, _>>().await;
        let all = all.map_err(|error| CallError::new(LIST, error))?;
        let names = all
            .into_iter()
            .filter_map(|function| function.function_name);
        Ok(names.map(Listed::id).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let lambda = clients.lambda();
        let answer = lambda.get_function_configuration().function_name(id);
        let Some(function) = configured(GET, GONE, answer.send().await)? else {
            return Ok(None);
        };
        let answer = lambda.get_function_concurrency().function_name(id);
        let Some(concurrency) = configured(GET_CONCURRENCY, GONE, answer.send().await)? else {
            return Ok(None);
        };
        let answer = lambda
            .list_tags()
            .set_resource(function.function_arn.clone());
        let Some(tagged) = configured(LIST_TAGS, GONE, answer.send().await)? else {
            return Ok(None);
        };
        let all = tagged.tags().into_iter().flatten();
        let own = tags::own(all.map(|(name, value)| (Some(name.as_str()), Some(value.as_str()))));
        let reserved = concurrency.reserved_concurrent_executions();
        let mut all = describe::function(&function)?;
        all.insert(
            "code_signing_config_arn".to_owned(),
            signing(clients, id, &function.package_type).await?,
        );
        all.insert(CONCURRENCY.to_owned(), json!(reserved));
        all.insert("tags".to_owned(), Value::Object(own));
        Ok(Some(self.normalise(all)))
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        match (approved, observed) {
            (Some(approved), Some(observed)) => plan::restore(id, approved, observed),
            (Some(_), None) => plan::gone(),
            (None, _) => RestorePlan::default(),
        }
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        send::send(clients.lambda(), &Request::of(call)?).await
    }
}

/// Only packages can be signed; AWS refuses to tell of images.
async fn signing(
    clients: &Clients,
    id: &str,
    package: &Option<PackageType>,
) -> Result<Value, CallError> {
    if package == &Some(PackageType::Image) {
        return Ok(Value::Null);
    }
    let answer = clients.lambda().get_function_code_signing_config();
    let answer = answer.function_name(id).send().await;
    let output = configured(GET_SIGNING, GONE, answer)?;
    Ok(json!(output.map(|output| output.code_signing_config_arn)))
}

/// What AWS takes where nothing is said (`CreateFunction`, Lambda API reference).
fn defaults(attributes: &mut Attributes) {
    default(attributes, "memory_size", 128);
    default(attributes, "package_type", "Zip");
    default(attributes, "timeout", 3);
    default(attributes, CONCURRENCY, UNRESERVED);
    if attributes
        .get("architectures")
        .and_then(Value::as_array)
        .is_none_or(Vec::is_empty)
    {
        attributes.insert("architectures".to_owned(), json!(["x86_64"]));
    }
    let group = format!("/aws/lambda/{}", text(attributes, "function_name"));
    let of_blocks = [
        ("ephemeral_storage", "size", json!(512)),
        ("logging_config", "log_format", json!("Text")),
        ("logging_config", "log_group", json!(group)),
        ("tracing_config", "mode", json!("PassThrough")),
    ];
    for (name, member, value) in of_blocks {
        if let Some(block) = single(attributes, name) {
            default(block, member, value);
        }
    }
}

/// A function in no network has no block for it, or an empty one.
fn reach(attributes: &mut Attributes) {
    let name = "vpc_config";
    for block in blocks(attributes, name) {
        sort_set(block, "security_group_ids");
        sort_set(block, "subnet_ids");
        default(block, "ipv6_allowed_for_dual_stack", false);
    }
    let subnets = |block: &mut Attributes| block.get("subnet_ids") != Some(&json!([]));
    if !blocks(attributes, name).any(subnets) {
        attributes.remove(name);
    }
}

fn text_of<'a>(attributes: &'a Attributes, block: &str, name: &str) -> &'a str {
    let block = attributes.get(block).and_then(|blocks| blocks.get(0));
    let text = block
        .and_then(|block| block.get(name))
        .and_then(Value::as_str);
    text.unwrap_or_default()
}
