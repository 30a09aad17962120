//! The write calls on a security group as the AWS command line has them.

use aws_sdk_ec2::types::IpPermission;
use serde_json::{Map, Value, json};

use super::call::SgCall;
use super::rule::Rule;
use crate::resources::command;

/// What a person types after `aws` to make `call` on the group `id`.
pub(super) fn words(call: &SgCall, id: &str) -> Vec<String> {
    let tags = |tags: Vec<Value>| {
        let resources = ("resources", id.to_owned());
        vec![resources, ("tags", Value::from(tags).to_string())]
    };
    let options = match call {
        SgCall::Authorize { rules, .. }
        | SgCall::Revoke { rules, .. }
        | SgCall::Describe { rules, .. } => {
            let permissions = Rule::all_to_aws(rules, id);
            let permissions: Value = permissions.iter().map(permission).collect();
            let group = ("group-id", id.to_owned());
            vec![group, ("ip-permissions", permissions.to_string())]
        }
        SgCall::SetTags { tags: set } => tags(
            set.iter()
                .map(|(name, value)| json!({ "Key": name, "Value": value }))
                .collect(),
        ),
        SgCall::RemoveTags { names } => {
            tags(names.iter().map(|name| json!({ "Key": name })).collect())
        }
        SgCall::Delete => vec![("group-id", id.to_owned())],
    };
    command(["ec2", &operation(call.action())], options)
}

/// The command line spells actions in small letters, with a hyphen before each word.
fn operation(action: &str) -> String {
    let name = action.strip_prefix("ec2:").unwrap_or(action);
    let mut spelt = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !spelt.is_empty() {
            spelt.push('-');
        }
        spelt.push(letter.to_ascii_lowercase());
    }
    spelt
}

/// `IpPermission` in the EC2 API reference.
fn permission(permission: &IpPermission) -> Value {
    let v4 = permission.ip_ranges().iter();
    let v6 = permission.ipv6_ranges().iter();
    let lists = permission.prefix_list_ids().iter();
    let groups = permission.user_id_group_pairs().iter();
    object([
        ("IpProtocol", permission.ip_protocol().map(Value::from)),
        ("FromPort", permission.from_port().map(Value::from)),
        ("ToPort", permission.to_port().map(Value::from)),
        (
            "IpRanges",
            all(v4.map(|range| peer("CidrIp", range.cidr_ip(), range.description()))),
        ),
        (
            "Ipv6Ranges",
            all(v6.map(|range| peer("CidrIpv6", range.cidr_ipv6(), range.description()))),
        ),
        (
            "PrefixListIds",
            all(lists.map(|list| peer("PrefixListId", list.prefix_list_id(), list.description()))),
        ),
        (
            "UserIdGroupPairs",
            all(groups.map(|pair| {
                object([
                    ("GroupId", pair.group_id().map(Value::from)),
                    ("UserId", pair.user_id().map(Value::from)),
                    ("Description", pair.description().map(Value::from)),
                ])
            })),
        ),
    ])
}

fn peer(name: &str, value: Option<&str>, description: Option<&str>) -> Value {
    object([
        (name, value.map(Value::from)),
        ("Description", description.map(Value::from)),
    ])
}

/// A list; none where it would be empty.
fn all(values: impl Iterator<Item = Value>) -> Option<Value> {
    let values: Vec<Value> = values.collect();
    (!values.is_empty()).then(|| Value::from(values))
}

fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let members = members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(members.collect::<Map<_, _>>())
}
