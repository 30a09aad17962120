use super::*;
use crate::resources::check_risk;

fn vpc(hostnames: bool, support: bool, more: Value) -> Value {
    let mut all = json!({"id": "vpc-1", "enable_dns_hostnames": hostnames,
        "enable_dns_support": support, "main_route_table_id": "rtb-1"});
    let more = more.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(more);
    all
}

fn lines(approved: &Value, observed: &Value) -> (Vec<String>, Vec<String>) {
    let form = |value: &Value| Vpc.normalise(value.as_object().unwrap().clone());
    let (approved, observed) = (form(approved), form(observed));
    let plan = Vpc.plan_restore("vpc-1", Some(&approved), Some(&observed));
    let words = |call| Request::of(call).unwrap().words().join(" ");
    (
        plan.calls.iter().map(words).collect(),
        plan.unrestorable.into_iter().map(|u| u.path).collect(),
    )
}

#[test]
fn names_are_resolved_before_they_are_given() {
    let (on, off) = (vpc(true, true, json!({})), vpc(false, false, json!({})));
    let first = |lines: (Vec<String>, Vec<String>)| lines.0.first().cloned().unwrap();
    assert!(first(lines(&on, &off)).contains("enable-dns-support"));
    assert!(first(lines(&off, &on)).contains("enable-dns-hostnames"));
}

#[test]
fn an_added_ipv6_block_goes_and_a_lost_one_stays_away() {
    let plain = vpc(true, true, json!({}));
    let more = json!({"ipv6_cidr_block": "2600::/56", "ipv6_association_id": "a-1",
        "assign_generated_ipv6_cidr_block": true});
    let with = vpc(true, true, more);
    let (calls, lost) = lines(&plain, &with);
    assert_eq!(
        calls,
        ["ec2 disassociate-vpc-cidr-block --association-id a-1"]
    );
    assert_eq!(lost, [""; 0]);
    let (calls, lost) = lines(&with, &plain);
    assert_eq!(calls, [""; 0]);
    assert_eq!(lost, &IPV6[..3]);
}

#[test]
fn another_main_route_table_exposes() {
    let more = |table: &str, dhcp: &str| {
        json!({"main_route_table_id": table, "dhcp_options_id": dhcp,
            "tags": {"a": table}})
    };
    check_risk(
        "aws_vpc",
        &vpc(true, true, more("rtb-1", "dopt-1")),
        &vpc(false, true, more("rtb-2", "dopt-2")),
        &[
            ("dhcp_options_id", Risk::ProtectionWeakened),
            ("enable_dns_hostnames", Risk::ServiceBroken),
            ("main_route_table_id", Risk::ExposureWidened),
            ("tags.a", Risk::Cosmetic),
        ],
    );
    let more = json!({"ipv6_cidr_block": "2600::/56", "assign_generated_ipv6_cidr_block": true});
    check_risk(
        "aws_vpc",
        &vpc(true, true, json!({})),
        &vpc(true, true, more),
        &[
            ("assign_generated_ipv6_cidr_block", Risk::ExposureWidened),
            ("ipv6_cidr_block", Risk::ExposureWidened),
        ],
    );
}
