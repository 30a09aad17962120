//! Making the calls of a plan.

use aws_sdk_apigateway::types::{Op, PatchOperation};
use serde_json::Value;

use super::{DELETE, PATCH, PUT};
use crate::connection::Clients;
use crate::resources::Sent;
use crate::resources::request::Request;
use crate::{CallError, tags};

pub(super) async fn send(clients: &Clients, request: &Request) -> Result<Sent, CallError> {
    let gateway = clients.apigateway();
    let arn = request.text("resourceArn");
    match request.operation() {
        "UpdateRestApi" => {
            let call = gateway.update_rest_api();
            let call = call.set_rest_api_id(request.text("restApiId"));
            let call = call.set_patch_operations(Some(operations(request)));
            Sent::of(PATCH, call.send().await)
        }
        "TagResource" => {
            let all = tags::listed(request.value("tags")).into_iter().collect();
            let call = gateway.tag_resource().set_resource_arn(arn);
            Sent::of(PUT, call.set_tags(Some(all)).send().await)
        }
        "UntagResource" => {
            let call = gateway.untag_resource().set_resource_arn(arn);
            let call = call.set_tag_keys(request.texts("tagKeys"));
            Sent::of(DELETE, call.send().await)
        }
        _ => Err(request.unknown()),
    }
}

fn operations(request: &Request) -> Vec<PatchOperation> {
    let all = request.value("patchOperations").as_array();
    let one = |operation: &Value| {
        let text = |name: &str| operation.get(name).and_then(Value::as_str);
        PatchOperation::builder()
            .set_op(text("op").map(Op::from))
            .set_path(text("path").map(str::to_owned))
            .set_value(text("value").map(str::to_owned))
            .build()
    };
    all.into_iter().flatten().map(one).collect()
}
