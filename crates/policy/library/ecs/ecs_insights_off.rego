# METADATA
# title: ECS cluster has no Container Insights
# description: >-
#   No `setting` turns `containerInsights` on, as `enabled` or `enhanced`. What the account has as its
#   default is not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html
# custom:
#   severity: low
#   resources:
#     aws_ecs_cluster: [setting]
#   why: >-
#     Without metrics of single tasks, a container that crashes again and again, or that mines coins, is
#     not noticed.
#   fix: add a `setting` with `name = "containerInsights"` and `value = "enabled"`
#   bad: |
#     resource "aws_ecs_cluster" "main" {
#       name = "main"
#     }
#   good: |
#     resource "aws_ecs_cluster" "main" {
#       name = "main"
#       setting {
#         name  = "containerInsights"
#         value = "enabled"
#       }
#     }
#   themes: [monitoring]
package driftlock.ecs.ecs_insights_off

import data.driftlock.lib.resource

fail contains {"resource": cluster.address, "message": message, "attribute": "setting"} if {
	some cluster in input.types.aws_ecs_cluster
	not watched(cluster)
	not resource.open(cluster, "setting")
	message := "`containerInsights` is not turned on"
}

watched(cluster) if {
	some setting in cluster.values.setting
	setting.name == "containerInsights"
	setting.value in {"enabled", "enhanced"}
}
