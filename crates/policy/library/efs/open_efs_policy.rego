# METADATA
# title: EFS file system policy allows everyone
# description: >-
#   A statement of a file system policy allows something to the principal `*`, without a condition
#   that ties it to an account, an organisation, a network, an access point or a mount target.
# related_resources:
#   - https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
# custom:
#   severity: high
#   resources:
#     aws_efs_file_system_policy: [policy]
#   why: >-
#     Everybody who reaches a mount target through the network, from this account or another, may
#     then use the files.
#   fix: >-
#     name the accounts or roles as `Principal`, or ask for
#     `elasticfilesystem:AccessedViaMountTarget`
#   bad: |
#     { "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "elasticfilesystem:ClientMount" }
#   good: |
#     { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::123456789012:role/files" },
#       "Action": "elasticfilesystem:ClientMount" }
#   themes: [least-privilege, public-access]
package driftlock.efs.open_efs_policy

import data.driftlock.lib.iam
import data.driftlock.lib.resource

fail contains {"resource": r.address, "message": message, "attribute": "policy"} if {
	some r in input.types.aws_efs_file_system_policy
	some number, statement in iam.allowing(r.values.policy)
	iam.everyone(statement)
	not iam.narrowed(statement)
	not mounted(statement)
	name := object.get(statement, "Sid", sprintf("number %d", [number + 1]))
	message := sprintf("the allowing statement %s applies to everyone", [name])
}

unknown contains {"resource": r.address, "message": "`policy` is no readable policy document"} if {
	some r in input.types.aws_efs_file_system_policy
	r.values.policy != ""
	iam.unreadable(r.values.policy)
}

# Through a mount target or an access point.
mounted(statement) if {
	some key, value in statement.Condition.Bool
	lower(key) == "elasticfilesystem:accessedviamounttarget"
	every item in resource.list(value) {
		lower(sprintf("%v", [item])) == "true"
	}
}

mounted(statement) if {
	some operator in ["ArnEquals", "ArnLike", "StringEquals", "StringLike"]
	some key, value in statement.Condition[operator]
	lower(key) == "elasticfilesystem:accesspointarn"
	every item in resource.list(value) {
		item != "*"
	}
}
