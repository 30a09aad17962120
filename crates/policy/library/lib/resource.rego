# What every policy asks of a resource.
package driftlock.lib.resource

# The resources of a type that certainly configure this one, or that it configures.
related(r, type) := object.get(r, ["related", type], [])

# The resources of a type of which that cannot be told before apply.
possible(r, type) := object.get(r, ["possible", type], [])

# Holds when an attribute is set to something that is known only after apply.
open(r, attribute) if r.unknown[attribute]

# Holds when an unknown attribute takes its value from another resource, so that it will be set.
refers(r, attribute) if count(object.get(r, ["refers", attribute], [])) > 0

# A value as a list: policy documents allow a single item to stand for a list of one.
list(value) := value if {
	is_array(value)
} else := [value]

# Holds when an attribute has a value, known or not: a text that is not empty, or a reference.
given(r, attribute) if {
	is_string(r.values[attribute])
	r.values[attribute] != ""
}

given(r, attribute) if refers(r, attribute)

# Holds when something on the way down to a nested argument is known only after apply:
# `undecided(r, ["logging", "enabled"])` for `logging { enabled = ... }`.
undecided(r, path) if r.unknown[path[0]] == true

undecided(r, path) if r.unknown[path[0]][_][path[1]]

# The blocks of a type, such as `logging { ... }`; none where the block is not set.
blocks(r, name) := object.get(r.values, name, [])
