# METADATA
# title: AWS Config does not record everything
# description: >-
#   The `recording_group` of a recorder does not set both `all_supported` and
#   `include_global_resource_types` to true. Where several regions are recorded, one that records global
#   resources is enough: waive it for the others.
# related_resources:
#   - https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/config-controls.html
# custom:
#   severity: medium
#   resources:
#     aws_config_configuration_recorder: []
#   why: >-
#     What is not recorded has no history: nobody can tell what it was before, or when it was changed.
#   fix: set `all_supported = true` and `include_global_resource_types = true` in `recording_group`
#   bad: |
#     resource "aws_config_configuration_recorder" "main" {
#       role_arn = aws_iam_role.config.arn
#     }
#   good: |
#     resource "aws_config_configuration_recorder" "main" {
#       role_arn = aws_iam_role.config.arn
#       recording_group {
#         all_supported                 = true
#         include_global_resource_types = true
#       }
#     }
#   themes: [audit-logging, monitoring]
package driftlock.config.config_recorder_partial

import data.driftlock.lib.resource

settings := ["all_supported", "include_global_resource_types"]

fail contains {"resource": recorder.address, "message": message, "attribute": "recording_group"} if {
	some recorder in input.types.aws_config_configuration_recorder
	some group in resource.blocks(recorder, "recording_group")
	some setting in settings
	not group[setting] == true
	not resource.undecided(recorder, ["recording_group", setting])
	message := sprintf("`%s` is false", [setting])
}

fail contains {"resource": recorder.address, "message": message, "attribute": "recording_group"} if {
	some recorder in input.types.aws_config_configuration_recorder
	count(resource.blocks(recorder, "recording_group")) == 0
	not resource.open(recorder, "recording_group")
	message := "`recording_group` is not set, so that global resources are left out"
}

unknown contains {"resource": recorder.address, "message": message} if {
	some recorder in input.types.aws_config_configuration_recorder
	some setting in settings
	resource.undecided(recorder, ["recording_group", setting])
	message := sprintf("`%s` is known only after apply", [setting])
}
