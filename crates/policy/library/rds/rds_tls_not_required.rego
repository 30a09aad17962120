# METADATA
# title: Database accepts connections without TLS
# description: >-
#   A parameter group sets `rds.force_ssl` to 0, or, for MySQL and MariaDB,
#   `require_secure_transport` to off. What a parameter group does not set is left to the default of
#   its family, which is not judged.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
# custom:
#   severity: medium
#   resources:
#     aws_db_parameter_group: [parameter]
#     aws_rds_cluster_parameter_group: [parameter]
#   why: >-
#     A client that does not ask for TLS then sends its password and all data in clear, without
#     anybody noticing.
#   fix: set `rds.force_ssl` to 1, or `require_secure_transport` to ON
#   bad: |
#     parameter {
#       name  = "rds.force_ssl"
#       value = "0"
#     }
#   good: |
#     parameter {
#       name  = "rds.force_ssl"
#       value = "1"
#     }
#   themes: [encryption-in-transit]
package driftlock.rds.rds_tls_not_required

import data.driftlock.lib.rds

fail contains {"resource": r.address, "message": message, "attribute": "parameter"} if {
	some type in ["aws_db_parameter_group", "aws_rds_cluster_parameter_group"]
	some r in input.types[type]
	some parameter in r.values.parameter
	lower(parameter.name) in {"rds.force_ssl", "require_secure_transport"}
	lower(parameter.value) in {"0", "off"}
	message := sprintf("`%s` is `%s`", [parameter.name, parameter.value])
}
