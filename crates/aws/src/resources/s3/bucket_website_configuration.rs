//! `aws_s3_bucket_website_configuration`: whether a bucket is a website, and which pages it shows.
//!
//! Owned: `id bucket error_document index_document redirect_all_requests_to routing_rule`. A bucket that is
//! no website has no setting. Terraform's state cannot tell an empty replacement of a key prefix from none:
//! a redirect that would do nothing else is one.
//! Restored: all of it, by one call that replaces or removes it.

use async_trait::async_trait;
use aws_sdk_s3::types::{
    Condition, ErrorDocument, IndexDocument, Protocol, Redirect, RedirectAllRequestsTo,
    RoutingRule, WebsiteConfiguration,
};
use driftlock_core::{Attributes, Call, Risk};
use serde_json::{Value, json};

use super::setting::{BucketSetting, EXPECTED_OWNER, SERVICE};
use crate::CallError;
use crate::action::Action;
use crate::connection::Clients;
use crate::resources::form::{attributes, block, elements, prune};
use crate::resources::request::{Request, request};
use crate::resources::{Difference, Sent, configured};

/// See the module's documentation.
pub(crate) struct S3BucketWebsiteConfiguration;

const GET: &str = "s3:GetBucketWebsite";
const PUT: &str = "s3:PutBucketWebsite";
const DELETE: &str = "s3:DeleteBucketWebsite";

/// Members of a redirect and of its condition: in the schema and in the API.
const REDIRECT: [(&str, &str); 5] = [
    ("host_name", "HostName"),
    ("http_redirect_code", "HttpRedirectCode"),
    ("protocol", "Protocol"),
    ("replace_key_prefix_with", "ReplaceKeyPrefixWith"),
    ("replace_key_with", "ReplaceKeyWith"),
];
const CONDITION: [(&str, &str); 2] = [
    (
        "http_error_code_returned_equals",
        "HttpErrorCodeReturnedEquals",
    ),
    ("key_prefix_equals", "KeyPrefixEquals"),
];

#[async_trait]
impl BucketSetting for S3BucketWebsiteConfiguration {
    const NAME: &'static str = "aws_s3_bucket_website_configuration";
    const DIFFERENCES: &'static [Difference] = &[
        EXPECTED_OWNER,
        Difference {
            attribute: "routing_rules",
            reason: "the same as `routing_rule`, as JSON",
        },
        Difference {
            attribute: "website_domain",
            reason: "follows from the bucket's name and region",
        },
        Difference {
            attribute: "website_endpoint",
            reason: "follows from the bucket's name and region",
        },
    ];
    const READ: &'static [Action] = &[Action::on_each(GET)];
    const RESTORE: &'static [Action] = &[Action::on_each(DELETE), Action::on_each(PUT)];

    fn form(&self, attributes: &mut Attributes) {
        prune(attributes);
    }

    async fn get(&self, clients: &Clients, bucket: &str) -> Result<Option<Attributes>, CallError> {
        let answer = clients.s3.get_bucket_website().bucket(bucket).send().await;
        let missing = &["NoSuchWebsiteConfiguration", "NoSuchBucket"];
        let output = configured(GET, missing, answer)?;
        Ok(output.map(|output| {
            let error = output
                .error_document()
                .map(|page| json!({"key": page.key()}));
            let index = output
                .index_document()
                .map(|page| json!({"suffix": page.suffix()}));
            let all = output.redirect_all_requests_to().map(|to| {
                json!({
                    "host_name": to.host_name(),
                    "protocol": to.protocol().map(Protocol::as_str),
                })
            });
            attributes([
                ("error_document", error.into_iter().collect()),
                ("index_document", index.into_iter().collect()),
                ("redirect_all_requests_to", all.into_iter().collect()),
                (
                    "routing_rule",
                    output.routing_rules().iter().map(read_rule).collect(),
                ),
            ])
        }))
    }

    fn put(&self, bucket: &str, approved: &Attributes) -> Result<Call, &'static str> {
        let members = |name: &str, members: &[(&str, &str)]| {
            json!(block(approved, name).map(|block| written(block, members)))
        };
        let rules = elements(approved, "routing_rule").filter_map(Value::as_object);
        let mut website = attributes([
            (
                "ErrorDocument",
                members("error_document", &[("key", "Key")]),
            ),
            (
                "IndexDocument",
                members("index_document", &[("suffix", "Suffix")]),
            ),
            (
                "RedirectAllRequestsTo",
                members("redirect_all_requests_to", &REDIRECT),
            ),
        ]);
        prune(&mut website);
        // A redirect may consist of what else says nothing.
        let rules: Vec<Value> = rules.map(write_rule).collect();
        if !rules.is_empty() {
            website.insert("RoutingRules".to_owned(), Value::from(rules));
        }
        Ok(request(
            PUT,
            "make it the website that was approved",
            [SERVICE, "PutBucketWebsite"],
            json!({"Bucket": bucket, "WebsiteConfiguration": website}),
        ))
    }

    fn remove(&self, bucket: &str) -> Result<Call, &'static str> {
        Ok(request(
            DELETE,
            "make it no website",
            [SERVICE, "DeleteBucketWebsite"],
            json!({"Bucket": bucket}),
        ))
    }

    async fn send(&self, clients: &Clients, request: &Request) -> Result<Sent, CallError> {
        match request.operation() {
            "PutBucketWebsite" => {
                let website = build(request.value("WebsiteConfiguration"));
                let website = website.map_err(|error| request.unusable(&error))?;
                let call = clients.s3.put_bucket_website();
                let call = call.set_bucket(request.text("Bucket"));
                Sent::of(PUT, call.website_configuration(website).send().await)
            }
            "DeleteBucketWebsite" => {
                let call = clients.s3.delete_bucket_website();
                let call = call.set_bucket(request.text("Bucket"));
                Sent::of(DELETE, call.send().await)
            }
            _ => Err(request.unknown()),
        }
    }

    /// What becomes a website may be read by a browser without TLS, and what redirects elsewhere sends
    /// its visitors there.
    fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
        let redirects = path.starts_with("redirect_all") || path.starts_with("routing_rule");
        if observed.is_null() {
            Risk::ServiceBroken
        } else if approved.is_null() || redirects {
            Risk::ExposureWidened
        } else {
            Risk::ServiceBroken
        }
    }
}

fn read_rule(rule: &RoutingRule) -> Value {
    let condition = rule.condition().map(|condition| {
        json!({
            "http_error_code_returned_equals": condition.http_error_code_returned_equals(),
            "key_prefix_equals": condition.key_prefix_equals(),
        })
    });
    let redirect = rule.redirect().map(|redirect| {
        json!({
            "host_name": redirect.host_name(),
            "http_redirect_code": redirect.http_redirect_code(),
            "protocol": redirect.protocol().map(Protocol::as_str),
            "replace_key_prefix_with": redirect.replace_key_prefix_with(),
            "replace_key_with": redirect.replace_key_with(),
        })
    });
    let list = |block: Option<Value>| block.into_iter().collect::<Vec<_>>();
    json!({ "condition": list(condition), "redirect": list(redirect) })
}

fn write_rule(rule: &Attributes) -> Value {
    let members = |name: &str, members: &[(&str, &str)]| {
        block(rule, name).map_or_else(Attributes::new, |block| written(block, members))
    };
    let condition = members("condition", &CONDITION);
    let mut redirect = members("redirect", &REDIRECT);
    if redirect.is_empty() {
        redirect.insert("ReplaceKeyPrefixWith".to_owned(), Value::from(""));
    }
    if condition.is_empty() {
        json!({ "Redirect": redirect })
    } else {
        json!({ "Condition": condition, "Redirect": redirect })
    }
}

fn written(block: &Attributes, members: &[(&str, &str)]) -> Attributes {
    let pairs = members.iter().filter_map(|(schema, api)| {
        let value = block.get(*schema)?;
        Some(((*api).to_owned(), value.clone()))
    });
    pairs.collect()
}

type BuildError = aws_smithy_types::error::operation::BuildError;

fn word(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

fn protocol(value: &Value) -> Option<Protocol> {
    Some(Protocol::from(word(value, "Protocol")?.as_str()))
}

fn build(website: &Value) -> Result<WebsiteConfiguration, BuildError> {
    let error = website.get("ErrorDocument");
    let error = error.map(|page| ErrorDocument::builder().set_key(word(page, "Key")).build());
    let index = website.get("IndexDocument");
    let index = index.map(|page| {
        let builder = IndexDocument::builder();
        builder.set_suffix(word(page, "Suffix")).build()
    });
    let all = website.get("RedirectAllRequestsTo").map(|to| {
        RedirectAllRequestsTo::builder()
            .set_host_name(word(to, "HostName"))
            .set_protocol(protocol(to))
            .build()
    });
    let rules = website.get("RoutingRules").and_then(Value::as_array);
    let rules = rules.map(|rules| rules.iter().map(build_rule).collect());
    Ok(WebsiteConfiguration::builder()
        .set_error_document(error.transpose()?)
        .set_index_document(index.transpose()?)
        .set_redirect_all_requests_to(all.transpose()?)
        .set_routing_rules(rules)
        .build())
}

fn build_rule(rule: &Value) -> RoutingRule {
    let condition = rule.get("Condition").map(|condition| {
        Condition::builder()
            .set_http_error_code_returned_equals(word(condition, "HttpErrorCodeReturnedEquals"))
            .set_key_prefix_equals(word(condition, "KeyPrefixEquals"))
            .build()
    });
    let redirect = rule.get("Redirect").map(|redirect| {
        Redirect::builder()
            .set_host_name(word(redirect, "HostName"))
            .set_http_redirect_code(word(redirect, "HttpRedirectCode"))
            .set_protocol(protocol(redirect))
            .set_replace_key_prefix_with(word(redirect, "ReplaceKeyPrefixWith"))
            .set_replace_key_with(word(redirect, "ReplaceKeyWith"))
            .build()
    });
    RoutingRule::builder()
        .set_condition(condition)
        .set_redirect(redirect)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn a_redirect_that_drops_a_prefix_is_sent_as_one() {
        let rule = json!([{
            "condition": [{"key_prefix_equals": "old/"}],
            "redirect": [{"replace_key_prefix_with": "", "host_name": ""}],
        }]);
        let mut site = attributes([("routing_rule", rule)]);
        S3BucketWebsiteConfiguration.form(&mut site);
        let call = S3BucketWebsiteConfiguration.put("b", &site).unwrap();
        let call = Request::of(&call).unwrap();
        let rules = json!([{
            "Condition": {"KeyPrefixEquals": "old/"},
            "Redirect": {"ReplaceKeyPrefixWith": ""},
        }]);
        assert_eq!(call.value("WebsiteConfiguration")["RoutingRules"], rules);
    }

    #[test]
    fn a_bucket_that_becomes_a_website_is_exposed() {
        let of =
            |page: &str| json!({"id": "b", "bucket": "b", "index_document": [{"suffix": page}]});
        let name = S3BucketWebsiteConfiguration::NAME;
        let whole = "index_document[0]";
        check_risk(
            name,
            &Value::Null,
            &of("a"),
            &[(whole, Risk::ExposureWidened)],
        );
        check_risk(
            name,
            &of("a"),
            &Value::Null,
            &[(whole, Risk::ServiceBroken)],
        );
        let other = &[("index_document[0].suffix", Risk::ServiceBroken)];
        check_risk(name, &of("a"), &of("b"), other);
    }
}
