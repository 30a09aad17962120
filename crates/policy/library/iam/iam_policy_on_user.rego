# METADATA
# title: IAM policy is attached to a user
# description: >-
#   A user has an inline policy or a policy attached to it, rather than through a group or a role.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/iam-user-no-policies-check.html
# custom:
#   severity: low
#   resources:
#     aws_iam_policy_attachment: [users]
#     aws_iam_user_policy: []
#     aws_iam_user_policy_attachment: []
#   why: >-
#     Permissions given to single users are forgotten when their work changes, and nobody sees who may do
#     what without reading every user.
#   fix: attach the policy to a group or a role instead of the user
#   bad: |
#     resource "aws_iam_user_policy_attachment" "deploy" {
#       user       = aws_iam_user.alice.name
#       policy_arn = aws_iam_policy.deploy.arn
#     }
#   good: |
#     resource "aws_iam_group_policy_attachment" "deploy" {
#       group      = aws_iam_group.deployers.name
#       policy_arn = aws_iam_policy.deploy.arn
#     }
#   themes: [least-privilege]
package driftlock.iam.iam_policy_on_user

fail contains {"resource": found.address, "message": "an inline policy of a user", "attribute": "user"} if {
	some found in input.types.aws_iam_user_policy
}

fail contains {"resource": found.address, "message": "a policy attached to a user", "attribute": "user"} if {
	some found in input.types.aws_iam_user_policy_attachment
}

fail contains {"resource": found.address, "message": message, "attribute": "users"} if {
	some found in input.types.aws_iam_policy_attachment
	number := count(found.values.users)
	number > 0
	message := sprintf("a policy is attached to users, %d of them", [number])
}
