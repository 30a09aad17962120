resource "aws_subnet" "a" {
  vpc_id     = "vpc-0abc1234"
  cidr_block = "10.0.1.0/24"
}

resource "aws_opensearch_domain" "inside" {
  domain_name = "inside"
  vpc_options {
    subnet_ids = [aws_subnet.a.id]
  }
}

resource "aws_elasticsearch_domain" "older" {
  domain_name = "older"
  vpc_options {
    subnet_ids = ["subnet-0abc1234"]
  }
}
