# METADATA
# title: KMS key is deleted after a short wait
# description: >-
#   `deletion_window_in_days` is below 14. Unset it is 30, the longest that AWS allows.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
# custom:
#   severity: low
#   resources:
#     aws_kms_external_key: [deletion_window_in_days]
#     aws_kms_key: [deletion_window_in_days]
#     aws_kms_replica_key: [deletion_window_in_days]
#   why: >-
#     Once a key is deleted, everything that it encrypted is lost for good. The wait is the only time in
#     which somebody may notice.
#   fix: remove `deletion_window_in_days`, or set it to 14 or more
#   bad: |
#     resource "aws_kms_key" "data" {
#       deletion_window_in_days = 7
#     }
#   good: |
#     resource "aws_kms_key" "data" {
#       deletion_window_in_days = 30
#     }
#   themes: [deletion-protection]
package driftlock.kms.kms_key_deleted_soon

attribute := "deletion_window_in_days"

fail contains {"resource": key.address, "message": message, "attribute": attribute} if {
	some type in ["aws_kms_external_key", "aws_kms_key", "aws_kms_replica_key"]
	some key in input.types[type]
	days := key.values.deletion_window_in_days
	days < 14
	message := sprintf("`deletion_window_in_days` is %d", [days])
}
