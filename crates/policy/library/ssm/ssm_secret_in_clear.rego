# METADATA
# title: SSM parameter keeps a secret in clear text
# description: >-
#   The last part of a parameter's name says password, secret, token, credentials or key, and its `type`
#   is `String` or `StringList`. Names that say that the value only describes or names a secret, such as
#   `db_secret_arn`, are left out. The value itself is not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-securestring.html
# custom:
#   severity: high
#   resources:
#     aws_ssm_parameter: [name, type]
#   why: >-
#     Everyone who may read parameters sees the secret, in the console, in the parameter's history and in
#     the answers of the API, and no key stands in between.
#   fix: set `type = "SecureString"`
#   bad: |
#     resource "aws_ssm_parameter" "password" {
#       name  = "/shop/database/password"
#       type  = "String"
#       value = var.password
#     }
#   good: |
#     resource "aws_ssm_parameter" "password" {
#       name  = "/shop/database/password"
#       type  = "SecureString"
#       value = var.password
#     }
#   themes: [encryption-at-rest, secrets]
package driftlock.ssm.ssm_secret_in_clear

fail contains {"resource": parameter.address, "message": message, "attribute": "type"} if {
	some parameter in input.types.aws_ssm_parameter
	parameter.values.type in {"String", "StringList"}
	parts := split(parameter.values.name, "/")
	last := parts[count(parts) - 1]
	regex.match(telling, last)
	not regex.match(about, last)
	message := sprintf("`%s` is a `%s`", [last, parameter.values.type])
}

pass contains parameter.address if {
	some parameter in input.types.aws_ssm_parameter
	parameter.values.type == "SecureString"
}

telling := `(?i)(passw(or)?d|passphrase|secret|token|credential|(access|api|private|signing)[-_.]?key)`

# Endings of names of what is about a secret.
about := concat("", [
	`([-_.](?i:arn|id|name|path|ur[il]|endpoint|issuer|ttl|expiry|length|version|enabled|policy|lifetime)`,
	`|[a-z](Arn|Id|Name|Path|Ur[il]|Endpoint|Issuer|Ttl|Expiry|Length|Version|Enabled|Policy|Lifetime))$`,
])
