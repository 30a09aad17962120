# Reads IAM policy documents.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
package driftlock.lib.iam

import data.driftlock.lib.resource

# The statements of a document that allow something.
allowing(document) := [statement |
	json.is_valid(document)
	some statement in resource.list(json.unmarshal(document).Statement)
	statement.Effect == "Allow"
]

# Holds when a document cannot be read, so that nothing can be said about it.
unreadable(document) if not json.is_valid(document)

unreadable(document) if {
	json.is_valid(document)
	not json.unmarshal(document).Statement
}

# Holds when a statement applies to everyone, whether signed in to AWS or not.
everyone(statement) if {
	statement.Principal == "*"
} else if {
	"*" in resource.list(statement.Principal.AWS)
} else if {
	statement.NotPrincipal
}

# Holds when a condition ties a statement to somebody after all.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
narrowed(statement) if {
	some operator, keys in statement.Condition
	binding(operator)
	some key, values in keys
	lower(key) in narrowing
	every value in resource.list(values) {
		not boundless(value)
	}
}

narrowing := {
	"aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths",
	"aws:sourceaccount", "aws:sourcearn", "aws:sourceip", "aws:sourceorgid", "aws:sourceorgpaths",
	"aws:sourceowner", "aws:sourcevpc", "aws:sourcevpce", "aws:userid",
	"s3:dataaccesspointaccount", "s3:dataaccesspointarn",
}

# Operators that are false when their key is absent.
binding(operator) if {
	name := trim_prefix(operator, "ForAnyValue:")
	name in {
		"ArnEquals", "ArnLike", "IpAddress", "StringEquals", "StringEqualsIgnoreCase", "StringLike",
	}
}

boundless(value) if value == "*"

boundless(value) if endswith(value, "/0")
