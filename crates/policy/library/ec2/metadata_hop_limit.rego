# METADATA
# title: Instance metadata can be reached from several hops away
# description: >-
#   `http_put_response_hop_limit` of `metadata_options` is greater than 2, in an instance or a
#   launch template. Two hops are what containers on an instance need.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
# custom:
#   severity: low
#   resources:
#     aws_instance: []
#     aws_launch_template: []
#   why: >-
#     The limit keeps answers of the metadata service, and with them the credentials of the
#     instance's role, from travelling on through a proxy or a router that runs on the instance.
#   fix: set `http_put_response_hop_limit` to 1, or to 2 where containers need metadata
#   bad: |
#     metadata_options {
#       http_tokens                 = "required"
#       http_put_response_hop_limit = 64
#     }
#   good: |
#     metadata_options {
#       http_tokens                 = "required"
#       http_put_response_hop_limit = 1
#     }
#   themes: [hardening]
package driftlock.ec2.metadata_hop_limit

import data.driftlock.lib.resource

types := ["aws_instance", "aws_launch_template"]

fail contains {"resource": r.address, "message": message, "attribute": "metadata_options"} if {
	some type in types
	some r in input.types[type]
	some options in r.values.metadata_options
	options.http_put_response_hop_limit > 2
	message := sprintf("`http_put_response_hop_limit` is %v", [options.http_put_response_hop_limit])
}

# A limit that nobody sets is unknown too, and will be small.
unknown contains {"resource": r.address, "message": "its hop limit is known only after apply"} if {
	some type in types
	some r in input.types[type]
	resource.undecided(r, ["metadata_options", "http_put_response_hop_limit"])
	resource.refers(r, "metadata_options")
}
