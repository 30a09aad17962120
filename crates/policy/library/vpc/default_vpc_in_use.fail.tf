# fails: aws_default_vpc.this

resource "aws_default_vpc" "this" {}
