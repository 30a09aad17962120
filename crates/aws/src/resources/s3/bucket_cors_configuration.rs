//! `aws_s3_bucket_cors_configuration`: which web pages may read a bucket from a browser.
//!
//! Owned: `id bucket cors_rule`. Rules are a set, as in the schema; methods, origins and headers are sets
//! too. A bucket without rules has no configuration.
//! Restored: all of it, by one call that replaces it.

use async_trait::async_trait;
use aws_sdk_s3::types::{CorsConfiguration, CorsRule};
use driftlock_core::{Attributes, Call, Risk, SetKey};
use serde::Deserialize;
use serde_json::{Value, json};

use super::setting::{BucketSetting, SERVICE};
use crate::CallError;
use crate::action::Action;
use crate::connection::Clients;
use crate::resources::form::{attributes, default, elements, prune, sort_set, texts};
use crate::resources::request::{Request, request};
use crate::resources::{Sent, configured};

/// See the module's documentation.
pub(crate) struct S3BucketCorsConfiguration;

const GET: &str = "s3:GetBucketCORS";
const PUT: &str = "s3:PutBucketCORS";
const LISTS: [&str; 4] = [
    "allowed_headers",
    "allowed_methods",
    "allowed_origins",
    "expose_headers",
];

#[async_trait]
impl BucketSetting for S3BucketCorsConfiguration {
    const NAME: &'static str = "aws_s3_bucket_cors_configuration";
    const SETS: &'static [(&'static str, SetKey)] = &[("cors_rule", label)];
    const READ: &'static [Action] = &[Action::on_each(GET)];
    // Deleting is the same action.
    const RESTORE: &'static [Action] = &[Action::on_each(PUT)];

    fn form(&self, attributes: &mut Attributes) {
        prune(attributes);
        let rules = attributes
            .get_mut("cors_rule")
            .and_then(Value::as_array_mut);
        for rule in rules.into_iter().flatten().filter_map(Value::as_object_mut) {
            for list in LISTS {
                sort_set(rule, list);
            }
            default(rule, "max_age_seconds", 0);
        }
        prune(attributes);
        sort_set(attributes, "cors_rule");
    }

    async fn get(&self, clients: &Clients, bucket: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.s3.get_bucket_cors().bucket(bucket).send().await;
        let missing = &["NoSuchCORSConfiguration", "NoSuchBucket"];
        let output = configured(GET, missing, answer)?;
        Ok(output.map(|output| {
            let rules = output.cors_rules().iter().map(read_rule);
            attributes([("cors_rule", rules.collect())])
        }))
    }

    fn put(&self, bucket: &str, approved: &Attributes) -> Result<Call, &'static str> {
        let rules: Vec<Value> = elements(approved, "cors_rule")
            .filter_map(Value::as_object)
            .map(write_rule)
            .collect();
        Ok(request(
            PUT,
            format!("replace the CORS rules by the {} approved", rules.len()),
            [SERVICE, "PutBucketCors"],
            json!({"Bucket": bucket, "CORSConfiguration": {"CORSRules": rules}}),
        ))
    }

    fn remove(&self, bucket: &str) -> Result<Call, &'static str> {
        Ok(request(
            PUT,
            "remove all CORS rules",
            [SERVICE, "DeleteBucketCors"],
            json!({"Bucket": bucket}),
        ))
    }

    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError> {
        match request.operation() {
            "PutBucketCors" => {
                let input: Input = request.input()?;
                let rules = input.configuration.rules.into_iter().map(Rule::build);
                let rules = rules.collect::<Result<Vec<_>, _>>();
                let rules = rules.map_err(|error| request.unusable(&error))?;
                let rules = CorsConfiguration::builder().set_cors_rules(Some(rules));
                let rules = rules.build().map_err(|error| request.unusable(&error))?;
                let call = clients.s3.put_bucket_cors().bucket(input.bucket);
                Sent::of(PUT, call.cors_configuration(rules).send().await)
            }
            "DeleteBucketCors" => {
                let call = clients.s3.delete_bucket_cors();
                let call = call.set_bucket(request.text("Bucket"));
                Sent::of(PUT, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }

    /// A rule more, or another one, lets other pages in; a rule less stops those that were meant.
    fn risk(_path: &str, _approved: &Value, observed: &Value) -> Risk {
        if observed.is_null() {
            Risk::ServiceBroken
        } else {
            Risk::ExposureWidened
        }
    }
}

/// What is allowed, and from where: no two rules of a bucket need to say the same twice.
fn label(rule: &Value) -> String {
    let list = |name: &str| {
        let texts = rule.as_object().map(|rule| texts(rule, name));
        texts.unwrap_or_default().join(" ")
    };
    format!(
        "{} from {}",
        list("allowed_methods"),
        list("allowed_origins")
    )
}

fn read_rule(rule: &CorsRule) -> Value {
    json!({
        "id": rule.id(),
        "allowed_headers": rule.allowed_headers(),
        "allowed_methods": rule.allowed_methods(),
        "allowed_origins": rule.allowed_origins(),
        "expose_headers": rule.expose_headers(),
        "max_age_seconds": rule.max_age_seconds(),
    })
}

fn write_rule(rule: &Attributes) -> Value {
    let age = rule.get("max_age_seconds").filter(|age| *age != &json!(0));
    let mut written = attributes([
        ("ID", json!(rule.get("id"))),
        ("AllowedHeaders", json!(texts(rule, "allowed_headers"))),
        ("AllowedMethods", json!(texts(rule, "allowed_methods"))),
        ("AllowedOrigins", json!(texts(rule, "allowed_origins"))),
        ("ExposeHeaders", json!(texts(rule, "expose_headers"))),
        ("MaxAgeSeconds", json!(age)),
    ]);
    prune(&mut written);
    Value::Object(written)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    bucket: String,
    #[serde(rename = "CORSConfiguration")]
    configuration: Configuration,
}

#[derive(Deserialize)]
struct Configuration {
    #[serde(rename = "CORSRules")]
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rule {
    #[serde(rename = "ID")]
    id: Option<String>,
    allowed_headers: Option<Vec<String>>,
    allowed_methods: Option<Vec<String>>,
    allowed_origins: Option<Vec<String>>,
    expose_headers: Option<Vec<String>>,
    max_age_seconds: Option<i32>,
}

impl Rule {
    fn build(self) -> Result<CorsRule, aws_smithy_types::error::operation::BuildError> {
        CorsRule::builder()
            .set_id(self.id)
            .set_allowed_headers(self.allowed_headers)
            .set_allowed_methods(self.allowed_methods)
            .set_allowed_origins(self.allowed_origins)
            .set_expose_headers(self.expose_headers)
            .set_max_age_seconds(self.max_age_seconds)
            .build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn more_pages_expose_and_fewer_break() {
        let rule = |origin: &str| json!({"allowed_methods": ["GET"], "allowed_origins": [origin]});
        let of = |rules: Value| json!({"id": "b", "bucket": "b", "cors_rule": rules});
        check_risk(
            S3BucketCorsConfiguration::NAME,
            &of(json!([rule("https://a")])),
            &of(json!([rule("*")])),
            &[
                ("cors_rule[GET from *]", Risk::ExposureWidened),
                ("cors_rule[GET from https://a]", Risk::ServiceBroken),
            ],
        );
    }
}
