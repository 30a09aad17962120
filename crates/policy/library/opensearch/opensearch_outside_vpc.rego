# METADATA
# title: OpenSearch domain is on the internet
# description: >-
#   `vpc_options` is missing, so that the domain has a public endpoint.
# related_resources:
#   - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/opensearch-in-vpc-only.html
# custom:
#   severity: medium
#   resources:
#     aws_elasticsearch_domain: [vpc_options]
#     aws_opensearch_domain: [vpc_options]
#   why: >-
#     Only the access policy then stands between the data and everybody; a domain cannot be moved
#     into a VPC later, only made anew.
#   fix: add `vpc_options` with the subnets and security groups of the domain
#   bad: |
#     resource "aws_opensearch_domain" "search" {
#       domain_name = "search"
#     }
#   good: |
#     resource "aws_opensearch_domain" "search" {
#       domain_name = "search"
#       vpc_options {
#         subnet_ids         = [aws_subnet.a.id]
#         security_group_ids = [aws_security_group.search.id]
#       }
#     }
#   themes: [network-exposure, public-access]
package driftlock.opensearch.opensearch_outside_vpc

import data.driftlock.lib.resource

types := ["aws_elasticsearch_domain", "aws_opensearch_domain"]

fail contains {"resource": r.address, "message": "`vpc_options` is not set", "attribute": "vpc_options"} if {
	some type in types
	some r in input.types[type]
	count(resource.blocks(r, "vpc_options")) == 0
	not resource.open(r, "vpc_options")
}

pass contains r.address if {
	some type in types
	some r in input.types[type]
	count(resource.blocks(r, "vpc_options")) > 0
}
