# METADATA
# title: Domain of an API accepts old TLS
# description: >-
#   `security_policy` of a custom domain name is not set, or allows less than TLS 1.2.
# related_resources:
#   - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html
# custom:
#   severity: medium
#   resources:
#     aws_api_gateway_domain_name: [security_policy]
#     aws_apigatewayv2_domain_name: []
#   why: >-
#     TLS 1.0 and 1.1 have known weaknesses, and an attacker on the way can talk clients down to them.
#   fix: set `security_policy = "TLS_1_2"`
#   bad: |
#     resource "aws_api_gateway_domain_name" "shop" {
#       domain_name     = "api.example.com"
#       certificate_arn = aws_acm_certificate.shop.arn
#       security_policy = "TLS_1_0"
#     }
#   good: |
#     resource "aws_api_gateway_domain_name" "shop" {
#       domain_name     = "api.example.com"
#       certificate_arn = aws_acm_certificate.shop.arn
#       security_policy = "TLS_1_2"
#     }
#   themes: [encryption-in-transit]
package driftlock.apigateway.api_old_tls

import data.driftlock.lib.resource

setting := "security_policy"

fail contains {"resource": domain.address, "message": reason(domain.values), "attribute": setting} if {
	some domain in input.types.aws_api_gateway_domain_name
	not resource.open(domain, setting)
}

fail contains {"resource": domain.address, "message": reason(config), "attribute": attribute} if {
	attribute := "domain_name_configuration"
	some domain in input.types.aws_apigatewayv2_domain_name
	some config in resource.blocks(domain, attribute)
	not resource.undecided(domain, [attribute, setting])
}

unknown contains {"resource": domain.address, "message": "`security_policy` is known only after apply"} if {
	some domain in input.types.aws_apigatewayv2_domain_name
	resource.undecided(domain, ["domain_name_configuration", setting])
}

# Newer policies all begin at TLS 1.2: `SecurityPolicy_TLS13_1_2_2021_06`.
reason(values) := "`security_policy` is `TLS_1_0`" if values.security_policy == "TLS_1_0"

reason(values) := "`security_policy` is not set" if object.get(values, "security_policy", "") == ""
