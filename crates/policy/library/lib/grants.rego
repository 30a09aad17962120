# What IAM policy documents grant: those of identities, and those of resources.
package driftlock.lib.grants

import data.driftlock.lib.iam
import data.driftlock.lib.resource

# Managed policies, and inline policies of identities.
types := ["aws_iam_group_policy", "aws_iam_policy", "aws_iam_role_policy", "aws_iam_user_policy"]

# Every allowing statement of theirs, and where it stands.
all := [grant |
	some type in types
	some holder in input.types[type]
	some number, statement in iam.allowing(holder.values.policy)
	grant := {"resource": holder.address, "name": name(statement, number), "statement": statement}
]

# Addresses of those whose document cannot be read.
unreadable contains holder.address if {
	some type in types
	some holder in input.types[type]
	iam.unreadable(holder.values.policy)
}

# What a statement is called in messages.
name(statement, number) := object.get(statement, "Sid", sprintf("number %d", [number + 1]))

# The patterns of actions that a statement allows, in lower case, without those for everything.
patterns(statement) := {pattern |
	some action in resource.list(statement.Action)
	pattern := lower(action)
	not pattern in {"*", "*:*"}
}

# Holds when a pattern of actions, in lower case, covers an action, in lower case.
covers(pattern, action) if pattern == action

# The text before the first `*` is compared first: most patterns are of other services.
covers(pattern, action) if {
	contains(pattern, "*")
	not contains(pattern, "?")
	startswith(action, split(pattern, "*")[0])
	glob.match(pattern, [], action)
}

covers(pattern, action) if {
	contains(pattern, "?")
	glob.match(pattern, [], action)
}

# Holds when a statement is for every resource.
anywhere(statement) if "*" in resource.list(statement.Resource)

# The allowing statements of a resource's policy that are for everyone.
open(document) := [found |
	some number, statement in iam.allowing(document)
	iam.everyone(statement)
	not iam.narrowed(statement)
	found := {"name": name(statement, number), "statement": statement}
]

# Holds when a resource has a policy that cannot be read.
illegible(document) if {
	document != ""
	iam.unreadable(document)
}
