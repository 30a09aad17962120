# METADATA
# title: VPC has no flow log
# description: >-
#   No `aws_flow_log` names the VPC. Flow logs of single subnets or interfaces do not count, for
#   they miss what is added later.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/vpc-flow-logs-enabled.html
# custom:
#   severity: medium
#   resources:
#     aws_vpc: []
#   why: >-
#     Without flow logs nobody can tell afterwards who talked to a machine that was broken into, and
#     where its data went.
#   fix: add an `aws_flow_log` with the `vpc_id` of this VPC
#   bad: |
#     resource "aws_vpc" "main" {
#       cidr_block = "10.0.0.0/16"
#     }
#   good: |
#     resource "aws_flow_log" "main" {
#       vpc_id               = aws_vpc.main.id
#       traffic_type         = "ALL"
#       log_destination_type = "s3"
#       log_destination      = aws_s3_bucket.logs.arn
#     }
#   themes: [audit-logging, monitoring]
package driftlock.vpc.vpc_without_flow_logs

fail contains {"resource": vpc.address, "message": "no flow log is declared for it"} if {
	some vpc in input.types.aws_vpc
	not vpc.related.aws_flow_log
	not vpc.possible.aws_flow_log
}

unknown contains {"resource": vpc.address, "message": message} if {
	some vpc in input.types.aws_vpc
	not vpc.related.aws_flow_log
	vpc.possible.aws_flow_log
	message := "whether a flow log is for it is known only after apply"
}
