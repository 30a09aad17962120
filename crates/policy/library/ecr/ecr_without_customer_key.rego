# METADATA
# title: ECR repository is not encrypted with a key of your own
# description: >-
#   `encryption_configuration` with the type `KMS` and a `kms_key` is missing. AWS encrypts all images,
#   without it with keys that S3 or ECR manages. It cannot be changed after the repository was made.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
# custom:
#   severity: low
#   resources:
#     aws_ecr_repository: []
#   why: >-
#     The policy of a key of your own says who may read the images, and disabling it cuts everybody off.
#   fix: add `encryption_configuration` with `encryption_type = "KMS"` and `kms_key`
#   bad: |
#     resource "aws_ecr_repository" "orders" {
#       name = "orders"
#     }
#   good: |
#     resource "aws_ecr_repository" "orders" {
#       name = "orders"
#       encryption_configuration {
#         encryption_type = "KMS"
#         kms_key         = aws_kms_key.images.arn
#       }
#     }
#   themes: [customer-managed-keys, encryption-at-rest]
package driftlock.ecr.ecr_without_customer_key

import data.driftlock.lib.resource

block := "encryption_configuration"

fail contains {"resource": repository.address, "message": message, "attribute": block} if {
	some repository in input.types.aws_ecr_repository
	not uses_own_key(repository)
	not open(repository)
	message := "the images are encrypted with a key that AWS manages"
}

unknown contains {"resource": repository.address, "message": message} if {
	some repository in input.types.aws_ecr_repository
	not uses_own_key(repository)
	open(repository)
	message := "`encryption_configuration` is known only after apply"
}

# The key of a repository that exists is always told, AWS's own included.
uses_own_key(repository) if {
	some encryption in resource.blocks(repository, block)
	startswith(encryption.encryption_type, "KMS")
	encryption.kms_key != ""
}

# A key that is not known yet, in a block that asks for one.
uses_own_key(repository) if {
	some number, encryption in resource.blocks(repository, block)
	startswith(encryption.encryption_type, "KMS")
	repository.unknown.encryption_configuration[number].kms_key
}

open(repository) if resource.undecided(repository, [block, "encryption_type"])
