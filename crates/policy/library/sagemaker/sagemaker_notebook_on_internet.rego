# METADATA
# title: SageMaker notebook is on the internet
# description: >-
#   `direct_internet_access` is not `Disabled`.
# related_resources:
#   - https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html
# custom:
#   severity: medium
#   resources:
#     aws_sagemaker_notebook_instance: [direct_internet_access]
#   why: >-
#     A notebook holds the data it works on and the rights of its role, and past your network nothing
#     watches where it sends them.
#   fix: set `direct_internet_access = "Disabled"`, with `subnet_id` and `security_groups`
#   bad: |
#     resource "aws_sagemaker_notebook_instance" "research" {
#       name          = "research"
#       role_arn      = aws_iam_role.research.arn
#       instance_type = "ml.t3.medium"
#     }
#   good: |
#     resource "aws_sagemaker_notebook_instance" "research" {
#       name                   = "research"
#       role_arn               = aws_iam_role.research.arn
#       instance_type          = "ml.t3.medium"
#       subnet_id              = aws_subnet.private.id
#       security_groups        = [aws_security_group.research.id]
#       direct_internet_access = "Disabled"
#     }
#   themes: [network-exposure]
package driftlock.sagemaker.sagemaker_notebook_on_internet

import data.driftlock.lib.resource

fail contains {"resource": notebook.address, "message": message, "attribute": "direct_internet_access"} if {
	some notebook in input.types.aws_sagemaker_notebook_instance
	not notebook.values.direct_internet_access == "Disabled"
	not resource.open(notebook, "direct_internet_access")
	message := "`direct_internet_access` is not `Disabled`"
}
