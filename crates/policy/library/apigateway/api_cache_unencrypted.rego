# METADATA
# title: Cache of an API is not encrypted
# description: >-
#   `settings` of an `aws_api_gateway_method_settings` turn caching on, and `cache_data_encrypted` is not
#   true.
# related_resources:
#   - https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/apigateway-controls.html
# custom:
#   severity: medium
#   resources:
#     aws_api_gateway_method_settings: []
#   why: >-
#     The cache holds whole answers, with the personal data in them, in clear.
#   fix: set `cache_data_encrypted = true`
#   bad: |
#     settings {
#       caching_enabled = true
#     }
#   good: |
#     settings {
#       caching_enabled      = true
#       cache_data_encrypted = true
#     }
#   themes: [encryption-at-rest]
package driftlock.apigateway.api_cache_unencrypted

import data.driftlock.lib.resource

fail contains {"resource": found.address, "message": message, "attribute": "settings"} if {
	some found in input.types.aws_api_gateway_method_settings
	some settings in resource.blocks(found, "settings")
	settings.caching_enabled == true
	not settings.cache_data_encrypted == true
	not set_later(found, "cache_data_encrypted")
	message := "caching is on, and `cache_data_encrypted` is not true"
}

unknown contains {"resource": found.address, "message": message} if {
	some found in input.types.aws_api_gateway_method_settings
	some settings in resource.blocks(found, "settings")
	some attribute in ["cache_data_encrypted", "caching_enabled"]
	set_later(found, attribute)
	not settings.caching_enabled == false
	not settings.cache_data_encrypted == true
	message := sprintf("`%s` is known only after apply", [attribute])
}

# A plan shows what nobody sets as unknown here too, since the provider decides; but then nothing is
# referred to.
set_later(found, attribute) if {
	resource.undecided(found, ["settings", attribute])
	resource.refers(found, "settings")
}
