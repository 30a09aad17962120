# METADATA
# title: MSK cluster accepts plain text
# description: >-
#   `client_broker` of `encryption_in_transit` is not `TLS`, or `in_cluster` is false. Both are right when
#   they are not set.
# related_resources:
#   - https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html
# custom:
#   severity: medium
#   resources:
#     aws_msk_cluster: []
#   why: >-
#     Messages, and often passwords, go over the network for everyone on the way to read.
#   fix: set `client_broker = "TLS"` and `in_cluster = true` in `encryption_in_transit`
#   bad: |
#     encryption_info {
#       encryption_in_transit {
#         client_broker = "TLS_PLAINTEXT"
#       }
#     }
#   good: |
#     encryption_info {
#       encryption_in_transit {
#         client_broker = "TLS"
#       }
#     }
#   themes: [encryption-in-transit]
package driftlock.msk.msk_in_clear

fail contains {"resource": cluster.address, "message": message, "attribute": "encryption_info"} if {
	some cluster in input.types.aws_msk_cluster
	mode := cluster.values.encryption_info[_].encryption_in_transit[_].client_broker
	mode in {"PLAINTEXT", "TLS_PLAINTEXT"}
	message := sprintf("`client_broker` is `%s`", [mode])
}

fail contains {"resource": cluster.address, "message": message, "attribute": "encryption_info"} if {
	some cluster in input.types.aws_msk_cluster
	cluster.values.encryption_info[_].encryption_in_transit[_].in_cluster == false
	message := "`in_cluster` is false"
}

unknown contains {"resource": cluster.address, "message": message} if {
	some cluster in input.types.aws_msk_cluster
	some setting in ["client_broker", "in_cluster"]
	cluster.unknown.encryption_info[_].encryption_in_transit[_][setting] == true
	message := sprintf("`%s` is known only after apply", [setting])
}
