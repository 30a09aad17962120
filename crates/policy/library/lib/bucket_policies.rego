# Policies of S3 buckets: each document is read once, for all who ask.
package driftlock.lib.bucket_policies

import data.driftlock.lib.buckets as all
import data.driftlock.lib.iam
import data.driftlock.lib.resource

# Resources with a document, in a resource of its own or in the bucket.
holders := array.concat(object.get(input.types, "aws_s3_bucket_policy", []), all.outspoken)

# The statements of every document that can be read.
documents := [document |
	some holder in holders
	json.is_valid(holder.values.policy)
	statements := resource.list(json.unmarshal(holder.values.policy).Statement)
	document := {"holder": holder, "statements": statements}
]

# Allowing statements for everyone, and their number among those that allow something.
open := [found |
	some document in documents
	allowing := [statement |
		some statement in document.statements
		statement.Effect == "Allow"
	]
	some number, statement in allowing
	iam.everyone(statement)
	not iam.narrowed(statement)
	found := {"holder": document.holder, "number": number, "statement": statement}
]

# Addresses of the resources whose document cannot be read.
unreadable contains holder.address if {
	some holder in holders
	is_string(holder.values.policy)
	holder.values.policy != ""
	not holder.address in readable
}

readable := {document.holder.address |
	some document in documents
	document.statements != [false]
}

# The buckets that a document is for.
buckets(holder) := {holder.address} if {
	holder.type == "aws_s3_bucket"
} else := {bucket.address | some bucket in holder.related.aws_s3_bucket}
