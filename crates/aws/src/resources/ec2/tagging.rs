//! Tags of whatever EC2 keeps: `CreateTags` and `DeleteTags` in the EC2 API reference take the id of
//! any of its resources.

use aws_sdk_ec2::types::Tag;
use driftlock_core::Attributes;
use serde_json::{Value, json};

use crate::connection::Clients;
use crate::resources::request::{Request, request};
use crate::resources::{RestorePlan, Sent};
use crate::{CallError, tags};

/// IAM action that sets tags.
pub(crate) const TAG: &str = "ec2:CreateTags";
/// IAM action that removes them.
pub(crate) const UNTAG: &str = "ec2:DeleteTags";

/// The attribute `tags` of a resource with these.
pub(crate) fn read(all: &[Tag]) -> Value {
    Value::Object(tags::own(all.iter().map(|tag| (tag.key(), tag.value()))))
}

/// Plans what leads from the observed tags of the resource `id` back to the approved ones.
pub(crate) fn restore(
    plan: &mut RestorePlan,
    id: &str,
    approved: &Attributes,
    observed: &Attributes,
) {
    plan.retag(
        approved,
        Some(observed),
        |summary, tags| {
            let input = json!({"Resources": [id], "Tags": tags::list(tags)});
            request(TAG, summary, ["ec2", "CreateTags"], input)
        },
        |summary, names| {
            // Without its value a tag is removed whatever that is.
            let all: Vec<Value> = names.iter().map(|name| json!({ "Key": name })).collect();
            let input = json!({"Resources": [id], "Tags": all});
            request(UNTAG, summary, ["ec2", "DeleteTags"], input)
        },
    );
}

/// Makes one of these two calls; for any other, says that the type makes no such call. A type matches
/// its own operations first and leaves the rest to this.
pub(crate) async fn execute(clients: &Clients, request: &Request) -> Result<Sent, CallError> {
    let resources = request.texts("Resources");
    let tags = all_of(request.value("Tags"));
    match request.operation() {
        "CreateTags" => {
            let call = clients.ec2.create_tags().set_resources(resources);
            Sent::of(TAG, call.set_tags(Some(tags)).send().await)
        }
        // Without any tag in it, the call would remove all that the resource has.
        "DeleteTags" if !tags.is_empty() => {
            let call = clients.ec2.delete_tags().set_resources(resources);
            Sent::of(UNTAG, call.set_tags(Some(tags)).send().await)
        }
        _ => Err(request.unknown()),
    }
}

fn all_of(list: &Value) -> Vec<Tag> {
    let text = |tag: &Value, name: &str| tag.get(name)?.as_str().map(str::to_owned);
    let tag = |tag: &Value| {
        Tag::builder()
            .set_key(text(tag, "Key"))
            .set_value(text(tag, "Value"))
            .build()
    };
    list.as_array().into_iter().flatten().map(tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_set_and_removed() {
        let of = |tags: Value| json!({ "tags": tags }).as_object().cloned().unwrap();
        let mut plan = RestorePlan::default();
        let approved = of(json!({"a": "1", "b": "", "same": "x"}));
        let observed = of(json!({"a": "2", "c d": "", "same": "x"}));
        restore(&mut plan, "vpc-1", &approved, &observed);
        let words: Vec<_> = plan
            .calls
            .iter()
            .map(|call| Request::of(call).unwrap().words().join(" "))
            .collect();
        assert_eq!(
            words,
            [
                r#"ec2 create-tags --resources ["vpc-1"] --tags [{"Key":"a","Value":"1"},{"Key":"b","Value":""}]"#,
                r#"ec2 delete-tags --resources ["vpc-1"] --tags [{"Key":"c d"}]"#,
            ]
        );
    }
}
