//! From drift to one `UpdateRestApi` and the tags.

use driftlock_core::{Attributes, Unrestorable, diff};
use serde_json::{Value, json};

use super::{DELETE, PATCH, PUT, RestApi, endpoint_type, of_endpoint, vpc_endpoints};
use crate::resources::form::{text, texts};
use crate::resources::request::request;
use crate::resources::{ResourceType as _, RestorePlan};

const SERVICE: &str = "apigateway";

/// Attributes that one path of a patch replaces ("Patch operations", API Gateway API reference): what
/// reaches further first.
const PATHS: &[(&str, &str)] = &[
    ("policy", "/policy"),
    ("disable_execute_api_endpoint", "/disableExecuteApiEndpoint"),
    ("api_key_source", "/apiKeySource"),
    ("description", "/description"),
    ("minimum_compression_size", "/minimumCompressionSize"),
    ("name", "/name"),
];

pub(super) fn plan(
    id: &str,
    approved: Option<&Attributes>,
    observed: Option<&Attributes>,
) -> RestorePlan {
    let mut plan = RestorePlan::default();
    match (approved, observed) {
        (Some(approved), Some(observed)) => {
            patch(&mut plan, id, approved, observed);
            retag(&mut plan, approved, observed);
        }
        (Some(_), None) => plan.unrestorable.push(Unrestorable {
            path: "id".to_owned(),
            reason: "an API that is gone comes back under another id, and without its resources: \
                     deploy it again"
                .to_owned(),
        }),
        (None, _) => {}
    }
    plan
}

fn patch(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let mut roots: Vec<String> = Vec::new();
    for change in diff(Some(approved), Some(observed), &RestApi.shape()) {
        let root = change.path.split(['.', '[']).next().unwrap_or_default();
        let known = PATHS.iter().any(|(schema, _)| *schema == root)
            || matches!(root, "binary_media_types" | "endpoint_configuration");
        if known {
            roots.push(root.to_owned());
        } else if root != "tags" {
            plan.unrestorable.push(Unrestorable {
                path: change.path,
                reason: "API Gateway gives it, and cannot change it".to_owned(),
            });
        }
    }
    roots.dedup();
    let mut operations = Vec::new();
    let has = |name: &str| roots.iter().any(|root| root == name);
    for (schema, path) in PATHS.iter().filter(|(schema, _)| has(schema)) {
        operations.push(replace(path, approved.get(*schema)));
    }
    if has("endpoint_configuration") {
        operations.extend(endpoint(approved, observed));
    }
    operations.extend(media_types(approved, observed));
    if operations.is_empty() {
        return;
    }
    plan.calls.push(request(
        PATCH,
        format!("set {}", roots.join(", ")),
        [SERVICE, "UpdateRestApi"],
        json!({"restApiId": id, "patchOperations": operations}),
    ));
}

/// Without a value where none was approved; a text or a policy is then empty.
fn replace(path: &str, value: Option<&Value>) -> Value {
    let value = match value {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None if path == "/minimumCompressionSize" => return json!({"op": "replace", "path": path}),
        None => String::new(),
    };
    json!({"op": "replace", "path": path, "value": value})
}

fn endpoint(approved: &Attributes, observed: &Attributes) -> Vec<Value> {
    let mut operations = Vec::new();
    let (wanted, has) = (endpoint_type(approved), endpoint_type(observed));
    if let Some(wanted) = wanted.filter(|_| wanted != has) {
        let path = format!("/endpointConfiguration/types/{}", has.unwrap_or("0"));
        operations.push(replace(&path, Some(&wanted.into())));
    }
    let ip = |of| of_endpoint(of, "ip_address_type");
    if let Some(wanted) = ip(approved).filter(|wanted| ip(observed) != Some(wanted)) {
        let path = "/endpointConfiguration/ipAddressType";
        operations.push(replace(path, Some(wanted)));
    }
    let path = "/endpointConfiguration/vpcEndpointIds";
    let change = |op: &str, id: &String| json!({"op": op, "path": path, "value": id});
    let (wanted, has) = (vpc_endpoints(approved), vpc_endpoints(observed));
    let extra = has.iter().filter(|id| !wanted.contains(id));
    operations.extend(extra.map(|id| change("remove", id)));
    let lost = wanted.iter().filter(|id| !has.contains(id));
    operations.extend(lost.map(|id| change("add", id)));
    operations
}

/// Each is a path of its own, with its slash escaped (RFC 6901). A list has an order: after the first
/// that differs all are put anew.
fn media_types(approved: &Attributes, observed: &Attributes) -> Vec<Value> {
    let of = |attributes| texts(attributes, "binary_media_types");
    let (wanted, has) = (of(approved), of(observed));
    let same = wanted
        .iter()
        .zip(&has)
        .take_while(|(wanted, has)| wanted == has)
        .count();
    let change = |op: &str, kind: &String| {
        let kind = kind.replace('~', "~0").replace('/', "~1");
        json!({"op": op, "path": format!("/binaryMediaTypes/{kind}")})
    };
    let removed = has.iter().skip(same).map(|kind| change("remove", kind));
    let added = wanted.iter().skip(same).map(|kind| change("add", kind));
    removed.chain(added).collect()
}

fn retag(plan: &mut RestorePlan, approved: &Attributes, observed: &Attributes) {
    let arn = text(approved, "arn");
    plan.retag(
        approved,
        Some(observed),
        |summary, tags| {
            let input = json!({"resourceArn": arn, "tags": tags});
            request(PUT, summary, [SERVICE, "TagResource"], input)
        },
        |summary, names| {
            let input = json!({"resourceArn": arn, "tagKeys": names});
            request(DELETE, summary, [SERVICE, "UntagResource"], input)
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(changes: Value) -> Attributes {
        let mut all = json!({"id": "a", "arn": "arn:a", "name": "n"});
        let given = changes.as_object().unwrap().clone();
        all.as_object_mut().unwrap().extend(given);
        crate::normalise(super::super::NAME, all.as_object().unwrap().clone())
    }

    /// The patch, each operation as `op path value`.
    fn check(approved: Value, observed: Value, expected: &[&str]) {
        let plan = plan("a", Some(&api(approved)), Some(&api(observed)));
        assert_eq!(plan.unrestorable, []);
        let operations = plan.calls[0].arguments["input"]["patchOperations"].clone();
        let operations: Vec<String> = operations
            .as_array()
            .unwrap()
            .iter()
            .map(|one| ["op", "path", "value"].map(|name| one[name].as_str().unwrap_or("-")))
            .map(|words| words.join(" "))
            .collect();
        assert_eq!(operations, expected);
    }

    #[test]
    fn all_that_changed_is_one_patch_and_what_opens_the_api_comes_first() {
        let policy = r#"{"Version":"2012-10-17","Statement":[]}"#;
        check(
            json!({"policy": policy, "disable_execute_api_endpoint": true, "description": "d",
                "minimum_compression_size": "1024", "endpoint_configuration": [{
                    "types": ["PRIVATE"], "vpc_endpoint_ids": ["vpce-1"]}]}),
            json!({"name": "o", "api_key_source": "AUTHORIZER", "endpoint_configuration": [{
                    "types": ["REGIONAL"], "vpc_endpoint_ids": ["vpce-2"]}]}),
            &[
                &format!("replace /policy {}", crate::iam_policy::canonical(policy)),
                "replace /disableExecuteApiEndpoint true",
                "replace /apiKeySource HEADER",
                "replace /description d",
                "replace /minimumCompressionSize 1024",
                "replace /name n",
                "replace /endpointConfiguration/types/REGIONAL PRIVATE",
                "remove /endpointConfiguration/vpcEndpointIds vpce-2",
                "add /endpointConfiguration/vpcEndpointIds vpce-1",
            ],
        );
    }

    #[test]
    fn what_was_not_approved_is_taken_away() {
        check(
            json!({"binary_media_types": ["a/b", "c/d"]}),
            json!({"policy": "{\"Statement\":[]}", "description": "d",
                "minimum_compression_size": "0", "binary_media_types": ["a/b", "x~/y", "c/d"]}),
            &[
                "replace /policy ",
                "replace /description ",
                "replace /minimumCompressionSize -",
                "remove /binaryMediaTypes/x~0~1y -",
                "remove /binaryMediaTypes/c~1d -",
                "add /binaryMediaTypes/c~1d -",
            ],
        );
    }

    #[test]
    fn tags_are_set_and_removed_and_one_that_is_gone_stays_gone() {
        let approved = api(json!({"tags": {"a": "1"}}));
        let plan = super::plan("a", Some(&approved), Some(&api(json!({"tags": {"b": ""}}))));
        let actions: Vec<_> = plan.calls.iter().map(|call| call.action.as_str()).collect();
        assert_eq!(actions, [PUT, DELETE]);
        let plan = super::plan("a", Some(&approved), None);
        assert_eq!((plan.calls.len(), plan.unrestorable.len()), (0, 1));
    }
}
