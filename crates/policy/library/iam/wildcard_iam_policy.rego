# METADATA
# title: IAM policy allows everything
# description: >-
#   A statement allows the action `*` on the resource `*`, in a managed policy or in an inline policy
#   of a role, user or group.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# custom:
#   severity: high
#   resources:
#     aws_iam_group_policy: [policy]
#     aws_iam_policy: [policy]
#     aws_iam_role_policy: [policy]
#     aws_iam_user_policy: [policy]
#   why: >-
#     Whoever holds it is an administrator of the whole account, so that one leaked credential is the
#     loss of everything.
#   fix: list the actions and resources that are needed, or attach a managed policy that does
#   bad: |
#     { "Effect": "Allow", "Action": "*", "Resource": "*" }
#   good: |
#     { "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::acme-data/*" }
#   themes: [least-privilege]
package driftlock.iam.wildcard_iam_policy

import data.driftlock.lib.iam
import data.driftlock.lib.resource

types := ["aws_iam_group_policy", "aws_iam_policy", "aws_iam_role_policy", "aws_iam_user_policy"]

fail contains finding if {
	some holder in holders
	some number, statement in iam.allowing(holder.values.policy)
	everything(statement)
	name := object.get(statement, "Sid", sprintf("number %d", [number + 1]))
	message := sprintf("the allowing statement %s grants every action on every resource", [name])
	finding := {"resource": holder.address, "message": message, "attribute": "policy"}
}

unknown contains {"resource": holder.address, "message": "`policy` is no readable policy document"} if {
	some holder in holders
	iam.unreadable(holder.values.policy)
}

holders contains holder if {
	some type in types
	some holder in input.types[type]
}

everything(statement) if {
	some action in resource.list(statement.Action)
	action in {"*", "*:*"}
	"*" in resource.list(statement.Resource)
}
