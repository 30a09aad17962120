resource "aws_vpc_peering_connection" "peer" {
  vpc_id      = "vpc-0abc1234"
  peer_vpc_id = "vpc-0def5678"
}

resource "aws_nat_gateway" "out" {
  subnet_id         = "subnet-0abc1234"
  connectivity_type = "private"
}

resource "aws_route" "narrow" {
  route_table_id            = "rtb-0abc1234"
  destination_cidr_block    = "10.1.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
}

# The default route leads elsewhere.
resource "aws_route" "nat" {
  route_table_id         = "rtb-0abc1234"
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.out.id
}

resource "aws_route_table" "mixed" {
  vpc_id = "vpc-0abc1234"
  route {
    cidr_block                = "10.1.4.0/24"
    vpc_peering_connection_id = "pcx-0abc1234"
  }
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = "igw-0abc1234"
  }
}

resource "aws_internet_gateway" "out" {
  vpc_id = "vpc-0abc1234"
}

resource "aws_route_table" "public" {
  vpc_id = "vpc-0abc1234"
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.out.id
  }
}

resource "aws_route_table" "narrow" {
  vpc_id = "vpc-0abc1234"
  route {
    cidr_block                = "10.1.4.0/24"
    vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
  }
}
