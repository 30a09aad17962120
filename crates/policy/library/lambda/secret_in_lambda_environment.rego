# METADATA
# title: Secret in the environment of a Lambda function
# description: >-
#   An environment variable holds an AWS access key, a private key or an access token, or is named for a
#   password, secret, token or key and has its value written out. ARNs, paths, addresses and references
#   are taken for the place where a secret is kept. The value is never shown. While one variable is known
#   only after apply, Terraform shows none of them.
# related_resources:
#   - https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
#   - https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html
# custom:
#   severity: high
#   resources:
#     aws_lambda_function: [environment]
#   why: >-
#     Everyone who may look at the function, its configuration in the repository or the Terraform state
#     reads the secret, and replacing it takes a deployment.
#   fix: keep the secret in Secrets Manager or Parameter Store, and pass only its ARN in `environment`
#   bad: |
#     environment {
#       variables = { DB_PASSWORD = "correct horse battery staple" }
#     }
#   good: |
#     environment {
#       variables = { DB_PASSWORD_ARN = aws_secretsmanager_secret.db.arn }
#     }
#   themes: [credentials, secrets]
package driftlock.lambda.secret_in_lambda_environment

import data.driftlock.lib.secret

fail contains {"resource": function.address, "message": message, "attribute": "environment"} if {
	some function in input.types.aws_lambda_function
	some name, value in function.values.environment[_].variables
	message := secret.reason(name, value)
}

unknown contains {"resource": function.address, "message": message, "attribute": "environment"} if {
	some function in input.types.aws_lambda_function
	some name, value in function.values.environment[_].variables
	secret.hidden(value)
	message := sprintf("the value of `%s` is kept as a hash only", [name])
}
