# METADATA
# title: Redshift accepts connections without TLS
# description: >-
#   A parameter group does not set `require_ssl` to true. Left out, it is false in the family
#   `redshift-1.0`, the only one that is judged then.
# related_resources:
#   - https://docs.aws.amazon.com/redshift/latest/mgmt/connecting-ssl-support.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/redshift-require-tls-ssl.html
# custom:
#   severity: medium
#   resources:
#     aws_redshift_parameter_group: [family, parameter]
#   why: >-
#     A client that does not ask for TLS then sends its password and all data in clear, without
#     anybody noticing.
#   fix: set the parameter `require_ssl` to `true`
#   bad: |
#     resource "aws_redshift_parameter_group" "facts" {
#       name   = "facts"
#       family = "redshift-1.0"
#     }
#   good: |
#     resource "aws_redshift_parameter_group" "facts" {
#       name   = "facts"
#       family = "redshift-1.0"
#       parameter {
#         name  = "require_ssl"
#         value = "true"
#       }
#     }
#   themes: [encryption-in-transit]
package driftlock.redshift.redshift_tls_not_required

import data.driftlock.lib.resource

fail contains {"resource": r.address, "message": "`require_ssl` is not set", "attribute": "parameter"} if {
	some r in input.types.aws_redshift_parameter_group
	r.values.family == "redshift-1.0"
	count(settings(r)) == 0
	not resource.undecided(r, ["parameter", "name"])
}

fail contains {"resource": r.address, "message": message, "attribute": "parameter"} if {
	some r in input.types.aws_redshift_parameter_group
	some setting in settings(r)
	lower(setting.value) in {"false", "0", "off"}
	message := sprintf("`require_ssl` is `%s`", [setting.value])
}

settings(r) := [parameter |
	some parameter in resource.blocks(r, "parameter")
	parameter.name == "require_ssl"
]
