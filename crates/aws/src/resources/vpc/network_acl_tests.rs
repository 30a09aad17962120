use super::*;
use crate::resources::check_risk;

fn rule(number: u16, action: &str, cidr: &str) -> Value {
    json!({"rule_no": number, "action": action, "protocol": "6", "cidr_block": cidr,
        "from_port": 443, "to_port": 443})
}

fn acl(ingress: Value, egress: Value, subnets: Value) -> Value {
    json!({"id": "acl-1", "ingress": ingress, "egress": egress, "subnet_ids": subnets})
}

#[test]
fn what_lets_more_through_is_judged_by_direction() {
    let (wider, weaker) = (Risk::ExposureWidened, Risk::ProtectionWeakened);
    let approved = json!([
        rule(1, "allow", "10.0.0.0/8"),
        rule(2, "deny", "10.1.0.0/16"),
        rule(3, "allow", "10.0.0.0/8"),
        rule(4, "deny", "10.0.0.0/8")
    ]);
    let observed = json!([
        rule(1, "allow", "0.0.0.0/0"),
        rule(3, "deny", "10.0.0.0/8"),
        rule(4, "allow", "10.0.0.0/8"),
        rule(5, "allow", "0.0.0.0/0"),
        rule(6, "deny", "0.0.0.0/0")
    ]);
    check_risk(
        "aws_network_acl",
        &acl(approved.clone(), json!([]), json!(["subnet-1"])),
        &acl(observed.clone(), json!([]), json!([])),
        &[
            ("ingress[1].cidr_block", wider),
            ("ingress[2]", wider),
            ("ingress[3].action", Risk::ServiceBroken),
            ("ingress[4].action", wider),
            ("ingress[5]", wider),
            ("ingress[6]", Risk::ServiceBroken),
            ("subnet_ids[subnet-1]", wider),
        ],
    );
    check_risk(
        "aws_network_acl",
        &acl(
            json!([]),
            json!([rule(1, "allow", "10.0.0.0/8")]),
            json!([]),
        ),
        &acl(
            json!([]),
            json!([rule(2, "allow", "10.0.0.0/8")]),
            json!([]),
        ),
        &[("egress[1]", Risk::ServiceBroken), ("egress[2]", weaker)],
    );
}

#[test]
fn what_closes_comes_first_and_what_unblocks_last() {
    let form = |ingress: Value, subnets: Value| {
        let all = acl(ingress, json!([]), subnets);
        NetworkAcl.normalise(all.as_object().unwrap().clone())
    };
    let approved = json!([
        rule(1, "allow", "10.0.0.0/8"),
        rule(2, "deny", "10.1.0.0/16"),
        rule(3, "allow", "10.0.0.0/8")
    ]);
    let observed = json!([
        rule(3, "allow", "0.0.0.0/0"),
        rule(4, "deny", "10.0.0.0/8"),
        rule(5, "allow", "0.0.0.0/0")
    ]);
    let approved = form(approved, json!(["subnet-1"]));
    let observed = form(observed, json!(["subnet-2"]));
    let plan = NetworkAcl.plan_restore("acl-1", Some(&approved), Some(&observed));
    let summaries: Vec<_> = plan
        .calls
        .iter()
        .map(|call| call.summary.as_str())
        .collect();
    assert_eq!(
        summaries,
        [
            "delete ingress rule 5",
            "make ingress rule 2",
            "make ingress rule 1",
            "set back ingress rule 3",
            "delete ingress rule 4",
            "give subnet-1 back to this ACL",
        ]
    );
    assert_eq!(plan.unrestorable[0].path, "subnet_ids[subnet-2]");
    let line = |call: &Call| NetworkAcl.command("acl-1", call).unwrap().join(" ");
    assert_eq!(
        line(&plan.calls[0]),
        "ec2 delete-network-acl-entry --ingress --network-acl-id acl-1 --rule-number 5"
    );
    assert_eq!(
        line(&plan.calls[5]),
        "ec2 replace-network-acl-association --network-acl-id acl-1"
    );
}
