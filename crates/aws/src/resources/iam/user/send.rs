//! Making the calls of a plan.

use aws_sdk_iam::types::StatusType;

use super::{CREATE, JOIN, LEAVE, SWITCH_KEY, UPDATE};
use crate::CallError;
use crate::resources::Sent;
use crate::resources::iam::permissions::sdk_tags;
use crate::resources::request::Request;

pub(super) async fn send(iam: &aws_sdk_iam::Client, request: &Request) -> Result<Sent, CallError> {
    let name = request.text("UserName");
    let policy = request.text("PolicyName");
    let arn = request.text("PolicyArn");
    let group = request.text("GroupName");
    match request.operation() {
        "CreateUser" => {
            let call = iam.create_user().set_user_name(name);
            let call = call.set_path(request.text("Path"));
            let call = call.set_permissions_boundary(request.text("PermissionsBoundary"));
            Sent::of(CREATE, call.set_tags(sdk_tags(request)?).send().await)
        }
        "UpdateUser" => {
            let call = iam.update_user().set_user_name(name);
            let call = call.set_new_path(request.text("NewPath"));
            Sent::of(UPDATE, call.send().await)
        }
        "AddUserToGroup" => {
            let call = iam.add_user_to_group().set_user_name(name);
            Sent::of(JOIN, call.set_group_name(group).send().await)
        }
        "RemoveUserFromGroup" => {
            let call = iam.remove_user_from_group().set_user_name(name);
            Sent::of(LEAVE, call.set_group_name(group).send().await)
        }
        "UpdateAccessKey" => {
            let status = request.text("Status");
            let call = iam.update_access_key().set_user_name(name);
            let call = call.set_access_key_id(request.text("AccessKeyId"));
            let call = call.set_status(status.as_deref().map(StatusType::from));
            Sent::of(SWITCH_KEY, call.send().await)
        }
        "PutUserPolicy" => {
            let call = iam.put_user_policy().set_user_name(name);
            let call = call.set_policy_name(policy);
            let call = call.set_policy_document(request.text("PolicyDocument"));
            Sent::of("iam:PutUserPolicy", call.send().await)
        }
        "DeleteUserPolicy" => {
            let call = iam.delete_user_policy().set_user_name(name);
            let answer = call.set_policy_name(policy).send().await;
            Sent::of("iam:DeleteUserPolicy", answer)
        }
        "AttachUserPolicy" => {
            let call = iam.attach_user_policy().set_user_name(name);
            let answer = call.set_policy_arn(arn).send().await;
            Sent::of("iam:AttachUserPolicy", answer)
        }
        "DetachUserPolicy" => {
            let call = iam.detach_user_policy().set_user_name(name);
            let answer = call.set_policy_arn(arn).send().await;
            Sent::of("iam:DetachUserPolicy", answer)
        }
        "PutUserPermissionsBoundary" => {
            let call = iam.put_user_permissions_boundary().set_user_name(name);
            let call = call.set_permissions_boundary(request.text("PermissionsBoundary"));
            Sent::of("iam:PutUserPermissionsBoundary", call.send().await)
        }
        "DeleteUserPermissionsBoundary" => {
            let call = iam.delete_user_permissions_boundary().set_user_name(name);
            Sent::of("iam:DeleteUserPermissionsBoundary", call.send().await)
        }
        "TagUser" => {
            let call = iam.tag_user().set_user_name(name);
            let answer = call.set_tags(sdk_tags(request)?).send().await;
            Sent::of("iam:TagUser", answer)
        }
        "UntagUser" => {
            let call = iam.untag_user().set_user_name(name);
            let answer = call.set_tag_keys(request.texts("TagKeys")).send().await;
            Sent::of("iam:UntagUser", answer)
        }
        _ => Err(request.unknown()),
    }
}
