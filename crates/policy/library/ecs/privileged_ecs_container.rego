# METADATA
# title: ECS container is privileged
# description: >-
#   A container definition sets `privileged` to true.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html
# custom:
#   severity: high
#   resources:
#     aws_ecs_task_definition: [container_definitions]
#   why: >-
#     A privileged container is root on its host: whoever breaks into it holds every other container there.
#   fix: remove `privileged`, and grant the capabilities that are needed in `linuxParameters`
#   bad: |
#     container_definitions = jsonencode([
#       { name = "agent", image = "agent:1", privileged = true }
#     ])
#   good: |
#     container_definitions = jsonencode([
#       { name = "agent", image = "agent:1" }
#     ])
#   themes: [hardening, least-privilege]
package driftlock.ecs.privileged_ecs_container

import data.driftlock.lib.containers

fail contains {"resource": task.address, "message": message, "attribute": "container_definitions"} if {
	some task in input.types.aws_ecs_task_definition
	some container in containers.of(task)
	container.privileged == true
	message := sprintf("the container `%s` is privileged", [containers.named(container)])
}

unknown contains finding if some finding in containers.unreadable
