# METADATA
# title: IAM role's sessions may last very long
# description: >-
#   `max_session_duration` of a role is more than four hours (14400 seconds). AWS's default is one hour.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html
# custom:
#   severity: low
#   resources:
#     aws_iam_role: [max_session_duration]
#   why: >-
#     Credentials of a session that leaked work until it ends, even when the role's owner has long lost
#     access.
#   fix: set `max_session_duration` to 14400 or less
#   bad: |
#     resource "aws_iam_role" "deploy" {
#       assume_role_policy   = data.aws_iam_policy_document.trust.json
#       max_session_duration = 43200
#     }
#   good: |
#     resource "aws_iam_role" "deploy" {
#       assume_role_policy   = data.aws_iam_policy_document.trust.json
#       max_session_duration = 3600
#     }
#   themes: [credentials]
package driftlock.iam.iam_role_session_too_long

attribute := "max_session_duration"

fail contains {"resource": role.address, "message": message, "attribute": attribute} if {
	some role in input.types.aws_iam_role
	seconds := role.values.max_session_duration
	seconds > 14400
	message := sprintf("`max_session_duration` is %d seconds", [seconds])
}
