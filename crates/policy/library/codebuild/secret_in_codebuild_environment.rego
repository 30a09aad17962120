# METADATA
# title: Secret in the environment of a CodeBuild project
# description: >-
#   An environment variable of the type `PLAINTEXT` holds an AWS access key, a private key or an access
#   token, or is named for a password, secret, token or key and has its value written out. ARNs, paths,
#   addresses and references are taken for the place where a secret is kept. The value is never shown.
# related_resources:
#   - https://docs.aws.amazon.com/codebuild/latest/APIReference/API_EnvironmentVariable.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html
# custom:
#   severity: high
#   resources:
#     aws_codebuild_project: []
#   why: >-
#     Everyone who may look at the project, the log of a build or the Terraform state reads the secret.
#   fix: keep the secret elsewhere, and set the `type` of the variable to `SECRETS_MANAGER` or `PARAMETER_STORE`
#   bad: |
#     environment_variable {
#       name  = "DEPLOY_TOKEN"
#       value = "0123456789abcdef"
#     }
#   good: |
#     environment_variable {
#       name  = "DEPLOY_TOKEN"
#       type  = "SECRETS_MANAGER"
#       value = "prod/deploy:token"
#     }
#   themes: [credentials, secrets]
package driftlock.codebuild.secret_in_codebuild_environment

import data.driftlock.lib.secret

fail contains {"resource": project.address, "message": message, "attribute": "environment"} if {
	some project in input.types.aws_codebuild_project
	variable := project.values.environment[_].environment_variable[_]
	object.get(variable, "type", "PLAINTEXT") == "PLAINTEXT"
	message := secret.reason(variable.name, variable.value)
}

# A value is known only after apply, where the name says that it is a secret.
unknown contains {"resource": project.address, "message": message} if {
	some project in input.types.aws_codebuild_project
	variable := project.values.environment[number].environment_variable[place]
	project.unknown.environment[number].environment_variable[place].value == true
	object.get(variable, "type", "PLAINTEXT") == "PLAINTEXT"
	secret.named(variable.name)
	message := sprintf("the value of the variable `%s` is known only after apply", [variable.name])
}
