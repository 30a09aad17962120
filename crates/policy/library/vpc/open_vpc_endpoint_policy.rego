# METADATA
# title: VPC endpoint lets everyone do everything
# description: >-
#   The policy of a VPC endpoint allows every action on every resource to everyone without any
#   condition, or is not set, which means the same. Endpoints of services that are not Amazon's, and
#   endpoints of the type `GatewayLoadBalancer`, have no policy and are left out.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
# custom:
#   severity: low
#   resources:
#     aws_vpc_endpoint: [policy]
#   why: >-
#     Through such an endpoint data can be carried off to buckets and queues of any other account,
#     past every proxy and firewall that watches the way to the internet.
#   fix: >-
#     set `policy` to one that names the resources or accounts that are needed, or has a condition
#     such as `aws:PrincipalOrgID`
#   bad: |
#     { "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" }
#   good: |
#     { "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
#       "Condition": { "StringEquals": { "aws:ResourceOrgID": "o-abc1234567" } } }
#   themes: [least-privilege]
package driftlock.vpc.open_vpc_endpoint_policy

import data.driftlock.lib.iam
import data.driftlock.lib.resource

fail contains {"resource": r.address, "message": "`policy` is not set", "attribute": "policy"} if {
	some r in input.types.aws_vpc_endpoint
	object.get(r.values, "policy", "") == ""
	not resource.open(r, "policy")
	not resource.open(r, "service_name")
	startswith(r.values.service_name, "com.amazonaws.")
	not of_others(r)
	object.get(r.values, "vpc_endpoint_type", "Gateway") in {"Gateway", "Interface"}
}

fail contains {"resource": r.address, "message": message, "attribute": "policy"} if {
	some r in input.types.aws_vpc_endpoint
	not of_others(r)
	some number, statement in iam.allowing(r.values.policy)
	everything(statement)
	name := object.get(statement, "Sid", sprintf("number %d", [number + 1]))
	message := sprintf("the allowing statement %s allows everyone everything", [name])
}

unknown contains {"resource": r.address, "message": "`policy` is no readable policy document"} if {
	some r in input.types.aws_vpc_endpoint
	r.values.policy != ""
	iam.unreadable(r.values.policy)
}

# These have no policy of their own: one that is answered for them all the same is not looked at.
of_others(r) if startswith(r.values.service_name, "com.amazonaws.vpce.")

everything(statement) if {
	iam.everyone(statement)
	count(object.get(statement, "Condition", {})) == 0
	"*" in resource.list(statement.Action)
	"*" in resource.list(statement.Resource)
}
