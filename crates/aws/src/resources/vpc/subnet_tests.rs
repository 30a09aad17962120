use super::*;
use crate::resources::check_risk;

fn lines(approved: &Value, observed: &Value) -> Vec<String> {
    let form = |value: &Value| Subnet.normalise(value.as_object().unwrap().clone());
    let (approved, observed) = (form(approved), form(observed));
    let plan = Subnet.plan_restore("subnet-1", Some(&approved), Some(&observed));
    assert_eq!(plan.unrestorable, []);
    let words = |call| Request::of(call).unwrap().words().split_off(2).join(" ");
    plan.calls.iter().map(words).collect()
}

#[test]
fn all_that_a_call_can_set_is_set() {
    let on = json!({"id": "subnet-1", "enable_dns64": true, "ipv6_cidr_block": "2600::/64",
        "enable_resource_name_dns_aaaa_record_on_launch": true,
        "assign_ipv6_address_on_creation": true, "map_customer_owned_ip_on_launch": true,
        "customer_owned_ipv4_pool": "p-1", "enable_lni_at_device_index": 1,
        "private_dns_hostname_type_on_launch": "resource-name"});
    let off = json!({"id": "subnet-1", "private_dns_hostname_type_on_launch": "ip-name"});
    assert_eq!(
        lines(&on, &off),
        [
            r"--ipv6-cidr-block 2600::/64 --subnet-id subnet-1",
            r#"--assign-ipv6-address-on-creation {"Value":true} --subnet-id subnet-1"#,
            r#"--enable-dns64 {"Value":true} --subnet-id subnet-1"#,
            r#"--enable-resource-name-dns-aaaa-record-on-launch {"Value":true} --subnet-id subnet-1"#,
            r#"--customer-owned-ipv4-pool p-1 --map-customer-owned-ip-on-launch {"Value":true} --subnet-id subnet-1"#,
            r"--private-dns-hostname-type-on-launch resource-name --subnet-id subnet-1",
            r"--enable-lni-at-device-index 1 --subnet-id subnet-1",
        ]
    );
    let closed = lines(&off, &on);
    assert_eq!(closed.len(), 7);
    let first = r#"--assign-ipv6-address-on-creation {"Value":false} --subnet-id subnet-1"#;
    assert_eq!(closed[0], first);
    assert!(closed[6].contains(r#"--disable-lni-at-device-index {"Value":true}"#));
}

#[test]
fn public_addresses_expose() {
    let of = |public: bool, ipv6: &str, zone: &str| {
        json!({"id": "subnet-1", "map_public_ip_on_launch": public,
            "ipv6_cidr_block": ipv6, "availability_zone": zone, "tags": {"a": zone}})
    };
    check_risk(
        "aws_subnet",
        &of(false, "", "a"),
        &of(true, "2600::/64", "b"),
        &[
            ("availability_zone", Risk::ServiceBroken),
            ("ipv6_cidr_block", Risk::ExposureWidened),
            ("map_public_ip_on_launch", Risk::ExposureWidened),
            ("tags.a", Risk::Cosmetic),
        ],
    );
    check_risk(
        "aws_subnet",
        &of(true, "2600::/64", "a"),
        &of(false, "", "a"),
        &[
            ("ipv6_cidr_block", Risk::ServiceBroken),
            ("map_public_ip_on_launch", Risk::ServiceBroken),
        ],
    );
}
