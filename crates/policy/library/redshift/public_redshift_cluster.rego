# METADATA
# title: Redshift cluster has a public address
# description: >-
#   `publicly_accessible` is true, which version 5 of the provider takes it to be where it is left
#   out.
# related_resources:
#   - https://docs.aws.amazon.com/redshift/latest/mgmt/managing-clusters-vpc.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/redshift-cluster-public-access-check.html
# custom:
#   severity: high
#   resources:
#     aws_redshift_cluster: [publicly_accessible]
#   why: >-
#     A data warehouse with a public address is one wrong security group rule away from everybody
#     who guesses passwords.
#   fix: set `publicly_accessible = false`
#   bad: |
#     resource "aws_redshift_cluster" "facts" {
#       cluster_identifier = "facts"
#       node_type          = "ra3.xlplus"
#     }
#   good: |
#     resource "aws_redshift_cluster" "facts" {
#       cluster_identifier  = "facts"
#       node_type           = "ra3.xlplus"
#       publicly_accessible = false
#     }
#   themes: [network-exposure, public-access]
package driftlock.redshift.public_redshift_cluster

fail contains {"resource": r.address, "message": message, "attribute": "publicly_accessible"} if {
	some r in input.types.aws_redshift_cluster
	r.values.publicly_accessible == true
	message := "`publicly_accessible` is true"
}
