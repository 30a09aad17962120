# METADATA
# title: Results of Athena have no declared encryption
# description: >-
#   The `result_configuration` of a workgroup has no `encryption_configuration`. S3 encrypts new objects
#   by itself; what is asked for here is that the workgroup declares how.
# related_resources:
#   - https://docs.aws.amazon.com/athena/latest/ug/encrypting-query-results-stored-in-s3.html
# custom:
#   severity: low
#   resources:
#     aws_athena_workgroup: []
#   why: >-
#     The results of queries are copies of the data, and should be kept no less safely than the data.
#   fix: add `encryption_configuration` to the `result_configuration` of the workgroup
#   bad: |
#     resource "aws_athena_workgroup" "research" {
#       name = "research"
#     }
#   good: |
#     resource "aws_athena_workgroup" "research" {
#       name = "research"
#       configuration {
#         result_configuration {
#           encryption_configuration {
#             encryption_option = "SSE_KMS"
#             kms_key_arn       = aws_kms_key.results.arn
#           }
#         }
#       }
#     }
#   themes: [encryption-at-rest]
package driftlock.athena.unencrypted_athena_results

fail contains {"resource": group.address, "message": message, "attribute": "configuration"} if {
	some group in input.types.aws_athena_workgroup
	not encrypted(group)
	not undecided(group)
	message := "no `encryption_configuration` is set for results"
}

unknown contains {"resource": group.address, "message": "`configuration` is known only after apply"} if {
	some group in input.types.aws_athena_workgroup
	not encrypted(group)
	undecided(group)
}

encrypted(group) if {
	count(group.values.configuration[_].result_configuration[_].encryption_configuration) > 0
}

undecided(group) if group.unknown.configuration == true

undecided(group) if group.unknown.configuration[_].result_configuration == true

undecided(group) if group.unknown.configuration[_].result_configuration[_].encryption_configuration == true
