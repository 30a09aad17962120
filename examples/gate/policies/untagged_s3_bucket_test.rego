package acme.untagged_s3_bucket_test

import data.acme.untagged_s3_bucket

bucket(tags) := {"types": {"aws_s3_bucket": [{"address": "aws_s3_bucket.b", "values": {"tags": tags}}]}}

test_without_owner if count(untagged_s3_bucket.fail) == 1 with input as bucket({})

test_with_owner if count(untagged_s3_bucket.fail) == 0 with input as bucket({"owner": "web-team"})
