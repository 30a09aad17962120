# METADATA
# title: Image tags in ECR can be moved
# description: >-
#   `image_tag_mutability` of a repository is not `IMMUTABLE`.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
# custom:
#   severity: medium
#   resources:
#     aws_ecr_repository: [image_tag_mutability]
#   why: >-
#     Whoever may push can put another image behind the tag that is deployed, and nobody sees that what
#     runs is not what was tested.
#   fix: set `image_tag_mutability = "IMMUTABLE"`
#   bad: |
#     resource "aws_ecr_repository" "orders" {
#       name = "orders"
#     }
#   good: |
#     resource "aws_ecr_repository" "orders" {
#       name                 = "orders"
#       image_tag_mutability = "IMMUTABLE"
#     }
#   themes: [supply-chain]
package driftlock.ecr.ecr_tags_mutable

import data.driftlock.lib.resource

fail contains {"resource": repository.address, "message": message, "attribute": "image_tag_mutability"} if {
	some repository in input.types.aws_ecr_repository
	mutability := object.get(repository.values, "image_tag_mutability", "MUTABLE")
	not startswith(mutability, "IMMUTABLE")
	not resource.open(repository, "image_tag_mutability")
	message := sprintf("`image_tag_mutability` is `%s`", [mutability])
}
