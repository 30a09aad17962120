//! From drift to calls.

use driftlock_core::{Attributes, Call, Change, Unrestorable, diff};
use serde_json::{Value, json};

use super::{ASSIGN, ASSIGN_6, ATTACH, MODIFY, NetworkInterface, UNASSIGN, UNASSIGN_6};
use crate::resources::ec2::tagging;
use crate::resources::form::{text, texts};
use crate::resources::request::request;
use crate::resources::{ResourceType as _, RestorePlan};

pub(super) fn plan(
    id: &str,
    approved: Option<&Attributes>,
    observed: Option<&Attributes>,
) -> RestorePlan {
    let mut plan = RestorePlan::default();
    match (approved, observed) {
        (Some(approved), Some(observed)) => restore(&mut plan, id, approved, observed),
        (Some(_), None) => plan.unrestorable.push(Unrestorable {
            path: "id".to_owned(),
            reason: "a network interface that is gone cannot come back under its id; deploy a new \
                     one"
            .to_owned(),
        }),
        (None, _) => {}
    }
    plan
}

fn restore(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let changes = diff(Some(approved), Some(observed), &NetworkInterface.shape());
    let touched = |name: &str| changes.iter().any(|change| root(change) == name);
    if touched("security_groups") {
        let groups = texts(approved, "security_groups");
        let summary = format!("use security groups {}", groups.join(", "));
        plan.calls
            .push(modify(id, &summary, "Groups", json!(groups)));
    }
    if touched("source_dest_check") {
        let check = approved.get("source_dest_check") != Some(&Value::from(false));
        let summary = match check {
            true => "check source and destination",
            false => "do not check source and destination",
        };
        plan.calls
            .push(modify(id, summary, "SourceDestCheck", json!(check)));
    }
    for (name, removed, added, member) in LISTS {
        let (has, wanted) = (texts(observed, name), texts(approved, name));
        let extra: Vec<&String> = has.iter().filter(|one| !wanted.contains(one)).collect();
        let lost: Vec<&String> = wanted.iter().filter(|one| !has.contains(one)).collect();
        plan.calls
            .extend(addresses(id, removed, member, "take off", &extra));
        plan.calls
            .extend(addresses(id, added, member, "put on", &lost));
    }
    if touched("description") {
        let words = text(approved, "description");
        let summary = format!("describe it as `{words}`");
        let value = json!({"Value": words});
        plan.calls.push(modify(id, &summary, "Description", value));
    }
    let moved = touched("attachment") && observed.contains_key("attachment");
    for change in &changes {
        if root(change) == "attachment" && !moved {
            plan.calls.push(attach(id, &change.approved));
        }
    }
    tagging::restore(plan, id, approved, observed);
    plan.unrestorable
        .extend(changes.into_iter().filter_map(|change| {
            let reason = match root(&change) {
                "attachment" if moved => "detach it from where it is first, which cuts connections",
                "attachment" => return None,
                name if RESTORED.contains(&name) => return None,
                _ => "AWS cannot change it on an existing network interface",
            };
            Some(Unrestorable {
                path: change.path,
                reason: reason.to_owned(),
            })
        }));
}

const RESTORED: [&str; 8] = [
    "security_groups",
    "source_dest_check",
    "private_ips",
    "ipv4_prefixes",
    "ipv6_addresses",
    "ipv6_prefixes",
    "description",
    "tags",
];

/// Lists of addresses with the actions that remove and add, and their member there.
const LISTS: [(&str, &str, &str, &str); 4] = [
    ("private_ips", UNASSIGN, ASSIGN, "PrivateIpAddresses"),
    ("ipv4_prefixes", UNASSIGN, ASSIGN, "Ipv4Prefixes"),
    ("ipv6_addresses", UNASSIGN_6, ASSIGN_6, "Ipv6Addresses"),
    ("ipv6_prefixes", UNASSIGN_6, ASSIGN_6, "Ipv6Prefixes"),
];

fn root(change: &Change) -> &str {
    change.path.split(['.', '[']).next().unwrap_or_default()
}

fn modify(id: &str, summary: &str, member: &str, value: Value) -> Call {
    let operation = ["ec2", "ModifyNetworkInterfaceAttribute"];
    let input = json!({"NetworkInterfaceId": id, member: value});
    request(MODIFY, summary, operation, input)
}

fn addresses(id: &str, action: &str, member: &str, words: &str, all: &[&String]) -> Option<Call> {
    let shown: Vec<&str> = all.iter().map(|one| one.as_str()).collect();
    let summary = format!("{words} {}", shown.join(", "));
    let operation = ["ec2", action.trim_start_matches("ec2:")];
    let input = json!({"NetworkInterfaceId": id, member: all});
    (!all.is_empty()).then(|| request(action, summary, operation, input))
}

fn attach(id: &str, attachment: &Value) -> Call {
    let instance = attachment.get("instance");
    request(
        ATTACH,
        format!(
            "attach it to {}",
            instance.and_then(Value::as_str).unwrap_or_default()
        ),
        ["ec2", "AttachNetworkInterface"],
        json!({
            "NetworkInterfaceId": id,
            "InstanceId": instance,
            "DeviceIndex": attachment.get("device_index"),
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::ec2::network_interface::NAME;

    fn planned(approved: &Value, observed: &Value) -> RestorePlan {
        let form = |value: &Value| crate::normalise(NAME, value.as_object().unwrap().clone());
        let (approved, observed) = (form(approved), form(observed));
        crate::plan_restore(NAME, "eni-1", Some(&approved), Some(&observed))
    }

    #[test]
    fn addresses_and_prefixes_come_off_before_others_go_on() {
        let plan = planned(
            &json!({"ipv6_prefixes": ["2001:db8:1::/80"], "ipv4_prefixes": ["10.0.0.16/28"]}),
            &json!({"ipv6_prefixes": ["2001:db8:2::/80"], "ipv6_addresses": ["2001:db8::1"]}),
        );
        let calls: Vec<_> = plan
            .calls
            .iter()
            .map(|call| call.summary.as_str())
            .collect();
        assert_eq!(
            calls,
            [
                "put on 10.0.0.16/28",
                "take off 2001:db8::1",
                "take off 2001:db8:2::/80",
                "put on 2001:db8:1::/80",
            ]
        );
    }

    #[test]
    fn an_attachment_is_made_again_but_never_cut() {
        let at = |id: &str| json!({"attachment": [{"instance": id, "device_index": 1}]});
        let plan = planned(&at("i-1"), &json!({}));
        assert_eq!(
            plan.calls[0].arguments["input"],
            json!({"NetworkInterfaceId": "eni-1", "InstanceId": "i-1", "DeviceIndex": 1})
        );
        let plan = planned(&at("i-1"), &at("i-2"));
        assert_eq!(plan.calls, []);
        assert_eq!(plan.unrestorable.len(), 2);
    }

    #[test]
    fn what_cannot_change_is_told() {
        let plan = planned(&json!({"private_ip": "10.0.0.4"}), &json!({}));
        assert_eq!(plan.unrestorable[0].path, "private_ip");
    }
}
