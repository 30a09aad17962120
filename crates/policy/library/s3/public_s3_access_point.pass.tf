# All four settings are on unless one is turned off.
resource "aws_s3_access_point" "unset" {
  name   = "unset"
  bucket = "acme-data"
}

resource "aws_s3_access_point" "partly" {
  name   = "partly"
  bucket = "acme-data"
  public_access_block_configuration {
    block_public_acls = true
  }
}
