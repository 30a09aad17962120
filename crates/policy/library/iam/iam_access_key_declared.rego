# METADATA
# title: IAM access key is managed by Terraform
# description: >-
#   An `aws_iam_access_key` is declared. With `pgp_key` its secret is encrypted in the state, but it is
#   still a key that never expires. A key whose `status` is `Inactive` passes.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# custom:
#   severity: medium
#   resources:
#     aws_iam_access_key: [status]
#   why: >-
#     Whoever can read the state has the key, it works from anywhere until somebody deletes it, and
#     leaked access keys are the most common way into AWS accounts.
#   fix: remove the `aws_iam_access_key` and let the user or workload assume a role
#   bad: |
#     resource "aws_iam_access_key" "ci" {
#       user = aws_iam_user.ci.name
#     }
#   good: |
#     resource "aws_iam_role" "ci" {
#       assume_role_policy = data.aws_iam_policy_document.trust_in_github.json
#     }
#   themes: [credentials, secrets]
package driftlock.iam.iam_access_key_declared

import data.driftlock.lib.resource

fail contains {"resource": key.address, "message": message(key)} if {
	some key in input.types.aws_iam_access_key
	not key.values.status == "Inactive"
	not resource.open(key, "status")
}

message(key) := "a key that never expires" if {
	resource.given(key, "pgp_key")
} else := "a key that never expires, and its secret is in the state"
