# Every way in which a setting may name its bucket, with the bucket's name unknown until apply.

resource "aws_s3_bucket" "counted" {
  count         = 2
  bucket_prefix = "counted"
}

resource "aws_s3_bucket_versioning" "counted" {
  count  = 2
  bucket = aws_s3_bucket.counted[count.index].id
  versioning_configuration {
    status = count.index == 0 ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket" "keyed" {
  for_each      = toset(["a", "x/y.z"])
  bucket_prefix = "keyed"
}

resource "aws_s3_bucket_versioning" "keyed" {
  for_each = aws_s3_bucket.keyed
  bucket   = each.value.bucket
  versioning_configuration {
    status = "Enabled"
  }
}

# A bucket in a child module, its setting outside.
module "outputs" {
  source   = "./m"
  for_each = toset(["k.1", "k2"])
}

resource "aws_s3_bucket_versioning" "outputs" {
  for_each = toset(["k.1", "k2"])
  bucket   = module.outputs[each.key].bucket
  versioning_configuration {
    status = "Enabled"
  }
}

# A bucket outside, its setting two modules down.
resource "aws_s3_bucket" "outside" {
  bucket_prefix = "outside"
}

module "inputs" {
  source = "./inner"
  bucket = aws_s3_bucket.outside.id
}

# A setting that names the bucket by another setting.
resource "aws_s3_bucket" "chained" {
  bucket_prefix = "chained"
}

resource "aws_s3_bucket_ownership_controls" "chained" {
  bucket = aws_s3_bucket.chained.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "chained" {
  bucket = aws_s3_bucket_ownership_controls.chained.bucket
  versioning_configuration {
    status = "Enabled"
  }
}

# Which of two buckets is meant is known only after apply.
resource "terraform_data" "choice" {
  input = true
}

resource "aws_s3_bucket" "first" {
  bucket_prefix = "first"
}

resource "aws_s3_bucket" "second" {
  bucket_prefix = "second"
}

resource "aws_s3_bucket_versioning" "chosen" {
  bucket = terraform_data.choice.output ? aws_s3_bucket.first.id : aws_s3_bucket.second.id
  versioning_configuration {
    status = "Enabled"
  }
}
