//! Tags of load balancers, listeners and target groups, by ARN.

use driftlock_core::Attributes;

use serde_json::json;

use super::SERVICE;
use crate::action::Action;
use crate::connection::Clients;
use crate::resources::request::{Request, request};
use crate::resources::{RestorePlan, Sent, configured};
use crate::{CallError, tags};

const DESCRIBE: &str = "elasticloadbalancing:DescribeTags";
const ADD: &str = "elasticloadbalancing:AddTags";
const REMOVE: &str = "elasticloadbalancing:RemoveTags";

/// Of reading them.
pub(super) const READ_ACTION: Action = Action::on_all(DESCRIBE);
/// Of restoring them.
pub(super) const ADD_ACTION: Action = Action::on_each(ADD);
/// Of restoring them.
pub(super) const REMOVE_ACTION: Action = Action::on_each(REMOVE);

/// The tags of one resource; none where it does not exist.
pub(super) async fn read(
    clients: &Clients,
    arn: &str,
    missing: &[&str],
) -> Result<Option<Attributes>, CallError> {
    let answer = clients.elb().describe_tags().resource_arns(arn);
    let answer = configured(DESCRIBE, missing, answer.send().await)?;
    Ok(answer.map(|output| {
        let all = output.tag_descriptions().iter().flat_map(|one| one.tags());
        tags::own(all.map(|tag| (tag.key(), tag.value())))
    }))
}

/// Plans the calls that bring the tags back.
pub(super) fn restore(
    plan: &mut RestorePlan,
    arn: &str,
    approved: &Attributes,
    observed: &Attributes,
) {
    plan.retag(
        approved,
        Some(observed),
        |summary, tags| {
            let input = json!({"ResourceArns": [arn], "Tags": tags::list(tags)});
            request(ADD, summary, [SERVICE, "AddTags"], input)
        },
        |summary, names| {
            let input = json!({"ResourceArns": [arn], "TagKeys": names});
            request(REMOVE, summary, [SERVICE, "RemoveTags"], input)
        },
    );
}

/// Makes one of those calls; anything else is not known.
pub(super) async fn execute(clients: &Clients, request: &Request) -> Result<Sent, CallError> {
    let arns = request.texts("ResourceArns");
    match request.operation() {
        "AddTags" => {
            let tag = |(name, value)| {
                let tag = aws_sdk_elasticloadbalancingv2::types::Tag::builder();
                tag.key(name).value(value).build()
            };
            let all: Vec<_> = tags::listed(request.value("Tags"))
                .into_iter()
                .map(tag)
                .collect();
            let call = clients.elb().add_tags().set_resource_arns(arns);
            Sent::of(ADD, call.set_tags(Some(all)).send().await)
        }
        "RemoveTags" => {
            let call = clients.elb().remove_tags().set_resource_arns(arns);
            let call = call.set_tag_keys(request.texts("TagKeys"));
            Sent::of(REMOVE, call.send().await)
        }
        _ => Err(request.unknown()),
    }
}
