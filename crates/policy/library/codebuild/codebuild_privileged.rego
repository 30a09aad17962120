# METADATA
# title: CodeBuild project builds as root of its host
# description: >-
#   `privileged_mode` of the `environment` is true. Building container images with Docker needs it: waive
#   it for projects that do.
# related_resources:
#   - https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectEnvironment.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html
# custom:
#   severity: low
#   resources:
#     aws_codebuild_project: []
#   why: >-
#     Whatever a build runs, a dependency that turned evil included, can leave its container.
#   fix: remove `privileged_mode = true`
#   bad: |
#     environment {
#       compute_type    = "BUILD_GENERAL1_SMALL"
#       image           = "aws/codebuild/standard:7.0"
#       type            = "LINUX_CONTAINER"
#       privileged_mode = true
#     }
#   good: |
#     environment {
#       compute_type = "BUILD_GENERAL1_SMALL"
#       image        = "aws/codebuild/standard:7.0"
#       type         = "LINUX_CONTAINER"
#     }
#   themes: [hardening, supply-chain]
package driftlock.codebuild.codebuild_privileged

import data.driftlock.lib.resource

fail contains {"resource": project.address, "message": message, "attribute": "environment"} if {
	some project in input.types.aws_codebuild_project
	project.values.environment[_].privileged_mode == true
	message := "`privileged_mode` is true"
}

unknown contains {"resource": project.address, "message": "`privileged_mode` is known only after apply"} if {
	some project in input.types.aws_codebuild_project
	resource.undecided(project, ["environment", "privileged_mode"])
}
