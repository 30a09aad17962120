package acme.buckets

import data.fugue

settings = fugue.resources("aws_s3_bucket_versioning")

versioned(bucket) {
  setting = settings[_]
  setting.bucket == bucket.id
  setting.versioning_configuration[_].status == "Enabled"
} {
  setting = settings[_]
  setting.bucket == bucket.bucket
  setting.versioning_configuration[_].status == "Enabled"
}
