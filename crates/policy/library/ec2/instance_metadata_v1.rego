# METADATA
# title: EC2 instance answers metadata requests without a session token
# description: >-
#   `metadata_options` does not set `http_tokens` to `required`, in an instance or a launch
#   template, so that version 1 of the metadata service answers. An instance that is made from a
#   launch template may leave the block to it, and `aws_ec2_instance_metadata_defaults` may ask for
#   tokens in the whole region.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/ec2-imdsv2-check.html
# custom:
#   severity: medium
#   resources:
#     aws_instance: [metadata_options]
#     aws_launch_template: [metadata_options]
#   why: >-
#     Version 1 hands the credentials of the instance's role to any request, so that one web
#     application that can be made to fetch an address is enough to steal them.
#   fix: set `http_tokens = "required"` in `metadata_options`
#   bad: |
#     resource "aws_instance" "web" {
#       ami           = "ami-0abc1234"
#       instance_type = "t3.micro"
#     }
#   good: |
#     resource "aws_instance" "web" {
#       ami           = "ami-0abc1234"
#       instance_type = "t3.micro"
#       metadata_options {
#         http_tokens = "required"
#       }
#     }
#   themes: [credentials, hardening]
package driftlock.ec2.instance_metadata_v1

import data.driftlock.lib.resource

types := ["aws_instance", "aws_launch_template"]

fail contains {"resource": r.address, "message": message(r), "attribute": "metadata_options"} if {
	some type in types
	some r in input.types[type]
	not safe(r)
	not resource.undecided(r, ["metadata_options", "http_tokens"])
	not maybe_closed(r)
}

pass contains r.address if {
	some type in types
	some r in input.types[type]
	safe(r)
}

safe(r) if r.values.metadata_options[_].http_tokens == "required"

safe(r) if r.values.metadata_options[_].http_endpoint == "disabled"

# A launch template decides.
safe(r) if {
	count(resource.blocks(r, "launch_template")) > 0
	count(resource.blocks(r, "metadata_options")) == 0
	not resource.open(r, "metadata_options")
}

# The region's default decides.
safe(r) if {
	not explicit(r)
	not resource.undecided(r, ["metadata_options", "http_tokens"])
	some defaults in input.types.aws_ec2_instance_metadata_defaults
	defaults.values.http_tokens == "required"
}

explicit(r) if r.values.metadata_options[_].http_tokens

# An endpoint that nobody sets is unknown too, and will be open.
maybe_closed(r) if {
	resource.undecided(r, ["metadata_options", "http_endpoint"])
	resource.refers(r, "metadata_options")
}

message(r) := sprintf("`metadata_options.http_tokens` is `%s`", [tokens]) if {
	tokens := r.values.metadata_options[0].http_tokens
} else := "`metadata_options` does not require tokens"
