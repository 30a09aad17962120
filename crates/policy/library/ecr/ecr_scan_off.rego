# METADATA
# title: Images in ECR are not scanned
# description: >-
#   `image_scanning_configuration` with `scan_on_push = true` is missing, and no
#   `aws_ecr_registry_scanning_configuration` of the plan has every repository scanned.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
# custom:
#   severity: low
#   resources:
#     aws_ecr_repository: []
#   looks_for: [aws_ecr_registry_scanning_configuration]
#   why: >-
#     Known holes in an image stay unknown until somebody uses them.
#   fix: add `image_scanning_configuration` with `scan_on_push = true`, or scan the whole registry
#   bad: |
#     resource "aws_ecr_repository" "orders" {
#       name = "orders"
#     }
#   good: |
#     resource "aws_ecr_repository" "orders" {
#       name = "orders"
#       image_scanning_configuration {
#         scan_on_push = true
#       }
#     }
#   themes: [patching, supply-chain]
package driftlock.ecr.ecr_scan_off

import data.driftlock.lib.resource

setting := ["image_scanning_configuration", "scan_on_push"]

fail contains {"resource": repository.address, "message": message, "attribute": setting[0]} if {
	not registry_scans
	some repository in input.types.aws_ecr_repository
	not scanned(repository)
	not resource.undecided(repository, setting)
	message := "images are not scanned when they are pushed"
}

unknown contains {"resource": repository.address, "message": message} if {
	not registry_scans
	some repository in input.types.aws_ecr_repository
	resource.undecided(repository, setting)
	message := "`scan_on_push` is known only after apply"
}

scanned(repository) if repository.values.image_scanning_configuration[_].scan_on_push == true

registry_scans if {
	some registry in input.types.aws_ecr_registry_scanning_configuration
	some rule in registry.values.rule
	rule.scan_frequency in {"CONTINUOUS_SCAN", "SCAN_ON_PUSH"}
	rule.repository_filter[_].filter == "*"
}
