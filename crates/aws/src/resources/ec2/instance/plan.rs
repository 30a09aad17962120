//! From drift to calls: what exposes the instance is undone first.

use driftlock_core::{Attributes, Call, Change, Unrestorable, diff, is_secret};
use serde_json::{Value, json};

use super::{
    ASSIGN, ASSIGN_6, GIVE_PROFILE, Instance, MODIFY, MODIFY_CREDITS, MODIFY_INTERFACE,
    MODIFY_MAINTENANCE, MODIFY_METADATA, MODIFY_NAMES, MONITOR, REPLACE_PROFILE, TAKE_PROFILE,
    UNASSIGN, UNASSIGN_6, UNMONITOR, device, interface,
};
use crate::resources::ec2::tagging;
use crate::resources::form::{block, text, texts};
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
            reason: "an instance that is gone cannot come back under its id; deploy a new one"
                .to_owned(),
        }),
        (None, _) => {}
    }
    plan
}

fn restore(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let changes = diff(Some(approved), Some(observed), &Instance.shape());
    let touched = |name: &str| changes.iter().any(|change| root(change) == name);
    if touched("vpc_security_group_ids") {
        plan.calls.push(groups(approved, observed));
    }
    if touched("metadata_options") {
        plan.calls.extend(metadata(id, approved));
    }
    if touched("iam_instance_profile") {
        plan.calls.push(profile(id, approved, observed));
    }
    for (name, member) in FLAGS {
        if touched(name) {
            plan.calls.push(flag(id, name, member, approved));
        }
    }
    if touched("instance_initiated_shutdown_behavior") {
        plan.calls.push(shutdown(id, approved));
    }
    if touched("monitoring") {
        plan.calls.push(monitoring(id, approved));
    }
    if touched("credit_specification") {
        plan.calls.extend(credits(id, approved));
    }
    if touched("maintenance_options") {
        plan.calls.extend(maintenance(id, approved));
    }
    if touched("private_dns_name_options") {
        plan.calls.extend(host_names(id, approved));
    }
    for (name, removed, added, member) in ADDRESSES {
        let (has, wanted) = (texts(observed, name), texts(approved, name));
        let extra = has.iter().filter(|one| !wanted.contains(one));
        let lost = wanted.iter().filter(|one| !has.contains(one));
        plan.calls
            .extend(addresses(approved, removed, member, extra.collect()));
        plan.calls
            .extend(addresses(approved, added, member, lost.collect()));
    }
    device::restore(plan, id, approved, observed);
    tagging::restore(plan, id, approved, observed);
    let left = changes.into_iter().filter(|change| !is_restored(change));
    plan.unrestorable.extend(left.map(|change| Unrestorable {
        reason: reason(root(&change)).to_owned(),
        path: change.path,
    }));
}

fn root(change: &Change) -> &str {
    change.path.split(['.', '[']).next().unwrap_or_default()
}

/// Truths that `ModifyInstanceAttribute` sets one at a time.
const FLAGS: [(&str, &str); 3] = [
    ("disable_api_termination", "DisableApiTermination"),
    ("disable_api_stop", "DisableApiStop"),
    ("source_dest_check", "SourceDestCheck"),
];

/// Lists of addresses with the actions that remove and add, and their member there.
const ADDRESSES: [(&str, &str, &str, &str); 2] = [
    (
        "secondary_private_ips",
        UNASSIGN,
        ASSIGN,
        "PrivateIpAddresses",
    ),
    ("ipv6_addresses", UNASSIGN_6, ASSIGN_6, "Ipv6Addresses"),
];

fn is_restored(change: &Change) -> bool {
    let root = root(change);
    let restored = [
        "vpc_security_group_ids",
        "metadata_options",
        "iam_instance_profile",
        "instance_initiated_shutdown_behavior",
        "monitoring",
        "credit_specification",
        "maintenance_options",
        "private_dns_name_options",
        "tags",
        // These are told of by their own.
        "root_block_device",
        "ebs_block_device",
    ];
    restored.contains(&root)
        || FLAGS.iter().any(|(name, _)| *name == root)
        || ADDRESSES.iter().any(|(name, ..)| *name == root)
        || is_secret(&change.path, Instance.secrets())
}

fn reason(root: &str) -> &'static str {
    match root {
        "instance_type"
        | "ebs_optimized"
        | "cpu_options"
        | "capacity_reservation_specification"
        | "placement_group"
        | "placement_partition_number"
        | "host_id"
        | "host_resource_group_arn"
        | "tenancy" => "it changes only while the instance is stopped; stop it and deploy it again",
        "associate_public_ip_address" => {
            "an address is associated or disassociated by whoever owns it"
        }
        _ => "AWS cannot change it on an existing instance",
    }
}

fn groups(approved: &Attributes, observed: &Attributes) -> Call {
    let groups = texts(approved, "vpc_security_group_ids");
    request(
        MODIFY_INTERFACE,
        format!("use security groups {}", groups.join(", ")),
        ["ec2", "ModifyNetworkInterfaceAttribute"],
        json!({"NetworkInterfaceId": interface(observed), "Groups": groups}),
    )
}

/// Members of `ModifyInstanceMetadataOptions`.
const METADATA: [(&str, &str); 5] = [
    ("http_endpoint", "HttpEndpoint"),
    ("http_protocol_ipv6", "HttpProtocolIpv6"),
    ("http_put_response_hop_limit", "HttpPutResponseHopLimit"),
    ("http_tokens", "HttpTokens"),
    ("instance_metadata_tags", "InstanceMetadataTags"),
];

fn metadata(id: &str, approved: &Attributes) -> Option<Call> {
    let wanted = members(block(approved, "metadata_options")?, &METADATA);
    let summary = format!("answer about metadata as approved: {}", json!(wanted));
    let operation = ["ec2", "ModifyInstanceMetadataOptions"];
    Some(request(MODIFY_METADATA, summary, operation, of(id, wanted)))
}

fn members(block: &Attributes, names: &[(&str, &str)]) -> Attributes {
    let member = |(from, to): &(&str, &str)| Some(((*to).to_owned(), block.get(*from)?.clone()));
    names.iter().filter_map(member).collect()
}

fn of(id: &str, mut input: Attributes) -> Value {
    input.insert("InstanceId".to_owned(), Value::from(id));
    Value::Object(input)
}

fn profile(id: &str, approved: &Attributes, observed: &Attributes) -> Call {
    let name = text(approved, "iam_instance_profile");
    let has_one = !text(observed, "iam_instance_profile").is_empty();
    let (action, summary) = match (name, has_one) {
        ("", _) => (TAKE_PROFILE, "take the instance profile away".to_owned()),
        (name, true) => (
            REPLACE_PROFILE,
            format!("use instance profile {name} instead"),
        ),
        (name, false) => (GIVE_PROFILE, format!("use instance profile {name}")),
    };
    let profile = match name {
        "" => Value::Null,
        name => json!({"Name": name}),
    };
    let operation = ["ec2", action.trim_start_matches("ec2:")];
    let input = json!({"InstanceId": id, "IamInstanceProfile": profile});
    request(action, summary, operation, input)
}

fn flag(id: &str, name: &str, member: &str, approved: &Attributes) -> Call {
    let on = approved.get(name) == Some(&Value::from(true));
    request(
        MODIFY,
        format!("set {name} to {on}"),
        ["ec2", "ModifyInstanceAttribute"],
        json!({"InstanceId": id, member: on}),
    )
}

fn shutdown(id: &str, approved: &Attributes) -> Call {
    let behaviour = text(approved, "instance_initiated_shutdown_behavior");
    let value = json!({"Value": behaviour});
    request(
        MODIFY,
        format!("{behaviour} when the instance shuts itself down"),
        ["ec2", "ModifyInstanceAttribute"],
        json!({"InstanceId": id, "InstanceInitiatedShutdownBehavior": value}),
    )
}

fn monitoring(id: &str, approved: &Attributes) -> Call {
    let (action, summary) = match approved.get("monitoring") {
        Some(Value::Bool(true)) => (MONITOR, "monitor it minute by minute"),
        _ => (UNMONITOR, "monitor it every five minutes"),
    };
    let operation = ["ec2", action.trim_start_matches("ec2:")];
    request(action, summary, operation, json!({"InstanceIds": [id]}))
}

fn credits(id: &str, approved: &Attributes) -> Option<Call> {
    let credits = text(block(approved, "credit_specification")?, "cpu_credits");
    let all = json!([{"InstanceId": id, "CpuCredits": credits}]);
    Some(request(
        MODIFY_CREDITS,
        format!("set CPU credits to {credits}"),
        ["ec2", "ModifyInstanceCreditSpecification"],
        json!({"InstanceCreditSpecifications": all}),
    ))
}

fn maintenance(id: &str, approved: &Attributes) -> Option<Call> {
    let recovery = text(block(approved, "maintenance_options")?, "auto_recovery");
    Some(request(
        MODIFY_MAINTENANCE,
        format!("set automatic recovery to {recovery}"),
        ["ec2", "ModifyInstanceMaintenanceOptions"],
        json!({"InstanceId": id, "AutoRecovery": recovery}),
    ))
}

fn host_names(id: &str, approved: &Attributes) -> Option<Call> {
    let names = [
        (
            "enable_resource_name_dns_a_record",
            "EnableResourceNameDnsARecord",
        ),
        (
            "enable_resource_name_dns_aaaa_record",
            "EnableResourceNameDnsAAAARecord",
        ),
        ("hostname_type", "PrivateDnsHostnameType"),
    ];
    let wanted = members(block(approved, "private_dns_name_options")?, &names);
    let summary = format!("name the host as approved: {}", json!(wanted));
    let operation = ["ec2", "ModifyPrivateDnsNameOptions"];
    Some(request(MODIFY_NAMES, summary, operation, of(id, wanted)))
}

fn addresses(approved: &Attributes, action: &str, member: &str, all: Vec<&String>) -> Option<Call> {
    let words = match action {
        UNASSIGN | UNASSIGN_6 => "take off",
        _ => "put on",
    };
    let shown: Vec<&str> = all.iter().map(|one| one.as_str()).collect();
    let summary = format!("{words} {}", shown.join(", "));
    let operation = ["ec2", action.trim_start_matches("ec2:")];
    let input = json!({"NetworkInterfaceId": interface(approved), member: all});
    (!all.is_empty()).then(|| request(action, summary, operation, input))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::ec2::instance::NAME;

    fn planned(approved: &Value, observed: &Value) -> RestorePlan {
        let form = |value: &Value| crate::normalise(NAME, value.as_object().unwrap().clone());
        let (approved, observed) = (form(approved), form(observed));
        crate::plan_restore(NAME, "i-1", Some(&approved), Some(&observed))
    }

    fn calls(plan: &RestorePlan) -> Vec<(&str, &Value)> {
        plan.calls
            .iter()
            .map(|call| (call.action.as_str(), &call.arguments["input"]))
            .collect()
    }

    #[test]
    fn groups_are_set_on_the_interface_by_which_it_is_reached() {
        let of = |group: &str| json!({"primary_network_interface_id": "eni-1", "vpc_security_group_ids": [group]});
        assert_eq!(
            calls(&planned(&of("sg-1"), &of("sg-2"))),
            [(
                MODIFY_INTERFACE,
                &json!({"NetworkInterfaceId": "eni-1", "Groups": ["sg-1"]})
            )]
        );
    }

    #[test]
    fn a_profile_is_given_replaced_and_taken_away() {
        let of = |name: &str| json!({"iam_instance_profile": name});
        let action = |approved: &str, observed: &str| {
            let plan = planned(&of(approved), &of(observed));
            (
                plan.calls[0].action.clone(),
                plan.calls[0].arguments["input"].clone(),
            )
        };
        let named = json!({"InstanceId": "i-1", "IamInstanceProfile": {"Name": "web"}});
        assert_eq!(action("web", ""), (GIVE_PROFILE.to_owned(), named.clone()));
        assert_eq!(action("web", "admin"), (REPLACE_PROFILE.to_owned(), named));
        assert_eq!(action("", "admin").0, TAKE_PROFILE);
    }

    #[test]
    fn what_the_emulator_cannot_change_is_planned_as_the_api_has_it() {
        let of = |on: bool, mode: &str| {
            json!({"monitoring": on, "instance_initiated_shutdown_behavior": mode,
                "credit_specification": [{"cpu_credits": mode}],
                "maintenance_options": [{"auto_recovery": mode}],
                "private_dns_name_options": [{"hostname_type": mode,
                    "enable_resource_name_dns_a_record": on}]})
        };
        let plan = planned(&of(true, "a"), &of(false, "b"));
        assert_eq!(
            calls(&plan),
            [
                (
                    MODIFY,
                    &json!({"InstanceId": "i-1", "InstanceInitiatedShutdownBehavior": {"Value": "a"}})
                ),
                (MONITOR, &json!({"InstanceIds": ["i-1"]})),
                (
                    MODIFY_CREDITS,
                    &json!({"InstanceCreditSpecifications": [{"InstanceId": "i-1", "CpuCredits": "a"}]})
                ),
                (
                    MODIFY_MAINTENANCE,
                    &json!({"InstanceId": "i-1", "AutoRecovery": "a"})
                ),
                (
                    MODIFY_NAMES,
                    &json!({"InstanceId": "i-1", "EnableResourceNameDnsARecord": true,
                        "PrivateDnsHostnameType": "a"})
                ),
            ]
        );
        assert_eq!(plan.unrestorable, []);
    }

    #[test]
    fn disks_are_brought_back_but_for_size_and_other_disks() {
        let disk = |name: &str, volume: &str, size: u32, goes: bool| {
            json!({"device_name": name, "volume_id": volume, "volume_size": size,
                "volume_type": "gp3", "iops": 3000, "delete_on_termination": goes, "tags": {"a": name}})
        };
        let approved = json!({"root_block_device": [disk("/dev/sda1", "vol-1", 8, false)],
            "ebs_block_device": [disk("/dev/sdb", "vol-2", 9, true), disk("/dev/sdc", "vol-3", 8, true)]});
        let observed = json!({"root_block_device": [disk("/dev/sda1", "vol-1", 9, true)],
            "ebs_block_device": [disk("/dev/sdb", "vol-2", 8, true), disk("/dev/sdd", "vol-4", 8, true)]});
        let plan = planned(&approved, &observed);
        let mapping = json!([{"DeviceName": "/dev/sda1", "Ebs": {"DeleteOnTermination": false}}]);
        assert_eq!(
            calls(&plan),
            [
                (
                    MODIFY,
                    &json!({"InstanceId": "i-1", "BlockDeviceMappings": mapping})
                ),
                (
                    super::super::MODIFY_VOLUME,
                    &json!({"VolumeId": "vol-2", "Size": 9})
                ),
            ]
        );
        let told: Vec<_> = plan
            .unrestorable
            .iter()
            .map(|one| one.path.as_str())
            .collect();
        assert_eq!(
            told,
            [
                "root_block_device[0].volume_size",
                "ebs_block_device[/dev/sdc]",
                "ebs_block_device[/dev/sdd]",
            ]
        );
    }

    #[test]
    fn user_data_and_what_needs_a_stop_are_told_once() {
        let of = |kind: &str| json!({"instance_type": kind, "user_data": kind});
        let plan = planned(&of("t3.micro"), &of("t3.large"));
        assert_eq!(plan.calls, []);
        let told: Vec<_> = plan
            .unrestorable
            .iter()
            .map(|one| one.path.as_str())
            .collect();
        assert_eq!(told, ["instance_type", "user_data"]);
    }
}
