# METADATA
# title: Redshift loads and unloads data outside the VPC
# description: >-
#   `enhanced_vpc_routing` is not true.
# related_resources:
#   - https://docs.aws.amazon.com/redshift/latest/mgmt/enhanced-vpc-routing.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/redshift-enhanced-vpc-routing-enabled.html
# custom:
#   severity: low
#   resources:
#     aws_redshift_cluster: [enhanced_vpc_routing]
#   why: >-
#     What the cluster copies from and to other stores then passes over the internet, where neither
#     endpoint policies nor flow logs of the VPC see it.
#   fix: set `enhanced_vpc_routing = true`
#   bad: |
#     resource "aws_redshift_cluster" "facts" {
#       cluster_identifier = "facts"
#       node_type          = "ra3.xlplus"
#     }
#   good: |
#     resource "aws_redshift_cluster" "facts" {
#       cluster_identifier   = "facts"
#       node_type            = "ra3.xlplus"
#       enhanced_vpc_routing = true
#     }
#   themes: [network-exposure]
package driftlock.redshift.redshift_outside_vpc_routing

import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": message, "attribute": "enhanced_vpc_routing"} if {
	some r in input.types.aws_redshift_cluster
	not r.values.enhanced_vpc_routing == true
	not resource.open(r, "enhanced_vpc_routing")
	message := said.of(r.values, "enhanced_vpc_routing")
}
