# METADATA
# title: ECR repository policy allows everyone
# description: >-
#   A statement of a repository policy allows something to the principal `*`, without a condition that
#   ties it to an account, an organisation or a network.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
# custom:
#   severity: high
#   resources:
#     aws_ecr_repository_policy: [policy]
#   why: >-
#     Anybody with an AWS account can pull your images, with the code and the secrets in them, or push
#     images of their own.
#   fix: name the accounts or roles as `Principal`, or add a condition such as `aws:PrincipalOrgID`
#   bad: |
#     { "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage" }
#   good: |
#     { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::210987654321:root" },
#       "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] }
#   themes: [least-privilege, public-access]
package driftlock.ecr.open_ecr_policy

import data.driftlock.lib.iam

fail contains finding if {
	some holder in input.types.aws_ecr_repository_policy
	some number, statement in iam.allowing(holder.values.policy)
	iam.everyone(statement)
	not iam.narrowed(statement)
	name := object.get(statement, "Sid", sprintf("number %d", [number + 1]))
	message := sprintf("the allowing statement %s applies to everyone", [name])
	finding := {"resource": holder.address, "message": message, "attribute": "policy"}
}

unknown contains {"resource": holder.address, "message": "`policy` is no readable policy document"} if {
	some holder in input.types.aws_ecr_repository_policy
	iam.unreadable(holder.values.policy)
}
