# Reads the container definitions of ECS tasks.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
package driftlock.lib.containers

# The containers of a task definition.
of(task) := [container |
	json.is_valid(task.values.container_definitions)
	some container in json.unmarshal(task.values.container_definitions)
	is_object(container)
]

# What to call a container in a message.
named(container) := object.get(container, "name", "without a name")

# Task definitions whose containers cannot be read, so that nothing can be said about them.
unreadable contains {"resource": task.address, "message": "`container_definitions` is no readable list"} if {
	some task in input.types.aws_ecs_task_definition
	is_string(task.values.container_definitions)
	not readable(task.values.container_definitions)
}

readable(definitions) if {
	json.is_valid(definitions)
	is_array(json.unmarshal(definitions))
}
