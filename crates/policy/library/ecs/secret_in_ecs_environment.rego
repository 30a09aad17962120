# METADATA
# title: Secret in the environment of an ECS container
# description: >-
#   An environment variable of a container holds an AWS access key, a private key or an access token, or is
#   named for a password, secret, token or key and has its value written out. ARNs, paths, addresses and
#   references are taken for the place where a secret is kept. The value is never shown.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
# custom:
#   severity: high
#   resources:
#     aws_ecs_task_definition: [container_definitions]
#   why: >-
#     Everyone who may look at the task definition, any of its old revisions or the Terraform state reads
#     the secret.
#   fix: keep the secret in Secrets Manager or Parameter Store, and name it in `secrets` of the container
#   bad: |
#     environment = [
#       { name = "DB_PASSWORD", value = "correct horse battery staple" }
#     ]
#   good: |
#     secrets = [
#       { name = "DB_PASSWORD", valueFrom = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db" }
#     ]
#   themes: [credentials, secrets]
package driftlock.ecs.secret_in_ecs_environment

import data.driftlock.lib.containers
import data.driftlock.lib.secret

fail contains {"resource": task.address, "message": message, "attribute": "container_definitions"} if {
	some task in input.types.aws_ecs_task_definition
	some container in containers.of(task)
	variable := container.environment[_]
	reason := secret.reason(variable.name, variable.value)
	message := sprintf("in the container `%s` %s", [containers.named(container), reason])
}

unknown contains finding if some finding in containers.unreadable
