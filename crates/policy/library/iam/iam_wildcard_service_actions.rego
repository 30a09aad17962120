# METADATA
# title: IAM policy allows every action of a service
# description: >-
#   A statement allows all actions of a service, such as `s3:*`, on the resource `*`. Conditions are not
#   looked at. The action `*` alone is `wildcard_iam_policy`'s business.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/iam-policy-no-statements-with-full-access.html
# custom:
#   severity: medium
#   resources:
#     aws_iam_group_policy: [policy]
#     aws_iam_policy: [policy]
#     aws_iam_role_policy: [policy]
#     aws_iam_user_policy: [policy]
#   why: >-
#     It includes deleting everything and changing who has access, and every action that AWS adds to the
#     service in future.
#   fix: list the actions that are needed, or name the resources they are for
#   bad: |
#     { "Effect": "Allow", "Action": "s3:*", "Resource": "*" }
#   good: |
#     { "Effect": "Allow", "Action": ["s3:Get*", "s3:PutObject"], "Resource": "arn:aws:s3:::acme-data/*" }
#   themes: [least-privilege]
package driftlock.iam.iam_wildcard_service_actions

import data.driftlock.lib.grants

fail contains {"resource": grant.resource, "message": message, "attribute": "policy"} if {
	some grant in grants.all
	whole := {pattern |
		some pattern in grants.patterns(grant.statement)
		endswith(pattern, ":*")
	}
	count(whole) > 0
	quoted := concat("`, `", whole)
	grants.anywhere(grant.statement)
	message := sprintf("the allowing statement %s grants `%s` on every resource", [grant.name, quoted])
}

unknown contains {"resource": address, "message": "`policy` is no readable policy document"} if {
	some address in grants.unreadable
}
