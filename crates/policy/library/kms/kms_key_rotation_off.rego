# METADATA
# title: KMS key is not rotated
# description: >-
#   `enable_key_rotation` is not true for a symmetric encryption key. Asymmetric and HMAC keys and
#   keys in a custom key store cannot be rotated by AWS and are left out.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
# custom:
#   severity: medium
#   resources:
#     aws_kms_key: [customer_master_key_spec, custom_key_store_id, enable_key_rotation, key_usage]
#   why: >-
#     The longer one key is in use, the more data a single leak of it exposes.
#   fix: set `enable_key_rotation = true`
#   bad: |
#     resource "aws_kms_key" "data" {
#       description = "data at rest"
#     }
#   good: |
#     resource "aws_kms_key" "data" {
#       description         = "data at rest"
#       enable_key_rotation = true
#     }
#   themes: [key-rotation]
package driftlock.kms.kms_key_rotation_off

import data.driftlock.lib.resource

fail contains {"resource": key.address, "message": "`enable_key_rotation` is off", "attribute": "enable_key_rotation"} if {
	some key in input.types.aws_kms_key
	rotatable(key)
	not key.values.enable_key_rotation == true
	every attribute in deciding {
		not resource.open(key, attribute)
	}
}

pass contains key.address if {
	some key in input.types.aws_kms_key
	key.values.enable_key_rotation == true
}

deciding := ["customer_master_key_spec", "custom_key_store_id", "enable_key_rotation", "key_usage"]

rotatable(key) if {
	object.get(key.values, "customer_master_key_spec", "SYMMETRIC_DEFAULT") in {"SYMMETRIC_DEFAULT", null}
	object.get(key.values, "key_usage", "ENCRYPT_DECRYPT") in {"ENCRYPT_DECRYPT", null}
	object.get(key.values, "custom_key_store_id", null) == null
}
