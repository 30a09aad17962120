# METADATA
# title: Secret's policy allows everyone
# description: >-
#   A statement of a secret's resource policy allows something to the principal `*`, without a condition
#   that ties it to an account, an organisation or a network.
# related_resources:
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html
# custom:
#   severity: critical
#   resources:
#     aws_secretsmanager_secret: [policy]
#     aws_secretsmanager_secret_policy: [policy]
#   why: >-
#     Anybody with an AWS account can then read the secret, as far as its key lets them.
#   fix: name accounts or roles as `Principal`, or add a condition on `aws:PrincipalOrgID`
#   bad: |
#     { "Effect": "Allow", "Principal": "*", "Action": "secretsmanager:GetSecretValue", "Resource": "*" }
#   good: |
#     { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::123456789012:role/app" },
#       "Action": "secretsmanager:GetSecretValue", "Resource": "*" }
#   themes: [least-privilege, public-access]
package driftlock.secretsmanager.open_secret_policy

import data.driftlock.lib.grants

types := ["aws_secretsmanager_secret", "aws_secretsmanager_secret_policy"]

fail contains {"resource": holder.address, "message": message, "attribute": "policy"} if {
	some type in types
	some holder in input.types[type]
	some found in grants.open(holder.values.policy)
	message := sprintf("the allowing statement %s applies to everyone", [found.name])
}

unknown contains {"resource": holder.address, "message": "`policy` is no readable policy document"} if {
	some type in types
	some holder in input.types[type]
	grants.illegible(holder.values.policy)
}
