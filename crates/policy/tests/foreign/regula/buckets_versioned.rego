# An advanced rule: several bodies under one head, a join by id, and a library.
package rules.buckets_versioned

import data.fugue
import data.acme.buckets as lib

resource_type = "MULTIPLE"

buckets = fugue.resources("aws_s3_bucket")

policy[j] {
  bucket = buckets[_]
  lib.versioned(bucket)
  j = fugue.allow_resource(bucket)
} {
  bucket = buckets[_]
  not lib.versioned(bucket)
  j = fugue.deny_resource_with_message(bucket, "not versioned")
} {
  count(fugue.resources("aws_s3_account_public_access_block")) == 0
  j = fugue.missing_resource("aws_s3_account_public_access_block")
}
