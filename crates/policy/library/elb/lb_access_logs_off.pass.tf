resource "aws_s3_bucket" "logs" {
  bucket_prefix = "logs"
}

# The bucket is known only after apply, but logs are certainly written.
resource "aws_lb" "logged" {
  subnets = ["subnet-0abc1234", "subnet-0def5678"]
  access_logs {
    bucket  = aws_s3_bucket.logs.id
    enabled = true
  }
}

resource "aws_lb" "gateway" {
  subnets            = ["subnet-0abc1234"]
  load_balancer_type = "gateway"
}
