# METADATA
# title: KMS key policy allows everyone
# description: >-
#   A statement of a key policy allows something to the principal `*`, without a condition that ties it to
#   an account, an organisation, a network or a service (`kms:CallerAccount`, `kms:ViaService`).
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
# custom:
#   severity: critical
#   resources:
#     aws_kms_external_key: [policy]
#     aws_kms_key: [policy]
#     aws_kms_key_policy: [policy]
#     aws_kms_replica_key: [policy]
#   why: >-
#     Whoever has an AWS account can use the key, so that what it encrypts is as open as where it is stored.
#   fix: name accounts or roles as `Principal`, or add a condition on `kms:CallerAccount`
#   bad: |
#     { "Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*" }
#   good: |
#     { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::123456789012:role/reader" },
#       "Action": "kms:Decrypt", "Resource": "*" }
#   themes: [least-privilege, public-access]
package driftlock.kms.open_kms_key_policy

import data.driftlock.lib.grants
import data.driftlock.lib.resource

types := ["aws_kms_external_key", "aws_kms_key", "aws_kms_key_policy", "aws_kms_replica_key"]

fail contains {"resource": holder.address, "message": message, "attribute": "policy"} if {
	some type in types
	some holder in input.types[type]
	some found in grants.open(holder.values.policy)
	not tied(found.statement)
	message := sprintf("the allowing statement %s applies to everyone", [found.name])
}

unknown contains {"resource": holder.address, "message": "`policy` is no readable policy document"} if {
	some type in types
	some holder in input.types[type]
	grants.illegible(holder.values.policy)
}

# Conditions of KMS itself.
tied(statement) if {
	some operator, keys in statement.Condition
	trim_prefix(operator, "ForAnyValue:") in {"StringEquals", "StringEqualsIgnoreCase", "StringLike"}
	some key, values in keys
	lower(key) in {"kms:calleraccount", "kms:viaservice"}
	every value in resource.list(values) {
		value != "*"
	}
}
