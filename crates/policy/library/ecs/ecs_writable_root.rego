# METADATA
# title: ECS container can write to its root file system
# description: >-
#   A container definition does not set `readonlyRootFilesystem` to true. Tasks on Windows, where it cannot
#   be set, are left out.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html
# custom:
#   severity: low
#   resources:
#     aws_ecs_task_definition: [container_definitions, runtime_platform]
#   why: >-
#     Whoever breaks into the container can replace its programs and leave tools behind.
#   fix: set `readonlyRootFilesystem = true`, and mount a volume for what has to be written
#   bad: |
#     container_definitions = jsonencode([
#       { name = "app", image = "app:1" }
#     ])
#   good: |
#     container_definitions = jsonencode([
#       { name = "app", image = "app:1", readonlyRootFilesystem = true }
#     ])
#   themes: [hardening]
package driftlock.ecs.ecs_writable_root

import data.driftlock.lib.containers
import data.driftlock.lib.resource

fail contains {"resource": task.address, "message": message, "attribute": "container_definitions"} if {
	some task in input.types.aws_ecs_task_definition
	some container in containers.of(task)
	not container.readonlyRootFilesystem == true
	not on_windows(task)
	not resource.undecided(task, ["runtime_platform", "operating_system_family"])
	message := sprintf("the container `%s` can write to its root file system", [containers.named(container)])
}

unknown contains finding if some finding in containers.unreadable

on_windows(task) if startswith(task.values.runtime_platform[_].operating_system_family, "WINDOWS")
