package shop.network

import rego.v1

deny contains msg if {
	some change in input.resource_changes
	change.type == "aws_s3_bucket"
	change.change.after.force_destroy
	msg := sprintf("bucket `%s` can be destroyed with all that is in it", [change.address])
}
