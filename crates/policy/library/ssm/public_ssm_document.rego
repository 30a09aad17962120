# METADATA
# title: SSM document is public
# description: >-
#   `permissions` of a document share it with `All`, that is with every AWS account.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/ssm-document-not-public.html
# custom:
#   severity: high
#   resources:
#     aws_ssm_document: [permissions]
#   why: >-
#     Documents describe how machines are set up, and often name internal hosts, paths and even
#     credentials.
#   fix: list the accounts that need the document in `account_ids`, or remove `permissions`
#   bad: |
#     resource "aws_ssm_document" "setup" {
#       name          = "setup"
#       document_type = "Command"
#       content       = file("setup.json")
#       permissions = {
#         type        = "Share"
#         account_ids = "All"
#       }
#     }
#   good: |
#     resource "aws_ssm_document" "setup" {
#       name          = "setup"
#       document_type = "Command"
#       content       = file("setup.json")
#       permissions = {
#         type        = "Share"
#         account_ids = "210987654321"
#       }
#     }
#   themes: [public-access]
package driftlock.ssm.public_ssm_document

fail contains {"resource": document.address, "message": message, "attribute": "permissions"} if {
	some document in input.types.aws_ssm_document
	some account in split(document.values.permissions.account_ids, ",")
	lower(trim_space(account)) == "all"
	message := "`permissions` share it with every AWS account"
}
