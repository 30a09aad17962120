# Says how an argument stands, for messages.
package driftlock.lib.said

# "`encrypted` is false", "`ssl_policy` is `old`", or "`encrypted` is not set".
of(values, name) := sprintf("`%s` is `%s`", [name, values[name]]) if {
	is_string(values[name])
	values[name] != ""
} else := sprintf("`%s` is %v", [name, values[name]]) if {
	scalar(values[name])
} else := sprintf("`%s` is not set", [name])

scalar(value) if is_boolean(value)

scalar(value) if is_number(value)

# The same of an argument of a block: "`logging` is not set", "`logging.enabled` is false".
within(r, block, argument) := of({name: object.get(item, argument, null)}, name) if {
	item := r.values[block][0]
	name := sprintf("%s.%s", [block, argument])
} else := sprintf("`%s` is not set", [block])
