//! `aws_lb`: a load balancer with its attributes, security groups, subnets and tags.
//!
//! Owned: all of the schema but what [`DIFFERENCES`] names. An attribute that its type of load balancer
//! does not have is left out, bucket and prefix of logs that are off are too, and `subnets` is held as
//! `subnet_mapping`.
//! Restored: attributes, security groups, subnets, address type, address pools, reserved capacity and
//! tags. A load balancer that is gone cannot come back: its ARN and its DNS name would be others.
//!
//! `DescribeLoadBalancers` reads 400 a page, then `DescribeLoadBalancerAttributes`,
//! `DescribeCapacityReservation` and `DescribeTags` each. Keys and defaults: `LoadBalancerAttribute` in the
//! API reference.

use async_trait::async_trait;
use aws_sdk_elasticloadbalancingv2::types::{
    AvailabilityZone, EnforceSecurityGroupInboundRulesOnPrivateLinkTrafficEnum, IpAddressType,
    IpamPools, LoadBalancer as Described, LoadBalancerAttribute, LoadBalancerSchemeEnum,
    MinimumLoadBalancerCapacity, RemoveIpamPoolEnum, SubnetMapping,
};
use driftlock_core::{Attributes, Call, Risk, Shape};
use serde_json::{Value, json};

use super::knob;
use super::{PAGE, tagging};
use crate::CallError;
use crate::action::{Action, Actions};
use crate::arn::{Place, partition};
use crate::connection::Clients;
use crate::resources::form::{attributes, default, label_text, prune, sort_set, text};
use crate::resources::request::Request;
use crate::resources::{
    Difference, Kind, Listed, ResourceType, RestorePlan, Sent, configured, drop_differences,
};
use crate::tags;

mod plan;
mod table;

use table::{ALL, DIFFERENCES, of_types};

/// See the module's documentation.
pub(crate) struct LoadBalancer;

const NAME: &str = "aws_lb";
const DESCRIBE: &str = "elasticloadbalancing:DescribeLoadBalancers";
const DESCRIBE_ATTRIBUTES: &str = "elasticloadbalancing:DescribeLoadBalancerAttributes";
const DESCRIBE_CAPACITY: &str = "elasticloadbalancing:DescribeCapacityReservation";
const MODIFY_ATTRIBUTES: &str = "elasticloadbalancing:ModifyLoadBalancerAttributes";
const MODIFY_CAPACITY: &str = "elasticloadbalancing:ModifyCapacityReservation";
const MODIFY_POOLS: &str = "elasticloadbalancing:ModifyIpPools";
const SET_ADDRESS_TYPE: &str = "elasticloadbalancing:SetIpAddressType";
const SET_GROUPS: &str = "elasticloadbalancing:SetSecurityGroups";
const SET_SUBNETS: &str = "elasticloadbalancing:SetSubnets";
const MISSING: &[&str] = &["LoadBalancerNotFound"];

/// Members of `enforce_security_group_inbound_rules_on_private_link_traffic`.
const ENFORCE: &str = "enforce_security_group_inbound_rules_on_private_link_traffic";

#[async_trait]
impl ResourceType for LoadBalancer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Object
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["aws_alb"]
    }

    fn shape(&self) -> Shape {
        Shape {
            sets: &[
                ("security_groups", label_text),
                ("subnet_mapping", label_of_mapping),
            ],
            identity: &[],
            risk: Some(risk),
        }
    }

    fn differences(&self) -> &'static [Difference] {
        DIFFERENCES
    }

    fn actions(&self) -> Actions {
        Actions {
            list: const { &[Action::on_all(DESCRIBE)] },
            read: const {
                &[
                    Action::on_all(DESCRIBE),
                    Action::on_all(DESCRIBE_ATTRIBUTES),
                    Action::on_all(DESCRIBE_CAPACITY),
                    tagging::READ_ACTION,
                ]
            },
            restore: const {
                &[
                    tagging::ADD_ACTION,
                    Action::on_each(MODIFY_CAPACITY),
                    Action::on_each(MODIFY_POOLS),
                    Action::on_each(MODIFY_ATTRIBUTES),
                    tagging::REMOVE_ACTION,
                    Action::on_each(SET_ADDRESS_TYPE),
                    Action::on_each(SET_GROUPS),
                    Action::on_each(SET_SUBNETS),
                ]
            },
            create: &[],
            delete: &[],
        }
    }

    fn arn(&self, Place { region, account }: &Place<'_>, id: &str) -> String {
        if id.starts_with("arn:") {
            return id.to_owned();
        }
        let partition = partition(region);
        format!("arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{id}")
    }

    /// Its security groups decide who reaches what is behind it.
    fn restore_rank(&self) -> u8 {
        2
    }

    fn normalise(&self, mut attributes: Attributes) -> Attributes {
        tags::normalise(&mut attributes);
        subnets_as_mapping(&mut attributes);
        drop_differences(self, &mut attributes);
        default(&mut attributes, "load_balancer_type", "application");
        default(&mut attributes, "internal", false);
        default(&mut attributes, "ip_address_type", "ipv4");
        default(&mut attributes, "enable_deletion_protection", false);
        for (name, types, value) in of_types() {
            if types.contains(&text(&attributes, "load_balancer_type")) {
                default(&mut attributes, name, value);
            } else {
                attributes.remove(name);
            }
        }
        logs(&mut attributes, "access_logs", &["application", "network"]);
        logs(&mut attributes, "connection_logs", &["application"]);
        sort_set(&mut attributes, "security_groups");
        prune(&mut attributes);
        sort_set(&mut attributes, "subnet_mapping");
        prune(&mut attributes);
        attributes
    }

    async fn list(&self, clients: &Clients) -> Result<Vec<Listed>, CallError> {
        let all = described(clients, DESCRIBE).await?.into_iter();
        let listed = |one: Described| Some(Listed::part(one.load_balancer_arn()?, one.clone()));
        Ok(all.filter_map(listed).collect())
    }

    async fn read(&self, clients: &Clients, id: &str) -> Result<Option<Attributes>, CallError> {
        let elb = clients.elb();
        let answer = elb.describe_load_balancers().load_balancer_arns(id).send();
        let Some(output) = configured(DESCRIBE, MISSING, answer.await)? else {
            return Ok(None);
        };
        let Some(described) = output.load_balancers().first() else {
            return Ok(None);
        };
        self.rest(clients, id, described).await
    }

    async fn complete(
        &self,
        clients: &Clients,
        listed: &Listed,
    ) -> Result<Option<Attributes>, CallError> {
        match listed.held::<Described>() {
            Some(described) => self.rest(clients, &listed.id, described).await,
            None => self.read(clients, &listed.id).await,
        }
    }

    fn plan_restore(
        &self,
        id: &str,
        approved: Option<&Attributes>,
        observed: Option<&Attributes>,
    ) -> RestorePlan {
        plan::plan(id, approved, observed)
    }

    async fn execute(&self, clients: &Clients, _id: &str, call: &Call) -> Result<Sent, CallError> {
        let request = Request::of(call)?;
        let arn = request.text("LoadBalancerArn");
        let elb = clients.elb();
        match request.operation() {
            "ModifyLoadBalancerAttributes" => {
                let call = elb.modify_load_balancer_attributes();
                let call = call.set_load_balancer_arn(arn);
                let pairs = tags::listed(request.value("Attributes")).into_iter();
                let call = call.set_attributes(Some(pairs.map(pair).collect()));
                Sent::of(MODIFY_ATTRIBUTES, call.send().await)
            }
            "SetSecurityGroups" => {
                let call = elb.set_security_groups().set_load_balancer_arn(arn);
                let call = call.set_security_groups(request.texts("SecurityGroups"));
                let enforce = request.text("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic");
                let enforce = enforce
                    .as_deref()
                    .map(EnforceSecurityGroupInboundRulesOnPrivateLinkTrafficEnum::from);
                let call =
                    call.set_enforce_security_group_inbound_rules_on_private_link_traffic(enforce);
                Sent::of(SET_GROUPS, call.send().await)
            }
            "SetSubnets" => {
                let call = elb.set_subnets().set_load_balancer_arn(arn);
                let all = request.value("SubnetMappings").as_array();
                let all = all.into_iter().flatten().map(mapping).collect();
                Sent::of(
                    SET_SUBNETS,
                    call.set_subnet_mappings(Some(all)).send().await,
                )
            }
            "SetIpAddressType" => {
                let call = elb.set_ip_address_type().set_load_balancer_arn(arn);
                let wanted = request.text("IpAddressType");
                let call = call.set_ip_address_type(wanted.as_deref().map(IpAddressType::from));
                Sent::of(SET_ADDRESS_TYPE, call.send().await)
            }
            "ModifyIpPools" => {
                let call = elb.modify_ip_pools().set_load_balancer_arn(arn);
                let pool = request.value("IpamPools").get("Ipv4IpamPoolId");
                let pool = pool.and_then(Value::as_str);
                let call = match pool {
                    Some(pool) => {
                        call.ipam_pools(IpamPools::builder().ipv4_ipam_pool_id(pool).build())
                    }
                    None => call.remove_ipam_pools(RemoveIpamPoolEnum::Ipv4),
                };
                Sent::of(MODIFY_POOLS, call.send().await)
            }
            "ModifyCapacityReservation" => {
                let call = elb.modify_capacity_reservation().set_load_balancer_arn(arn);
                let wanted = request
                    .value("MinimumLoadBalancerCapacity")
                    .get("CapacityUnits");
                let wanted = wanted.and_then(Value::as_i64);
                let call = match wanted.and_then(|units| i32::try_from(units).ok()) {
                    Some(units) => {
                        let capacity = MinimumLoadBalancerCapacity::builder().capacity_units(units);
                        call.minimum_load_balancer_capacity(capacity.build())
                    }
                    None => call.reset_capacity_reservation(true),
                };
                Sent::of(MODIFY_CAPACITY, call.send().await)
            }
            _ => tagging::execute(clients, &request).await,
        }
    }
}

impl LoadBalancer {
    /// What a description does not hold is asked besides.
    async fn rest(
        &self,
        clients: &Clients,
        id: &str,
        described: &Described,
    ) -> Result<Option<Attributes>, CallError> {
        let answer = clients.elb().describe_load_balancer_attributes();
        let answer = answer.load_balancer_arn(id).send().await;
        let Some(output) = configured(DESCRIBE_ATTRIBUTES, MISSING, answer)? else {
            return Ok(None);
        };
        let Some(own) = tagging::read(clients, id, MISSING).await? else {
            return Ok(None);
        };
        let mut all = read_from(described, own);
        let pairs = output.attributes().iter();
        knob::read(ALL, pairs.map(|pair| (pair.key(), pair.value())), &mut all);
        if text(&all, "load_balancer_type") != "gateway" {
            all.insert(CAPACITY.to_owned(), capacity(clients, id).await?);
        }
        Ok(Some(self.normalise(all)))
    }
}

const CAPACITY: &str = "minimum_load_balancer_capacity";

/// Logs that are off say nothing but that: Terraform ignores their bucket and prefix then.
fn logs(attributes: &mut Attributes, name: &str, types: &[&str]) {
    if !types.contains(&text(attributes, "load_balancer_type")) {
        attributes.remove(name);
        return;
    }
    if let Some(block) = knob::single(attributes, name) {
        default(block, "enabled", false);
        if block.get("enabled") != Some(&Value::from(true)) {
            block.remove("bucket");
            block.remove("prefix");
        }
    }
}

/// A load balancer that names `subnets` alone has a mapping of each.
fn subnets_as_mapping(attributes: &mut Attributes) {
    let has_mapping = attributes
        .get("subnet_mapping")
        .and_then(Value::as_array)
        .is_some_and(|all| !all.is_empty());
    let subnets = attributes.get("subnets").and_then(Value::as_array);
    if let (false, Some(subnets)) = (has_mapping, subnets) {
        let mapping = subnets.iter().map(|id| json!({"subnet_id": id})).collect();
        attributes.insert("subnet_mapping".to_owned(), mapping);
    }
}

fn label_of_mapping(mapping: &Value) -> String {
    label_text(mapping.get("subnet_id").unwrap_or(&Value::Null))
}

/// All load balancers of the region.
pub(super) async fn described(
    clients: &Clients,
    action: &'static str,
) -> Result<Vec<Described>, CallError> {
    let pages = clients.elb().describe_load_balancers().page_size(PAGE);
    pages
        .into_paginator()
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await
        .map_err(|error| CallError::new(action, error))
}

/// Capacity that is reserved; null where none is.
async fn capacity(clients: &Clients, arn: &str) -> Result<Value, CallError> {
    let answer = clients.elb().describe_capacity_reservation();
    let answer = answer.load_balancer_arn(arn).send().await;
    // Where a region does not have the feature it has no such action.
    let missing = &["LoadBalancerNotFound", "InvalidAction"];
    let output = configured(DESCRIBE_CAPACITY, missing, answer)?;
    let reserved = output.and_then(|output| output.minimum_load_balancer_capacity);
    Ok(
        match reserved.and_then(|capacity| capacity.capacity_units) {
            Some(units) => json!([{"capacity_units": units}]),
            None => Value::Null,
        },
    )
}

fn read_from(described: &Described, own: Attributes) -> Attributes {
    let arn = described.load_balancer_arn();
    let internal = described.scheme() == Some(&LoadBalancerSchemeEnum::Internal);
    let pool = described
        .ipam_pools()
        .and_then(IpamPools::ipv4_ipam_pool_id);
    let zones = described.availability_zones().iter();
    attributes([
        ("id", Value::from(arn)),
        ("arn", Value::from(arn)),
        ("name", Value::from(described.load_balancer_name())),
        (
            "load_balancer_type",
            Value::from(described.r#type().map(|kind| kind.as_str())),
        ),
        ("internal", Value::from(internal)),
        (
            "ip_address_type",
            Value::from(described.ip_address_type().map(IpAddressType::as_str)),
        ),
        ("dns_name", Value::from(described.dns_name())),
        ("zone_id", Value::from(described.canonical_hosted_zone_id())),
        ("vpc_id", Value::from(described.vpc_id())),
        (
            "customer_owned_ipv4_pool",
            Value::from(described.customer_owned_ipv4_pool()),
        ),
        (
            ENFORCE,
            Value::from(described.enforce_security_group_inbound_rules_on_private_link_traffic()),
        ),
        (
            "ipam_pools",
            pool.map_or(Value::Null, |id| json!([{"ipv4_ipam_pool_id": id}])),
        ),
        ("security_groups", Value::from(described.security_groups())),
        ("subnet_mapping", zones.map(zone).collect()),
        ("tags", Value::Object(own)),
    ])
}

fn zone(zone: &AvailabilityZone) -> Value {
    let address = zone.load_balancer_addresses().first();
    json!({
        "subnet_id": zone.subnet_id(),
        "outpost_id": zone.outpost_id(),
        "allocation_id": address.and_then(|address| address.allocation_id()),
        "ipv6_address": address.and_then(|address| address.ipv6_address()),
        "private_ipv4_address": address.and_then(|address| address.private_ipv4_address()),
    })
}

fn pair((key, value): (String, String)) -> LoadBalancerAttribute {
    let pair = LoadBalancerAttribute::builder();
    pair.key(key).value(value).build()
}

fn mapping(value: &Value) -> SubnetMapping {
    let of = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    SubnetMapping::builder()
        .set_subnet_id(of("SubnetId"))
        .set_allocation_id(of("AllocationId"))
        .set_private_ipv4_address(of("PrivateIPv4Address"))
        .set_ipv6_address(of("IPv6Address"))
        .build()
}

/// A security group more lets more in; whatever guards, records or filters protects while it is on.
fn risk(path: &str, approved: &Value, observed: &Value) -> Risk {
    let root = path.split(['.', '[']).next().unwrap_or_default();
    let lost = |protects: bool| match approved == &Value::from(protects) {
        true => Risk::ProtectionWeakened,
        false => Risk::Cosmetic,
    };
    match root {
        "tags" | "name" => Risk::Cosmetic,
        "security_groups" if observed.is_null() => Risk::ServiceBroken,
        "security_groups" | ENFORCE | "internal" => Risk::ExposureWidened,
        "enable_deletion_protection" => lost(true),
        "enable_waf_fail_open" => lost(false),
        "drop_invalid_header_fields" if observed == &Value::from(true) => Risk::ServiceBroken,
        "drop_invalid_header_fields" => Risk::ProtectionWeakened,
        "desync_mitigation_mode" | "access_logs" | "connection_logs" => Risk::ProtectionWeakened,
        _ => Risk::ServiceBroken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::check_risk;

    #[test]
    fn guards_that_are_off_and_groups_that_were_added_are_told_apart() {
        let of = |group: &str, on: bool, timeout: u32| {
            json!({"id": "arn:a", "security_groups": ["sg-1", group], "idle_timeout": timeout,
                "enable_deletion_protection": on, "drop_invalid_header_fields": on,
                "enable_waf_fail_open": !on, "access_logs": [{"enabled": on, "bucket": "b"}]})
        };
        check_risk(
            NAME,
            &of("sg-1", true, 60),
            &of("sg-2", false, 61),
            &[
                ("access_logs[0].bucket", Risk::ProtectionWeakened),
                ("access_logs[0].enabled", Risk::ProtectionWeakened),
                ("drop_invalid_header_fields", Risk::ProtectionWeakened),
                ("enable_deletion_protection", Risk::ProtectionWeakened),
                ("enable_waf_fail_open", Risk::ProtectionWeakened),
                ("idle_timeout", Risk::ServiceBroken),
                ("security_groups[sg-2]", Risk::ExposureWidened),
            ],
        );
        check_risk(
            NAME,
            &of("sg-2", false, 60),
            &of("sg-1", false, 60),
            &[("security_groups[sg-2]", Risk::ServiceBroken)],
        );
    }
}
