# METADATA
# title: SNS topic policy allows everyone
# description: >-
#   A statement of a topic policy allows something to the principal `*`, without a condition that ties it
#   to an account, an organisation, a source such as a bucket or alarm, or a network.
# related_resources:
#   - https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html
# custom:
#   severity: critical
#   resources:
#     aws_sns_topic: [policy]
#     aws_sns_topic_policy: [policy]
#   why: >-
#     Anybody who knows the topic's ARN can subscribe to what it sends, or publish messages that its
#     subscribers trust.
#   fix: name accounts, roles or services as `Principal`, or add a condition on `aws:SourceAccount`
#   bad: |
#     { "Effect": "Allow", "Principal": "*", "Action": "sns:Subscribe", "Resource": "*" }
#   good: |
#     { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::123456789012:root" },
#       "Action": "sns:Subscribe", "Resource": "*" }
#   themes: [least-privilege, public-access]
package driftlock.sns.open_sns_topic_policy

import data.driftlock.lib.grants

types := ["aws_sns_topic", "aws_sns_topic_policy"]

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
