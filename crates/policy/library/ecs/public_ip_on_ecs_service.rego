# METADATA
# title: Tasks of an ECS service have public addresses
# description: >-
#   `network_configuration` of a service sets `assign_public_ip` to true.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html
# custom:
#   severity: medium
#   resources:
#     aws_ecs_service: []
#   why: >-
#     Only the security group then stands between each task and the internet, and the load balancer with its
#     certificates and firewall is walked around.
#   fix: remove `assign_public_ip`, and give private subnets a NAT gateway or VPC endpoints
#   bad: |
#     network_configuration {
#       subnets          = aws_subnet.public[*].id
#       assign_public_ip = true
#     }
#   good: |
#     network_configuration {
#       subnets = aws_subnet.private[*].id
#     }
#   themes: [network-exposure]
package driftlock.ecs.public_ip_on_ecs_service

import data.driftlock.lib.resource

fail contains {"resource": service.address, "message": message, "attribute": "network_configuration"} if {
	some service in input.types.aws_ecs_service
	service.values.network_configuration[_].assign_public_ip == true
	message := "`assign_public_ip` is true"
}

unknown contains {"resource": service.address, "message": message} if {
	some service in input.types.aws_ecs_service
	resource.undecided(service, ["network_configuration", "assign_public_ip"])
	message := "`assign_public_ip` is known only after apply"
}
