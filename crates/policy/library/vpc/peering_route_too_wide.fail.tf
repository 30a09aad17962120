# fails: aws_route.everything
# fails: aws_route.wide
# fails: aws_route_table.inline
# fails: aws_route_table.six
# unknown: aws_route_table.later
# unknown: aws_route.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_vpc_peering_connection" "peer" {
  vpc_id      = "vpc-0abc1234"
  peer_vpc_id = "vpc-0def5678"
}

resource "aws_route" "everything" {
  route_table_id            = "rtb-0abc1234"
  destination_cidr_block    = "0.0.0.0/0"
  vpc_peering_connection_id = "pcx-0abc1234"
}

resource "aws_route" "wide" {
  route_table_id            = "rtb-0abc1234"
  destination_cidr_block    = "10.0.0.0/8"
  vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
}

resource "aws_route_table" "inline" {
  vpc_id = "vpc-0abc1234"
  route {
    cidr_block                = "10.0.0.0/8"
    vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
  }
}

resource "aws_route_table" "six" {
  vpc_id = "vpc-0abc1234"
  route {
    ipv6_cidr_block           = "::/0"
    vpc_peering_connection_id = "pcx-0abc1234"
  }
}

resource "aws_route_table" "later" {
  vpc_id = "vpc-0abc1234"
  route {
    cidr_block                = terraform_data.later.output ? "10.1.4.0/24" : "10.0.0.0/8"
    vpc_peering_connection_id = "pcx-0abc1234"
  }
}

resource "aws_route" "later" {
  route_table_id            = "rtb-0abc1234"
  destination_cidr_block    = terraform_data.later.output ? "10.1.4.0/24" : "10.0.0.0/8"
  vpc_peering_connection_id = "pcx-0abc1234"
}
