use super::*;
use crate::resources::check_risk;

#[test]
fn a_way_that_was_not_approved_exposes() {
    let of = |routes: Value, gateways: Value| json!({"id": "rtb-1", "route": routes, "propagating_vgws": gateways});
    let nat = json!({"cidr_block": "0.0.0.0/0", "nat_gateway_id": "nat-1"});
    let open = json!({"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"});
    let other = json!({"ipv6_cidr_block": "0:0::/0", "egress_only_gateway_id": "eigw-1"});
    check_risk(
        "aws_route_table",
        &of(json!([nat, other]), json!(["vgw-1"])),
        &of(json!([open]), json!(["vgw-2"])),
        &[
            ("propagating_vgws[vgw-1]", Risk::ServiceBroken),
            ("propagating_vgws[vgw-2]", Risk::ExposureWidened),
            ("route[0.0.0.0/0].gateway_id", Risk::ExposureWidened),
            ("route[0.0.0.0/0].nat_gateway_id", Risk::ServiceBroken),
            ("route[::/0]", Risk::ServiceBroken),
        ],
    );
}

#[test]
fn every_target_and_destination_can_be_restored() {
    let destinations = [
        "cidr_block",
        "ipv6_cidr_block",
        "destination_prefix_list_id",
    ];
    for destination in destinations {
        for (target, member) in TARGETS {
            let route = json!({destination: "x", target: "t-1"});
            let input = input("rtb-1", &route, true);
            assert_eq!(input[member], "t-1");
            assert_eq!(input.as_object().unwrap().len(), 3);
        }
    }
}

#[test]
fn propagation_is_stopped_first_and_started_last() {
    let of = |gateway: &str, cidr: &str| {
        let all = json!({"id": "rtb-1", "propagating_vgws": [gateway],
            "route": [{"cidr_block": cidr, "gateway_id": "igw-1"},
                {"cidr_block": "10.0.0.0/16", "gateway_id": "local"}]});
        RouteTable.normalise(all.as_object().unwrap().clone())
    };
    let (approved, observed) = (of("vgw-1", "10.1.0.0/16"), of("vgw-2", "10.2.0.0/16"));
    let plan = RouteTable.plan_restore("rtb-1", Some(&approved), Some(&observed));
    let actions: Vec<_> = plan.calls.iter().map(|call| call.action.as_str()).collect();
    assert_eq!(actions, [STOP_PROPAGATING, DELETE, CREATE, PROPAGATE]);
    assert_eq!(plan.unrestorable, []);
}
