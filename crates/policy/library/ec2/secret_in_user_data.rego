# METADATA
# title: User data holds a secret
# description: >-
#   The user data of an instance or a launch template, plain or in base64, holds an access key id, a
#   secret access key or a private key. Other kinds of secrets are not looked for, and version 5 of
#   the provider shows only a hash of the `user_data` of an `aws_instance`, in which nothing can be
#   seen.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
# custom:
#   severity: critical
#   resources:
#     aws_instance: [user_data, user_data_base64]
#     aws_launch_template: [user_data]
#   why: >-
#     User data is no secret: everyone who may describe the instance and every program that runs on
#     it can read it, and it stays in Terraform's state.
#   fix: give the instance a role, or let it fetch the secret from Secrets Manager or Parameter Store
#   bad: |
#     user_data = <<-EOT
#       #!/bin/sh
#       export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
#     EOT
#   good: |
#     iam_instance_profile = aws_iam_instance_profile.web.name
#     user_data            = file("setup.sh")
#   themes: [credentials, secrets]
package driftlock.ec2.secret_in_user_data

import data.driftlock.lib.secret

types := ["aws_instance", "aws_launch_template"]

patterns := {
	"an access key id": `\bA(KIA|SIA)[A-Z0-9]{16}\b`,
	"a private key": `-----BEGIN [A-Z ]*PRIVATE KEY-----`,
	"a secret access key": `(?i)aws_secret_access_key["']?\s*[=:]\s*["']?[a-z0-9/+]{40}`,
}

fail contains {"resource": r.address, "message": message, "attribute": attribute} if {
	some type in types
	some r in input.types[type]
	some attribute in ["user_data", "user_data_base64"]
	text := plain(r.values[attribute])
	found := [name |
		some name, pattern in patterns
		regex.match(pattern, text)
	]
	count(found) > 0
	message := sprintf("`%s` holds %s", [attribute, concat(" and ", found)])
}

unknown contains {"resource": r.address, "message": message, "attribute": attribute} if {
	some type in types
	some r in input.types[type]
	some attribute in ["user_data", "user_data_base64"]
	secret.hidden(r.values[attribute])
	message := sprintf("`%s` is kept as a hash only", [attribute])
}

plain(text) := base64.decode(text) if base64.is_valid(text)

plain(text) := text if not base64.is_valid(text)
