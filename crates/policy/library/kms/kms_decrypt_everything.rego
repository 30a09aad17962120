# METADATA
# title: IAM policy allows decryption with every key
# description: >-
#   A statement allows `kms:Decrypt` or `kms:ReEncryptFrom` with every key of an account, also by way of
#   `kms:*`, without a condition of KMS or on a tag of the key. The action `*` alone is
#   `wildcard_iam_policy`'s business.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/iam-customer-policy-blocked-kms-actions.html
# custom:
#   severity: medium
#   resources:
#     aws_iam_group_policy: [policy]
#     aws_iam_policy: [policy]
#     aws_iam_role_policy: [policy]
#     aws_iam_user_policy: [policy]
#   why: >-
#     Keys are what keeps the data of one application from another. Whoever can decrypt with all of them
#     can read whatever else it has got hold of.
#   fix: name the keys as `Resource`, or add a condition such as `kms:ViaService`
#   bad: |
#     { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*" }
#   good: |
#     { "Effect": "Allow", "Action": "kms:Decrypt",
#       "Resource": "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab" }
#   themes: [least-privilege]
package driftlock.kms.kms_decrypt_everything

import data.driftlock.lib.grants
import data.driftlock.lib.resource

fail contains {"resource": grant.resource, "message": message, "attribute": "policy"} if {
	some grant in grants.all
	some pattern in grants.patterns(grant.statement)
	some action in ["kms:decrypt", "kms:reencryptfrom"]
	grants.covers(pattern, action)
	every_key(grant.statement)
	not conditional(grant.statement)
	message := sprintf("the allowing statement %s grants `%s` with every key", [grant.name, pattern])
}

unknown contains {"resource": address, "message": "`policy` is no readable policy document"} if {
	some address in grants.unreadable
}

every_key(statement) if grants.anywhere(statement)

every_key(statement) if {
	some covered in resource.list(statement.Resource)
	regex.match(`^arn:[^:]*:kms:[^:]*:[^:]*:(\*|key/\*)$`, covered)
}

conditional(statement) if {
	some keys in statement.Condition
	some key, _ in keys
	regex.match("^(kms:|aws:resourcetag/)", lower(key))
}
