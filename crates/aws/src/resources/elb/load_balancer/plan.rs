//! From drift to calls.

use driftlock_core::{Attributes, Call, Change, Unrestorable, diff};
use serde_json::{Value, json};

use super::{
    ALL, CAPACITY, ENFORCE, LoadBalancer, MODIFY_ATTRIBUTES, MODIFY_CAPACITY, MODIFY_POOLS,
    SET_ADDRESS_TYPE, SET_GROUPS, SET_SUBNETS, knob, tagging,
};
use crate::resources::elb::SERVICE;
use crate::resources::form::{elements, text, texts};
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
            reason: "a load balancer that is gone cannot come back under its ARN and DNS name; \
                     deploy a new one"
                .to_owned(),
        }),
        (None, _) => {}
    }
    plan
}

fn restore(plan: &mut RestorePlan, id: &str, approved: &Attributes, observed: &Attributes) {
    let changes = diff(Some(approved), Some(observed), &LoadBalancer.shape());
    let touched = |name: &str| changes.iter().any(|change| root(change) == name);
    if touched("security_groups") || touched(ENFORCE) {
        plan.calls.push(groups(id, approved));
    }
    let pairs = pairs(approved, observed);
    if !pairs.is_empty() {
        plan.calls.push(request(
            MODIFY_ATTRIBUTES,
            knob::summary(&pairs),
            [SERVICE, "ModifyLoadBalancerAttributes"],
            json!({"LoadBalancerArn": id, "Attributes": knob::pairs(&pairs)}),
        ));
    }
    // Subnets of a dual-stack load balancer must have IPv6, so that its type is set before them where
    // it becomes IPv4, and after them else.
    let dual = text(approved, "ip_address_type") != "ipv4";
    let address_type = touched("ip_address_type").then(|| address_type(id, approved));
    plan.calls.extend(address_type.clone().filter(|_| !dual));
    if touched("subnet_mapping") {
        subnets(plan, id, approved, &changes);
    }
    plan.calls.extend(address_type.filter(|_| dual));
    if touched("ipam_pools") {
        plan.calls.push(pools(id, approved));
    }
    if touched(CAPACITY) {
        plan.calls.push(capacity(id, approved));
    }
    tagging::restore(plan, id, approved, observed);
    plan.unrestorable
        .extend(changes.into_iter().filter(is_fixed).map(fixed));
}

fn root(change: &Change) -> &str {
    change.path.split(['.', '[']).next().unwrap_or_default()
}

/// Pairs that differ; of logs that are to be off only that.
fn pairs(approved: &Attributes, observed: &Attributes) -> Vec<(&'static str, String)> {
    let mut all = knob::changed(ALL, approved, observed);
    for (block, keys) in [
        ("access_logs.enabled", "access_logs.s3."),
        ("connection_logs.enabled", "connection_logs.s3."),
    ] {
        if knob::at(approved, block) != true {
            all.retain(|(key, _)| !key.starts_with(keys) || key.ends_with(".enabled"));
        }
    }
    all
}

fn is_fixed(change: &Change) -> bool {
    let restored = [
        "security_groups",
        ENFORCE,
        "subnet_mapping",
        "ip_address_type",
        "ipam_pools",
        CAPACITY,
        "tags",
        "access_logs",
        "connection_logs",
    ];
    let root = root(change);
    !restored.contains(&root) && ALL.iter().all(|knob| knob.path != root)
}

fn fixed(change: Change) -> Unrestorable {
    Unrestorable {
        path: change.path,
        reason: "AWS cannot change it on an existing load balancer".to_owned(),
    }
}

fn groups(id: &str, approved: &Attributes) -> Call {
    let groups = texts(approved, "security_groups");
    let enforce = approved.get(ENFORCE);
    request(
        SET_GROUPS,
        format!("use security groups {}", groups.join(", ")),
        [SERVICE, "SetSecurityGroups"],
        json!({
            "LoadBalancerArn": id,
            "SecurityGroups": groups,
            "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": enforce,
        }),
    )
}

/// Only an application load balancer can leave a subnet or change its address there.
fn subnets(plan: &mut RestorePlan, id: &str, approved: &Attributes, changes: &[Change]) {
    let stays = |change: &&Change| {
        let is_application = text(approved, "load_balancer_type") == "application";
        root(change) == "subnet_mapping" && !is_application && !change.observed.is_null()
    };
    let stay: Vec<&Change> = changes.iter().filter(stays).collect();
    if !stay.is_empty() {
        plan.unrestorable.extend(stay.iter().map(|change| {
            Unrestorable {
                path: change.path.clone(),
                reason:
                    "only an application load balancer can leave a subnet or change its address \
                     there"
                        .to_owned(),
            }
        }));
        return;
    }
    let all: Vec<Value> = elements(approved, "subnet_mapping").map(mapping).collect();
    plan.calls.push(request(
        SET_SUBNETS,
        format!("stand in {} subnets as approved", all.len()),
        [SERVICE, "SetSubnets"],
        json!({"LoadBalancerArn": id, "SubnetMappings": all}),
    ));
}

fn mapping(held: &Value) -> Value {
    let names = [
        ("subnet_id", "SubnetId"),
        ("allocation_id", "AllocationId"),
        ("private_ipv4_address", "PrivateIPv4Address"),
        ("ipv6_address", "IPv6Address"),
    ];
    let member = |(name, member): (&str, &str)| Some((member.to_owned(), held.get(name)?.clone()));
    Value::Object(names.into_iter().filter_map(member).collect())
}

fn address_type(id: &str, approved: &Attributes) -> Call {
    let wanted = text(approved, "ip_address_type");
    request(
        SET_ADDRESS_TYPE,
        format!("set the address type to {wanted}"),
        [SERVICE, "SetIpAddressType"],
        json!({"LoadBalancerArn": id, "IpAddressType": wanted}),
    )
}

fn pools(id: &str, approved: &Attributes) -> Call {
    let call =
        |summary: String, input| request(MODIFY_POOLS, summary, [SERVICE, "ModifyIpPools"], input);
    match knob::at(approved, "ipam_pools.ipv4_ipam_pool_id").as_str() {
        Some(pool) => call(
            format!("take addresses from {pool}"),
            json!({"LoadBalancerArn": id, "IpamPools": {"Ipv4IpamPoolId": pool}}),
        ),
        None => call(
            "take addresses from no pool".to_owned(),
            json!({"LoadBalancerArn": id, "RemoveIpamPools": ["ipv4"]}),
        ),
    }
}

fn capacity(id: &str, approved: &Attributes) -> Call {
    let path = "minimum_load_balancer_capacity.capacity_units";
    let call = |summary: String, input| {
        let operation = [SERVICE, "ModifyCapacityReservation"];
        request(MODIFY_CAPACITY, summary, operation, input)
    };
    match knob::at(approved, path).as_u64() {
        Some(units) => call(
            format!("reserve {units} capacity units"),
            json!({"LoadBalancerArn": id, "MinimumLoadBalancerCapacity": {"CapacityUnits": units}}),
        ),
        None => call(
            "reserve no capacity".to_owned(),
            json!({"LoadBalancerArn": id, "ResetCapacityReservation": true}),
        ),
    }
}

#[cfg(test)]
mod tests {
    use driftlock_core::Call;
    use serde_json::{Value, json};

    use crate::resources::RestorePlan;

    fn planned(approved: &Value, observed: &Value) -> RestorePlan {
        let form = |value: &Value| crate::normalise("aws_lb", value.as_object().unwrap().clone());
        let (approved, observed) = (form(approved), form(observed));
        crate::plan_restore("aws_lb", "arn:a", Some(&approved), Some(&observed))
    }

    fn inputs(plan: &RestorePlan) -> Vec<(String, Value)> {
        let of = |call: &Call| (call.summary.clone(), call.arguments["input"].clone());
        plan.calls.iter().map(of).collect()
    }

    #[test]
    fn pools_and_capacity_come_and_go() {
        let with = json!({"ipam_pools": [{"ipv4_ipam_pool_id": "p"}],
            "minimum_load_balancer_capacity": [{"capacity_units": 100}]});
        let calls = inputs(&planned(&with, &json!({})));
        assert_eq!(calls.len(), 2);
        assert_eq!(calls[0].1["IpamPools"], json!({"Ipv4IpamPoolId": "p"}));
        assert_eq!(
            calls[1].1["MinimumLoadBalancerCapacity"],
            json!({"CapacityUnits": 100})
        );
        let calls = inputs(&planned(&json!({}), &with));
        assert_eq!(calls[0].1["RemoveIpamPools"], json!(["ipv4"]));
        assert_eq!(calls[1].1["ResetCapacityReservation"], true);
    }

    #[test]
    fn a_network_load_balancer_enters_a_subnet_again_but_leaves_none() {
        let of = |subnets: &[&str]| {
            let all: Vec<_> = subnets
                .iter()
                .map(|id| json!({"subnet_id": id, "allocation_id": "e"}))
                .collect();
            json!({"load_balancer_type": "network", "subnet_mapping": all})
        };
        let plan = planned(&of(&["a", "b"]), &of(&["a"]));
        let wanted =
            json!([{"SubnetId": "a", "AllocationId": "e"}, {"SubnetId": "b", "AllocationId": "e"}]);
        assert_eq!(inputs(&plan)[0].1["SubnetMappings"], wanted);
        let plan = planned(&of(&["a"]), &of(&["a", "b"]));
        assert_eq!(plan.calls, []);
        assert_eq!(plan.unrestorable[0].path, "subnet_mapping[b]");
    }

    #[test]
    fn private_link_traffic_is_judged_by_the_groups_again() {
        let of = |enforce: &str| {
            json!({"load_balancer_type": "network", "security_groups": ["sg-1"],
                "enforce_security_group_inbound_rules_on_private_link_traffic": enforce})
        };
        let calls = inputs(&planned(&of("on"), &of("off")));
        assert_eq!(
            calls[0].1,
            json!({"LoadBalancerArn": "arn:a", "SecurityGroups": ["sg-1"],
                "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": "on"})
        );
    }

    #[test]
    fn what_cannot_change_is_told() {
        let of = |internal: bool| json!({"internal": internal});
        let plan = planned(&of(true), &of(false));
        assert_eq!(plan.unrestorable[0].path, "internal");
        let gone = crate::plan_restore(
            "aws_lb",
            "arn:a",
            Some(&crate::normalise("aws_lb", Default::default())),
            None,
        );
        assert_eq!(gone.unrestorable[0].path, "id");
    }
}
